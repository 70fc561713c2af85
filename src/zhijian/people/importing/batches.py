"""Uploading, taking, giving up and undoing an import."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import ProtectedError

from zhijian import journal
from zhijian.config import clock
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.people import policy, tree
from zhijian.people.importing.plan_parts import Outcome, Planned
from zhijian.people.importing.planning import plan
from zhijian.people.importing.reading import Unread, read_upload
from zhijian.people.importing.rows import note_written, parsed, rows_of
from zhijian.people.importing.standing import Standing
from zhijian.people.importing.undoing import take_back
from zhijian.people.importing.writing import write
from zhijian.people.models import ImportBatch, ImportRow, User

State = ImportBatch.State
BATCH = 1_000


def may_import(user: User) -> bool:
    """Whether ``user`` keeps the staff of any unit."""
    return policy.is_setter_up(user) or policy.kept_by(user).exists()


def upload(content: bytes, name: str, *, by: User) -> ImportBatch:
    """A batch to look at: what was understood, and what each row would do. Nothing is written yet.

    Raises:
        Refused: no leave, or nothing in the file can be imported.
    """
    if not may_import(by):
        raise Refused(
            "导入由单位的联系人、账号管理员、分管负责人、主要负责人或系统管理员办理，"
            "您不在这些岗位上。"
        )
    found = read_upload(content, name)
    place = by.organization.place if by.organization else options().place
    planned = plan(found.rows, Standing(by), place=place)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            file_name=found.name,
            file_digest=found.digest,
            file_bytes=found.size,
            place=place,
            understood=list(found.understood),
            counts=_counts(planned, found.unread),
            uploaded_by=by,
            organization=by.organization,
            uploaded_at=clock.now(),
        )
        ImportRow.objects.bulk_create(rows_of(batch, planned, found), batch_size=BATCH)
        journal.record("import.uploaded", batch, by=by, digest=found.digest, counts=batch.counts)
    return batch


@transaction.atomic
def commit_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """The batch, written whole: every row that was not refused.

    Raises:
        Refused: decided already, nothing to write, or the registers changed since the preview.
    """
    tree.lock_tree()
    found = _undecided(batch, by)
    rows = list(found.rows.filter(is_planned=True).order_by("number"))
    planned = plan([parsed(row) for row in rows], Standing(by), place=found.place)
    if [one.outcome for one in planned] != [row.outcome for row in rows]:
        raise Refused("预览之后，台账已有变动，各行的结果与预览不同，没有导入。请重新上传核对。")
    if all(one.outcome in (Outcome.SAME, Outcome.REFUSED) for one in planned):
        raise Refused("没有新增或变更的行，不需要导入。")
    write(planned, by)
    for row, one in zip(rows, planned, strict=True):
        note_written(row, one)
    # Writing the rows anew takes a tenth of the time of updating five columns of each.
    found.rows.filter(is_planned=True).delete()
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)
    _decide(found, State.COMMITTED)
    journal.record("import.committed", found, by=by, digest=found.file_digest, counts=found.counts)
    return found


@transaction.atomic
def drop_import(batch: ImportBatch, *, by: User) -> ImportBatch:
    """The batch, given up; its rows are erased, what was counted stays.

    Raises:
        Refused: decided already.
    """
    found = _undecided(batch, by)
    found.rows.all().delete()
    _decide(found, State.DROPPED)
    journal.record("import.dropped", found, by=by, digest=found.file_digest)
    return found


@transaction.atomic
def undo_import(batch: ImportBatch, *, by: User, reason: str) -> ImportBatch:
    """Everything the batch wrote, taken back, while nothing was built on it.

    Raises:
        Refused: not taken, no reason, or something was built on it since; the words say what.
    """
    tree.lock_tree()
    found = ImportBatch.objects.select_for_update(of=("self",)).visible_to(by).get(pk=batch.pk)
    if found.state != State.COMMITTED:
        raise Refused(f"这一批的状态是“{found.get_state_display()}”，不能撤销。")
    if not (reason := " ".join(reason.split())[:200]):
        raise Refused("撤销导入须写明理由，请填写。")
    try:
        with transaction.atomic():
            take_back(found)
    except ProtectedError as fault:
        raise Refused(_built_on(fault)) from None
    _decide(found, State.UNDONE)
    journal.record("import.undone", found, by=by, remark=reason, digest=found.file_digest)
    return found


def _built_on(fault: ProtectedError) -> str:
    counts: dict[str, int] = {}
    for row in fault.protected_objects:
        name = str(row._meta.verbose_name)
        counts[name] = counts.get(name, 0) + 1
    found = "、".join(f"{name} {count} 条" for name, count in counts.items())
    return f"导入之后已经有了与之相连的记录（{found}），不能撤销。请在各自的页面上逐个更正。"


def _undecided(batch: ImportBatch, by: User) -> ImportBatch:
    found = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if found.uploaded_by_id != by.pk:
        raise Refused(f"这一批由{found.uploaded_by.name}上传，请由上传人确认。")
    if found.state != State.PREVIEW:
        raise Refused(f"这一批已经处理过了，状态是“{found.get_state_display()}”。")
    return found


def _decide(batch: ImportBatch, state: str) -> None:
    batch.state, batch.decided_at = state, clock.now()
    batch.save(update_fields=("state", "decided_at"))


def _counts(planned: Iterable[Planned], unread: Iterable[Unread]) -> dict[str, int]:
    counts = {str(outcome): 0 for outcome in Outcome}
    for one in planned:
        counts[str(one.outcome)] += 1
        counts["cells"] = counts.get("cells", 0) + sum(not f.loses_row for f in one.faults)
    for cell in unread:
        name = str(Outcome.REFUSED) if cell.loses_row else "cells"
        counts[name] = counts.get(name, 0) + 1
    return counts
