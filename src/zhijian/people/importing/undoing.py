"""Taking back what an import wrote: its rows go, what it changed is as it was; all or nothing."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.utils.crypto import salted_hmac

from zhijian.core.refused import Refused
from zhijian.people import edits
from zhijian.people.importing.portions import portions
from zhijian.people.importing.takers import Table, takers
from zhijian.people.models import ImportBatch, ImportTrace

PART = 1_000
SHOWN = 5


class Hindrances:
    """What stands in the way of undoing, gathered before anything is touched."""

    def __init__(self) -> None:
        self.touched: list[str] = []
        self.touched_count = 0
        self.leaning: dict[str, int] = {}

    def touch(self, row: models.Model) -> None:
        """A row was changed after the import."""
        self.touched_count += 1
        if len(self.touched) < SHOWN:
            self.touched.append(f"“{row}”")

    def lean(self, name: str, count: int) -> None:
        """So many rows of a kind lean on what the import made."""
        if count:
            self.leaning[name] = self.leaning.get(name, 0) + count

    def refuse(self) -> None:
        """Pass if nothing stands in the way.

        Raises:
            Refused: with everything that does.
        """
        lines = []
        if self.leaning:
            found = "、".join(f"{name} {count} 条" for name, count in self.leaning.items())
            lines.append(
                f"导入之后已经有了与之相连的记录（{found}），不能撤销。请在各自的页面上逐个更正。"
            )
        if self.touched:
            more = f"等 {self.touched_count} 条" if self.touched_count > len(self.touched) else ""
            lines.append(
                f"{'、'.join(self.touched)}{more}在导入之后又被修改过，不能撤销。"
                "请在它的页面上更正，其余各行也没有撤销。"
            )
        if lines:
            raise Refused("".join(lines), lines[1:])


def take_back(batch: ImportBatch) -> None:
    """Undo every row of a batch.

    Raises:
        Refused: something leans on what it made, or was changed again since.
        ProtectedError: the same, met while deleting.
    """
    tables = [table for taker in takers() for table in taker.tables]
    made = {
        table.label: list(
            batch.traces.filter(table=table.label, is_new=True).values_list("target", flat=True)
        )
        for table in tables
    }
    hindrances = Hindrances()
    for table in tables:
        _look_for_touched(batch, table, hindrances)
    ours = {label: set(ids) for label, ids in made.items()}
    for table in tables:
        _look_for_leaning(table, made[table.label], ours, hindrances)
    hindrances.refuse()
    for table in reversed(tables):
        for trace in batch.traces.filter(table=table.label, is_new=False).order_by("-number"):
            table.restore(table.model._default_manager.get(pk=trace.target), _before(trace))
    for table in reversed(tables):
        for layer in table.layers(made[table.label]):
            for part in portions(layer, PART):
                table.model._default_manager.filter(pk__in=part).delete()


def marker(model: type[models.Model], names: Sequence[str]) -> Callable[[models.Model], str]:
    """What gives the fingerprint of each of many rows as an import leaves it.

    It is that of ``edits.fingerprint``; fields and key are looked up once.
    """
    attnames = [model._meta.get_field(name).attname for name in names]
    keyed = salted_hmac("zhijian.people.edits", "", algorithm="sha256")

    def mark(row: models.Model) -> str:
        own = keyed.copy()
        own.update(json.dumps([str(getattr(row, name)) for name in attnames]).encode())
        return own.hexdigest()[:16]

    return mark


def _look_for_touched(batch: ImportBatch, table: Table, hindrances: Hindrances) -> None:
    rows = table.model._default_manager
    mark = marker(table.model, table.names)
    traces = batch.traces.filter(table=table.label)
    for part in portions(traces.iterator(chunk_size=PART), PART):
        found = rows.in_bulk([trace.target for trace in part])
        for trace in part:
            row = found.get(trace.target)
            if row is None:
                if not trace.is_new:
                    hindrances.lean(f"已删除的{table.model._meta.verbose_name}", 1)
            elif trace.is_new:
                if trace.mark and mark(row) != trace.mark:
                    hindrances.touch(row)
            elif not _is_as_left(trace, row):
                hindrances.touch(row)


def _is_as_left(trace: ImportTrace, row: models.Model) -> bool:
    """Whether a changed row still is as the import left it."""
    after = json.loads(trace.before)["after"]
    if trace.mark:
        return edits.fingerprint(row, tuple(after)) == trace.mark
    return all(_plain(row, name) == value for name, value in after.items())


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, row._meta.get_field(name).attname)
    return value.isoformat() if isinstance(value, date) else value


def _before(trace: ImportTrace) -> dict[str, Any]:
    return dict(json.loads(trace.before)["before"])


def _look_for_leaning(
    table: Table, ids: Sequence[int], ours: Mapping[str, set[int]], hindrances: Hindrances
) -> None:
    for part in portions(ids, PART):
        for related, keys in _pointing_at(table, part):
            own = ours.get(related._meta.label_lower, set())
            hindrances.lean(
                str(related._meta.verbose_name), sum(1 for key in keys if key not in own)
            )
        for name, count in table.leaning(part).items():
            hindrances.lean(name, count)


def _pointing_at(
    table: Table, ids: Sequence[int]
) -> Iterator[tuple[type[models.Model], Sequence[Any]]]:
    """The tables with a foreign key to ``table``, each with the keys of its rows that point."""
    for relation in table.model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and relation.is_relation):
            continue
        related = relation.related_model
        if relation.many_to_many or related._meta.label_lower in table.owned:
            continue
        rows = related._base_manager.filter(**{f"{relation.field.name}__in": ids})
        yield related, list(rows.values_list("pk", flat=True))
