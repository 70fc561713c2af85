"""What rows of an import may name: units, accounts, sites … that stand, or that the file adds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models

from zhijian.ledger import policy
from zhijian.ledger.registers import Ref
from zhijian.people.importing.plan_parts import Outcome, Planned
from zhijian.people.importing.portions import portions
from zhijian.people.importing.staff.parts import StaffPlanned
from zhijian.people.importing.staff.standing import UnitThere
from zhijian.people.models import Organization, User

PART = 1_000


@dataclass(eq=False, slots=True)
class There:
    """A row that is there (``pk``), or that a row of the file adds (``pk`` None until written).

    ``unit`` is the unit that keeps it; of a unit itself, None. ``fresh`` is a unit that the ledger
    of units of the same file adds.
    """

    pk: int | None
    unit: "There | None" = None
    fresh: UnitThere | None = None

    @property
    def id(self) -> int | None:
        """Its id, as soon as it has one."""
        return self.fresh.pk if self.fresh is not None else self.pk


class Units:
    """The units, by name and by id, and which of them ``by`` keeps (None: the program, all)."""

    def __init__(self, by: User | None, before: Sequence[Planned]) -> None:
        self._kept: set[int] | None = None
        if by is not None:
            self._kept = set(policy.kept_by(by).values_list("pk", flat=True))
        self._by_name: dict[str, list[There]] = {}
        self.by_id: dict[int, There] = {}
        self._names: dict[There, str] = {}
        self._abolished: dict[int, date] = {}
        rows = Organization.objects.order_by("pk").values_list("pk", "name", "abolished_on")
        for pk, name, abolished_on in rows:
            self.by_id[pk] = self._enter(There(pk), name)
            if abolished_on is not None:
                self._abolished[pk] = abolished_on
        own = by.person.organization_id if by is not None and by.person is not None else None
        top = next(iter(self.by_id), None) if by is None else own
        self.own = self.by_id[top] if top is not None else None
        """The unit of who imports; of the program, the first one."""
        for one in before:
            if not isinstance(one, StaffPlanned) or one.relation != "organizations":
                continue
            if one.outcome is Outcome.NEW and one.unit is not None:
                self._enter(There(None, fresh=one.unit), one.unit.name)

    def named(self, name: str) -> list[There]:
        """The units of that full name."""
        return self._by_name.get(" ".join(name.split()), [])

    def name_of(self, unit: There) -> str:
        """A unit's full name."""
        return self._names.get(unit, "")

    def may_write(self, unit: There) -> bool:
        """Whether the rows of a unit are kept by who imports; a new unit is its parent's."""
        if self._kept is None:
            return True
        at = unit.fresh
        while at is not None and at.pk is None:
            at = at.parent
        pk = at.pk if unit.fresh is not None and at is not None else unit.pk
        return pk in self._kept

    def is_gone(self, unit: There, on: date) -> bool:
        """Whether a unit was abolished by that day."""
        abolished_on = self._abolished.get(unit.pk or 0)
        return abolished_on is not None and abolished_on <= on

    def _enter(self, unit: There, name: str) -> There:
        self._by_name.setdefault(name, []).append(unit)
        self._names[unit] = name
        return unit


class References:
    """Rows by the names that other rows use for them; read when they are first asked for."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._known: dict[tuple[type[models.Model], str], dict[str, list[There]]] = {}

    def load(self, ref: Ref, names: Iterable[str]) -> None:
        """Read the rows of those names that were not asked for before."""
        if ref.model is Organization:
            return
        known = self._known.setdefault((ref.model, ref.by), {})
        fresh = [name for name in dict.fromkeys(names) if name and name not in known]
        for part in portions(fresh, PART):
            for name in part:
                known[name] = []
            rows = ref.model._default_manager.filter(**{f"{ref.by}__in": part}).order_by("pk")
            for name, pk, unit in rows.values_list(ref.by, "pk", unit_path(ref.model) or "pk"):
                keeper = self._units.by_id.get(unit) if unit_path(ref.model) else None
                known[name].append(There(pk, keeper))

    def named(self, ref: Ref, name: str) -> list[There]:
        """The rows of that name."""
        if ref.model is Organization:
            return self._units.named(name)
        return self._known.get((ref.model, ref.by), {}).get(name, [])

    def add(self, ref: Ref, name: str, there: There) -> None:
        """A row that the file adds."""
        self.load(ref, (name,))
        self._known[ref.model, ref.by][name].append(there)


def unit_path(model: Any) -> str:
    """The way from a row to the id of its unit; "" for tables whose rows belong to no unit."""
    if hasattr(model, "UNIT"):
        return f"{model.UNIT}_id"
    has_unit = any(field.name == "organization" for field in model._meta.concrete_fields)
    return "organization_id" if has_unit else ""
