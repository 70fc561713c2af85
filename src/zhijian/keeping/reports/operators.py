"""Who of an operator works in the unit that had it take something over."""

from dataclasses import dataclass
from datetime import date

from zhijian.keeping import rules
from zhijian.keeping.models import Contract
from zhijian.people.models import Position

ADMIN_FORBIDDEN = "outsourcing.admin_forbidden"


@dataclass(frozen=True)
class Outsider:
    """Somebody of an operator in a post of the unit; ``faults`` are (sentence, tone)."""

    position: Position
    faults: tuple[tuple[str, str], ...]


def outsiders_of(contract: Contract, on: date) -> list[Outsider]:
    """Outsourced people in the unit's posts, with what is wrong about each.

    Which of a unit's outsourced people work under which contract the posts do not say: those whose
    own unit is called like the operator are taken, and those entered in the unit itself.
    """
    unit = contract.organization
    rows = Position.objects.held_on(on).filter(organization=unit, is_outsourced=True)
    rows = rows.select_related("person__organization").order_by("pk")
    theirs = [
        row
        for row in rows
        if row.person.organization_id == unit.pk
        or row.person.organization.name == contract.operator
    ]
    basis = rules.holds(unit, on, ADMIN_FORBIDDEN)
    state = contract.state_on(on)
    found = []
    for row in theirs:
        faults: list[tuple[str, str]] = []
        if row.kind == Position.Kind.ADMIN and basis is not None:
            tone = "amber" if basis.is_proposed else "red"
            faults.append((f"不得任账号管理员（{basis.citation}）", tone))
        if state in ("已到期", "已暂停"):
            faults.append((f"合同{state}，仍在岗", "red"))
        found.append(Outsider(row, tuple(faults)))
    return found
