"""批量导入: upload, look at what each row would do, take it whole, undo it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.people import importing
from zhijian.people.encryption import masked
from zhijian.people.importing.blank import blank_workbook
from zhijian.people.importing.rows import unpacked
from zhijian.people.models import ImportBatch, ImportRow, Organization, Person, Position, User
from zhijian.web.form_page import FormPage, answer
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Tag
from zhijian.web.people_forms import OpenForm, UploadForm

PAGE = 50
CRUMBS = (Crumb("人员台账", "/people/"), Crumb("批量导入", "/people/import/"))
TONES = {"new": "green", "changed": "blue", "same": "", "refused": "red"}
STATES = {"preview": "amber", "committed": "green", "undone": "", "dropped": ""}
_ACTS = {"commit": importing.commit_import, "drop": importing.drop_import}
_FIELDS = {
    field.name: str(field.verbose_name)
    for model in (Organization, Position, Person)
    for field in model._meta.fields
}


@dataclass(frozen=True)
class Line:
    """One row of the preview: where it stood, whom it is about, what comes of it."""

    row: ImportRow
    tag: Tag
    where: str
    who: str
    notes: tuple[str, ...]


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file, or go on with an earlier upload."""
    user: User = request.user  # type: ignore[assignment]
    if not importing.may_import(user):
        raise PermissionDenied(
            "导入由单位的联系人、账号管理员、分管负责人、主要负责人或系统管理员办理。"
        )
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (batch := _upload(user, form)):
        return redirect("people_import_batch", pk=batch.pk)
    batches = ImportBatch.objects.visible_to(user).select_related("uploaded_by__person")[:20]
    context = {
        "heading": "批量导入单位和人员",
        "crumbs": [CRUMBS[0], Crumb("批量导入")],
        "form": form,
        "batches": [(one, Tag(one.get_state_display(), STATES[one.state])) for one in batches],
    }
    status = 422 if form.errors else 200
    return page(request, "people/import.html", context, status=status)


@login_required
@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """What was understood, and what each row would do or did."""
    found = _batch(request, pk)
    shown = request.GET.get("show", "")
    rows = found.rows.all()
    if shown in TONES:
        rows = rows.filter(outcome=shown)
    after = request.GET.get("after", "0")
    if not after.isdecimal() or len(after) > 9:
        raise Http404
    lines = list(rows.filter(number__gt=int(after))[: PAGE + 1])
    context = {
        "heading": f"导入：{found.file_name}",
        "crumbs": [*CRUMBS, Crumb(found.file_name)],
        "batch": found,
        "tag": Tag(found.get_state_display(), STATES[found.state]),
        "tables": found.understood,
        "chips": [(key, label, found.counts.get(key, 0)) for key, label in _outcomes()],
        "cells": found.counts.get("cells", 0),
        "show": shown if shown in TONES else "",
        "lines": [_line(row) for row in lines[:PAGE]],
        "next": lines[PAGE - 1].number if len(lines) > PAGE else None,
        "is_own": found.uploaded_by_id == request.user.pk,
        "has_work": found.counts.get("new", 0) + found.counts.get("changed", 0) > 0,
    }
    return page(request, "people/import_batch.html", context, part="rows")


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Take the batch whole, or give it up."""
    user: User = request.user  # type: ignore[assignment]
    found = _batch(request, pk)
    try:
        _ACTS[what](found, by=user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        taken = found.counts.get("new", 0) + found.counts.get("changed", 0)
        said = {"commit": f"已导入 {taken} 行。", "drop": "已放弃这次上传，没有写入台账。"}
        messages.success(request, said[what])
    return redirect("people_import_batch", pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back everything that a batch wrote."""
    user: User = request.user  # type: ignore[assignment]
    found = _batch(request, pk)
    form = OpenForm(request.POST or None)
    form.fields["reason"].label = "撤销理由"

    def run(said: dict[str, Any]) -> HttpResponse:
        importing.undo_import(found, by=user, **said)
        messages.success(request, "这一批导入已撤销，台账恢复到导入之前。")
        return redirect("people_import_batch", pk=pk)

    spec = FormPage(
        heading=f"撤销导入：{found.file_name}",
        crumbs=[*CRUMBS, Crumb("撤销")],
        form=form,
        submit="撤销导入",
        cancel=reverse("people_import_batch", args=(pk,)),
        question="这一批新增的单位、人员和岗位将全部删除，变更的内容恢复原样。"
        "导入之后已经有相连记录的，不能撤销，会说明是哪些。",
    )
    return answer(request, spec, run)


@login_required
@require_GET
def blank(request: HttpRequest) -> HttpResponse:
    """A blank workbook of the two ledgers."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = "%E5%8D%95%E4%BD%8D%E5%92%8C%E4%BA%BA%E5%91%98%E5%8F%B0%E8%B4%A6.xlsx"
    response = HttpResponse(blank_workbook(), content_type=kind)
    response["Content-Disposition"] = (
        f"attachment; filename=\"ledgers.xlsx\"; filename*=UTF-8''{name}"
    )
    return response


def _upload(user: User, form: UploadForm) -> ImportBatch | None:
    file = form.cleaned_data["file"]
    most = options().attachment_max_mb * 2**20
    try:
        if file.size > most:
            raise Refused(
                f"文件有 {file.size // 2**20} MB，上限为 {options().attachment_max_mb} MB，"
                "请分成几个文件。"
            )
        return importing.upload(file.read(), file.name, by=user)
    except Refused as refusal:
        for line in (str(refusal), *refusal.lines):
            form.add_error("file", line)
        return None


def _batch(request: HttpRequest, pk: int) -> ImportBatch:
    batches = ImportBatch.objects.visible_to(request.user).select_related("uploaded_by__person")
    return get_object_or_404(batches, pk=pk)


def _outcomes() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in ImportRow.Outcome.choices]


def _line(row: ImportRow) -> Line:
    values = unpacked(row.sealed)
    where = "，".join(
        part
        for part in (
            f"工作表“{row.sheet}”" if row.sheet else "",
            row.cell or (f"第 {row.row} 行" if row.row else ""),
        )
        if part
    )
    who = "，".join(
        part for part in (values.get("person") or "", masked(values.get("phone") or "")) if part
    )
    if row.outcome == "refused" and not row.loses_row:
        return Line(row, Tag("该格未采用", "amber"), where, who, ())
    tag = Tag(str(row.get_outcome_display()), TONES[row.outcome])
    return Line(row, tag, where, who, tuple(_changes(row)))


def _changes(row: ImportRow) -> Iterator[str]:
    """What a changed row changes, in words; a telephone number is not repeated."""
    said = unpacked(row.before)
    before = {**said.get("before", {}), **said.get("before", {}).get("position", {})}
    after = {**said.get("after", {}), **said.get("after", {}).get("position", {})}
    for name in before:
        if name == "phone":
            yield "补登电话"
        elif name == "parent":
            yield "调整上级单位"
        elif name in _FIELDS:
            yield f"{_FIELDS[name]}：{_word(before[name])} → {_word(after.get(name))}"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in ("", None) else "（空）"


urlpatterns = [
    path("people/import/", start, name="people_import"),
    path("people/import/blank.xlsx", blank, name="people_import_blank"),
    path("people/import/<int:pk>/", batch, name="people_import_batch"),
    path("people/import/<int:pk>/undo/", undo, name="people_import_undo"),
    path("people/import/<int:pk>/commit/", decide, {"what": "commit"}, name="people_import_commit"),
    path("people/import/<int:pk>/drop/", decide, {"what": "drop"}, name="people_import_drop"),
]
