"""The letter of a measure: the place's clause, our wording, and what is known as annexed tables."""

from collections.abc import Iterator
from datetime import date

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.documents.letters import Annex, Letter, letter_word
from zhijian.core.documents.matters import Law
from zhijian.core.documents.word import TableColumn
from zhijian.core.documents.words import chinese_day
from zhijian.exchange.terms import cited
from zhijian.inspection.ladder import PROPOSED, Rung
from zhijian.inspection.models import Evidence, Measure, Rectification
from zhijian.inspection.order_letters import matters_of
from zhijian.law.books import rulebooks
from zhijian.people.models import Position

NUMBERED = TableColumn("序号", 12, is_centred=True)
_PEOPLE = (Position.Kind.PRINCIPAL, Position.Kind.DEPUTY, Position.Kind.LEAD)


def letter_file(measure: Measure, rung: Rung, on: date) -> tuple[str, bytes]:
    """Name and bytes of the letter that issues a measure on a day."""
    wording = rung.wording
    letter = Letter(
        office=str(measure.office),
        number=measure.number,
        title=wording.title,
        paragraphs=wording.paragraphs(known_of(measure)),
        on=on,
        annexes=[annex for name in wording.annexes for annex in _ANNEXES[name](measure)],
    )
    return f"{wording.title}-{measure.number}.docx", letter_word(letter)


def known_of(measure: Measure) -> dict[str, str]:
    """What fills the blanks of a measure's letter."""
    source = cited(measure.clause) if measure.clause else PROPOSED
    return {
        "单位": str(measure.organization),
        "决定单位": str(measure.office),
        "措施": measure.word,
        "依据": source,
        "事由": measure.reason.strip().rstrip("。；"),
        "整改情况": _mending(measure.case),
        "涉及账号": str(measure.account or ""),
        "要求完成日期": chinese_day(measure.due_on) if measure.due_on else "",
        "解除条件": measure.release,
        "送达": measure.recipient,
        "编号": measure.number,
    }


def _mending(case: Case | None) -> str:
    if case is None:
        return ""
    rows = Rectification.objects.filter(case=case).exclude(state=Rectification.State.DROPPED)
    words = [f"{row.number} {row.get_state_display()}" for row in rows[:10]]
    return f"整改通知 {case.number} 现为“{case.step_title}”（{'，'.join(words)}）"


def _rows_of(measure: Measure) -> list[Rectification]:
    if measure.case is None:
        return []
    rows = Rectification.objects.filter(case=measure.case).exclude(
        state=Rectification.State.DROPPED
    )
    return list(rows.select_related("finding__organization", "account").order_by("pk"))


def _problems(measure: Measure) -> Iterator[Annex]:
    columns = (
        NUMBERED,
        TableColumn("对象", 40),
        TableColumn("问题", 75),
        TableColumn("依据条款", 80),
        TableColumn("首次发现", 25, is_centred=True),
    )
    law = Law(rulebooks())
    lines: list[tuple[str, ...]] = []
    for row in _rows_of(measure):
        if row.finding is None:
            lines.append((str(len(lines) + 1), str(row.account or ""), row.problem, "", ""))
            continue
        (matter,) = matters_of([row.finding], law)
        cited = f"{matter.basis.cited}：{matter.basis.says}"
        seen = row.finding.first_seen_on.isoformat()
        lines.append((str(len(lines) + 1), matter.subject, f"{matter.said}。", cited, seen))
    yield Annex("问题清单", columns, lines)


def _orders(measure: Measure) -> Iterator[Annex]:
    columns = (
        TableColumn("整改编号", 44),
        TableColumn("下达", 24, is_centred=True),
        TableColumn("期限", 24, is_centred=True),
        TableColumn("整改情况", 60),
        TableColumn("复查情况", 60),
        TableColumn("现状", 22, is_centred=True),
    )
    lines = [
        (
            row.number,
            row.received_on.isoformat(),
            row.due_on.isoformat() if row.due_on else "",
            row.done,
            row.recheck_says + (f"（{row.failures} 次不合格）" if row.failures else ""),
            row.get_state_display(),
        )
        for row in _rows_of(measure)
    ]
    yield Annex("整改经过", columns, lines)


def _before(measure: Measure) -> Iterator[Annex]:
    columns = (
        TableColumn("编号", 50),
        TableColumn("措施", 40),
        TableColumn("发出", 26, is_centred=True),
        TableColumn("解除", 26, is_centred=True),
        TableColumn("事由", 90),
    )
    rows = Measure.objects.filter(organization=measure.organization, issued_on__isnull=False)
    lines = [
        (
            row.number,
            row.word,
            row.issued_on.isoformat() if row.issued_on else "",
            row.ended_on.isoformat() if row.ended_on else "",
            row.reason,
        )
        for row in rows.exclude(pk=measure.pk).order_by("pk")
    ]
    yield Annex("此前采取的措施", columns, lines)


def _evidence(measure: Measure) -> Iterator[Annex]:
    columns = (NUMBERED, TableColumn("证据", 100), TableColumn("SHA-256", 120))
    findings = [row.finding_id for row in _rows_of(measure) if row.finding_id]
    rows = Evidence.objects.filter(finding__in=findings).exclude(digest="").order_by("pk")
    listed: dict[str, str] = {row.digest: str(row)[:200] for row in rows}
    if measure.case is not None:
        files = measure.case.attachments.order_by("pk")
        listed |= {file.digest: f"{file.kind_title}：{file.name}" for file in files}
    lines = [(str(n), words, digest) for n, (digest, words) in enumerate(listed.items(), start=1)]
    note = "校验值是文件内容的 SHA-256，同一文件重新计算应当得到同一个值。"
    yield Annex("证据清单", columns, lines, note)


def _people(measure: Measure) -> Iterator[Annex]:
    columns = (TableColumn("岗位", 50), TableColumn("姓名", 40), TableColumn("说明", 140))
    held = Position.objects.held_on(measure.created_at.astimezone(clock.CHINA).date()).filter(
        organization=measure.organization, kind__in=_PEOPLE
    )
    lines = [
        (row.get_kind_display(), row.person.name, f"自 {row.from_on} 起任职")
        for row in held.select_related("person").order_by("kind", "pk")
    ]
    lines += [
        ("登记整改的人", name, f"登记了 {number} 的整改情况") for number, name in _signers(measure)
    ]
    yield Annex(
        "责任岗位人员", columns, lines, "按岗位登记和操作记录列出，是否负有责任由受理机关认定。"
    )


def _signers(measure: Measure) -> list[tuple[str, str]]:
    """Item and person, for each item somebody entered as mended."""
    rows = _rows_of(measure)
    return [(row.number, row.signed_by.name) for row in rows if row.signed_by is not None]


_ANNEXES = {
    "problems": _problems,
    "orders": _orders,
    "measures": _before,
    "evidence": _evidence,
    "people": _people,
}
