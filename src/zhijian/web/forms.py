"""How every Django form is drawn: label above, hint and fault below, focus on the first fault.

``{{ form }}`` gives the fields (set by ``FORM_RENDERER``); ``{% include "parts/form.html" with
form=form submit="保存" cancel=url draft="name" %}`` the whole element. A form may say more:

``groups``  pairs of a heading and the names below it, drawn as fieldsets
``columns`` 2 to put short fields side by side (``wide`` names those that take the whole row)
``hints``   is Django's ``help_text``
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Our templates for forms and fields, Django's for the controls."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"


@dataclass(frozen=True)
class FieldGroup:
    """Fields under one heading (``""``: none)."""

    heading: str
    fields: list[BoundField]


def field_groups(form: forms.BaseForm) -> Iterator[FieldGroup]:
    """The visible fields of ``form`` by its ``groups``; what they leave out comes first."""
    declared = getattr(form, "groups", ())
    named = {name for _, names in declared for name in names}
    rest = [bound for bound in form.visible_fields() if bound.name not in named]
    if rest:
        yield FieldGroup("", rest)
    for heading, names in declared:
        present = [form[name] for name in names if name in form.fields]
        if present:
            yield FieldGroup(heading, present)


def shape(bound: BoundField) -> str:
    """Which way a field is laid out: ``one`` (a single tick), ``options``, or ``line``."""
    widget = bound.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.CheckboxInput):
        return "one"
    return "line"


def is_wide(bound: BoundField) -> bool:
    """Whether a field takes the whole row of a form with two columns."""
    declared = getattr(bound.form, "wide", ())
    return bound.name in declared or isinstance(
        bound.field.widget, forms.Textarea | forms.CheckboxSelectMultiple | forms.RadioSelect
    )


def control(bound: BoundField) -> Any:
    """The control itself; the first one with a fault asks for the focus, also without script."""
    attrs: dict[str, Any] = {}
    wrong = next((name for name in bound.form.fields if name in bound.form.errors), None)
    if wrong == bound.name and shape(bound) != "options":
        attrs["autofocus"] = True
    widget = bound.field.widget
    if isinstance(widget, forms.Textarea) and str(widget.attrs.get("rows")) == "10":
        attrs["rows"] = 4  # Django's own ten fill the screen
    if isinstance(widget, forms.DateInput) and widget.input_type == "text":
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
    return bound.as_widget(attrs=attrs)
