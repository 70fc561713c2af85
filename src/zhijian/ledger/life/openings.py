"""The opening of an account: what each step asks for, and what each leads to."""

from datetime import date

from zhijian import notices
from zhijian.cases.hooks import Moved
from zhijian.cases.models import Case, Step
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.law.actions import register_grant
from zhijian.law.models import Grant
from zhijian.ledger.life.events import enter_event, finish_event, forget_event, set_state
from zhijian.ledger.life.place_rules import is_set
from zhijian.ledger.life.standing import account_of, event_of, held_account
from zhijian.ledger.models import Account, LifeEvent
from zhijian.people.models import User

FROZEN, APPS_ONLY, APPROVAL_FIRST = (
    "opening.frozen_in_principle",
    "opening.app_governments_only",
    "opening.approval_first",
)
GRANT = "_grant"
"""Under this name a case keeps the exception that its approval will register."""
APPROVING = ("approve", "grant_exception")
_CLASSES = {
    "government": "本级政府的政务新媒体",
    "other_account": "其他机关的账号（非移动客户端）",
    "app": "其他机关的移动客户端或特殊需求",
}


def rule_lifted(case: Case, account: Account) -> str:
    """The rule held 原则上 to which approving a case makes an exception; "" for none."""
    unit, today = account.organization, clock.today()
    if any(step.id == "grant_exception" for step in case.definition.steps):
        return FROZEN
    is_app = account.platform == "app" and unit.level != "government"
    return APPS_ONLY if is_app and is_set(unit, APPS_ONLY, today) else ""


def guard(case: Case, verb: str, by: User) -> None:
    """What an opening asks for at its steps.

    Raises:
        Refused: with what is missing, and where to fill it in.
    """
    account = account_of(case)
    if account is None:
        return
    if case.step == "classify":
        _require_class(account, verb)
    elif case.step in APPROVING and verb == "approve":
        _require_grant(case, account)
    elif verb == "registered":
        require_registered(account)
    elif case.step == "confirm" and verb == "accept":
        _require_grant_stands(case, account)


def _require_class(account: Account, verb: str) -> None:
    is_app = account.platform == "app"
    is_government = account.organization.level == "government"
    right = "government" if is_government else "app" if is_app else "other_account"
    if verb != right and not (verb == "app" and not is_government):
        raise Refused(
            f"{account.organization}的“{account}”属于“{_CLASSES[right]}”，请选这一类。"
            "单位层级登记有误的，请先在单位台账更正。"
        )


def _require_grant(case: Case, account: Account) -> None:
    rule = rule_lifted(case, account)
    if rule and GRANT not in case.data:
        raise Refused(
            "这是对“原则上”规定的例外，须先写明批准文号和截止日期。请在“例外”一栏填写后再批准。"
        )


def require_registered(account: Account) -> None:
    """Pass if the registration on the platform is entered and not before the approval.

    Raises:
        Refused: it is not entered, or it came first where a clause asks for the approval first.
    """
    lacks = [
        name
        for name, value in (("账号ID", account.handle), ("注册日期", account.registered_on))
        if not value
    ]
    if lacks:
        raise Refused(f"还没有登记{'、'.join(lacks)}。请在“平台登记”一栏填写后再提交。")
    assert account.registered_on is not None
    if fault := too_early(account, account.registered_on):
        raise Refused(fault)


def too_early(account: Account, registered_on: date) -> str:
    """Why an account may not have been registered on a day; "" where it may, or only a caution."""
    rule = is_set(account.organization, APPROVAL_FIRST, registered_on)
    if rule is None or not rule.is_law:
        return ""
    if account.approved_on is None or registered_on >= account.approved_on:
        return ""
    return (
        f"注册日期 {registered_on} 早于批准日期 {account.approved_on}，"
        f"{rule.basis}要求先批准、后注册。请核对日期；确已先行注册的，请登记为体外账号处置。"
    )


def caution_on(account: Account, registered_on: date) -> str:
    """A warning where the approval should have come first but no clause binds here."""
    rule = is_set(account.organization, APPROVAL_FIRST, registered_on)
    if rule is None or rule.is_law or (account.approved_on or date.min) <= registered_on:
        return ""
    return f"注册日期 {registered_on} 早于批准日期 {account.approved_on}，建议先批准、后注册（{rule.basis}）。"


def _require_grant_stands(case: Case, account: Account) -> None:
    rule = rule_lifted(case, account)
    if rule and not grant_of(account, rule) and _approval(case) is not None:
        raise Refused(
            f"“{account}”的例外还没有登记，不能收备。请先在“例外登记”为账号ID“{account.handle}”登记。"
        )


def grant_of(account: Account, rule: str) -> Grant | None:
    """The exception to a rule that holds for an account today."""
    rows = Grant.objects.holding().filter(rule=rule, organization=account.organization)
    return rows.filter(subject=account.handle).first()


def _approval(case: Case) -> Step | None:
    """The visit in which the case was approved last."""
    visits = case.steps.filter(step__in=APPROVING, verb="approve").select_related("by")
    return visits.order_by("-number").first()


def hear(moved: Moved) -> None:
    """Bring the account into line with where its opening has come to."""
    case = moved.case
    if account_of(case) is None:
        return
    if moved.left in APPROVING and moved.verb == "approve":
        account = held_account(case)
        account.is_approved, account.approved_on = True, clock.today()
        account.save(update_fields=("is_approved", "approved_on"))
    elif moved.verb == "registered":
        _register(case, held_account(case), moved.by)
    elif not case.is_open:
        _end(case, held_account(case), moved.by)


def _register(case: Case, account: Account, by: User) -> None:
    if event_of(case) is None:
        enter_event(case, account, LifeEvent.Detail.OPEN, event_on=account.registered_on)
    rule = rule_lifted(case, account)
    said = case.data.get(GRANT)
    if rule and said and not grant_of(account, rule):
        _register_grant(case, account, rule, said)


def _register_grant(case: Case, account: Account, rule: str, said: dict[str, str]) -> None:
    """Register the exception in the name of who approved it.

    Where they no longer can, the supervising office is told to do so; the filing is not accepted
    before that.
    """
    approval = _approval(case)
    if approval is None or approval.by is None:
        return
    day = approval.left_on or clock.today()
    try:
        register_grant(
            account.organization,
            by=approval.by,
            rule=rule,
            subject=account.handle,
            number=said["number"],
            reason=said["reason"],
            approved_by=said["approved_by"],
            approved_on=day,
            from_on=day,
            until_on=date.fromisoformat(said["until_on"]),
        )
    except Refused as refusal:
        notices.send(
            [approval.by],
            kind="case.arrived",
            title=f"请登记例外：{account}（{case.number}）",
            body=str(refusal),
            url=f"/cases/{case.pk}/",
            organization=account.organization,
        )


def _end(case: Case, account: Account, by: User) -> None:
    event = event_of(case)
    if case.step == "opened":
        today = clock.today()
        opened = account.opened_on or max(today, account.registered_on or today)
        set_state(account, Account.State.OPERATING, by=by, opened_on=opened, is_filed=True)
        if event is not None:
            finish_event(event, today)
        return
    set_state(account, Account.State.DROPPED, by=by, handle="")
    if event is not None:
        forget_event(event)
