"""The account: what it is, what it does, what was seen of it as of a day."""

from collections.abc import Mapping
from typing import Any

from zhijian.cases import media
from zhijian.core.refused import Refused
from zhijian.ledger.models import Account, FollowerCount, MenuItem, Posting
from zhijian.papers.answers import Said, Value, said
from zhijian.papers.history import as_of
from zhijian.papers.matter import Matter
from zhijian.papers.platforms import Platforms, platform_title
from zhijian.papers.sources.unit import supervisor
from zhijian.people.models import Organization

STATES = {
    "planned": said("拟开设"),
    "operating": said("正常", "正常运营"),
    "suspended": said("暂停", "停止运营"),
    "closed": said("关停", "停止运营"),
    "deregistered": said("注销", "停止运营"),
    "dropped": said("未开设"),
}
MODES = {
    "self": said("自营", "自行运维"),
    "purchased": said("购买服务", "委托运维"),
}
TASKS = {
    "发布": ("发布", "信息发布"),
    "解读": ("解读", "解读回应"),
    "互动": ("互动", "互动交流"),
    "办事": ("办事", "办事服务"),
}
"""The words that forms have for the same function; a form takes its own."""


def of(name: str) -> Value:
    """A field of the account as it was on the day; None where there is no account."""

    def found(matter: Matter) -> Any:
        account = matter.account
        return as_of(account, matter.on).get(name) if account else None

    return found


def title_of(account: Account | None) -> str:
    """Name and platform together."""
    return f"{account.name}（{platform_title(account)}）" if account else ""


def _license(matter: Matter) -> str:
    account = matter.account
    if account is None or not account.license_number:
        return ""
    until = account.license_until_on
    return account.license_number + (f"，有效期至{until:%Y-%m-%d}" if until else "")


def followers(account: Account, matter: Matter, counted: Mapping[int, int] | None = None) -> Any:
    """The latest number seen by the day; what was seen later is not what stood then."""
    if counted is None:
        counted = followers_by({account.pk}, matter)
    if account.pk in counted:
        return counted[account.pk]
    seen = account.followers_on
    is_of_then = seen <= matter.on if seen else matter.on >= matter.today
    return account.followers if is_of_then else None


def followers_by(accounts: Any, matter: Matter) -> dict[int, int]:
    """The latest number seen by the day, by account, where one was noted with its day."""
    rows = FollowerCount.objects.filter(account__in=accounts, seen_on__lte=matter.on)
    return dict(rows.order_by("account", "seen_on").values_list("account_id", "followers"))


def functions(account: Account) -> list[Said]:
    """The functions, each in the words of every form."""
    words = [word.strip() for word in account.tasks.replace("，", "、").split("、")]
    return [said(*TASKS.get(word, (word,))) for word in words if word]


def _platform_functions(matter: Matter) -> list[Said]:
    return [Platforms().form(matter.account)] if matter.account else []


def _menu_rows(matter: Matter) -> list[dict[str, Any]]:
    rows = MenuItem.objects.filter(account=matter.account) if matter.account else ()
    return [
        {
            "menu.name": row.name,
            "menu.level_1": row.level_1,
            "menu.level_2": row.level_2,
            "menu.level_3": row.level_3,
            "menu.remark": row.remark,
        }
        for row in rows
    ]


def _qr(matter: Matter) -> bytes | None:
    account = matter.account
    if account is None or not account.qr_digest:
        return None
    try:
        return media.opened(account.qr_digest)
    except Refused:
        return None


def _supervisor(matter: Matter) -> str:
    own = of("supervisor")(matter)
    return own or supervisor(matter.unit, matter.on)


def _links(matter: Matter) -> list[str]:
    if matter.account is None:
        return []
    rows = Posting.objects.filter(announcement__account=matter.account).exclude(link="")
    links = list(rows.values_list("link", flat=True))
    own = matter.announcement
    return links or ([own.link] if own and own.link else [])


def operator(account: Account | None, unit: Organization) -> str:
    """Who runs the account: as registered; the unit itself where it says so."""
    if account is None:
        return ""
    return account.operator or (unit.name if account.operation_mode == "self" else "")


def _operator_leader(matter: Matter) -> str:
    return matter.account.operator_leader if matter.account else ""


def _operator_contact(matter: Matter) -> str:
    account = matter.account
    if account is None:
        return ""
    parts = (account.operator_contact, matter.sealed(account, "operator_phone"))
    return " ".join(part for part in parts if part)


def _state(matter: Matter) -> Any:
    state = of("state")(matter)
    return STATES.get(state, state)


def _mode(matter: Matter) -> Any:
    return MODES.get(of("operation_mode")(matter))


VALUES: dict[str, Value] = {
    "account.id": of("handle"),
    "account.name": of("name"),
    "account.title": lambda matter: title_of(matter.account),
    "account.platform": lambda matter: platform_title(matter.account) if matter.account else "",
    "account.form": lambda m: Platforms().form(m.account) if m.account else None,
    "account.created_on": of("registered_on"),
    "account.opened_on": of("opened_on"),
    "account.is_certified": of("is_certified"),
    "account.certified_subject": of("certified_subject"),
    "account.registered_subject": of("registered_subject"),
    "account.has_license": of("has_license"),
    "account.license": _license,
    "account.supervisor": _supervisor,
    "account.functions": _platform_functions,
    "account.qr": _qr,
    "account.link": of("link"),
    "account.introduction": of("introduction"),
    "account.followers": lambda m: followers(m.account, m) if m.account else None,
    "account.state": _state,
    "account.is_outsourced": _mode,
    "account.announcement_links": _links,
    "operator.name": lambda matter: operator(matter.account, matter.unit),
    "operator.leader": _operator_leader,
    "operator.contact": _operator_contact,
}
TABLES = {"account.menus": _menu_rows}
