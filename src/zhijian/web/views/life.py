"""变动与公告: every event of accounts, one of them, and what of it waits."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.config import clock
from zhijian.ledger.life.changes import other_unit
from zhijian.ledger.life.drafting import changes_of
from zhijian.ledger.life.matters import CHANGES, ENDINGS
from zhijian.ledger.life.notice_days import notice_start
from zhijian.ledger.life.standing import open_case_of
from zhijian.ledger.models import Account, LifeEvent
from zhijian.ledger.platforms import title_of
from zhijian.ledger.registers import choices_of, said
from zhijian.web import case_page
from zhijian.web.listing import Cell, Column, HeadAction, Listing, Quick, RowAction
from zhijian.web.listing.filters import Choice, Dates, Subtree, Text
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Moment, Tag
from zhijian.web.views.organizations import history


def state_of(event: LifeEvent) -> tuple[str, str]:
    """How far an event has come, in a word and a tone."""
    if event.done_on is not None:
        return "已办结", "green"
    if event.case is not None and not event.case.is_open:
        return "未办成", ""
    return (event.case.step_title, "blue") if event.case is not None else ("未办结", "amber")


def _state(event: LifeEvent) -> Cell:
    word, tone = state_of(event)
    return Cell(word, tag=tone)


def _rows(request: HttpRequest) -> QuerySet[LifeEvent]:
    rows = LifeEvent.objects.visible_to(request.user)
    return rows.select_related("account", "organization", "case").defer("before", "after")


def _title(event: LifeEvent) -> str:
    what = event.get_detail_display() or said("life_events", "kind", event.kind)
    return f"{what}：{event.account or '（账号不详）'}"


def _is_gone(rows: QuerySet[LifeEvent], request: HttpRequest) -> QuerySet[LifeEvent]:
    return rows.filter(done_on__isnull=True, case__state__in=("closed", "withdrawn"))


def orphans(request: HttpRequest) -> QuerySet[Account]:
    """Accounts in use whose sponsor was abolished: they must be changed or cancelled."""
    rows: QuerySet[Account] = Account.objects.visible_to(request.user).live()
    return rows.filter(organization__abolished_on__lte=clock.today())


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    found = [
        HeadAction("公告", address("announcements"), "bell"),
        HeadAction("体外账号", address("strays"), "warn"),
        HeadAction("申请开设账号", address("account_open"), "plus", is_primary=True),
    ]
    if (left := orphans(request).count()) > 0:
        found.insert(0, HeadAction(f"主办单位已撤并 {left}", reverse("orphans"), "warn"))
    return tuple(found)


LISTING = Listing(
    name="life",
    title="变动与公告",
    model=LifeEvent,
    rows=_rows,
    unit="件",
    label=_title,
    columns=(
        Column(
            "what",
            "变动事项",
            lambda e: Cell(_title(e), note=e.number, url=reverse("life_event", args=(e.pk,))),
            phone="name",
            is_fixed=True,
            export=_title,
        ),
        Column("organization", "单位", lambda e: e.organization.name),
        Column("kind", "类型", lambda e: said("life_events", "kind", e.kind)),
        Column("caused_on", "事由发生", lambda e: str(e.caused_on or "")),
        Column("event_on", "发生日期", lambda e: str(e.event_on or ""), sort="event_on"),
        Column("done_on", "办结日期", lambda e: str(e.done_on or "")),
        Column("state", "进度", _state),
        Column("reason", "事由", lambda e: e.reason, is_hidden=True, wraps=True),
    ),
    filters=(
        Text("q", "查找", ("account__name__contains", "number__contains", "reason__contains")),
        Subtree("unit", "单位"),
        Choice("kind", "类型", lambda request: choices_of("life_events", "kind"), field="kind"),
        Dates("on", "发生日期", "event_on"),
    ),
    quick=(
        Quick("running", "在办", lambda rows, r: rows.filter(done_on=None, case__state="open")),
        Quick("changes", "变更", lambda rows, r: rows.filter(detail__in=CHANGES)),
        Quick("endings", "终止", lambda rows, r: rows.filter(detail__in=ENDINGS)),
        Quick("done", "已办结", lambda rows, r: rows.filter(done_on__isnull=False)),
        Quick("gone", "未办成", _is_gone),
    ),
    actions=(RowAction("查看", lambda e: reverse("life_event", args=(e.pk,))),),
    head=_head,
    may=working,
    empty="还没有账号变动。开设、变更、关停和注销从账号页面发起，办理后列在这里。",
)

ORPHANS = Listing(
    name="orphans",
    title="主办单位已撤并的账号",
    model=Account,
    rows=lambda request: orphans(request).select_related("organization"),
    unit="个",
    columns=(
        Column(
            "name",
            "账号",
            lambda a: Cell(a.name, note=a.handle, url=address("account", a.pk)),
            phone="name",
            is_fixed=True,
            export=str,
        ),
        Column("platform", "平台", lambda a: title_of(a.platform)),
        Column("organization", "原主办单位", lambda a: a.organization.name),
        Column("abolished_on", "撤并日期", lambda a: str(a.organization.abolished_on)),
        Column("open", "正在办理", lambda a: str(open_case_of(a) or "")),
    ),
    filters=(Text("q", "查找", ("name__contains",)), Subtree("unit", "单位")),
    actions=(RowAction("办理", lambda a: reverse("change_new", args=(a.pk,))),),
    may=working,
    empty="没有主办单位已撤并的账号。单位撤并以后，它的账号列在这里，须办理主办单位变更或者注销。",
)


@login_required
@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: what changes, its filings, its notices, its case and its record."""
    rows = LifeEvent.objects.visible_to(request.user)
    related = ("account", "organization", "case", "successor")
    found: LifeEvent = get_object_or_404(rows.select_related(*related), pk=pk)
    word, tone = state_of(found)
    context = {
        "heading": _title(found),
        "crumbs": (Crumb("变动与公告", reverse("life")), Crumb(found.number)),
        "tags": (Tag(word, tone), Tag(said("life_events", "kind", found.kind))),
        "event": found,
        "facts": _facts(found),
        "changes": changes_of(found),
        "filings": found.filings.order_by("pk"),
        "notices": found.announcements.order_by("pk"),
        "today": clock.today(),
        "moments": _record(found),
    }
    return page(request, "life/event.html", context)


def _record(event: LifeEvent) -> list[Moment]:
    """The record of the case that brings the event about; without one, the event's own."""
    if event.case is None:
        return history(event)
    return case_page.record(event.case, event.case.steps.order_by("number"))


def _facts(event: LifeEvent) -> list[Fact]:
    account = event.account
    url = address("account", account.pk) if account is not None else ""
    facts = [
        Fact("账号", str(account or "（不详）"), url),
        Fact("办理单位", event.organization.name),
        Fact("变动编号", event.number),
        Fact("事由", event.reason),
        Fact("事由发生", str(event.caused_on or "")),
        Fact("发生日期", str(event.event_on or "")),
        Fact("办结日期", str(event.done_on or "")),
        Fact("须公告", _yes(event.needs_announcement)),
    ]
    if (unit := other_unit(event)) is not None:
        facts.append(Fact("接收单位", unit.name))
    if event.successor is not None:
        facts.append(Fact("承接账号", event.successor.name))
    if event.case is not None:
        facts.append(Fact("办件", event.case.number, reverse("case", args=(event.case.pk,))))
    return facts + deadline_facts(event)


def deadline_facts(event: LifeEvent) -> list[Fact]:
    """By when the matter must be done and its notice begin, while it is under way."""
    if event.caused_on is None or event.kind == "OPEN" or event.done_on is not None:
        return []
    start = notice_start(event.organization, event.caused_on)
    if start is None:
        return []
    today, guess = clock.today(), "（按周末推算）" if start.is_estimate else ""
    ours = "" if start.is_firm else "（建议）"
    facts = [Fact(f"最晚办结{ours}", f"{start.closes_on}", tone=_late(today, start.closes_on))]
    if not event.announcements.filter(posted_on__isnull=False).exists():
        when = f"{start.on}{guess}" if start.on else "办结期限内已挂不满"
        facts.append(Fact(f"最晚公告{ours}", when, tone=_late(today, start.on)))
    return facts


def _late(today: Any, day: Any) -> str:
    return "amber" if day is None or today > day else ""


def _yes(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


urlpatterns = [
    path("life/", LISTING.view, name="life"),
    path("life/orphans/", ORPHANS.view, name="orphans"),
    path("life/<int:pk>/", event, name="life_event"),
]
