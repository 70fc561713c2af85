"""Stating how completely a register was seen, and that there is nothing to enter."""

from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.models import Seen
from zhijian.ledger.registers import Register
from zhijian.people import edits
from zhijian.people.models import Organization, User


def require_speaker(user: User) -> None:
    """Pass if ``user`` keeps the registers of every unit at the top: it is said for all below.

    Raises:
        Refused: with the units for which it would be said.
    """
    if (others := _unspoken_for(user)) is None or others:
        named = "、".join(unit.name for unit in (others or [])[:3]) or "最上级单位"
        raise Refused(
            f"数据说明是替全部单位说的，由{named}的联系人、账号管理员等岗位，"
            "或其主管、具体承办机关的相应岗位填写。"
        )


def may_speak(user: User) -> bool:
    """Whether ``user`` may state how completely a register was seen."""
    return _unspoken_for(user) == []


def _unspoken_for(user: User) -> list[Organization] | None:
    """The units at the top whose registers ``user`` does not keep; None if there are no units."""
    tops = Organization.objects.filter(parent=None).existing(clock.today()).order_by("pk")
    kept = set(policy.kept_by(user).filter(parent=None).values_list("pk", flat=True))
    found = list(tops)
    return [unit for unit in found if unit.pk not in kept] if found else None


@transaction.atomic
def state_seen(
    register: Register,
    *,
    by: User,
    as_of_on: date | None = None,
    from_on: date | None = None,
    is_complete: bool = True,
    declared_empty: bool = False,
) -> Seen:
    """The statement on a register, in place of an earlier one.

    Raises:
        Refused: no leave; a day to come; 零报告 of a register with rows, undated or not whole.
    """
    require_speaker(by)
    Seen.objects.get_or_create(relation=register.relation, defaults={"at": clock.now()})
    held = Seen.objects.select_for_update().get(relation=register.relation)
    today = clock.today()
    if any(on is not None and on > today for on in (as_of_on, from_on)):
        raise Refused("日期还没有到，请填写台账实际记到的日期。")
    if declared_empty and register.model._default_manager.filter(register.facts).exists():
        raise Refused(f"{register.title}里有记录，不能填零报告。登记错了的，请先删除那些记录。")
    held.as_of_on, held.from_on = as_of_on, from_on
    held.is_complete, held.declared_empty = is_complete, declared_empty
    held.by, held.at = by, clock.now()
    edits.check_row(held)
    held.save()
    journal.record(
        "register.stated",
        held,
        by=by,
        register=register.name,
        as_of_on=as_of_on.isoformat() if as_of_on else "",
        from_on=from_on.isoformat() if from_on else "",
        is_complete=is_complete,
        declared_empty=declared_empty,
    )
    return held
