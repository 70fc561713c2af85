"""Forms of findings: what an inspector saw, and what is decided."""

from datetime import date
from typing import Any

from django import forms

from zhijian.cases.media import LARGEST_BYTES, Upload
from zhijian.config import clock
from zhijian.core.terms import same_day_number
from zhijian.inspection import policy
from zhijian.inspection.actions.manual import Proof
from zhijian.inspection.clauses import clauses_of
from zhijian.inspection.models import FalseAlarm, Finding, Inspection
from zhijian.inspection.planning import basis_of
from zhijian.law.models import Grant
from zhijian.ledger.models import Account, Site
from zhijian.web.case_forms import ManyFiles
from zhijian.web.choosing import Suggesting, row_field
from zhijian.web.inspection_forms import ReasonForm

ALARM_MONTHS = "inspection.false_alarm_months"
FILE_HINT = (
    f"照片、截图或 PDF，不超过 {LARGEST_BYTES // 2**20} MB；按内容的校验值留存，之后不能改动"
)


class FilesField(forms.FileField):
    """Several files, as uploads."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> tuple[Upload, ...]:
        """Each file on its own; none where none was chosen."""
        chosen = data if isinstance(data, list | tuple) else [data]
        files = (super(FilesField, self).clean(one, initial) for one in chosen if one)
        return tuple(Upload(file.name, file.read()) for file in files)


class ProofForm(forms.Form):
    """What shows a finding."""

    files = FilesField(label="照片或截图", required=False, help_text=FILE_HINT)
    link = forms.CharField(label="链接", max_length=500, required=False)
    quoted = forms.CharField(
        label="摘录的原文",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def proof(self) -> Proof:
        """What was handed in."""
        told = self.cleaned_data
        return Proof(told["files"], told["link"], told["quoted"])


class ManualForm(ProofForm):
    """A finding that an inspector writes."""

    columns = 2
    wide = ("clause", "title", "says", "mend", "files", "quoted")
    groups = (("证据（至少一样）", ("files", "link", "quoted")),)

    clause = forms.CharField(
        label="依据条款", max_length=400, help_text="写条款里的词，从列表里选一条；没有依据不能登记"
    )
    title = forms.CharField(label="标题", max_length=120, required=False)
    says = forms.CharField(
        label="发现了什么", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    mend = forms.CharField(
        label="怎样整改",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = policy.units_of(inspection.office)
        of_units = {"organization__in": units.values("pk")}
        self.fields["organization"] = row_field(units.order_by("name"), label="单位")
        self.fields["account"] = row_field(
            Account.objects.filter(**of_units), label="账号", required=False
        )
        self.fields["site"] = row_field(
            Site.objects.filter(**of_units), label="网站", required=False
        )
        offered = clauses_of(inspection.place, clock.today())
        self.fields["clause"].widget = Suggesting(offered, {"autocomplete": "off"})
        self.order_fields(("organization", "account", "site", "clause", "title", "says", "mend"))


class FalseAlarmForm(ReasonForm):
    """A false alarm: for which context, until when."""

    scope = forms.ChoiceField(
        label="适用",
        choices=FalseAlarm.Scope.choices,
        widget=forms.RadioSelect,
        initial=FalseAlarm.Scope.CONTEXT,
        help_text="检查照常进行，问题照常登记；情形变了或到期了，会重新提出来",
    )
    until_on = forms.DateField(label="有效至")

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        basis = basis_of(place, ALARM_MONTHS, today)
        if basis is not None:
            self.fields["until_on"].initial = _later(today, basis.amount)
            self.fields["until_on"].help_text = f"{basis.amount} 个月：{basis}"
        self.order_fields(("scope", "reason", "until_on"))


class ExceptForm(forms.Form):
    """Under which exception."""

    remark = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grants = Grant.objects.holding().filter(organization=finding.organization)
        self.fields["grant"] = row_field(grants, label="例外")
        self.order_fields(("grant", "remark"))


class RemarkForm(forms.Form):
    """A remark that may be left out."""

    remark = forms.CharField(label="说明", max_length=200, required=False)


def _later(today: date, months: int) -> date:
    return same_day_number(today, months)
