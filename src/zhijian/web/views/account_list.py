"""账号台账: the accounts a person may see."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path

from zhijian.ledger import policy
from zhijian.ledger.actions import mark_guided
from zhijian.ledger.models import Account
from zhijian.ledger.platforms import platform_choices
from zhijian.ledger.registers import choices_of, said
from zhijian.people.importing import may_import
from zhijian.people.models import Organization, User
from zhijian.web import account_rows as shown
from zhijian.web.listing import (
    Bulk,
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
from zhijian.web.seen_forms import GuidanceForm

UNKNOWN = (("1", "是"), ("0", "否"), ("-", "不清楚"))
FLAGS = {"1": True, "0": False, "-": None}


def _rows(request: HttpRequest) -> QuerySet[Account]:
    rows = Account.objects.visible_to(request.user).select_related("organization")
    return rows.defer("introduction", "operator_phone", "certification_text")


def _flag(field: str) -> Any:
    def condition(rows: QuerySet[Any], chosen: str) -> QuerySet[Any]:
        value = FLAGS[chosen]
        if value is None:
            return rows.filter(**{f"{field}__isnull": True})
        return rows.filter(**{field: value})

    return condition


def _kinds(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    units = Organization.objects.filter(kind=kind)
    return rows.filter(organization__in=units.values("pk"))


def _choice(column: str, title: str, *, is_hidden: bool = True) -> Column:
    return Column(
        column,
        title,
        lambda account: said("accounts", column, getattr(account, column)),
        is_hidden=is_hidden,
        phone="hide",
    )


def _plain(field: str, title: str) -> Column:
    return Column(
        field, title, lambda account: getattr(account, field), is_hidden=True, phone="hide"
    )


def _keeps(user: Any) -> bool:
    """Whether this person keeps any register."""
    return policy.keeps_any(user)


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    user: User = request.user  # type: ignore[assignment]
    found = []
    if may_import(user):
        found.append(HeadAction("导入表格", address("people_import")))
    if _keeps(user):
        if request.GET.get("set") == "unseen":
            found.append(HeadAction("登记关注量", address("followers")))
        found.append(HeadAction("登记既有账号", address("account_new")))
        found.append(HeadAction("开设申请", address("account_open"), "plus", is_primary=True))
    return tuple(one for one in found if one.url)


def _guide(request: HttpRequest, rows: QuerySet[Any], *, is_guided: bool, basis: str) -> str:
    user: User = request.user  # type: ignore[assignment]
    number = mark_guided(rows, by=user, is_guided=is_guided, basis=basis)
    word = "行业指导账号，不计入政府账号" if is_guided else "政府账号，计入统计"
    return f"选中的 {number} 个账号已标记为{word}。"


def _followers(ids: list[int]) -> str:
    return f"{address('followers')}?{urlencode([('id', pk) for pk in ids])}"


ACCOUNTS = Listing(
    name="accounts",
    title="账号台账",
    unit="个",
    model=Account,
    rows=_rows,
    columns=(
        Column("name", "名称及账号ID", shown.name_cell, sort="name", phone="name", is_fixed=True),
        Column("platform", "平台", shown.platform_cell, sort="platform"),
        Column("unit", "主办单位", shown.unit_cell),
        Column("state", "状态", shown.state_cell, sort="state"),
        Column("filed", "备案", shown.filed_cell),
        Column("opened", "开通日期", lambda account: account.opened_on, sort="opened_on"),
        Column(
            "followers",
            "关注量",
            shown.followers_cell,
            sort="followers",
            is_number=True,
            export=lambda account: account.followers,
        ),
        Column(
            "handle",
            "账号ID",
            lambda account: account.handle,
            is_hidden=True,
            phone="hide",
        ),
        Column(
            "followers_on",
            "关注量查看日期",
            lambda account: account.followers_on,
            sort="followers_on",
            is_hidden=True,
            phone="hide",
        ),
        Column(
            "license",
            "资质有效期至",
            shown.license_cell,
            sort="license_until_on",
            is_hidden=True,
            export=lambda account: account.license_until_on,
        ),
        Column("is_certified", "认证", lambda account: account.is_certified, is_hidden=True),
        _plain("certified_subject", "认证主体"),
        _plain("registered_subject", "账号主体"),
        _plain("supervisor", "主管单位"),
        _plain("operator", "承办单位"),
        _choice("operation_mode", "运营模式"),
        _choice("media_form", "主要形态"),
        _plain("section", "管理运营科室"),
        _plain("link", "访问链接"),
        _plain("budget_per_year", "经费保障（元/年）"),
        _plain("remark", "备注"),
    ),
    filters=(
        Text(
            "q",
            "名称、账号ID、单位",
            ("name__contains", "handle__contains", "organization__name__contains"),
        ),
        Choice("platform", "平台", lambda request: platform_choices()),
        Subtree("unit", "主办单位"),
        Choice("state", "状态", Account.State.choices),
        Choice("kind", "单位性质", Organization.Kind.choices, condition=_kinds),
        Choice(
            "mode", "运营模式", choices_of("accounts", "operation_mode"), field="operation_mode"
        ),
        Choice("filed", "是否备案", UNKNOWN, condition=_flag("is_filed")),
        Choice("certified", "是否认证", UNKNOWN, condition=_flag("is_certified")),
        Dates("opened", "开通日期", "opened_on"),
    ),
    quick=(
        Quick("live", "在用", shown.live),
        Quick("unfiled", "未备案", shown.unfiled, is_rare=True),
        Quick("unseen", "关注量没有日期", shown.unseen, is_rare=True),
        Quick("license", "资质将到期", shown.licensed_soon_over, is_rare=True),
        Quick("moving", "有未办结变动", shown.under_way, is_rare=True),
        Quick("guided", "行业指导（不计入）", shown.not_counted, is_rare=True),
    ),
    order="name",
    label=lambda account: account.name,
    actions=(RowAction("详情", lambda account: address("account", account.pk)),),
    bulk=(
        Bulk("followers", "登记关注量", lambda request, rows: "", goes=_followers, may=_keeps),
        Bulk("guide", "标记行业指导", _guide, form=GuidanceForm, may=_keeps),
    ),
    head=_head,
    sub=shown.totals,
    may=working,
    empty="这里还没有账号。已经在用的账号请“登记既有账号”，新开的请办理开设申请。",
)

urlpatterns = [path("accounts/", ACCOUNTS.view, name="accounts")]
