"""Forms of a case: opening it, deciding it, and what may be done besides."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from zhijian.cases.media import LARGEST_BYTES, Upload
from zhijian.core.process import Definition, Offer
from zhijian.core.process import Step as StepDefinition
from zhijian.core.rules.process_model import Process

LONGEST = 5_000
_FILES = "PDF、图片（PNG、JPEG）、DOCX、XLSX 或 OFD，每个不超过 20 MB"


class ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The files that were handed in, in order; none is an empty list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Every file on its own."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > 10:
            raise forms.ValidationError("一次最多上传 10 个文件，请分几次上传。")
        found = [super(FilesField, self).clean(file, initial) for file in files if file]
        for file in found:
            if file.size > LARGEST_BYTES:
                raise forms.ValidationError(f"{file.name} 超过 20 MB，请压缩后再上传。")
        return found


def uploads(files: Iterable[Any], kind: str = "") -> list[Upload]:
    """The files as the actions take them."""
    return [Upload(file.name, file.read(), kind) for file in files]


class OpenForm(forms.Form):
    """A new case: about which unit, what, since when."""

    organization = forms.ModelChoiceField(label="单位", queryset=None, empty_label="请选择")
    kind = forms.ChoiceField(label="种类")
    title = forms.CharField(label="标题", max_length=200)
    on = forms.DateField(
        label="事项发生日", required=False, help_text="不填即今天；期限从这一天起算"
    )
    content = forms.CharField(
        label="说明", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    columns = 2
    wide = ("title", "content")

    def __init__(
        self, *args: Any, process: Process, kinds: Any, organizations: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        if kinds:
            self.fields["kind"].choices = [("", "请选择"), *kinds]
        else:
            del self.fields["kind"]

    def data_of_case(self) -> dict[str, str]:
        """What the case keeps of the form."""
        content = self.cleaned_data.get("content", "").strip()
        return {"说明": content} if content else {}


class DecideForm(forms.Form):
    """A move of the present step, with an opinion, what is ticked and what is attached."""

    move = forms.ChoiceField(label="办理", widget=forms.RadioSelect)
    ticked = forms.MultipleChoiceField(
        label="逐项核对", required=False, widget=forms.CheckboxSelectMultiple
    )
    opinion = forms.CharField(
        label="意见", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    kind = forms.ChoiceField(label="附件用途", required=False)
    files = FilesField(label="附件", required=False, help_text=_FILES)

    def __init__(
        self, *args: Any, offers: Iterable[Offer], step: StepDefinition, titles: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offers = [offer for offer in offers if offer.is_open]
        self.fields["move"].choices = [(o.move.verb, o.move.title) for o in self.offers]
        if step.checklist:
            self.fields["ticked"].choices = [(item.code, item.title) for item in step.checklist]
        else:
            del self.fields["ticked"]
        if titles:
            self.fields["kind"].choices = [("", "一般附件"), *titles.items()]
        else:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        """An opinion where the move asks for one: said here, so that the field is marked."""
        found = super().clean() or {}
        offer = next((o for o in self.offers if o.move.verb == found.get("move")), None)
        if offer and offer.needs_opinion and not (found.get("opinion") or "").strip():
            why = offer.caution or "须让对方知道原因。"
            self.add_error("opinion", f"“{offer.move.title}”须写明意见。{why}")
        return found


class ReasonForm(forms.Form):
    """An act that asks for a reason alone."""

    reason = forms.CharField(label="原因", max_length=LONGEST, widget=forms.Textarea)

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"].label = label


class TextForm(forms.Form):
    """An act with a word that may stay empty."""

    text = forms.CharField(
        label="说明", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class TransferForm(forms.Form):
    """Handing a case on: to a colleague or to another unit."""

    to = forms.ChoiceField(label="转给")
    reason = forms.CharField(label="转办说明", max_length=1_000, widget=forms.Textarea)

    def __init__(self, *args: Any, people: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {f"u{user.pk}": user for user in people}
        self.units = {f"o{unit.pk}": unit for unit in units}
        groups: list[tuple[str, Any]] = [("", "请选择")]
        if self.people:
            named = [(key, user.name) for key, user in self.people.items()]
            groups.append(("本单位人员", named))
        if self.units:
            groups.append(("其他单位", [(key, str(unit)) for key, unit in self.units.items()]))
        self.fields["to"].choices = groups

    @property
    def receiver(self) -> Any:
        """The chosen person or unit."""
        key = self.cleaned_data["to"]
        return self.people.get(key) or self.units.get(key)


class CosignForm(forms.Form):
    """Asking others for an opinion."""

    users = forms.ModelMultipleChoiceField(
        label="请谁会签", queryset=None, widget=forms.CheckboxSelectMultiple
    )
    question = forms.CharField(
        label="会签事项", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].queryset = users


class AnswerForm(forms.Form):
    """Answering a cosigning or deciding an extension: yes or no, with an opinion."""

    agreed = forms.ChoiceField(
        label="结论", choices=(("yes", "同意"), ("no", "不同意")), widget=forms.RadioSelect
    )
    opinion = forms.CharField(label="意见", max_length=LONGEST, widget=forms.Textarea)

    def __init__(self, *args: Any, opinion_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opinion"].required = opinion_required

    @property
    def is_agreed(self) -> bool:
        """The answer."""
        return self.cleaned_data["agreed"] == "yes"


class ExtensionForm(forms.Form):
    """Asking for a longer term."""

    amount = forms.IntegerField(label="延长", min_value=1, max_value=366)
    unit = forms.ChoiceField(
        label="单位", choices=(("workday", "个工作日"), ("calendar_day", "个自然日"))
    )
    reason = forms.CharField(label="理由", max_length=LONGEST, widget=forms.Textarea)
    columns = 2


class PauseForm(forms.Form):
    """Stopping the clock for one of the reasons that the step lists."""

    reason = forms.ChoiceField(label="暂停原因")

    def __init__(self, *args: Any, reasons: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(reason, reason) for reason in reasons]


class AttachForm(forms.Form):
    """Adding files to a case, or the stamped scan that closes a paper step."""

    kind = forms.ChoiceField(label="用途", required=False)
    files = FilesField(label="文件", help_text=_FILES)

    def __init__(self, *args: Any, titles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if titles:
            self.fields["kind"].choices = [("", "一般附件"), *titles.items()]
        else:
            del self.fields["kind"]


class ScanForm(forms.Form):
    """The stamped scan that closes a paper step."""

    files = forms.FileField(label="盖章扫描件", help_text="PDF 或图片，不超过 20 MB")
    opinion = forms.CharField(
        label="纸上的意见", required=False, max_length=LONGEST, widget=forms.Textarea
    )
    ticked = forms.MultipleChoiceField(
        label="逐项核对", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, step: StepDefinition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step.checklist:
            self.fields["ticked"].choices = [(item.code, item.title) for item in step.checklist]
        else:
            del self.fields["ticked"]


class DelegationForm(forms.Form):
    """Letting a colleague act for oneself, from a day through a day."""

    taker = forms.ModelChoiceField(label="委托给", queryset=None, empty_label="请选择")
    from_on = forms.DateField(label="起始日期")
    until_on = forms.DateField(label="截止日期", help_text="这一天仍然有效")
    processes = forms.MultipleChoiceField(
        label="限哪些事项", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="一项都不勾，即全部事项",
    )  # fmt: skip
    reason = forms.CharField(label="委托原因", max_length=200)
    columns = 2
    wide = ("taker", "reason", "processes")

    def __init__(self, *args: Any, takers: Any, processes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taker"].queryset = takers
        self.fields["processes"].choices = processes


def attachment_titles(definition: Definition) -> dict[str, str]:
    """What attachments a process names."""
    return dict(definition.attachments)
