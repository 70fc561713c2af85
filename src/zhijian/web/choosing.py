"""Form fields by which one row of a table is chosen: from a list if few, by its name if many."""

from typing import Any

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhijian.web.register_words import has_field, title_of

FEW = 60
"""Rows that a list offers; more are found by their name."""
SUGGESTED = 200
NAMED = 6
NAMES = ("number", "code", "handle", "name", "title", "domain")


class Suggesting(forms.TextInput):
    """A line of text with suggestions, which a browser offers without script."""

    def __init__(self, options: Any = (), attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.options = [str(option) for option in options]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The field, and the list it takes its suggestions from."""
        if not self.options:
            return super().render(name, value, attrs, renderer)
        key = f"{(attrs or {}).get('id', name)}-list"
        line = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}">', ((one,) for one in self.options))
        return format_html('{}<datalist id="{}">{}</datalist>', line, key, options)


class RowChoice(forms.ModelChoiceField):
    """One row out of a few, by its title."""

    def label_from_instance(self, obj: Model) -> str:
        """Its name and key."""
        return title_of(obj)


class RowByName(forms.CharField):
    """One row out of many, by its whole name or key, or a part that only one has."""

    def __init__(self, *, rows: QuerySet[Any], **kwargs: Any) -> None:
        options = [title_of(row) for row in rows.order_by("pk")[:SUGGESTED]]
        super().__init__(
            max_length=300, widget=Suggesting(options, {"autocomplete": "off"}), **kwargs
        )
        self.rows = rows
        self.names = [name for name in NAMES if has_field(rows.model, name)]

    def prepare_value(self, value: Any) -> Any:
        """A row, or its id as a first value, by its title."""
        if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()):
            found = self.rows.filter(pk=int(value)).first() if len(str(value)) < 19 else None
            value = found if found is not None else value
        return title_of(value) if isinstance(value, Model) else value

    def clean(self, value: Any) -> Any:
        """The row; None for an empty field that may be empty."""
        text = " ".join(str(super().clean(value)).split())
        if not text:
            return None
        _, _, key = text.removesuffix("）").rpartition("（")
        for words in dict.fromkeys((key, text) if key else (text,)):
            found = self._found(words, "exact")
            if len(found) == 1:
                return found[0]
        found = self._found(text, "contains")
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"在您管理的范围内没有找到“{text[:40]}”，请核对后重填。")
        named = "、".join(title_of(row) for row in found[: NAMED - 1])
        more = "等" if len(found) >= NAMED else ""
        raise forms.ValidationError(f"有几个都叫“{text[:40]}”：{named}{more}，请写全。")

    def _found(self, text: str, how: str) -> list[Any]:
        wanted = Q()
        for name in self.names:
            wanted |= Q(**{f"{name}__{how}": text})
        return list(self.rows.filter(wanted).order_by("pk")[:NAMED])


def row_field(rows: QuerySet[Any], **kwargs: Any) -> forms.Field:
    """The field for one of ``rows``."""
    few = len(rows.order_by()[: FEW + 1]) <= FEW
    if few:
        return RowChoice(rows, empty_label="请选择", **kwargs)
    kwargs.setdefault("help_text", "写名称或编号，可以只写一部分")
    return RowByName(rows=rows, **kwargs)
