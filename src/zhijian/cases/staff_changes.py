"""What a change of staff sets going: a handover, and a refiling with the place's clock.

Somebody who ends a position, or leaves with all of them, hands over in each unit where one was
held. The unit files its roster anew when the post is one that the place requires: at the end of the
old holder's time, and when a successor comes after that. A first holder is no change. While a
refiling of the unit still waits to be filled in, later changes go into it: its clock runs already.
"""

from collections.abc import Sequence
from datetime import date

from zhijian.cases.actions.handing import free
from zhijian.cases.actions.opening import open_case
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.law.books import rulebooks
from zhijian.people.events import Kind, StaffChange
from zhijian.people.models import Organization, Position, User
from zhijian.people.roster import book_place

HANDOVER, REFILING = "handover", "refiling"


def open_cases(change: StaffChange) -> None:
    """Open what a change of staff asks for, in the transaction of the change."""
    tasks = _free(change)
    by_unit: dict[Organization, list[Position]] = {}
    for position in change.positions:
        by_unit.setdefault(position.organization, []).append(position)
    for unit, positions in by_unit.items():
        if change.kind is not Kind.APPOINTED:
            _open(HANDOVER, f"{change.person}离岗交接", unit, positions, change, tasks)
        if _is_refiled(unit, positions, change) and waiting_refiling(unit) is None:
            what = "任岗" if change.kind is Kind.APPOINTED else "离岗"
            _open(REFILING, f"{change.person}{what}，重新报备", unit, positions, change)


def _free(change: StaffChange) -> list[str]:
    """What lies in the hands of who ended a position goes back to the desk, if they cannot act.

    Returns the numbers of what lay there: it is handed over.
    """
    user = User.objects.filter(person=change.person).first()
    if change.kind is Kind.APPOINTED or user is None:
        return []
    held = list(Case.objects.open().filter(assignee=user).order_by("pk"))
    for case in held:
        free(case, by=change.by)
    return [case.number for case in held]


def _open(
    process: str,
    title: str,
    unit: Organization,
    positions: Sequence[Position],
    change: StaffChange,
    tasks: Sequence[str] = (),
) -> Case:
    posts = "、".join(dict.fromkeys(str(each.get_kind_display()) for each in positions))
    return open_case(
        process,
        organization=unit,
        title=f"{title}（{posts}）",
        by=change.by,
        subject=change.person,
        data={
            "person": change.person.pk,
            "positions": [each.pk for each in positions],
            "change": str(change.kind),
            "on": change.on.isoformat(),
            "reason": change.reason,
            "_tasks": list(tasks),
            **({"变动原因": change.reason} if change.reason else {}),
        },
        on=_event_day(change.on),
    )


def _event_day(on: date) -> date:
    """A change entered ahead counts from the day it is entered: no case opens in the future."""
    return min(on, clock.today())


def _is_refiled(unit: Organization, positions: Sequence[Position], change: StaffChange) -> bool:
    place = book_place(unit, rulebooks())
    rows = rulebooks().in_force(place, clock.today(), "people.required_posts")
    required = {row.text for row in rows}
    return any(
        each.kind in required and (change.kind is not Kind.APPOINTED or _succeeds(each))
        for each in positions
    )


def _succeeds(position: Position) -> bool:
    """Somebody else held the post in the unit before."""
    before = Position.objects.filter(
        organization=position.organization, kind=position.kind, from_on__lt=position.from_on
    )
    return before.exclude(person=position.person).filter(until_on__isnull=False).exists()


def waiting_refiling(unit: Organization) -> Case | None:
    """The refiling of the unit that is open and still at its first step; later changes go in."""
    waiting = Case.objects.filter(organization=unit, process=REFILING, state=Case.State.OPEN)
    found = (case for case in waiting.order_by("pk") if case.step == case.definition.first.id)
    return next(found, None)


def handover_of(change: StaffChange, unit: Organization) -> Case | None:
    """The handover that a change of staff opened in a unit."""
    rows = Case.objects.filter(
        organization=unit,
        process=HANDOVER,
        subject_type=change.person._meta.label_lower,
        subject_id=str(change.person.pk),
    )
    wanted = {each.pk for each in change.positions}
    found = (case for case in rows.order_by("-pk") if wanted & set(case.data.get("positions", ())))
    return next(found, None)
