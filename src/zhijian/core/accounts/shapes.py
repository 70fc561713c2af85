"""Shapes of addresses: one readable line of data each, matched with bounded work.

``weibo.com/u/{id:uid}`` is a host, a path and a part to take out; the word after the colon names
an atom, a run of characters with a greatest length. A shape may name query values
(``?__biz={id:biz}``), end in ``{*}`` for any rest, begin with ``*.`` for any host below, or be
nothing but a part (``{id:gh}``) for an identifier that stands alone.
"""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass

MAX_SHAPE = 200
ANY_REST = r"[^?#]{0,1000}"
_UNQUOTED = frozenset(string.ascii_letters + string.digits + "-._~@=:,!*")
_ATOM = re.compile(r"(?:\[\^?[^\[\]]{1,60}\]\{(\d{1,3})(?:,(\d{1,3}))?\}|[A-Za-z0-9_@./-]){1,60}")
_PART = re.compile(r"\{(?:(\*)|([a-z]{1,12})(?::([a-z]{1,20}))?)\}")
_HEAD = re.compile(r"(?:([a-z][a-z0-9+]{1,20})://)?([^/?#{}]{0,120})((?:/[^?#]*)?)(?:\?([^#]+))?")


class ShapeFault(ValueError):
    """A shape or atom that is not written as it must be; the message is Chinese."""


@dataclass(frozen=True)
class Shape:
    """A compiled shape. ``host`` begins with a dot if any host below it is meant."""

    scheme: str
    host: str
    path: re.Pattern[str]
    query: tuple[tuple[str, re.Pattern[str]], ...]
    parts: frozenset[str]

    def match(self, path: str, query: Mapping[str, str]) -> dict[str, str] | None:
        """The parts taken out of an address of this host; None if it has another shape."""
        found = self.path.fullmatch(path)
        if found is None:
            return None
        values = dict(found.groupdict())
        for key, pattern in self.query:
            part = pattern.fullmatch(query.get(key, ""))
            if part is None:
                return None
            values |= part.groupdict()
        return values


def atom_fault(pattern: object) -> str:
    """What is wrong with an atom, as the end of a sentence; empty if nothing is.

    Only runs of bounded length are taken, so that no address can make a match slow.
    """
    if not isinstance(pattern, str) or not _ATOM.fullmatch(pattern):
        return "只能由字母、数字和“[字符]{最少,最多}”组成，如 [0-9]{5,16}。请改写。"
    if len(re.findall(r"\{\d+,\d+\}", pattern)) > 2:
        return "长短不定的部分最多两处。请改写。"
    try:
        re.compile(pattern)
    except re.error:
        return "不是正确的写法，如 [0-9]{5,16}。请改写。"
    return ""


def compile_shape(text: str, atoms: Mapping[str, str]) -> Shape:
    """The shape that a line of data describes.

    Raises:
        ShapeFault: it is too long, names an unknown atom, or is not written as an address.
    """
    if len(text) > MAX_SHAPE:
        raise ShapeFault(f"超过 {MAX_SHAPE} 个字符，请缩短。")
    if _PART.fullmatch(text):
        return Shape("", "", _pattern(text, atoms), (), _parts(text))
    head = _HEAD.fullmatch(text)
    if head is None or not head[2]:
        raise ShapeFault("应写成“主机/路径?参数={id:字符类}”，如 weibo.com/u/{id:uid}。")
    scheme, host, path, query = head[1] or "https", head[2].lower(), head[3], head[4] or ""
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    if any(not value for _, _, value in pairs):
        raise ShapeFault("参数应写成“名称=内容”，如 id={post:digits}。")
    return Shape(
        scheme=scheme,
        host=host[1:] if host.startswith("*.") else host,
        path=_pattern(ANY_PATH if host.startswith("*.") and not path else path.rstrip("/"), atoms),
        query=tuple((key, _pattern(value, atoms)) for key, _, value in pairs),
        parts=_parts(text),
    )


ANY_PATH = "{*}"


def _parts(text: str) -> frozenset[str]:
    return frozenset(match[2] for match in _PART.finditer(text) if match[2])


def _pattern(text: str, atoms: Mapping[str, str]) -> re.Pattern[str]:
    """The pattern of one piece of a shape: what is not a part stands for itself."""
    out, at = [], 0
    for match in _PART.finditer(text):
        out.append(re.escape(text[at : match.start()]))
        if match[1]:
            out.append(ANY_REST)
        else:
            if match[3] not in atoms:
                raise ShapeFault(f"字符类“{match[3] or ''}”没有定义。请在 atoms 里补上。")
            out.append(f"(?P<{match[2]}>{atoms[match[3]]})")
        at = match.end()
    rest = text[at:]
    if "{" in rest or "}" in rest:
        raise ShapeFault("花括号没有成对，或里面不是“名称:字符类”。请改写。")
    return re.compile("".join(out) + re.escape(rest), re.DOTALL)


def names_in(text: str) -> frozenset[str]:
    """The parts that a template asks for."""
    return _parts(text)


def fill(template: str, values: Mapping[str, str]) -> str:
    """The address that a template makes of the parts taken out; unknown parts are refused.

    Raises:
        KeyError: the template names a part that was not taken out.
    """
    bare = _PART.fullmatch(template)
    if bare and bare[2]:
        return values[bare[2]]
    text = _PART.sub(lambda m: quoted(values[m[2]]) if m[2] else "", template)
    return text if "://" in text else f"https://{text}"


def quoted(text: str) -> str:
    """A part as it is written inside an address."""
    return "".join(
        char if char in _UNQUOTED else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in text
    )
