"""``findings.xlsx``: what was found, what only deserves a remark, and what could not be seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from zhijian.core.documents.annexes import relation_state
from zhijian.core.documents.demands import DemandsByPlace
from zhijian.core.documents.matters import Law, Matter
from zhijian.core.documents.sheets import Cell, Sheet, SheetColumn, workbook_bytes
from zhijian.core.documents.tables import COLUMNS
from zhijian.core.documents.words import chinese_day
from zhijian.core.outcomes import CheckCoverage, Judgement
from zhijian.core.workdays import WorkCalendar, from_day_number

_MATTER = (
    SheetColumn("序号", 6),
    SheetColumn("单位", 22),
    SheetColumn("对象", 26),
    SheetColumn("检查内容", 18),
    SheetColumn("情况", 38),
    SheetColumn("依据", 26),
    SheetColumn("整改要求", 32),
)
_DETAIL = tuple(
    SheetColumn(head, width, is_printed=False)
    for head, width in (
        ("测得", 12),
        ("规定", 12),
        ("起算日", 12),
        ("应办结日", 12),
        ("依据文件", 34),
        ("文号", 20),
        ("条款", 14),
        ("条款要求", 40),
        ("判断读法", 36),
        ("对象类别", 10),
        ("对象标识", 20),
        ("检查编号", 24),
    )
)
_FINDING = (*_MATTER, SheetColumn("整改期限", 18), *_DETAIL)
_REMARK = (*_MATTER, SheetColumn("批准情况", 24), *_DETAIL)
_ENGLISH_WIDTHS = {"says": 42, "mend": 36, "subject_name": 24, "organization": 24, "check": 24}
_COVERAGE = (
    SheetColumn("检查内容", 26),
    SheetColumn("检查编号", 26),
    SheetColumn("判断次数", 10),
    SheetColumn("符合", 9),
    SheetColumn("不符合", 9),
    SheetColumn("不适用", 9),
    SheetColumn("未能判断", 10),
    SheetColumn("例外", 9),
    SheetColumn("提醒", 9),
    SheetColumn("未能判断的原因", 50),
)
_NOTES = (SheetColumn("序号", 6), SheetColumn("台账中没有采用的内容和原因", 120))
_RELATIONS = (
    SheetColumn("台账", 20),
    SheetColumn("英文名", 20),
    SheetColumn("行数", 10),
    SheetColumn("情况", 16),
    SheetColumn("是否见到", 10),
    SheetColumn("是否完整", 10),
    SheetColumn("是否及时", 10),
    SheetColumn("起始日期", 12),
    SheetColumn("截止日期", 12),
)


def findings_book(
    judgement: Judgement, findings: Sequence[Matter], law: Law, calendar: WorkCalendar
) -> bytes:
    """Return ``findings.xlsx``. The first sheet is ``findings.csv`` again; 问题 is what opens."""
    demands = DemandsByPlace(law, judgement.on, calendar)
    note = f"检查日期 {chinese_day(judgement.on)}"
    sheets = (
        Sheet("findings", _english_columns(), _english_rows(findings), note),
        Sheet(
            "问题",
            _FINDING,
            _finding_rows(findings, demands, judgement.place),
            f"问题（{note}）",
            opens_first=True,
        ),
        Sheet("提醒", _REMARK, _remark_rows(law.matters(judgement.warnings)), f"提醒（{note}）"),
        Sheet("例外", _REMARK, _remark_rows(law.matters(judgement.excepted)), f"例外（{note}）"),
        Sheet(
            "未能判断",
            _REMARK,
            _remark_rows(law.matters(judgement.undetermined)),
            f"未能判断，不等于合格（{note}）",
        ),
        Sheet(
            "覆盖情况",
            _COVERAGE,
            map(_coverage_row, judgement.coverage),
            f"覆盖情况（{note}）",
            total=lambda: _coverage_total(judgement.coverage),
        ),
        Sheet("数据情况", _RELATIONS, _relation_rows(judgement), f"数据情况（{note}）"),
        Sheet("数据说明", _NOTES, enumerate(judgement.notes, start=1), f"数据说明（{note}）"),
    )
    return workbook_bytes(sheets, title="检查发现的问题", made_on=judgement.on)


def _english_columns() -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(name, _ENGLISH_WIDTHS.get(name, 16)) for name, _, _ in COLUMNS)


def _english_rows(findings: Iterable[Matter]) -> Iterator[Sequence[Cell]]:
    days = {name for name, kind, _ in COLUMNS if kind == "DATE"}
    for matter in findings:
        yield [
            date.fromisoformat(held) if name in days and isinstance(held, str) else held
            for name, _, value in COLUMNS
            for held in (value(matter),)
        ]


def _finding_rows(
    findings: Iterable[Matter], demands: DemandsByPlace, place: str
) -> Iterator[Sequence[Cell]]:
    for number, matter in enumerate(findings, start=1):
        deadline = demands.of(matter.outcome.place or place).deadline
        yield _row(number, matter, deadline.day)


def _remark_rows(matters: Iterable[Matter]) -> Iterator[Sequence[Cell]]:
    for number, matter in enumerate(matters, start=1):
        yield _row(number, matter, matter.outcome.exception)


def _row(number: int, matter: Matter, last_printed: str) -> Sequence[Cell]:
    outcome, basis = matter.outcome, matter.basis
    return (
        number,
        matter.organization,
        matter.subject,
        outcome.title,
        outcome.says,
        matter.cited,
        outcome.mend,
        last_printed,
        matter.observed,
        matter.limit,
        outcome.since,
        outcome.due_on,
        basis.title,
        basis.number,
        basis.locator,
        basis.says,
        matter.reading,
        matter.kind,
        outcome.subject,
        outcome.check,
    )


def _coverage_row(check: CheckCoverage) -> Sequence[Cell]:
    return (
        check.title,
        check.check,
        check.checked,
        check.passed,
        check.failed,
        check.not_applicable,
        check.undetermined,
        check.excepted,
        check.warned,
        check.reason,
    )


def _coverage_total(coverage: Iterable[CheckCoverage]) -> Sequence[Cell]:
    numbers = [_coverage_row(check)[2:9] for check in coverage]
    sums = [sum(int(str(number)) for number in column) for column in zip(*numbers, strict=True)]
    return ("合计", "", *(sums or [0] * 7), "")


def _relation_rows(judgement: Judgement) -> Iterator[Sequence[Cell]]:
    for seen in judgement.relations:
        yield (
            seen.title,
            seen.relation,
            seen.rows,
            relation_state(seen),
            "是" if seen.is_seen else "否",
            "是" if seen.is_complete else "否",
            "是" if seen.is_fresh else "否",
            None if seen.from_d is None else from_day_number(seen.from_d),
            None if seen.as_of_d is None else from_day_number(seen.as_of_d),
        )
