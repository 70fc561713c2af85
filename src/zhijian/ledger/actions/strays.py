"""Accounts found outside of the register: entering one, taking it in, saying what became of it."""

from datetime import date
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.cases import actions as cases
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.facts.derive import comparable
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.actions.life import ask_retrofiling, one_at_a_time
from zhijian.ledger.life.matters import STRAY
from zhijian.ledger.models import Account, Stray
from zhijian.ledger.twice import refuse_twice
from zhijian.people import edits
from zhijian.people.models import Organization, User


@transaction.atomic
def report_stray(
    organization: Organization, *, by: User, found_on: date, name: str, **fields: Any
) -> Stray:
    """An account found outside, and the case in which ``organization`` verifies whose it is.

    Raises:
        Refused: no leave, the day lies ahead, or the account is known or reported already.
    """
    policy.require_keeper(by, organization, to="登记体外账号")
    if found_on > clock.today():
        raise Refused(f"发现日期 {found_on} 还没有到，请核对。")
    one_at_a_time()
    stray = Stray(
        organization=organization,
        found_on=found_on,
        name=edits.plain(name, label="账号名称", most=120),
        **{
            key: value.strip() if isinstance(value, str) else value for key, value in fields.items()
        },
    )
    edits.check_row(stray)
    _require_unknown(stray, by)
    stray.save(force_insert=True)
    case = cases.open_case(
        STRAY, organization=organization, title=f"核实体外账号：{stray}"[:200], by=by, subject=stray
    )
    stray.case = case
    journal.record("stray.reported", stray, by=by, case=case.number)
    return stray


@transaction.atomic
def adopt_stray(stray: Stray, *, by: User, reason: str, **fields: Any) -> Case:
    """The stray taken into the register as an account in use, and the case that files it.

    Raises:
        Refused: no leave, it is in the register already, or a field is not sound.
    """
    policy.require_keeper(by, stray.organization, to="列入台账")
    one_at_a_time()
    held = Stray.objects.select_for_update(of=("self",)).get(pk=stray.pk)
    case = _require_running(held, "adopt")
    if held.account is not None:
        raise Refused(f"“{held}”已经列入台账。")
    account = Account(
        organization=held.organization,
        state=Account.State.OPERATING,
        is_filed=False,
        is_approved=False if held.kind != Stray.Kind.UNKNOWN else None,
    )
    for name, value in fields.items():
        setattr(account, name, value.strip() if isinstance(value, str) else value)
    edits.check_row(account)
    account.save(force_insert=True)
    filing = ask_retrofiling(account, by=by, reason=reason)
    held.account = account
    held.save(update_fields=("account",))
    journal.record("stray.adopted", held, by=by, case=filing.number, within=case.number)
    return filing


@transaction.atomic
def note_outcome(stray: Stray, *, by: User, outcome: str) -> Stray:
    """What became of a stray, in words.

    Raises:
        Refused: no leave, it is settled already, or nothing is said.
    """
    held = Stray.objects.select_for_update(of=("self",)).get(pk=stray.pk)
    policy.require_keeper(by, held.organization, to="填写处理情况")
    _require_running(held, "verify", "close")
    held.outcome = edits.plain(outcome, label="处理情况", most=300)
    if not held.outcome:
        raise Refused("没有写明处理情况，请填写。")
    held.save(update_fields=("outcome",))
    journal.record("stray.outcome_noted", held, by=by)
    return held


def _require_running(stray: Stray, *steps: str) -> Case:
    case: Case | None = stray.case
    if case is None or not case.is_open:
        raise Refused(f"“{stray}”已经处置完毕，不能再改。")
    if case.step not in steps:
        raise Refused(f"“{stray}”现在是“{case.step_title}”，请先办到相应的环节。")
    return case


def _require_unknown(stray: Stray, by: User) -> None:
    refuse_twice(stray.platform, stray.handle, stray.link, by=by)
    waiting = Stray.objects.filter(state=Stray.State.FOUND, platform=stray.platform)
    norm = comparable(stray.name)
    for other in waiting.filter(name__startswith=stray.name[:1]).select_related("case")[:200]:
        same_id = stray.handle and other.handle == stray.handle
        if same_id or (comparable(other.name) == norm and other.handle == stray.handle):
            raise Refused(f"“{other}”已于 {other.found_on} 登记，正在核实，不必重复登记。")
