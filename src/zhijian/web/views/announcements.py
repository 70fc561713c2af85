"""公告: the list, one notice with where it stood and how long, its words, posting, taking down."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.ledger import policy
from zhijian.ledger.actions import announcements as actions
from zhijian.ledger.actions.files import files_of
from zhijian.ledger.life.notice_days import counted, days_stood, standing_due
from zhijian.ledger.models import Announcement, Posting
from zhijian.ledger.registers import choices_of, said
from zhijian.web import life_forms as forms
from zhijian.web.form_page import FormPage, allowed, answer, seen
from zhijian.web.listing import Cell, Column, Listing, Quick, RowAction
from zhijian.web.listing.filters import Choice, Dates, Subtree, Text
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.organizations import history

GET_OR_POST = require_http_methods(["GET", "POST"])


def state_of(notice: Announcement) -> tuple[str, str]:
    """How a notice stands today, in a word and a tone."""
    today = clock.today()
    if notice.posted_on is None:
        return "待发布", "amber"
    if notice.posted_until_on is not None:
        early = notice.due_until_on is not None and notice.posted_until_on < notice.due_until_on
        return ("提前撤下", "red") if early else ("已撤下", "")
    if notice.due_until_on is not None and today < notice.due_until_on:
        return "公告中", "blue"
    return "已挂满", "green"


def _state(notice: Announcement) -> Cell:
    word, tone = state_of(notice)
    return Cell(word, tag=tone)


def _rows(request: HttpRequest) -> QuerySet[Announcement]:
    rows = Announcement.objects.visible_to(request.user).defer("text")
    return rows.select_related("organization", "account", "site")


LISTING = Listing(
    name="announcements",
    title="公告",
    model=Announcement,
    rows=_rows,
    unit="则",
    columns=(
        Column(
            "title",
            "公告",
            lambda a: Cell(str(a), note=a.number, url=reverse("announcement", args=(a.pk,))),
            phone="name",
            is_fixed=True,
            export=str,
        ),
        Column("organization", "单位", lambda a: a.organization.name),
        Column("kind", "类型", lambda a: said("announcements", "kind", a.kind)),
        Column("posted_on", "开始", lambda a: str(a.posted_on or ""), sort="posted_on"),
        Column("due_until_on", "应挂至", lambda a: str(a.due_until_on or "")),
        Column("posted_until_on", "撤下", lambda a: str(a.posted_until_on or "")),
        Column("state", "状态", _state),
    ),
    filters=(
        Text("q", "查找", ("title__contains", "number__contains")),
        Subtree("unit", "单位"),
        Choice("kind", "类型", lambda r: choices_of("announcements", "kind"), field="kind"),
        Dates("on", "开始日期", "posted_on"),
    ),
    quick=(
        Quick("waiting", "待发布", lambda rows, r: rows.filter(posted_on=None)),
        Quick(
            "standing",
            "公告中",
            lambda rows, r: rows.filter(posted_until_on=None, due_until_on__gt=clock.today()),
        ),
        Quick(
            "full",
            "已挂满",
            lambda rows, r: rows.filter(posted_until_on=None, due_until_on__lte=clock.today()),
        ),
    ),
    actions=(RowAction("查看", lambda a: reverse("announcement", args=(a.pk,))),),
    may=working,
    empty="还没有公告。变更、关停和注销办到“向社会公告”时，按事项自动起草。",
)


def notice_of(request: HttpRequest, pk: int) -> Announcement:
    """A notice that this person may see; 404 otherwise."""
    rows = Announcement.objects.visible_to(request.user)
    related = ("organization", "event__case", "account", "site")
    found: Announcement = get_object_or_404(rows.select_related(*related), pk=pk)
    return found


@login_required
@require_GET
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: its words, where it stands, the days it stood of those it must."""
    notice = notice_of(request, pk)
    word, tone = state_of(notice)
    postings = list(notice.postings.order_by("pk"))
    for posting in postings:
        posting.proofs = list(files_of(posting))  # type: ignore[attr-defined]
    context = {
        "heading": str(notice),
        "crumbs": (
            Crumb("变动与公告", address("life")),
            Crumb("公告", reverse("announcements")),
            Crumb(notice.number),
        ),
        "tags": (Tag(word, tone), Tag(said("announcements", "kind", notice.kind))),
        "notice": notice,
        "facts": _facts(notice),
        "postings": postings,
        "may": policy.keeps(request.user, notice.organization),
        "moments": history(notice),
    }
    return page(request, "life/announcement.html", context)


def _facts(notice: Announcement) -> list[Fact]:
    facts = [Fact("发布单位", notice.organization.name), Fact("公告编号", notice.number)]
    if notice.account is not None:
        facts.append(Fact("账号", notice.account.name, address("account", notice.account.pk)))
    if notice.site is not None:
        facts.append(Fact("网站", notice.site.name, address("site", notice.site.pk)))
    event = notice.event
    if event is not None:
        facts.append(Fact("变动", event.number, reverse("life_event", args=(event.pk,))))
        if event.case is not None:
            case = event.case
            facts.append(Fact("办件", case.step_title, reverse("case", args=(case.pk,))))
    return facts + days_facts(notice)


def days_facts(notice: Announcement) -> list[Fact]:
    """The days a notice has stood of those it must, and until when."""
    if notice.posted_on is None:
        return []
    today = clock.today()
    facts = [
        Fact("开始", str(notice.posted_on)),
        Fact("已挂", counted(*days_stood(notice, today))),
    ]
    due = standing_due(notice.organization, notice.kind, notice.posted_on)
    if due is not None:
        guess = "（按周末推算）" if due.is_estimate else ""
        facts.append(Fact("应挂", f"{due.words}（{due.rule.basis}）"))
        facts.append(Fact("最早可撤下", f"{due.on}{guess}"))
    if notice.posted_until_on is not None:
        facts.append(Fact("撤下", str(notice.posted_until_on)))
    return facts


def _kept(request: HttpRequest, pk: int, to: str) -> Announcement:
    notice = notice_of(request, pk)
    allowed(policy.require_keeper, request.user, notice.organization, to=to)
    return notice


def _crumbs(notice: Announcement, last: str) -> list[Crumb]:
    own = Crumb(notice.number, reverse("announcement", args=(notice.pk,)))
    return [
        Crumb("变动与公告", address("life")),
        Crumb("公告", reverse("announcements")),
        own,
        Crumb(last),
    ]


@login_required
@GET_OR_POST
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a notice, while it has not been posted."""
    notice = _kept(request, pk, "修改公告")
    first = {"title": notice.title, "text": notice.text}
    form = forms.WordsForm(request.POST or None, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.edit_announcement(notice, by=request.user, seen=seen(request), **told)
        messages.success(request, "公告已保存。")
        return redirect("announcement", pk=pk)

    spec = FormPage(
        heading="修改公告",
        crumbs=_crumbs(notice, "修改"),
        form=form,
        submit="保存",
        cancel=reverse("announcement", args=(pk,)),
        sub="底稿由台账填写，发布前请核对；标着“（待填）”的地方要补上",
        row=notice,
        names=actions.NAMES,
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter where a notice was posted."""
    notice = _kept(request, pk, "登记公告发布")
    first = {"posted_on": clock.today()}
    form = forms.PostForm(request.POST or None, request.FILES or None, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        file = told.pop("proof")
        proof = Upload(file.name, file.read()) if file else None
        actions.post_announcement(notice, by=request.user, proof=proof, **told)
        messages.success(request, "发布已登记。")
        return redirect("announcement", pk=pk)

    spec = FormPage(
        heading="登记发布",
        crumbs=_crumbs(notice, "登记发布"),
        form=form,
        submit="登记",
        cancel=reverse("announcement", args=(pk,)),
        sub=str(notice),
        hint="链接和截图至少要有一项",
    )
    return answer(request, spec, run)


@login_required
@GET_OR_POST
def take_down(request: HttpRequest, pk: int, posting: int) -> HttpResponse:
    """Enter that a notice came down in one place."""
    notice = _kept(request, pk, "登记公告撤下")
    row = get_object_or_404(Posting.objects.filter(announcement=notice), pk=posting)
    if row.removed_on is not None:
        raise Http404
    form = forms.RemoveForm(request.POST or None, initial={"removed_on": clock.today()})

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.take_down(row, by=request.user, **told)
        messages.success(request, "撤下已登记。")
        return redirect("announcement", pk=pk)

    spec = FormPage(
        heading="登记撤下",
        crumbs=_crumbs(notice, "登记撤下"),
        form=form,
        submit="登记",
        cancel=reverse("announcement", args=(pk,)),
        sub=f"{row.place}，{row.posted_on} 发布",
        hint=actions.too_short(notice, clock.today()).split("。")[0],
    )
    return answer(request, spec, run)


urlpatterns = [
    path("life/announcements/", LISTING.view, name="announcements"),
    path("life/announcements/<int:pk>/", announcement, name="announcement"),
    path("life/announcements/<int:pk>/edit/", edit, name="announcement_edit"),
    path("life/announcements/<int:pk>/post/", post, name="announcement_post"),
    path(
        "life/announcements/<int:pk>/postings/<int:posting>/", take_down, name="announcement_remove"
    ),
]
