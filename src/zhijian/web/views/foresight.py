"""预警: what fails if nothing more is entered, what ends, and who will be missing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from zhijian.cases.media import headers_of
from zhijian.config import clock
from zhijian.core.documents.sheets import Sheet, SheetColumn, workbook_bytes
from zhijian.exchange.sheets import XLSX
from zhijian.inspection import foresight, worked_out
from zhijian.inspection.absences import Absence, Single, absences, single_holders
from zhijian.inspection.endings import Ending, endings
from zhijian.inspection.foresight import HORIZONS
from zhijian.inspection.worked_out import Worked
from zhijian.jobs import enqueue
from zhijian.jobs.models import Job
from zhijian.people.models import Organization, User
from zhijian.web.ahead_scope import office_of, offices_for, units_for
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address
from zhijian.web.page import page
from zhijian.web.parts import Count

SHOWN = 100
"""Lines of each list on the page; the workbook has them all."""
CONDITION = "到那天还没有新的发布、办理或登记，就会不合格；已经不合格的不在这里"


@login_required
@require_GET
def ahead(request: HttpRequest) -> HttpResponse:
    """The days ahead of an office's units, or of the own unit."""
    user: User = request.user  # type: ignore[assignment]
    office, days = office_of(request), _days(request)
    units = list(units_for(user, office))
    worked = _worked(office)
    today = clock.today()
    until = today + timedelta(days=days)
    turns = _turns(worked, {unit.pk for unit in units}, until)
    ending = endings(units_for(user, office), today, until)
    leaving = absences(units, today, until)
    singles = single_holders(units, today)
    if request.GET.get("as") == "xlsx":
        return _book(office, days, turns, ending, leaving, singles)
    query = f"?office={office.pk}&days={days}"
    context = {
        "heading": "预警",
        "sub": f"{office}，{today:%Y-%m-%d} 起 {days} 天，{len(units)} 个单位",
        "office": office,
        "offices": offices_for(user),
        "horizons": [(n, f"?office={office.pk}&days={n}", n == days) for n in HORIZONS],
        "days": days,
        "worked": worked,
        "waits": worked is None and _is_waiting(office),
        "condition": CONDITION,
        "turns": turns[:SHOWN],
        "endings": [(one, _page_of(one)) for one in ending[:SHOWN]],
        "absences": leaving[:SHOWN],
        "singles": singles[:SHOWN],
        "more": {
            "turns": len(turns) - SHOWN,
            "endings": len(ending) - SHOWN,
            "absences": len(leaving) - SHOWN,
            "singles": len(singles) - SHOWN,
        },
        "counts": _counts(turns, ending, leaving, singles, worked),
        "actions": [HeadAction("导出", f"{query}&as=xlsx", "down")],
        "today": today,
    }
    return page(request, "ahead/foresight.html", context)


@login_required
@require_POST
def work_out(request: HttpRequest) -> HttpResponse:
    """Judge the days ahead anew: at once if the registers are small, else in a job."""
    office = office_of(request)
    if worked_out.is_quick():
        foresight.work_out(office)
        messages.success(request, "已按现在的台账重新测算。")
    else:
        key = f"{foresight.JOB}:{office.pk}@{clock.now():%Y-%m-%dT%H:%M}"
        enqueue(foresight.JOB, {"office": office.pk}, key=key)
        messages.success(request, "已交后台测算，稍后刷新本页查看。")
    return redirect(f"{reverse('foresight')}?office={office.pk}&days={_days(request)}")


def _days(request: HttpRequest) -> int:
    wanted = request.POST.get("days") or request.GET.get("days") or ""
    return next((n for n in HORIZONS if str(n) == wanted), HORIZONS[1])


def _worked(office: Organization) -> Worked | None:
    """What was worked out today; small registers are judged now."""
    found = foresight.coming(office)
    if found is None and worked_out.is_quick():
        foresight.work_out(office)
        found = foresight.coming(office)
    return found


def _is_waiting(office: Organization) -> bool:
    jobs = Job.objects.unfinished().filter(kind=foresight.JOB, payload__office=office.pk)
    return jobs.exists()


def _turns(worked: Worked | None, units: set[int], until: date) -> list[dict[str, Any]]:
    if worked is None:
        return []
    rows = (row for row in worked.told["rows"] if row["on"] <= until.isoformat())
    return [row | {"url": _subject_url(row)} for row in rows if row["unit"] in units]


def _subject_url(row: dict[str, Any]) -> str:
    for kind in ("account", "site"):
        if row[kind]:
            return address(kind, row[kind])
    return address("organization", row["unit"]) if row["unit"] else ""


def _page_of(one: Ending) -> str:
    at = (one.relation, one.row) if one.relation else (one.row,)
    return address(one.url_name, *at)


def _counts(
    turns: list[Any],
    ending: list[Ending],
    leaving: list[Absence],
    singles: list[Single],
    worked: Worked | None,
) -> list[Count]:
    tomorrow = sum(row["left"] <= 0 for row in turns)
    vacant = sum(one.is_vacant for one in leaving)
    unknown = "" if worked is not None else "还没有测算"
    return [
        Count(
            "将不合格",
            len(turns),
            f"{tomorrow} 项就在今天" if tomorrow else unknown,
            "due" if tomorrow else "",
            "#turns",
        ),
        Count("到期事项", len(ending), "", "", "#endings"),
        Count(
            "将离岗", len(leaving), f"{vacant} 个岗位将空缺" if vacant else "",
            "due" if vacant else "", "#absences",
        ),
        Count("一人独任", len(singles), "", "", "#singles"),
    ]  # fmt: skip


def _book(
    office: Organization,
    days: int,
    turns: Iterable[dict[str, Any]],
    ending: Iterable[Ending],
    leaving: Iterable[Absence],
    singles: Iterable[Single],
) -> HttpResponse:
    today = clock.today()
    title = f"{office}预警（{today:%Y-%m-%d} 起 {days} 天）"
    sheets = [
        Sheet(
            "将不合格",
            _columns("不合格之日", "还剩天数", "单位", "类别", "对象", "检查内容", "规定", "情况", "怎么办", "依据"),
            [
                (
                    date.fromisoformat(row["on"]), row["left"], row["unit_name"], row["kind"],
                    row["subject"], row["title"], row["limit"], row["says"], row["mend"], row["cited"],
                )
                for row in turns
            ],
            f"{title}：{CONDITION}",
        ),
        Sheet(
            "到期事项",
            _columns("到期日", "种类", "事项", "单位", "说明"),
            [(one.on, one.kind, one.title, one.unit_name, one.note) for one in ending],
            title,
        ),
        Sheet(
            "将离岗",
            _columns("不在岗之日", "单位", "岗位", "人员", "原因", "岗位是否空缺", "依据"),
            [
                (
                    one.on, one.unit_name, one.post, one.person_name, one.why,
                    "将空缺" if one.is_vacant else "", one.cited,
                )
                for one in leaving
            ],
            title,
        ),
        Sheet(
            "一人独任",
            _columns("单位", "岗位", "人员", "依据"),
            [(one.unit_name, one.post, one.person_name, one.cited) for one in singles],
            title,
        ),
    ]  # fmt: skip
    content = workbook_bytes(sheets, title=title, made_on=today)
    response = HttpResponse(content, content_type=XLSX)
    for name, value in headers_of(f"预警-{office}-{today:%Y%m%d}.xlsx", XLSX).items():
        response[name] = value
    return response


_WIDE = {"情况", "怎么办", "依据", "事项", "说明", "原因", "对象"}


def _columns(*heads: str) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(head, 34 if head in _WIDE else 16) for head in heads)


urlpatterns = [
    path("ahead/", ahead, name="foresight"),
    path("ahead/work-out/", work_out, name="foresight_work_out"),
]
