"""Ticked rows: which, whether a page asks first, and the sentence that says what was done."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from zhijian.core.refused import Refused
from zhijian.web.listing.declared import Bulk, Declared
from zhijian.web.page import page

MAX_TICKED = 1_000
SHOWN_ITEMS = 10
_LARGEST_ID = 2**63 - 1


def ticked_ids(request: HttpRequest) -> list[int]:
    """The ids that were ticked; what is no id is left out."""
    found = {
        int(text)
        for text in request.POST.getlist("id")[:MAX_TICKED]
        if text.isascii() and text.isdecimal() and len(text) <= 19
    }
    return sorted(pk for pk in found if pk <= _LARGEST_ID)


def respond(
    request: HttpRequest, declared: Declared, bulk: Bulk, rows: QuerySet[Any]
) -> HttpResponse:
    """Ask, or do it and go back to the list."""
    number = rows.count()
    back = HttpResponseRedirect(request.get_full_path())
    if not number:
        messages.warning(request, f"没有选中任何一{declared.unit}，请先勾选再点“{bulk.label}”。")
        return back
    if bulk.goes is not None:
        return HttpResponseRedirect(bulk.goes(list(rows.values_list("pk", flat=True))))
    confirmed = "confirmed" in request.POST
    form = bulk.form(request.POST if confirmed else None) if bulk.form else None
    asks = bulk.form is not None or bulk.question is not None
    if asks and (not confirmed or (form is not None and not form.is_valid())):
        return _ask(request, declared, bulk, rows, number, form)
    try:
        said = bulk.run(request, rows, **(form.cleaned_data if form is not None else {}))
    except Refused as refusal:
        if form is not None:
            form.add_error(None, str(refusal))
            return _ask(request, declared, bulk, rows, number, form)
        messages.error(request, " ".join((str(refusal), *refusal.lines)))
    else:
        messages.success(request, said)
    return back


def _ask(
    request: HttpRequest,
    declared: Declared,
    bulk: Bulk,
    rows: QuerySet[Any],
    number: int,
    form: Any,
) -> HttpResponse:
    question = bulk.question or (lambda n: f"将对选中的 {n} {declared.unit}{bulk.label}。")
    shown = [declared.label(row) for row in rows[:SHOWN_ITEMS]]
    context = {
        "heading": bulk.label,
        "question": question(number),
        "items": shown,
        "more": number - len(shown),
        "form": form,
        "submit": bulk.label,
        "cancel": request.get_full_path(),
        "hidden": [("bulk", bulk.key), *(("id", pk) for pk in rows.values_list("pk", flat=True))],
    }
    status = 422 if form is not None and form.errors else 200
    return page(request, "confirm.html", context, status=status)
