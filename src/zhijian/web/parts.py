"""The values that the templates in ``parts/`` show. Views build them; templates only place them."""

from dataclasses import dataclass
from datetime import date, datetime

TONES = ("", "red", "amber", "green", "blue")
"""Colours with a meaning. Each always stands with its word."""


@dataclass(frozen=True)
class Crumb:
    """One step of the way to a page; the last one has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Tag:
    """A word on a ground: ``parts/tag.html with tag=``."""

    word: str
    tone: str = ""


@dataclass(frozen=True)
class Step:
    """One step of a progress line: ``parts/steps.html with steps=``. ``state``: done, now or ""."""

    name: str
    note: str = ""
    state: str = ""


@dataclass(frozen=True)
class Moment:
    """One entry of a record, newest first: ``parts/timeline.html with moments=``."""

    at: datetime
    who: str
    what: str
    note: str = ""
    opinion: str = ""
    is_latest: bool = False


@dataclass(frozen=True)
class Fact:
    """A label and its value: ``parts/facts.html with facts=``. A value may be a link or a tag."""

    label: str
    value: object
    url: str = ""
    tone: str = ""
    action_label: str = ""
    action_url: str = ""


@dataclass(frozen=True)
class Count:
    """One of the four counts: ``parts/counts.html with counts=``. ``tone``: due, soon or ""."""

    label: str
    number: int
    note: str = ""
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class ToDo:
    """One row of a to-do list: ``parts/todo.html with row=``. ``when_tone``: late, soon or calm."""

    kind: str
    kind_tone: str
    title: str
    url: str
    who: str = ""
    when: str = ""
    when_tone: str = "calm"
    date_note: str = ""
    verb: str = ""


@dataclass(frozen=True)
class Difference:
    """One field of a conflict: ``parts/conflict.html with differences=``."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Day:
    """A day that may be reckoned from weekends only, while its calendar is not published."""

    on: date
    is_estimate: bool = False
