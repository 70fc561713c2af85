"""Who holds which required post in a unit, what is vacant and what clashes, with clause and word.

Shown when the roster is set up, long before anything is released. The rulebooks are handed in: a
unit managed from above (垂直管理) is judged by those of the place that manages it. Which posts are
required of units that keep no account will be for the ledger of accounts to say; until then every
unit but internal ones and outside operators is asked.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from zhijian.core.rules import Rulebooks
from zhijian.people.models import Organization, Position
from zhijian.people.models.staff import SEALED
from zhijian.people.roster_faults import Book, Desk, roster_of
from zhijian.people.roster_parts import Fault, Holder, Post, Proposal, Roster

__all__ = ("Fault", "Holder", "Post", "Proposal", "Roster", "book_place", "roster", "rosters")

HELPING_POSTS = ("REVIEWER", "MONITOR", "DEPUTY")
"""Who of a nearby unit could review for a tiny one."""
_TINY = ("people.separation", "review.distinct_persons")
"""The rules that a unit of two or three people cannot keep alone."""
_SEALED = tuple(f"person__{name}" for name in SEALED)


def book_place(organization: Organization, books: Rulebooks) -> str:
    """The place whose rules hold for a unit: its own, or that which manages it from above."""
    if organization.managed_by == Organization.ManagedBy.LOCAL:
        return organization.place
    return books.superior(organization.place, organization.managed_by)


def roster(
    organization: Organization, on: date, books: Rulebooks, *, excepted: Iterable[str] = ()
) -> Roster:
    """The roster of one unit, with proposals; ``excepted`` are the rules lifted for it that day."""
    found = rosters((organization,), on, books, excepted={organization.pk: frozenset(excepted)})[0]
    if not any(fault.rule in _TINY for fault in found.clashes):
        return found
    return Roster(**(vars(found) | {"proposals": _proposals(organization, on, found)}))


def rosters(
    organizations: Sequence[Organization],
    on: date,
    books: Rulebooks,
    *,
    excepted: Mapping[int, frozenset[str]] | None = None,
) -> list[Roster]:
    """The rosters of many units, without proposals; one query for all of them."""
    holders: dict[int, list[Holder]] = {unit.pk: [] for unit in organizations}
    rows = Position.objects.held_on(on).filter(organization__in=holders).order_by("from_on", "pk")
    for row in rows.select_related("person").defer(*_SEALED):
        holders[row.organization_id].append(_holder(row))
    read: dict[str, Book] = {}
    found = []
    for unit in organizations:
        place = book_place(unit, books)
        if place not in read:
            read[place] = Book(books, place, on)
        lifted = (excepted or {}).get(unit.pk, frozenset())
        found.append(roster_of(Desk(unit, read[place], holders[unit.pk], lifted)))
    return found


def _holder(row: Position) -> Holder:
    return Holder(
        person=row.person_id,
        name=row.person.name,
        kind=row.kind,
        position=row.pk,
        since=row.from_on,
        is_backup=row.is_backup,
        is_outsourced=row.is_outsourced,
        is_full_time=row.is_full_time,
    )


def _proposals(organization: Organization, on: date, found: Roster) -> tuple[Proposal, ...]:
    """One of a named nearby unit, if any has somebody to lend, and a dated exception."""
    own = {holder.person for post in found.posts for holder in post.holders}
    near = Position.objects.held_on(on).filter(
        kind__in=HELPING_POSTS,
        is_outsourced=False,
        organization__parent=organization.parent_id,
        organization__kind__in=(Organization.Kind.ORGAN, Organization.Kind.INSTITUTION),
        organization__abolished_on=None,
    )
    near = near.exclude(organization=organization).exclude(person__in=own)
    able: dict[int, set[int]] = {}
    rows = near if organization.parent_id else near.none()
    for unit, person in rows.order_by("organization").values_list("organization", "person"):
        able.setdefault(unit, set()).add(person)
    excepted = (
        "人手实在不足的，可以请主管单位批准有期限的例外，在“例外登记”中写明理由、文号和截止日期。"
    )
    if not able:
        return (Proposal(excepted),)
    best = max(able, key=lambda unit: (len(able[unit]), -unit))
    helper = Organization.objects.get(pk=best)
    says = (
        f"可以与“{helper}”互审：同属一个上级，有 {len(able[best])} 人能承担审核或监督。"
        "双方商定后，把对方人员登记在本单位的岗位上。"
    )
    return Proposal(says, helper.pk), Proposal(excepted)
