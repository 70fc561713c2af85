"""What a run saw of findings that stand: asked of the engine that still holds its relations.

Outcomes name what fails and what cannot be told. Of a finding that is not among them this module
says whether its subject was looked at and found right, whether the rule no longer applies to it, or
whether nobody looked: because it lies outside the period, or is no longer in the ledgers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.checks.check import Check
from zhijian.core.engines import Engine
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.outcomes import Judgement, Verdict
from zhijian.inspection.changing import Seen

Key = tuple[str, str]
"""Check and subject."""
_AT_ONCE = 400
_ENDS_WITH_PERIOD = ("term.sql", "standing.sql", "in_order.sql")
_YEARLY = ("{unanswered_d}", "{year_ago_d}")
_LONGEST = timedelta(days=365)
_VERDICTS = {Verdict.FAIL: Seen.FAILS, Verdict.UNDETERMINED: Seen.UNDETERMINED}


@dataclass(frozen=True)
class Stood:
    """When a finding was first seen, and the day its time began, if it has one."""

    first_seen_on: date
    since_on: date | None


@dataclass(frozen=True)
class Run:
    """A judgement that was made, its engine, and how to make another of some checks since a day."""

    judgement: Judgement
    engine: Engine
    again: Callable[[Mapping[str, Check], date], "Run"]


def seen_of(run: Run, standing: Mapping[Key, Stood]) -> dict[Key, Seen]:
    """What a run saw of findings; ``standing`` says of each since when it stands.

    A subject whose day lies before the period is looked for in a second run that begins earlier.
    """
    unsaid = _unsaid(run.judgement)
    found: dict[Key, Seen] = {}
    asked: dict[str, list[str]] = defaultdict(list)
    notable = {(one.check, one.subject): one.verdict for one in run.judgement.outcomes}
    for check, subject in standing:
        verdict = notable.get((check, subject))
        if check not in CHECKS or check in unsaid:
            found[check, subject] = Seen.NOT_LOOKED_AT
        elif verdict is not None:
            found[check, subject] = _VERDICTS.get(verdict, Seen.PASSES)
        else:
            asked[check].append(subject)
    for check, subjects in asked.items():
        found |= _plain(run.engine, CHECKS[check], subjects)
    earlier = {key: standing[key] for key, seen in found.items() if seen is Seen.NOT_LOOKED_AT}
    return found | _looked_back(run, {k: v for k, v in earlier.items() if k[0] in asked})


def failing_since(run: Run, since: Mapping[Key, date]) -> set[Key]:
    """Those of ``since`` that fail by what came after a day of each, and not only by what was over.

    A silence that goes on, a deadline not kept yet, a state that lasts: these fail after every day.
    A silence that ended, an item published once: these fail only if it happened again.
    """
    failing, first = set(since), min(since.values(), default=date.max)
    for day in sorted({first, *since.values()}):
        asked = failing if day == first else {key for key in failing if since[key] == day}
        if asked:
            failing = (failing - asked) | _failing_after(run, asked, day)
    return failing


def _failing_after(run: Run, keys: set[Key], day: date) -> set[Key]:
    checks = {name: CHECKS[name] for name in sorted({check for check, _ in keys})}
    later = run.again(checks, min(day, run.judgement.on - timedelta(days=1)))
    try:
        outcomes = later.judgement.outcomes
        return keys & {(o.check, o.subject) for o in outcomes if o.verdict is Verdict.FAIL}
    finally:
        later.engine.close()


def rows_of(engine: Engine, subjects: Mapping[str, Iterable[str]]) -> dict[Key, dict[str, Any]]:
    """The rows of the ledgers for subjects by relation; what tells of persons is left out."""
    found: dict[Key, dict[str, Any]] = {}
    for relation, keys in subjects.items():
        if relation not in RELATIONS:
            continue
        names = [c.name for c in RELATIONS[relation].columns if not (c.personal or c.derived)]
        for part in _parts(sorted(set(keys))):
            chosen = ", ".join(f"s.{name}" for name in names)
            rows = engine.fetch(
                f"SELECT s.subject, {chosen} FROM s_{relation} s WHERE s.subject IN ({part})"
            )
            for subject, *values in rows:
                found[relation, str(subject)] = dict(zip(names, values, strict=True))
    return found


def _unsaid(judgement: Judgement) -> set[str]:
    """The checks that could not speak at all, or that this run did not have."""
    spoke = {one.check for one in judgement.coverage if not one.reason}
    return set(CHECKS) - spoke


def _plain(engine: Engine, check: Check, subjects: list[str]) -> dict[Key, Seen]:
    """Subjects that neither fail nor are in doubt: right, not applicable, or not looked at."""
    relation = check.shape.subjects
    states: dict[str, Seen] = {}
    present: set[str] = set()
    for part in _parts(subjects):
        rows = engine.fetch(
            f"SELECT subject, state FROM outcomes WHERE check_id = '{check.id}' "
            f"AND subject IN ({part})"
        )
        good = {0: Seen.PASSES, 4: Seen.PASSES, 2: Seen.NOT_APPLICABLE}
        states |= {str(subject): good[int(state)] for subject, state in rows if state in good}
        there = engine.fetch(f"SELECT subject FROM s_{relation} WHERE subject IN ({part})")
        present |= {str(row[0]) for row in there}
    return {
        (check.id, one): states.get(one)
        or (
            Seen.GONE
            if one not in present
            else Seen.NOT_LOOKED_AT
            if _ends_with_period(check) or not check.keeps_passes
            else Seen.NOT_APPLICABLE
        )
        for one in subjects
    }


def _ends_with_period(check: Check) -> bool:
    """Whether a check leaves subjects out because of their day, not because of what they are."""
    return check.shape.file in _ENDS_WITH_PERIOD or "{since_d}" in check.shape.only


def _looked_back(run: Run, standing: Mapping[Key, Stood]) -> dict[Key, Seen]:
    """What a run that begins before the oldest of these findings says of them."""
    on = run.judgement.on
    standing = {k: v for k, v in standing.items() if not _is_beyond_a_year(CHECKS[k[0]], v, on)}
    if not standing:
        return {}
    checks = {name: CHECKS[name] for name in sorted({check for check, _ in standing})}
    first = min(one.first_seen_on for one in standing.values())
    oldest = first - (on - run.judgement.since) - timedelta(days=1)
    back = run.again(checks, min(oldest, run.judgement.since))
    try:
        return {key: _seen_back(back, *key) for key in standing}
    finally:
        back.engine.close()


def _is_beyond_a_year(check: Check, stood: Stood, on: date) -> bool:
    """Whether a check that looks back a year at most has lost sight of a finding."""
    since = stood.since_on or stood.first_seen_on
    return any(name in check.shape.only for name in _YEARLY) and on - since >= _LONGEST


def _seen_back(back: Run, check: str, subject: str) -> Seen:
    for one in back.judgement.outcomes:
        if (one.check, one.subject) == (check, subject):
            # It is as bad as it was, but this inspection's period does not reach back to it.
            return Seen.NOT_LOOKED_AT
    return Seen.PASSES


def _parts(subjects: list[str]) -> Iterable[str]:
    for start in range(0, len(subjects), _AT_ONCE):
        quoted = (one.replace("'", "''") for one in subjects[start : start + _AT_ONCE])
        yield ", ".join(f"'{one}'" for one in quoted)
