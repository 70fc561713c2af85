"""The bulletin on paper: official letterhead, numbered sections, annexes on pages of their own."""

from __future__ import annotations

from collections.abc import Iterable

from zhijian.core.documents.annexes import SHORT_HEADS, Annex
from zhijian.core.documents.bulletin import BulletinModel, UnitProblems
from zhijian.core.documents.word import (
    Strong,
    TableColumn,
    package,
    page_break,
    paragraph,
    section,
    section_end,
    table,
)
from zhijian.core.documents.words import chinese_day, numeral

OFFICE_TO_FILL = "（发文机关名称）"
# The width in millimetres of each table, by its heads; a standing page holds 156, a lying one 225.
_WIDTHS = {
    "结果汇总表": (12, 46, 16, 20, 16, 16, 13, 17),
    "问题清单": (12, 36, 44, 66, 38, 29),
    "例外与提醒": (12, 16, 36, 44, 72, 45),
    "一、未能判断的检查内容": (12, 40, 16, 52, 36),
    "二、台账看到的情况": (12, 52, 22, 42, 28),
}
_LYING = {"问题清单", "例外与提醒"}


def bulletin_word(model: BulletinModel) -> bytes:
    """Return ``bulletin.docx``."""
    body = "".join((*_front(model), *_annexes(model)))
    return package(body, title=model.title, made_on=model.on)


def number_to_fill(model: BulletinModel) -> str:
    """The blank for a document's number."""
    return f"（发文机关代字）〔{model.on.year}〕　　号"


def _front(model: BulletinModel) -> Iterable[str]:
    office = model.office or OFFICE_TO_FILL
    yield paragraph("Mark", office)
    yield paragraph("Number", model.number or number_to_fill(model))
    yield paragraph("DocTitle", model.title)
    yield paragraph("Addressee", f"{model.addressees}：")
    yield paragraph("BodyText", "现将检查情况通报如下。")
    yield paragraph("HeadingOne", "一、总体情况")
    for words in model.overview:
        yield paragraph("BodyText", words)
    for words in model.unseen:
        yield paragraph("BodyText", Strong(words))
    yield paragraph("HeadingOne", "二、存在问题")
    if not model.units:
        yield paragraph("BodyText", "已能判断的事项中没有发现问题。")
    for number, unit in enumerate(model.units, start=1):
        yield from _unit(number, unit)
    yield paragraph("HeadingOne", "三、下一步要求")
    for number, (head, words) in enumerate(model.requirements, start=1):
        style = "BodyKept" if number == len(model.requirements) else "BodyText"
        yield paragraph(style, Strong(f"（{numeral(number)}）{head}。"), words)
    yield paragraph("BodyKept", "")
    for number, (title, _) in enumerate(model.annexes, start=1):
        lead = "附件：" if number == 1 else ""
        yield paragraph("AnnexFirst" if lead else "AnnexNext", f"{lead}{number}. {title}")
    yield paragraph("SignedBy", office)
    yield paragraph("SignedOn", chinese_day(model.on))


def _unit(number: int, unit: UnitProblems) -> Iterable[str]:
    verdict = f"（{unit.verdict}）" if unit.verdict else ""
    yield paragraph(
        "HeadingTwo", f"（{numeral(number)}）{unit.organization}：问题{unit.count}个{verdict}"
    )
    if unit.conclusion:
        yield paragraph("BodyText", Strong(unit.conclusion))
    for place, problem in enumerate(unit.problems, start=1):
        title = f"{place}. {problem.title}"
        many = f"（{problem.count}个）" if problem.count > 1 else ""
        yield paragraph("BodyText", f"{title}{many}：{problem.says}依据：{problem.basis}。")


def _annexes(model: BulletinModel) -> Iterable[str]:
    was_lying = False
    yield section_end()
    last = len(model.annexes)
    for number, (title, tables) in enumerate(model.annexes, start=1):
        yield paragraph("AnnexMark", f"附件{number}")
        yield paragraph("AnnexTitle", title)
        for annex in tables:
            if len(tables) > 1:
                yield paragraph("TableHead", annex.title)
            yield from _table(annex)
        was_lying = title in _LYING
        if number < last:
            next_lies = model.annexes[number][0] in _LYING
            yield page_break() if next_lies == was_lying else section_end(is_landscape=was_lying)
    yield section(is_landscape=was_lying)


def _table(annex: Annex) -> Iterable[str]:
    if annex.note:
        yield paragraph("TableNote", annex.note)
    if not annex.rows:
        yield paragraph("TableNote", annex.empty)
        return
    columns = [
        TableColumn(head, width, head in SHORT_HEADS)
        for head, width in zip(annex.heads, _WIDTHS[annex.title], strict=True)
    ]
    yield table(columns, annex.rows)
    if annex.left_out:
        yield paragraph("TableNote", f"另有{annex.left_out}行没有列出，全部内容见 findings.xlsx。")
