"""The page of one form: for whom it is printed, one by one or many at once, and in which words."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhijian.cases import media
from zhijian.core.forms.model import STATUSES, Form
from zhijian.core.refused import Refused
from zhijian.ledger import policy as ledger
from zhijian.papers.actions import remove_wording, save_wording, start_batch
from zhijian.papers.actions.batches import MOST, is_quick
from zhijian.papers.batching import run
from zhijian.papers.drawing import offered
from zhijian.papers.models import PrintBatch
from zhijian.papers.subjects import Kind, find, kinds_for, subject_of
from zhijian.papers.wordings import held_by
from zhijian.people.models import Organization, User
from zhijian.web.page import page
from zhijian.web.paper_forms import BatchForm, WordingForm
from zhijian.web.parts import Crumb, Fact, Tag
from zhijian.web.views.papers import crumbs_of, file_response, form_of, short

SHOWN = 50
TONES = {"waiting": "amber", "running": "blue", "done": "green", "failed": "red"}
_SEARCH = {
    "account": ("name__icontains", "handle", "organization__name__icontains"),
    "case": ("title__icontains", "number"),
    "contract": ("number", "operator__icontains", "organization__name__icontains"),
    "site": ("name__icontains", "domain__icontains", "organization__name__icontains"),
    "unit": ("name__icontains",),
}


@login_required
@require_GET
def choose(request: HttpRequest, form: str) -> HttpResponse:
    """A form: what it is for, and for whom it is printed."""
    return _page(request, form_of(form))


def _page(request: HttpRequest, form: Form, sent: BatchForm | None = None) -> HttpResponse:
    kinds = kinds_for(form)
    kind = next((one for one in kinds if one.name == request.GET.get("kind")), kinds[0])
    asked = " ".join(request.GET.get("q", "").split())[:100]
    rows = _rows(request, kind, asked)
    found = list(rows[: SHOWN + 1])
    context = {
        "heading": short(form),
        "sub": form.title,
        "crumbs": crumbs_of(form),
        "form_": form,
        "kinds": [(one, one.name == kind.name) for one in kinds],
        "kind": kind,
        "q": asked,
        "subjects": [subject_of(row, kind.name) for row in found[:SHOWN]],
        "has_more": len(found) > SHOWN,
        "most": MOST,
        "shown": SHOWN,
        "facts": [
            Fact("出处", form.source),
            Fact("表样", STATUSES.get(form.status, "")),
            Fact("用途", form.purpose),
        ],
        "batch_form": sent or (BatchForm(form=form) if _can_batch(form) else None),
        "batches": _batches(request, form),
        "tags": [Tag("本表为推定样式", "amber")] if form.is_inferred else [],
    }
    return page(request, "papers/choose.html", context, status=422 if sent else 200)


def _can_batch(form: Form) -> bool:
    return bool({"pdf", "docx"} & set(offered(form)))


def _batches(request: HttpRequest, form: Form) -> list[tuple[PrintBatch, Tag]]:
    rows: Any = PrintBatch.objects.visible_to(request.user)  # type: ignore[attr-defined]
    found = rows.filter(form=form.id).order_by("-pk")[:5]
    return [(row, Tag(row.get_state_display(), TONES[row.state])) for row in found]


def _rows(request: HttpRequest, kind: Kind, asked: str) -> QuerySet[Any]:
    rows: Any = kind.rows()
    rows = rows.visible_to(request.user)
    if kind.name == "account":
        rows = rows.exclude(state="dropped")
    meets = Q()
    for name in _SEARCH[kind.name] if asked else ():
        meets |= Q(**{name: asked})
    return rows.filter(meets).order_by("pk")  # type: ignore[no-any-return]


@login_required
@require_POST
def print_many(request: HttpRequest, form: str) -> HttpResponse:
    """Print the ticked ones, or all that were found."""
    user: User = request.user  # type: ignore[assignment]
    found = form_of(form)
    sent = BatchForm(request.POST, form=found)
    if not sent.is_valid():
        return _page(request, found, sent)
    codes = request.POST.getlist("subject")[:MOST]
    subjects = [one for code in codes if (one := find(user, code)) is not None]
    if request.POST.get("all"):
        kinds = {kind.name: kind for kind in kinds_for(found)}
        kind = kinds.get(request.POST.get("kind", ""))
        if kind is None:
            raise Http404
        rows = _rows(request, kind, " ".join(request.POST.get("q", "").split())[:100])
        subjects = [subject_of(row, kind.name) for row in rows[: MOST + 1]]
    try:
        batch = start_batch(found, subjects, by=user, **sent.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("paper_form", form=form)
    if is_quick(batch):
        run(batch)
    return redirect("paper_batch", pk=batch.pk)


@login_required
@require_GET
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a batch is, and its file."""
    found = _batch(request, pk)
    form = form_of(found.form)
    context = {
        "heading": f"批量打印：{short(form)}",
        "crumbs": crumbs_of(form, "批量打印"),
        "batch": found,
        "tag": Tag(found.get_state_display(), TONES[found.state]),
        "percent": 100 * found.done // max(found.total, 1),
        "is_over": found.state in ("done", "failed"),
        "facts": [
            Fact("表", form.title),
            Fact("份数", f"{found.total} 个对象，每个 {found.copies} 份"),
            Fact("数据截至", found.on.isoformat()),
            Fact("大小", f"{found.size // 1024:,} KB" if found.size else ""),
        ],
    }
    return page(request, "papers/batch.html", context, part="progress")


@login_required
@require_GET
def batch_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file of a batch."""
    found = _batch(request, pk)
    if found.state != PrintBatch.State.DONE:
        raise Http404
    form = form_of(found.form)
    content = media.opened(found.digest)
    is_pdf = content.startswith(b"%PDF")
    name = f"{short(form)}_{found.total}份.{'pdf' if is_pdf else 'zip'}"
    return file_response(content, name, "application/pdf" if is_pdf else "application/zip")


def _batch(request: HttpRequest, pk: int) -> PrintBatch:
    rows: Any = PrintBatch.objects.visible_to(request.user)  # type: ignore[attr-defined]
    return get_object_or_404(rows, pk=pk)  # type: ignore[no-any-return]


@login_required
@require_GET
def wordings(request: HttpRequest, form: str) -> HttpResponse:
    """The printed sentences of a form: ours, and the office's in their place."""
    found, unit = form_of(form), _own_unit(request)
    held = held_by(unit, found)
    context = {
        "heading": f"用词：{short(found)}",
        "sub": f"填写的用词用于{unit}及其下属单位；没有填的用上级的，上级也没有的用本平台的转述",
        "crumbs": crumbs_of(found, "用词"),
        "form_": found,
        "unit": unit,
        "lines": [(text, held.get(key)) for key, text in found.texts.items()],
        "may_edit": ledger.keeps(request.user, unit),  # type: ignore[arg-type]
    }
    return page(request, "papers/wordings.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, form: str, key: str) -> HttpResponse:
    """Edit the words of one sentence, with ours beside them."""
    user: User = request.user  # type: ignore[assignment]
    found, unit = form_of(form), _own_unit(request)
    if key not in found.texts:
        raise Http404
    if not ledger.keeps(user, unit):
        raise PermissionDenied(f"用词由{unit}的联系人、账号管理员等岗位修改，您不在这些岗位上。")
    held = held_by(unit, found).get(key)
    own = held if held is not None and held.organization_id == unit.pk else None
    ours = found.texts[key]
    initial = {"text": held.text if held else ours.says, "basis": held.basis if held else ""}
    sent = WordingForm(request.POST or None, initial=initial)
    if request.method == "POST" and "restore" in request.POST and own is not None:
        remove_wording(own, by=user)
        messages.success(request, "已恢复，这段文字改用上级的用词或本平台的转述。")
        return redirect("paper_wordings", form=form)
    if request.method == "POST" and sent.is_valid():
        try:
            save_wording(found, key, unit=unit, by=user, **sent.cleaned_data)
        except Refused as refusal:
            sent.add_error("text", str(refusal))
        else:
            messages.success(request, "用词已保存，从现在起打印的表都用它。")
            return redirect("paper_wordings", form=form)
    context = {
        "heading": "修改用词",
        "sub": found.title,
        "crumbs": [
            *crumbs_of(found, "用词")[:-1],
            Crumb("用词", reverse("paper_wordings", args=(form,))),
            Crumb("修改"),
        ],
        "ours": ours,
        "form": sent,
        "own": own,
        "held": held,
        "cancel": reverse("paper_wordings", args=(form,)),
    }
    return page(request, "papers/wording.html", context, status=422 if sent.errors else 200)


def _own_unit(request: HttpRequest) -> Organization:
    unit = request.user.organization  # type: ignore[union-attr]
    if unit is None:
        raise PermissionDenied("用词由单位填写，您不属于任何单位。")
    return unit  # type: ignore[no-any-return]


urlpatterns = [
    path("papers/batches/<int:pk>/", batch, name="paper_batch"),
    path("papers/batches/<int:pk>/file/", batch_file, name="paper_batch_file"),
    path("papers/<str:form>/", choose, name="paper_form"),
    path("papers/<str:form>/print/", print_many, name="paper_print_many"),
    path("papers/<str:form>/wordings/", wordings, name="paper_wordings"),
    path("papers/<str:form>/wordings/<str:key>/", wording, name="paper_wording"),
]
