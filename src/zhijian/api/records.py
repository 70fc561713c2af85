"""The own inbox, the record of one object, and the rules in force."""

import dataclasses
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from zhijian import journal
from zhijian.api.bearer import Bearer, owner
from zhijian.api.paging import Asked, Page, paged
from zhijian.api.shapes import Id, MomentOut, NoticeOut, RulesOut
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.law.books import rulebooks
from zhijian.law.reading import Shown, values_of
from zhijian.notices.actions import mark_read
from zhijian.notices.models import Notice
from zhijian.people.models import Organization, Person

notices = Router(tags=["站内信"], auth=Bearer("notices:read"))
record = Router(tags=["办理记录"], auth=Bearer("journal:read"))
rules = Router(tags=["规定"], auth=Bearer("rules:read"))

OBJECTS = {"organizations": Organization, "people": Person, "cases": Case}


@notices.get("", response=Page[NoticeOut], summary="站内信列表", operation_id="list_notices")
def list_notices(
    request: HttpRequest,
    page: Asked,
    unread: Annotated[bool, Query(description="只要未读的")] = False,
) -> dict[str, Any]:
    """The owner's notices."""
    user = owner(request)
    rows = Notice.objects.unread_of(user) if unread else Notice.objects.visible_to(user)
    return paged(rows, page, _notice)


@notices.post("/{pk}/read", response=NoticeOut, summary="标为已读", operation_id="read_notice")
def read_notice(request: HttpRequest, pk: Id) -> dict[str, Any]:
    """Mark one notice as read; doing it again changes nothing."""
    notice = get_object_or_404(Notice.objects.visible_to(owner(request)), pk=pk)
    return _notice(mark_read(notice, by=owner(request)))


@record.get(
    "/{kind}/{pk}",
    response=list[MomentOut],
    summary="一个对象的办理记录",
    operation_id="get_record",
)
def get_record(
    request: HttpRequest, kind: Literal["organizations", "people", "cases"], pk: Id
) -> list[dict[str, Any]]:
    """What happened to one object that the owner sees, newest first, at most 200 entries."""
    rows: Any = OBJECTS[kind].objects
    subject = get_object_or_404(rows.visible_to(owner(request)), pk=pk)
    return [dataclasses.asdict(moment) for moment in journal.timeline(subject)]


@rules.get("", response=RulesOut, summary="某地某日适用的规定", operation_id="list_rules")
def list_rules(
    request: HttpRequest,
    place: Annotated[str, Query(pattern=r"^(cn|[0-9]{6})$", description="行政区划代码")],
    on: Annotated[date | None, Query(description="哪一天，不写为今天")] = None,
) -> dict[str, Any]:
    """The rules in force in a place on a day, each with its clauses."""
    day = on or clock.today()
    found = values_of(rulebooks(), place, day)
    return {"place": place, "on": day, "rules": [_rule(shown) for shown in found]}


def _notice(notice: Notice) -> dict[str, Any]:
    plain = ("kind", "title", "body", "url", "is_red", "sent_at", "read_at")
    return {"id": notice.pk, **{name: getattr(notice, name) for name in plain}}


def _rule(shown: Shown) -> dict[str, Any]:
    return {
        "rule": shown.rule.key,
        "title": shown.rule.title,
        "kind": shown.kind_title or shown.kind,
        "value": shown.value,
        "strength": shown.strength,
        "is_proposed": shown.is_proposed,
        "cited": [
            {"clause": c.clause, "citation": c.citation, "says": c.says} for c in shown.cited
        ],
    }
