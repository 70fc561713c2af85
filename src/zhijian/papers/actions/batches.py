"""One form for many subjects, printed in the background when they are many."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhijian import jobs, journal
from zhijian.config import clock
from zhijian.core.forms.model import Form
from zhijian.core.refused import Refused
from zhijian.papers import policy
from zhijian.papers.actions.printing import require_sound
from zhijian.papers.models import PrintBatch
from zhijian.papers.press import AT_ONCE
from zhijian.papers.subjects import Subject
from zhijian.people.models import User

BATCH = "papers.print_batch"
MOST = 2_000
"""How many papers one batch may hold."""


@transaction.atomic
def start_batch(
    form: Form,
    subjects: Sequence[Subject],
    *,
    by: User,
    kind: str,
    on: date | None = None,
    copies: int = 1,
) -> PrintBatch:
    """A batch that waits to be printed.

    Raises:
        Refused: nobody chosen, too many, or no leave for one of the units.
    """
    require_sound(form, kind, on, copies)
    if kind == "xlsx":
        raise Refused("批量打印只有 PDF 和 Word 两种，请另选一种。")
    if not subjects:
        raise Refused("没有选中要打印的对象，请先勾选。")
    if len(subjects) > MOST:
        raise Refused(f"一次最多打印 {MOST} 份，现选 {len(subjects)} 份，请分几次打印。")
    units = {subject.unit.pk: subject.unit for subject in subjects}
    for unit in units.values():
        policy.require_numbers(by, unit, form)
    top = by.organization or subjects[0].unit
    batch = PrintBatch.objects.create(
        organization=top,
        form=form.id,
        format=kind,
        subjects=[subject.code for subject in subjects],
        on=on or clock.today(),
        copies=copies,
        total=len(subjects),
        by=by,
    )
    if not is_quick(batch):
        jobs.enqueue(BATCH, {"batch": batch.pk}, key=f"{BATCH}-{batch.pk}", max_attempts=3)
    journal.record(
        "paper.batch_started", batch, by=by, form=form.id, format=kind, count=len(subjects)
    )
    return batch


def is_quick(batch: PrintBatch) -> bool:
    """Whether a batch is printed while one waits; a larger one goes to the background."""
    copies = batch.copies if batch.format == "pdf" else 1
    return batch.total * copies <= AT_ONCE
