"""报送任务: what must go to which office or system above, by when, and the receipt."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.cases.media import headers_of
from zhijian.config import clock
from zhijian.exchange.books import known_to, title_of
from zhijian.exchange.lights import light_of
from zhijian.exchange.models import Task
from zhijian.exchange.sheets import (
    PROPOSED,
    XLSX,
    as_csv,
    as_xlsx,
    lines_of,
    sheet_of,
    table_of,
)
from zhijian.exchange.terms import FILING, REFILING, due_of, office_meant, warns_on
from zhijian.ledger import policy
from zhijian.ledger.actions.files import files_of
from zhijian.people.models import User
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
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.organizations import history

TONES = {"red": "late", "amber": "soon", "green": "calm", "grey": "calm"}
TAGS = {"red": "red", "amber": "amber", "green": "green", "grey": ""}
MOST_IN_FILE = 5_000
CRUMB = ("报送任务", "exchange")


def home() -> Crumb:
    """The way back to the list."""
    return Crumb(CRUMB[0], reverse(CRUMB[1]))


def rows_of(request: HttpRequest) -> QuerySet[Task]:
    """The tasks this person sees."""
    found: QuerySet[Task] = Task.objects.visible_to(request.user)
    return found.select_related("organization", "account", "event")


def task_url(task: Task) -> str:
    """The page of a task."""
    return reverse("exchange_task", args=(task.pk,))


def _title(task: Task) -> Cell:
    return Cell(task.title, note=str(task.organization), url=task_url(task))


def _recipient(task: Task) -> Cell:
    return Cell(task.recipient, note="系统" if task.system else "机关")


def _due(task: Task) -> Cell:
    light = light_of(task, clock.today())
    day = task.due_on.isoformat() if task.due_on else "没有期限"
    return Cell(day, note=light.word, note_tone=TONES[light.colour])  # type: ignore[arg-type]


def _state(task: Task) -> Cell:
    if task.dropped_on is not None:
        return Cell("已取消", tag="")
    if task.done_on is not None:
        return Cell("已报送", tag="green", note=task.receipt or "有截图")
    light = light_of(task, clock.today())
    return Cell("待报送", tag=TAGS[light.colour] if light.colour != "green" else "blue")


def _systems(request: HttpRequest) -> list[tuple[str, str]]:
    used = Task.objects.visible_to(request.user).order_by("system").exclude(system="")
    return [(key, title_of(key)) for key in used.values_list("system", flat=True).distinct()[:60]]


def _soon(rows: Any, request: HttpRequest) -> Any:
    """Open tasks that are due soon: those whose warning has begun."""
    today = clock.today()
    last = max((d for d in _days_ahead(today) if warns_on(d) <= today), default=today)
    return rows.open().filter(due_on__gte=today, due_on__lte=last)


def _days_ahead(today: date) -> list[date]:
    return [date.fromordinal(today.toordinal() + n) for n in range(15)]


def _head(request: HttpRequest) -> tuple[HeadAction, ...]:
    found = [
        HeadAction("系统", address("systems"), ""),
        HeadAction("对账", address("reconciliations"), ""),
        HeadAction("备案率", address("filing_proof"), ""),
    ]
    if policy.keeps_any(request.user):  # type: ignore[arg-type]
        found.append(HeadAction("读入回执", address("exchange_returned_new"), ""))
        found.append(HeadAction("登记任务", address("exchange_new"), "plus", is_primary=True))
    return tuple(found)


EXCHANGE = Listing(
    name="exchange",
    title="报送任务",
    unit="件",
    model=Task,
    rows=rows_of,
    columns=(
        Column("title", "事项和单位", _title, phone="name", is_fixed=True, wraps=True),
        Column("recipient", "接收方", _recipient, sort="recipient", wraps=True),
        Column("due", "到期日", _due, sort="due_on"),
        Column("state", "状态", _state),
        Column("done", "报送日期", lambda task: task.done_on, sort="done_on", phone="hide"),
        Column("unit", "报送单位", lambda task: task.organization.name, is_hidden=True),
        Column("receipt", "回执编号", lambda task: task.receipt, is_hidden=True),
        Column("basis", "报送依据", lambda task: task.basis, is_hidden=True, wraps=True),
        Column("due_basis", "期限依据", lambda task: task.due_basis, is_hidden=True, wraps=True),
    ),
    filters=(
        Text("q", "事项、接收方、回执", ("title__contains", "recipient__contains", "receipt")),
        Choice("kind", "类别", Task.Kind.choices),
        Choice("system", "系统", _systems),
        Subtree("unit", "单位"),
        Dates("due", "到期日", "due_on"),
        Dates("done", "报送日期", "done_on"),
    ),
    quick=(
        Quick("open", "待报送", lambda rows, request: rows.open()),
        Quick("late", "已逾期", lambda rows, request: rows.overdue(clock.today()), is_rare=True),
        Quick("soon", "快到期", _soon, is_rare=True),
        Quick("done", "已报送", lambda rows, request: rows.done()),
    ),
    order="-pk",
    actions=(RowAction("办理", lambda task: task_url(task)),),
    head=_head,
    may=working,
    empty="没有要报送的事项。开设、变更、注销账号办到“备案”这一步，会按当地规定自动列出接收方和系统。",
)


@login_required
@require_GET
def task_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what to copy, by when, its receipt and its files."""
    user: User = request.user  # type: ignore[assignment]
    related = ("organization", "account__organization", "event", "site", "case", "staff_change")
    task = get_object_or_404(rows_of(request).select_related(*related), pk=pk)
    keeps = policy.keeps(user, task.organization)
    light = light_of(task, clock.today())
    sheet = sheet_of(task)
    known = known_to(task.organization).get(task.system) if task.system else None
    context = {
        "heading": task.title,
        "crumbs": [home(), Crumb(task.recipient)],
        "task": task,
        "tag": Tag(_state(task).text, _state(task).tag or ""),
        "light": light,
        "working": _working(task),
        "known": known,
        "setting": known.setting if known else None,
        "facts": _facts(task),
        "sheet": sheet,
        "lines": lines_of(task),
        "proposed": PROPOSED if sheet is not None and sheet.is_proposed else "",
        "files": files_of(task),
        "actions": _actions(task) if keeps else [],
        "keeps": keeps,
        "moments": history(task),
    }
    return page(request, "exchange/task.html", context)


@login_required
@require_GET
def task_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The field sheet of a task, for print."""
    task = get_object_or_404(rows_of(request), pk=pk)
    sheet = sheet_of(task)
    context = {
        "heading": f"报送单：{task.recipient}",
        "crumbs": [home(), Crumb(task.title, task_url(task)), Crumb("报送单")],
        "task": task,
        "sheet": sheet,
        "lines": lines_of(task),
        "proposed": PROPOSED if sheet is not None and sheet.is_proposed else "",
        "printed_at": clock.now(),
    }
    return page(request, "exchange/sheet.html", context)


@login_required
@require_GET
def task_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What is reported with one task, as a file for import."""
    task = get_object_or_404(rows_of(request), pk=pk)
    return _as_file(request, [task], task.recipient, task_url(task))


@login_required
@require_GET
def batch_file(request: HttpRequest) -> HttpResponse:
    """What is reported with every open task of one kind to one system, as a file for import."""
    system, kind = request.GET.get("system", ""), request.GET.get("kind", "account")
    rows = rows_of(request).filter(system=system, kind=kind).exclude(system="")
    tasks = list(rows.open().order_by("pk")[:MOST_IN_FILE])
    if not tasks:
        messages.warning(request, "这个系统没有待报送的任务，没有生成文件。")
        return redirect("exchange")
    return _as_file(request, tasks, title_of(system), reverse("exchange"))


def _as_file(request: HttpRequest, tasks: list[Task], name: str, back: str) -> HttpResponse:
    from zhijian.core.refused import Refused

    try:
        sheet, lines = table_of(tasks)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    is_csv = request.GET.get("as") == "csv"
    content = as_csv(sheet, lines) if is_csv else as_xlsx(name, sheet, lines)
    ending, kind = ("csv", "text/csv; charset=utf-8") if is_csv else ("xlsx", XLSX)
    shown = f"{name}-{sheet.title}-{clock.today():%Y%m%d}-{len(lines)}行.{ending}"
    response = HttpResponse(content, content_type=kind)
    for header, value in headers_of(shown, kind).items():
        response[header] = value
    return response


def _facts(task: Task) -> list[Fact]:
    office = office_meant(task.recipient, task.organization, task.caused_on)
    meant = f"（即{office}）" if office is not None and not task.system else ""
    facts = [
        Fact("接收方", f"{task.recipient}{meant}"),
        Fact("报送单位", task.organization.name, address("organization", task.organization_id)),
        Fact("类别", task.get_kind_display()),
        Fact("依据", task.basis),
    ]
    about = (
        ("账号", task.account, "account"),
        ("网站", task.site, "site"),
        ("变动", task.event, "life_event"),
        ("办件", task.case, "case"),
    )
    facts += [Fact(k, str(v), address(url, v.pk)) for k, v, url in about if v is not None]
    facts += [Fact("起算日", task.caused_on), Fact("到期日", task.due_on or "没有期限")]
    if task.done_on is not None:
        facts += [Fact("报送日期", task.done_on), Fact("回执编号", task.receipt or "见截图")]
    if task.dropped_on is not None:
        facts.append(Fact("取消", f"{task.dropped_on}：{task.dropped_why}"))
    return facts


def _working(task: Task) -> tuple[str, ...]:
    """How the due day was reached, where a rule set it and still does."""
    rule, kind = FILING, task.event.kind if task.event is not None else ""
    if task.kind == Task.Kind.STAFF:
        rule, kind = REFILING, ""
    elif task.event is None:
        return ()
    due = due_of(task.organization, task.caused_on, rule, kind)
    return due.working.lines if due is not None and due.on == task.due_on else ()


def _actions(task: Task) -> list[HeadAction]:
    at = (task.pk,)
    if task.is_open:
        found = [
            HeadAction("登记回执", reverse("exchange_receipt", args=at), "check", is_primary=True)
        ]
        if not (task.event_id or task.staff_change_id or task.site_id):
            found.append(HeadAction("取消任务", reverse("exchange_drop", args=at), ""))
        return found
    if task.done_on is not None:
        return [HeadAction("撤回回执", reverse("exchange_take_back", args=at), "")]
    return []


urlpatterns = [
    path("exchange/", EXCHANGE.view, name="exchange"),
    path("exchange/file/", batch_file, name="exchange_batch_file"),
    path("exchange/<int:pk>/", task_page, name="exchange_task"),
    path("exchange/<int:pk>/sheet/", task_sheet, name="exchange_sheet"),
    path("exchange/<int:pk>/file/", task_file, name="exchange_file"),
]
