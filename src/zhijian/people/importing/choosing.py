"""Which rows of a preview are taken: one choice per ledger, and single rows against it.

So 100,000 rows are chosen in one line, and ten of them left out by ten ticks.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from zhijian.core.refused import Refused
from zhijian.people.importing.plan_parts import Outcome
from zhijian.people.models import ImportBatch, ImportRow, User

Pick = ImportBatch.Pick
CHOOSABLE = Q(is_planned=True, outcome__in=(Outcome.NEW, Outcome.CHANGED))
"""Rows that would write something."""
_PICKED: Mapping[str, Q] = {
    Pick.ALL: Q(is_planned=True),
    Pick.NEW: Q(outcome=Outcome.NEW),
    Pick.CHANGED: Q(outcome=Outcome.CHANGED),
    Pick.CLEAN: Q(has_remark=False),
    Pick.NONE: Q(is_planned=False),
}


def pick_of(batch: ImportBatch, relation: str) -> str:
    """What is chosen of a ledger; everything unless somebody said otherwise."""
    return str(batch.picks.get(relation, Pick.ALL))


def chosen(batch: ImportBatch) -> Any:
    """The rows that will be written."""
    condition = Q(pk__in=[])
    for relation in batch.by_ledger:
        picked = _PICKED[pick_of(batch, relation)]
        agrees = (picked & Q(is_flipped=False)) | (~picked & Q(is_flipped=True))
        condition |= Q(relation=relation) & agrees
    return batch.rows.filter(CHOOSABLE).filter(condition)


def is_choosable(row: ImportRow) -> bool:
    """Whether a row would write something."""
    return row.is_planned and row.outcome in (Outcome.NEW, Outcome.CHANGED)


def is_chosen(batch: ImportBatch, row: ImportRow) -> bool:
    """Whether a row will be written."""
    return is_choosable(row) and _is_picked(batch, row) is not row.is_flipped


@transaction.atomic
def pick(batch: ImportBatch, relation: str, what: str, *, by: User) -> ImportBatch:
    """Choose of one ledger (``""``: of each) all rows, some kind of them, or none.

    Single choices made before are forgotten.

    Raises:
        Refused: not a preview of ``by``, or no such choice.
    """
    found = undecided(batch, by)
    if what not in Pick.values or (relation and relation not in found.by_ledger):
        raise Refused("没有这种选择，请在列出的几项中选。")
    wanted = [relation] if relation else list(found.by_ledger)
    found.picks = {**found.picks, **dict.fromkeys(wanted, what)}
    found.save(update_fields=("picks",))
    found.rows.filter(relation__in=wanted, is_flipped=True).update(is_flipped=False)
    return found


@transaction.atomic
def tick(
    batch: ImportBatch, shown: Iterable[int], ticked: Iterable[int], *, by: User
) -> ImportBatch:
    """Of the rows shown on a page (by number), take exactly those that are ticked.

    Raises:
        Refused: not a preview of ``by``.
    """
    found = undecided(batch, by)
    wanted = set(ticked)
    flipped, straight = [], []
    for row in found.rows.filter(CHOOSABLE, number__in=list(shown)).defer("sealed", "before"):
        is_against = (row.number in wanted) is not _is_picked(found, row)
        if is_against is not row.is_flipped:
            (flipped if is_against else straight).append(row.pk)
    ImportRow.objects.filter(pk__in=flipped).update(is_flipped=True)
    ImportRow.objects.filter(pk__in=straight).update(is_flipped=False)
    return found


def undecided(batch: ImportBatch, by: User, *states: str) -> ImportBatch:
    """The batch, locked, if ``by`` uploaded it and it still waits for a decision.

    Raises:
        Refused: somebody else's, or decided already.
    """
    found = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.uploaded_by_id != by.pk:
        raise Refused(f"这一批由{found.uploaded_by.name}上传，请由上传人确认。")
    if found.state not in (states or (ImportBatch.State.PREVIEW,)):
        raise Refused(f"这一批已经处理过了，状态是“{found.get_state_display()}”。")
    return found


def _is_picked(batch: ImportBatch, row: ImportRow) -> bool:
    return {
        Pick.ALL: True,
        Pick.NEW: row.outcome == Outcome.NEW,
        Pick.CHANGED: row.outcome == Outcome.CHANGED,
        Pick.CLEAN: not row.has_remark,
        Pick.NONE: False,
    }[Pick(pick_of(batch, row.relation))]
