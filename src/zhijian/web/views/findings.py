"""问题: the list, one finding, what nobody could see, and how often each check was right."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.core.checks.catalogue import CHECKS
from zhijian.inspection import policy
from zhijian.inspection.actions.findings import confirm_findings
from zhijian.inspection.actions.manual import MANUAL
from zhijian.inspection.models import Finding, Inspection, Unseen
from zhijian.inspection.planning import place_of
from zhijian.inspection.reports import failed_in, floors, lifted_in, precisions
from zhijian.law.books import rulebooks
from zhijian.ledger.platforms import platform_choices
from zhijian.people.models import User
from zhijian.web.finding_page import TONES, context_of
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

State = Finding.State
TITLES = [(MANUAL, "检查人员登记"), *((one.id, one.title) for one in CHECKS.values())]
OFFERED = 60
MOST_CLAUSES = 400


def rows_of(request: HttpRequest) -> QuerySet[Finding]:
    """The findings of the units whose work this person sees."""
    found: QuerySet[Finding] = Finding.objects.visible_to(request.user)
    return found.select_related("organization", "account", "site")


def finding_of(request: HttpRequest, pk: int) -> Finding:
    """One of them; 404 otherwise."""
    rows = rows_of(request).select_related(
        "organization", "account", "site", "office", "first_inspection", "last_inspection"
    )
    return get_object_or_404(rows, pk=pk)


def unseen_of(request: HttpRequest) -> QuerySet[Unseen]:
    """What inspections could not tell of those units, and of whole ledgers for who inspects."""
    own: QuerySet[Unseen] = Unseen.objects.visible_to(request.user)
    ledgers = Unseen.objects.filter(
        organization=None, inspection__in=Inspection.objects.visible_to(request.user)
    )
    return (own | ledgers).select_related("organization", "inspection")


def inspections_known(request: HttpRequest) -> list[tuple[str, str]]:
    """The inspections this person may filter by: the newest, and the one that is asked for."""
    rows = Inspection.objects.visible_to(request.user).exclude(recorded_at=None)
    named = Q(pk__in=rows.order_by("-pk").values("pk")[:OFFERED])
    asked = request.GET.get("inspection", "") or request.GET.get("lifted", "")
    if asked.isascii() and asked.isdecimal() and len(asked) < 19:
        named |= Q(pk=int(asked))
    found = rows.filter(named).order_by("-pk").values_list("pk", "number", "title")
    return [(str(pk), f"{number} {title}") for pk, number, title in found]


def _title(one: Finding) -> Cell:
    name = one.subject_name or one.subject
    return Cell(f"{one.title}：{name}", note=one.says, url=reverse("finding", args=(one.pk,)))


def _state(one: Finding) -> Cell:
    return Cell(one.get_state_display(), tag=TONES[State(one.state)])


def _seen(one: Finding) -> Cell:
    times = f"发现 {one.times_seen} 次" if one.times_seen > 1 else ""
    return Cell(str(one.first_seen_on), note=times)


def _clause(one: Finding) -> str:
    books = rulebooks()
    if one.clause not in books.clauses:
        return one.clause
    found = books.clause(one.clause)
    return f"{books.document(found.document).number}{found.locator}"


def _by_clause(word: str) -> Q:
    """Findings whose clause is cited by, or says, a word."""
    books = rulebooks()
    named = {
        one.id
        for one in books.clauses.values()
        if word in f"{books.document(one.document).cited_as}{one.locator}{one.says}"
    }
    return Q(clause__in=sorted(named)[:MOST_CLAUSES])


def _confirm(request: HttpRequest, rows: QuerySet[Finding]) -> str:
    done, refused = confirm_findings(rows, by=request.user)  # type: ignore[arg-type]
    said = f"已确认 {done} 个问题。"
    if refused:
        said += f"{len(refused)} 个没有确认：{'；'.join(refused[:3])}"
    return said


def _inspects(user: Any) -> bool:
    return policy.inspects_any(user)


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    found = [HeadAction("未能判断", reverse("unseen"))]
    if _inspects(request.user):
        found.append(HeadAction("检查项准确率", reverse("precision")))
        found.append(HeadAction("登记问题", address("finding_new"), "plus", is_primary=True))
    return tuple(found)


def _failed(rows: QuerySet[Finding], chosen: str) -> QuerySet[Finding]:
    return failed_in(rows, int(chosen))


def _lifted(rows: QuerySet[Finding], chosen: str) -> QuerySet[Finding]:
    return lifted_in(rows, int(chosen))


def _in(*states: str) -> Any:
    return lambda rows, request: rows.filter(state__in=states)


FINDINGS = Listing(
    name="findings",
    title="问题",
    unit="个",
    model=Finding,
    rows=rows_of,
    columns=(
        Column("title", "问题", _title, phone="name", is_fixed=True, wraps=True),
        Column("unit", "单位", lambda one: one.organization.name if one.organization else ""),
        Column("clause", "依据", _clause, wraps=True),
        Column("seen", "首次发现", _seen),
        Column("state", "状态", _state),
        Column("veto", "单项否决", lambda one: one.is_veto, is_hidden=True),
        Column("last", "最近发现", lambda one: one.last_seen_on, is_hidden=True),
        Column("check", "检查项", lambda one: one.check_id, is_hidden=True),
        Column("mend", "怎样整改", lambda one: one.mend, is_hidden=True, wraps=True),
        Column("settled", "销号日期", lambda one: one.settled_on, is_hidden=True),
    ),
    filters=(
        Text("q", "对象、问题", ("subject_name__contains", "says__contains", "subject")),
        Choice("state", "状态", State.choices),
        Choice("check", "检查项", TITLES, field="check_id"),
        Subtree("unit", "单位"),
        Choice("platform", "平台", lambda request: platform_choices(), field="account__platform"),
        Text("clause", "依据的文号、条款或要求", ("clause",), also=_by_clause),
        Choice("inspection", "检查发现", inspections_known, condition=_failed),
        Choice("lifted", "检查时例外", inspections_known, condition=_lifted),
        Choice("veto", "单项否决", ((True, "是"),), field="is_veto"),
        Dates("seen", "首次发现", "first_seen_on"),
    ),
    quick=(
        Quick("standing", "待处理", _in(*Finding.STANDING)),
        Quick("open", "待确认", _in(State.OPEN, State.REOPENED)),
        Quick("confirmed", "已确认", _in(State.CONFIRMED)),
        Quick("mending", "整改中", _in(State.IN_RECTIFICATION)),
        Quick("excepted", "例外", _in(State.EXCEPTED), is_rare=True),
        Quick("alarm", "误报", _in(State.FALSE_ALARM), is_rare=True),
        Quick("settled", "已销号", _in(State.SETTLED)),
    ),
    order="-pk",
    bulk=(
        Bulk(
            "confirm",
            "确认属实",
            _confirm,
            question=lambda n: f"将 {n} 个问题认定为属实，可以下发整改。",
            may=_inspects,
        ),
        Bulk(
            "order",
            "下达整改",
            lambda request, rows: "",
            may=_inspects,
            goes=lambda ids: f"{reverse('rectification_new')}?id={','.join(map(str, ids))}",
        ),
    ),
    actions=(RowAction("查看", lambda one: reverse("finding", args=(one.pk,))),),
    head=_head,
    may=working,
    empty="没有问题。检查出结果以后，不符合规定的事项会逐条列在这里，各有依据。",
)


def _unseen_title(one: Unseen) -> Cell:
    return Cell(one.title, note=one.subject_name or one.subject)


UNSEEN = Listing(
    name="unseen",
    title="未能判断",
    unit="项",
    model=Unseen,
    rows=unseen_of,
    columns=(
        Column("title", "检查项和对象", _unseen_title, phone="name", is_fixed=True, wraps=True),
        Column("says", "为什么未能判断", lambda one: one.says, wraps=True),
        Column(
            "unit", "单位", lambda one: one.organization.name if one.organization else "整个台账"
        ),
        Column("inspection", "检查", lambda one: one.inspection.number, phone="hide"),
    ),
    filters=(
        Text("q", "对象、原因", ("subject_name__contains", "says__contains")),
        Choice("check", "检查项", TITLES[1:], field="check_id"),
        Subtree("unit", "单位"),
        Choice("inspection", "检查", inspections_known),
    ),
    quick=(
        Quick("ledger", "没有台账", lambda rows, request: rows.filter(organization=None)),
        Quick("unit", "单位资料不全", lambda rows, request: rows.exclude(organization=None)),
    ),
    order="-pk",
    sub=lambda request: "没有看到的不等于合格：补全台账或写明截至日期，下次检查就能判断",
    may=working,
    empty="没有未能判断的事项。",
)


@login_required
@require_GET
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    """One finding: what, by which clause, how measured, evidence, history, and what to decide."""
    found = finding_of(request, pk)
    return page(request, "findings/finding.html", context_of(found, request.user))


@login_required
@require_GET
def precision(request: HttpRequest) -> HttpResponse:
    """How often the findings of each check were confirmed, and which checks to look at."""
    user: User = request.user  # type: ignore[assignment]
    office = policy.offices_of(user).first()
    if office is None:
        raise PermissionDenied("“检查项准确率”由检查人员查看，您不在这些岗位上。")
    floor, least = floors(place_of(office))
    found = precisions(
        Finding.objects.visible_to(user),
        floor.amount if floor else 0,
        least.amount if least else 1,
    )
    context = {
        "heading": "检查项准确率",
        "crumbs": [Crumb("问题", reverse("findings")), Crumb("检查项准确率")],
        "lines": found,
        "low": [one for one in found if one.is_low],
        "floor": floor,
        "least": least,
    }
    return page(request, "findings/precision.html", context)


urlpatterns = [
    path("findings/", FINDINGS.view, name="findings"),
    path("findings/unseen/", UNSEEN.view, name="unseen"),
    path("findings/precision/", precision, name="precision"),
    path("findings/<int:pk>/", finding, name="finding"),
]
