"""The day, the person who prints, the office."""

from typing import Any

from zhijian.config import clock
from zhijian.config.options import options
from zhijian.papers.answers import Value, local
from zhijian.papers.matter import Matter
from zhijian.people.policy import supervisor_of


def _phone(matter: Matter) -> str:
    return matter.number(matter.user.person, "office_phone", "phone")


def _contact(matter: Matter) -> str:
    return " ".join(part for part in (matter.user.name, _phone(matter)) if part)


def office(matter: Matter) -> Any:
    """The office that supervises: as this installation names itself, else as the tree says."""
    return options().office_name or str(supervisor_of(matter.unit, matter.on) or "")


VALUES: dict[str, Value] = {
    "today": lambda matter: matter.today,
    "now": lambda matter: local(clock.now()),
    "user.name": lambda matter: matter.user.name,
    "user.phone": _phone,
    "user.contact": _contact,
    "place.name": lambda matter: matter.place_name,
    "office.name": office,
}
TABLES: dict[str, Any] = {}
