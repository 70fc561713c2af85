"""The dozen judgements that checks are made of: each a text of portable SQL and its blanks.

A shape's fields are the blanks of its SQL: names of relations and columns, and small expressions
over ``s`` (the subject's row) or ``e`` (an event's row). The times and the limit are never among
them: the run fills in the times, and the limit arrives by a join with the rules in force. Every SQL
text returns one row per subject (``present.sql``: per subject and required thing) with the columns

    subject, organization, book, item, observed, allowed, unit, since_d, due_d, state, clause

where ``state`` is an index into :data:`zhijian.core.outcomes.STATES`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from typing import ClassVar

ALWAYS = "1 = 1"
NOTHING = "CAST(NULL AS BIGINT)"


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What every shape has: whom it judges, which of them, by which kind of the rule.

    ``subjects`` is the relation of the subjects, ``only`` the condition that picks among them. A
    stream's silence before its first row is not held against anyone: nothing says it was recorded.
    """

    file: ClassVar[str]
    is_stream: ClassVar[bool] = False
    subjects: str
    only: str = ALWAYS
    kind: str = "''"

    @property
    def watched(self) -> tuple[str, ...]:
        """The relations whose completeness and freshness decide what can be known."""
        return (
            self.subjects,
            *(getattr(self, name) for name in ("events", "rows") if hasattr(self, name)),
        )

    def blanks(self) -> dict[str, str]:
        """Return the shape's own blanks, by name."""
        found = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        found["subjects"] = f"s_{self.subjects}"
        return found

    def text(self) -> str:
        """Return the SQL text with its blanks still open."""
        return text_of(self.file)


@dataclass(frozen=True, kw_only=True)
class Gap(Shape):
    """The longest time without an event: observed > limit is too long."""

    file = "gap.sql"
    is_stream = True
    events: str
    match: str
    key: str
    at: str
    since: str = NOTHING
    complete: str = "1"


@dataclass(frozen=True, kw_only=True)
class Weekly(Gap):
    """At least so many events in every whole natural week; fails only beside too long a gap."""

    file = "weekly.sql"
    beside: str = ""


@dataclass(frozen=True, kw_only=True)
class CountPerPeriod(Shape):
    """At least so many events in every whole period (week, month, quarter, year)."""

    file = "count_per_period.sql"
    events: str
    match: str
    key: str
    at: str
    period: str
    after: str = "{since_d}"
    since: str = NOTHING
    complete: str = "1"


@dataclass(frozen=True, kw_only=True)
class Term(Shape):
    """Something done within a term that runs from a day; ``done`` is blank while it is not done.

    ``unstarted`` says what a matter without a starting day is: 2 not applicable, 3 undetermined.
    ``by_law`` is a due day that another law sets in place of the term.
    """

    file = "term.sql"
    start: str
    done: str
    by_law: str = NOTHING
    join: str = ""
    also: tuple[str, ...] = ()
    unstarted: int = 3

    @property
    def watched(self) -> tuple[str, ...]:
        """The subjects' own relation and those the join reads."""
        return (self.subjects, *self.also)


@dataclass(frozen=True, kw_only=True)
class Renewal(Shape):
    """The last event still holds: the term that began with it has not run out.

    ``source`` may name a table that already holds what is wanted of the events. Where ``whole`` is
    1, a term of a month or of a quarter (three months) runs to the end of the next one.
    """

    file = "renewal.sql"
    events: str
    match: str
    key: str
    at: str
    since: str = "r.from_d"
    having: str = ALWAYS
    complete: str = "1"
    source: str = "{events}"
    whole: int = 0


@dataclass(frozen=True, kw_only=True)
class AtMost(Shape):
    """At most so many rows of one owner in one group; ``mildest`` 4 only warns."""

    file = "at_most.sql"
    rows: str
    owner: str
    group: str
    key: str = "subject"
    who: str = ALWAYS
    mildest: int = 0


@dataclass(frozen=True, kw_only=True)
class Same(Shape):
    """One value of a column among all rows of one owner."""

    file = "same.sql"
    rows: str
    owner: str
    value: str
    shown: str
    key: str = "subject"


@dataclass(frozen=True, kw_only=True)
class Holds(Shape):
    """A claim about the subject's own row (and rows joined to it). ``bad`` is its contrary.

    ``day`` is the day whose rule counts, ``off`` when a rule that is there asks nothing.
    ``asks`` is a text column whose blank is the fault: where every row leaves it blank, the ledger
    never had it, and nothing is known. ``mildest`` 4 turns a failure into a warning; it may be an
    expression. A contrary finding that rests on the absence of a row in one of the relations of
    ``also`` needs these to be complete;
    where ``rests_on_absence`` is 0 it rests on a row that is there, and a pass needs all of them.
    """

    file = "holds.sql"
    bad: str
    unknown: str = "1 = 0"
    observed: str = NOTHING
    allowed: str = NOTHING
    since: str = NOTHING
    item: str = "''"
    join: str = ""
    also: tuple[str, ...] = ()
    rests_on_absence: int = 1
    mildest: int | str = 0
    day: str = "{on_d}"
    off: str = "r.amount = 0"
    asks: str = ""

    @property
    def watched(self) -> tuple[str, ...]:
        """The subjects' own relation and those the join reads."""
        return (self.subjects, *self.also)


@dataclass(frozen=True, kw_only=True)
class Present(Shape):
    """Everything on the rule's list is there, at least ``least`` times, and in force.

    ``thing`` is the column of the held rows that is compared with ``wanted`` (the rule's item). A
    row of which ``having`` cannot be told, because its day is blank, neither counts nor is held
    against anyone. ``mildest`` 4 turns a failure into a warning; it may be an expression.
    """

    file = "present.sql"
    rows: str
    match: str
    thing: str
    having: str = ALWAYS
    key: str = "subject"
    wanted: str = "r.kind"
    shown: str = "r.kind"
    least: str = "1"
    since: str = NOTHING
    mildest: int | str = 0
    day: str = "{on_d}"
    join: str = ""


@dataclass(frozen=True, kw_only=True)
class InOrder(Shape):
    """Review stages of a released text: enough, in order, by different persons, before release."""

    file = "in_order.sql"
    measure: str
    bad: str
    allowed: str = NOTHING
    unknown: str = "1 = 0"
    idle: str = "1 = 0"

    @property
    def watched(self) -> tuple[str, ...]:
        """The texts and their reviews."""
        return (self.subjects, "reviews")


@dataclass(frozen=True, kw_only=True)
class Covered(Shape):
    """Every day of the inspected period has a row."""

    file = "covered.sql"
    is_stream = True
    events: str
    match: str
    at: str
    key: str = "subject"


@dataclass(frozen=True, kw_only=True)
class Standing(Shape):
    """A notice stood its days, first and last counted."""

    file = "standing.sql"


SHAPES = (
    Gap,
    Weekly,
    CountPerPeriod,
    Term,
    Renewal,
    AtMost,
    Same,
    Holds,
    Present,
    InOrder,
    Covered,
    Standing,
)


@cache
def text_of(file: str) -> str:
    """Return one of the SQL texts with its blanks open."""
    return files(__package__).joinpath(file).read_text(encoding="utf-8")
