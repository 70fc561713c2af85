"""Adding, changing and removing a row of any register."""

from copy import copy
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.models import RegisterRow
from zhijian.ledger.own_registers import register_of_row
from zhijian.ledger.registers import Register
from zhijian.people import edits
from zhijian.people.encryption import EncryptedTextField
from zhijian.people.models import User


@transaction.atomic
def add_row(register: Register, *, by: User, **fields: Any) -> Any:
    """A new row of a register.

    Raises:
        Refused: ``by`` does not keep the unit's registers, or a field is not sound.
    """
    row = register.model(**_clean(register, fields))
    register.complete([row])
    policy.require_keeper(by, _unit(row), to=f"登记{register.title}")
    edits.check_row(row)
    row.save(force_insert=True)
    register.settle(row, by)
    journal.record("register.added", row, by=by, register=register.name)
    return row


@transaction.atomic
def change_row(register: Register, row: Any, *, by: User, seen: str = "", **fields: Any) -> Any:
    """The row with other values; ``seen`` is the fingerprint of what the writer looked at.

    Raises:
        Refused: no leave, the row is fixed, or a field is not sound; ``edits.Outdated`` if it
            changed meanwhile.
    """
    held = register.model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    policy.require_keeper(by, held.unit, to=f"修改{register.title}")
    if why := register.fixed(held):
        raise Refused(why)
    wanted = _clean(register, fields)
    edits.refuse_outdated(held, register.form_fields, seen, wanted)
    changed = edits.changed_names(held, wanted)
    if not changed:
        return held
    before = {name: plain(held, name) for name in changed}
    for name in changed:
        setattr(held, name, wanted[name])
    followed = _complete(register, held)
    if _unit(held) != row.unit:
        policy.require_keeper(by, held.unit, to=f"登记{register.title}")
    edits.check_row(held)
    held.save(update_fields=[*changed, *followed])
    register.settle(held, by)
    after = {name: plain(held, name) for name in changed}
    journal.record(
        "register.changed", held, by=by, register=register.name, before=before, after=after
    )
    return held


@transaction.atomic
def remove_row(register: Register, row: Any, *, by: User, reason: str) -> None:
    """A row that was entered by mistake, taken out; the record keeps what stood there.

    Raises:
        Refused: no leave, no reason, the row is fixed, or something else leans on it.
    """
    held = register.model._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
    policy.require_keeper(by, held.unit, to=f"删除{register.title}")
    if why := register.fixed(held):
        raise Refused(why)
    reason = edits.plain(reason, label="理由", most=200)
    if not reason:
        raise Refused("删除须写明理由，请填写。")
    before = {name: plain(held, name) for name in register.form_fields}
    gone = copy(held)  # with its id and what it names: the record says what it was
    try:
        with transaction.atomic():
            held.delete()
    except ProtectedError as fault:
        names = sorted({str(one._meta.verbose_name) for one in fault.protected_objects})
        raise Refused(f"已经有与之相连的{'、'.join(names)}，不能删除。请改为更正。") from None
    journal.record(
        "register.removed", gone, by=by, remark=reason, register=register.name, before=before
    )


def plain(row: models.Model, name: str) -> Any:
    """A field as the record keeps it: sealed and personal ones only as a mark that they changed."""
    declared = row._meta.get_field(name)
    if isinstance(declared, EncryptedTextField):
        return "（已加密）" if getattr(row, name) else ""
    if _is_personal(row, name):
        return "（个人信息）" if getattr(row, name) else ""
    value = getattr(row, declared.attname)
    if isinstance(value, datetime):
        return edits.shown(row, name, value)
    return value.isoformat() if isinstance(value, date) else value


def _is_personal(row: models.Model, name: str) -> bool:
    register = register_of_row(row)
    kept = register.kept if register else ()
    return any(one.field == name and one.column.personal for one in kept)


def _clean(register: Register, fields: dict[str, Any]) -> dict[str, Any]:
    """Texts without stray blanks; nothing that the register's form does not hold."""
    if unknown := fields.keys() - set(register.form_fields):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    return {name: _text(register, name, value) for name, value in fields.items()}


def _text(register: Register, name: str, value: Any) -> Any:
    declared = register.model._meta.get_field(name)
    if isinstance(declared, models.TextField) and isinstance(value, str):
        return value.strip()
    if isinstance(declared, models.CharField) and isinstance(value, str):
        most = declared.max_length or 300
        return edits.plain(value, label=str(declared.verbose_name), most=most)
    return value


def _complete(register: Register, row: Any) -> list[str]:
    """Let what the register derives follow a change; the fields that did."""
    own = [field for field in row._meta.concrete_fields if not field.primary_key]
    before = {field.name: getattr(row, field.attname) for field in own}
    register.complete([row])
    return [field.name for field in own if getattr(row, field.attname) != before[field.name]]


def _unit(row: RegisterRow) -> Any:
    try:
        unit = row.unit
    except models.ObjectDoesNotExist:
        unit = None
    if unit is None:
        raise Refused("没有写明属于哪个单位（或哪个账号、网站），请选择后再保存。")
    return unit
