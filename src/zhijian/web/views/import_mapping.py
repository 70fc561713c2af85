"""Saying what the tables of an upload are and what their columns mean; the file is read anew."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from zhijian.core.refused import Refused
from zhijian.people import importing
from zhijian.people.models import ImportBatch
from zhijian.web.import_tables import corrections_of, ledgers, tables_of
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.views.people_import import CRUMBS, batch_of

OPEN = (ImportBatch.State.PREVIEW, ImportBatch.State.UNREAD)


@login_required
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Which sheet is which ledger, which column is which field; for who uploaded the file."""
    found = batch_of(request, pk)
    if found.uploaded_by_id != request.user.pk:
        raise Http404
    if found.state not in OPEN:
        messages.error(request, f"这一批的状态是“{found.get_state_display()}”，不能再改对应关系。")
        return redirect("people_import_batch", pk=pk)
    said = {name: request.POST[name][:80] for name in request.POST}
    faults: list[str] = []
    if request.method == "POST" and request.POST.get("go") == "read":
        try:
            corrections = corrections_of(found, said)
            done = importing.correct_import(found, corrections, by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            faults = [str(refusal), *refusal.lines]
        else:
            if done.state == ImportBatch.State.PREVIEW:
                messages.success(request, "已按改正后的对应关系重新读取，请再核对。")
            return redirect("people_import_batch", pk=pk)
    context = {
        "heading": "改正对应关系",
        "crumbs": [
            *CRUMBS,
            Crumb(found.file_name, reverse("people_import_batch", args=(pk,))),
            Crumb("对应关系"),
        ],
        "batch": found,
        "tables": tables_of(found, said),
        "ledgers": ledgers(),
        "faults": faults,
    }
    status = 422 if faults else 200
    return page(request, "people/import_mapping.html", context, status=status)


urlpatterns = [path("people/import/<int:pk>/mapping/", mapping, name="people_import_mapping")]
