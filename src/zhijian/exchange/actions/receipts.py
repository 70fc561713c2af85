"""The receipt of a task: entered once, it stands in every register that the task is part of."""

from datetime import date

from django.db import transaction

from zhijian import journal
from zhijian.cases.media import Upload
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.exchange.hearing import FILE_STEP
from zhijian.exchange.models import Task
from zhijian.ledger import policy
from zhijian.ledger.actions.files import attach_file, files_of
from zhijian.people import edits
from zhijian.people.models import User

PROOF = "回执截图"


@transaction.atomic
def record_receipt(
    task: Task,
    *,
    by: User,
    on: date,
    number: str = "",
    screenshot: Upload | None = None,
) -> Task:
    """A task is done: handed in on a day, with a number, a screenshot, or both.

    Raises:
        Refused: no leave, the task is not open, the day lies ahead or before what is reported, or
            neither number nor screenshot is given.
    """
    held = _held(task)
    policy.require_keeper(by, held.organization, to="登记报送回执")
    if not held.is_open:
        word = "取消" if held.dropped_on else f"在 {held.done_on} 登记过回执"
        raise Refused(f"“{held}”已经{word}。要改的，请先撤回回执再登记。")
    number = edits.plain(number, label="回执编号", most=120)
    require_day(held, on)
    if screenshot is not None:
        attach_file(held, screenshot, by=by, kind=PROOF)
    elif not number and not files_of(held).exists():
        raise Refused("回执编号和截图都没有，不能证明已经报送。请填编号，或上传系统的回执截图。")
    write_receipt(held, on=on, number=number, by=by)
    journal.record(
        "exchange.receipted",
        held,
        by=by,
        recipient=held.recipient,
        done_on=str(on),
        has_number=bool(number),
    )
    return held


def require_day(task: Task, on: date) -> None:
    """Pass if a task can have been handed in on a day.

    Raises:
        Refused: the day lies ahead, or before what is reported.
    """
    if on > clock.today():
        raise Refused(f"报送日期 {on} 还没有到，请核对。")
    earliest = task.caused_on
    if task.event is not None and task.event.caused_on is not None:
        earliest = min(earliest, task.event.caused_on)
    if on < earliest:
        raise Refused(f"报送日期 {on} 早于事项发生的 {earliest}，请核对两个日期。")


def write_receipt(task: Task, *, on: date, number: str, by: User | None) -> None:
    """Put a receipt into the task and the rows it stands for; nothing is asked or recorded.

    An entry that a system has already keeps its first day: what is new is told by the task.
    """
    task.done_on, task.receipt, task.done_by = on, number, by
    task.save(update_fields=("done_on", "receipt", "done_by"))
    if (filing := task.filing) is not None:
        filing.filed_on, filing.receipt = on, number
        filing.save(update_fields=("filed_on", "receipt"))
    if (entry := task.entry) is not None and entry.submitted_on is None:
        entry.submitted_on, entry.receipt = on, number
        entry.save(update_fields=("submitted_on", "receipt"))
    site = task.site if task.kind == Task.Kind.SITE else None
    if site is not None and (site.national_updated_on or date.min) < on:
        site.national_updated_on = on
        site.save(update_fields=("national_updated_on",))
    if task.staff_change is not None:
        _settle_staff(task)


@transaction.atomic
def take_back_receipt(task: Task, *, by: User, reason: str) -> Task:
    """The receipt was entered by mistake: the task is open again, its rows without the day.

    Raises:
        Refused: no leave, no reason, no receipt, or its case has gone on.
    """
    held = _held(task)
    policy.require_keeper(by, held.organization, to="撤回报送回执")
    if not (reason := edits.plain(reason, label="理由", most=200)):
        raise Refused("撤回回执须写明理由，请填写。")
    if held.done_on is None:
        raise Refused(f"“{held}”还没有登记回执，不用撤回。")
    case = held.case
    if case is not None and case.step != FILE_STEP and held.event is not None:
        raise Refused(
            f"办件 {case.number} 已到“{case.step_title}”，回执不能再撤回。"
            "还在办的，请由下一环节退回补正后再改；已办结的，请按更正另行报送。"
        )
    was = held.done_on
    _clear_rows(held)
    held.done_on, held.receipt, held.done_by = None, "", None
    held.save(update_fields=("done_on", "receipt", "done_by"))
    journal.record(
        "exchange.receipt_taken_back",
        held,
        by=by,
        remark=reason,
        recipient=held.recipient,
        done_on=str(was),
    )
    return held


def _clear_rows(task: Task) -> None:
    """Take a task's day off its rows, where it is this task's day that stands there."""
    if (filing := task.filing) is not None:
        filing.filed_on, filing.receipt = None, ""
        filing.save(update_fields=("filed_on", "receipt"))
    entry = task.entry
    if entry is not None and (entry.submitted_on, entry.receipt) == (task.done_on, task.receipt):
        entry.submitted_on, entry.receipt = None, ""
        entry.save(update_fields=("submitted_on", "receipt"))
    if (site := task.site) is not None and site.national_updated_on == task.done_on:
        site.national_updated_on = None
        site.save(update_fields=("national_updated_on",))
    change = task.staff_change
    if change is not None and change.platforms_updated_on is not None:
        change.platforms_updated_on = None
        change.save(update_fields=("platforms_updated_on",))


def _settle_staff(task: Task) -> None:
    """The platforms know of a change of staff once the last of them does."""
    change = task.staff_change
    assert change is not None
    days = list(Task.objects.filter(staff_change=change).values_list("done_on", "dropped_on"))
    if all(done is not None or dropped is not None for done, dropped in days):
        change.platforms_updated_on = max(done for done, _ in days if done is not None)
        change.save(update_fields=("platforms_updated_on",))


def _held(task: Task) -> Task:
    rows = Task.objects.select_for_update(of=("self",))
    related = ("organization", "filing", "entry", "site", "staff_change", "event", "case")
    return rows.select_related(*related).get(pk=task.pk)  # type: ignore[no-any-return]
