"""The forms of the auditor's pages."""

from typing import Any, ClassVar

from django import forms

LARGEST = 2**53


class VerifyForm(forms.Form):
    """A verification of the whole record, with the heads on paper if there are any."""

    printed = forms.CharField(
        label="纸质链头",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="可以不填。每行一个，写成“序号:摘要”，摘要至少写开头 16 位",
    )


class EvidenceForm(forms.Form):
    """Which entries go into the package: of some days, or from one number to another."""

    from_on = forms.DateField(label="起始日期", required=False)
    until_on = forms.DateField(label="截止日期", required=False)
    first = forms.IntegerField(label="起始序号", required=False, min_value=1, max_value=LARGEST)
    last = forms.IntegerField(label="截止序号", required=False, min_value=1, max_value=LARGEST)
    columns = 2
    groups: ClassVar[Any] = (
        ("按日期", ("from_on", "until_on")),
        ("或按序号", ("first", "last")),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two ways, both ends given, in order."""
        said = super().clean() or {}
        if self.errors:
            return said
        days, numbers = (said["from_on"], said["until_on"]), (said["first"], said["last"])
        if any(days) == any(numbers):
            raise forms.ValidationError("请按日期或按序号填写一种，不要两种都填。")
        low, high = days if any(days) else numbers
        if low is None or high is None:
            raise forms.ValidationError("起始和截止都要填写。")
        if low > high:
            raise forms.ValidationError("起始在截止之后，请核对。")
        return said
