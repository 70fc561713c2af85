"""整改: what must be mended, orders in batches, and what was not mended again and again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases import actions as cases
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.actions.orders import order
from zhijian.inspection.actions.reporting import report_upward
from zhijian.inspection.models import Inspection, Rectification
from zhijian.inspection.ordering import Batch, plan
from zhijian.inspection.repeats import repeats
from zhijian.people.models import User
from zhijian.web.listing import (
    Bulk,
    Cell,
    Choice,
    Column,
    Dates,
    HeadAction,
    Listing,
    Quick,
    RowAction,
    Subtree,
    Text,
)
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.rectification_forms import OrderForm, TextForm, findings_asked
from zhijian.web.rectification_panels import TONES, is_late, url_of

Item = Rectification.State
TO_MEND = (Item.ORDERED, Item.FAILED)
TO_LOOK = (Item.MENDED, Item.UNSEEN)
MOST_FINDINGS, MOST_UNITS, MOST_REFUSALS, OFFERED = 2_000, 100, 5, 60


def rows_of(request: HttpRequest) -> QuerySet[Rectification]:
    """What must be mended in the units whose work this person sees."""
    found: QuerySet[Rectification] = Rectification.objects.visible_to(request.user)
    return found.select_related("organization", "account", "finding", "case")


def home() -> Crumb:
    """The way back to the list."""
    return Crumb("整改", reverse("rectifications"))


def _problem(row: Rectification) -> Cell:
    title = row.finding.title if row.finding is not None else row.problem
    return Cell(title[:80] or row.number, note=row.number, url=url_of(row))


def _about(row: Rectification) -> Cell:
    name = row.finding.subject_name if row.finding is not None else ""
    return Cell(row.organization.name, note=str(row.account or name or ""))


def _due(row: Rectification) -> Cell:
    if row.due_on is None:
        return Cell("没有期限")
    today = clock.today()
    if is_late(row, today):
        return Cell(str(row.due_on), note=f"逾期 {(today - row.due_on).days} 天", note_tone="late")
    if row.state in TO_MEND and row.due_on == today:
        return Cell(str(row.due_on), note="今日到期", note_tone="soon")
    return Cell(str(row.due_on))


def _state(row: Rectification) -> Cell:
    note = f"{row.failures} 次不合格" if row.failures else ""
    return Cell(row.get_state_display(), tag=TONES[Item(row.state)], note=note)


def _late(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    return rows.filter(state__in=TO_MEND, due_on__lt=clock.today())


def _due_today(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    return rows.filter(state__in=TO_MEND, due_on=clock.today())


def _inspections(request: HttpRequest) -> list[tuple[str, str]]:
    rows = Inspection.objects.visible_to(request.user).exclude(recorded_at=None).order_by("-pk")
    found = rows.values_list("pk", "number", "title")[:OFFERED]
    return [(str(pk), f"{number} {title}") for pk, number, title in found]


def _inspects(user: Any) -> bool:
    return policy.inspects_any(user)


def _cases_of(rows: QuerySet[Any]) -> list[Case]:
    wanted = rows.exclude(case=None).order_by().values("case")
    return list(Case.objects.filter(pk__in=wanted).order_by("pk"))


def _urge(request: HttpRequest, rows: QuerySet[Any], text: str = "") -> str:
    """Urge every order once; what was urged lately or is over is said, and left."""
    user: User = request.user  # type: ignore[assignment]
    found, told, why = _cases_of(rows), 0, []
    for case in found:
        try:
            cases.urge(case, by=user, text=text)
        except Refused as refusal:
            why.append(f"{case.number}：{refusal}")
        else:
            told += 1
    if not told:
        raise Refused("没有催办任何一份整改通知。", why[:MOST_REFUSALS] or ["选中的都没有办件。"])
    said = f"已催办 {told} 份整改通知。"
    if why:
        said += f"{len(why)} 份没有催办：{' '.join(why[:MOST_REFUSALS])}"
    return said


def _tell(request: HttpRequest, rows: QuerySet[Any]) -> str:
    user: User = request.user  # type: ignore[assignment]
    told = report_upward(_cases_of(rows), by=user)
    if told.task is None:
        raise Refused(
            "当地文件没有写明复查结果报哪个机关，没有登记报送任务。请打开整改通知，逐份下载复查情况报告。"
        )
    return f"已生成复查情况报告，在“报送任务”中登记了报{told.recipient}的任务。"


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    found = [
        HeadAction("屡改不到位", reverse("rectification_repeats")),
        HeadAction("问责措施", reverse("measures")),
    ]
    if _inspects(request.user):
        found.append(HeadAction("登记上级指令", reverse("case_open", args=("rectification",))))
        confirmed = f"{address('findings')}?set=confirmed"
        found.append(HeadAction("下达整改", confirmed, "plus", is_primary=True))
    return tuple(found)


RECTIFICATIONS = Listing(
    name="rectifications",
    title="整改",
    unit="项",
    model=Rectification,
    rows=rows_of,
    label=lambda row: row.number,
    columns=(
        Column("problem", "问题", _problem, phone="name", is_fixed=True, wraps=True),
        Column("unit", "单位", _about),
        Column("received", "下达日期", lambda row: row.received_on, phone="hide"),
        Column("due", "整改期限", _due, sort="due_on", export=lambda row: row.due_on),
        Column("state", "状态", _state),
        Column("step", "办理环节", lambda row: row.case.step_title if row.case else "以前的台账"),
        Column("number", "整改编号", lambda row: row.number, is_hidden=True),
        Column("basis", "期限依据", lambda row: row.due_basis, is_hidden=True, wraps=True),
        Column("done", "完成日期", lambda row: row.done_on, is_hidden=True),
        Column("rechecked", "复查日期", lambda row: row.rechecked_on, is_hidden=True),
        Column("says", "复查情况", lambda row: row.recheck_says, is_hidden=True, wraps=True),
        Column("settled", "销号日期", lambda row: row.settled_on, is_hidden=True),
    ),
    filters=(
        Text(
            "q",
            "编号、问题、账号",
            ("number__contains", "problem__contains", "account__name__contains"),
        ),
        Choice("state", "状态", Item.choices),
        Subtree("unit", "单位"),
        Choice("inspection", "检查", _inspections, field="finding__last_inspection"),
        Dates("due", "整改期限", "due_on"),
        Dates("received", "下达日期", "received_on"),
    ),
    quick=(
        Quick("today", "今日到期", _due_today, is_rare=True),
        Quick("late", "逾期", _late, is_rare=True),
        Quick("look", "待复查", lambda rows, request: rows.filter(state__in=TO_LOOK)),
        Quick("mend", "待整改", lambda rows, request: rows.filter(state__in=TO_MEND)),
        Quick("settled", "已销号", lambda rows, request: rows.filter(state=Item.SETTLED)),
    ),
    order="-pk",
    bulk=(
        Bulk("urge", "催办", _urge, form=TextForm),
        Bulk(
            "upward",
            "上报复查情况",
            _tell,
            question=lambda n: (
                f"将为选中的 {n} 项所在的整改通知生成一份复查情况报告，登记报送任务。"
            ),
            may=_inspects,
        ),
    ),
    actions=(RowAction("查看", url_of),),
    head=_head,
    may=working,
    empty="没有要整改的事项。检查发现的问题确认后，在“问题”页面勾选下达。",
)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A batch of orders: what each unit would get, by when and why; then all of them or none."""
    user: User = request.user  # type: ignore[assignment]
    if not policy.inspects_any(user):
        raise PermissionDenied("下达整改由检查单位的检查人员办理，您不在这些岗位上。")
    sent = request.POST if request.method == "POST" else request.GET
    ids = [one for text in sent.getlist("id") for one in text.split(",")]
    asked = findings_asked(ids, user, request.GET.get("inspection", "") if not ids else "")
    found = list(asked[: MOST_FINDINGS + 1])
    if not found or len(found) > MOST_FINDINGS:
        said = (
            f"一次最多下达 {MOST_FINDINGS} 个问题，请分批选择。"
            if found
            else "没有选中问题，请先勾选。"
        )
        messages.warning(request, said)
        return redirect("findings")
    batch = plan(found)
    if len(batch.drafts) > MOST_UNITS:
        messages.warning(request, f"一次最多给 {MOST_UNITS} 个单位下达，请按单位筛选后分批下达。")
        return redirect("findings")
    form = OrderForm(request.POST or None, drafts=batch.drafts)
    if request.method == "POST" and form.is_valid():
        if "again" not in request.POST:
            answer = _sent(request, found, batch, form)
            if answer is not None:
                return answer
        batch = plan(found, terms=form.terms())
    ids = [str(finding.pk) for finding in found]
    context = {
        "heading": "下达整改",
        "crumbs": [home(), Crumb("下达整改")],
        "batch": batch,
        "drafts": [(draft, _days_field(form, draft)) for draft in batch.drafts],
        "has_days": bool(form.units),
        "ids": [",".join(ids)],
        "form": form,
        "cancel": reverse("findings"),
    }
    status = 422 if form.errors else 200
    return page(request, "rectification/order.html", context, status=status)


def _days_field(form: OrderForm, draft: Any) -> Any:
    name = f"days_{draft.organization.pk}"
    return form[name] if name in form.fields else None


def _sent(
    request: HttpRequest, found: list[Any], batch: Batch, form: OrderForm
) -> HttpResponse | None:
    """Send what the page showed as orders; None where it was refused, with the reasons."""
    user: User = request.user  # type: ignore[assignment]
    wanted = [finding for draft in batch.drafts for finding in draft.findings]
    try:
        sent = order(wanted, by=user, terms=form.terms(), remark=form.cleaned_data["remark"])
    except Refused as refusal:
        for line in (str(refusal), *refusal.lines[:MOST_REFUSALS]):
            form.add_error(None, line)
        return None
    numbers = "、".join(case.number for case in sent[:MOST_REFUSALS])
    messages.success(
        request, f"已下达 {len(sent)} 份整改通知（{numbers}），共 {batch.count} 个问题。"
    )
    return redirect("case", pk=sent[0].pk) if len(sent) == 1 else redirect("rectifications")


@login_required
@require_GET
def repeated(request: HttpRequest) -> HttpResponse:
    """What was not mended again and again, of the units one sees."""
    user: User = request.user  # type: ignore[assignment]
    if not working(user):
        raise PermissionDenied("整改情况由单位人员查看。")
    context = {
        "heading": "屡改不到位",
        "crumbs": [home(), Crumb("屡改不到位")],
        "rows": repeats(user),
    }
    return page(request, "rectification/repeats.html", context)


urlpatterns = [
    path("rectifications/", RECTIFICATIONS.view, name="rectifications"),
    path("rectifications/new/", new, name="rectification_new"),
    path("rectifications/repeats/", repeated, name="rectification_repeats"),
]
