"""What a case page shows besides its fields: the stages ahead and behind, and the timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from zhijian.cases.models import Attachment, Case, Opinion, Reminder, Step
from zhijian.core.process import Limit
from zhijian.core.process import Step as StepDefinition
from zhijian.people.models import User


@dataclass(frozen=True)
class Stage:
    """One step of the definition. ``status``: done, current, ahead, or skipped by the way taken."""

    id: str
    title: str
    who: str
    term: Limit | None
    status: str
    left_on: date | None = None
    by: str = ""

    @property
    def term_words(self) -> str:
        """5个工作日（建议）, or empty."""
        return self.term.words if self.term else ""

    @property
    def citation(self) -> str:
        """What the term rests on."""
        return self.term.basis.citation if self.term else ""


@dataclass(frozen=True)
class Moment:
    """One thing that happened. ``kind``: opened, move, return, opinion, due, pause, reminder …"""

    at: datetime
    who: str
    what: str
    text: str = ""
    kind: str = ""
    step: str = ""
    attachments: tuple[Attachment, ...] = ()


def stages_of(case: Case) -> tuple[Stage, ...]:
    """Every step of the case's definition in order, with how far the case has come."""
    last: dict[str, Step] = {}
    for step in case.steps.select_related("by__person").exclude(left_at=None):
        last[step.step] = step
    chain = case.definition.chain
    at = chain.index(case.step) if case.step in chain else len(chain)
    return tuple(
        _stage(definition, last.get(definition.id), number, at)
        for number, definition in enumerate(case.definition.steps)
    )


def timeline_of(case: Case) -> list[Moment]:
    """All that happened to a case, oldest first, each with who and in which words."""
    files: dict[tuple[int, int | None], list[Attachment]] = {}
    for attachment in case.attachments.select_related("by__person"):
        files.setdefault((attachment.step_id, attachment.by_id), []).append(attachment)
    moments = [
        Moment(case.opened_at, _name(case.opened_by), "发起", kind="opened"),
        *_of_steps(case, files),
        *_of_opinions(case),
        *_of_days(case),
        *_of_reminders(case),
    ]
    return sorted(moments, key=lambda moment: moment.at)


def _stage(definition: StepDefinition, row: Step | None, number: int, at: int) -> Stage:
    if number == at:
        status = "current"
    elif number > at:
        status = "ahead"
    else:
        status = "done" if row is not None else "skipped"
    is_done = row is not None and status == "done"
    return Stage(
        definition.id,
        definition.title,
        str(definition.actor),
        definition.term,
        status,
        row.left_on if is_done and row else None,
        _name(row.by) if is_done and row else "",
    )


def _of_steps(
    case: Case, files: dict[tuple[int, int | None], list[Attachment]]
) -> Iterator[Moment]:
    opinions = {
        row.step_id: row.text
        for row in case.opinions.filter(kind__in=(Opinion.Kind.MOVE, Opinion.Kind.WITHDRAWAL))
    }
    rows = case.steps.select_related("by__person", "on_behalf_of__person")
    for row in rows.exclude(left_at=None):
        assert row.left_at is not None
        what = f"{row.title}：{row.move_title}" + ("（纸质办理）" if row.is_by_scan else "")
        text = opinions.get(row.pk, "")
        who = _name(row.by)
        if row.on_behalf_of is not None:
            who += f"（受{_name(row.on_behalf_of)}委托）"
        yield Moment(
            row.left_at,
            who,
            what,
            text,
            "return" if row.is_return else "move",
            row.step,
            tuple(files.get((row.pk, row.by_id), ())),
        )


def _of_opinions(case: Case) -> Iterator[Moment]:
    rows = case.opinions.exclude(kind__in=(Opinion.Kind.MOVE, Opinion.Kind.WITHDRAWAL))
    for row in rows.select_related("by__person", "step"):
        yield Moment(
            row.at, _name(row.by), row.get_kind_display(), row.text, row.kind, row.step.step
        )


def _of_days(case: Case) -> Iterator[Moment]:
    for row in case.due_changes.select_related("by__person", "step").exclude(before=None):
        if row.after is not None and row.why[:2] in ("延期", "恢复", "日历"):
            text = f"到期日由 {row.before} 改为 {row.after}"
            yield Moment(row.at, _name(row.by), row.why, text, "due", row.step.step)


def _of_reminders(case: Case) -> Iterator[Moment]:
    for row in case.reminders.select_related("by__person", "office", "step"):
        text = row.text or f"已通知 {row.told} 人"
        what = row.get_kind_display()
        if row.kind == Reminder.Kind.ESCALATION and row.office is not None:
            what = f"上报{row.office}"
        yield Moment(row.at, _name(row.by), what, text, row.kind, row.step.step)


def _name(user: User | None) -> str:
    return user.name if user is not None else "平台"
