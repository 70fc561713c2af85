"""驾驶舱: six figures with their lists, the trend, the newest scores, the units, the five worst."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from zhijian.config import clock
from zhijian.inspection import statistics
from zhijian.inspection.models import Inspection, ScoreSheet
from zhijian.inspection.ranking import ranking_of
from zhijian.web.charts import Series, line_chart
from zhijian.web.listing import HeadAction
from zhijian.web.menu import address, working
from zhijian.web.page import page
from zhijian.web.parts import Count

REFRESH_S = 300
SHOWN_UNITS = 120
SHOWN_PLACES = 10
LISTS = {
    "accounts": ("accounts", "set=live"),
    "findings": ("findings", "set=standing"),
    "late": ("rectifications", "set=late"),
    "unqualified": ("scores", "set=unqualified&inspection={newest}"),
    "unseen": ("unseen", "inspection={newest}"),
    "appeals": ("appeals", "set=open"),
}
"""The list that each figure opens, and the filter by which it holds the same rows."""


@login_required
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """The page; ``full=1`` leaves the frame away and looks again every five minutes."""
    if not working(request.user):
        raise PermissionDenied("“驾驶舱”由有岗位的人员查看，您没有担任。")
    is_full = request.GET.get("full") == "1"
    template = "dashboard/full.html" if is_full else "dashboard/dashboard.html"
    response = page(request, template, context_of(request.user) | {"is_full": is_full})
    if is_full:
        response["Refresh"] = str(REFRESH_S)
    return response


def context_of(user: Any) -> dict[str, Any]:
    """What both ways of showing it have in common."""
    newest = statistics.newest_inspection(user)
    rows = statistics.newest_sheets(user).select_related("organization")
    sheets = list(rows.defer("mending", "conclusion"))
    standing = statistics.standing_by_unit(user)
    units = statistics.units_of(user, sheets, standing)
    return {
        "heading": "驾驶舱",
        "counts": [_count(one, newest) for one in statistics.figures(user, standing)],
        "trend": _trend(user),
        "newest": newest,
        "ranking": _ranking(newest, sheets) if newest else None,
        "units": units[:SHOWN_UNITS],
        "more_units": max(0, len(units) - SHOWN_UNITS),
        "worst": statistics.worst(units),
        "at": clock.now(),
        "actions": [
            HeadAction("负担单", reverse("burden")),
            HeadAction("全屏", f"{reverse('dashboard')}?full=1", "radar", is_primary=True),
        ],
    }


def list_url(key: str, newest: Inspection | None) -> str:
    """The address of the list behind a figure; "" while it is not mounted or has no inspection."""
    name, query = LISTS[key]
    if not (url := address(name)) or ("{newest}" in query and newest is None):
        return url
    return f"{url}?{query.format(newest=newest.pk if newest else '')}"


def _count(one: statistics.Figure, newest: Inspection | None) -> Count:
    tone = "due" if one.is_bad else ""
    return Count(one.label, one.number, one.note, tone, list_url(one.key, newest))


def _trend(user: Any) -> Any:
    months = statistics.months(user)
    return line_chart(
        "近十二个月的问题：新发现和销号（个）",
        [f"{one.first:%Y-%m}" for one in months],
        (
            Series("新发现", tuple(one.fresh for one in months)),
            Series("销号", tuple(one.settled for one in months)),
        ),
        heading="月份",
    )


def _ranking(newest: Inspection, sheets: list[ScoreSheet]) -> dict[str, Any]:
    found = ranking_of(newest, sheets)
    return {
        "found": found,
        "places": found.places[:SHOWN_PLACES],
        "url": reverse("score_ranking", args=(newest.pk,)),
    }


urlpatterns = [path("dashboard/", dashboard, name="dashboard")]
