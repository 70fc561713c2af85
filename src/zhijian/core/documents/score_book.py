"""``score.xlsx`` (算分单): every point with its finding, clause and evidence, and the way to 90."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from zhijian.core.documents.matters import Law
from zhijian.core.documents.sheets import Cell, Sheet, SheetColumn, workbook_bytes
from zhijian.core.documents.words import NO_ORGANIZATION, kind_word, qualified_word
from zhijian.core.score_sheet import LINE_WORDS

if TYPE_CHECKING:
    from zhijian.core.scoring import Score, ScoreLine, UnitScore

_WHOLE = 100  # the score counts in hundredths of a point
_TOTALS = (
    SheetColumn("单位", 28),
    SheetColumn("得分", 9),
    SheetColumn("结论", 12),
    SheetColumn("扣分", 9),
    SheetColumn("加分", 9),
    SheetColumn("单项否决", 10),
    SheetColumn("未能判断", 10),
    SheetColumn("得分是否完整", 12),
    SheetColumn("说明", 70),
)
_LINES = (
    SheetColumn("单位", 24),
    SheetColumn("类别", 11),
    SheetColumn("指标", 9),
    SheetColumn("名称", 18),
    SheetColumn("分值", 7),
    SheetColumn("对象", 24),
    SheetColumn("证据", 38),
    SheetColumn("依据", 26),
    SheetColumn("分值来源", 11),
    SheetColumn("说明", 26),
    SheetColumn("依据文件", 32, is_printed=False),
    SheetColumn("条款要求", 40, is_printed=False),
    SheetColumn("检查编号", 24, is_printed=False),
    SheetColumn("对象标识", 20, is_printed=False),
)
_WAY = (
    SheetColumn("单位", 26),
    SheetColumn("现得分", 9),
    SheetColumn("整改后得分", 10),
    SheetColumn("需要做到", 50),
    SheetColumn("对象", 24),
    SheetColumn("问题", 44),
    SheetColumn("整改要求", 40),
    SheetColumn("依据", 34),
)
_BY_HAND = (
    SheetColumn("指标", 12),
    SheetColumn("名称", 36),
    SheetColumn("依据", 44),
    SheetColumn("说明", 44),
)


def score_book(score: Score, law: Law, on: date) -> bytes:
    """Return ``score.xlsx``. On every sheet of lines a unit's lines add up to its score."""
    note = f"算分单：{score.scheme.title}"
    sheets = [
        Sheet("得分汇总", _TOTALS, map(_total, score.units), note, opens_first=True),
        Sheet("算分单", _LINES, _lines(score.units, law), note),
        Sheet("达到90分需要", _WAY, _ways(score.units, law), "达到90分需要"),
    ]
    if score.portals:
        sheets += [
            Sheet("门户网站得分", _TOTALS, map(_total, score.portals), "门户网站得分"),
            Sheet("门户网站算分单", _LINES, _lines(score.portals, law), "门户网站算分单"),
        ]
    sheets.append(Sheet("需人工检查", _BY_HAND, _by_hand(score, law), "需人工检查的指标"))
    return workbook_bytes(sheets, title="算分单", made_on=on)


def _total(unit: UnitScore) -> Sequence[Cell]:
    return (
        unit.organization or NO_ORGANIZATION,
        _points(unit.points),
        qualified_word(unit.is_qualified),
        _points(sum(line.points for line in unit.lines if line.kind == "deduction")),
        _points(sum(line.points for line in unit.lines if line.kind == "bonus")),
        sum(line.kind == "veto" for line in unit.lines),
        sum(line.kind == "unseen" for line in unit.lines),
        "是" if unit.is_complete else "否",
        unit.conclusion,
    )


def _lines(units: Iterable[UnitScore], law: Law) -> Iterator[Sequence[Cell]]:
    for unit in units:
        for line in unit.lines:
            yield _line(unit, line, law)


def _line(unit: UnitScore, line: ScoreLine, law: Law) -> Sequence[Cell]:
    basis = law.basis(line.clause)
    carries_points = line.kind in ("start", "deduction", "bonus")
    source = ("本平台建议" if line.is_proposal else "正式分值") if carries_points else ""
    return (
        unit.organization or NO_ORGANIZATION,
        LINE_WORDS[line.kind],
        line.indicator,
        line.title,
        _points(line.points) if carries_points else None,
        _subject(line.subject_kind, line.subject_name or line.subject),
        line.evidence,
        basis.cited,
        source,
        line.note,
        basis.title,
        basis.says,
        line.check,
        line.subject,
    )


def _ways(units: Iterable[UnitScore], law: Law) -> Iterator[Sequence[Cell]]:
    for unit in units:
        way = unit.to_reach_90
        head = (
            unit.organization or NO_ORGANIZATION,
            _points(unit.points),
            _points(way.points_after),
            way.says,
        )
        if not way.findings:
            yield (*head, "", "", "", "")
        for finding in way.findings:
            subject = _subject(finding.subject_kind, finding.subject_name or finding.subject)
            yield (*head, subject, finding.says, finding.mend, law.basis(finding.clause).cited)


def _by_hand(score: Score, law: Law) -> Iterator[Sequence[Cell]]:
    for indicator in score.by_hand:
        cited = law.basis(indicator.clause).cited if indicator.clause else ""
        yield indicator.id, indicator.name, cited, "台账不能说明，须人工检查；没有计入得分。"


def _subject(kind: str, name: str) -> str:
    return f"{kind_word(kind)}“{name}”" if name else ""


def _points(hundredths: int | None) -> Cell:
    """Points as a number; whole ones stay whole."""
    if hundredths is None:
        return "—"
    whole, part = divmod(hundredths, _WHOLE)
    return whole if not part else hundredths / _WHOLE
