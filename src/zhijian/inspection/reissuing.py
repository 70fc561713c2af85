"""A sheet issued anew: worked out again without what appeals took away or was a false alarm, and
with what inspectors wrote down by hand.

The whole sheet is scored again by the core from what it was first worked out from. So a fault that
cost nothing because its item was used up costs its points once the one before it is gone, and a
veto stays as long as enough findings bring it about.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from zhijian.config import clock
from zhijian.core.indicators import points_text
from zhijian.core.outcomes import Outcome
from zhijian.core.refused import Refused
from zhijian.core.rules.books import Rulebooks
from zhijian.core.score_sheet import LineKind, UnitScore
from zhijian.core.scoring import score as score_judgement
from zhijian.inspection import freezing, score_basis, scores
from zhijian.inspection.kept import findings_seen, outcome_of
from zhijian.inspection.models import Appeal, Finding, ScoreLine, ScoreSheet
from zhijian.law.books import rulebooks
from zhijian.people.models import User

Key = tuple[str, str, str]


@dataclass(frozen=True)
class SetAside:
    """A line that an appeal took the points of, and the appeal."""

    line: ScoreLine
    appeal: Appeal


def key_of(line: ScoreLine) -> Key:
    """By what a line is known again in another version."""
    return (line.check_id, line.subject, line.item)


def appeals_of(sheet: ScoreSheet) -> QuerySet[Appeal]:
    """Every appeal against any version of a unit's sheets in an inspection, oldest first."""
    rows = Appeal.objects.filter(
        line__sheet__inspection=sheet.inspection_id, line__sheet__organization=sheet.organization_id
    )
    return rows.select_related("line__sheet").order_by("pk")


def current_sheets(appeal: Appeal) -> list[ScoreSheet]:
    """The current sheets, of units and of the portal, that have the line appealed against."""
    line, sheet = appeal.line, appeal.line.sheet
    rows = ScoreSheet.objects.filter(
        inspection=sheet.inspection_id,
        organization=sheet.organization_id,
        is_current=True,
        lines__check_id=line.check_id,
        lines__subject=line.subject,
        lines__item=line.item,
        lines__set_aside=None,
    )
    return list(rows.distinct().order_by("pk"))


def false_alarms_of(sheet: ScoreSheet) -> list[ScoreLine]:
    """The lines of a sheet that still charge or veto for what was called a false alarm since."""
    rows = sheet.lines.filter(finding__state=Finding.State.FALSE_ALARM, set_aside=None)
    return list(rows.filter(kind__in=(LineKind.DEDUCTION, LineKind.VETO)).order_by("place"))


def issue_anew(sheet: ScoreSheet, *, by: User, why: str) -> ScoreSheet:
    """The next version of a sheet, which is current from now on.

    Raises:
        Refused: what the sheet was worked out from is gone or altered.
    """
    gone = _set_aside(sheet)
    keys = {key_of(one.line) for one in gone}
    alarms = [one for one in _called_false(sheet) if key_of(one) not in keys]
    by_hand = _written_by_hand(sheet)
    unit = _scored_again(sheet, by_hand, keys | {key_of(one) for one in alarms})
    basis = score_basis.read(sheet.basis)
    scheme = basis.schemes.named(sheet.scheme)
    findings = scores.findings_of_sheet(sheet, by_hand)
    ScoreSheet.objects.filter(pk=sheet.pk).update(is_current=False)
    fresh = ScoreSheet.objects.create(
        inspection_id=sheet.inspection_id,
        organization_id=sheet.organization_id,
        is_portal=sheet.is_portal,
        version=sheet.version + 1,
        issued_at=clock.now(),
        issued_by=by,
        why=why[:200],
        basis=sheet.basis,
        **scores.sheet_values(unit, scheme, findings, sheet.organization_id),
    )
    lines = scores.lines_of(fresh, unit.lines, findings)
    struck = _struck(fresh, gone, len(lines))
    left = _left_out(fresh, alarms, len(lines) + len(struck))
    ScoreLine.objects.bulk_create([*lines, *struck, *left])
    return fresh


def _set_aside(sheet: ScoreSheet) -> list[SetAside]:
    """Each line that an appeal took away once, by its first upheld appeal."""
    found: dict[Key, SetAside] = {}
    for appeal in appeals_of(sheet).filter(state=Appeal.State.UPHELD):
        line = _line_like(sheet, appeal.line)
        if line is not None:
            found.setdefault(key_of(line), SetAside(line, appeal))
    return list(found.values())


def _line_like(sheet: ScoreSheet, line: ScoreLine) -> ScoreLine | None:
    """The line of a sheet about the same, as it first stood in any of its versions."""
    rows = ScoreLine.objects.filter(
        sheet__inspection=sheet.inspection_id,
        sheet__organization=sheet.organization_id,
        sheet__scheme=sheet.scheme,
        check_id=line.check_id,
        subject=line.subject,
        item=line.item,
        kind=line.kind,
        set_aside=None,
    )
    return rows.order_by("sheet__version", "place").first()


def _called_false(sheet: ScoreSheet) -> list[ScoreLine]:
    """A line for each false alarm among the findings of any version of a sheet, as first issued."""
    rows = ScoreLine.objects.filter(
        sheet__inspection=sheet.inspection_id,
        sheet__organization=sheet.organization_id,
        sheet__scheme=sheet.scheme,
        finding__state=Finding.State.FALSE_ALARM,
    )
    found: dict[Key, ScoreLine] = {}
    for line in rows.order_by("sheet__version", "points", "place"):
        found.setdefault(key_of(line), line)
    return list(found.values())


def by_hand_since(sheet: ScoreSheet) -> list[Finding]:
    """What inspectors wrote into the inspection of a unit that no line of its sheet names."""
    named = sheet.lines.filter(finding__isnull=False).values("finding")
    return list(_by_hand(sheet).exclude(pk__in=named))


def _by_hand(sheet: ScoreSheet) -> QuerySet[Finding]:
    """What inspectors wrote of a unit into the inspection; a portal is scored by checks alone."""
    rows = findings_seen([sheet.inspection]).filter(source=Finding.Source.MANUAL)
    return rows.none() if sheet.is_portal else rows.filter(organization=sheet.organization_id)


def _written_by_hand(sheet: ScoreSheet) -> dict[int, Outcome]:
    """The same as outcomes, by the findings' ids; each a fault of its own, whatever its subject."""
    return {
        one.pk: replace(outcome_of(one, ""), check=f"{one.check_id}.{one.pk}")
        for one in _by_hand(sheet).order_by("pk")
    }


def _scored_again(sheet: ScoreSheet, by_hand: Mapping[int, Outcome], gone: set[Key]) -> UnitScore:
    basis = score_basis.read(sheet.basis)
    name = _name_of(sheet, basis.judgement.outcomes)
    written = (replace(one, organization=name) for one in by_hand.values())
    left = tuple(
        one
        for one in (*basis.judgement.outcomes, *written)
        if one.organization in (name, "") and _known_as(one) not in gone
    )
    known = replace(
        basis.known,
        organizations=(name,),
        portals=tuple(one for one in basis.known.portals if one == name),
        awards=tuple(one for one in basis.known.awards if one.organization == name),
    )
    judgement = replace(basis.judgement, outcomes=left)
    found = score_judgement(judgement, basis.schemes, _rulebooks(sheet), known)
    return next(
        one
        for one in (*found.units, *found.portals)
        if (one.organization, one.scheme) == (name, sheet.scheme)
    )


def _rulebooks(sheet: ScoreSheet) -> Rulebooks:
    """The rulebooks by which the inspection was held, whatever holds today."""
    digest = sheet.inspection.law_digest
    return freezing.law_of(digest).rulebooks if digest else rulebooks()


def _name_of(sheet: ScoreSheet, outcomes: Iterable[Outcome]) -> str:
    """What the unit was called when it was scored; it may have another name by now."""
    keys = {key_of(line) for line in sheet.lines.exclude(check_id="")}
    named = {one.organization for one in outcomes if _known_as(one) in keys} - {""}
    if len(named) != 1:
        raise Refused("这张算分单的计分依据读不出是哪个单位，不能重出。请管理员从备份中恢复。")
    return named.pop()


def _known_as(outcome: Outcome) -> Key:
    return (outcome.check, outcome.subject[: scores.NAME], outcome.item[: scores.NAME])


def _left_out(sheet: ScoreSheet, alarms: Iterable[ScoreLine], number: int) -> list[ScoreLine]:
    """Lines that say of each false alarm that it counts no more."""
    return [
        _without_points(sheet, line, place, "已认定误报", kind=LineKind.EXCEPTED)
        for place, line in enumerate(alarms, start=number + 1)
    ]


def _struck(sheet: ScoreSheet, gone: Iterable[SetAside], number: int) -> list[ScoreLine]:
    """Lines without points, to be shown struck through, after the others."""
    rows = []
    for place, one in enumerate(gone, start=number + 1):
        line = _without_points(sheet, one.line, place, "申诉成立")
        line.set_aside = one.appeal
        line.note += f"：{one.appeal.decision}"
        rows.append(line)
    return rows


def _without_points(
    sheet: ScoreSheet, was: ScoreLine, place: int, why: str, *, kind: str = ""
) -> ScoreLine:
    line: ScoreLine = ScoreLine.objects.get(pk=was.pk)
    before = f"原扣{points_text(-line.points)}分" if line.points else "原不计分"
    line.pk, line.sheet, line.place, line.points = None, sheet, place, 0
    line._state.adding = True
    line.kind = kind or line.kind
    line.note = f"{why}，不再计（{before}）"
    return line
