"""The right column of the work desk: only what is counted today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs.models import Job
from zhijian.journal.models import Entry
from zhijian.law.books import calendar, rulebooks
from zhijian.law.models import Grant
from zhijian.notices.models import Notice
from zhijian.people.models import Organization, User
from zhijian.people.roster import Fault, roster
from zhijian.web.listing.counting import COUNT_LIMIT, capped, in_words
from zhijian.web.menu import address

NOTICES = 5
FAULTS = 4


@dataclass(frozen=True)
class Told:
    """A notice of the inbox, as the desk shows it."""

    title: str
    url: str
    sent_at: Any
    is_unread: bool


def notices_of(user: User) -> list[Told]:
    """The newest notices."""
    inbox = address("inbox")
    return [
        Told(n.title, n.url or inbox, n.sent_at, n.read_at is None)
        for n in Notice.objects.of(user).order_by("-pk")[:NOTICES]
    ]


@dataclass(frozen=True)
class Lamp:
    """Cases of a unit with one light: the word, how many, and their list."""

    word: str
    colour: str
    count: str
    url: str


def lamps(unit: Organization, today: date) -> list[Lamp]:
    """The open cases on a unit's desk by light, each counted up to the limit."""
    rows = Case.objects.open().filter(desk=unit)
    late, soon = Q(due_on__lt=today), Q(due_on__gte=today, warn_on__lte=today)
    running = Q(is_paused=False)
    calm = Q(due_on__isnull=True) | Q(due_on__gte=today, warn_on__gt=today)
    calm |= Q(due_on__gte=today, warn_on__isnull=True)
    listed = reverse("cases")
    return [
        Lamp(word, colour, in_words(capped(rows.filter(which))), f"{listed}?set=desk&light={key}")
        for word, colour, which, key in (
            ("已逾期", "red", running & late, "late"),
            ("临近到期", "amber", running & soon, "soon"),
            ("正常", "green", running & calm, "calm"),
            ("计时暂停", "", Q(is_paused=True), "paused"),
        )
    ]


def gaps_of(unit: Organization, today: date) -> tuple[tuple[Fault, ...], int]:
    """What is vacant or clashing in the unit's roster, what binds first, and how many in all."""
    lifted = Grant.objects.holding(today).filter(organization=unit).values_list("rule", flat=True)
    try:
        found = roster(unit, today, rulebooks(), excepted=lifted)
    except Refused:
        return (), 0
    faults = tuple(fault for fault in found.faults if not fault.is_excepted)
    return faults[:FAULTS], len(faults)


@dataclass(frozen=True)
class Duty:
    """What an officer of the system looks after: a sentence, its tone, where to go."""

    says: str
    tone: str
    label: str
    url: str


def duties_of(user: User) -> list[Duty]:
    """The day's work of a system administrator, a security administrator or an auditor."""
    match user.office:
        case User.Office.SYSTEM:
            return _of_system()
        case User.Office.SECURITY:
            return _of_security()
        case User.Office.AUDIT:
            return _of_audit()
    return []


def _of_system() -> list[Duty]:
    failed = Job.objects.filter(state=Job.State.FAILED)[: COUNT_LIMIT + 1].count()
    stuck = clock.now() - timedelta(minutes=30)
    late = Job.objects.due(stuck)[: COUNT_LIMIT + 1].count()
    jobs = address("jobs")
    found = [
        Duty(f"{in_words(failed)} 个后台任务失败，等待重试", "late", "查看任务", jobs)
        if failed
        else Duty("没有失败的后台任务", "well", "查看任务", jobs)
    ]
    if late:
        found.append(
            Duty(
                f"{in_words(late)} 个任务超过半小时没有执行，请确认执行程序在运行",
                "late",
                "查看任务",
                jobs,
            )
        )
    return [*found, _next_year()]


def _next_year() -> Duty:
    today, years = clock.today(), calendar().years
    wanted = today.year + 1
    if wanted in years or today.month < 11:
        last = years[-1]
        return Duty(f"工作日历录到 {last} 年", "well", "查看日历", reverse("calendar"))
    return Duty(
        f"{wanted} 年的放假安排还没有导入，跨年的期限按周末推算",
        "soon",
        "导入年度日历",
        reverse("calendar_import"),
    )


def _of_security() -> list[Duty]:
    users = address("users")
    waiting = User.objects.filter(is_active=True, must_change_password=True).count()
    left = User.objects.filter(is_active=True, person__left_on__lte=clock.today()).count()
    found = []
    if left:
        found.append(Duty(f"{left} 名离岗人员的登录仍未停用", "late", "查看用户", users))
    if waiting:
        found.append(Duty(f"{waiting} 名用户还没有改初始密码", "soon", "查看用户", users))
    return found or [Duty("没有待处理的登录事项", "well", "查看用户", users)]


def _of_audit() -> list[Duty]:
    start = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Entry.objects.filter(at__gte=start).order_by()[: COUNT_LIMIT + 1].count()
    journal = address("journal")
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    return [
        Duty(f"今天新增 {in_words(today)} 条记录", "", "查看记录", journal),
        Duty(f"记录链到第 {last:,} 条，可随时校验", "", "查看记录", journal),
    ]
