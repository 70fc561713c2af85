"""What a third party evaluates: findings, scores and coverage of an inspection in one workbook."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from zhijian.core.documents.matters import Law
from zhijian.core.documents.sheets import Cell, Sheet, SheetColumn, workbook_bytes
from zhijian.core.documents.words import qualified_word
from zhijian.core.indicators import WHOLE_POINT
from zhijian.core.score_sheet import LINE_WORDS, LineKind
from zhijian.inspection.kept import findings_seen
from zhijian.inspection.models import Finding, Inspection, ScoreLine, ScoreSheet, Unseen
from zhijian.law.books import rulebooks

_README = (SheetColumn("项目", 22), SheetColumn("说明", 96))
_FINDINGS = (
    SheetColumn("编号", 9),
    SheetColumn("单位", 26),
    SheetColumn("对象类别", 12),
    SheetColumn("对象", 26),
    SheetColumn("检查项", 22),
    SheetColumn("检查内容", 24),
    SheetColumn("问题", 50),
    SheetColumn("依据", 30),
    SheetColumn("状态", 10),
    SheetColumn("首次发现", 12),
    SheetColumn("最近发现", 12),
    SheetColumn("来源", 10),
)
_SCORES = (
    SheetColumn("单位", 28),
    SheetColumn("方案", 30),
    SheetColumn("版次", 7),
    SheetColumn("得分", 9),
    SheetColumn("结论", 12),
    SheetColumn("得分完整", 9),
    SheetColumn("方案是否采用", 12),
    SheetColumn("说明", 60),
)
_LINES = (
    SheetColumn("单位", 28),
    SheetColumn("方案", 24),
    SheetColumn("类别", 11),
    SheetColumn("指标", 12),
    SheetColumn("名称", 24),
    SheetColumn("分值", 8),
    SheetColumn("对象", 24),
    SheetColumn("情况", 44),
    SheetColumn("依据", 30),
    SheetColumn("说明", 36),
    SheetColumn("问题编号", 10),
    SheetColumn("申诉成立", 9),
)
_COVERAGE = tuple(
    SheetColumn(head, 34 if head in ("检查内容", "没有看到的原因") else 10)
    for head in ("检查项", "检查内容", "符合", "不符合", "不适用", "未能判断", "提醒", "例外", "没有看到的原因")
)  # fmt: skip
_UNSEEN = (
    SheetColumn("单位", 28),
    SheetColumn("检查内容", 28),
    SheetColumn("对象", 28),
    SheetColumn("为什么不能判断", 60),
)
_SEEN = tuple(
    SheetColumn(head, 30 if head == "台账" else 12)
    for head in ("台账", "行数", "看到", "完整", "没有过期", "截至")
)


def evaluation_book(inspection: Inspection) -> bytes:
    """The workbook. Its first sheet says what the others hold and how to check them."""
    law = Law(rulebooks())
    findings = findings_seen([inspection]).select_related("organization").order_by("pk")
    sheets = list(
        ScoreSheet.objects.filter(inspection=inspection, is_current=True)
        .select_related("organization")
        .order_by("organization__name", "is_portal")
    )
    return workbook_bytes(
        [
            Sheet("说明", _README, _readme(inspection), opens_first=True),
            Sheet("问题", _FINDINGS, (_finding(one, law) for one in findings)),
            Sheet("得分", _SCORES, map(_score, sheets)),
            Sheet("算分行", _LINES, _lines(sheets, law)),
            Sheet("检查覆盖", _COVERAGE, map(_covered, inspection.coverage)),
            Sheet("未能判断", _UNSEEN, _unseen(inspection)),
            Sheet("看到的台账", _SEEN, map(_seen, inspection.relations)),
        ],
        title=f"{inspection.title}：第三方评估数据",
        made_on=inspection.on or inspection.created_at.date(),
    )


def _readme(inspection: Inspection) -> Iterator[Sequence[Cell]]:
    yield "检查", f"{inspection.number} {inspection.title}"
    yield "检查单位", inspection.office.name
    yield "检查日和时段", f"{inspection.on}，自 {inspection.since} 起"
    yield "适用规则", inspection.place
    yield "规则和日历的校验值", inspection.law_digest or "没有留存"
    yield "事实的校验值", inspection.facts_digest or "没有留存"
    yield "结果的校验值", inspection.outcomes_digest or "没有留存"
    yield "怎样核对", "校验值是 SHA-256。用同一份规则、日历和事实重新判断，得到的结果逐字节相同。"
    yield "问题", "这次检查发现、至今没有认定为误报的问题，一行一个；依据是文件和条款。"
    yield "得分", "每个单位现行的一版；没有经本地文件采用的方案只供参考，不作排名。"
    yield "算分行", "同一单位、同一方案的分值相加等于得分；“问题编号”与“问题”表对应。"
    yield "检查覆盖", "每项检查看了多少对象，各得什么结论。未能判断不等于合格。"
    yield "未能判断", "逐条写明为什么没有得出结论。"
    yield "看到的台账", "检查时各本台账的行数、是否完整、是否过期。"


def _finding(one: Finding, law: Law) -> Sequence[Cell]:
    return (
        one.pk,
        str(one.organization or ""),
        one.subject_kind,
        one.subject_name or one.subject,
        one.check_id,
        one.title,
        one.says,
        law.basis(one.clause).cited,
        one.get_state_display(),
        one.first_seen_on,
        one.last_seen_on,
        one.get_source_display(),
    )


def _score(one: ScoreSheet) -> Sequence[Cell]:
    return (
        one.organization.name,
        one.scheme_title,
        one.version,
        _points(one.points),
        qualified_word(one.is_qualified),
        "是" if one.is_complete else "否",
        "本平台建议" if one.is_proposal else "已采用",
        one.conclusion,
    )


def _lines(sheets: Sequence[ScoreSheet], law: Law) -> Iterator[Sequence[Cell]]:
    by_pk = {one.pk: one for one in sheets}
    rows = ScoreLine.objects.filter(sheet__in=list(by_pk)).order_by("sheet", "place")
    for line in rows.iterator(chunk_size=2_000):
        sheet = by_pk[line.sheet_id]
        yield (
            sheet.organization.name,
            sheet.scheme_title,
            LINE_WORDS[LineKind(line.kind)],
            line.indicator,
            line.title,
            _points(line.points),
            line.subject_name or line.subject,
            line.evidence,
            law.basis(line.clause).cited,
            line.note,
            line.finding_id,
            "是" if line.set_aside_id else "",
        )


def _covered(row: dict[str, Any]) -> Sequence[Cell]:
    names = ("passed", "failed", "not_applicable", "undetermined", "warned", "excepted")
    counted = (row.get(name, 0) for name in names)
    return (row["check"], row["title"], *counted, row.get("reason", ""))


def _unseen(inspection: Inspection) -> Iterable[Sequence[Cell]]:
    rows = Unseen.objects.filter(inspection=inspection).select_related("organization")
    for one in rows.order_by("pk").iterator(chunk_size=2_000):
        yield (
            str(one.organization or ""),
            one.title,
            one.subject_name or one.subject,
            one.says,
        )


def _seen(row: dict[str, Any]) -> Sequence[Cell]:
    flags = ("是" if row[name] else "否" for name in ("is_seen", "is_complete", "is_fresh"))
    return (row["title"], row["rows"], *flags, row.get("as_of") or "")


def _points(hundredths: int | None) -> Cell:
    if hundredths is None:
        return "—"
    whole, part = divmod(hundredths, WHOLE_POINT)
    return whole if not part else hundredths / WHOLE_POINT
