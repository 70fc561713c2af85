"""Where a case stands: its step, what was done, what stopped the clock, each due day it had."""

from dataclasses import dataclass
from datetime import date

from zhijian.core.process.definition import Limit
from zhijian.core.terms import Term


@dataclass(frozen=True)
class Actor:
    """Someone who would act.

    ``seats`` are (unit, post) pairs in force, as the case sees units; every holder of a post in a
    unit also has (unit, ""). ``stands_for`` names who delegated to this person: what bars them
    bars the delegate.
    """

    person: str
    seats: frozenset[tuple[str, str]] = frozenset()
    is_opener: bool = False
    stands_for: tuple[str, ...] = ()

    @property
    def persons(self) -> frozenset[str]:
        """The person and whoever they stand for."""
        return frozenset((self.person, *self.stands_for))


@dataclass(frozen=True)
class Doing:
    """A step left by a move. Opinions live here and are never dropped."""

    step: str
    verb: str
    to: str
    by: frozenset[str]
    on: date
    opinion: str = ""


@dataclass(frozen=True)
class Stop:
    """The clock stood during one visit to a step; ``resumed_on`` None: it still stands."""

    visit: int
    stopped_on: date
    resumed_on: date | None
    reason: str


@dataclass(frozen=True)
class Grant:
    """An extension that was granted during one visit to a step."""

    visit: int
    term: Term
    reason: str
    granted_by: str
    on: date


@dataclass(frozen=True)
class Due:
    """When the present step must be done: the earliest of the terms that run.

    ``from_visit`` is the first visit whose pauses and extensions moved it.
    """

    on: date
    is_estimate: bool
    limit: Limit
    start: date
    from_visit: int = 0


@dataclass(frozen=True)
class DueChange:
    """One record of a due day that came, moved or went."""

    on: date
    before: date | None
    after: date | None
    why: str


@dataclass(frozen=True)
class State:
    """A case at rest. ``visit`` counts the steps entered so far, the first being 0."""

    at: str
    opener: str
    event_on: date
    entered_on: date
    visit: int = 0
    doings: tuple[Doing, ...] = ()
    stops: tuple[Stop, ...] = ()
    grants: tuple[Grant, ...] = ()
    changes: tuple[DueChange, ...] = ()
    due: Due | None = None
    attached: frozenset[str] = frozenset()
    ticked: frozenset[str] = frozenset()
    open_cosigns: int = 0
    assignee: str = ""

    @property
    def is_paused(self) -> bool:
        """The clock stands."""
        return any(stop.resumed_on is None for stop in self.stops)

    def doers_of(self, steps: tuple[str, ...]) -> frozenset[str]:
        """Everyone who ever left one of the steps, or stood behind who did."""
        return frozenset().union(*(d.by for d in self.doings if d.step in steps))
