"""Ordering units to mend findings, and taking single findings off an order."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from zhijian import journal
from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.cases.words import clean, required
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.core.terms import Term
from zhijian.inspection import policy
from zhijian.inspection.models import Finding, Rectification
from zhijian.inspection.order_letters import notice_file
from zhijian.inspection.ordering import MEND, PROCESS, STANDING, Draft, plan
from zhijian.people.models import Organization, User

ORDERED = "_ordered"
"""Under this name a case keeps that its rows come with it, by the action that opened it."""
NOTICE = "order"


@transaction.atomic
def order(
    findings: Iterable[Finding],
    *,
    by: User,
    terms: Mapping[int, Term] | None = None,
    remark: str = "",
) -> list[Case]:
    """Send each unit concerned one order to mend its findings; the cases, by the unit's name.

    All of them go or none. ``terms`` are the terms set for units (by id) whose place gives no
    figure.

    Raises:
        Refused: no leave, nothing chosen, or some finding cannot be ordered; each with its reason.
    """
    remark = clean(remark, "说明", longest=400)
    rows = held(findings)
    if not rows:
        raise Refused("没有选中问题，请先勾选要整改的问题。")
    for office in {finding.office for finding in rows}:
        policy.require_inspector(by, office, to="下达整改")
    batch = plan(rows, terms=terms)
    if batch.left:
        raise Refused(
            f"有 {len(batch.left)} 个问题不能下达，全部没有下达。请去掉这些问题后重试。",
            [left.why for left in batch.left],
        )
    return [_send(draft, by=by, remark=remark) for draft in batch.drafts]


def held(findings: Iterable[Finding]) -> list[Finding]:
    """The findings as they stand, locked in one order for everybody."""
    wanted = sorted({finding.pk for finding in findings})
    lock_offices(Finding.objects.filter(pk__in=wanted).values_list("office", flat=True))
    rows = Finding.objects.select_for_update(of=("self",)).filter(pk__in=wanted)
    related = rows.select_related("organization", "account", "office", "last_inspection")
    return list(related.order_by("pk"))


def _send(draft: Draft, *, by: User, remark: str) -> Case:
    unit, today = draft.organization, clock.today()
    office = draft.findings[0].office
    case = cases.open_case(
        PROCESS,
        organization=unit,
        title=f"整改：{_about(draft.findings)}"[:200],
        by=by,
        data={"下达单位": str(office), ORDERED: True} | ({"说明": remark} if remark else {}),
        terms={MEND: draft.term} if draft.is_set else None,
    )
    ordered = sorted(draft.findings, key=lambda finding: (finding.check_id, finding.pk))
    Rectification.objects.bulk_create(
        _row(case, number, finding, draft) for number, finding in enumerate(ordered, start=1)
    )
    for finding in ordered:
        finding.state = Finding.State.IN_RECTIFICATION
    Finding.objects.bulk_update(ordered, ("state",), batch_size=500)
    name, content = notice_file(
        ordered,
        organization=unit,
        office=office,
        place=draft.place,
        number=case.number,
        on=today,
        term=draft.term if draft.is_set else None,
    )
    case = cases.act(case, "issue", by=by, attachments=[Upload(name, content, NOTICE)])
    journal.record(
        "rectification.ordered",
        case,
        by=by,
        remark=remark,
        findings=[finding.pk for finding in ordered],
        items=len(ordered),
        due_on=draft.due_on,
    )
    return case


def _row(case: Case, number: int, finding: Finding, draft: Draft) -> Rectification:
    return Rectification(
        number=f"{case.number}-{number:02d}",
        case=case,
        finding=finding,
        finding_was=finding.state,
        organization=draft.organization,
        account=finding.account,
        problem=finding.says,
        received_on=clock.today(),
        due_on=draft.due_on,
        due_basis=f"{draft.words}：{draft.source}"[:200],
    )


def _about(findings: Iterable[Finding]) -> str:
    rows = list(findings)
    if len(rows) == 1:
        return str(rows[0])
    return f"{rows[0].last_inspection}发现的 {len(rows)} 个问题"


@transaction.atomic
def drop_item(row: Rectification, *, by: User, reason: str) -> Rectification:
    """Take one finding off its order; the finding is again what it was.

    Raises:
        Refused: no leave, no reason, or the item is over.
    """
    reason = required(reason, "撤销理由", longest=200)
    fresh, case = locked(row)
    policy.require_inspector(by, office_of(case), to="撤销整改事项")
    if fresh.state not in STANDING or not case.is_open:
        raise Refused(f"{fresh.number} 已经{fresh.get_state_display()}，不能再撤销。")
    if fresh.state == Rectification.State.PASSED:
        raise Refused(f"{fresh.number} 复查合格，请办理销号，不用撤销。")
    fresh.state, fresh.recheck_says = Rectification.State.DROPPED, f"撤销：{reason}"
    fresh.save(update_fields=("state", "recheck_says"))
    give_back([fresh])
    journal.record("rectification.item_dropped", fresh, by=by, remark=reason, case=case.number)
    return fresh


def locked(row: Rectification) -> tuple[Rectification, Case]:
    """A row and its case as they stand, locked, the case first as whoever moves it does.

    Raises:
        Refused: the row came from an older ledger and has no case.
    """
    if row.case_id is None:
        raise Refused(f"{row.number} 是以前的台账记录，没有办件，不能在这里办理。")
    case = Case.objects.select_for_update(of=("self",)).get(pk=row.case_id)
    rows = Rectification.objects.select_for_update(of=("self",))
    fresh: Rectification = rows.select_related("finding", "organization", "account").get(pk=row.pk)
    return fresh, case


def lock_offices(offices: Iterable[int]) -> None:
    """Hold the offices of findings: an inspection is recorded before or after, never meanwhile."""
    rows = Organization.objects.select_for_update(of=("self",)).filter(pk__in=set(offices))
    list(rows.order_by("pk").values_list("pk"))


def give_back(rows: Iterable[Rectification]) -> None:
    """The findings of rows that were dropped are again what they were before the order."""
    told = [row for row in rows if row.finding is not None]
    lock_offices(row.finding.office_id for row in told if row.finding is not None)
    for row in told:
        Finding.objects.filter(pk=row.finding_id, state=Finding.State.IN_RECTIFICATION).update(
            state=row.finding_was or Finding.State.CONFIRMED
        )


def office_of(case: Case) -> Organization:
    """The office that ordered: that of the findings, else that of who opened the case."""
    row = Rectification.objects.filter(case=case, finding__isnull=False).first()
    if row is not None and row.finding is not None:
        return row.finding.office
    opener = case.opened_by.organization if case.opened_by is not None else None
    return opener or case.organization
