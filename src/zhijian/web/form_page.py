"""A page that is one form over one action: refused in words, and safe against a second writer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse

from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.people import edits
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Difference

Run = Callable[[dict[str, Any]], HttpResponse]


@dataclass(frozen=True)
class FormPage:
    """What stands on the page. ``row`` and ``names`` say what is edited, if somebody else might."""

    heading: str
    crumbs: Sequence[Crumb]
    form: forms.Form
    submit: str
    cancel: str
    sub: str = ""
    question: str = ""
    hint: str = ""
    draft: str = ""
    row: models.Model | None = None
    names: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    template: str = "people/form.html"


def seen(request: HttpRequest) -> str:
    """The fingerprint of what the writer looked at, as the form carried it back."""
    return request.POST.get("version", "")[:64]


def allowed(require: Callable[..., None], *args: Any, **kwargs: Any) -> None:
    """Pass if ``require`` passes.

    Raises:
        PermissionDenied: with the words of the refusal, for the page that says who may.
    """
    try:
        require(*args, **kwargs)
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from None


def answer(request: HttpRequest, spec: FormPage, run: Run) -> HttpResponse:
    """The form, or what ``run`` answers once it is sound and nothing was refused."""
    version = edits.fingerprint(spec.row, spec.names) if spec.row is not None else ""
    differences: list[Difference] = []
    if request.method == "POST" and spec.form.is_valid():
        try:
            return run(dict(spec.form.cleaned_data))
        except edits.Outdated as outdated:
            differences = [Difference(c.label, c.stands, c.wanted) for c in outdated.changes]
        except Refused as refusal:
            for line in (str(refusal), *refusal.lines):
                spec.form.add_error(None, line)
    context: dict[str, Any] = {**vars(spec), **spec.more}
    sent = seen(request) if request.method == "POST" and not differences else ""
    context |= {"version": sent or version, "differences": differences}
    if differences and spec.row is not None:
        context |= _who_came_first(spec.row) | {"reload_url": request.get_full_path()}
    status = 422 if spec.form.errors else 409 if differences else 200
    return page(request, spec.template, context, status=status)


def _who_came_first(row: models.Model) -> dict[str, Any]:
    entry = Entry.objects.about(row).order_by("-seq").first()
    return {"who": entry.actor_name if entry else "有人", "at": entry.at if entry else None}
