"""A paper leaves the platform: it gets its number, and the record says whose numbers are on it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from zhijian import journal
from zhijian.config import clock
from zhijian.core.forms.model import Form
from zhijian.core.forms.values import FormValues
from zhijian.core.refused import Refused
from zhijian.papers import policy
from zhijian.papers.drawing import Drawn, drawn, offered, rendered, stamped
from zhijian.papers.matter import Matter
from zhijian.papers.models import Paper, PaperNumbering
from zhijian.papers.subjects import Subject
from zhijian.people.models import User

PREFIX = "BD"
MOST_COPIES = 20
SALT = "zhijian.papers"


@dataclass(frozen=True)
class Printed:
    """A paper with its file."""

    paper: Paper
    drawn: Drawn
    content: bytes
    name: str


@transaction.atomic
def print_paper(
    form: Form,
    subject: Subject,
    *,
    by: User,
    kind: str,
    on: date | None = None,
    copies: int = 1,
) -> Printed:
    """The form filled for its subject as a file; ``kind`` is pdf, docx or xlsx.

    The same content printed again keeps its number. Each copy of a PDF bears its own at the foot.

    Raises:
        Refused: no leave, a day to come, or the form is not made in that format.
    """
    require_sound(form, kind, on, copies)
    policy.require_numbers(by, subject.unit, form)
    matter = Matter(subject, by, on, opens=True)
    made = drawn(form, matter)
    paper = number_paper(form, matter, made, by=by)
    sheets = [stamped(made.sheet, paper.number, copy, copies) for copy in _copies(kind, copies)]
    content = rendered(sheets, kind, matter.today)
    journal.record(
        "paper.opened" if made.filling.opened else "paper.printed",
        paper,
        by=by,
        form=form.id,
        paper=paper.number,
        format=kind,
        copies=copies,
        as_of=matter.on,
        persons=sorted(made.filling.opened)[:500],
        count=len(made.filling.opened),
    )
    return Printed(paper, made, content, file_name(form, paper.subject_title, kind))


def require_sound(form: Form, kind: str, on: date | None, copies: int) -> None:
    """Pass if the form can be printed so.

    Raises:
        Refused: what cannot be.
    """
    if kind not in offered(form):
        known = "、".join(one.upper() for one in offered(form))
        raise Refused(
            f"《{form.title}》不能生成 {kind[:8].upper()}。可以生成的有 {known}，请另选一种。"
        )
    if on is not None and on > clock.today():
        raise Refused(
            f"数据截至日期 {on} 在今天之后，还没有那天的数据。请填今天（{clock.today()}）或更早的日期。"
        )
    if not 1 <= copies <= MOST_COPIES:
        raise Refused(f"份数应在 1 至 {MOST_COPIES} 之间，请改正。")


def number_paper(form: Form, matter: Matter, made: Drawn, *, by: User) -> Paper:
    """The row of a paper: the one with the same content, else a new one with the next number."""
    subject = matter.subject
    digest = digest_of(form, made.values, matter.on)
    known = Paper.objects.filter(subject=subject.code, form=form.id, digest=digest).first()
    if known is not None:
        return known
    return Paper.objects.create(
        number=next_number(matter.today.year),
        organization=subject.unit,
        form=form.id,
        subject=subject.code,
        subject_title=subject.title[:200],
        on=matter.on,
        digest=digest,
        holds_numbers=bool(made.filling.opened),
        by=by,
    )


def next_number(year: int) -> str:
    """The next number of a year, as BD-2026-000123. It is given back if the transaction fails."""
    PaperNumbering.objects.get_or_create(year=year)
    row = PaperNumbering.objects.select_for_update().get(year=year)
    row.last += 1
    row.save(update_fields=("last",))
    return f"{PREFIX}-{year}-{row.last:06d}"


def digest_of(form: Form, values: FormValues, on: date) -> str:
    """A keyed digest of what stands on a paper: equal papers have equal ones."""
    held: list[Any] = [form.id, on, sorted(values.fields.items()), sorted(values.tables.items())]
    return salted_hmac(SALT, json.dumps(held, default=repr), algorithm="sha256").hexdigest()


def file_name(form: Form, title: str, kind: str) -> str:
    """What the file is called."""
    stem = "".join(c for c in f"{form.short_title or form.title}_{title}" if c not in '\\/:*?"<>|')
    return f"{stem[:80]}.{kind}"


def _copies(kind: str, copies: int) -> range:
    return range(1, copies + 1) if kind == "pdf" else range(1, 2)
