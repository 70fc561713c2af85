"""What sources answer with, and how one answer takes the words of a form."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zhijian.config import clock
from zhijian.core.forms.model import Field, Shape
from zhijian.papers.matter import Matter

Value = Callable[[Matter], Any]
Rows = Callable[[Matter], list[dict[str, Any]]]
OTHER = "其他"


@dataclass(frozen=True)
class Said:
    """One thing in the words of several forms; a form takes the first that is an option of its own.

    ``free`` is what is written beside an option that asks for words of one's own; ``sub`` what a
    form may ask beside the option (订阅号 of 微信). ``is_exact``: never taken for 其他.
    """

    words: tuple[str, ...]
    free: str = ""
    sub: str = ""
    is_exact: bool = False


def said(*words: str, free: str = "", sub: str = "") -> Said:
    """One thing in several words; blanks are left out."""
    kept = tuple(word for word in words if word)
    return Said(kept, free or (kept[0] if kept else ""), sub)


def local(moment: datetime | None) -> datetime | None:
    """A moment as the clock on the wall shows it, without a zone."""
    return moment.astimezone(clock.CHINA).replace(tzinfo=None) if moment else None


def fitted(field: Field, answer: Any) -> Any:
    """An answer as ``field`` holds it: options in the form's own words, a list as a list of words.

    What the form has no option for is written beside its open option, else ticked as 其他, else
    left blank.
    """
    if field.shape is Shape.CHOICE:
        return _option(field, answer) if answer not in (None, "") else None
    if field.shape is Shape.CHOICES:
        return _options(field, answer)
    if isinstance(answer, Said):
        return answer.words[0] if answer.words else None
    if field.shape is Shape.LIST:
        return [_plain(each) for each in _each(answer)] or None
    if isinstance(answer, list | tuple):
        return "、".join(_plain(each) for each in answer) or None
    return None if answer == "" else answer


def _options(field: Field, answer: Any) -> list[str] | None:
    found: list[str] = []
    for each in _each(answer):
        option = _option(field, each)
        found += [option] if option and option not in found else []
        sub = each.sub if isinstance(each, Said) else ""
        if sub and sub in field.sub_options.get(option or "", ()) and sub not in found:
            found.append(sub)
    return found or None


def _option(field: Field, answer: Any) -> str | None:
    one = answer if isinstance(answer, Said) else said(str(answer))
    if not one.words:
        return None
    if not field.options:
        return one.words[0]
    bare = {_bare(option): option for option in reversed(field.options)}
    for word in one.words:
        if word in field.options and word != field.free_option:
            return word
        if (option := bare.get(_bare(word))) and option != field.free_option:
            return option
    if one.is_exact:
        return None
    if field.free_option:
        return f"{field.free_option}：{one.free}" if one.free else None
    return next((option for option in field.options if option.startswith(OTHER)), None)


def _bare(word: str) -> str:
    return word.split("（")[0]


def _each(answer: Any) -> Sequence[Any]:
    if answer is None or answer == "":
        return ()
    return answer if isinstance(answer, list | tuple) else (answer,)


def _plain(answer: Any) -> str:
    if isinstance(answer, Said):
        return answer.words[0] if answer.words else ""
    return str(answer)
