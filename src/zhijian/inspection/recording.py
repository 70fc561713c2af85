"""From outcomes to findings: the one bridge back from the core to the tables.

What a sighting makes of a finding stands in ``zhijian.inspection.changing``, as one table. A
finding is known again by its office, check and subject (a unit by its row, so that it may change
its name). A sighting is kept when a finding is new, when what was measured or its state changed,
and always in inspections other than the daily watch. What could not be told becomes ``Unseen``.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.outcomes import Judgement, Outcome, Standing, Verdict
from zhijian.inspection.changing import Change, Seen, State, changed
from zhijian.inspection.looking import Key, Run, Stood, failing_since, rows_of, seen_of
from zhijian.inspection.models import FalseAlarm, Finding, Inspection, Sighting, Unseen
from zhijian.inspection.remembering import alarms_of, context_of, forgotten
from zhijian.inspection.scope import Scope
from zhijian.ledger.models import Account, Site
from zhijian.people.models import Organization

AT_ONCE = 500
_SEEN_FIELDS = [
    "title",
    "subject_kind",
    "subject_name",
    "item",
    "organization",
    "account",
    "site",
    "state",
    "is_veto",
    "place",
    "observed",
    "limit",
    "measure",
    "clause",
    "document",
    "reading",
    "says",
    "mend",
    "since_on",
    "due_on",
    "last_seen_on",
    "last_inspection",
    "times_seen",
    "exception",
    "settled_on",
    "settled_how",
]
_STANDING_LONGER = (*Finding.STANDING, State.EXCEPTED)


@dataclass(frozen=True)
class Results:
    """What a run brought: outcomes, and what it saw of findings that are not among them.

    ``rows`` are the ledgers' rows of the subjects by relation and subject, ``vetoes`` the failures
    that veto a unit.
    """

    judgement: Judgement
    outcomes: tuple[Outcome, ...]
    seen: Mapping[Key, Seen]
    rows: Mapping[Key, Mapping[str, Any]]
    vetoes: frozenset[Key] = frozenset()


@dataclass
class _Written:
    """What is to be written."""

    fresh: list[Finding] = field(default_factory=list)
    known: list[Finding] = field(default_factory=list)
    sightings: list[tuple[Finding, Sighting]] = field(default_factory=list)
    renamed: dict[int, str] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


class _Names:
    """What the ledgers call the subjects of findings now."""

    def __init__(self, scope: Scope) -> None:
        self._units = {pk: name for name, pk in scope.units.items()}
        self._accounts = dict(Account.objects.values_list("pk", "handle"))
        self._sites = dict(Site.objects.values_list("pk", "code"))

    def of(self, finding: Finding) -> str:
        """The key of a finding's subject in the facts."""
        known, pk = {
            "organization": (self._units, finding.organization_id),
            "account": (self._accounts, finding.account_id),
            "site": (self._sites, finding.site_id),
        }.get(finding.subject_kind, ({}, None))
        return finding.subject if pk is None else known.get(pk, finding.subject)


def results_of(scope: Scope, run: Run, *, vetoes: Iterable[Key] = ()) -> Results:
    """What a run brought for ``record``: asks the engine all that is needed of it."""
    outcomes = run.judgement.outcomes
    failing: dict[str, set[str]] = {}
    for one in outcomes:
        if one.verdict is Verdict.FAIL and one.check in CHECKS:
            failing.setdefault(CHECKS[one.check].shape.subjects, set()).add(one.subject)
    notable = {(one.check, one.subject) for one in outcomes}
    names = _Names(scope)
    standing = {
        key: Stood(one.first_seen_on, one.since_on)
        for one in _standing(scope, Finding.objects.all())
        if (key := (one.check_id, names.of(one))) not in notable
    }
    seen = seen_of(run, standing)
    settled = _settled_since(scope, names, run.judgement.since)
    settled = {key: day for key, day in settled.items() if key in notable}
    over = dict.fromkeys(set(settled) - failing_since(run, settled), Seen.FAILED_BEFORE)
    rows = rows_of(run.engine, failing)
    return Results(run.judgement, outcomes, seen | over, rows, frozenset(vetoes))


@transaction.atomic
def record(inspection: Inspection, results: Results, scope: Scope) -> dict[str, int]:
    """Write findings, sightings and what was not seen; how many of each change there were.

    The office's row is locked, so that two inspections of one office are recorded one after the
    other. Everything is written or nothing.
    """
    Organization.objects.select_for_update().get(pk=scope.office_id)
    writer = _Writer(inspection, results, scope)
    written = writer.write()
    _save(written)
    unseen = writer.unseen()
    Unseen.objects.filter(inspection=inspection).delete()
    Unseen.objects.bulk_create(unseen, batch_size=AT_ONCE)
    return {**written.counts, "unseen": len(unseen)}


class _Writer:
    """What is needed to turn outcomes into rows, fetched once."""

    def __init__(self, inspection: Inspection, results: Results, scope: Scope) -> None:
        self._inspection, self._results, self._scope = inspection, results, scope
        self._on = inspection.on
        self._names = _Names(scope)
        self._accounts = dict(Account.objects.values_list("handle", "pk"))
        self._sites = dict(Site.objects.values_list("code", "pk"))
        self._failing = [one for one in results.outcomes if one.verdict is Verdict.FAIL]
        self._findings = self._known()
        self._alarms = alarms_of(
            one.pk for one in self._findings.values() if one.state == State.FALSE_ALARM
        )

    def write(self) -> _Written:
        """Every failure as a finding, then those that fail no longer."""
        written = _Written()
        touched: set[int] = set()
        for outcome in self._failing:
            found = self._findings.get(self._key(outcome))
            self._failure(outcome, found, written)
            if found is not None:
                touched.add(found.pk)
        for finding in self._findings.values():
            if finding.pk not in touched and self._scope.holds(finding):
                self._absence(finding, written)
        return written

    def unseen(self) -> list[Unseen]:
        """What could not be told, and findings whose subject is in no ledger any more."""
        found = [
            Unseen(
                inspection=self._inspection,
                organization_id=self._scope.units.get(one.organization),
                check_id=one.check,
                title=one.title,
                subject_kind=one.subject_kind,
                subject=one.subject[:200],
                subject_name=one.subject_name[:200],
                says=one.says,
            )
            for one in self._results.outcomes
            if one.verdict is Verdict.UNDETERMINED
        ]
        gone = (
            one
            for one in self._findings.values()
            if one.state in _STANDING_LONGER and self._seen(one) is Seen.GONE
        )
        return found + [
            Unseen(
                inspection=self._inspection,
                organization_id=one.organization_id,
                check_id=one.check_id,
                title=one.title,
                subject_kind=one.subject_kind,
                subject=one.subject,
                subject_name=one.subject_name,
                says="台账里已经没有这个对象，以前发现的问题无法复核，请检查人员核实后处理",
            )
            for one in gone
        ]

    def _known(self) -> dict[Key, Finding]:
        """Findings that stand, and all others of subjects that fail now, by check and subject."""
        standing = _standing(self._scope, Finding.objects.select_for_update())
        rows = {one.pk: one for one in standing}
        office = Finding.objects.filter(office=self._scope.office_id, source=Finding.Source.CHECK)
        office = office.select_for_update().order_by("pk")
        subjects = sorted({one.subject[:200] for one in self._failing})
        for start in range(0, len(subjects), AT_ONCE):
            part = subjects[start : start + AT_ONCE]
            rows |= {one.pk: one for one in office.filter(subject__in=part)}
        keys = {_key_of(one): one for one in sorted(rows.values(), key=lambda one: one.pk)}
        for kind, path, wanted in self._by_row():
            named = office.filter(**{"subject_kind": kind, f"{path}__in": wanted})
            keys |= {_key_of(one): one for one in named if one.pk not in rows}
        return keys

    def _by_row(self) -> Iterator[tuple[str, str, list[int]]]:
        """Units, accounts and sites that fail: their findings may bear an earlier name."""
        ids = {
            "organization": self._scope.units,
            "account": self._accounts,
            "site": self._sites,
        }
        for kind, known in ids.items():
            names = {one.subject for one in self._failing if one.subject_kind == kind}
            yield kind, kind, sorted({known[name] for name in names if name in known})

    def _key(self, outcome: Outcome) -> Key:
        known = {"organization": self._scope.units, "account": self._accounts, "site": self._sites}
        pk = known.get(outcome.subject_kind, {}).get(outcome.subject)
        return (outcome.check, outcome.subject[:200] if pk is None else f"#{pk}")

    def _unit(self, outcome: Outcome) -> int:
        return self._scope.units.get(outcome.organization, self._scope.office_id)

    def _seen(self, finding: Finding) -> Seen:
        key = (finding.check_id, self._names.of(finding))
        return self._results.seen.get(key, Seen.NOT_LOOKED_AT)

    def _failed(self, found: Finding | None) -> Seen:
        """Whether a failure is one of now, or was over when its finding was settled."""
        if found is not None and self._seen(found) is Seen.FAILED_BEFORE:
            return Seen.FAILED_BEFORE
        return Seen.FAILS

    def _failure(self, outcome: Outcome, found: Finding | None, written: _Written) -> None:
        now = self._measured(outcome)
        lifted = outcome.standing is Standing.EXCEPTED
        before, was = (None, "") if found is None else (_look_of(found), found.state)
        change = changed(
            was,
            Seen.LIFTED if lifted else self._failed(found),
            was_confirmed=found is not None and found.ruling == Finding.Ruling.CONFIRMED,
            forgotten=self._forgotten(found, now),
        )
        if found is None:
            found = self._fresh(outcome, now)
            written.fresh.append(found)
        else:
            self._again(found, now)
            if found.subject != outcome.subject[:200]:
                written.renamed[found.pk] = outcome.subject[:200]
            written.known.append(found)
        found.state = change.state
        is_other = before is None or before != _look_of(found) or was != change.state
        if is_other or self._inspection.kind != Inspection.Kind.WATCH:
            written.sightings.append((found, self._sighting(found, outcome, was, change)))
        written.counts[_counted(was, change.state, lifted=lifted)] += 1

    def _absence(self, finding: Finding, written: _Written) -> None:
        seen, was = self._seen(finding), finding.state
        change = changed(was, seen, number=self._inspection.number)
        if seen in (Seen.PASSES, Seen.NOT_APPLICABLE) and was == State.IN_RECTIFICATION:
            written.counts["mended"] += 1
        if seen is Seen.GONE:
            written.counts["gone"] += 1
        if change.state == was:
            return
        finding.state = change.state
        finding.settled_on, finding.settled_how = self._on, change.why
        written.known.append(finding)
        verdict = "PASS" if seen is Seen.PASSES else "NOT_APPLICABLE"
        sighting = Sighting(
            inspection=self._inspection, verdict=verdict, became=change.state, why=change.why
        )
        written.sightings.append((finding, sighting))
        written.counts["settled"] += 1

    def _forgotten(self, found: Finding | None, now: Mapping[str, Any]) -> str:
        if found is None or found.state != State.FALSE_ALARM or self._on is None:
            return ""
        alarm: FalseAlarm | None = self._alarms.get(found.pk)
        return forgotten(alarm, context_of(SimpleNamespace(**now)), self._on)

    def _measured(self, outcome: Outcome) -> dict[str, Any]:
        """The columns of a finding that every sighting writes."""
        relation = CHECKS[outcome.check].shape.subjects
        row = self._results.rows.get((relation, outcome.subject), {})
        account = outcome.subject if relation == "accounts" else str(row.get("account") or "")
        site = outcome.subject if relation == "sites" else str(row.get("site") or "")
        return {
            "title": outcome.title[:120],
            "subject_kind": outcome.subject_kind,
            "subject_name": outcome.subject_name[:200],
            "item": outcome.item[:200],
            "organization_id": self._unit(outcome),
            "account_id": self._accounts.get(account),
            "site_id": self._sites.get(site),
            "is_veto": (outcome.check, outcome.subject) in self._results.vetoes,
            "place": outcome.place,
            "observed": outcome.observed,
            "limit": outcome.limit,
            "measure": outcome.unit,
            "clause": outcome.clause,
            "document": outcome.document,
            "reading": outcome.reading,
            "says": outcome.says,
            "mend": outcome.mend,
            "since_on": outcome.since,
            "due_on": outcome.due_on,
            "last_seen_on": self._on,
            "last_inspection": self._inspection,
            "exception": outcome.exception[:60],
        }

    def _fresh(self, outcome: Outcome, now: Mapping[str, Any]) -> Finding:
        return Finding(
            check_id=outcome.check,
            subject=outcome.subject[:200],
            office_id=self._scope.office_id,
            first_seen_on=self._on,
            first_inspection=self._inspection,
            **now,
        )

    def _again(self, found: Finding, now: Mapping[str, Any]) -> None:
        kept = {"organization_id"} if found.state == State.IN_RECTIFICATION else set()
        for name, value in now.items():
            if name not in kept:
                setattr(found, name, value)
        found.times_seen += 1

    def _sighting(self, found: Finding, outcome: Outcome, was: str, change: Change) -> Sighting:
        relation = CHECKS[outcome.check].shape.subjects
        row = self._results.rows.get((relation, outcome.subject))
        facts = [{"relation": relation, "row": row}] if row else []
        return Sighting(
            inspection=self._inspection,
            verdict=str(outcome.verdict),
            standing=str(outcome.standing),
            observed=outcome.observed,
            limit=outcome.limit,
            clause=outcome.clause,
            says=outcome.says,
            facts=facts,
            digest=digest_of(facts),
            became=change.state if change.state != was else "",
            why=change.why[:200],
        )


def digest_of(facts: list[dict[str, Any]]) -> str:
    """The SHA-256 of rows in their canonical form; "" for none."""
    if not facts:
        return ""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _standing(scope: Scope, rows: QuerySet[Finding]) -> list[Finding]:
    """Findings of checks that stand, or stand as false alarms, among what is looked at."""
    standing = rows.filter(
        office=scope.office_id,
        source=Finding.Source.CHECK,
        state__in=(*_STANDING_LONGER, State.FALSE_ALARM),
    )
    return [one for one in standing.order_by("pk") if scope.holds(one)]


def _settled_since(scope: Scope, names: _Names, since: date) -> dict[Key, date]:
    """Findings settled within the inspected period, by check and subject, with their day.

    What was settled before fails by something that came later, or by what lasts.
    """
    rows = Finding.objects.filter(
        office=scope.office_id,
        source=Finding.Source.CHECK,
        state=State.SETTLED,
        settled_on__gt=since,
    )
    return {
        (one.check_id, names.of(one)): one.settled_on
        for one in rows.order_by("pk")
        if one.settled_on is not None and one.check_id in CHECKS and scope.holds(one)
    }


def _key_of(finding: Finding) -> Key:
    """How a finding is known again: a unit, an account, a site by its row, all else by its key."""
    pk = {
        "organization": finding.organization_id,
        "account": finding.account_id,
        "site": finding.site_id,
    }.get(finding.subject_kind)
    return (finding.check_id, finding.subject if pk is None else f"#{pk}")


def _look_of(finding: Finding) -> tuple[Any, ...]:
    """What a watch compares to tell whether a finding looks otherwise than before."""
    lifted = finding.state == State.EXCEPTED
    return (lifted, finding.observed, finding.limit, finding.clause, finding.item)


def _counted(was: str, state: str, *, lifted: bool) -> str:
    if lifted:
        return "excepted"
    if not was:
        return "fresh"
    return "reopened" if state == State.REOPENED and was != State.REOPENED else "again"


def _save(written: _Written) -> None:
    Finding.objects.bulk_create(written.fresh, batch_size=AT_ONCE)
    for finding in written.known:
        finding.pk = None  # found again by what makes it the same; an update of many at once
    Finding.objects.bulk_create(
        written.known,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=("office", "check_id", "subject", "item_key"),
        update_fields=_SEEN_FIELDS,
    )
    for pk, name in written.renamed.items():
        Finding.objects.filter(pk=pk).update(subject=name)
    for finding, sighting in written.sightings:
        sighting.finding = finding
    rows = [sighting for _, sighting in written.sightings]
    Sighting.objects.bulk_create(rows, batch_size=AT_ONCE)
