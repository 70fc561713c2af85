"""问责措施: the list, one measure with its letter, and what is decided about it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases.media import headers_of, opened
from zhijian.cases.models import Case
from zhijian.inspection import policy
from zhijian.inspection.actions import measures as actions
from zhijian.inspection.ladder import PROPOSED, ladder_of, wording_of
from zhijian.inspection.measure_letters import known_of
from zhijian.inspection.measuring import seen_measures
from zhijian.inspection.models import Measure
from zhijian.law.books import rulebooks
from zhijian.law.reading import cited
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, User
from zhijian.people.policy import holds
from zhijian.web.form_page import FormPage, answer
from zhijian.web.listing import Cell, Choice, Column, HeadAction, Listing, Quick, RowAction
from zhijian.web.listing.filters import Subtree, Text
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.rectification_forms import (
    DecisionForm,
    LiftForm,
    MeasureForm,
    RefusalForm,
    accounts_of,
)
from zhijian.web.rectification_panels import MEASURE_TONES
from zhijian.web.views.organizations import history
from zhijian.web.views.rectifications import home

GET_OR_POST = require_http_methods(["GET", "POST"])
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
State = Measure.State


def rows_of(request: HttpRequest) -> QuerySet[Measure]:
    """The measures this person sees."""
    return seen_measures(request.user)  # type: ignore[arg-type]


def url_of(measure: Measure) -> str:
    """The page of a measure."""
    return reverse("measure", args=(measure.pk,))


def _word(measure: Measure) -> Cell:
    return Cell(measure.word, note=measure.number, url=url_of(measure))


def _state(measure: Measure) -> Cell:
    return Cell(measure.get_state_display(), tag=MEASURE_TONES[measure.state])


def _words(request: HttpRequest) -> list[tuple[str, str]]:
    used = rows_of(request).order_by("word").values_list("word", flat=True).distinct()[:60]
    return [(word, word) for word in used]


def _in(state: str) -> Any:
    return lambda rows, request: rows.filter(state=state)


MEASURES = Listing(
    name="measures",
    title="问责措施",
    unit="项",
    model=Measure,
    rows=rows_of,
    columns=(
        Column("word", "措施", _word, phone="name", is_fixed=True),
        Column("unit", "单位", lambda m: Cell(m.organization.name, note=str(m.account or ""))),
        Column("reason", "事由", lambda m: m.reason[:80], wraps=True, export=lambda m: m.reason),
        Column("state", "状态", _state),
        Column("issued", "发出日期", lambda m: m.issued_on),
        Column("due", "要求完成", lambda m: m.due_on, phone="hide"),
        Column("case", "整改通知", lambda m: m.case.number if m.case else "", is_hidden=True),
        Column("ended", "解除日期", lambda m: m.ended_on, is_hidden=True),
    ),
    filters=(
        Text("q", "编号、事由", ("number__contains", "reason__contains")),
        Choice("state", "状态", State.choices),
        Choice("word", "措施", _words),
        Subtree("unit", "单位"),
    ),
    quick=(
        Quick("proposed", "待决定", _in(State.PROPOSED)),
        Quick("issued", "执行中", _in(State.ISSUED)),
        Quick("lifted", "已解除", _in(State.LIFTED)),
    ),
    order="-pk",
    actions=(RowAction("查看", url_of),),
    head=lambda request: (HeadAction("整改", reverse("rectifications")),),
    may=working,
    empty="没有问责措施。在逾期的整改通知页面，检查人员可以按当地文件提出，由负责人决定。",
)


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Propose a measure against a unit, about an order if one is named."""
    user: User = request.user  # type: ignore[assignment]
    offices = policy.offices_of(user)
    if not offices.exists():
        raise PermissionDenied("提出措施由检查单位的检查人员办理，您不在这些岗位上。")
    unit = get_object_or_404(
        Organization.objects.visible_to(user), pk=_id(request.GET.get("unit", ""))
    )
    case = _case(request, user, unit)
    rungs = ladder_of(unit)
    accounts = accounts_of(unit)
    first: dict[str, Any] = {"word": request.GET.get("word", ""), "office": offices.first()}
    form = MeasureForm(
        request.POST or None, rungs=rungs, accounts=accounts, offices=offices, initial=first
    )

    def run(told: dict[str, Any]) -> HttpResponse:
        made = actions.propose(unit, told.pop("word"), by=user, case=case, **told)
        messages.success(request, f"已提出“{made.word}”，待{made.office}的负责人决定。")
        return redirect("measure", pk=made.pk)

    about = f"，关于整改通知 {case.number}" if case is not None else ""
    spec = FormPage(
        heading="提出措施",
        crumbs=[home(), Crumb("问责措施", reverse("measures")), Crumb("提出措施")],
        form=form,
        submit="提交负责人决定",
        cancel=reverse("case", args=(case.pk,)) if case is not None else reverse("measures"),
        sub=f"{unit}{about}",
        question="" if rungs else f"{unit}适用的文件没有写明任何措施，不能在这里提出。",
        hint="提出的人不能决定",
    )
    return answer(request, spec, run)


@login_required
@require_GET
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """One measure: why, by which clause, its letter, and what may be done."""
    found = get_object_or_404(rows_of(request).select_related("proposed_by__person"), pk=pk)
    wording = wording_of(found.word)
    books = rulebooks()
    clause = cited(books, found.clause) if found.clause in books.clauses else None
    closing = found.account if wording.closes_account and found.state == State.ISSUED else None
    if closing is not None and closing.state in (Account.State.CLOSED, Account.State.DEREGISTERED):
        closing = None
    context = {
        "heading": f"{found.word}：{found.organization}",
        "crumbs": [home(), Crumb("问责措施", reverse("measures")), Crumb(found.number)],
        "measure": found,
        "tag": Tag(found.get_state_display(), MEASURE_TONES[found.state]),
        "rung_is_proposed": not found.clause,
        "source": clause.citation if clause else PROPOSED,
        "says": clause.says if clause else "",
        "letter_title": wording.title,
        "paragraphs": wording.paragraphs(known_of(found)),
        "closing": closing,
        "facts": _facts(found),
        "actions": _actions(request.user, found),
        "moments": history(found),
    }
    return page(request, "rectification/measure.html", context)


@login_required
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter, to be saved."""
    found = get_object_or_404(rows_of(request).exclude(digest=""), pk=pk)
    response = HttpResponse(opened(found.digest), content_type=DOCX)
    name = f"{wording_of(found.word).title}-{found.number}.docx"
    for header, value in headers_of(name, DOCX).items():
        response[header] = value
    return response


@login_required
@GET_OR_POST
def decide(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Issue, refuse or lift a measure."""
    if what not in _DECISIONS:
        raise Http404
    user: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(rows_of(request), pk=pk)
    heading, form_class, run_action, said, question = _DECISIONS[what]

    def run(told: dict[str, Any]) -> HttpResponse:
        run_action(found, by=user, **told)
        messages.success(request, said)
        return redirect(url_of(found))

    spec = FormPage(
        heading=heading,
        crumbs=[
            home(),
            Crumb("问责措施", reverse("measures")),
            Crumb(found.number, url_of(found)),
            Crumb(heading),
        ],
        form=form_class(request.POST or None),
        submit=heading,
        cancel=url_of(found),
        sub=f"{found.word}：{found.organization}",
        question=question,
    )
    return answer(request, spec, run)


_DECISIONS: dict[str, Any] = {
    "issue": (
        "决定并发出",
        DecisionForm,
        actions.issue,
        "已决定并生成文书。",
        "发出后生成正式文书，校验值记入操作记录，单位的负责人会收到提醒。",
    ),
    "refuse": ("不采取", RefusalForm, actions.refuse, "已记下不采取的理由。", ""),
    "lift": ("解除", LiftForm, actions.lift, "措施已解除。", ""),
}


def _actions(user: Any, found: Measure) -> list[HeadAction]:
    if not holds(user, *actions.LEADERS, organization=found.office):
        return []
    if found.state == State.PROPOSED and found.proposed_by_id != user.pk:
        return [
            HeadAction("决定并发出", _decide_url(found, "issue"), is_primary=True),
            HeadAction("不采取", _decide_url(found, "refuse")),
        ]
    if found.state == State.ISSUED:
        return [HeadAction("解除", _decide_url(found, "lift"), is_primary=True)]
    return []


def _decide_url(found: Measure, what: str) -> str:
    return reverse("measure_decide", args=(found.pk, what))


def _facts(found: Measure) -> list[Fact]:
    unit = address("organization", found.organization_id)
    facts = [Fact("单位", found.organization, unit), Fact("决定单位", found.office)]
    if found.case is not None:
        facts.append(Fact("整改通知", found.case.number, address("case", found.case_id)))
    if found.account is not None:
        facts.append(Fact("涉及账号", found.account, address("account", found.account_id)))
    facts += [
        Fact("提出", found.proposed_by.name),
        Fact("决定", found.decided_by.name if found.decided_by else ""),
        Fact("决定意见", found.decision),
        Fact("发出日期", found.issued_on),
        Fact("要求完成", found.due_on),
        Fact("解除条件", found.release),
        Fact("移送或送达", found.recipient),
        Fact("解除", f"{found.ended_on}：{found.ended_says}" if found.ended_on else ""),
    ]
    return [fact for fact in facts if fact.value]


def _case(request: HttpRequest, user: User, unit: Organization) -> Case | None:
    if not (asked := request.GET.get("case", "")):
        return None
    rows = Case.objects.visible_to(user).filter(process="rectification", organization=unit)
    return get_object_or_404(rows, pk=_id(asked))


def _id(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


urlpatterns = [
    path("measures/", MEASURES.view, name="measures"),
    path("measures/new/", new, name="measure_new"),
    path("measures/<int:pk>/", measure, name="measure"),
    path("measures/<int:pk>/file/", file, name="measure_file"),
    path("measures/<int:pk>/<str:what>/", decide, name="measure_decide"),
]
