"""Forms of papers: how one is printed, words, scans, filled forms that come back."""

from typing import Any

from django import forms

from zhijian.config import clock
from zhijian.core.forms.model import Form
from zhijian.papers.actions.printing import MOST_COPIES
from zhijian.papers.drawing import FORMATS, offered


class PrintForm(forms.Form):
    """In which format, as of which day, how many copies."""

    kind = forms.ChoiceField(label="格式", widget=forms.RadioSelect)
    on = forms.DateField(label="数据截至", required=False, help_text="不填即今天")
    copies = forms.IntegerField(
        label="份数", min_value=1, max_value=MOST_COPIES, help_text="每份右下角各有编号，只用于 PDF"
    )

    def __init__(self, *args: Any, form: Form, copies: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = offered(form)
        self.fields["kind"].choices = [(kind, FORMATS[kind][0]) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["kind"].initial = kinds[0] if kinds else ""
        self.fields["copies"].initial = copies

    def clean_on(self) -> Any:
        """A day that has come."""
        on = self.cleaned_data["on"]
        if on is not None and on > clock.today():
            raise forms.ValidationError(f"还没有 {on} 的数据，请填今天或更早的日期。")
        return on


class BatchForm(PrintForm):
    """The same for many; a workbook holds one form only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (
                kind,
                {
                    "pdf": "合成一个 PDF（50 份以上分成几个，打成压缩包）",
                    "docx": "每份一个 Word，打成压缩包",
                }[kind],
            )
            for kind, _ in self.fields["kind"].choices  # type: ignore[attr-defined]
            if kind != "xlsx"
        ]


class WordingForm(forms.Form):
    """The official words of one sentence."""

    text = forms.CharField(label="本单位的用词", widget=forms.Textarea, max_length=2_000)
    basis = forms.CharField(
        label="出处", max_length=200, required=False, help_text="如：某某文件附件 1"
    )


class ScanForm(forms.Form):
    """A stamped scan and the number at its foot."""

    number = forms.CharField(
        label="表单编号",
        max_length=40,
        help_text="印在表的右下角，如 BD-2026-000123；可以用扫码枪扫旁边的二维码",
    )
    file = forms.FileField(label="盖章扫描件", help_text="PDF、JPEG 或 PNG")


class FilledUploadForm(forms.Form):
    """A filled form."""

    file = forms.FileField(
        label="填好的表", help_text="DOCX 或 XLSX，用本系统打印的表或文件附件原样填写的表都可以"
    )
