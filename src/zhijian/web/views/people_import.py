"""批量导入: upload, take or give up, undo; what stands in between is in ``import_preview``."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.config.options import options
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused
from zhijian.people import importing
from zhijian.people.importing.blank import blank_workbook
from zhijian.people.importing.takers import taken
from zhijian.people.models import ImportBatch, User
from zhijian.web.form_page import FormPage, answer
from zhijian.web.import_lines import state_tag
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.people_forms import OpenForm, UploadForm

CRUMBS = (Crumb("批量导入", "/people/import/"),)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SAID = {
    "commit": "已导入 {} 行。",
    "drop": "已放弃这次上传，没有写入台账。",
    "release": "已退回，请再试一次。",
}
_ACTS = {
    "commit": importing.begin_commit,
    "drop": importing.drop_import,
    "release": importing.release,
}


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file, or go on with an earlier upload."""
    user: User = request.user  # type: ignore[assignment]
    if not importing.may_import(user):
        raise PermissionDenied(
            "导入由单位的联系人、账号管理员、分管负责人、主要负责人、信息采编员、专职维护人员、"
            "信息指挥长或系统管理员办理。"
        )
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (batch := _upload(user, form)):
        return redirect("people_import_batch", pk=batch.pk)
    batches = ImportBatch.objects.visible_to(user).select_related("uploaded_by__person")[:20]
    context = {
        "heading": "批量导入",
        "crumbs": [Crumb("批量导入")],
        "form": form,
        "ledgers": "、".join(RELATIONS[name].title for name in taken()),
        "batches": [(one, state_tag(one)) for one in batches],
    }
    status = 422 if form.errors else 200
    return page(request, "people/import.html", context, status=status)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Take what is chosen, give the upload up, or put a stuck one back."""
    act(request, batch_of(request, pk), what)
    return redirect("people_import_batch", pk=pk)


def act(request: HttpRequest, batch: ImportBatch, what: str) -> None:
    """Do it, and say how it went."""
    try:
        done = _ACTS[what](batch, by=request.user)
    except Refused as refusal:
        for line in (str(refusal), *refusal.lines):
            messages.error(request, line)
    else:
        if done.state != ImportBatch.State.COMMITTING:
            messages.success(request, _SAID[what].format(done.taken))


@login_required
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back everything that a batch wrote."""
    user: User = request.user  # type: ignore[assignment]
    found = batch_of(request, pk)
    form = OpenForm(request.POST or None)
    form.fields["reason"].label = "撤销理由"

    def run(said: dict[str, Any]) -> HttpResponse:
        done = importing.begin_undo(found, by=user, **said)
        if done.state == ImportBatch.State.UNDONE:
            messages.success(request, "这一批导入已撤销，台账恢复到导入之前。")
        return redirect("people_import_batch", pk=pk)

    spec = FormPage(
        heading=f"撤销导入：{found.file_name}",
        crumbs=[*CRUMBS, Crumb("撤销")],
        form=form,
        submit="撤销导入",
        cancel=reverse("people_import_batch", args=(pk,)),
        question="这一批新增的内容将全部删除，变更的内容恢复原样。"
        "导入之后又被修改过的、已经有相连记录的，不能撤销，会说明是哪些；要么全部撤销，要么一行不动。",
    )
    return answer(request, spec, run)


@login_required
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """A blank workbook of every ledger that can be imported."""
    return as_workbook(blank_workbook(), "ledgers", "%E7%A9%BA%E7%99%BD%E5%8F%B0%E8%B4%A6")


def as_workbook(content: bytes, plain: str, quoted: str) -> HttpResponse:
    """A workbook to be saved, under a plain and a Chinese name."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}.xlsx\"; filename*=UTF-8''{quoted}.xlsx"
    )
    return response


def batch_of(request: HttpRequest, pk: int) -> ImportBatch:
    """The batch, if this person may see it."""
    batches = ImportBatch.objects.visible_to(request.user).select_related("uploaded_by__person")
    return get_object_or_404(batches, pk=pk)


def _upload(user: User, form: UploadForm) -> ImportBatch | None:
    file = form.cleaned_data["file"]
    most = options().attachment_max_mb * 2**20
    try:
        if file.size > most:
            raise Refused(
                f"文件有 {file.size // 2**20} MB，上限为 {options().attachment_max_mb} MB，"
                "请分成几个文件。"
            )
        return importing.hand_in(file.read(), file.name, by=user)
    except Refused as refusal:
        for line in (str(refusal), *refusal.lines):
            form.add_error("file", line)
        return None


urlpatterns = [
    path("people/import/", start, name="people_import"),
    path("people/import/blank.xlsx", blank, name="people_import_blank"),
    path("people/import/<int:pk>/undo/", undo, name="people_import_undo"),
    path("people/import/<int:pk>/commit/", decide, {"what": "commit"}, name="people_import_commit"),
    path("people/import/<int:pk>/drop/", decide, {"what": "drop"}, name="people_import_drop"),
    path(
        "people/import/<int:pk>/release/", decide, {"what": "release"}, name="people_import_release"
    ),
]
