"""What a table can hold: texts not too long, numbers in range, no second row of one identity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import Q

from zhijian.ledger.registers import Kept, Register


@dataclass(frozen=True)
class Unique:
    """Fields whose values together stand once among the rows that meet ``condition``."""

    fields: tuple[str, ...]
    condition: Q | None
    says: str


def identity(register: Register) -> tuple[Kept, ...]:
    """The columns that tell two rows of a table apart.

    The key of the relation, widened where the table's own constraint is wider: the same account id
    may stand on two platforms.
    """
    key = {kept.field for kept in register.key}
    by_field = {kept.field: kept for kept in register.kept}
    for one in constraints(register.model):
        if key < set(one.fields) and set(one.fields) <= by_field.keys():
            return tuple(by_field[name] for name in one.fields)
    return register.key


def further(register: Register) -> list[Unique]:
    """Other sets of kept fields that must not stand twice."""
    own = {kept.field for kept in identity(register)}
    kept = {kept.field for kept in register.kept}
    return [
        one
        for one in constraints(register.model)
        if set(one.fields) <= kept and not own <= set(one.fields)
    ]


def constraints(model: type[models.Model]) -> list[Unique]:
    """What must be unique in a table."""
    found = [
        Unique((field.name,), None, f"{field.verbose_name}已经登记过了")
        for field in model._meta.concrete_fields
        if field.unique and not field.primary_key
    ]
    for one in model._meta.constraints:
        if isinstance(one, models.UniqueConstraint) and one.fields:
            says = str(one.violation_error_message).rstrip("。")
            found.append(Unique(tuple(one.fields), one.condition, says))
    return found


def asked(condition: Q | None) -> frozenset[str]:
    """The fields that a condition asks about."""
    if condition is None:
        return frozenset()
    names: set[str] = set()
    for child in condition.children:
        names |= asked(child) if isinstance(child, Q) else {str(child[0]).partition("__")[0]}
    return frozenset(names)


def meets(condition: Q | None, values: Mapping[str, Any]) -> bool:
    """Whether a row meets the condition of a constraint; what cannot be told is a yes."""
    if condition is None:
        return True
    answers: Iterable[bool] = (
        meets(child, values) if isinstance(child, Q) else _is_so(*child, values)
        for child in condition.children
    )
    answer = any(answers) if condition.connector == Q.OR else all(answers)
    return answer is not condition.negated


def _is_so(lookup: str, wanted: Any, values: Mapping[str, Any]) -> bool:
    name, _, kind = lookup.partition("__")
    if kind == "isnull":
        return (values.get(name) is None) is bool(wanted)
    if kind == "in":
        return values.get(name) in wanted
    return kind not in ("", "exact") or values.get(name) == wanted


@cache
def limits(model: type[models.Model], name: str) -> tuple[int | None, int | None, int | None]:
    """Of a field: the longest text, the least and the greatest number (None: no limit)."""
    field = model._meta.get_field(name)
    if isinstance(field, models.IntegerField):
        # Those of PostgreSQL: SQLite would take more than can be moved there.
        return None, *connection.ops.integer_field_ranges[field.get_internal_type()]
    return getattr(field, "max_length", None), None, None


def fits(limits: tuple[int | None, int | None, int | None], value: Any) -> bool:
    """Whether a value can be kept, as ``misfit`` says in words."""
    longest, least, most = limits
    if least is not None and most is not None:
        return bool(least <= value <= most)
    return longest is None or value.__class__ is not str or len(value) <= longest


def misfit(limits: tuple[int | None, int | None, int | None], value: Any) -> tuple[str, str] | None:
    """Reason and cure when a value cannot be kept in a field of such limits."""
    longest, least, most = limits
    if longest is not None and isinstance(value, str) and len(value) > longest:
        return f"有 {len(value)} 个字，最多 {longest} 个字", "请缩短"
    if least is not None and most is not None and not least <= value <= most:
        return f"数值 {value} 超出范围", "请核对数字和单位"
    return None
