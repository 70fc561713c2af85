"""Addresses found in what people paste: full-width, spaced, without a scheme, amid other words."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TEXT = 10_000
MAX_ADDRESSES = 20
_DANGEROUS = re.compile(
    r"(?:javascript|vbscript|data|file|blob|about|jar|mhtml|view-source)\s*:", re.I
)
_STOP = r"\s<>\"'`，。、；！（）【】《》“”‘’「」『』…·｜\u3000"
_WITH_SCHEME = re.compile(rf"([A-Za-z][A-Za-z0-9+]{{1,20}}):[/\\]{{1,3}}([^{_STOP}]{{1,4000}})")
_BARE = re.compile(
    r"(?<![A-Za-z0-9@._/%-])((?:[A-Za-z0-9_-]{1,63}\.){1,8}[A-Za-z]{2,24}(?::\d{1,5})?"
    rf"(?:[/?#][^{_STOP}]{{0,4000}})?)"
)
_OWN_LETTERS = re.compile(
    rf"([^{_STOP}/?#:@]{{1,100}}\.[^{_STOP}/?#:@.]{{1,40}}(?:/[^{_STOP}]{{0,4000}})?)"
)
_TAIL = ".,;:!?)]}'\"*|\\"
_INVISIBLE = {code: None for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)} | {0x7F: None}
_FULL_WIDTH = {
    code: code - 0xFEE0
    for code in range(0xFF01, 0xFF5F)
    if chr(code - 0xFEE0).isalnum() or chr(code - 0xFEE0) in ":/.?=&_-#%@+~\\"
}
_ESCAPES = re.compile(rb"%([0-9A-Fa-f]{2})")
_CHINESE_DOT = re.compile(r"(?<=[A-Za-z0-9])。(?=[A-Za-z0-9])")
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Address:
    """An address taken apart. ``host`` is in lower case, decoded where it was punycode.

    ``user`` is what stood before an @, a place where a false host is hidden.
    """

    scheme: str
    host: str
    port: str
    path: str
    query: tuple[tuple[str, str], ...]
    fragment: str
    user: str
    is_guessed: bool

    @property
    def values(self) -> dict[str, str]:
        """The query values, the first of each name."""
        return dict(reversed(self.query))


def cleaned(text: str) -> str:
    """The text without invisible characters, with full-width letters and marks made narrow."""
    shown = text.replace("&amp;", "&").translate(_INVISIBLE).translate(_FULL_WIDTH)
    shown = _CHINESE_DOT.sub(".", shown)
    return "".join(
        char for char in shown if char in "\t\r\n" or unicodedata.category(char) not in ("Cf", "Cc")
    ).strip()


def is_dangerous(text: str) -> bool:
    """Whether a text is a script or data dressed as an address, however it is spaced."""
    return _DANGEROUS.match(re.sub(r"\s+", "", text[:200])) is not None


def addresses_in(text: str, schemes: frozenset[str]) -> Iterator[Address]:
    """The addresses in a cleaned text, those with a scheme first; none twice."""
    seen: set[str] = set()
    for raw, is_guessed in _candidates(text, schemes):
        if raw not in seen and len(seen) < MAX_ADDRESSES:
            seen.add(raw)
            found = _parse(raw, is_guessed=is_guessed)
            if found is not None:
                yield found


def without_spaces(text: str) -> str:
    """The text with the blanks beside the marks of an address closed up; for one address only."""
    return re.sub(r"\s+(?=[:/.?=&])|(?<=[:/.?=&])\s+", "", text)


def cut_at_words(address: Address) -> Address | None:
    """The address up to the first Chinese character of its path; None if it has none there."""
    where = _CJK.search(address.path)
    if where is None:
        return None
    return Address(
        address.scheme,
        address.host,
        address.port,
        _bare_path(address.path[: where.start()]),
        (),
        "",
        address.user,
        address.is_guessed,
    )


def _candidates(text: str, schemes: frozenset[str]) -> Iterator[tuple[str, bool]]:
    spans = []
    for match in _WITH_SCHEME.finditer(text):
        scheme = match[1].lower()
        known = next((s for s in sorted(schemes, key=len, reverse=True) if scheme.endswith(s)), "")
        if known:
            spans.append(match.span())
            yield known + "://" + match[2].lstrip("/\\"), False
    for match in _BARE.finditer(text):
        if not any(start <= match.start() < end for start, end in spans):
            yield f"https://{match[1]}", True
    whole = re.sub(r"(?<=\w)。(?=\w)", ".", text)
    match_whole = _OWN_LETTERS.fullmatch(whole)
    if match_whole and not spans:
        yield f"https://{whole}", True


def _parse(raw: str, *, is_guessed: bool) -> Address | None:
    scheme, _, rest = raw.partition("://")
    rest = rest.replace("\\", "/").rstrip(_TAIL)
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    authority, slash, path = rest.partition("/")
    user, _, host = authority.rpartition("@")
    host, _, port = host.partition(":")
    host = _host(host) if scheme in ("http", "https") else host
    if not host or len(host) > 253 or not (port == "" or (port.isdecimal() and len(port) <= 5)):
        return None
    return Address(
        scheme=scheme,
        host=host,
        port="" if port in ("80", "443") else port,
        path=_bare_path(decoded(slash + path)),
        query=tuple(_pairs(query)),
        fragment=fragment,
        user=user,
        is_guessed=is_guessed,
    )


def _bare_path(path: str) -> str:
    return re.sub(r"/{2,}", "/", path).rstrip("/" + _TAIL)


def _pairs(query: str) -> Iterator[tuple[str, str]]:
    for pair in query.split("&")[:200]:
        name, _, value = pair.partition("=")
        if name:
            yield decoded(name), decoded(value)


def decoded(text: str) -> str:
    """A text without its percent signs: UTF-8, or GB 18030 as old Chinese sites write it."""
    if "%" not in text:
        return text
    raw = _ESCAPES.sub(lambda m: bytes.fromhex(m[1].decode()), text.encode("utf-8", "ignore"))
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).translate(_INVISIBLE)
        except UnicodeDecodeError:
            continue
    return text


def _host(text: str) -> str:
    labels = unicodedata.normalize("NFKC", decoded(text)).strip(".").lower().split(".")
    if not all(labels) or any(re.search(r"[\s/\\?#@:%]", label) for label in labels):
        return ""
    return ".".join(_readable(label) for label in labels)


def _readable(label: str) -> str:
    """A label in its own letters; left alone if its code does not stand for just those letters.

    Else a code that decodes to plain letters would pass for the host it imitates.
    """
    if not label.startswith("xn--"):
        return label
    try:
        letters = label[4:].encode("ascii").decode("punycode")
        same = letters.encode("punycode").decode("ascii") == label[4:]
    except UnicodeError:
        return label
    is_plain = letters.isascii() or unicodedata.normalize("NFKC", letters) != letters
    is_odd = not all(char.isalnum() or char == "-" for char in letters)
    return letters if same and not is_plain and not is_odd else label
