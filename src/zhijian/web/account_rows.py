"""What the ledger of accounts shows of one: cells, quick sets, and the sentence above the list."""

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from zhijian.config import clock
from zhijian.ledger.models import Account, LifeEvent
from zhijian.ledger.platforms import title_of
from zhijian.ledger.registers import said
from zhijian.people.models import Organization
from zhijian.web.listing import Cell
from zhijian.web.listing.counting import COUNT_LIMIT, bound, capped, first_ids, in_words
from zhijian.web.listing.show import CHIP_LIMIT, among
from zhijian.web.menu import address
from zhijian.web.templatetags.zhijian import day

LICENSE_SOON_DAYS = 90
"""How far ahead the quick set of licences looks; a convenience, no term of any notice."""
STATE_TONES = {
    "operating": "green",
    "planned": "blue",
    "suspended": "amber",
    "closed": "",
    "deregistered": "",
    "dropped": "",
}
LIVE = ~Q(state__in=("planned", "closed", "deregistered", "dropped"))
"""In use. Said by what it is not, so that databases read the short index of the other condition
and not the long one of the state."""


GUIDED = Q(is_industry_guided=True) | Q(organization__kind=Organization.Kind.ENTERPRISE)
"""Guided by an industry department: shown, and not counted as the government's."""


def guided_everywhere() -> Q:
    """The same of the whole table: two short lists, each by its index, and no walk through it."""
    enterprises = Organization.objects.filter(kind=Organization.Kind.ENTERPRISE)
    marked = Account.objects.filter(is_industry_guided=True).values("pk")
    theirs = Account.objects.filter(organization__in=enterprises.values("pk")).values("pk")
    return Q(pk__in=marked.order_by().union(theirs.order_by()))


def is_guided(account: Account) -> bool:
    """Whether this one is not counted."""
    unit = account.organization
    return bool(account.is_industry_guided) or unit.kind == Organization.Kind.ENTERPRISE


def name_cell(account: Account) -> Cell:
    """The name, its id beneath."""
    return Cell(account.name, note=account.handle, url=address("account", account.pk))


def platform_cell(account: Account) -> Cell:
    """The platform, the account's type beneath."""
    kind = "" if account.account_type == "other" else account.account_type
    return Cell(title_of(account.platform), note=said("accounts", "account_type", kind))


def unit_cell(account: Account) -> Cell:
    """The sponsor; beneath it whether the account is not counted."""
    note = "行业指导，不计入" if is_guided(account) else ""
    return Cell(account.organization.name, note=note)


def state_cell(account: Account) -> Cell:
    """The state, and the day it stopped."""
    stopped = account.stopped_on
    note = f"{stopped:%Y-%m-%d}" if stopped else ""
    return Cell(account.get_state_display(), tag=STATE_TONES[account.state], note=note)


def filed_cell(account: Account) -> Cell | None:
    """Whether it is filed; nothing for one that does not exist yet."""
    if account.state not in Account.KNOWN:
        return None
    if account.is_filed:
        return Cell("已备案", tag="green")
    word = "未备案" if account.is_filed is False else "不清楚"
    return Cell(word, tag="amber")


def followers_cell(account: Account) -> Cell | None:
    """The count and the day it was seen; a count without a day says so."""
    if account.followers is None:
        return None
    if account.followers_on is None:
        return Cell(f"{account.followers:,}", note="没有日期", note_tone="soon")
    return Cell(f"{account.followers:,}", note=f"{day(account.followers_on)}查看")


def license_cell(account: Account) -> Cell | None:
    """Until when the licence holds."""
    until = account.license_until_on
    if until is None:
        return None
    left = (until - clock.today()).days
    if left < 0:
        return Cell(f"{until:%Y-%m-%d}", note=f"已过期 {-left} 天", note_tone="late")
    note = f"剩 {left} 天" if left <= LICENSE_SOON_DAYS else ""
    return Cell(f"{until:%Y-%m-%d}", note=note, note_tone="soon")


def live(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """In use, suspended ones with them."""
    return rows.filter(LIVE)


def unfiled(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """In use and not known to be filed."""
    return rows.filter(Q(is_filed=False) | Q(is_filed__isnull=True)).filter(LIVE)


def unseen(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """In use, and nobody wrote down when the followers were counted."""
    return rows.filter(LIVE, followers_on__isnull=True)


def licensed_soon_over(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """In use with a licence that ends soon or has ended."""
    soon = clock.today() + timedelta(days=LICENSE_SOON_DAYS)
    return rows.filter(LIVE, license_until_on__lte=soon)


def under_way(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """With a change, an ending or a filing that is not done."""
    events = LifeEvent.objects.filter(done_on__isnull=True, account__isnull=False)
    return rows.filter(pk__in=events.values("account"))


def not_counted(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """In use and guided by an industry department."""
    wanted = GUIDED if rows.query.has_filters() else guided_everywhere()
    return rows.filter(wanted).filter(LIVE)


def totals(request: HttpRequest) -> str:
    """How many are in use, how many of them are the government's, how many are gone."""
    ids = first_ids(Account.objects.visible_to(request.user), "accounts")
    if len(ids) > COUNT_LIMIT:
        return _long_totals(request)
    found = bound(Account.objects.all(), ids).aggregate(
        live=Count("pk", filter=LIVE),
        guided=Count("pk", filter=LIVE & GUIDED),
        suspended=Count("pk", filter=Q(state="suspended")),
        planned=Count("pk", filter=Q(state="planned")),
        gone=Count("pk", filter=Q(state__in=("closed", "deregistered"))),
    )
    words = [f"在用 {found['live']} 个，计入政府账号 {found['live'] - found['guided']} 个"]
    rest = (
        ("行业指导不计入", found["guided"]),
        ("其中暂停", found["suspended"]),
        ("拟开设", found["planned"]),
        ("已关停注销", found["gone"]),
    )
    words += [f"{word} {count} 个" for word, count in rest if count]
    return "，".join(words)


def _long_totals(request: HttpRequest) -> str:
    """The same of a long list, counted no further than a thousand, the guided ones a hundred."""
    rows = Account.objects.visible_to(request.user)
    outside = among(rows, first_ids(not_counted(Account.objects.all(), request)))
    live_ones = capped(live(rows, request))
    counted = live_ones if live_ones > COUNT_LIMIT else live_ones - outside
    guided = f"{CHIP_LIMIT} 以上" if outside > CHIP_LIMIT else str(outside)
    return (
        f"在用 {in_words(live_ones)} 个，计入政府账号 {in_words(counted)} 个，"
        f"行业指导不计入 {guided} 个"
    )
