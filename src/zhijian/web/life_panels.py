"""What a case about an account, a site or a stray is about, and what its step still lacks."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse

from zhijian.cases import hooks
from zhijian.cases.models import Case
from zhijian.core.refused import Refused
from zhijian.ledger.actions.steps import RECEIVERS
from zhijian.ledger.life.changes import RECEIVER, other_unit
from zhijian.ledger.life.drafting import changes_of
from zhijian.ledger.life.offline import ASKED_AT, SAID, site_of
from zhijian.ledger.life.openings import APPROVING, GRANT, rule_lifted
from zhijian.ledger.life.outside import stray_of
from zhijian.ledger.life.standing import account_of, event_of
from zhijian.ledger.models import Account, LifeEvent
from zhijian.ledger.platforms import title_of
from zhijian.people.models import User
from zhijian.people.policy import holds
from zhijian.web.menu import address
from zhijian.web.panels import Panel
from zhijian.web.parts import Fact

ABOUT = "life/case_panel.html"


@dataclass(frozen=True)
class Act:
    """Something to fill in for the present step."""

    label: str
    url: str


def account_panel(user: User, case: Case) -> Panel | None:
    """The account of a case: its particulars, what changes, what is missing, what to fill in."""
    account = account_of(case)
    if account is None:
        return None
    event = event_of(case)
    context = {
        "facts": _account_facts(case, account, event),
        "changes": changes_of(event) if event is not None else [],
        "notices": list(event.announcements.order_by("pk")) if event is not None else [],
        "stores": list(account.store_listings.all()) if _ends_app(account, event) else [],
        "lacks": lacks(user, case),
        "acts": _account_acts(user, case, account, event),
    }
    event_url = reverse("life_event", args=(event.pk,)) if event is not None else ""
    more = "查看变动" if event_url else ""
    return Panel("所办账号", ABOUT, context, more_label=more, more_url=event_url)


def _ends_app(account: Account, event: LifeEvent | None) -> bool:
    return account.platform == "app" and event is not None and event.kind == "DEREGISTER"


def _account_facts(case: Case, account: Account, event: LifeEvent | None) -> list[Fact]:
    facts = [
        Fact("账号", account.name, address("account", account.pk)),
        Fact("平台", title_of(account.platform)),
        Fact("账号ID", account.handle or "平台登记后填写"),
        Fact("运行状态", account.get_state_display()),
        Fact("批准日期", str(account.approved_on or "")),
        Fact("注册日期", str(account.registered_on or "")),
    ]
    if event is not None and event.successor is not None:
        facts.append(Fact("承接账号", event.successor.name))
    if event is not None and event.event_on is not None:
        facts.append(Fact("发生日期", str(event.event_on)))
    unit = other_unit(event) if event is not None else None
    if unit is not None:
        said = case.data.get(RECEIVER)
        word = "未答复" if not said else "同意接收" if said["is_agreed"] else "不同意接收"
        facts.append(Fact("接收单位", f"{unit}（{word}）"))
    if grant := case.data.get(GRANT):
        facts.append(Fact("例外", f"{grant['number']}，到 {grant['until_on']} 为止"))
    return [fact for fact in facts if fact.value]


def _account_acts(user: User, case: Case, account: Account, event: LifeEvent | None) -> list[Act]:
    if not case.is_open:
        return []
    found = []
    if case.step == "register":
        found.append(Act("平台登记", reverse("account_register", args=(case.pk,))))
    if case.step in APPROVING and rule_lifted(case, account):
        found.append(Act("填写例外", reverse("case_exception", args=(case.pk,))))
    if case.step == "carry_out":
        found.append(Act("填写平台办理", reverse("case_carried_out", args=(case.pk,))))
    unit = other_unit(event) if event is not None else None
    if unit is not None and holds(user, *RECEIVERS, organization=unit):
        found.append(Act("接收单位意见", reverse("case_receiving", args=(case.pk,))))
    if case.step in ("announce", "notice_over") and event is not None:
        found += [
            Act("打开公告", reverse("announcement", args=(notice.pk,)))
            for notice in event.announcements.order_by("pk")[:1]
        ]
    return found


def lacks(user: User, case: Case) -> list[str]:
    """What keeps the moves of the present step waiting, as sentences; none if nothing does."""
    step = case.present
    if step is None:
        return []
    found: dict[str, None] = {}
    for move in step.moves:
        if move.is_return or move.to in case.definition.ends:
            continue
        objection = _objection(user, case, move.verb)
        if not objection:
            return []
        found[objection] = None
    return list(found)


def _objection(user: User, case: Case, verb: str) -> str:
    """What would keep a move from being made now, as a sentence; nothing is kept of the asking."""
    with transaction.atomic():
        try:
            hooks.ask(case, verb, user)
        except Refused as refusal:
            said = str(refusal)
        else:
            said = ""
        transaction.set_rollback(True)
    return said


def site_panel(user: User, case: Case) -> Panel | None:
    """The site a case takes offline, what was noted, and what its step still lacks."""
    site = site_of(case)
    if site is None:
        return None
    said: dict[str, Any] = case.data.get(SAID) or {}
    labels = (
        ("from_on", "下线日期"),
        ("planned_until_on", "预计恢复"),
        ("approved_by", "批准机关"),
        ("approved_on", "批准日期"),
        ("reported_on", "报备日期"),
        ("until_on", "恢复日期"),
        ("migrated_on", "迁移完成"),
        ("national_updated_on", "全国系统更新"),
    )
    facts = [Fact("网站", site.name, address("site", site.pk)), Fact("域名", site.domain)]
    facts += [Fact(label, said[name]) for name, label in labels if said.get(name)]
    acts = []
    if case.is_open and case.step in ASKED_AT:
        acts.append(Act("填写下线情况", reverse("case_offline", args=(case.pk,))))
    notices = list(site.announcements.filter(number=f"{case.number}-GG"))
    context = {"facts": facts, "notices": notices, "lacks": lacks(user, case), "acts": acts}
    return Panel("下线情况", ABOUT, context)


def stray_panel(user: User, case: Case) -> Panel | None:
    """The stray a case settles."""
    stray = stray_of(case)
    if stray is None:
        return None
    url = reverse("stray", args=(stray.pk,))
    facts = [
        Fact("账号", stray.name, url),
        Fact("平台", title_of(stray.platform) if stray.platform else ""),
        Fact("账号ID", stray.handle),
        Fact("类别", stray.get_kind_display()),
        Fact("发现", f"{stray.found_on}，{stray.found_how}".rstrip("，")),
        Fact("处理情况", stray.outcome),
    ]
    acts = [Act("处置", url)] if case.is_open else []
    context = {"facts": facts, "lacks": lacks(user, case), "acts": acts}
    return Panel("体外账号", ABOUT, context)
