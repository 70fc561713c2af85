"""What people note at the steps of a case: registration, exception, day carried out, consent."""

from datetime import date
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.cases import policy as case_policy
from zhijian.cases.actions.moving import present_or_refuse
from zhijian.cases.locking import done, held
from zhijian.cases.models import Case, Opinion
from zhijian.cases.words import required
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger.actions.life import require_unknown
from zhijian.ledger.life.changes import RECEIVER, other_unit
from zhijian.ledger.life.openings import APPROVING, GRANT, rule_lifted, too_early
from zhijian.ledger.life.standing import account_of, event_of, held_account
from zhijian.ledger.models import Account
from zhijian.people import edits
from zhijian.people.models import User
from zhijian.people.policy import require

RECEIVERS = ("PRINCIPAL", "DEPUTY", "LEAD")
"""Who agrees for a unit that it takes an account over."""


@transaction.atomic
def note_registration(
    case: Case, *, by: User, registered_on: date, handle: str, **fields: Any
) -> Account:
    """What the platform gave an account: its id there, its link, the day.

    Raises:
        Refused: the case does not stand at that step, ``by`` does not handle it, the day lies
            ahead or before an approval that must come first, or another has the same account.
    """
    case = held(case)
    _require_at(case, "register", "平台登记")
    case_policy.require_handler(case, by)
    account = held_account(case)
    if registered_on > clock.today():
        raise Refused(f"注册日期 {registered_on} 还没有到，请核对。")
    if fault := too_early(account, registered_on):
        raise Refused(fault)
    opened_on = fields.get("opened_on")
    if opened_on is not None and opened_on < registered_on:
        raise Refused(f"正式运营日期 {opened_on} 早于注册日期 {registered_on}，请核对。")
    handle = edits.plain(handle, label="账号ID", most=120)
    if not handle:
        raise Refused("没有写明账号ID，请照平台后台所示填写。")
    names = ("handle", "registered_on", *fields)
    account.handle, account.registered_on = handle, registered_on
    for name, value in fields.items():
        setattr(account, name, value.strip() if isinstance(value, str) else value)
    edits.check_row(account)
    require_unknown(account, by)
    account.save(update_fields=names)
    journal.record("account.registered", account, by=by, registered_on=str(registered_on))
    return account


@transaction.atomic
def note_exception(
    case: Case, *, by: User, number: str, approved_by: str, until_on: date, reason: str
) -> Case:
    """The exception that approving a case will make: its number, by whom, until when, and why.

    Raises:
        Refused: the case asks for none, does not stand at its approval, or something is missing.
    """
    case = held(case)
    account = account_of(case)
    if account is None or case.step not in APPROVING or not rule_lifted(case, account):
        raise Refused(f"“{case.step_title}”这一环节不填例外。")
    if case_policy.why_not_scan(case, by):
        case_policy.require_handler(case, by)
    if until_on <= clock.today():
        raise Refused(f"例外的截止日期 {until_on} 已过或就是今天，请写明今后的日期。")
    said = {
        "number": _text(number, "批准文号", 80),
        "approved_by": _text(approved_by, "批准机关", 120),
        "reason": _text(reason, "理由", 300),
        "until_on": until_on.isoformat(),
    }
    case.data = {**case.data, GRANT: said}
    return done(case, "account.exception_noted", "填写例外", by=by, until_on=said["until_on"])


@transaction.atomic
def note_carried_out(
    case: Case, *, by: User, event_on: date, store_links_left: int | None = None
) -> Case:
    """The day on which the platform really made the change, or ended the account.

    Raises:
        Refused: the case does not stand at that step, ``by`` does not handle it, or the day lies
            ahead or before its cause.
    """
    case = held(case)
    _require_at(case, "carry_out", "平台办理")
    case_policy.require_handler(case, by)
    event = event_of(case)
    assert event is not None
    if event_on > clock.today():
        raise Refused(f"平台办结日期 {event_on} 还没有到，请核对。")
    if event.caused_on is not None and event_on < event.caused_on:
        raise Refused(f"平台办结日期 {event_on} 早于事由发生日期 {event.caused_on}，请核对。")
    event.event_on = event_on
    event.save(update_fields=("event_on",))
    if store_links_left is not None and event.account is not None:
        event.account.store_links_left = store_links_left
        event.account.save(update_fields=("store_links_left",))
    return done(case, "account.carried_out", "登记平台办理", by=by, event_on=event_on)


@transaction.atomic
def answer_receiving(case: Case, *, by: User, is_agreed: bool, opinion: str) -> Case:
    """Whether the other unit takes the account over, with its opinion.

    Raises:
        Refused: no other unit is concerned, ``by`` does not lead it, or it is too late.
    """
    opinion = required(opinion, "接收单位意见")
    case_policy.require_active(by)
    case = held(case)
    step, event = present_or_refuse(case), event_of(case)
    unit = other_unit(event) if event is not None else None
    if unit is None:
        raise Refused("本件不涉及另一个单位，不用答复接收。")
    require(by, *RECEIVERS, organization=unit, to="答复是否接收")
    if case.step not in ("apply", "endorse", "approve", "announce", "carry_out"):
        raise Refused(f"本件已到“{case.step_title}”，不能再改接收意见。")
    case.data = {
        **case.data,
        RECEIVER: {"is_agreed": is_agreed, "by": by.pk, "on": clock.today().isoformat()},
    }
    Opinion.objects.create(
        case=case, step=step, kind=Opinion.Kind.COSIGN, text=opinion, by=by, at=clock.now()
    )
    word = "同意接收" if is_agreed else "不同意接收"
    return done(case, "account.receiving_answered", word, by=by, is_agreed=is_agreed)


def _require_at(case: Case, step: str, what: str) -> None:
    present_or_refuse(case)
    if case.step != step:
        raise Refused(f"本件现在是“{case.step_title}”，不是填写{what}的环节。")


def _text(text: str, label: str, most: int) -> str:
    found = edits.plain(text, label=label, most=most)
    if not found:
        raise Refused(f"没有写明{label}，请填写。")
    return found
