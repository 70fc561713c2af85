"""Taking the chosen rows of an import, and undoing it later."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from zhijian import journal
from zhijian.core.cycles import no_cycles
from zhijian.core.refused import Refused
from zhijian.people import tree
from zhijian.people.importing.batches import decide
from zhijian.people.importing.choosing import CHOOSABLE, chosen, undecided
from zhijian.people.importing.plan_parts import Planned
from zhijian.people.importing.rows import keep_traces, stored
from zhijian.people.importing.takers import plan_all, write_all
from zhijian.people.importing.undoing import take_back
from zhijian.people.models import ImportBatch, User

State = ImportBatch.State
_MOVED_ON = "预览之后，台账已有变动，各行的结果与预览不同，没有导入。请重新上传核对。"


def commit_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """The batch with every chosen row written, all or nothing.

    Raises:
        Refused: decided already, nothing to write, a chosen row leans on one that was not chosen,
            or the registers changed since the preview.
    """
    try:
        with transaction.atomic():
            return _commit(batch, by)
    except IntegrityError:
        raise Refused(_MOVED_ON) from None


def _commit(batch: ImportBatch, by: User) -> ImportBatch:
    tree.lock_tree()
    found = undecided(batch, by, State.PREVIEW, State.COMMITTING)
    rows, outcomes = [], {}
    with no_cycles():
        for row, outcome in stored(chosen(found).order_by("number")):
            rows.append(row)
            outcomes[row.number] = outcome
    if not rows:
        if found.rows.filter(CHOOSABLE).exists():
            raise Refused("没有选中的行。请勾选要导入的行，或放弃这次上传。")
        raise Refused("没有新增或变更的行，不需要导入。")
    planned = plan_all(rows, by=by, place=found.place)
    del rows
    _refuse_other(found, planned, outcomes)
    keep_traces(found, write_all(planned, by))
    decide(found, State.COMMITTED, taken=len(planned))
    journal.record(
        "import.committed",
        found,
        by=by,
        digest=found.file_digest,
        counts=found.counts,
        taken=found.taken,
    )
    return found


def _refuse_other(
    batch: ImportBatch, planned: Sequence[Planned], outcomes: Mapping[int, str]
) -> None:
    """Pass if every row would do what the preview said.

    Raises:
        Refused: it would not.
    """
    other = [one for one in planned if str(one.outcome) != outcomes[one.number]]
    if not other:
        return
    refused = [one for one in other if one.is_refused]
    if not refused or batch.rows.filter(CHOOSABLE).count() == len(planned):
        raise Refused(_MOVED_ON)
    lines = [
        f"{one.place.sheet or one.place.file}第 {one.place.row} 行（{one.about}）："
        f"{one.faults[0].reason}。"
        for one in refused[:5]
    ]
    raise Refused(
        f"选中的行里有 {len(refused)} 行要用到没有选中的行，没有导入。请一并选中，或都不选。{lines[0]}",
        lines[1:],
    )


@transaction.atomic
def undo_import(batch: ImportBatch, *, by: User, reason: str) -> ImportBatch:
    """Everything the batch wrote, taken back, while nothing was built on it.

    Raises:
        Refused: not taken, no reason, or something was built on it since; the words say what.
    """
    tree.lock_tree()
    found = ImportBatch.objects.select_for_update(of=("self",)).visible_to(by).get(pk=batch.pk)
    if found.state not in (State.COMMITTED, State.UNDOING):
        raise Refused(f"这一批的状态是“{found.get_state_display()}”，不能撤销。")
    reason = reason_for(reason)
    try:
        with transaction.atomic():
            take_back(found)
    except ProtectedError as fault:
        raise Refused(_built_on(fault)) from None
    decide(found, State.UNDONE)
    journal.record("import.undone", found, by=by, remark=reason, digest=found.file_digest)
    return found


def reason_for(reason: str) -> str:
    """Why an import is undone.

    Raises:
        Refused: nothing was said.
    """
    if not (said := " ".join(reason.split())[:200]):
        raise Refused("撤销导入须写明理由，请填写。")
    return said


def _built_on(fault: ProtectedError) -> str:
    counts: dict[str, int] = {}
    for row in fault.protected_objects:
        name = str(row._meta.verbose_name)
        counts[name] = counts.get(name, 0) + 1
    found = "、".join(f"{name} {count} 条" for name, count in counts.items())
    return f"导入之后已经有了与之相连的记录（{found}），不能撤销。请在各自的页面上逐个更正。"
