"""网站台账: the government sites a person may see."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from zhijian.ledger import policy
from zhijian.ledger.models import Site
from zhijian.ledger.registers import choices_of, said
from zhijian.people.importing import may_import
from zhijian.people.models import User
from zhijian.web.listing import (
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
from zhijian.web.listing.counting import COUNT_LIMIT, capped, in_words
from zhijian.web.menu import address, working

STATE_TONES = {"operating": "green", "offline": "amber", "closed": ""}


def state_words(site: Site) -> str:
    """The state in words."""
    return str(said("sites", "state", site.state))


def _name(site: Site) -> Cell:
    return Cell(site.name, note=site.domain, url=address("site", site.pk))


def _state(site: Site) -> Cell:
    note = f"{site.closed_on:%Y-%m-%d}" if site.closed_on else ""
    return Cell(state_words(site), tag=STATE_TONES.get(site.state, ""), note=note)


def _standing(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    return rows.exclude(state="closed")


def _uncoded(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    return rows.exclude(state="closed").filter(site_code="")


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    user: User = request.user  # type: ignore[assignment]
    found = []
    if may_import(user):
        found.append(HeadAction("导入表格", address("people_import")))
    if policy.keeps_any(user):
        found.append(HeadAction("登记网站", address("site_new"), "plus", is_primary=True))
    return tuple(one for one in found if one.url)


def _totals(request: HttpRequest) -> str:
    rows = Site.objects.visible_to(request.user)
    total, standing = capped(rows), capped(_standing(rows, request))
    words = f"在册 {in_words(standing)} 个"
    if total <= COUNT_LIMIT:
        portals = rows.filter(is_portal=True).exclude(state="closed").count()
        words += f"，其中门户网站 {portals} 个"
        words += f"，已永久下线 {total - standing} 个" if total > standing else ""
    return words


SITES = Listing(
    name="sites",
    title="网站台账",
    unit="个",
    model=Site,
    rows=lambda request: Site.objects.visible_to(request.user).select_related("organization"),
    columns=(
        Column("name", "网站名称及域名", _name, sort="name", phone="name", is_fixed=True),
        Column("unit", "主办单位", lambda site: site.organization.name),
        Column("state", "状态", _state),
        Column("portal", "门户", lambda site: site.is_portal),
        Column("site_code", "网站标识码", lambda site: site.site_code),
        Column("icp", "ICP备案号", lambda site: site.icp_number, phone="hide"),
        Column("police", "公安机关备案号", lambda site: site.police_number, is_hidden=True),
        Column("opened", "开通日期", lambda site: site.opened_on, is_hidden=True),
        Column("code", "网站编号", lambda site: site.code, is_hidden=True, phone="hide"),
    ),
    filters=(
        Text(
            "q",
            "名称、域名、标识码",
            ("name__contains", "domain__contains", "site_code__contains", "code__contains"),
        ),
        Subtree("unit", "主办单位"),
        Choice("state", "状态", choices_of("sites", "state")),
        Dates("opened", "开通日期", "opened_on"),
    ),
    quick=(
        Quick("standing", "在册", _standing),
        Quick(
            "portal",
            "门户网站",
            lambda rows, request: rows.filter(is_portal=True).exclude(state="closed"),
        ),
        Quick("offline", "临时下线", lambda rows, request: rows.filter(state="offline")),
        Quick("uncoded", "没有标识码", _uncoded),
        Quick("closed", "已永久下线", lambda rows, request: rows.filter(state="closed")),
    ),
    order="name",
    label=lambda site: site.name,
    actions=(RowAction("详情", lambda site: address("site", site.pk)),),
    head=_head,
    sub=_totals,
    may=working,
    empty="这里还没有登记网站。",
)

urlpatterns = [path("sites/", SITES.view, name="sites")]
