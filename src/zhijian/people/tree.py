"""The closure of the tree: kept equal to the parent pointers at every change.

Whoever changes the tree takes ``lock_tree`` first, so that two moves cannot make a circle together.
"""

from collections.abc import Sequence

from zhijian.core.refused import Refused
from zhijian.people.models import Lineage, Organization

BATCH = 2_000


def lock_tree() -> None:
    """Let one change of the tree at a time go on; held to the end of the transaction."""
    tops = Organization.objects.filter(parent=None).order_by("pk")
    list(tops.select_for_update(no_key=True).values_list("pk"))


def enter(organization: Organization) -> None:
    """Enter a new unit below its parent."""
    enter_all((organization,))


def enter_all(organizations: Sequence[Organization]) -> None:
    """Enter new units; a parent among them stands before its children.

    Reads the lineage of the parents that are there already once, and writes in batches.
    """
    above: dict[int, list[tuple[int, int]]] = {}
    known = {one.parent_id for one in organizations} - {one.pk for one in organizations} - {None}
    rows = Lineage.objects.filter(descendant__in=known)
    for descendant, ancestor, depth in rows.values_list("descendant", "ancestor", "depth"):
        above.setdefault(descendant, []).append((ancestor, depth))
    lineage = []
    for one in organizations:
        line = [(one.pk, 0)]
        if one.parent_id is not None:
            line += [(ancestor, depth + 1) for ancestor, depth in above[one.parent_id]]
        above[one.pk] = line
        lineage += [Lineage(ancestor_id=a, descendant_id=one.pk, depth=d) for a, d in line]
    Lineage.objects.bulk_create(lineage, batch_size=BATCH)


def hang(organization: Organization, parent: Organization | None) -> None:
    """Hang a unit, with all below it, under another parent (None: at the top).

    Raises:
        Refused: the new parent is the unit itself or lies below it.
    """
    below = list(Lineage.objects.filter(ancestor=organization).values_list("descendant", "depth"))
    inside = {descendant for descendant, _ in below}
    if parent is not None and parent.pk in inside:
        raise Refused(
            f"“{parent}”就是“{organization}”自己，或在它的下面，不能作它的上级。请另选上级单位。"
        )
    above = []
    if parent is not None:
        above = list(Lineage.objects.filter(descendant=parent).values_list("ancestor", "depth"))
    Lineage.objects.filter(descendant__in=inside).exclude(ancestor__in=inside).delete()
    Lineage.objects.bulk_create(
        [
            Lineage(ancestor_id=ancestor, descendant_id=descendant, depth=up + down + 1)
            for ancestor, up in above
            for descendant, down in below
        ],
        batch_size=BATCH,
    )
    organization.parent = parent
    organization.save(update_fields=("parent",))
