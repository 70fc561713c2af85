"""Which of a form's options are ticked, however boxes were typed: ☑ √ ■ [x], before or behind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhijian.core.facts.reading.boxes import EMPTY, TICKED

_MARK = re.compile(rf"[{TICKED}{EMPTY.replace('〇', '')}]|[\[［(（]\s*[xXvV√✓*]?\s*[\]］)）]")
_TICK = re.compile(rf"[{TICKED}]|[xXvV√✓*]")
_BLANKS = re.compile(r"[\s_＿　]+")


@dataclass(frozen=True, slots=True)
class Ticks:
    """What a text with boxes says. ``words`` are the ticked options in the definition's order.

    ``free`` is what is written behind the option that asks for words, None if that option does not
    stand there; ``unknown`` are ticked words that are no option.
    """

    has_marks: bool
    words: tuple[str, ...]
    free: str | None
    is_free_ticked: bool
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    option: str
    start: int
    end: int


def read_ticks(
    text: str, options: Iterable[str], subs: Iterable[str] = (), free_option: str = ""
) -> Ticks:
    """Read the boxes of ``text``.

    >>> read_ticks("☑是　□否", ["是", "否"]).words, read_ticks("是[ ] 否[x]", ["是", "否"]).words
    (('是',), ('否',))
    """
    plain, marks = _without_marks(text)
    key, places = _folded(plain)
    found = _options(key, options)
    is_before = bool(marks) and min(marks) <= min((places[f.start] for f in found), default=0)
    words: list[str] = []
    used: set[int] = set()
    free: str | None = None
    is_free = False
    for each in sorted(found, key=lambda f: f.start):
        start, end = places[each.start], places[each.end - 1] + 1
        mark, place = _mark_at(marks, start if is_before else end, plain, before=is_before)
        used.add(place)
        if each.option == free_option:
            free, is_free = _free_words(plain[end:]), mark
            used.update(at for at in marks if at > start)
            continue
        if mark:
            words.append(each.option)
        for sub in subs:
            at = key.find(_fold(sub), each.start, each.end)
            if at >= 0 and places[at] in marks and places[at] != start:
                used.add(places[at])
                if marks[places[at]]:
                    words.append(sub)
    unknown = [
        _word_after(plain, at, marks) for at in sorted(set(marks) - used) if marks[at] and is_before
    ]
    return Ticks(bool(marks), tuple(words), free, is_free, tuple(w for w in unknown if w))


def _without_marks(text: str) -> tuple[str, dict[int, bool]]:
    """The text without its boxes, and for each place in it whether the box there is ticked."""
    plain, marks, last = "", {}, 0
    for match in _MARK.finditer(text):
        plain += text[last : match.start()]
        marks[len(plain)] = bool(_TICK.search(match[0]))
        last = match.end()
    return plain + text[last:], marks


def _fold(text: str) -> str:
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as words are compared, and where each of its signs stood."""
    key, places = "", []
    for place, sign in enumerate(text):
        if sign.isspace() or sign == "　":
            continue
        wide = unicodedata.normalize("NFKC", sign).casefold()
        key += wide if len(wide) == 1 else sign
        places.append(place)
    return key, places


def _options(key: str, options: Iterable[str]) -> list[_Found]:
    """Where the options stand; a longer one is not taken for a shorter one inside it."""
    found: list[_Found] = []
    taken: list[tuple[int, int]] = []
    for option in sorted(options, key=len, reverse=True):
        for at, end in _spans(key, _fold(option)):
            if all(end <= a or at >= b for a, b in taken):
                taken.append((at, end))
                found.append(_Found(option, at, end))
                break
    return found


def _spans(key: str, word: str) -> Iterator[tuple[int, int]]:
    """Where an option stands: as printed, or with other words in its brackets, or without them."""
    stem = word.partition("(")[0]
    for said in dict.fromkeys((word, stem)):
        at = -1
        while said and (at := key.find(said, at + 1)) >= 0:
            end = at + len(said)
            if said != word and key[end : end + 1] == "(":
                end = key.find(")", end) + 1 or len(key)
            yield at, end


def _mark_at(marks: dict[int, bool], at: int, plain: str, *, before: bool) -> tuple[bool, int]:
    """The box at a place, blanks between box and word passed over."""
    step = -1 if before else 1
    while at not in marks:
        near = at - 1 if before else at
        if not 0 <= near < len(plain) or not _BLANKS.fullmatch(plain[near]):
            return False, -1
        at += step
    return marks[at], at


def _free_words(rest: str) -> str:
    """What is written behind the free option: after its hint and colon."""
    rest = re.sub(r"^\s*[（(][^（()）]*[)）]", "", rest)
    return re.sub(r"^[\s_＿　:：]+|[\s_＿　]+$", "", rest)


def _word_after(plain: str, at: int, marks: dict[int, bool]) -> str:
    end = min((other for other in marks if other > at), default=len(plain))
    return _BLANKS.sub(" ", plain[at:end]).strip()
