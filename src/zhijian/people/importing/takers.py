"""Who takes which ledgers: every register that rows can be imported into brings a taker.

An app registers its takers once, in its ``AppConfig.ready``. Importing itself knows no register.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models

from zhijian.core.cycles import no_cycles
from zhijian.core.facts.schema import RELATIONS
from zhijian.people.importing.plan_parts import Parsed, Planned
from zhijian.people.models import User


@dataclass(frozen=True)
class Written:
    """One record that a row made (``before`` None) or changed, once it is in the database.

    ``names`` are the fields by which it is known later that nobody touched it; ``before`` and
    ``after`` hold plain JSON values and are handed to the table's ``restore``.
    """

    number: int
    row: models.Model
    names: tuple[str, ...]
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


def one_layer(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Rows of which none leans on another."""
    return (ids,)


def nothing_leans(ids: Sequence[int]) -> Mapping[str, int]:
    """Everything that leans on the rows does so by a foreign key."""
    return {}


@dataclass(frozen=True)
class Table:
    """A table that an import writes, and how that is undone.

    ``names`` are the fields that say whether a made row was touched since; ``restore`` puts a
    changed row back to its former values; ``layers`` orders rows that lean on each other, the
    leaning ones first; ``owned`` are tables (``app.model``) whose rows go with the row; ``leaning``
    counts, by name, what leans on rows (ids) without a foreign key.
    """

    model: type[models.Model]
    names: tuple[str, ...]
    restore: Callable[[Any, dict[str, Any]], None]
    layers: Callable[[Sequence[int]], Iterable[Sequence[int]]] = one_layer
    owned: frozenset[str] = field(default_factory=frozenset)
    leaning: Callable[[Sequence[int]], Mapping[str, int]] = nothing_leans

    @property
    def label(self) -> str:
        """Its name in the traces."""
        return self.model._meta.label_lower


class Taker(Protocol):
    """What an import asks of the keeper of some registers.

    ``relations`` and ``tables`` stand in the order in which they are written.
    """

    @property
    def relations(self) -> tuple[str, ...]:
        """The ledgers it takes."""

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables it writes."""

    def may(self, user: User) -> bool:
        """Whether ``user`` may import anything here."""

    def plan(
        self, rows: Sequence[Parsed], *, by: User | None, place: str, before: Sequence[Planned]
    ) -> list[Planned]:
        """What each row would do; ``before`` is what other takers planned for the same file."""

    def write(self, planned: Sequence[Planned], by: User | None) -> Iterator[Written]:
        """Write what was planned and yield every record made or changed; refused rows are not."""


_takers: list[Taker] = []


def register(taker: Taker) -> None:
    """Make a taker known; registering its kind again changes nothing."""
    if not any(type(one) is type(taker) for one in _takers):
        _takers.append(taker)


def takers() -> tuple[Taker, ...]:
    """Every taker, in the order of the core's relations: units come before what they keep."""
    order = {name: number for number, name in enumerate(RELATIONS)}
    able = [one for one in _takers if one.relations]
    return tuple(sorted(able, key=lambda one: min(order[name] for name in one.relations)))


def taken() -> tuple[str, ...]:
    """The ledgers that can be imported, in the order in which they are written."""
    return tuple(name for taker in takers() for name in taker.relations)


@no_cycles()
def plan_all(rows: Sequence[Parsed], *, by: User | None, place: str) -> list[Planned]:
    """What each row would do, taker by taker."""
    planned: list[Planned] = []
    for taker in takers():
        mine = set(taker.relations)
        own = [row for row in rows if row.relation in mine]
        if own:
            planned += taker.plan(own, by=by, place=place, before=planned)
    return planned


def write_all(planned: Sequence[Planned], by: User | None) -> Iterator[Written]:
    """Write what was planned, taker by taker."""
    for taker in takers():
        mine = set(taker.relations)
        own = [one for one in planned if one.relation in mine]
        if own:
            yield from taker.write(own, by)
