"""Files of rows of registers: put one to a row, fetch one, take one off."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.cases import media
from zhijian.core.refused import Refused
from zhijian.ledger import actions, policy
from zhijian.ledger.models import File, RegisterRow
from zhijian.ledger.own_registers import register_of_row
from zhijian.people.models import User
from zhijian.web.form_page import FormPage, allowed, answer
from zhijian.web.menu import address
from zhijian.web.parts import Crumb
from zhijian.web.register_forms import UploadForm, WhyForm
from zhijian.web.register_words import row_url

PAGES = {
    "keeping.trainingsession": "training_session",
    "ledger.stray": "stray",
    "exchange.task": "exchange_task",
    "inspection.appeal": "appeal",
}
"""The page of rows that belong to no register."""


def page_of(row: Any) -> str:
    """The page on which a row and its files are shown."""
    if (register := register_of_row(row)) is not None:
        return row_url(register, row)
    own = PAGES.get(row._meta.label_lower, "")
    return (own and address(own, row.pk)) or address("registers")


def subject_of(request: HttpRequest, kind: str, pk: int) -> Any:
    """The row a file belongs to, if this person sees it; 404 otherwise."""
    try:
        model: Any = apps.get_model(kind)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, RegisterRow) or model is File:
        raise Http404
    return get_object_or_404(model.objects.visible_to(request.user), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Put a file to a row."""
    user: User = request.user  # type: ignore[assignment]
    row = subject_of(request, kind, pk)
    allowed(policy.require_keeper, user, row.unit, to="上传文件")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent)

    def run(told: dict[str, Any]) -> HttpResponse:
        file = told["file"]
        kept = actions.attach_file(
            row, media.Upload(file.name, file.read()), by=user, kind=told["kind"]
        )
        messages.success(request, f"“{kept.name}”已上传。")
        return redirect(page_of(row))

    spec = FormPage(
        heading="上传文件",
        crumbs=[Crumb(str(row), page_of(row)), Crumb("上传文件")],
        form=form,
        submit="上传",
        cancel=page_of(row),
    )
    return answer(request, spec, run)


def file_of(request: HttpRequest, pk: int) -> File:
    """A file this person may see; 404 otherwise."""
    rows: Any = File.objects.visible_to(request.user)  # type: ignore[attr-defined]
    return get_object_or_404(rows.select_related("organization"), pk=pk)  # type: ignore[no-any-return]


@login_required
@require_GET
def fetch(request: HttpRequest, pk: int) -> HttpResponse:
    """The bytes of a file, to be saved, never shown."""
    found = file_of(request, pk)
    try:
        content = media.opened(found.digest)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(_home(found))
    response = HttpResponse(content, content_type=found.media_type)
    for name, value in media.headers_of(found.name, found.media_type).items():
        response[name] = value
    return response


@login_required
@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off its row."""
    user: User = request.user  # type: ignore[assignment]
    found = file_of(request, pk)
    allowed(policy.require_keeper, user, found.organization, to="撤下文件")
    home = _home(found)

    def run(told: dict[str, Any]) -> HttpResponse:
        actions.drop_file(found, by=user, **told)
        messages.success(request, f"“{found.name}”已撤下。")
        return redirect(home)

    spec = FormPage(
        heading="撤下文件",
        crumbs=[Crumb("返回", home), Crumb("撤下文件")],
        form=WhyForm(request.POST or None),
        submit="撤下",
        cancel=home,
        sub=found.name,
        question="撤下后这里不再列出；操作记录里留有它的校验值。",
    )
    return answer(request, spec, run)


def _home(found: File) -> str:
    model: Any = apps.get_model(found.subject_type)
    row = model.objects.filter(pk=found.subject_id).first()
    return page_of(row) if row is not None else address("registers")


urlpatterns = [
    path("files/<int:pk>/", fetch, name="file"),
    path("files/<int:pk>/drop/", drop, name="file_drop"),
    path("files/<str:kind>/<int:pk>/add/", add, name="file_add"),
]
