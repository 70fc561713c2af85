"""What stands in the register of an account, in words and in groups."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhijian.ledger import policy
from zhijian.ledger.models import Account
from zhijian.ledger.platforms import title_of
from zhijian.ledger.registers import said
from zhijian.people.encryption import masked
from zhijian.people.models import Organization, User
from zhijian.web.menu import address
from zhijian.web.parts import Fact
from zhijian.web.templatetags.zhijian import day

YES_NO = {True: "是", False: "否", None: None}
CODED = (
    "account_type",
    "operation_mode",
    "media_form",
    "registered_subject_kind",
    "certified_subject_kind",
)
INTERACTION = (
    "comments_open",
    "messages_open",
    "private_messages_open",
    "has_comment_module",
    "has_survey_module",
    "has_consult_module",
    "interaction_works",
)


@dataclass(frozen=True)
class Group:
    """Facts under one heading."""

    heading: str
    facts: list[Fact]


def groups_of(user: User, account: Account) -> list[Group]:
    """Everything but counts and menus, which have panels of their own."""
    return [
        Group("身份", _identity(user, account)),
        Group("主体与认证", _subjects(account)),
        Group("运营", _running(user, account)),
        Group("互动功能", _interaction(account)),
        Group("资质与统计口径", _standing(account)),
    ]


def plain(account: Account, name: str, label: str = "") -> Fact:
    """A field in words; what is not filled in says so by a dash."""
    value = getattr(account, name)
    label = label or str(Account._meta.get_field(name).verbose_name)
    if name in CODED:
        return Fact(label, said("accounts", name, value))
    if isinstance(value, bool):
        return Fact(label, YES_NO[value])
    if isinstance(value, date):
        return Fact(label, value.isoformat())
    if isinstance(value, int):
        return Fact(label, f"{value:,}")
    return Fact(label, value)


def _identity(user: User, account: Account) -> list[Fact]:
    known = Organization.objects.known_to(user).filter(pk=account.organization_id).exists()
    unit_url = address("organization", account.organization_id) if known else ""
    return [
        Fact("发布平台", title_of(account.platform)),
        plain(account, "account_type"),
        plain(account, "handle"),
        Fact("主办单位", account.organization.name, unit_url),
        plain(account, "supervisor"),
        plain(account, "registered_on"),
        plain(account, "opened_on"),
        *([plain(account, "stopped_on")] if account.stopped_on else []),
        plain(account, "media_form"),
        plain(account, "tasks"),
        Fact("访问链接", account.link, web_address(account.link)),
        plain(account, "introduction"),
    ]


def web_address(link: str) -> str:
    """A link that a browser may follow; "" for one that came in with another scheme."""
    return link if link.startswith(("https://", "http://")) else ""


def _subjects(account: Account) -> list[Fact]:
    return [
        plain(account, "registered_subject"),
        plain(account, "registered_subject_kind"),
        plain(account, "is_certified"),
        plain(account, "certified_subject"),
        plain(account, "certified_subject_kind"),
        plain(account, "certification_text"),
        _filed(account),
        plain(account, "is_approved"),
        plain(account, "approved_on"),
    ]


def _filed(account: Account) -> Fact:
    tones = {True: "green", False: "amber", None: "amber"}
    words = {True: "已备案", False: "未备案", None: "不清楚"}
    if account.state not in Account.KNOWN:
        return Fact("是否备案", "")
    return Fact("是否备案", words[account.is_filed], tone=tones[account.is_filed])


def _running(user: User, account: Account) -> list[Fact]:
    return [
        plain(account, "section"),
        plain(account, "operation_mode"),
        plain(account, "operator"),
        plain(account, "operator_leader"),
        plain(account, "operator_contact"),
        _phone(user, account),
        plain(account, "has_dedicated_staff"),
        plain(account, "staff_count"),
        plain(account, "budget_per_year"),
        plain(account, "update_frequency"),
        plain(account, "reads"),
        plain(account, "reads_period"),
    ]


def _phone(user: User, account: Account) -> Fact:
    """Masked; whoever keeps the register may open it with a reason, which the record keeps."""
    number = account.operator_phone
    label = str(Account._meta.get_field("operator_phone").verbose_name)
    offers = bool(number) and policy.keeps(user, account.organization)
    url = address("register_open", "accounts", account.pk, "operator_phone") if offers else ""
    return Fact(label, masked(number), action_label="查看", action_url=url)


def _interaction(account: Account) -> list[Fact]:
    facts = [plain(account, name) for name in INTERACTION]
    if account.platform == "app" or account.is_usable is not None:
        facts.append(plain(account, "is_usable"))
    return facts


def _standing(account: Account) -> list[Fact]:
    return [
        plain(account, "provides_news"),
        plain(account, "has_license", "互联网新闻信息服务资质"),
        plain(account, "license_number"),
        plain(account, "license_until_on"),
        _counted(account),
        plain(account, "publications_complete"),
        plain(account, "remark"),
    ]


def _counted(account: Account) -> Fact:
    if account.is_industry_guided:
        return Fact("统计口径", "行业指导账号，不计入政府账号", tone="blue")
    if account.organization.kind == Organization.Kind.ENTERPRISE:
        return Fact("统计口径", "公共服务企事业单位账号，不计入政府账号", tone="blue")
    return Fact("统计口径", "计入政府账号")


def newest_count(account: Account) -> list[Fact]:
    """How many followers, and when somebody looked."""
    if account.followers is None:
        return [Fact("关注量", "还没有登记", tone="amber")]
    when: Any = f"{day(account.followers_on)}查看" if account.followers_on else None
    seen = Fact("查看日期", when) if when else Fact("查看日期", "没有日期", tone="amber")
    return [Fact("关注量", f"{account.followers:,}"), seen]
