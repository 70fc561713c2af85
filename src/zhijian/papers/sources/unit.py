"""The unit: what it is, who answers for it, what it keeps."""

from typing import Any

from zhijian.ledger.models import Account, SiteColumn
from zhijian.papers.answers import Value, said
from zhijian.papers.matter import Matter, people_of, with_title
from zhijian.papers.platforms import platform_title
from zhijian.papers.sources.keeping import budget_of_year, held_devices, rule_documents
from zhijian.people.models import Organization
from zhijian.people.policy import supervisor_of

_KINDS = {
    "organ": ("行政机关",),
    "institution": ("承担行政职能的事业单位",),
    "party": ("党的机关加挂行政牌子",),
    "authorized": ("法律法规授权单位", "法律法规授权组织"),
}


def _kind(matter: Matter) -> Any:
    label = str(Organization.Kind(matter.unit.kind).label)
    return said(*_KINDS.get(matter.unit.kind, (label,)))


def supervisor(unit: Organization, on: Any) -> str:
    """The name of the office that supervises a unit."""
    return str(supervisor_of(unit, on) or "")


def first(matter: Matter, *kinds: str) -> Any:
    """The first holder of the first of the positions that is held."""
    return next(iter(matter.holders(*kinds)), None)


def contact(matter: Matter) -> str:
    """Name and number of whom to ask in the unit."""
    held = first(matter, "CONTACT", "ADMIN")
    if held is None:
        return ""
    number = matter.number(held.person, "office_phone", "phone")
    return " ".join(part for part in (held.person.name, number) if part)


def phone(matter: Matter) -> str:
    """The number of whom to ask in the unit."""
    held = first(matter, "CONTACT", "ADMIN")
    return matter.number(held.person, "office_phone", "phone") if held else ""


def _columns(matter: Matter) -> list[str]:
    rows = SiteColumn.objects.filter(organization=matter.unit).exclude(state="closed")
    return [f"{row.site.name}：{row.name}" for row in rows.select_related("site")]


def accounts_in_use(matter: Matter) -> list[Account]:
    """The unit's accounts in use, by name."""
    return list(Account.objects.of_unit(matter.unit).live().order_by("platform", "pk"))


def _account_names(matter: Matter) -> list[str]:
    return [f"{platform_title(one)}：{one.name}" for one in accounts_in_use(matter)]


def _names(*kinds: str) -> Value:
    def found(matter: Matter) -> list[str]:
        return [held.person.name for held in people_of(matter.holders(*kinds))]

    return found


def _budget(matter: Matter) -> int | None:
    if matter.account is not None and matter.account.budget_per_year is not None:
        return matter.account.budget_per_year
    if (stated := budget_of_year(matter)) is not None:
        return stated
    known = [
        one.budget_per_year for one in accounts_in_use(matter) if one.budget_per_year is not None
    ]
    return sum(known) if known else None


def _section(matter: Matter) -> str:
    own = matter.account.section if matter.account else ""
    return own or matter.unit.supervising_section


VALUES: dict[str, Value] = {
    "unit.name": lambda matter: matter.unit.name,
    "unit.kind": _kind,
    "unit.supervisor": lambda matter: supervisor(matter.unit, matter.on),
    "unit.section": _section,
    "unit.principal": lambda matter: with_title(first(matter, "PRINCIPAL")),
    "unit.leader": lambda matter: with_title(first(matter, "DEPUTY")),
    "unit.contact": contact,
    "unit.phone": phone,
    "unit.columns": _columns,
    "unit.account_names": _account_names,
    "unit.editors": _names("EDITOR"),
    "unit.reviewers": _names("REVIEWER"),
    "unit.technicians": _names("TECHNICAL"),
    "unit.budget": _budget,
    "unit.devices": held_devices,
    "unit.rule_documents": rule_documents,
}
TABLES: dict[str, Any] = {}
