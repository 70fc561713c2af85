"""The daily watch: every day over all units, judging only what can have changed since the last one.

A check says the same as the day before if its text is the same, no relation that it reads has other
rows, the law is the same, and no day occurs in it but to choose the rules in force, none of which
began or ended meanwhile. Its failures are then taken over, not judged again. All other checks are
judged. Whatever casts doubt on this (another kind of inspection since, other units, an exception
that begins or ends, a relation seen otherwise) leads to a full run.

Source: a test compares both on several days of the demonstration's county.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from zhijian import __version__
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.checks.check import Check
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.law import Law
from zhijian.core.outcomes import CheckCoverage, Judgement, Outcome, Standing, Verdict
from zhijian.core.workdays import day_number
from zhijian.inspection import freezing
from zhijian.inspection.models import Finding, Inspection, Sighting
from zhijian.inspection.scope import Scope
from zhijian.law.models import Grant

_TIMES = re.compile(
    r"\{(since_d|first_d|seen_d|from_d|year_ago_d|unanswered_d|year_n|calendar_end_d|long_stop)\}"
)
_DAY = "{on_d}"
_BY_DAY = ("s.form", ".items_n")
"""Columns of the subjects that are themselves worked out from a span of days."""
_WORDS = re.compile(r"[a-z][a-z_]*")
_ALWAYS = frozenset({"organizations", "accounts", "sites", "exceptions"})
_OPEN_TEXT = ("holds.sql", "at_most.sql", "same.sql", "present.sql")
_PREFIXES = ("s_", "spans_", "weeks_")
Relations = Mapping[str, Mapping[str, Any]]
_SEEN = (Inspection.State.RECORDED, Inspection.State.CLOSED)


@dataclass(frozen=True)
class Carried:
    """What is taken over from the watch before: its checks, what failed, and what they covered."""

    checks: frozenset[str]
    outcomes: tuple[Outcome, ...]
    coverage: tuple[CheckCoverage, ...]


NOTHING = Carried(frozenset(), (), ())


def carried_over(
    inspection: Inspection, scope: Scope, law: tuple[Law, str], relations: Relations
) -> Carried:
    """What a watch need not judge, because the one before says it already.

    ``law`` with its digest; ``relations`` are today's facts as they were stored.
    """
    before = _before(inspection)
    if before is None or before.on is None or inspection.on is None:
        return NOTHING
    was = freezing.listed(before.facts_digest)
    if before.law_digest != law[1] or not _is_same(was, scope):
        return NOTHING
    span = (before.on, inspection.on)
    if _exceptions_turn(span) or _rules_turn(law[0], inspection.place, span):
        return NOTHING
    changed = _changed((was["relations"], before.on), (relations, inspection.on))
    undone = {told["check"] for told in before.coverage if told["undetermined"] or told["reason"]}
    kept = frozenset(
        name
        for name, check in CHECKS.items()
        if name not in undone and is_timeless(check) and not reads(check) & changed
    )
    told = {one["check"]: one for one in before.coverage}
    kept = (kept & told.keys()) - _standing_otherwise(before, kept)
    return Carried(
        kept,
        tuple(_outcomes(before, kept, scope, inspection.on)),
        tuple(_covered(told[name]) for name in sorted(kept)),
    )


def together(judgement: Judgement, carried: Carried) -> Judgement:
    """A judgement of some checks with what was taken over of the others."""
    if not carried.checks:
        return judgement
    outcomes = sorted((*judgement.outcomes, *carried.outcomes), key=lambda o: (o.check, o.subject))
    coverage = sorted((*judgement.coverage, *carried.coverage), key=lambda c: c.check)
    return replace(judgement, outcomes=tuple(outcomes), coverage=tuple(coverage))


def is_timeless(check: Check) -> bool:
    """Whether the passing of a day alone cannot change what a check says.

    The day may stand where it only picks the rules in force and where it is written down as the
    day of judging; the last day the rows speak for moves with it and touches nothing else.
    """
    shape = check.shape
    if shape.file not in _OPEN_TEXT or shape.is_stream:
        return False
    own = " ".join(f"{name}={text}" for name, text in shape.blanks().items())
    if _TIMES.search(own) or any(name in own for name in _BY_DAY):
        return False
    day = f"day={_DAY}"
    return _DAY not in own.replace(day, "", 1) and getattr(shape, "day", _DAY) == _DAY


def reads(check: Check) -> frozenset[str]:
    """The relations a check's text names, with those on which its subjects rest."""
    text = " ".join((check.shape.text(), *check.shape.blanks().values()))
    words = set(_WORDS.findall(text)) | {check.shape.subjects, *check.shape.watched}
    for prefix in _PREFIXES:
        words |= {word.removeprefix(prefix) for word in words if word.startswith(prefix)}
    return frozenset({word for word in words if word in RELATIONS} | _ALWAYS)


def _before(inspection: Inspection) -> Inspection | None:
    """The office's last inspection, if it was a watch like this one."""
    rows = Inspection.objects.filter(office=inspection.office_id, state__in=_SEEN)
    last = rows.exclude(recorded_at=None).order_by("-recorded_at", "-pk").first()
    if last is None or last.kind != Inspection.Kind.WATCH or last.place != inspection.place:
        return None
    return last if not (last.units or last.checks or last.draw) else None


def _is_same(was: Mapping[str, Any], scope: Scope) -> bool:
    """Whether the same units were looked at by the same program."""
    looked_at = scope.looked_at
    return was["units"] == sorted(looked_at.units) and was["version"] == __version__


def _changed(was: tuple[Relations, date], now: tuple[Relations, date]) -> set[str]:
    """Relations with other rows than before, or not seen as of the day itself both times."""
    return {
        name
        for name in {*was[0], *now[0]}
        if name not in was[0]
        or name not in now[0]
        or was[0][name]["digest"] != now[0][name]["digest"]
        or _how(was[0][name]["sight"], was[1]) != _how(now[0][name]["sight"], now[1])
        or was[0][name]["sight"]["as_of_d"] != day_number(was[1])
    }


def _how(sight: Mapping[str, Any], on: date) -> Mapping[str, Any]:
    as_of = sight["as_of_d"]
    return {**sight, "as_of_d": None if as_of is None else day_number(on) - as_of}


def _rules_turn(law: Law, place: str, span: tuple[date, date]) -> bool:
    """Whether a rule of any place that may be asked begins or ends between two days."""
    first, last = day_number(span[0]), day_number(span[1])
    books = {law.rulebooks.book_of(place), *law.rulebooks.places}
    rows = (row for book in books for row in law.rulebooks.resolve(book))
    return any(first < edge <= last for row in rows for edge in (row.from_d, row.until_d))


def _exceptions_turn(span: tuple[date, date]) -> bool:
    """Whether an exception begins or ends between two days."""
    days = Grant.objects.values_list("from_on", "until_on", "revoked_on")
    first, last = span[0] - timedelta(days=1), span[1] + timedelta(days=1)
    return any(edge is not None and first <= edge <= last for row in days for edge in row)


def _standing_otherwise(before: Inspection, kept: Iterable[str]) -> set[str]:
    """Checks with a finding that stands though the inspection before did not see it fail."""
    rows = Finding.objects.filter(
        office=before.office_id, check_id__in=list(kept), source=Finding.Source.CHECK
    )
    standing = rows.filter(state__in=(*Finding.STANDING, Finding.State.EXCEPTED))
    others = standing.exclude(last_inspection=before).order_by().values_list("check_id", flat=True)
    return set(others)


def _outcomes(before: Inspection, kept: Iterable[str], scope: Scope, on: date) -> Iterable[Outcome]:
    """The failures of the watch before, as its findings hold them, as if judged today."""
    rows = Finding.objects.filter(
        last_inspection=before, check_id__in=list(kept), source=Finding.Source.CHECK
    )
    looks = Sighting.objects.filter(finding__in=rows).order_by("pk")
    latest = {pk: told for pk, *told in looks.values_list("finding", "verdict", "standing")}
    names = {pk: name for name, pk in scope.units.items()}
    for one in rows.order_by("check_id", "subject"):
        verdict, standing = latest.get(one.pk, ("", ""))
        if verdict == Verdict.FAIL:
            unit = "" if one.subject_kind == "place" else names.get(one.organization_id or 0, "")
            yield _as_outcome(one, unit, standing, (before.on, on))


def _as_outcome(one: Finding, unit: str, standing: str, days: tuple[date | None, date]) -> Outcome:
    """A finding's last look as an outcome; a day that was the day of judging moves on."""
    moved = {days[0]: days[1]}
    is_state = CHECKS[one.check_id].shape.file in ("at_most.sql", "same.sql")
    since = moved.get(one.since_on, one.since_on) if is_state else one.since_on
    due = moved.get(one.due_on, one.due_on)
    return Outcome(
        check=one.check_id,
        title=one.title,
        subject_kind=one.subject_kind,
        subject=one.subject,
        subject_name=one.subject_name,
        organization=unit,
        place=one.place,
        verdict=Verdict.FAIL,
        standing=Standing(standing),
        item=one.item,
        observed=one.observed,
        limit=one.limit,
        unit=one.measure,
        clause=one.clause,
        document=one.document,
        reading=one.reading,
        says=one.says,
        mend=one.mend,
        since_d=None if since is None else day_number(since),
        due_d=None if due is None else day_number(due),
        exception=one.exception if standing else "",
    )


def _covered(told: Mapping[str, object]) -> CheckCoverage:
    return replace(CheckCoverage("", ""), **told)  # type: ignore[arg-type]
