"""Reports: of the unit on an order, and of the office to the one above on its second looks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from zhijian import journal
from zhijian.cases import actions as cases
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.cases.policy import require_handler
from zhijian.config import clock
from zhijian.core.documents.notices import safe_name
from zhijian.core.refused import Refused
from zhijian.exchange.models import Task
from zhijian.exchange.terms import cited
from zhijian.inspection import policy
from zhijian.inspection.actions.orders import office_of
from zhijian.inspection.hearing import standing
from zhijian.inspection.mending_letters import mending_file, recheck_file
from zhijian.inspection.models import Rectification
from zhijian.law.books import rulebooks
from zhijian.ledger.actions.files import put_file
from zhijian.people.models import Organization, User
from zhijian.people.policy import supervisor_of
from zhijian.people.roster import book_place

REPORT, REPORTED_TO = "report", "rectification.reported_to"
TOLD = "复查情况上报"
"""Under this name a case keeps, for its readers, when and to whom its result was reported."""
UNNAMED = "整改复查的有关要求"


@transaction.atomic
def draft_report(case: Case, *, by: User) -> Case:
    """The unit's report on an order, filled from its items and put to the case.

    Raises:
        Refused: the order is not at mending or reporting, or ``by`` does not handle it.
    """
    held = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    require_handler(held, by)
    if held.step not in ("mend", REPORT):
        raise Refused(f"本件现在是“{held.step_title}”，到“提交整改报告”环节才生成报告。")
    rows = standing(held)
    if lacking := [row.number for row in rows if not row.done]:
        raise Refused(f"还有 {len(lacking)} 项没有登记整改情况：{'、'.join(lacking[:5])}。")
    content = mending_file(held, rows, office_of(held), clock.today())
    name = f"整改情况报告-{held.number}-{safe_name(str(held.organization))}.docx"
    cases.attach(held, Upload(name, content, REPORT), by=by)
    held.refresh_from_db()
    return held


@dataclass(frozen=True)
class Told:
    """A recheck report: its bytes, whom it goes to ("" where no text names anybody), its task."""

    name: str
    content: bytes
    recipient: str
    task: Task | None


def recipient_of(office: Organization) -> tuple[str, str]:
    """To whom an office reports what second looks came to, and by which clause; "" for nobody."""
    books = rulebooks()
    for row in books.in_force(book_place(office, books), clock.today(), REPORTED_TO):
        if row.text:
            return row.text, cited(row.clause or "")
    return "", ""


@transaction.atomic
def report_upward(found: Iterable[Case], *, by: User) -> Told:
    """The report on the second looks at orders of one office, and a task where somebody gets it.

    Raises:
        Refused: no leave, several offices, an order not looked at yet, or reported before.
    """
    wanted = sorted({case.pk for case in found})
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    held = list(rows.select_related("organization", "opened_by__person__organization"))
    if not held:
        raise Refused("没有选中整改通知，请先勾选。")
    offices = {office_of(case) for case in held}
    if len(offices) != 1:
        raise Refused("选中的整改由不同的单位下达，请按下达单位分别上报。")
    (office,) = offices
    policy.require_inspector(by, office, to="上报复查情况")
    _require_looked_at(held)
    recipient, basis = recipient_of(office)
    items = Rectification.objects.filter(case__in=held, rechecked_on__isnull=False)
    items = items.exclude(state=Rectification.State.DROPPED).select_related("organization")
    today = clock.today()
    content = recheck_file(
        items.order_by("pk"),
        office=office,
        to=recipient or str(supervisor_of(office) or office),
        basis=basis or UNNAMED,
        on=today,
    )
    name = f"整改复查情况报告-{safe_name(str(office))}-{today:%Y%m%d}.docx"
    task = None
    if recipient:
        task = _task(office, recipient, basis, len(held))
        put_file(task, Upload(name, content), by=by, kind="复查情况报告")
        for case in held:
            case.data[TOLD] = f"{today} 报{recipient}"
            case.save(update_fields=("data",))
    journal.record(
        "rectification.reported_upward",
        office,
        by=by,
        orders=len(held),
        recipient=recipient,
        cases=[case.number for case in held],
    )
    return Told(name, content, recipient, task)


def _require_looked_at(held: list[Case]) -> None:
    looked = Rectification.objects.filter(case__in=held, rechecked_on__isnull=False)
    known = set(looked.values_list("case", flat=True))
    bare = [case.number for case in held if case.pk not in known]
    again = [f"{case.number}（{case.data[TOLD]}）" for case in held if TOLD in case.data]
    if bare:
        raise Refused(f"还没有复查的不能上报：{'、'.join(bare[:10])}。请去掉后重试。")
    if again:
        raise Refused(f"已经上报过的不用再报：{'、'.join(again[:10])}。请去掉后重试。")


def _task(office: Organization, recipient: str, basis: str, count: int) -> Task:
    return Task.objects.create(
        organization=office,
        kind=Task.Kind.INVENTORY,
        title=f"整改复查情况：{count} 份整改通知",
        recipient=recipient,
        caused_on=clock.today(),
        basis=basis[:300],
    )
