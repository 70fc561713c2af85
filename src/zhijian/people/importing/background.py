"""Imports that take longer than a page may: the same steps, done by a worker.

What is small is done at once. Meanwhile the batch says what is under way; if the step is refused,
it goes back to where it was and says why.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhijian import jobs
from zhijian.core.refused import Refused
from zhijian.jobs.models import Job
from zhijian.people.importing import batches, deciding
from zhijian.people.importing.choosing import chosen, undecided
from zhijian.people.models import ImportBatch, User

State = ImportBatch.State
LARGE_FILE = 200_000
"""Bytes; a workbook of this size is read and planned in about two seconds."""
LARGE_ROWS = 2_000
ATTEMPTS = 3
UNDER_WAY = {"read": State.READING, "commit": State.COMMITTING, "undo": State.UNDOING}
_BACK_TO = {
    State.READING: State.UNREAD,
    State.COMMITTING: State.PREVIEW,
    State.UNDOING: State.COMMITTED,
}


def hand_in(content: bytes, name: str, *, by: User) -> ImportBatch:
    """A batch to look at, at once or when a worker has read it.

    Raises:
        Refused: see ``upload`` and ``receive``.
    """
    if len(content) <= LARGE_FILE:
        return batches.upload(content, name, by=by)
    with transaction.atomic():
        batch = batches.receive(content, name, by=by)
        return _queue(batch, "read", by)


def correct_import(
    batch: ImportBatch, corrections: Sequence[Mapping[str, Any]], *, by: User
) -> ImportBatch:
    """The batch, read as corrected, at once or soon.

    Raises:
        Refused: decided already, or nothing can be read so; the corrections stay as they were.
    """
    if batch.file_bytes > LARGE_FILE:
        with transaction.atomic():
            return _queue(batches.set_corrections(batch, corrections, by=by), "read", by)
    with transaction.atomic():
        return batches.read_again(batches.set_corrections(batch, corrections, by=by), by=by)


def begin_commit(batch: ImportBatch, *, by: User) -> ImportBatch:
    """The chosen rows written, at once or soon.

    Raises:
        Refused: see ``commit_import``.
    """
    if chosen(batch).count() <= LARGE_ROWS:
        return deciding.commit_import(batch, by=by)
    with transaction.atomic():
        return _queue(undecided(batch, by), "commit", by)


def begin_undo(batch: ImportBatch, *, by: User, reason: str) -> ImportBatch:
    """The import taken back, at once or soon.

    Raises:
        Refused: see ``undo_import``.
    """
    said = deciding.reason_for(reason)
    if batch.traces.count() <= LARGE_ROWS:
        return deciding.undo_import(batch, by=by, reason=said)
    with transaction.atomic():
        found = ImportBatch.objects.select_for_update(of=("self",)).visible_to(by).get(pk=batch.pk)
        if found.state != State.COMMITTED:
            raise Refused(f"这一批的状态是“{found.get_state_display()}”，不能撤销。")
        found.reason = said
        return _queue(found, "undo", by)


def is_stuck(batch: ImportBatch) -> bool:
    """Whether a step is said to be under way that nobody will do any more."""
    is_waiting = batch.state in UNDER_WAY.values()
    return is_waiting and not Job.objects.unfinished().filter(pk=batch.job).exists()


@transaction.atomic
def release(batch: ImportBatch, *, by: User) -> ImportBatch:
    """A stuck batch, put back to where it was before the step.

    Raises:
        Refused: it is not stuck.
    """
    found = ImportBatch.objects.select_for_update(of=("self",)).visible_to(by).get(pk=batch.pk)
    if not is_stuck(found):
        raise Refused("这一步还在办理，请稍后再看。")
    _put_back(found, "后台任务没有办成，请再试一次；仍不成的，请联系系统管理员。")
    return found


def run(what: str, payload: Mapping[str, Any]) -> None:
    """Do the step of a job; a batch that is no longer at it is left alone."""
    batch = ImportBatch.objects.filter(pk=payload["batch"], state=UNDER_WAY[what]).first()
    by = User.objects.filter(pk=payload["by"], is_active=True).first()
    if batch is None:
        return
    try:
        if by is None:
            raise Refused("办理人的登录已经停用，没有办理。")
        if what == "read":
            batches.read_again(batch, by=by)
        elif what == "commit":
            deciding.commit_import(batch, by=by)
        else:
            deciding.undo_import(batch, by=by, reason=batch.reason)
    except Refused as refusal:
        with transaction.atomic():
            found = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
            _put_back(found, "\n".join((str(refusal), *refusal.lines)))


def _queue(batch: ImportBatch, what: str, by: User) -> ImportBatch:
    job = jobs.enqueue(f"import.{what}", {"batch": batch.pk, "by": by.pk}, max_attempts=ATTEMPTS)
    batch.state, batch.job, batch.trouble = UNDER_WAY[what], job.pk, ""
    batch.save(update_fields=("state", "job", "trouble", "reason"))
    return batch


def _put_back(batch: ImportBatch, trouble: str) -> None:
    batch.state = _BACK_TO.get(State(batch.state), batch.state)
    batch.trouble = trouble
    batch.save(update_fields=("state", "trouble"))
