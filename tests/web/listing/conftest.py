"""A list of units declared for the tests, and a way to ask it without an address."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from zhijian.core.refused import Refused
from zhijian.people.models import Organization, User
from zhijian.web.listing import Bulk, Cell, Choice, Column, Dates, Listing, Quick, Subtree, Text


def rename(request: HttpRequest, rows: Any, **cleaned: Any) -> str:
    if rows.filter(name__contains="水利").exists():
        raise Refused("青禾县水利局正在变更，不能停用。请先办结变更。")
    changed = rows.update(supervising_section="已停用")
    return f"已停用 {changed} 个单位。"


def units(**changed: Any) -> Listing:
    declared: dict[str, Any] = {
        "name": "test-units",
        "title": "单位",
        "unit": "个",
        "model": Organization,
        "rows": lambda request: Organization.objects.visible_to(request.user),
        "columns": (
            Column(
                "name",
                "名称",
                lambda u: Cell(u.name, note=u.place),
                sort="name",
                phone="name",
                is_fixed=True,
            ),
            Column("kind", "性质", lambda u: u.get_kind_display(), sort="kind"),
            Column("since", "成立", lambda u: u.established_on, sort="established_on"),
            Column("section", "科室", lambda u: u.supervising_section, is_hidden=True),
        ),
        "filters": (
            Text("q", "名称", ("name__contains",)),
            Choice("kind", "性质", Organization.Kind.choices),
            Subtree("unit", "单位", "pk"),
            Dates("since", "成立", "established_on"),
        ),
        "quick": (
            Quick("dated", "有成立日期", lambda rows, r: rows.filter(established_on__isnull=False)),
        ),
        "bulk": (
            Bulk("stop", "停用", rename, question=lambda n: f"确认停用这 {n} 个单位？"),
            Bulk("quiet", "静音", rename, may=lambda user: False),
        ),
    }
    return Listing(**{**declared, **changed})


@pytest.fixture
def ask(clerk: User) -> Callable[..., HttpResponse]:
    """``ask(listing, "q=…", post={…}, by=user)`` answers; the messages are in ``.said``."""

    def asked(listing: Listing, query: str = "", post: dict | None = None, by: User | None = None):
        factory = RequestFactory()
        address = f"/units/?{query}"
        request = factory.get(address) if post is None else factory.post(address, post)
        request.user = by or clerk
        request.htmx = False
        request._messages = CookieStorage(request)
        response = listing.view(request)
        response.said = [str(message) for message in request._messages]
        return response

    return asked
