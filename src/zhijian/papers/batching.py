"""Printing a batch: one PDF of all papers, or a ZIP with a DOCX each. Begun anew it starts over."""

import io
import zipfile
from collections.abc import Iterable, Iterator

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import keep
from zhijian.config import clock
from zhijian.core.forms.model import Form
from zhijian.core.refused import Refused
from zhijian.papers import press
from zhijian.papers.actions.printing import file_name, number_paper
from zhijian.papers.books import forms
from zhijian.papers.drawing import Drawn, drawn, rendered, stamped
from zhijian.papers.matter import Matter
from zhijian.papers.models import Paper, PrintBatch
from zhijian.papers.subjects import find
from zhijian.people.models import User

TELL_EVERY = 10


class Lost(Refused):
    """A subject of the batch is no longer there for who started it."""


def run(batch: PrintBatch) -> PrintBatch:
    """Print a batch and keep its file; what cannot be printed stands in ``trouble``."""
    if batch.state == PrintBatch.State.DONE:
        return batch
    _say(batch, state=PrintBatch.State.RUNNING, done=0, trouble="")
    try:
        content, opened = _made(batch)
    except Refused as refusal:
        _say(batch, state=PrintBatch.State.FAILED, trouble=str(refusal)[:500])
        return batch
    digest = keep(content)
    with transaction.atomic():
        _say(
            batch,
            state=PrintBatch.State.DONE,
            done=batch.total,
            digest=digest,
            size=len(content),
        )
        journal.record(
            "paper.batch_done",
            batch,
            by=batch.by,
            form=batch.form,
            count=batch.total,
            persons=sorted(opened)[:2_000],
        )
    return batch


def _made(batch: PrintBatch) -> tuple[bytes, set[int]]:
    form = forms().get(batch.form)
    if form is None:
        raise Lost(f"没有表“{batch.form}”了，可能已从规则文件夹里撤下。请重新选表打印。")
    opened: set[int] = set()
    papers = _papers(batch, form, opened)
    if batch.format == "pdf":
        return _one_pdf(batch, papers), opened
    made = (
        (
            f"{number:04d}_{file_name(form, paper.subject_title, 'docx')}",
            rendered([stamped(one.sheet, paper.number, 1, batch.copies)], "docx", clock.today()),
        )
        for number, (paper, one) in enumerate(papers, start=1)
    )
    return zipped(made), opened


def _one_pdf(batch: PrintBatch, papers: Iterable[tuple[Paper, Drawn]]) -> bytes:
    """All papers in one PDF; more than a part holds, as a ZIP of its parts."""
    sheets = [
        stamped(made.sheet, paper.number, copy, batch.copies)
        for paper, made in papers
        for copy in range(1, batch.copies + 1)
    ]
    made = list(press.parts(sheets, clock.today()))
    if len(made) == 1:
        return made[0]
    return zipped((f"第{number:03d}部分.pdf", part) for number, part in enumerate(made, start=1))


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Named files as one ZIP."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files:
            entry = zipfile.ZipInfo(name, clock.now().timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, content)
    return held.getvalue()


def _papers(batch: PrintBatch, form: Form, opened: set[int]) -> Iterator[tuple[Paper, Drawn]]:
    by: User = batch.by
    for number, code in enumerate(batch.subjects, start=1):
        subject = find(by, code)
        if subject is None:
            raise Lost(f"第 {number} 个对象（{code}）已经不在您的范围内，没有生成。请重新选择。")
        matter = Matter(subject, by, batch.on, opens=True)
        made = drawn(form, matter)
        with transaction.atomic():
            paper = number_paper(form, matter, made, by=by)
        opened |= made.filling.opened
        if number % TELL_EVERY == 0:
            _say(batch, done=number)
        yield paper, made


def _say(batch: PrintBatch, **fields: object) -> None:
    for name, value in fields.items():
        setattr(batch, name, value)
    PrintBatch.objects.filter(pk=batch.pk).update(**fields)
