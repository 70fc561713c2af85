"""Forms of a clearing-up: opening one, and deciding for an account."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from zhijian.ledger.actions import campaigns as actions
from zhijian.people.models import Organization
from zhijian.web.choosing import row_field


class CampaignForm(forms.Form):
    """A new campaign."""

    title = forms.CharField(label="名称", max_length=120)
    basis = forms.CharField(label="依据", max_length=300, required=False)
    cutoff_on = forms.DateField(label="数据截止日", help_text="按这一天的台账和规定给出建议")
    due_on = forms.DateField(label="完成期限")
    columns = 2
    wide = ("title", "basis")

    def __init__(self, *args: Any, offices: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"] = row_field(offices, label="组织单位")
        self.order_fields(["title", "office", "basis", "cutoff_on", "due_on"])


class DecideForm(forms.Form):
    """What to do with an account, with a reason if it is not what is advised."""

    measure = forms.ChoiceField(
        label="措施",
        choices=[(one.name, one.value) for one in actions.CHOICES],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="与建议不同的，须写明理由",
    )
