"""Forms of duties: signing, taking back, looking."""

from collections.abc import Iterable
from typing import Any

from django import forms

from zhijian.inspection.duties import Item
from zhijian.inspection.models import Inspection, SpotLook
from zhijian.people.models import Organization
from zhijian.web.choosing import row_field
from zhijian.web.finding_forms import FILE_HINT, FilesField, ProofForm

_OPEN = (Inspection.State.PLANNED, Inspection.State.RUNNING, Inspection.State.RECORDED)


class SignForm(forms.Form):
    """Several duties stated in one go."""

    columns = 2
    wide = ("controls", "statement", "files")
    use_required_attribute = False

    controls = forms.MultipleChoiceField(
        label="签署哪几项",
        widget=forms.CheckboxSelectMultiple,
        help_text="做法和佐证相同的可以一次签；各不相同的分开签",
    )
    statement = forms.CharField(
        label="做了什么", max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    signer = forms.CharField(label="签字人", max_length=60)
    signed_on = forms.DateField(label="签字日期")
    until_on = forms.DateField(
        label="有效至", required=False, help_text="不填的，按规定的期限；只能更早"
    )
    files = FilesField(label="佐证", required=False, help_text=FILE_HINT)

    def __init__(self, *args: Any, items: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["controls"].choices = [  # type: ignore[attr-defined]
            (one.control, f"{one.title}：{one.asks}") for one in items
        ]


class LookForm(ProofForm):
    """An inspector's look at a statement."""

    columns = 2
    wide = ("verdict", "says", "clause", "files", "quoted")
    groups = (
        ("核实", ("verdict", "says")),
        ("不属实的，登记为问题", ("inspection", "clause", "files", "link", "quoted")),
    )
    use_required_attribute = False

    verdict = forms.ChoiceField(
        label="核实结果", choices=SpotLook.Verdict.choices, widget=forms.RadioSelect
    )
    says = forms.CharField(
        label="看了什么、看到什么", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, office: Organization, item: Item | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Inspection.objects.filter(office=office, state__in=_OPEN).order_by("-pk")
        self.fields["inspection"] = row_field(rows, label="属于哪次检查", required=False)
        self.fields["clause"] = forms.ChoiceField(
            label="依据条款",
            required=False,
            choices=[(one.id, f"{one.locator}：{one.says}") for one in item.clauses]
            if item
            else [],
        )
        self.order_fields([name for _, names in self.groups for name in names])
