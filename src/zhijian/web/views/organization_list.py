"""单位台账: the units a person may see."""

from datetime import date

from django.db.models import Q
from django.http import HttpRequest
from django.urls import path

from zhijian.config import clock
from zhijian.people.importing import may_import
from zhijian.people.models import Organization, User
from zhijian.people.policy import keeps_place
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
from zhijian.web.menu import address, keeping


def detail_url(unit: Organization) -> str:
    """The unit's own page, "" while there is none."""
    return address("organization", unit.pk)


def _name(unit: Organization) -> Cell:
    return Cell(unit.name, note=unit.credit_code, url=detail_url(unit))


def _state(unit: Organization) -> Cell:
    gone: date | None = unit.abolished_on
    if gone and gone <= clock.today():
        return Cell("已撤并", tag="", note=f"{gone:%Y-%m-%d}")
    return Cell("在册", tag="green")


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    """Import, and a new top unit for who may set one up."""
    user: User = request.user  # type: ignore[assignment]
    found = []
    if may_import(user):
        found.append(HeadAction("批量导入", address("people_import"), ""))
    if keeps_place(user, None):
        found.append(HeadAction("设立顶级单位", address("organization_new"), "plus"))
    return tuple(found)


ORGANIZATIONS = Listing(
    name="organizations",
    title="单位台账",
    unit="个",
    model=Organization,
    rows=lambda request: Organization.objects.known_to(request.user).select_related("parent"),
    columns=(
        Column("name", "单位名称及信用代码", _name, sort="name", phone="name", is_fixed=True),
        Column("kind", "单位性质", lambda unit: unit.get_kind_display(), sort="kind"),
        Column("level", "层级", lambda unit: unit.get_level_display(), phone="hide"),
        Column("parent", "上级单位", lambda unit: unit.parent and unit.parent.name),
        Column("state", "状态", _state),
        Column("established", "成立日期", lambda unit: unit.established_on, sort="established_on"),
        Column("managed", "管理体制", lambda unit: unit.get_managed_by_display(), is_hidden=True),
        Column("place", "行政区划", lambda unit: unit.place, is_hidden=True),
        Column("section", "主管科室", lambda unit: unit.supervising_section, is_hidden=True),
        Column(
            "code", "统一社会信用代码", lambda unit: unit.credit_code, is_hidden=True, phone="hide"
        ),
    ),
    filters=(
        Text("q", "名称、信用代码", ("name__contains", "short_name__contains", "credit_code")),
        Choice("kind", "性质", Organization.Kind.choices),
        Choice("level", "层级", Organization.Level.choices),
        Subtree("unit", "单位", "pk"),
        Dates("established", "成立日期", "established_on"),
    ),
    quick=(
        Quick(
            "serving",
            "在册",
            lambda rows, request: rows.filter(
                Q(abolished_on__isnull=True) | Q(abolished_on__gt=clock.today())
            ),
        ),
        Quick("gone", "已撤并", lambda rows, request: rows.filter(abolished_on__lte=clock.today())),
        Quick("no-code", "没有信用代码", lambda rows, request: rows.filter(credit_code="")),
    ),
    order="name",
    actions=(RowAction("详情", detail_url),),
    head=_head,
    may=keeping,
    empty="这里还没有您可以查看的单位。",
)

urlpatterns = [path("organizations/", ORGANIZATIONS.view, name="organizations")]
