"""Forms of inspections: what is to be looked at, and how a sample is drawn."""

from typing import Any

from django import forms

from zhijian.config import clock
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.refused import Refused
from zhijian.inspection import policy
from zhijian.inspection.actions.inspections import Plan
from zhijian.inspection.drawing import STRATA, Sample
from zhijian.inspection.models import Inspection
from zhijian.inspection.planning import SAMPLE_PERCENT, basis_of, place_of
from zhijian.people.models import Organization, User

KINDS = [choice for choice in Inspection.Kind.choices if choice[0] != "WATCH"]
SPOT = "SPOT_CHECK"


class OfficeForm(forms.Form):
    """For which office, where somebody inspects for several."""

    office = forms.ModelChoiceField(Organization.objects.none(), label="检查单位")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = policy.offices_of(user)  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """A new inspection."""

    columns = 2
    wide = ("title",)
    groups = (
        ("抽样（只用于抽查）", ("percent", "seed", "strata", "at_least_one", "with_sites")),
        ("只查一部分（不选就是全部）", ("units", "checks")),
    )

    kind = forms.ChoiceField(label="类型", choices=KINDS, initial="SWEEP")
    on = forms.DateField(label="检查日", help_text="台账按这一天判断；将来的日子到那天再开始")
    since = forms.DateField(
        label="检查时段自", required=False, help_text="不填就按当地规则的回看天数"
    )
    place = forms.CharField(label="适用规则", max_length=12, help_text="行政区划代码")
    title = forms.CharField(
        label="名称", max_length=120, required=False, help_text="不填就用日期和类型"
    )
    percent = forms.IntegerField(label="抽查比例（%）", required=False, min_value=1, max_value=100)
    seed = forms.CharField(
        label="抽样种子",
        max_length=60,
        required=False,
        help_text="随便写，会公开；凭它和名单，谁都能重抽核对",
    )
    strata = forms.ChoiceField(label="分层", choices=STRATA, required=False)
    at_least_one = forms.BooleanField(label="每一层至少抽一个", required=False, initial=True)
    with_sites = forms.BooleanField(label="网站也抽", required=False, initial=True)
    units = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        label="单位",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    checks = forms.MultipleChoiceField(
        label="检查项",
        required=False,
        choices=[(one.id, one.title) for one in CHECKS.values()],
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )

    def __init__(self, *args: Any, office: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today, place = clock.today(), place_of(office)
        inspected = policy.units_of(office).order_by("name")
        self.fields["units"].queryset = inspected  # type: ignore[attr-defined]
        self.fields["on"].initial = today
        self.fields["place"].initial = place
        basis = basis_of(place, SAMPLE_PERCENT, today)
        if basis is not None:
            self.fields["percent"].initial = basis.amount
            self.fields["percent"].help_text = str(basis)
        self.fields["seed"].initial = f"{office.name}{today:%Y%m%d}"

    def plan(self) -> Plan:
        """What was asked for."""
        told = self.cleaned_data
        sample = None
        if told["kind"] == SPOT:
            if not told["percent"]:
                raise Refused("抽查要写明抽查比例，请填写。")
            sample = Sample(
                percent=told["percent"],
                seed=told["seed"],
                strata=told["strata"] or STRATA[0][0],
                at_least_one=told["at_least_one"],
                with_sites=told["with_sites"],
            )
        return Plan(
            on=told["on"],
            place=told["place"].strip(),
            since=told["since"],
            units=tuple(told["units"]),
            checks=tuple(told["checks"]),
            sample=sample,
        )


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
