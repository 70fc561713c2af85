"""Asking for an opening, a change, an ending or a later filing of an account."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.cases import actions as cases
from zhijian.cases.models import Case, Numbering
from zhijian.config import clock
from zhijian.core.facts.derive import comparable
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.life.changes import ASKED
from zhijian.ledger.life.matters import (
    CHANGES,
    ENDINGS,
    MATTERS,
    OPENING,
    OTHERS,
    RENAMED,
    Detail,
    Matter,
)
from zhijian.ledger.life.standing import require_free
from zhijian.ledger.models import Account, CampaignItem
from zhijian.ledger.platforms import title_of
from zhijian.ledger.twice import refuse_twice, whose
from zhijian.people import edits
from zhijian.people.models import Organization, User

CONTRIBUTE = "改用县级平台，不单独开设"


@transaction.atomic
def open_account(
    organization: Organization,
    *,
    by: User,
    reason: str,
    contribute: bool = False,
    **fields: Any,
) -> Case:
    """An account a unit wants, planned, and the case that opens it by the policy of its place.

    ``contribute``: where a place wants no account of one's own, the unit takes up the offer to
    publish on the common one; the case then ends at once, with the choice on record.

    Raises:
        Refused: no leave, the same account is known or asked for already, or a field is not sound.
    """
    policy.require_keeper(by, organization, to="申请开设账号")
    one_at_a_time()
    reason = _said(reason, "申请理由")
    account = Account(organization=organization, state=Account.State.PLANNED)
    for name, value in fields.items():
        setattr(account, name, value.strip() if isinstance(value, str) else value)
    edits.check_row(account)
    require_unknown(account, by)
    account.save(force_insert=True)
    case = cases.open_case(
        OPENING,
        organization=organization,
        title=f"开设{title_of(account.platform)}账号“{account.name}”"[:200],
        by=by,
        subject=account,
        data={"申请理由": reason} | ({"选择": CONTRIBUTE} if contribute else {}),
    )
    journal.record("account.asked", account, by=by, case=case.number)
    if contribute:
        verbs = [move.verb for move in case.definition.first.moves]
        if "drop" not in verbs:
            raise Refused("当地没有“改用县级平台”这一办法，请直接填写申请。")
        case = cases.act(case, "drop", by=by, opinion=CONTRIBUTE)
    return case


def require_unknown(account: Account, by: User) -> None:
    """Pass if no office has the same account, in its books or asked for.

    Raises:
        Refused: with whose it is as far as ``by`` may know it, and how far it has come.
    """
    refuse_twice(account.platform, account.handle, "", by=by, but=account.pk)
    gone = (Account.State.DROPPED, Account.State.CLOSED, Account.State.DEREGISTERED)
    norm = comparable(account.name)[:120]
    same = Account.objects.filter(platform=account.platform, name_norm=norm).exclude(state__in=gone)
    other = same.exclude(pk=account.pk).select_related("organization").first()
    if other is None:
        return
    what = f"{title_of(account.platform)}上的同名账号“{other}”"
    if not Account.objects.visible_to(by).filter(pk=other.pk).exists():
        raise Refused(f"{what}已经由{whose(other.organization, by)}")
    how = "正在申请开设" if other.state == Account.State.PLANNED else "已经登记"
    raise Refused(
        f"{other.organization}{how}{what}。同一账号不能由两家或分两次开设，请核对，或者改用别的名称。"
    )


@transaction.atomic
def ask_change(
    account: Account,
    detail: str,
    *,
    by: User,
    reason: str,
    caused_on: date,
    after: Mapping[str, Any],
    item: CampaignItem | None = None,
) -> Case:
    """The case that renames an account, gives it to another sponsor, or changes other particulars.

    ``after`` holds the fields as they shall be; ``organization`` is the id of the new sponsor.

    Raises:
        Refused: no leave, something is under way about the account, nothing would change, or the
            same account is known already.
    """
    assert detail in CHANGES, detail
    held, matter = _asked_about(account, detail, by)
    wanted = _wanted(held, detail, after)
    before = {name: getattr(held, _attname(name)) for name in wanted}
    _require_sound(held, wanted, by)
    return _open(
        held,
        matter,
        by=by,
        reason=reason,
        caused_on=caused_on,
        asked={"before": before, "after": wanted},
        item=item,
    )


@transaction.atomic
def ask_ending(
    account: Account,
    detail: str,
    *,
    by: User,
    reason: str,
    caused_on: date,
    successor: Account | None = None,
    item: CampaignItem | None = None,
) -> Case:
    """The case that suspends, resumes, merges, closes or cancels an account.

    Raises:
        Refused: no leave, something is under way about the account, or it has no sound successor.
    """
    assert detail in ENDINGS, detail
    held, matter = _asked_about(account, detail, by)
    if (detail == Detail.MERGE) != (successor is not None):
        raise Refused("合并须写明并入哪个账号，其他事项不写。请核对后再提交。")
    if successor is not None:
        _require_successor(held, successor)
    asked = {"successor": successor.pk} if successor is not None else {}
    return _open(held, matter, by=by, reason=reason, caused_on=caused_on, asked=asked, item=item)


@transaction.atomic
def ask_retrofiling(
    account: Account, *, by: User, reason: str, item: CampaignItem | None = None
) -> Case:
    """The case that files an account which is in use and was never filed.

    Raises:
        Refused: no leave, it is filed already, or something is under way about it.
    """
    held, matter = _asked_about(account, Detail.RETROACTIVE, by)
    if held.is_filed:
        raise Refused(f"“{held}”已经备案，不必补办。信息有变化的，请办变更。")
    return _open(held, matter, by=by, reason=reason, caused_on=clock.today(), asked={}, item=item)


def _asked_about(account: Account, detail: str, by: User) -> tuple[Account, Matter]:
    """The account, locked, if ``by`` may ask for the matter and nothing stands in its way."""
    one_at_a_time()
    held = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    matter = MATTERS[detail]
    policy.require_keeper(by, held.organization, to=f"申请{matter.title}")
    require_free(held)
    if held.state not in matter.states:
        raise Refused(
            f"“{held}”现在是“{held.get_state_display()}”，不能办理{matter.title}。请核对账号的运行状态。"
        )
    return held, matter


def _open(
    account: Account,
    matter: Matter,
    *,
    by: User,
    reason: str,
    caused_on: date,
    asked: dict[str, Any],
    item: CampaignItem | None,
) -> Case:
    reason = _said(reason, "事由")
    case = cases.open_case(
        matter.process,
        organization=account.organization,
        title=f"{matter.title}：{account}"[:200],
        by=by,
        subject=account,
        data={"事由": reason, ASKED: {"detail": matter.detail, "reason": reason, **asked}},
        on=caused_on,
        kind=matter.case_kind,
    )
    if item is not None:
        item.case = case
        item.save(update_fields=("case",))
    return case


def _wanted(account: Account, detail: str, after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that really change, in the order in which forms show them."""
    allowed = {Detail.RENAME: RENAMED, Detail.SPONSOR: ("organization",), Detail.OTHER: OTHERS}
    names = allowed[Detail(detail)]
    if unknown := set(after) - set(names):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    found = {}
    for name in names:
        if name not in after:
            continue
        value = after[name].strip() if isinstance(after[name], str) else after[name]
        if value != getattr(account, _attname(name)):
            found[name] = value
    if not found or (detail == Detail.RENAME and "name" not in found and "handle" not in found):
        raise Refused("填写的内容与现在登记的一样，没有需要变更的。请核对后再提交。")
    return found


def _require_sound(account: Account, wanted: Mapping[str, Any], by: User) -> None:
    """The account as it would be must be sound, too, and nobody else's."""
    trial = Account.objects.get(pk=account.pk)
    for name, value in wanted.items():
        setattr(trial, _attname(name), value)
    if "organization" in wanted:
        unit = Organization.objects.existing(clock.today()).filter(pk=wanted["organization"])
        if not unit.exists():
            raise Refused("新的主办单位不在单位台账里，或者已经撤并。请重新选择。")
    edits.check_row(trial)
    if "name" in wanted or "handle" in wanted:
        require_unknown(trial, by)


def _require_successor(account: Account, successor: Account) -> None:
    if successor.pk == account.pk:
        raise Refused("不能并入账号自己，请改选另一个账号。")
    if successor.state != Account.State.OPERATING:
        raise Refused(f"“{successor}”现在是“{successor.get_state_display()}”，不能承接，请改选。")
    require_free(successor)


def _attname(name: str) -> str:
    return "organization_id" if name == "organization" else name


def _said(text: str, label: str) -> str:
    found = edits.plain(text, label=label, most=300)
    if not found:
        raise Refused(f"没有写明{label}，请填写。")
    return found


def one_at_a_time() -> None:
    """Let whoever opens cases of the ledger come one after the other, until the transaction ends.

    It is the lock on the year's numbers, which opening a case takes anyway.
    """
    year = clock.today().year
    Numbering.objects.get_or_create(year=year)
    Numbering.objects.select_for_update().get(year=year)
