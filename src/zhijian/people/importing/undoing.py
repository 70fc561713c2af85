"""Taking back what an import wrote: its rows go, what it changed is as it was."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from zhijian.core.refused import Refused
from zhijian.people import tree
from zhijian.people.actions.persons import seal_person
from zhijian.people.importing.rows import unpacked
from zhijian.people.models import ImportBatch, ImportRow, Lineage, Organization, Person, Position

PART = 1_000


def take_back(batch: ImportBatch) -> None:
    """Undo every row of a batch.

    Raises:
        Refused: what it changed was changed again since.
        ProtectedError: something else rests on what it made.
    """
    rows = batch.rows.filter(is_planned=True)
    for row in rows.exclude(before="").order_by("-number"):
        _restore(row)
    _delete(Position, rows.exclude(position_made=None).values_list("position_made", flat=True))
    _delete(Person, rows.exclude(person_made=None).values_list("person_made", flat=True))
    made = list(rows.exclude(unit_made=None).values_list("unit_made", flat=True))
    depths = dict(
        Lineage.objects.filter(descendant__in=made, ancestor__parent=None).values_list(
            "descendant", "depth"
        )
    )
    for depth in sorted(set(depths.values()), reverse=True):
        _delete(Organization, [pk for pk in made if depths[pk] == depth])


def _delete(model: Any, ids: Iterable[int]) -> None:
    waiting = list(ids)
    for at in range(0, len(waiting), PART):
        model.objects.filter(pk__in=waiting[at : at + PART]).delete()


def _restore(row: ImportRow) -> None:
    said = unpacked(row.before)
    before, after = said["before"], said["after"]
    if "phone" in before:
        person = Person.objects.get(pk=row.target)
        _refuse_changed(person, {"phone": after["phone"]})
        person.save(update_fields=seal_person(person, phone=before["phone"]))
    if "position" in before:
        _put_back(Position.objects.get(pk=row.target), before["position"], after["position"])
    if row.relation == "organizations":
        unit = Organization.objects.get(pk=row.target)
        if "parent" in before:
            _refuse_changed(unit, {"parent_id": after.pop("parent")})
            above = before.pop("parent")
            tree.hang(unit, Organization.objects.get(pk=above) if above else None)
        _put_back(unit, before, after)


def _put_back(row: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    _refuse_changed(row, after)
    for name, value in before.items():
        is_day = value and name.endswith("_on")
        setattr(row, name, date.fromisoformat(value) if is_day else value)
    if before:
        row.save(update_fields=list(before))


def _refuse_changed(row: Any, after: dict[str, Any]) -> None:
    for name, value in after.items():
        now = getattr(row, name)
        if (now.isoformat() if isinstance(now, date) else now) != value:
            raise Refused(
                f"“{row}”在导入之后又被修改过，不能撤销。请在它的页面上更正，其余各行也没有撤销。"
            )
