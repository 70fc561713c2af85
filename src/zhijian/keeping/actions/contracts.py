"""Stopping an operator for a time, and letting it go on."""

from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.keeping.models import Contract
from zhijian.ledger import policy
from zhijian.people import edits
from zhijian.people.models import User


@transaction.atomic
def suspend(contract: Contract, *, by: User, on: date, reason: str) -> Contract:
    """The operator may do nothing more under this contract from ``on``.

    Raises:
        Refused: no leave, no reason, it is suspended already, or the day is before its start.
    """
    held = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    policy.require_keeper(by, held.organization, to="暂停委托")
    reason = edits.plain(reason, label="暂停原因", most=200)
    if not reason:
        raise Refused("暂停委托须写明原因，请填写。")
    if held.suspended_on is not None:
        raise Refused(f"这份合同自 {held.suspended_on} 起已经暂停。")
    if on < held.from_on:
        raise Refused(f"合同 {held.from_on} 才生效，暂停日期不能更早。")
    held.suspended_on, held.suspended_why = on, reason
    held.save(update_fields=["suspended_on", "suspended_why"])
    journal.record("contract.suspended", held, by=by, remark=reason, on=on)
    return held


@transaction.atomic
def resume(contract: Contract, *, by: User, reason: str) -> Contract:
    """The operator goes on.

    Raises:
        Refused: no leave, no reason, or it is not suspended.
    """
    held = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    policy.require_keeper(by, held.organization, to="恢复委托")
    reason = edits.plain(reason, label="恢复原因", most=200)
    if held.suspended_on is None:
        raise Refused("这份合同没有暂停。")
    if not reason:
        raise Refused("恢复委托须写明原因，请填写。")
    held.suspended_on, held.suspended_why = None, ""
    held.save(update_fields=["suspended_on", "suspended_why"])
    journal.record("contract.resumed", held, by=by, remark=reason)
    return held
