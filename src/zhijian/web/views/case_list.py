"""The list of cases: whose turn it is, how they stand against their terms, and its spreadsheet."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import path, reverse

from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.law.books import calendar, rulebooks
from zhijian.web.case_rows import left_of, tag_of
from zhijian.web.listing import (
    Cell,
    Choice,
    Column,
    Dates,
    HeadAction,
    Listing,
    Quick,
    RowAction,
    Subtree,
    Text,
)
from zhijian.web.menu import working

LIGHTS = (("late", "已逾期"), ("soon", "临近到期"), ("calm", "正常"), ("paused", "计时暂停"))


def url_of(case: Case) -> str:
    """The case's page."""
    return reverse("case", args=(case.pk,))


def _title(case: Case) -> Cell:
    return Cell(case.title, note=case.number, url=url_of(case))


def _kind(case: Case) -> Cell:
    return Cell(case.process_title, tag=tag_of(case.process, case.process_title)[1])


def _where(case: Case) -> Cell:
    who = case.desk.short_name or case.desk.name
    if case.assignee is not None:
        who = f"{who} {case.assignee.name}"
    return Cell(case.step_title, note=who if case.is_open else "")


def _due(case: Case) -> Cell:
    left = left_of(case, clock.today(), calendar())
    if case.due_on is None or not case.is_open:
        return Cell(left.words, note=left.dated, note_tone="calm")
    return Cell(f"{case.due_on:%m-%d}", note=left.words, note_tone=left.tone)


def _due_exported(case: Case) -> Any:
    return case.due_on


def _light(rows: QuerySet[Case], value: str) -> QuerySet[Case]:
    today = clock.today()
    if value == "late":
        return rows.overdue(today)
    if value == "soon":
        return rows.due_soon(today)
    if value == "paused":
        return rows.open().filter(is_paused=True)
    calm = Q(due_on__isnull=True) | Q(due_on__gte=today) & (
        Q(warn_on__gt=today) | Q(warn_on__isnull=True)
    )
    return rows.open().filter(calm, is_paused=False)


def _processes(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, process.title) for name, process in rulebooks().processes.items()]


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    return (HeadAction("发起办件", reverse("case_new"), "plus", is_primary=True),)


def _mine(rows: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    return rows.on_desk_of(request.user)


def _started(rows: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    return rows.started_by(request.user)


def _done(rows: QuerySet[Case], request: HttpRequest) -> QuerySet[Case]:
    return rows.done_by(request.user)


LISTING = Listing(
    name="cases",
    title="办件",
    unit="件",
    model=Case,
    rows=lambda request: Case.objects.visible_to(request.user).with_names().defer("data"),
    label=lambda case: case.title,
    columns=(
        Column("title", "事项及编号", _title, phone="name", is_fixed=True, wraps=True),
        Column("number", "编号", lambda case: case.number, is_hidden=True, phone="hide"),
        Column("process", "种类", _kind),
        Column("organization", "单位", lambda case: case.organization.name),
        Column("step", "环节", _where),
        Column("due", "期限", _due, sort="due_on", export=_due_exported),
        Column("opened", "发起时间", lambda case: case.opened_at, phone="hide"),
        Column("opener", "发起人", lambda c: c.opened_by and c.opened_by.name, is_hidden=True),
        Column("state", "状态", lambda case: case.get_state_display(), is_hidden=True),
        Column("basis", "期限依据", lambda case: case.due_basis, is_hidden=True, wraps=True),
    ),
    filters=(
        Text("q", "查找", ("title__contains", "number__contains")),
        Choice("process", "种类", _processes),
        Choice("light", "期限情况", LIGHTS, condition=_light),
        Choice("state", "状态", Case.State.choices),
        Subtree("unit", "单位"),
        Dates("opened", "发起日期", "opened_at", is_moment=True),
    ),
    quick=(
        Quick("mine", "待我", _mine, is_rare=True),
        Quick("started", "我发起", _started, is_rare=True),
        Quick("done", "已办", _done, is_rare=True),
        Quick("late", "已逾期", lambda rows, request: rows.overdue()),
        Quick(
            "desk",
            "本单位在办",
            lambda rows, request: rows.open().filter(desk=request.user.organization),
            is_rare=True,
        ),
    ),
    actions=(RowAction("查看", url_of),),
    head=_head,
    may=working,
    empty="没有办件。",
    empty_action=None,
)


urlpatterns = [path("cases/", LISTING.view, name="cases")]
