"""Changes, endings and later filings: what each step asks for, and the effect at the very end."""

from typing import Any

from zhijian import journal
from zhijian.cases.entering import let_see
from zhijian.cases.hooks import Moved
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger.actions.files import files_of
from zhijian.ledger.life import drafting
from zhijian.ledger.life.events import (
    ANNOUNCED,
    enter_event,
    finish_event,
    forget_event,
    set_state,
    standing_notices,
)
from zhijian.ledger.life.matters import MATTERS, RETROFILING, Detail
from zhijian.ledger.life.notice_days import counted, days_stood, standing_due
from zhijian.ledger.life.place_rules import is_set
from zhijian.ledger.life.standing import account_of, event_of, held_account
from zhijian.ledger.models import Account, Announcement, LifeEvent
from zhijian.people import edits
from zhijian.people.models import Organization, User

TAKEDOWN = "filing.app_takedown"
ASKED = "_asked"
"""Under this name a case keeps what was asked for; its event is entered from it."""
RECEIVER = "_receiver"
"""Under this name a case keeps what the receiving unit answered."""


def guard(case: Case, verb: str, by: User) -> None:
    """What a change or an ending asks for at its steps.

    Raises:
        Refused: with what is missing, and where to fill it in.
    """
    event = event_of(case)
    if event is None:
        return
    if verb in ("announced", "skip", "carried_out"):
        require_receiver(case, event)
    asks = _GUARDS.get(verb)
    if asks is not None:
        asks(event)


def _require_announced(event: LifeEvent) -> None:
    notices = standing_notices(event)
    if not notices:
        raise Refused("公告还没有登记发布。请打开公告，登记发布位置、链接和发布日期后再提交。")
    if any(not notice.postings.exclude(link="").exists() for notice in notices):
        raise Refused("公告没有登记链接。请在公告里补上链接后再提交。")


def _require_may_skip(event: LifeEvent) -> None:
    rule = is_set(event.organization, ANNOUNCED, clock.today(), event.kind)
    if rule is not None and rule.is_firm:
        raise Refused(f"{rule.basis}要求向社会公告，不能不公告。请发布公告后再办。")


def _require_carried_out(event: LifeEvent) -> None:
    if event.event_on is None:
        raise Refused("还没有登记在平台办结的日期。请在“平台办理”一栏填写后再提交。")
    if event.account is not None and MATTERS[event.detail].kind == "DEREGISTER":
        require_taken_down(event.account)


def require_taken_down(account: Account) -> None:
    """Pass if no store offers an app any more, with proof where a clause asks for it.

    Raises:
        Refused: with the stores that still do, or that lack proof.
    """
    if account.platform != "app":
        return
    still = [one.store for one in account.store_listings.all() if one.removed_on is None]
    if still:
        raise Refused(f"还没有从{'、'.join(still)}下架。请逐个下架并登记下架日期后再办注销。")
    rule = is_set(account.organization, TAKEDOWN, clock.today())
    if rule is None or not rule.is_firm:
        return
    bare = [one.store for one in account.store_listings.all() if not files_of(one).exists()]
    if bare:
        raise Refused(
            f"{'、'.join(bare)}没有下架凭证（{rule.basis}）。请上传下架页面截图后再提交。"
        )
    if account.store_links_left is None:
        raise Refused("还没有登记未清除的下载链接数。请核对各下载页面，在“平台办理”一栏填写。")
    if account.store_links_left:
        raise Refused(
            f"还有 {account.store_links_left} 处下载链接没有清除（{rule.basis}）。请清除后再提交。"
        )


def _require_stood(event: LifeEvent) -> None:
    for notice in standing_notices(event):
        require_notice_over(notice)


def require_notice_over(notice: Announcement) -> None:
    """Pass if a notice stood as long as a clause asks, or is known to have come down early.

    What only we propose keeps nothing waiting; a notice taken down early, with its reason on
    record, is a fact that the check on it will find.

    Raises:
        Refused: with the days it stood, and the first day on which it will have stood enough.
    """
    if notice.posted_on is None or notice.posted_until_on is not None:
        return
    due = standing_due(notice.organization, notice.kind, notice.posted_on)
    today = clock.today()
    if due is None or not due.rule.is_firm or today >= due.on:
        return
    raise Refused(
        f"公告“{notice}”已挂 {counted(*days_stood(notice, today))}，应挂 {due.words}"
        f"（{due.rule.basis}），最早 {due.on} 期满。请到那天再提交。"
    )


def other_unit(event: LifeEvent) -> Organization | None:
    """The other unit that must agree: the new sponsor, or that of the account merged into."""
    if event.detail == Detail.SPONSOR:
        return Organization.objects.filter(pk=event.after.get("organization")).first()
    if event.detail == Detail.MERGE and event.successor is not None:
        unit = event.successor.organization
        return unit if unit.pk != event.organization_id else None
    return None


def require_receiver(case: Case, event: LifeEvent) -> None:
    """Pass if no other unit is concerned, or it has agreed.

    Raises:
        Refused: it has not answered yet, or declined.
    """
    unit = other_unit(event)
    if unit is None:
        return
    said = case.data.get(RECEIVER)
    if not said:
        raise Refused(f"{unit}还没有表示同意接收。请其负责人打开本件，在“接收单位意见”一栏答复。")
    if not said.get("is_agreed"):
        raise Refused(f"{unit}不同意接收，本件不能继续。请与其商量后由其重新答复，或者不再办理。")


def _require_effect(event: LifeEvent) -> None:
    _require_carried_out(event)
    _require_stood(event)


def _require_filed_event(event: LifeEvent) -> None:
    if event.kind != "OPEN":
        _require_effect(event)


_GUARDS = {
    "announced": _require_announced,
    "skip": _require_may_skip,
    "carried_out": _require_carried_out,
    "stood": _require_stood,
    "accept": _require_filed_event,
}


def hear(moved: Moved) -> None:
    """Enter the event when a case opens, draft its notice, and apply its effect at the end."""
    case = moved.case
    if moved.verb == "opened":
        _enter(case)
        return
    event = event_of(case)
    if event is None:
        return
    if case.is_open:
        if case.step == "announce":
            drafting.draft_for(event)
        return
    if case.step in ("done", "filed"):
        _apply(event, held_account(case), by=moved.by)
        finish_event(event, clock.today())
    else:
        forget_event(event)


def _enter(case: Case) -> None:
    account, asked = account_of(case), case.data.get(ASKED)
    if account is None or not asked:
        raise Refused(
            "这一事项要从账号页面发起，才知道办的是哪个账号、变更什么。请打开该账号后发起。"
        )
    detail = asked["detail"]
    is_retroactive = case.process == RETROFILING
    event = enter_event(
        case,
        account,
        detail,
        reason=asked["reason"],
        caused_on=None if is_retroactive else case.event_on,
        event_on=case.event_on if is_retroactive else None,
        before=asked.get("before", {}),
        after=asked.get("after", {}),
        successor_id=asked.get("successor"),
    )
    if (unit := other_unit(event)) is not None:
        let_see(case, organization=unit)


def _apply(event: LifeEvent, account: Account, *, by: User) -> None:
    matter = MATTERS[event.detail]
    wanted: dict[str, Any] = dict(event.after)
    if "organization" in wanted:
        wanted["organization_id"] = wanted.pop("organization")
    if matter.detail == Detail.RETROACTIVE:
        wanted["is_filed"] = True
    if matter.to in (Account.State.DEREGISTERED, Account.State.CLOSED):
        wanted["stopped_on"] = account.stopped_on or event.event_on
    for name, value in wanted.items():
        setattr(account, name, value)
    edits.check_row(account)
    set_state(account, matter.to or account.state, by=by, **wanted)
    if event.before or event.after:
        journal.record(
            "account.life_changed", account, by=by, before=event.before, after=event.after
        )
