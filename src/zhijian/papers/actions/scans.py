"""A stamped scan comes back: by the number at its foot it goes to the row it belongs to."""

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.cases import actions as cases
from zhijian.cases.actions.attaching import SCAN
from zhijian.cases.media import Upload
from zhijian.cases.models import Case
from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.ledger.actions import attach_file
from zhijian.papers.models import Paper
from zhijian.papers.subjects import Subject, find
from zhijian.people.models import User

NUMBER = re.compile(r"BD-?(\d{4})-?(\d{6})(?:-(\d{1,2})/(\d{1,2}))?", re.IGNORECASE)
SCAN_KIND = "盖章扫描件"


@dataclass(frozen=True)
class Filed:
    """Where a scan went."""

    paper: Paper
    subject: Subject
    case: Case | None


def number_in(text: str) -> str:
    """The paper number that stands in a text, '' if there is none.

    >>> number_in("编号 bd-2026-000123-3/3")
    'BD-2026-000123'
    """
    import unicodedata

    found = NUMBER.search(unicodedata.normalize("NFKC", text).replace(" ", ""))
    return f"BD-{found[1]}-{found[2]}" if found else ""


def require_size(size: int) -> None:
    """Pass if a scan is small enough for this installation.

    Raises:
        Refused: with the limit and the cure.
    """
    most = options().attachment_max_mb
    if size > most * 2**20:
        raise Refused(
            f"扫描件有 {size / 2**20:.0f} MB，超过本系统的上限 {most} MB，没有收下。"
            "请用 200 dpi、灰度重新扫描，或请系统管理员调高设置 attachment_max_mb。"
        )


@transaction.atomic
def file_scan(paper: Paper, upload: Upload, *, by: User) -> Filed:
    """The scan of a paper, kept with its case while that is open, else with its row.

    Raises:
        Refused: no leave, the scan is too large or of a kind that is not taken, or the subject is
            gone.
    """
    require_size(len(upload.content))
    subject = find(by, paper.subject)
    if subject is None:
        raise Refused(f"编号 {paper.number} 的表所说的对象已经不在，或不在您的范围内，没有收下。")
    case = open_case_of(subject)
    if case is not None and _takes_scan(case):
        cases.attach(case, Upload(upload.name, upload.content, SCAN), by=by)
    else:
        row = subject.row if not isinstance(subject.row, Case) else paper
        attach_file(_with_unit(row, paper), upload, by=by, kind=SCAN_KIND)
    journal.record(
        "paper.scan_filed",
        paper,
        by=by,
        paper=paper.number,
        form=paper.form,
        size=len(upload.content),
    )
    return Filed(paper, subject, case)


def open_case_of(subject: Subject) -> Case | None:
    """The open case a paper about the subject belongs to: itself, or that of its account."""
    row = subject.row
    if isinstance(row, Case):
        return row if row.is_open else None
    rows = Case.objects.filter(
        state=Case.State.OPEN, subject_type=row._meta.label_lower, subject_id=str(row.pk)
    )
    by_event = Case.objects.filter(state=Case.State.OPEN, life_events__account=row)
    found = rows.order_by("-pk").first()
    if found is None and subject.kind == "account":
        found = by_event.order_by("-pk").first()
    return found


def _takes_scan(case: Case) -> bool:
    return SCAN in case.definition.attachments


def _with_unit(row: Any, paper: Paper) -> Any:
    """A row that files may be put to; a unit itself keeps its scans with the paper."""
    return row if hasattr(row, "unit") else paper
