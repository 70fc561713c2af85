"""An upload before it is taken: what each row would do, which rows are chosen, what was refused."""

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.jobs.models import Worker
from zhijian.people import importing
from zhijian.people.importing.background import UNDER_WAY
from zhijian.people.importing.choosing import CHOOSABLE, chosen, pick_of
from zhijian.people.importing.refused import refused_workbook
from zhijian.people.models import ImportBatch, ImportRow
from zhijian.web.import_lines import TONES, lines_of, state_tag, title_of
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.views.people_import import CRUMBS, act, as_workbook, batch_of

PAGE = 50
REFRESH_SECONDS = "3"
_WAITING = {
    "reading": "正在读取文件，逐行核对",
    "committing": "正在写入台账",
    "undoing": "正在撤销",
}


@login_required
@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What was understood, and what each row would do or did."""
    found = batch_of(request, pk)
    if found.state in UNDER_WAY.values():
        return _waiting(request, found)
    asked = _asked(request.GET, found)
    lines = list(_rows(found, asked)[: PAGE + 1])
    is_own = found.uploaded_by_id == request.user.pk
    is_open = is_own and found.state == ImportBatch.State.PREVIEW
    counts = found.by_ledger.get(asked["ledger"], {}) if asked["ledger"] else found.counts
    context = {
        "heading": f"导入：{found.file_name}",
        "crumbs": [*CRUMBS, Crumb(found.file_name)],
        "batch": found,
        "tag": state_tag(found),
        "trouble": found.trouble.splitlines(),
        "tables": found.understood,
        "unknown": sum(1 for one in found.understood if _is_unknown(one)),
        "tabs": _tabs(found, asked),
        "chips": [
            (str(key), str(label), counts.get(key, 0)) for key, label in ImportRow.Outcome.choices
        ],
        "cells": found.counts.get("cells", 0),
        **asked,
        "query": urlencode({"ledger": asked["ledger"]}) if asked["ledger"] else "",
        "lines": lines_of(found, lines[:PAGE]),
        "next": lines[PAGE - 1].number if len(lines) > PAGE else None,
        "is_own": is_own,
        "is_open": is_open,
        "can_drop": is_own and found.state in ("preview", "unread"),
        "refused": found.rows.filter(outcome="refused").exists(),
        **(_choice(found, asked["ledger"]) if is_open else {}),
    }
    return page(request, "people/import_batch.html", context, part="rows")


@login_required
@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose all rows of a ledger, some kind of them, or none."""
    found = batch_of(request, pk)
    asked = _asked(request.POST, found)
    try:
        importing.pick(found, asked["ledger"], request.POST.get("what", ""), by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(_address(found, asked))


@login_required
@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the ticks of one page of rows, then go on: here, to the next page, or to the import."""
    found = batch_of(request, pk)
    asked = _asked(request.POST, found)
    try:
        shown, ticked = _numbers(request, "seen"), _numbers(request, "take")
        importing.tick(found, shown, ticked, by=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal))
    go = request.POST.get("go", "")
    if go == "commit":
        act(request, found, "commit")
        return redirect("people_import_batch", pk=pk)
    if go.isdecimal() and len(go) <= 9:
        asked["after"] = int(go)
    return redirect(_address(found, asked))


@login_required
@require_GET
def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """What was not read, with the reasons, as a workbook; for who uploaded it alone."""
    found = batch_of(request, pk)
    if found.uploaded_by_id != request.user.pk:
        raise Http404
    content = refused_workbook(found)
    with transaction.atomic():
        journal.record("import.handed_out", found, by=request.user)
    return as_workbook(content, "refused", quote("未读入的行"))


def _waiting(request: HttpRequest, found: ImportBatch) -> HttpResponse:
    is_stuck = importing.is_stuck(found)
    context = {
        "heading": f"导入：{found.file_name}",
        "crumbs": [*CRUMBS, Crumb(found.file_name)],
        "batch": found,
        "tag": state_tag(found),
        "doing": _WAITING[found.state],
        "is_stuck": is_stuck,
        "nobody": not Worker.objects.seen_lately(clock.now()).exists(),
    }
    response = page(request, "people/import_wait.html", context)
    if not is_stuck:
        response["Refresh"] = REFRESH_SECONDS  # the page looks again by itself, also without script
    return response


def _asked(said: Any, found: ImportBatch) -> dict[str, Any]:
    """Which rows are looked at: ledger, outcome, and after which number."""
    after, show, ledger = said.get("after", "0"), said.get("show", ""), said.get("ledger", "")
    if not after.isdecimal() or len(after) > 9:
        raise Http404
    return {
        "after": int(after),
        "show": show if show in TONES else "",
        "ledger": ledger if ledger in found.by_ledger else "",
    }


def _rows(found: ImportBatch, asked: dict[str, Any]) -> Any:
    rows = found.rows.filter(number__gt=asked["after"])
    if asked["show"]:
        rows = rows.filter(outcome=asked["show"])
    if asked["ledger"]:
        rows = rows.filter(relation=asked["ledger"])
    return rows


def _is_unknown(table: dict[str, Any]) -> bool:
    return not table["title"] and not table.get("is_left_out") and bool(table.get("headers"))


def _tabs(found: ImportBatch, asked: dict[str, Any]) -> list[tuple[str, str, int]]:
    """The ledgers of the upload with their rows, when there is more than one."""
    named = {name: counts for name, counts in found.by_ledger.items() if name}
    if len(named) < 2:
        return []
    return [
        (name, title_of(name), sum(number for key, number in counts.items() if key != "cells"))
        for name, counts in named.items()
    ]


def _choice(found: ImportBatch, ledger: str) -> dict[str, Any]:
    picks = {pick_of(found, name) for name in ([ledger] if ledger else found.by_ledger)}
    rows = chosen(found)
    return {
        "chosen": rows.count(),
        "choosable": found.rows.filter(CHOOSABLE).count(),
        "chosen_here": rows.filter(relation=ledger).count() if ledger else None,
        "picks": ImportBatch.Pick.choices,
        "picked": picks.pop() if len(picks) == 1 else "",
    }


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isdecimal() and len(one) <= 9]


def _address(found: ImportBatch, asked: dict[str, Any]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    address = reverse("people_import_batch", args=(found.pk,))
    return f"{address}?{query}" if query else address


urlpatterns = [
    path("people/import/<int:pk>/", batch, name="people_import_batch"),
    path("people/import/<int:pk>/pick/", choose, name="people_import_pick"),
    path("people/import/<int:pk>/tick/", tick, name="people_import_tick"),
    path("people/import/<int:pk>/refused.xlsx", refused, name="people_import_refused"),
]
