"""Opening a sealed field of a row: who looked, and why, goes into the record."""

from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.ledger import policy
from zhijian.ledger.registers import Register
from zhijian.people import edits
from zhijian.people.encryption import EncryptedTextField
from zhijian.people.models import User


def sealed_fields(register: Register) -> tuple[str, ...]:
    """The sealed fields of a register's table."""
    fields = register.model._meta.concrete_fields
    return tuple(field.name for field in fields if isinstance(field, EncryptedTextField))


@transaction.atomic
def open_sealed(register: Register, row: Any, field: str, *, by: User, reason: str) -> str:
    """The plain value of a sealed field; the record says who looked, not what was seen.

    Raises:
        Refused: ``by`` does not keep the unit's registers, or no reason.
    """
    if field not in sealed_fields(register):
        raise Refused("没有这一项，请从记录页面上的“查看”进入。")
    label = edits.label_of(row, field)
    policy.require_keeper(by, row.unit, to=f"查看{label}")
    if not (reason := edits.plain(reason, label="事由", most=200)):
        raise Refused(f"查看{label}须写明事由，请填写。查看会留下记录。")
    value: str = getattr(register.model._default_manager.get(pk=row.pk), field)
    journal.record(
        "register.opened", row, by=by, remark=reason, register=register.name, field=field
    )
    return value
