"""The tables of the bulletin's annexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhijian.core.documents.demands import DemandsByPlace
from zhijian.core.documents.matters import Matter
from zhijian.core.documents.words import (
    NO_ORGANIZATION,
    chinese_day,
    points_word,
    qualified_word,
)
from zhijian.core.outcomes import CheckCoverage, Judgement, RelationSeen
from zhijian.core.workdays import from_day_number

if TYPE_CHECKING:
    from zhijian.core.scoring import UnitScore

SHORT_HEADS = frozenset(
    {
        "序号",
        "问题数",
        "未能判断",
        "提醒",
        "例外",
        "得分",
        "结论",
        "类别",
        "整改期限",
        "未判断",
        "行数",
        "截止日期",
        "情况",
    }
)
"""Heads of columns that hold a number, a date or a word: narrow and centred."""


NOTES_ON_PAPER = 5
ROWS_PER_ANNEX = 2000  # beyond that a paper list serves nobody; the workbook has them all


@dataclass(frozen=True, slots=True)
class Annex:
    """A table of the annex. ``left_out`` rows stand only in the workbook."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    left_out: int = 0
    empty: str = "无。"


def summary(judgement: Judgement, scores: dict[str, UnitScore]) -> Annex:
    """附件1: one row per unit with anything to say, most findings first."""
    columns = {
        "问题数": Counter(o.organization for o in judgement.findings),
        "未能判断": Counter(o.organization for o in judgement.undetermined),
        "提醒": Counter(o.organization for o in judgement.warnings),
        "例外": Counter(o.organization for o in judgement.excepted),
    }
    names = {name for counter in columns.values() for name in counter} | set(scores)
    ordered = sorted(names, key=lambda name: (-columns["问题数"][name], name or "\uffff"))
    rows = [
        (
            str(number),
            name or NO_ORGANIZATION,
            *(str(counter[name]) for counter in columns.values()),
            points_word(scores[name].points) if name in scores else "—",
            qualified_word(scores[name].is_qualified) if name in scores else "未计分",
        )
        for number, name in enumerate(ordered, start=1)
    ]
    return _annex(
        "结果汇总表",
        ("序号", "单位", *columns, "得分", "结论"),
        rows,
        note="按问题数由多到少排列，不作排名。未能判断的事项没有计入得分，也不视为合格。",
    )


def problem_list(findings: Sequence[Matter], demands: DemandsByPlace, place: str) -> Annex:
    """附件2: one row per finding, by unit."""
    rows = [
        (
            str(number),
            matter.organization,
            matter.subject,
            f"{matter.outcome.title}：{matter.said}。",
            matter.basis.cited,
            demands.of(matter.outcome.place or place).deadline.day,
        )
        for number, matter in enumerate(findings, start=1)
    ]
    readings = sorted({matter.reading for matter in findings if matter.reading})
    return _annex(
        "问题清单",
        ("序号", "单位", "对象", "问题", "依据", "整改期限"),
        rows,
        note=f"判断时所用的读法：{'　'.join(readings)}" if readings else "",
    )


def remarks(matters: Sequence[Matter]) -> Annex:
    """附件3: what an exception lifts, then what only asks for care."""
    rows = [
        (
            str(number),
            matter.state,
            matter.organization,
            matter.subject,
            f"{matter.outcome.title}：{matter.said}。",
            matter.outcome.exception or matter.basis.cited,
        )
        for number, matter in enumerate(sorted(matters, key=lambda m: m.state), start=1)
    ]
    return _annex(
        "例外与提醒",
        ("序号", "类别", "单位", "对象", "事项", "批准或依据"),
        rows,
        note="例外：规定为原则性要求且已批准。提醒：不违反条款，或只超过本平台建议值，不作问题。",
    )


def undetermined(judgement: Judgement) -> Annex:
    """附件4, first table: one row per check that could not see enough, and why."""
    names: dict[str, list[str]] = {}
    for outcome in judgement.undetermined:
        names.setdefault(outcome.check, []).append(outcome.subject_name or outcome.subject)
    rows = [
        (
            str(number),
            check.title,
            str(check.undetermined),
            check.reason or _reason(judgement, check),
            _some(names.get(check.check, [])),
        )
        for number, check in enumerate((c for c in judgement.coverage if c.undetermined), start=1)
    ]
    return _annex(
        "一、未能判断的检查内容",
        ("序号", "检查内容", "未判断", "原因", "涉及对象"),
        rows,
        note="没有看到，不等于没有问题。下列内容补齐台账后才能得出结论，逐条清单见 findings.xlsx。",
    )


def _reason(judgement: Judgement, check: CheckCoverage) -> str:
    said = [
        o.says.rstrip("。") for o in judgement.undetermined if o.check == check.check and o.says
    ]
    return f"{said[0]}。" if said else "看到的台账不足以得出结论。"


def _some(names: Sequence[str]) -> str:
    shown = "、".join(names[:3])
    return f"{shown} 等{len(names)}个" if len(names) > 3 else shown or "全部"


def relations(judgement: Judgement) -> Annex:
    """附件4, second table: one row per ledger, the unseen first."""
    rows = [
        (
            str(number),
            seen.title,
            str(seen.rows),
            "至" + chinese_day(from_day_number(seen.as_of_d)) if seen.as_of_d is not None else "—",
            relation_state(seen),
        )
        for number, seen in enumerate(sorted(judgement.relations, key=_worst_first), start=1)
    ]
    return _annex(
        "二、台账看到的情况",
        ("序号", "台账", "行数", "截止日期", "情况"),
        rows,
        note=_some_notes(judgement.notes),
    )


def _some_notes(notes: Sequence[str]) -> str:
    shown = "".join(notes[:NOTES_ON_PAPER])
    more = f"另有{len(notes) - NOTES_ON_PAPER}条说明，见 findings.xlsx。"
    return shown + (more if len(notes) > NOTES_ON_PAPER else "")


def relation_state(seen: RelationSeen) -> str:
    """Return in words how well a relation was seen."""
    if not seen.is_seen:
        return "未见到"
    faults = [
        word
        for word, holds in (("不完整", seen.is_complete), ("已过期", seen.is_fresh))
        if not holds
    ]
    return "、".join(faults) or "正常"


def _worst_first(seen: RelationSeen) -> tuple[bool, bool, bool, str]:
    return (seen.is_seen, seen.is_complete, seen.is_fresh, seen.relation)


def _annex(
    title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], note: str = ""
) -> Annex:
    return Annex(
        title, heads, tuple(rows[:ROWS_PER_ANNEX]), note, max(0, len(rows) - ROWS_PER_ANNEX)
    )
