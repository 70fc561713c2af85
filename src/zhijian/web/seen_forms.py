"""Small forms about an account: counts, certification, stores, pictures, guidance."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from zhijian.cases.media import LARGEST_BYTES
from zhijian.ledger.registers import choices_of


class GuidanceForm(forms.Form):
    """Whether accounts are guided by an industry department."""

    is_guided = forms.TypedChoiceField(
        label="标记为",
        choices=(("1", "行业指导账号（不计入政府账号）"), ("0", "政府账号（计入）")),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    basis = forms.CharField(label="依据", max_length=200, required=False)
    use_required_attribute = False


class NumberField(forms.CharField):
    """A count as platforms show it: ``86,420``, ``１２００``, ``13.2万``."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal"}

    def clean(self, value: Any) -> Any:
        """The whole number; None for an empty field."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        bare = re.sub(r"[,，\s]", "", text)
        units = {"万": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000}
        times = units.get(bare[-1:], 1)
        try:
            number = Decimal(bare[:-1] if times > 1 else bare) * times
        except InvalidOperation:
            raise forms.ValidationError(f"“{text}”不是数字，如 86420 或 8.6万。") from None
        if not number.is_finite() or number < 0 or number != number.to_integral_value():
            raise forms.ValidationError(f"“{text}”应是不小于零的整数，如 86420 或 8.6万。")
        return int(number)


class FollowersForm(forms.Form):
    """How many followers on which day."""

    seen_on = forms.DateField(label="查看日期")
    followers = NumberField(label="关注量/粉丝量", help_text="如 86420 或 8.6万")
    columns = 2
    use_required_attribute = False


class CertificationForm(forms.Form):
    """What the platform shows of the certification."""

    seen_on = forms.DateField(label="查看日期")
    subject = forms.CharField(label="认证主体", max_length=120)
    subject_kind = forms.ChoiceField(label="认证主体类别", required=False)
    expires_on = forms.DateField(label="认证到期日", required=False)
    statement = forms.CharField(label="公开认证信息", max_length=300, required=False)
    columns = 2
    wide = ("statement",)
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = choices_of("certifications", "subject_kind")
        self.fields["subject_kind"].choices = [("", "未填"), *kinds]  # type: ignore[attr-defined]


class StoreForm(forms.Form):
    """A store that offers the app."""

    store = forms.CharField(label="应用市场", max_length=60)
    listed_on = forms.DateField(label="上架日期", required=False)
    link = forms.CharField(label="下载链接", max_length=500, required=False)
    columns = 2
    wide = ("link",)
    use_required_attribute = False


class ProofForm(forms.Form):
    """The day an app went from a store, with the proof."""

    removed_on = forms.DateField(label="下架日期")
    proof = forms.FileField(
        label="下架凭证", help_text="应用市场的下架页面截图或确认文件，PDF 或图片，不超过 20 MB"
    )
    use_required_attribute = False

    def clean_proof(self) -> Any:
        """Not larger than is taken."""
        return _sized(self.cleaned_data["proof"])


class SureForm(forms.Form):
    """Nothing to fill in: pressing the button is the answer."""


class PictureForm(forms.Form):
    """The picture of a QR code."""

    picture = forms.FileField(
        label="二维码图片", help_text="从平台下载或截图的 PNG、JPEG 图片，上传后自动识别内容"
    )
    use_required_attribute = False

    def clean_picture(self) -> Any:
        """Not larger than is taken."""
        return _sized(self.cleaned_data["picture"])


def _sized(file: Any) -> Any:
    if file.size > LARGEST_BYTES:
        size = file.size / 1024 / 1024
        raise forms.ValidationError(f"“{file.name}”有 {size:.0f} MB，最多 20 MB，请压缩后再上传。")
    return file
