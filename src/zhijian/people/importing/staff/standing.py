"""What stands in the registers when an import is planned, and what its own rows add to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhijian.people import policy
from zhijian.people.encryption import blind_index
from zhijian.people.models import Organization, Person, Position, User

UNIT_FIELDS = (
    "name",
    "kind",
    "level",
    "place",
    "managed_by",
    "credit_code",
    "org_code",
    "supervising_section",
    "established_on",
    "abolished_on",
)
POSITION_FIELDS = ("title", "account", "is_backup", "is_outsourced", "is_full_time", "until_on")


@dataclass(eq=False)
class UnitThere:
    """A unit that is there (``pk``) or that a row of the file adds (``pk`` None)."""

    pk: int | None
    parent: "UnitThere | None"
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """Its full name."""
        return str(self.fields["name"])

    @property
    def place(self) -> str:
        """Its division code."""
        return str(self.fields["place"])


@dataclass(eq=False)
class PersonThere:
    """Somebody who is there, or whom a row of the file adds."""

    pk: int | None
    unit: UnitThere
    name: str
    phone_index: str
    positions: dict[tuple[str, date], "PositionThere"] = field(default_factory=dict)


@dataclass(eq=False)
class PositionThere:
    """A position that is there, or that a row of the file adds."""

    pk: int | None
    fields: dict[str, Any]


class Standing:
    """The registers as one import sees them. ``by`` None stands for the program itself."""

    def __init__(self, by: User | None) -> None:
        self.is_open = by is None or policy.is_setter_up(by)
        self._kept: set[int] = set()
        self._strictly: set[int] = set()
        if by is not None and not self.is_open:
            self._kept = set(policy.kept_by(by).values_list("pk", flat=True))
            kept = policy.kept_by(by, strictly=True)
            self._strictly = set(kept.values_list("pk", flat=True))
        self._by_name: dict[str, list[UnitThere]] = {}
        self.by_code: dict[str, UnitThere] = {}
        self._people: dict[UnitThere, dict[str, list[PersonThere]]] = {}
        self._load_units()

    def named(self, name: str) -> list[UnitThere]:
        """The units of that full name."""
        return self._by_name.get(" ".join(name.split()), [])

    def may_add_below(self, parent: UnitThere | None) -> bool:
        """Whether units may be added below ``parent``: a kept one, or one that the file adds."""
        return self.is_open or (parent is not None and self.may_staff(parent))

    def may_staff(self, unit: UnitThere) -> bool:
        """Whether its staff is kept by who imports."""
        at: UnitThere | None = unit
        while at is not None and at.pk is None:
            at = at.parent
        return self.is_open or (at is not None and at.pk in self._kept)

    def may_change(self, unit: UnitThere, *, deciding: bool) -> bool:
        """Whether its particulars may be changed, ``deciding`` ones among them or not."""
        kept = self._strictly if deciding else self._kept
        return self.is_open or unit.pk in kept

    def enter(self, fields: Mapping[str, Any], parent: UnitThere | None) -> UnitThere:
        """A unit that the file adds."""
        return self._keep(UnitThere(None, parent, dict.fromkeys(UNIT_FIELDS, "") | dict(fields)))

    def change(self, unit: UnitThere, fields: Mapping[str, Any]) -> None:
        """A unit that the file changes."""
        if code := fields.get("credit_code"):
            self.by_code[code] = unit
        unit.parent = fields.get("parent", unit.parent)
        unit.fields.update({name: value for name, value in fields.items() if name != "parent"})

    def is_below(self, unit: UnitThere, top: UnitThere) -> bool:
        """Whether ``unit`` is ``top`` or lies below it."""
        at: UnitThere | None = unit
        while at is not None:
            if at is top:
                return True
            at = at.parent
        return False

    def load_staff(self, units: Iterable[UnitThere]) -> None:
        """Read the staff of the units that are there and not yet read."""
        fresh = {u.pk: u for u in units if u.pk is not None and u not in self._people}
        for unit in fresh.values():
            self._people[unit] = {}
        people: dict[int, PersonThere] = {}
        for part in _parts(list(fresh)):
            rows = Person.objects.filter(organization__in=part, left_on=None).order_by("pk")
            for pk, unit, name, index in rows.values_list(
                "pk", "organization", "name", "phone_index"
            ):
                people[pk] = self._add(PersonThere(pk, fresh[unit], name, index))
        for part in _parts(list(people)):
            held = Position.objects.filter(person__in=part)
            for row in held.values(
                "pk", "person", "organization", "kind", "from_on", *POSITION_FIELDS
            ):
                person = people[row.pop("person")]
                there = PositionThere(row.pop("pk"), row)
                if row["organization"] == person.unit.pk:
                    person.positions[row["kind"], row["from_on"]] = there

    def people(self, unit: UnitThere, name: str) -> list[PersonThere]:
        """Serving staff of that name in a unit."""
        return self._people.setdefault(unit, {}).get(name, [])

    def add_person(self, unit: UnitThere, name: str, phone: str) -> PersonThere:
        """Somebody whom the file adds."""
        return self._add(PersonThere(None, unit, name, blind_index(phone)))

    def _add(self, person: PersonThere) -> PersonThere:
        self._people.setdefault(person.unit, {}).setdefault(person.name, []).append(person)
        return person

    def _load_units(self) -> None:
        found: dict[int, UnitThere] = {}
        above: dict[int, int | None] = {}
        for row in Organization.objects.order_by("pk").values("pk", "parent", *UNIT_FIELDS):
            pk = row.pop("pk")
            above[pk] = row.pop("parent")
            found[pk] = UnitThere(pk, None, row)
        for pk, unit in found.items():
            parent = above[pk]
            unit.parent = found[parent] if parent is not None else None
            self._keep(unit)

    def _keep(self, unit: UnitThere) -> UnitThere:
        self._by_name.setdefault(unit.name, []).append(unit)
        if code := unit.fields.get("credit_code"):
            self.by_code[code] = unit
        return unit


def _parts(ids: list[int], size: int = 5_000) -> Iterable[list[int]]:
    return (ids[at : at + size] for at in range(0, len(ids), size))
