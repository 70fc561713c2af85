"""Settings: the way to everything that is set for the whole installation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from zhijian.config.options import options
from zhijian.law.books import calendar, rulebooks
from zhijian.web.asked import own_place
from zhijian.web.menu import address, everyone, officer, working
from zhijian.web.page import page
from zhijian.web.parts import Fact


@dataclass(frozen=True)
class Door:
    """One page that can be opened from the settings."""

    label: str
    says: str
    url_name: str
    icon: str
    may: Callable[[Any], bool] = everyone

    @property
    def url(self) -> str:
        """Where it is, or "" while it is not mounted."""
        return address(self.url_name)


DOORS: tuple[tuple[str, tuple[Door, ...]], ...] = (
    (
        "规则与日历",
        (
            Door("规则", "各地适用的规定、条款和效力，为何如此", "rules", "law"),
            Door("办件流程", "每种办件有哪些环节、由谁办、期限多长", "processes", "queue"),
            Door("工作日历", "全年放假、调休，导入新一年的安排", "calendar", "calendar"),
            Door("算期限", "从哪天起算、哪天到期，逐日列出", "calendar_term", "clock"),
            Door("例外登记", "写明“原则上”的规则，经批准的例外", "exceptions", "stamp", working),
        ),
    ),
    (
        "人员与登录",
        (
            Door(
                "用户",
                "谁可以登录，初始密码，三员",
                "users",
                "people",
                officer("system", "security"),
            ),
            Door("登录设备", "专用设备和地址范围", "devices", "key", officer("security")),
            Door("操作记录", "谁在何时做了什么，校验和导出", "journal", "log", officer("audit")),
        ),
    ),
    ("运行", (Door("后台任务", "等待、运行和失败的任务", "jobs", "gear", officer("system")),)),
)


@login_required
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """What this person may look at or set, and how the installation is set up."""
    groups = [
        (title, [door for door in doors if door.url and door.may(request.user)])
        for title, doors in DOORS
    ]
    context = {
        "heading": "系统设置",
        "groups": [(title, doors) for title, doors in groups if doors],
        "facts": _facts(request),
    }
    return page(request, "settings/settings.html", context)


def _facts(request: HttpRequest) -> list[Fact]:
    books, held = rulebooks(), calendar()
    place = books.places[books.book_of(own_place(request.user))]
    facts = [
        Fact("适用规则", place.name),
        Fact("规则", f"{len(books.rules)} 条，引 {len(books.clauses)} 个条款"),
        Fact("工作日历", f"{held.years[0]} 至 {held.years[-1]} 年"),
    ]
    if request.user.office == "system":
        chosen = options()
        facts += [
            Fact(
                "数据库", "PostgreSQL" if chosen.database_url.startswith("postgres") else "SQLite"
            ),
            Fact("任务执行", "Celery" if chosen.broker_url else "内置"),
            Fact("附件上限", f"{chosen.attachment_max_mb} MB"),
        ]
    return facts


urlpatterns = [path("settings/", settings, name="settings")]
