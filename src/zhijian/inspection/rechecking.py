"""Looking again at what was mended: the checks that found it, run anew on today's facts.

Only what was seen to be right passes. A subject that is gone, a rule that no longer applies, an
exception, facts that are missing: none of these is a pass, and a person must look. So it is with
what was over before the order and cannot be undone, such as a silence that ended: the checks say
that it did not happen again, a person whether it was made good.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.law import Law
from zhijian.core.looked_at import LookedAt
from zhijian.core.outcomes import Outcome, Standing, Verdict
from zhijian.inspection.changing import Seen
from zhijian.inspection.freezing import Arguments
from zhijian.inspection.gather import gather
from zhijian.inspection.looking import Key, Stood, failing_since, rows_of, seen_of
from zhijian.inspection.models import Finding, Rectification
from zhijian.inspection.running import judged
from zhijian.law.books import calendar, rulebooks
from zhijian.ledger.registers import unit_names

_WHY_NOT = {
    Seen.NOT_APPLICABLE: "这项规定今天对它不再适用",
    Seen.UNDETERMINED: "今天的台账资料不足，无法判断",
    Seen.NOT_LOOKED_AT: "自动检查没有看到它",
    Seen.GONE: "台账里已经没有这个对象",
}
LOOK = "须由检查人员核实后填写复查情况"


@dataclass(frozen=True)
class Look:
    """What a second look at one item saw, in words; ``facts`` are the ledgers' row it turned on."""

    verdict: Verdict
    says: str
    facts: Mapping[str, object]

    @property
    def is_pass(self) -> bool:
        """It was seen and is right."""
        return self.verdict is Verdict.PASS


def look_again(rows: Iterable[Rectification], *, on: date) -> dict[int, Look]:
    """What the checks say today of items that a check found, by the item's id."""
    held = [row for row in rows if row.finding is not None]
    findings = {row.pk: row.finding for row in held if row.finding is not None}
    since = {row.pk: row.received_on for row in held}
    by_place: dict[str, dict[int, Finding]] = {}
    for pk, finding in findings.items():
        by_place.setdefault(finding.last_inspection.place or finding.place, {})[pk] = finding
    found: dict[int, Look] = {}
    for place, asked in by_place.items():
        found |= _look(place, asked, {pk: since[pk] for pk in asked}, on)
    return found


def _look(
    place: str, asked: Mapping[int, Finding], since: Mapping[int, date], on: date
) -> dict[int, Look]:
    names = unit_names()
    keys: dict[int, Key] = {pk: _key_of(finding, names) for pk, finding in asked.items()}
    checks = {check: CHECKS[check] for check, _ in keys.values() if check in CHECKS}
    units = frozenset(names.get(f.organization_id or 0, "") for f in asked.values())
    if not checks:
        return {pk: _unseen(Seen.NOT_LOOKED_AT) for pk in asked}
    arguments = Arguments(place, on, None, LookedAt(units), tuple(sorted(checks)))
    run = judged(gather(on), arguments, Law(rulebooks(), calendar()))
    try:
        standing = {
            keys[pk]: Stood(finding.first_seen_on, finding.since_on)
            for pk, finding in asked.items()
            if keys[pk][0] in checks
        }
        seen = seen_of(run, standing)
        failing = {keys[pk]: day for pk, day in since.items() if seen.get(keys[pk]) is Seen.FAILS}
        again = failing_since(run, failing)
        relations: dict[str, list[str]] = {}
        for check, subject in standing:
            relations.setdefault(checks[check].shape.subjects, []).append(subject)
        facts = rows_of(run.engine, relations)
    finally:
        run.engine.close()
    spoken = {(one.check, one.subject): one for one in run.judgement.outcomes}
    found = {}
    for pk, key in keys.items():
        check = checks.get(key[0])
        row = facts.get((check.shape.subjects, key[1]), {}) if check is not None else {}
        stands = seen.get(key, Seen.NOT_LOOKED_AT)
        if key in failing and key not in again:
            stands = Seen.FAILED_BEFORE
        found[pk] = _said(stands, spoken.get(key), row)
    return found


def _said(seen: Seen, outcome: Outcome | None, row: Mapping[str, object]) -> Look:
    if outcome is not None and outcome.standing is Standing.EXCEPTED:
        says = f"仍不符合，但有经批准的例外（{outcome.exception}）：{outcome.says}。{LOOK}。"
        return Look(Verdict.UNDETERMINED, says, row)
    if seen is Seen.FAILED_BEFORE and outcome is not None:
        says = f"下达整改以后没有再发生，原来的问题已经过去：{outcome.says.rstrip('。')}。{LOOK}。"
        return Look(Verdict.UNDETERMINED, says, row)
    if seen is Seen.FAILS:
        says = outcome.says.rstrip("。") if outcome is not None else "仍不符合规定"
        return Look(Verdict.FAIL, f"自动复查仍不符合：{says}。", row)
    if seen is Seen.PASSES:
        note = f"（提醒：{outcome.says.rstrip('。')}）" if outcome is not None else ""
        return Look(Verdict.PASS, f"自动复查符合规定{note}。", row)
    if outcome is not None and outcome.verdict is Verdict.UNDETERMINED:
        says = f"自动复查未能判断：{outcome.says.rstrip('。')}。{LOOK}。"
        return Look(Verdict.UNDETERMINED, says, row)
    return _unseen(seen, row)


def _unseen(seen: Seen, row: Mapping[str, object] | None = None) -> Look:
    why = _WHY_NOT.get(seen, _WHY_NOT[Seen.NOT_LOOKED_AT])
    return Look(Verdict.UNDETERMINED, f"自动复查未能判断：{why}。{LOOK}。", row or {})


def _key_of(finding: Finding, names: Mapping[int, str]) -> Key:
    """Check and subject as today's facts call it: a unit may have changed its name since."""
    if finding.subject_kind == "organization":
        return finding.check_id, names.get(finding.organization_id or 0, finding.subject)
    return finding.check_id, finding.subject
