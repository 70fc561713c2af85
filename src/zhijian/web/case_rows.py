"""How a case looks in one line: its tag, why it is here, the time left, and the one verb."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.workdays import WorkCalendar
from zhijian.web.parts import ToDo

KINDS: dict[str, tuple[str, str]] = {
    "opening": ("开设", "green"),
    "refiling": ("报备", "green"),
    "handover": ("交接", "green"),
    "review": ("审核", "blue"),
    "exception": ("例外", "blue"),
    "message": ("留言", "amber"),
    "rectification": ("整改", "amber"),
}
"""Two-character tags of the processes that we know; others show the head of their own title."""

VERBS = (
    "受理",
    "签收",
    "复查",
    "销号",
    "收备",
    "备案",
    "拟写",
    "拟稿",
    "答复",
    "确认",
    "核实",
    "发布",
    "整改",
    "交接",
    "填写",
    "自查",
)
_DECIDING = "审核"
_HANDLING = "办理"


@dataclass(frozen=True)
class Left:
    """The time left: in words, its tone (late, soon, calm), and the date beneath."""

    words: str
    tone: str
    dated: str


def tag_of(process: str, title: str) -> tuple[str, str]:
    """The tag of a process and its tone."""
    return KINDS.get(process, (title[:4], ""))


def left_of(case: Case, today: date, calendar: WorkCalendar) -> Left:
    """How much time a case has; workdays where the calendar reaches, else days."""
    if not case.is_open:
        closed = f"{case.closed_at:%m-%d}" if case.closed_at else ""
        return Left(case.step_title, "calm", closed)
    if case.due_on is None:
        return Left("没有期限", "calm", "")
    dated = _dated(case.due_on, today) + ("（按周末推算）" if case.due_is_estimate else "")
    if case.is_paused:
        return Left("计时暂停", "calm", "")
    days = (case.due_on - today).days
    if days < 0:
        return Left(f"逾期 {-days} 天", "late", f"应于 {dated} 办结")
    if days == 0:
        return Left("今天到期", "soon", dated)
    is_soon = case.warn_on is not None and case.warn_on <= today
    tone = "soon" if is_soon else "calm"
    if calendar.covers(today) and calendar.covers(case.due_on):
        workdays = calendar.ordinal(case.due_on) - calendar.ordinal(today)
        return Left(f"还剩 {workdays} 个工作日", tone, dated)
    return Left(f"还剩 {days} 天", tone, dated)


def _dated(day: date, today: date) -> str:
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def row_of(
    case: Case, today: date, calendar: WorkCalendar, *, verb: str = "", urged: int = 0
) -> ToDo:
    """A case as a row of the to-do list; ``verb`` empty where it waits for another."""
    kind, tone = tag_of(case.process, case.process_title)
    left = left_of(case, today, calendar)
    return ToDo(
        kind=kind,
        kind_tone="red" if left.tone == "late" else tone,
        title=case.title,
        url=reverse("case", args=(case.pk,)),
        who=who_line(case, urged, names_desk=not verb),
        when=left.words,
        when_tone=left.tone,
        date_note=left.dated,
        verb=verb,
    )


def who_line(case: Case, urged: int = 0, *, names_desk: bool = True) -> str:
    """Whose matter, at which step, where it lies if elsewhere, since when, how often urged."""
    unit = case.organization.short_name or case.organization.name
    parts = [unit, case.step_title]
    if names_desk and case.desk_id != case.organization_id and case.is_open:
        parts.append(f"{case.desk.short_name or case.desk.name}办理")
    opened = case.opened_at.astimezone(clock.CHINA)
    parts.append(f"{opened.month}月{opened.day}日发起")
    if urged:
        parts.append(f"已催办 {urged} 次")
    return "，".join(parts)


def verb_of(case: Case, *, cosign: bool = False, extension: bool = False) -> str:
    """The one thing to do with a case that waits for this person."""
    if cosign:
        return "会签"
    if extension:
        return "批延期"
    step: Any = case.present
    if step is None:
        return ""
    known = next((verb for verb in VERBS if verb in step.title), "")
    if "审" in step.title:
        return _DECIDING
    return known or (_DECIDING if step.decides else _HANDLING)
