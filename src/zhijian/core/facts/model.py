"""What a relation of facts is: its columns, their types, and the words a ledger uses for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a column's values are stored in every engine."""

    TEXT = "text"  # normalised text; the empty string means "left blank"
    INT = "int"  # a whole number
    FLAG = "flag"  # 0 or 1
    DAY = "day"  # days since 1970-01-01, local civil time; the column's name ends in _d
    SECOND = "second"  # seconds since 1970-01-01 00:00 local civil time; the name ends in _s
    CHOICE = "choice"  # one of the codes in ``choices``

    @property
    def is_text(self) -> bool:
        """True for columns that an engine stores as text."""
        return self is Kind.TEXT or self is Kind.CHOICE  # asked for every value: not `in`


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a relation.

    ``label`` is the header a blank workbook shows, ``aliases`` are headers met in the wild. A
    CHOICE column has ``choices`` as pairs (code, Chinese word); more words for a code may follow in
    ``words``. ``open_choices`` keeps a word that is not listed, as text. ``refers`` names the
    relation whose key this column repeats. A ``derived`` column is computed from others when facts
    are built (see ``derive.py``) and never asked of anybody. ``personal`` marks personal data.
    """

    name: str
    kind: Kind
    label: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    open_choices: bool = False
    refers: str = ""
    derived: bool = False
    personal: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """One ledger: its English name, its Chinese title, its key and its columns.

    ``key`` holds the columns that tell two rows apart; a row that repeats a key with the same
    values is a duplicate, with other values a contradiction. ``about`` says in one Chinese sentence
    what one row stands for.
    """

    name: str
    title: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    aliases: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column called ``name``.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")

    @property
    def asked(self) -> tuple[Column, ...]:
        """The columns an office fills in, in order: all but the derived ones."""
        return tuple(column for column in self.columns if not column.derived)


def text(name: str, label: str, *aliases: str, **more: object) -> Column:
    """Return a text column."""
    return Column(name, Kind.TEXT, label, aliases, **more)  # type: ignore[arg-type]


def integer(name: str, label: str, *aliases: str, **more: object) -> Column:
    """Return a whole-number column."""
    return Column(name, Kind.INT, label, aliases, **more)  # type: ignore[arg-type]


def flag(name: str, label: str, *aliases: str, **more: object) -> Column:
    """Return a yes/no column, stored as 1/0."""
    return Column(name, Kind.FLAG, label, aliases, **more)  # type: ignore[arg-type]


def day(name: str, label: str, *aliases: str, **more: object) -> Column:
    """Return a date column, stored as a day number."""
    return Column(name, Kind.DAY, label, aliases, **more)  # type: ignore[arg-type]


def second(name: str, label: str, *aliases: str, **more: object) -> Column:
    """Return a moment column, stored as seconds of local civil time."""
    return Column(name, Kind.SECOND, label, aliases, **more)  # type: ignore[arg-type]


def choice(name: str, label: str, choices: str, *aliases: str, **more: object) -> Column:
    """Return a column of codes; ``choices`` reads ``CODE=词/别的词, CODE=词``.

    >>> choice("state", "状态", "open=正常/运行, closed=关停").choices
    (('open', '正常'), ('closed', '关停'))
    """
    pairs: list[tuple[str, str]] = []
    words: list[tuple[str, str]] = []
    for part in choices.split(","):
        code, _, said = part.strip().partition("=")
        first, *rest = said.split("/")
        pairs.append((code, first))
        words.extend((code, word) for word in rest)
    return Column(
        name,
        Kind.CHOICE,
        label,
        aliases,
        choices=tuple(pairs),
        words=tuple(words),
        **more,  # type: ignore[arg-type]
    )
