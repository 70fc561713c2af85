"""整改通知书: a Word file per unit with findings; receipt, report and second look to fill in.

Source: haiyan-2-2b, haiyan-sys-15a, haiyan-sys-15b, yinzhou-8a, hengnan-4-1d
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from zhijian.core.documents.bulletin_word import OFFICE_TO_FILL
from zhijian.core.documents.demands import Deadline, Demands, DemandsByPlace, sourced
from zhijian.core.documents.matters import Law, Matter
from zhijian.core.documents.word import (
    TableColumn,
    form,
    package,
    page_break,
    paragraph,
    section,
    section_end,
    table,
)
from zhijian.core.documents.words import chinese_day
from zhijian.core.outcomes import Judgement
from zhijian.core.workdays import WorkCalendar

TITLE = "整改通知书"
_COLUMNS = (
    TableColumn("序号", 12, is_centred=True),
    TableColumn("对象", 40),
    TableColumn("问题", 56),
    TableColumn("依据条款", 52),
    TableColumn("整改要求", 40),
    TableColumn("整改期限", 25, is_centred=True),
)
_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(1, 10))}
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Notice:
    """What one unit is told: its problems, each with clause and cure, and the deadline.

    ``number`` is that of an order that goes out on ``on``; a notice that was only drafted from a
    judgement has none, and its term runs from when it is received.
    """

    organization: str
    office: str
    on: date
    matters: tuple[Matter, ...]
    demands: Demands
    number: str = ""

    @property
    def deadline(self) -> Deadline:
        """The term for putting things right."""
        return self.demands.deadline


def notices_of(
    judgement: Judgement, law: Law, calendar: WorkCalendar, *, office: str = ""
) -> Iterator[tuple[str, Notice]]:
    """Yield file name and notice for every unit with findings, by the unit's name.

    A unit is held to the deadline of the place whose rules it was judged by.
    """
    demands = DemandsByPlace(law, judgement.on, calendar)
    by_unit = groupby(law.matters(judgement.findings), key=lambda matter: matter.organization)
    for number, (organization, held) in enumerate(by_unit, start=1):
        matters = tuple(held)
        place = matters[0].outcome.place or judgement.place
        name = f"{TITLE}-{number:03d}-{safe_name(organization)}.docx"
        yield name, Notice(organization, office, judgement.on, matters, demands.of(place))


def notice_word(notice: Notice) -> bytes:
    """Return the Word file of one notice."""
    body = "".join(
        (
            *_letter(notice),
            section_end(),
            *_list(notice),
            section_end(is_landscape=True),
            *_receipt(notice),
            page_break(),
            *_report(notice),
            section(),
        )
    )
    return package(body, title=f"{TITLE}（{notice.organization}）", made_on=notice.on)


def safe_name(name: str) -> str:
    """Return ``name`` as part of a file name that every system takes, never a path.

    >>> safe_name("../青禾县\\\\教育局:")
    '青禾县教育局'
    """
    kept = "".join(
        letter
        for letter in unicodedata.normalize("NFC", name)
        if letter not in '<>:"/\\|?*' and unicodedata.category(letter)[0] not in "CZ"
    )
    kept = kept.strip(".")[:_LONGEST_NAME].rstrip(".")
    if not kept or kept.split(".")[0].upper() in _DEVICES:
        return f"单位{kept}"
    return kept


def _letter(notice: Notice) -> Iterable[str]:
    deadline = notice.deadline
    office = notice.office or OFFICE_TO_FILL
    yield paragraph("Mark", office)
    yield paragraph("Number", notice.number or f"（编号）〔{notice.on.year}〕　　号")
    yield paragraph("DocTitle", TITLE)
    yield paragraph("Addressee", f"{notice.organization}：")
    count, listed = len(notice.matters), "详见所附问题清单，每个问题都注明了依据的条款。"
    yield paragraph(
        "BodyText",
        f"经检查，你单位的政务新媒体和政府网站有{count}个问题需要整改，{listed}"
        if notice.number
        else f"{chinese_day(notice.on)}对你单位的政务新媒体和政府网站台账进行了检查，"
        f"发现问题{count}个，{listed}",
    )
    counted = "即" if notice.number else "按检查之日收到计，为"
    day = "" if deadline.due_on is None else f"（{counted}{deadline.plain_day}）"
    yield paragraph("HeadingOne", "一、整改期限")
    yield paragraph("BodyText", f"请{deadline.within}整改完毕{day}。")
    yield paragraph("BodyText", f"计算口径：{deadline.working}")
    yield paragraph("BodyText", f"期限依据：{deadline.source}。")
    yield paragraph("HeadingOne", "二、有关要求")
    yield from (paragraph("BodyText", words) for words in _requests(notice))
    yield paragraph("BodyKept", "收到本通知后，请填写附件2并当日交回。")
    yield paragraph("BodyKept", "")
    yield paragraph("AnnexFirst", "附件：1. 问题清单")
    yield paragraph("AnnexNext", "2. 送达回执")
    yield paragraph("AnnexNext", "3. 整改情况报告")
    yield paragraph("SignedBy", office)
    yield paragraph("SignedOn", chinese_day(notice.on))


def _requests(notice: Notice) -> Iterable[str]:
    yield "逐条整改，并自查同类情况。对认定有不同意见的，请在期限内书面说明并附材料。"
    if notice.demands.report is not None:
        yield f"整改完成后填写附件3报检查单位。{sourced(notice.demands.report)}"
    if notice.demands.recheck is not None:
        yield f"检查单位将逐条复查，合格的销号，不合格的退回。{sourced(notice.demands.recheck)}"


def _list(notice: Notice) -> Iterable[str]:
    yield paragraph("AnnexMark", "附件1")
    yield paragraph("AnnexTitle", "问题清单")
    yield table(_COLUMNS, _rows(notice.matters, notice.deadline))
    if readings := sorted({matter.reading for matter in notice.matters if matter.reading}):
        yield paragraph("TableNote", f"判断时所用的读法：{'　'.join(readings)}")


def _rows(matters: Sequence[Matter], deadline: Deadline) -> Iterator[tuple[str, ...]]:
    for number, matter in enumerate(matters, start=1):
        outcome = matter.outcome
        basis = f"{matter.basis.cited}：{matter.basis.says}"
        problem = f"{outcome.title}：{matter.said}。"
        yield str(number), matter.subject, problem, basis, outcome.mend, deadline.day


def _receipt(notice: Notice) -> Iterable[str]:
    yield paragraph("AnnexMark", "附件2")
    yield paragraph("AnnexTitle", "送达回执")
    yield form(
        40,
        116,
        (
            ("送达文书", f"{TITLE}（编号：{notice.number or '　　　　　　'}）", 12),
            ("收到单位", notice.organization, 12),
            ("问题数", f"{len(notice.matters)}个", 12),
            ("收到时间", "　　　　年　　月　　日　　时", 12),
            ("签收人（签字）", "", 16),
            ("送达人（签字）", "", 16),
            ("收到单位（盖章）", "", 50),
            ("备注", "", 16),
        ),
    )


def _report(notice: Notice) -> Iterable[str]:
    yield paragraph("AnnexMark", "附件3")
    yield paragraph("AnnexTitle", "整改情况报告")
    yield form(
        40,
        116,
        (
            ("整改单位", notice.organization, 11),
            ("通知来源", "□上级指令　□上级通报　□本级抽查　□系统监测　□公众投诉", 11),
            ("整改措施与结果\n（逐条对应问题清单，附截图或文件）", "", 54),
            ("完成时间", "　　　　年　　月　　日", 11),
            ("整改单位负责人\n（签字、日期、盖章）", "", 44),
            ("复查结论", "□合格，销号　　□不合格，退回重办\n意见：", 24),
            ("复查人（签字、日期）", "", 16),
            ("上报情况", "", 14),
        ),
    )
