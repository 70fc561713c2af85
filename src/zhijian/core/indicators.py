"""What a scoring scheme holds: which checks make an indicator, what a finding under it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

NATION = "cn"
WHOLE_POINT = 100
"""Points are whole hundredths of a point throughout, so that sums are exact."""


class Kind(StrEnum):
    """What an indicator does to a score."""

    VETO = "veto"
    DEDUCTION = "deduction"
    BONUS = "bonus"


class Target(StrEnum):
    """Whom a scheme scores. ``ACCOUNT`` schemes have vetoes alone and lend them to others."""

    ORGANIZATION = "organization"
    PORTAL = "portal"
    ACCOUNT = "account"
    SUPERVISION = "supervision"


def whole_prefix(check: str) -> str:
    """The entry that stands for all checks of the same prefix.

    >>> whole_prefix("updates.gap")
    'updates.*'
    """
    return f"{check.partition('.')[0]}.*"


def is_listed(check: str, entries: tuple[str, ...]) -> bool:
    """Whether the entries hold the check itself or its ``prefix.*``."""
    return check in entries or whole_prefix(check) in entries


@dataclass(frozen=True)
class Indicator:
    """A scored item. ``value`` is the most it can cost or earn, ``per_finding`` the cost of one.

    Both are hundredths of a point and 0 for vetoes; ``is_proposal`` says that they are ours.
    ``checks`` holds check ids and ``prefix.*``; none means that a person has to look. With
    ``items`` only outcomes on these items count. Three conditions are for vetoes, the first two
    rule keys whose national value decides: ``beyond``, the limit that what was observed must
    exceed; ``at_least``, the number of subjects of one site; ``on_site``, the subject belongs to a
    site.
    """

    id: str
    kind: Kind
    name: str
    group: str
    clause: str
    confidence: str
    checks: tuple[str, ...]
    value: int | None = None
    per_finding: int = 0
    is_proposal: bool = False
    items: tuple[str, ...] = ()
    beyond: str = ""
    at_least: str = ""
    on_site: bool = False

    def names(self, check: str, item: str = "") -> bool:
        """Whether an entry is this check or its prefix, and the item one of its own."""
        return (not self.items or item in self.items) and is_listed(check, self.checks)


@dataclass(frozen=True)
class Scheme:
    """How one kind of thing is scored; all points are hundredths.

    ``cites`` are rule keys: the place's clause under the first of them that is in force explains
    what the score is for, else ``clause`` does. Findings on one subject by checks of one entry of
    ``same_fault`` are one fault, charged once.
    """

    id: str
    title: str
    place: str
    target: Target
    is_proposal: bool
    adopted_by: str
    clause: str
    cites: tuple[str, ...]
    stops_at_veto: bool
    indicators: tuple[Indicator, ...]
    starts_at: int = 0
    goal: int = 0
    fail_below: int = 0
    bonus_above: int = 0
    bonus_max: int = 0
    vetoes_of: tuple[str, ...] = ()
    same_fault: tuple[tuple[str, ...], ...] = ()
    group_totals: Mapping[str, int] = field(default_factory=dict)

    def of(self, kind: Kind) -> tuple[Indicator, ...]:
        """Its own indicators of one kind, in order."""
        return tuple(indicator for indicator in self.indicators if indicator.kind is kind)

    def item_of(self, check: str, item: str = "") -> Indicator | None:
        """The one item an outcome is charged to: named outright first, then by its prefix."""
        for entry in (check, whole_prefix(check)):
            for own in self._items_by_entry.get(entry, ()):
                if not own.items or item in own.items:
                    return own
        return None

    @cached_property
    def _items_by_entry(self) -> dict[str, list[Indicator]]:
        by_entry: dict[str, list[Indicator]] = {}
        for own in self.of(Kind.DEDUCTION):
            for entry in own.checks:
                by_entry.setdefault(entry, []).append(own)
        return by_entry


@dataclass(frozen=True)
class Schemes:
    """All schemes of a folder, in order of file and place in it."""

    all: tuple[Scheme, ...]

    def named(self, name: str) -> Scheme:
        """The scheme of that id."""
        return next(scheme for scheme in self.all if scheme.id == name)

    def for_target(self, target: Target, place: str) -> Scheme | None:
        """The scheme of the place, else of the nearest place above it, else the one for all."""
        nearest = {s.place: s for s in self.all if s.target is target}
        chain = (place, f"{place[:4]}00", f"{place[:2]}0000", NATION, "")
        return next((nearest[code] for code in chain if code in nearest), None)

    def vetoes(self, scheme: Scheme) -> tuple[Indicator, ...]:
        """The vetoes a scheme counts: its own, then those it takes over."""
        lent = (self.named(name).of(Kind.VETO) for name in scheme.vetoes_of)
        return scheme.of(Kind.VETO) + tuple(veto for vetoes in lent for veto in vetoes)


def points_text(points: int) -> str:
    """Hundredths of a point as people write them.

    >>> points_text(9750), points_text(-200)
    ('97.5', '-2')
    """
    sign = "-" if points < 0 else ""
    whole, part = divmod(abs(points), WHOLE_POINT)
    return f"{sign}{whole}" + (f".{part:02d}".rstrip("0") if part else "")
