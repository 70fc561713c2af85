"""The menu: what this person may do, and how much of it waits.

A page builder adds one ``Entry`` to ``ENTRIES``. An entry is shown when its page is mounted and
``may(user)`` says so; its count is asked for only while the menu is drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse

from zhijian.notices.models import Notice

COUNT_LIMIT = 99


@dataclass(frozen=True)
class Count:
    """How many wait; ``is_due`` when one of them is overdue (shown red, with the word)."""

    number: int
    is_due: bool = False

    @property
    def text(self) -> str:
        """``99+`` above ninety-nine: nobody reads more from a menu."""
        return f"{COUNT_LIMIT}+" if self.number > COUNT_LIMIT else str(self.number)


def everyone(user: Any) -> bool:
    """Anybody who is signed in."""
    return True


def officer(*offices: str) -> Callable[[Any], bool]:
    """Only who holds one of the three separate offices (``User.Office``)."""
    return lambda user: user.office in offices


def working(user: Any) -> bool:
    """Who belongs to a unit and does its work."""
    return user.person_id is not None


def keeping(user: Any) -> bool:
    """Who looks units and staff up: everybody who works, and the officers who set them up."""
    return working(user) or user.office in ("system", "security")


@dataclass(frozen=True)
class Entry:
    """One line of the menu.

    ``url_name`` names the page; ``icon`` a symbol of ``frontend/icons.svg``; ``group`` one of
    ``GROUPS``; ``tab`` puts it into the tab bar of phones (at most four), under ``tab_label``.
    """

    label: str
    url_name: str
    icon: str
    group: str = ""
    may: Callable[[Any], bool] = everyone
    count: Callable[[Any], Count | None] | None = None
    tab: bool = False
    tab_label: str = ""


GROUPS = ("", "台账与备案", "日常监管", "考核与公开", "系统")


def unread(user: Any) -> Count | None:
    """Notices not opened yet; asked once a page, for the menu and the bell."""
    found = getattr(user, "_unread", None)
    if found is None:
        found = Notice.objects.unread_of(user).order_by()[: COUNT_LIMIT + 1].count()
        user._unread = found
    return Count(found) if found else None


ENTRIES: tuple[Entry, ...] = (
    Entry("工作台", "desk", "home", tab=True),
    Entry("收件箱", "inbox", "inbox", count=unread, tab=True),
    Entry("办件", "cases", "check", "日常监管", may=working, tab=True),
    Entry("账号台账", "accounts", "book", "台账与备案", may=working, tab=True, tab_label="台账"),
    Entry("网站台账", "sites", "globe", "台账与备案", may=working),
    Entry("变动与公告", "life", "stamp", "台账与备案", may=working),
    Entry("清理整合", "campaigns", "wrench", "台账与备案", may=working),
    Entry("单位台账", "organizations", "tree", "台账与备案", may=keeping),
    Entry("人员台账", "people", "people", "台账与备案", may=keeping),
    Entry("队伍与保管", "keeping", "lock", "台账与备案", may=working),
    Entry("表单", "papers", "print", "台账与备案", may=working),
    Entry("报送任务", "exchange", "out", "台账与备案", may=working),
    Entry("检查", "inspections", "radar", "日常监管", may=working),
    Entry("问题", "findings", "warn", "日常监管", may=working),
    Entry("履职清单", "duties", "check", "日常监管", may=working),
    Entry("预警", "foresight", "clock", "日常监管", may=working),
    Entry("规则预演", "rule_preview", "law", "日常监管", may=working),
    Entry("整改", "rectifications", "wrench", "日常监管", may=working),
    Entry("委托代办", "delegations", "people", "日常监管", may=working),
    Entry("例外登记", "exceptions", "stamp", "日常监管", may=working),
    Entry("假冒线索", "impostors", "warn", "日常监管", may=working),
    Entry("驾驶舱", "dashboard", "chart", "考核与公开", may=working),
    Entry("算分单", "scores", "file", "考核与公开", may=working),
    Entry("通报", "bulletins", "stamp", "考核与公开", may=working),
    Entry("公开名录", "directory", "globe", "考核与公开"),
    Entry("规则", "rules", "law", "系统"),
    Entry("工作日历", "calendar", "calendar", "系统"),
    Entry("操作记录", "journal", "log", "系统", may=officer("audit")),
    Entry("后台任务", "jobs", "queue", "系统", may=officer("system")),
    Entry("用户", "users", "key", "系统", may=officer("system", "security")),
    Entry("登录安全", "security", "lock", "系统", may=officer("security")),
    Entry("系统设置", "settings", "gear", "系统", may=officer("system", "security")),
)


@dataclass
class Line:
    """An entry as this person sees it."""

    entry: Entry
    url: str
    is_current: bool
    count: Count | None


@dataclass
class Group:
    """Lines under one heading."""

    heading: str
    lines: list[Line] = field(default_factory=list)


class Menu:
    """The menu of one person on one page. Nothing is asked for until it is drawn."""

    def __init__(self, user: Any, path: str) -> None:
        self.user = user
        self.path = path
        self._lines: list[Line] | None = None

    @property
    def lines(self) -> list[Line]:
        """Every line this person has, in the order of ``ENTRIES``."""
        if self._lines is None:
            self._lines = list(self._drawn())
        return self._lines

    @property
    def groups(self) -> list[Group]:
        """The lines by heading, empty headings left out."""
        groups = {heading: Group(heading) for heading in GROUPS}
        for line in self.lines:
            groups[line.entry.group].lines.append(line)
        return [group for group in groups.values() if group.lines]

    @property
    def tabs(self) -> list[Line]:
        """At most four lines for the tab bar of a phone."""
        return [line for line in self.lines if line.entry.tab][:4]

    def _drawn(self) -> Iterator[Line]:
        if not getattr(self.user, "is_authenticated", False):
            return
        mounted = [(e, a) for e in ENTRIES if (a := address(e.url_name)) and e.may(self.user)]
        # The longest address above this page is the line we stand on; the desk only itself.
        here = max(
            (a for _, a in mounted if self.path == a or (a != "/" and self.path.startswith(a))),
            key=len,
            default="",
        )
        for entry, url in mounted:
            counted = entry.count(self.user) if entry.count else None
            yield Line(entry, url, url == here, counted)


def address(url_name: str, *args: Any) -> str:
    """Where a page is, or ``""`` while it is not mounted."""
    try:
        return reverse(url_name, args=args)
    except NoReverseMatch:
        return ""
