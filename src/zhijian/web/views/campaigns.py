"""清理整合: campaigns, the progress of each unit, and what is decided for an account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.config import clock
from zhijian.core.accounts.advice import Measure
from zhijian.core.refused import Refused
from zhijian.inspection.repeats import repeats_of
from zhijian.law.policy import supervising_offices
from zhijian.ledger import policy
from zhijian.ledger.actions import campaigns as actions
from zhijian.ledger.models import Account, Campaign, CampaignItem
from zhijian.ledger.platforms import title_of
from zhijian.people.models import Organization, User, visible_ids
from zhijian.web.campaign_forms import CampaignForm, DecideForm
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.listing import Cell, Column, HeadAction, Listing, Quick, RowAction
from zhijian.web.listing.filters import Choice, Subtree, Text
from zhijian.web.menu import working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.organizations import history

GET_OR_POST = require_http_methods(["GET", "POST"])
TONES = {"KEEP": "green", "CHANGE": "blue", "MERGE": "amber", "CLOSE": "red", "DEREGISTER": "red"}
NEXT = {"MERGE": "merge", "CLOSE": "close", "DEREGISTER": "deregister"}
"""The matter that a decision leads to; a change is chosen on the page of matters."""


def word_of(measure: str) -> str:
    """A measure in words."""
    return Measure[measure].value if measure in Measure.__members__ else ""


def _tag(measure: str) -> Cell:
    return Cell(word_of(measure), tag=TONES.get(measure, "")) if measure else Cell("")


def seen_campaigns(request: HttpRequest) -> QuerySet[Campaign]:
    """The campaigns of the units one sees, and those that have an account of one's own units."""
    own = CampaignItem.objects.visible_to(request.user).order_by().values("campaign")
    seen = Q(pk__in=own) | Q(organization__in=visible_ids(request.user))
    return Campaign.objects.filter(seen).select_related("organization")


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    if not supervising_offices(request.user):
        return ()
    return (HeadAction("发起清理整合", reverse("campaign_new"), "plus", is_primary=True),)


def _state(campaign: Campaign) -> Cell:
    if campaign.state == Campaign.State.CLOSED:
        return Cell("已结束")
    late = clock.today() > campaign.due_on
    return Cell("已逾期" if late else "进行中", tag="red" if late else "blue")


LISTING = Listing(
    name="campaigns",
    title="清理整合",
    model=Campaign,
    rows=seen_campaigns,
    unit="次",
    columns=(
        Column(
            "title",
            "名称",
            lambda c: Cell(c.title, note=c.basis, url=reverse("campaign", args=(c.pk,))),
            phone="name",
            is_fixed=True,
            export=str,
        ),
        Column("organization", "组织单位", lambda c: c.organization.name),
        Column("cutoff_on", "数据截止日", lambda c: str(c.cutoff_on)),
        Column("due_on", "完成期限", lambda c: str(c.due_on)),
        Column("state", "状态", _state),
    ),
    filters=(Text("q", "查找", ("title__contains", "basis__contains")),),
    quick=(
        Quick("open", "进行中", lambda rows, r: rows.filter(state="open")),
        Quick("closed", "已结束", lambda rows, r: rows.filter(state="closed")),
    ),
    actions=(RowAction("查看", lambda c: reverse("campaign", args=(c.pk,))),),
    head=_head,
    may=working,
    empty="还没有清理整合。主管单位发起以后，下级单位的账号逐个列出，附建议和理由。",
)


@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Open a campaign over the units below an office of one's own."""
    user: User = request.user  # type: ignore[assignment]
    offices = supervising_offices(user)
    if not offices:
        raise PermissionDenied("清理整合由主管单位的联系人、信息指挥长或负责人发起，您不在其中。")
    due = actions.deadline_of(offices[0], clock.today())
    first = {"office": offices[0].pk, "cutoff_on": clock.today()}
    first |= {"due_on": due} if due is not None and due >= clock.today() else {}
    rows = Organization.objects.filter(pk__in=[one.pk for one in offices]).order_by("name")
    form = CampaignForm(request.POST or None, offices=rows, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        campaign = actions.open_campaign(told.pop("office"), by=user, **told)
        messages.success(request, f"“{campaign}”已发起，列出 {campaign.items.count()} 个账号。")
        return redirect("campaign", pk=campaign.pk)

    late = f"当地规定的清理期限是 {due}" if due is not None else ""
    spec = FormPage(
        heading="发起清理整合",
        crumbs=[Crumb("清理整合", reverse("campaigns")), Crumb("发起")],
        form=form,
        submit="发起",
        cancel=reverse("campaigns"),
        sub="逐个列出下级单位的在用账号，给出建议，由各单位决定",
        hint=late,
    )
    return answer(request, spec, run)


def _items(request: HttpRequest) -> QuerySet[CampaignItem]:
    pk = request.resolver_match.kwargs["pk"] if request.resolver_match else 0
    rows = CampaignItem.objects.visible_to(request.user).filter(campaign=pk)
    return rows.select_related("account__organization", "case", "campaign")


def _progress(item: CampaignItem) -> Cell:
    if item.done_on is not None:
        return Cell(f"{item.done_on} 完成", tag="green")
    if item.case is not None:
        case = item.case
        return Cell(case.step_title, note=case.number, url=reverse("case", args=(case.pk,)))
    return Cell("已决定，待办理" if item.measure else "待决定", tag="amber")


ITEMS = Listing(
    name="campaign_items",
    title="清理整合账号",
    model=CampaignItem,
    rows=_items,
    unit="个",
    order="pk",
    columns=(
        Column(
            "account",
            "账号",
            lambda i: Cell(
                i.account.name,
                note=title_of(i.account.platform),
                url=reverse("campaign_item", args=(i.pk,)),
            ),
            phone="name",
            is_fixed=True,
            export=lambda i: i.account.name,
        ),
        Column("organization", "单位", lambda i: i.account.organization.name),
        Column("advised", "建议", lambda i: _tag(i.advised)),
        Column("measure", "决定", lambda i: _tag(i.measure)),
        Column("progress", "进度", _progress),
        Column("reason", "理由", lambda i: i.reason, is_hidden=True, wraps=True),
    ),
    filters=(
        Text("q", "查找", ("account__name__contains",)),
        Subtree("unit", "单位", field="account__organization"),
        Choice("advised", "建议", lambda r: [(m.name, m.value) for m in Measure], field="advised"),
    ),
    quick=(
        Quick("undecided", "待决定", lambda rows, r: rows.filter(measure="")),
        Quick("running", "办理中", lambda rows, r: rows.exclude(measure="").filter(done_on=None)),
        Quick("done", "已完成", lambda rows, r: rows.filter(done_on__isnull=False)),
    ),
    actions=(RowAction("决定", lambda i: reverse("campaign_item", args=(i.pk,))),),
    may=working,
    empty="没有您单位的账号。",
)


@login_required
@GET_OR_POST
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: how far each unit has come; posting closes it."""
    found = get_object_or_404(seen_campaigns(request), pk=pk)
    if request.method == "POST":
        try:
            actions.close_campaign(found, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"“{found}”已结束。")
        return redirect("campaign", pk=pk)
    seen = set(_items(request).values_list("account__organization", flat=True))
    units = [one for one in actions.progress(found) if one.pk in seen]
    total, done = sum(one.items for one in units), sum(one.done for one in units)
    state = _state(found)
    context = {
        "heading": found.title,
        "crumbs": (Crumb("清理整合", reverse("campaigns")), Crumb(found.title)),
        "campaign": found,
        "tags": (Tag(state.text, state.tag or ""),),
        "facts": [
            Fact("组织单位", found.organization.name),
            Fact("依据", found.basis),
            Fact("数据截止日", str(found.cutoff_on)),
            Fact("完成期限", str(found.due_on)),
            Fact("账号", f"{total} 个，已完成 {done} 个"),
        ],
        "units": [(one, 100 * one.done // one.items) for one in units],
        "may_close": found.state == "open" and policy.keeps(request.user, found.organization),
        "moments": history(found),
    }
    return page(request, "life/campaign.html", context)


@login_required
@GET_OR_POST
def items(request: HttpRequest, pk: int) -> HttpResponse:
    """The accounts of a campaign that this person sees, as a list."""
    get_object_or_404(seen_campaigns(request), pk=pk)
    return ITEMS.view(request)


@login_required
@GET_OR_POST
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One account of a campaign: what is advised and why, and the decision."""
    rows = CampaignItem.objects.visible_to(request.user)
    related = ("account__organization", "campaign", "case")
    found: CampaignItem = get_object_or_404(rows.select_related(*related), pk=pk)
    account = found.account
    if request.method == "POST":
        to = "决定清理措施"
        allowed(policy.require_keeper, request.user, account.organization, to=to)
    first = {"measure": found.measure or found.advised, "reason": found.reason}
    form = DecideForm(request.POST or None, initial=first)

    def run(told: dict[str, Any]) -> HttpResponse:
        row = actions.decide_item(found, by=request.user, **told)
        messages.success(request, f"“{account}”：{word_of(row.measure)}。")
        if row.measure == Measure.KEEP.name:
            return redirect("campaign", pk=row.campaign_id)
        if row.measure in NEXT:
            url = reverse("account_ask", args=(account.pk, NEXT[row.measure]))
        else:
            url = reverse("change_new", args=(account.pk,))
        return redirect(f"{url}?item={row.pk}")

    runs = found.case is not None or found.campaign.state != Campaign.State.OPEN
    spec = FormPage(
        heading=account.name,
        crumbs=[
            Crumb("清理整合", reverse("campaigns")),
            Crumb(found.campaign.title, reverse("campaign", args=(found.campaign_id,))),
            Crumb(account.name),
        ],
        form=form,
        submit="决定",
        cancel=reverse("campaign", args=(found.campaign_id,)),
        template="life/item.html",
        more={
            "item": found,
            "advised": Tag(word_of(found.advised), TONES.get(found.advised, "amber")),
            "facts": [
                Fact("账号", account.name, reverse("account", args=(account.pk,))),
                Fact("平台", title_of(account.platform)),
                Fact("单位", account.organization.name),
                Fact("关注量", _followers(account)),
                *_repeated(request.user, account),
                Fact("决定", word_of(found.measure)),
                Fact("理由", found.reason),
                Fact("完成日期", str(found.done_on or "")),
            ],
            "may": not runs and policy.keeps(request.user, account.organization),
        },
    )
    return answer(request, spec, run)


def _followers(account: Any) -> str:
    if account.followers is None:
        return ""
    return f"{account.followers}（{account.followers_on or '查看日期不详'}）"


def _repeated(user: Any, account: Account) -> list[Fact]:
    """What was ordered to be mended at the account again and again, as a fact; none if nothing."""
    found = repeats_of(user, account)
    said = "；".join(f"{one.title} {one.failures} 次" for one in found)
    return [Fact("屡改不到位", said, reverse("rectification_repeats"))] if found else []


urlpatterns = [
    path("campaigns/", LISTING.view, name="campaigns"),
    path("campaigns/new/", new, name="campaign_new"),
    path("campaigns/<int:pk>/", campaign, name="campaign"),
    path("campaigns/<int:pk>/accounts/", items, name="campaign_items"),
    path("campaigns/items/<int:pk>/", item, name="campaign_item"),
]
