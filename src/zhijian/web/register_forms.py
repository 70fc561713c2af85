"""The form of a row of any register, made from the register's declaration."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db import models
from django.db.models import Q, QuerySet

from zhijian.cases.media import LARGEST_BYTES
from zhijian.core.facts.model import Kind
from zhijian.ledger import policy
from zhijian.ledger.actions import sealed_fields
from zhijian.ledger.models import Account, RegisterRow
from zhijian.ledger.registers import Kept, Register
from zhijian.people.models import Organization, Person, User
from zhijian.web.choosing import Suggesting, row_field
from zhijian.web.register_words import kept_as, label_of

FLAGS = (("", "不清楚/未填"), ("1", "是"), ("0", "否"))
LONG = 200
"""From this many characters on a text has several lines."""
FILE_HINT = "PDF、图片（PNG、JPEG）、DOCX、XLSX 或 OFD，不超过 20 MB"

SUGGESTIONS: dict[tuple[str, str], Callable[[User], list[str]]] = {}
"""Words a text field suggests, by relation and field; a subject puts its own in."""


class FlagField(forms.TypedChoiceField):
    """Yes, no, or not known."""

    def __init__(self, *, can_lack: bool = True, **kwargs: Any) -> None:
        choices = FLAGS if can_lack else FLAGS[1:]
        super().__init__(choices=choices, coerce=lambda v: v == "1", empty_value=None, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A first value as the option it is."""
        return {True: "1", False: "0", None: ""}.get(value, value)


class OpenChoice(forms.CharField):
    """A code by its word; a word that is not listed stays as it was written."""

    def __init__(self, *, kept: Kept, **kwargs: Any) -> None:
        self.words = dict(kept.column.choices)
        self.codes = {word: code for code, word in kept.column.choices}
        self.codes |= {word: code for code, word in kept.column.words}
        super().__init__(widget=Suggesting(self.words.values()), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A code by its word."""
        return self.words.get(value, value)

    def clean(self, value: Any) -> Any:
        """The code of a known word."""
        text = " ".join(str(super().clean(value)).split())
        return self.codes.get(text, text)


class Moment(forms.DateTimeInput):
    """A day and a time of day, to the second."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__({"step": 1}, "%Y-%m-%dT%H:%M:%S")


class RowForm(forms.Form):
    """A row's fields. A sealed one that is there already stays when its field stays empty."""

    cleared = forms.MultipleChoiceField(
        label="清除已登记的加密内容", required=False, widget=forms.CheckboxSelectMultiple
    )
    columns = 2
    use_required_attribute = False

    def __init__(
        self,
        register: Register,
        *args: Any,
        user: User,
        row: Any = None,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        shown = {name: _first(row, name) for name in register.form_fields} if row else {}
        self.sealed = [name for name in sealed_fields(register) if name in register.form_fields]
        for name in self.sealed:
            shown.pop(name, None)
        super().__init__(*args, initial={**shown, **(initial or {})}, **kwargs)
        for name in register.form_fields:
            self.fields[name] = _field(register, name, user, row)
        self.fields["cleared"] = self.fields.pop("cleared")
        self._offer_to_clear(register, row)

    def _offer_to_clear(self, register: Register, row: Any) -> None:
        held = [name for name in self.sealed if row is not None and getattr(row, name)]
        for name in self.sealed:
            self.fields[name].widget.attrs |= {"autocomplete": "off", "data-no-draft": True}
            if name in held:
                self.fields[name].help_text = "已登记，空着表示不改"
        if held:
            choices = [(name, label_of(register, name)) for name in held]
            self.fields["cleared"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["cleared"]

    def values(self) -> dict[str, Any]:
        """What the action is told: everything but sealed fields that were left empty."""
        told = dict(self.cleaned_data)
        cleared = told.pop("cleared", [])
        found = {k: v for k, v in told.items() if v or k not in self.sealed}
        return found | {name: "" for name in cleared if not told.get(name)}


class UploadForm(forms.Form):
    """A file to a row."""

    file = forms.FileField(label="文件", help_text=FILE_HINT)
    kind = forms.CharField(label="是什么", max_length=60, required=False)
    columns = 2
    use_required_attribute = False

    def clean_file(self) -> Any:
        """Not larger than is taken."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(f"{file.name} 超过 20 MB，请压缩后再上传。")
        return file


class StatementForm(forms.Form):
    """How completely and until when a register was seen."""

    as_of_on = forms.DateField(
        label="截至日期",
        required=False,
        help_text="台账记到哪一天；不填的，逐日的台账按最新一条，其余按检查日",
    )
    from_on = forms.DateField(
        label="起始日期", required=False, help_text="台账从哪一天记起；不填按开始就有"
    )
    is_complete = forms.BooleanField(label="应有的记录都在（完整）", required=False)
    declared_empty = forms.BooleanField(
        label="确实没有任何一条（零报告）", required=False, help_text="要写明截至日期"
    )
    columns = 2
    use_required_attribute = False


class WhyForm(forms.Form):
    """Why something is taken out."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    use_required_attribute = False


def _first(row: Any, name: str) -> Any:
    """A field's first value: a reference by its id."""
    return getattr(row, row._meta.get_field(name).attname)


def _field(register: Register, name: str, user: User, row: Any) -> forms.Field:
    """The form field for one field of the table."""
    declared = register.model._meta.get_field(name)
    kept = kept_as(register, name)
    if kept is None:
        must = not getattr(declared, "blank", True)
    else:
        must = kept.column.required or not getattr(declared, "blank", True)
    told: dict[str, Any] = {
        "label": label_of(register, name),
        "required": must,
        "help_text": kept.column.note if kept else str(getattr(declared, "help_text", "")),
    }
    if isinstance(declared, models.ForeignKey):
        rows = candidates(register, declared, user, row)
        told = {key: value for key, value in told.items() if value != ""}
        return row_field(rows, **told)
    if kept is not None and kept.column.kind is Kind.CHOICE:
        return _choice(kept, declared, told)
    return _plain(register, declared, user, told)


def _choice(kept: Kept, declared: Any, told: dict[str, Any]) -> forms.Field:
    if kept.column.open_choices:
        return OpenChoice(kept=kept, max_length=declared.max_length, **told)
    choices = [("", "请选择" if told["required"] else "未填"), *kept.column.choices]
    return forms.ChoiceField(choices=choices, **told)


def _plain(register: Register, declared: Any, user: User, told: dict[str, Any]) -> forms.Field:
    if isinstance(declared, models.BooleanField):
        return FlagField(can_lack=declared.null, **(told | {"required": not declared.null}))
    if isinstance(declared, models.DateTimeField):
        return forms.DateTimeField(widget=Moment(), **told)
    if isinstance(declared, models.DateField):
        return forms.DateField(**told)
    if isinstance(declared, models.IntegerField):
        least = 0 if "Positive" in type(declared).__name__ else None
        return forms.IntegerField(min_value=least, **told)
    if declared.choices:
        return forms.ChoiceField(choices=[("", "未填"), *declared.choices], **told)
    most = declared.max_length
    widget: forms.Widget = forms.TextInput()
    if isinstance(declared, models.TextField) and declared.name not in sealed_fields(register):
        widget = forms.Textarea(attrs={"rows": 4})
    elif most and most > LONG and "link" not in declared.name:
        widget = forms.Textarea(attrs={"rows": 2})
    elif suggest := SUGGESTIONS.get((register.relation, declared.name)):
        widget = Suggesting(suggest(user))
    return forms.CharField(max_length=most, widget=widget, **told)


def candidates(register: Register, declared: Any, user: User, row: Any) -> QuerySet[Any]:
    """The rows a reference may name: of the units the person keeps, and the present one."""
    model: Any = declared.related_model
    kept = policy.kept_by(user)
    if model is Organization:
        own = declared.name == register.model.UNIT  # type: ignore[attr-defined]
        rows = kept if own else Organization.objects.known_to(user)
    elif model is Person:
        rows = Person.objects.known_to(user).without_numbers()
    elif model is Account:
        rows = Account.objects.in_books().filter(organization__in=kept)
    elif issubclass(model, RegisterRow):
        rows = model.objects.filter(**{f"{model.UNIT}__in": kept})
    else:
        rows = model._default_manager.none()
    now = getattr(row, declared.attname, None) if row is not None else None
    return model._default_manager.filter(Q(pk__in=rows.values("pk")) | Q(pk=now))
