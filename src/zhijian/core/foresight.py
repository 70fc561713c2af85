"""What fails on a day to come if nothing more is entered until then: which day, by which clause.

The facts of today are judged as of later days, as if nothing more came to them. Only what is fresh
by the place's own rule is carried on: a relation that was left lying keeps its last day, so that
nothing is said of days nobody saw. What cannot be told today is left out, and so is what is done
daily (``Covered``): it would be missing tomorrow for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.checks.check import Check
from zhijian.core.checks.shapes import Covered, Gap, Renewal, Term, Weekly
from zhijian.core.facts.collection import Facts
from zhijian.core.judge import judge
from zhijian.core.law import Law
from zhijian.core.looked_at import LookedAt
from zhijian.core.outcomes import Judgement, Outcome
from zhijian.core.workdays import day_number

Key = tuple[str, str]
"""Check and subject."""
_EXACT = (Gap, Term, Renewal)
_BINDING = ("law", "principle")


@dataclass(frozen=True)
class Turn:
    """What does not fail today and fails from ``on``: the outcome of that day (``outcome``).

    ``left`` is the number of days left after today on which all is still well: 0 if today is the
    last one, -1 if it is over already unless something came on the days nobody has seen yet.
    """

    outcome: Outcome
    on: date
    left: int


def turning(
    facts: Facts,
    *,
    place: str,
    on: date,
    until: date,
    law: Law,
    checks: Mapping[str, Check] = CHECKS,
    looked_at: LookedAt | None = None,
) -> tuple[Turn, ...]:
    """What fails on ``until`` though it does not fail on ``on``, what turns earliest first.

    The inspected period begins on the same day throughout. An exception that ends by then counts:
    what it lifted fails again.

    Raises:
        Refused: an unknown place, or a period that ends before it begins.
    """
    if until <= on:
        return ()
    several = {name: one for name, one in checks.items() if not isinstance(one.shape, Covered)}
    first = judge(facts, place=place, on=on, law=law, checks=several, looked_at=looked_at)
    ahead = _Ahead(facts, first, place, law, several, looked_at)
    known = {_key(one) for one in (*first.findings, *first.undetermined)}
    over = ahead.failing(on) if ahead.lags else {}
    turns = [Turn(one, on, -1) for key, one in over.items() if key not in known]
    known |= over.keys()
    coming = {key: one for key, one in ahead.failing(until).items() if key not in known}
    turns += [
        Turn(one, day, (day - on).days - 1) for one, day in ahead.turned(coming, until).values()
    ]
    return tuple(sorted(turns, key=lambda one: (one.on, one.outcome.check, one.outcome.subject)))


def as_seen_on(facts: Facts, today: date, day: date, max_age: int) -> Facts:
    """The same facts on a later day, as if nothing came to those that are fresh today.

    Fresh is what was seen no longer than ``max_age`` days ago.
    """
    oldest_d, later_d = day_number(today) - max_age, day_number(day)
    sights = {}
    for name in facts.tables:
        sight = facts.sight(name)
        is_fresh = sight.as_of_d is None or sight.as_of_d >= oldest_d
        sights[name] = replace(sight, as_of_d=later_d) if is_fresh else sight
    return Facts(facts.tables, {**facts.sights, **sights})


@dataclass(frozen=True)
class _Ahead:
    """Judges days to come."""

    facts: Facts
    first: Judgement
    place: str
    law: Law
    checks: Mapping[str, Check]
    looked_at: LookedAt | None

    @property
    def lags(self) -> bool:
        """Whether some relation was seen up to an earlier day than today only."""
        today_d = day_number(self.first.on)
        return any(
            one.as_of_d is not None and one.as_of_d < today_d
            for one in self.first.relations
            if one.relation in self.facts.tables
        )

    def failing(self, day: date, names: Iterable[str] | None = None) -> dict[Key, Outcome]:
        """What fails on a day, of some checks or of all."""
        wanted = self.checks if names is None else {name: self.checks[name] for name in names}
        judged = judge(
            as_seen_on(self.facts, self.first.on, day, self._max_age),
            place=self.place,
            on=day,
            since=self.first.since,
            law=self.law,
            checks=wanted,
            looked_at=self.looked_at,
        )
        return {_key(one): one for one in judged.findings}

    @property
    def _max_age(self) -> int:
        return self.law.amount(self.place, "freshness.max_age", self.first.on)

    def turned(self, coming: Mapping[Key, Outcome], until: date) -> dict[Key, tuple[Outcome, date]]:
        """The outcome and the day on which each turns.

        Where the day follows from the outcome itself it is looked at alone; else, and where it does
        not fail on that day, the span up to ``until`` is halved until the days are next.
        """
        found: dict[Key, tuple[Outcome, date]] = {}
        for day, keys in self._reckoned(coming, until).items():
            failing = self.failing(day, sorted({check for check, _ in keys}))
            found |= {key: (failing[key], day) for key in keys if key in failing}
        wells = {key: self.first.on for key in coming if key not in found}
        found |= {key: (coming[key], until) for key in wells}
        while middles := _middles(wells, found):
            for middle, keys in middles.items():
                failing = self.failing(middle, sorted({check for check, _ in keys}))
                for key in keys:
                    if key in failing:
                        found[key] = (failing[key], middle)
                    else:
                        wells[key] = middle
        return found

    def _reckoned(self, coming: Mapping[Key, Outcome], until: date) -> dict[date, list[Key]]:
        days: dict[date, list[Key]] = {}
        for key, one in coming.items():
            day = one.due_on + timedelta(days=1) if one.due_on and self._is_exact(one) else None
            if day is not None and self.first.on < day <= until:
                days.setdefault(day, []).append(key)
        return days

    def _is_exact(self, one: Outcome) -> bool:
        """Whether an outcome fails from the day after its due day on.

        A text without a figure fails only at the long stop, and a limit of mixed forms only beyond
        the loosest of them.
        """
        shape, rule = self.checks[one.check].shape, self.checks[one.check].rule
        if not isinstance(shape, _EXACT) or isinstance(shape, Weekly):
            return False
        rows = self.law.rulebooks.in_force(one.place, self.first.on, rule)
        if isinstance(shape, Gap):
            rows = tuple(row for row in rows if row.kind in ("", one.item))
        return all(row.strength in _BINDING and row.amount == row.amount_loose for row in rows)


def _middles(
    wells: Mapping[Key, date], found: Mapping[Key, tuple[Outcome, date]]
) -> dict[date, list[Key]]:
    """The days to look at next, each with those for which it lies between well and failing."""
    middles: dict[date, list[Key]] = {}
    for key, well in wells.items():
        span = (found[key][1] - well).days
        if span > 1:
            middles.setdefault(well + timedelta(days=span // 2), []).append(key)
    return middles


def _key(one: Outcome) -> Key:
    return one.check, one.subject
