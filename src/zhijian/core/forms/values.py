"""What stands in a form: plain values by field, rows by table, and the words they are printed as.

``tidy`` gives values the one form in which they are printed and compared; what is printed and read
back is equal to what was tidied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from zhijian.core.forms.model import Field, Form, Shape

Plain = str | int | bool | date | datetime | bytes | Sequence[str] | None
Row = Mapping[str, Plain]

_UNFIT = re.compile(
    "[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\ufeff\u2028\u2029]"
)
_SPACES = re.compile(r"\s+")
_TRAILING = re.compile(r"[^\S\n]+(?=\n|$)")
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class FormValues:
    """The values of one filled form. A field that is absent or None is blank.

    A text is ``str``, a number ``int``, 是与否 ``bool``, several options or a list ``list[str]``,
    a picture ``bytes``. Of an option that asks for words, both are held: ``其他类型：抖音``.
    """

    fields: Mapping[str, Plain] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def get(self, key: str) -> Plain:
        """The value of a field, None if it is blank."""
        return self.fields.get(key)

    def rows(self, key: str) -> Sequence[Row]:
        """The rows of a table."""
        return self.tables.get(key, ())


def tidy(form: Form, values: FormValues) -> FormValues:
    """The same values as paper can hold them: no outer blanks, no blank rows, no control signs.

    Fields the form does not have are dropped; a value of another kind is left for ``check``.
    """
    fields = {key: clean(asked, values.get(key)) for key, asked in form.fields.items()}
    tables: dict[str, list[Row]] = {}
    for key, table in form.tables.items():
        rows = [
            {cell.key: clean(cell, row.get(cell.key)) for cell in table.cells}
            for row in values.rows(key)
        ]
        tables[key] = [row for row in rows if any(held is not None for held in row.values())]
    return FormValues(fields, tables)


def clean(asked: Field, value: Plain) -> Plain:
    """One value as ``tidy`` leaves it."""
    if isinstance(value, str):
        text = one_line(value) if asked.shape is not Shape.LONG else paragraphs(value)
        return text or None
    if isinstance(value, (list, tuple)):
        words = [text for each in value if (text := one_line(str(each)))]
        return (in_order(asked, words) if asked.shape is Shape.CHOICES else words) or None
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0, tzinfo=None)
    return None if value == b"" else value


def in_order(asked: Field, words: Sequence[str]) -> list[str]:
    """Chosen options, each once, in the order in which the form prints them."""
    known: dict[str, int] = {}
    for option in asked.options:
        for each in (option, *asked.sub_options.get(option, ())):
            known.setdefault(each, len(known))
    last = len(known)
    return sorted(dict.fromkeys(words), key=lambda word: known.get(word.partition("：")[0], last))


def one_line(text: str) -> str:
    """A text without line breaks, outer blanks and signs that paper cannot hold."""
    return _SPACES.sub(
        " ", _UNFIT.sub("", re.sub(r"[\r\n\t\v\f\x85\u2028\u2029]", " ", text))
    ).strip()


def paragraphs(text: str) -> str:
    """A text with its line breaks, without blanks at the ends of lines or around the whole."""
    plain = re.sub(r"\r\n?|\v|\f|\x85|\u2028|\u2029", "\n", text).replace("\t", " ")
    lines = (_SPACES.sub(" ", line) for line in _UNFIT.sub("", plain).split("\n"))
    return _TRAILING.sub("", "\n".join(line.strip() for line in lines)).strip()


def words_of(asked: Field, value: Plain) -> str:
    """The words a value is printed as; '' for a blank or a picture.

    >>> words_of(Field("n", "数", "integer", unit="人"), 12560)
    '12,560人'
    """
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, bool):
        yes, no = flag_words(asked)
        return yes if value else no
    if isinstance(value, int):
        return f"{value:,}{'%' if asked.type == 'percent' else asked.unit}"
    if isinstance(value, datetime):
        return f"{chinese_day(value)} {value.hour:02}:{value.minute:02}"
    if isinstance(value, date):
        return chinese_day(value)
    if isinstance(value, str):
        return value
    joint = "、" if asked.shape is Shape.CHOICES else "\n"
    return joint.join(value)


def flag_words(asked: Field) -> tuple[str, str]:
    """The two words of a yes-or-no field."""
    return (asked.options[0], asked.options[1]) if len(asked.options) == 2 else (YES, NO)


def chinese_day(day: date) -> str:
    """A day as a form writes it.

    >>> chinese_day(date(2023, 2, 16))
    '2023年2月16日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def free_words(asked: Field, value: Plain) -> tuple[bool, str]:
    """Whether the option with words of one's own is chosen, and the words."""
    held = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    for word in held if asked.free_option else ():
        option, _, rest = word.partition("：")
        if option == asked.free_option:
            return True, rest.strip()
    return False, ""


def chosen(asked: Field, value: Plain) -> frozenset[str]:
    """The options that are ticked, sub-options and the one with free words among them."""
    held = [value] if isinstance(value, str) else value if isinstance(value, (list, tuple)) else []
    is_free, _ = free_words(asked, value)
    known = {*asked.options, *(sub for subs in asked.sub_options.values() for sub in subs)}
    return frozenset([word for word in held if word in known] + [asked.free_option] * is_free)
