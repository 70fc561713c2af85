"""Cases that come to their step of filing, and what must be receipted before they leave it."""

from zhijian.cases.hooks import Moved, before_moving, on_moved
from zhijian.cases.models import Case
from zhijian.core.refused import Refused
from zhijian.exchange.models import Task
from zhijian.exchange.planning import plan_event
from zhijian.exchange.settling import day_in_registers, settle_from_registers
from zhijian.exchange.terms import wanted_by
from zhijian.ledger.models import LifeEvent, SystemEntry
from zhijian.people.models import User

PROCESSES = ("opening", "changing", "ending", "retrofiling")
FILE_STEP, FILED = "file", "filed"


def listen() -> None:
    """Hear of the cases of an account's life; doing so again changes nothing."""
    for process in PROCESSES:
        before_moving(process, guard)
        on_moved(process, hear)


def hear(moved: Moved) -> None:
    """Tasks come with the step of filing; what was not done goes with a case that is given up."""
    case = moved.case
    if moved.left == FILE_STEP:
        rows = Task.objects.filter(case=case).open()
        settle_from_registers(rows.select_related("filing", "entry", "event"))
    if case.is_open and case.step == FILE_STEP:
        for event in LifeEvent.objects.filter(case=case).select_related("organization", "account"):
            plan_event(event)
    elif not case.is_open:
        leave_nothing_open(case)


def guard(case: Case, verb: str, by: User) -> None:
    """Before a case says that everything is filed: every recipient and system has its receipt.

    It only reads: pages ask it, too, to tell what is missing.

    Raises:
        Refused: with each that is missing, and where to enter it.
    """
    if verb != FILED or case.step != FILE_STEP:
        return
    events = LifeEvent.objects.filter(case=case).select_related("organization", "account")
    lacks: list[str] = []
    for event in events:
        lacks += missing_of(event)
    if lacks:
        names = "、".join(dict.fromkeys(lacks))
        raise Refused(
            f"还没有登记回执：{names}。请在“报送任务”中逐个登记报送日期和回执（编号或截图）后再提交。"
        )


def missing_of(event: LifeEvent) -> list[str]:
    """The recipients and systems of an event that nothing on record was handed in to.

    Asked of the registers themselves: a task without its row, or a row without its task, is told.
    """
    lacks = [
        *event.filings.filter(filed_on__isnull=True)
        .order_by("pk")
        .values_list("recipient", flat=True),
        *(
            task.recipient
            for task in Task.objects.filter(event=event).open().order_by("pk")
            if day_in_registers(task) is None
        ),
    ]
    entered = set(
        SystemEntry.objects.filter(account=event.account, submitted_on__isnull=False).values_list(
            "system", flat=True
        )
    )
    for wanted in wanted_by(event.organization, event.event_on or event.created_at.date()):
        names = {wanted.recipient, *(wanted.system.names if wanted.system else ())}
        if wanted.is_entry and event.account is not None and not names & entered:
            lacks.append(wanted.recipient)
        if wanted.is_filing and not event.filings.filter(recipient=wanted.recipient).exists():
            lacks.append(wanted.recipient)
    return list(dict.fromkeys(lacks))


def leave_nothing_open(case: Case) -> None:
    """Tasks of a case that ended are open no more, and no entry waits that nobody will make."""
    from zhijian.config import clock

    Task.objects.filter(case=case, event__isnull=False).open().update(
        dropped_on=clock.today(), dropped_why=f"办件已结束：{case.step_title}"[:200]
    )
    if case.subject_type == "ledger.account":
        waiting = SystemEntry.objects.filter(
            account=int(case.subject_id), submitted_on__isnull=True, is_awaited=True
        )
        waiting.exclude(tasks__in=Task.objects.open()).delete()
