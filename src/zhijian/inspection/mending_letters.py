"""Reports about mending: what a unit tells its office, what the office tells the one above."""

from collections.abc import Iterable
from datetime import date

from zhijian.cases.models import Case
from zhijian.core.documents.letters import Annex, Letter, letter_word
from zhijian.core.documents.word import TableColumn
from zhijian.inspection.ladder import report_wording
from zhijian.inspection.models import Rectification
from zhijian.ledger.actions.files import files_of
from zhijian.people.models import Organization

MENDING, RECHECK = "mending_report", "recheck_report"
_NUMBER = TableColumn("整改编号", 44)
_PROBLEM = TableColumn("存在问题", 62)


def mending_file(
    case: Case, rows: Iterable[Rectification], office: Organization, on: date
) -> bytes:
    """The Word file of a unit's report on one order."""
    items = list(rows)
    wording = report_wording(MENDING)
    known = {
        "下达单位": str(office),
        "通知编号": case.number,
        "单位": str(case.organization),
        "问题数": str(len(items)),
    }
    columns = (
        _NUMBER,
        _PROBLEM,
        TableColumn("整改措施与结果", 76),
        TableColumn("完成日期", 24, is_centred=True),
        TableColumn("佐证", 28),
    )
    lines = [(row.number, row.problem, row.done, _day(row.done_on), _proofs(row)) for row in items]
    return letter_word(
        Letter(
            office=str(case.organization),
            number=f"（{case.number}）",
            title=wording.title,
            paragraphs=wording.paragraphs(known),
            on=on,
            annexes=[Annex("整改措施与结果", columns, lines)],
        )
    )


def recheck_file(
    rows: Iterable[Rectification], *, office: Organization, to: str, basis: str, on: date
) -> bytes:
    """The Word file by which an office tells the one above what second looks came to."""
    items = list(rows)
    wording = report_wording(RECHECK)
    known = {
        "送达": to,
        "依据": basis,
        "决定单位": str(office),
        "问题数": str(len(items)),
        "合格数": str(sum(1 for row in items if row.recheck_passed)),
    }
    columns = (
        _NUMBER,
        TableColumn("单位", 40),
        _PROBLEM,
        TableColumn("复查日期", 24, is_centred=True),
        TableColumn("结果", 20, is_centred=True),
        TableColumn("复查情况", 44),
    )
    lines = [
        (
            row.number,
            str(row.organization),
            row.problem,
            _day(row.rechecked_on),
            row.get_state_display(),
            row.recheck_says,
        )
        for row in items
    ]
    return letter_word(
        Letter(
            office=str(office),
            number=f"（{on.year}年复查情况）",
            title=wording.title,
            paragraphs=wording.paragraphs(known),
            on=on,
            annexes=[Annex("复查结果", columns, lines)],
        )
    )


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else ""


def _proofs(row: Rectification) -> str:
    count = files_of(row).count()
    return f"{count} 个文件" if count else ""
