"""People about to be missing: posts that end, leave announced, posts one person alone holds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zhijian.cases.models import Delegation
from zhijian.law.books import rulebooks
from zhijian.people.models import Organization, Position
from zhijian.people.models.staff import SEALED
from zhijian.people.roster import rosters

_SEALED = tuple(f"person__{name}" for name in SEALED)


@dataclass(frozen=True)
class Absence:
    """Somebody who will be missing from ``on``: the post, why, and whether it is then vacant.

    ``cited`` names the clause that requires the post; "" where none does.
    """

    on: date
    unit: int
    unit_name: str
    post: str
    person: int
    person_name: str
    why: str
    is_vacant: bool
    cited: str


@dataclass(frozen=True)
class Single:
    """A required post that exactly one person holds: nobody stands in when that one is away."""

    unit: int
    unit_name: str
    post: str
    person: int
    person_name: str
    cited: str


def absences(units: Iterable[Organization], on: date, until: date) -> list[Absence]:
    """Who leaves a post or is on leave from ``on`` to ``until``, the earliest first."""
    held = list(units)
    required = _required(held, on)
    leaving = _leaving(held, on, until)
    left = defaultdict(list)
    rows = Position.objects.held_on(on).filter(organization__in=held)
    for row in rows.select_related("organization", "person").defer(*_SEALED):
        left[row.organization_id, row.kind].append(row)
    found = []
    for row, day, why in leaving:
        rest = [
            one
            for one in left[row.organization_id, row.kind]
            if one.pk != row.pk and not one.is_backup and not _gone(one, day)
        ]
        found.append(
            Absence(
                on=day,
                unit=row.organization_id,
                unit_name=row.organization.name,
                post=str(row.get_kind_display()),
                person=row.person_id,
                person_name=row.person.name,
                why=why,
                is_vacant=(row.organization_id, row.kind) in required and not rest,
                cited=required.get((row.organization_id, row.kind), ""),
            )
        )
    found += _on_leave(held, on, until)
    return sorted(found, key=lambda one: (one.on, one.unit_name, one.post))


def single_holders(units: Iterable[Organization], on: date) -> list[Single]:
    """Posts that a place requires and that one person alone holds."""
    held = list(units)
    names = {unit.pk: unit.name for unit in held}
    found = []
    for one in rosters(held, on, rulebooks()):
        for post in one.posts if one.applies else ():
            if post.basis is None or len({holder.person for holder in post.holders}) != 1:
                continue
            holder = post.holders[0]
            found.append(
                Single(
                    unit=one.organization,
                    unit_name=names[one.organization],
                    post=post.name,
                    person=holder.person,
                    person_name=holder.name,
                    cited=post.basis.cited,
                )
            )
    return sorted(found, key=lambda one: (one.unit_name, one.post))


def _required(units: list[Organization], on: date) -> dict[tuple[int, str], str]:
    """The posts that the rules ask of each unit, with the clause."""
    return {
        (one.organization, post.kind): post.basis.cited
        for one in rosters(units, on, rulebooks())
        if one.applies
        for post in one.posts
        if post.basis is not None
    }


def _leaving(units: list[Organization], on: date, until: date) -> list[tuple[Position, date, str]]:
    """Positions that end, or whose holder leaves; the day is the first one without them."""
    rows = Position.objects.held_on(on).filter(organization__in=units)
    found = []
    for row in rows.select_related("organization", "person").defer(*_SEALED):
        ends = row.until_on + timedelta(days=1) if row.until_on else None
        leaves = row.person.left_on
        day = min((one for one in (ends, leaves) if one is not None), default=None)
        if day is not None and on < day <= until + timedelta(days=1):
            why = "离岗" if leaves is not None and day == leaves else "任期到"
            found.append((row, day, f"{why} {day - timedelta(days=1):%Y-%m-%d}"))
    return found


def _gone(row: Position, day: date) -> bool:
    ended = row.until_on is not None and row.until_on < day
    return ended or (row.person.left_on is not None and row.person.left_on <= day)


def _on_leave(units: list[Organization], on: date, until: date) -> list[Absence]:
    """Leave as it is announced here: somebody lets another act for a time (委托代办)."""
    rows = Delegation.objects.filter(
        organization__in=units, revoked_at__isnull=True, from_on__lte=until, until_on__gte=on
    )
    return [
        Absence(
            on=max(row.from_on, on),
            unit=row.organization_id,
            unit_name=row.organization.name,
            post="委托代办",
            person=row.giver.person_id or 0,
            person_name=row.giver.name,
            why=f"{row.from_on:%m-%d} 至 {row.until_on:%m-%d} 由{row.taker.name}代办：{row.reason}",
            is_vacant=False,
            cited="",
        )
        for row in rows.select_related("organization", "giver__person", "taker__person")
    ]
