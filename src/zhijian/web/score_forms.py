"""Forms of appeals, local schemes, awards and bulletins."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms

from zhijian.config import clock
from zhijian.core.indicators import Indicator, Kind, Scheme, points_text
from zhijian.inspection.actions.schemes import Draft
from zhijian.inspection.models import Bulletin, Inspection
from zhijian.people.models import Organization
from zhijian.web.case_forms import FilesField

PROOF_HINT = "截图、文件等证明，一次最多 10 个，每个不超过 20 MB"
BLANK_ROWS = 4
MOST_ROWS = 60
PARTS = ("kind", "name", "points", "per_finding", "checks")
KINDS = ((Kind.DEDUCTION.value, "扣分"), (Kind.BONUS.value, "加分（人工给予）"))


class AppealForm(forms.Form):
    """Why a line is wrong, and what shows it."""

    reason = forms.CharField(label="申诉理由", max_length=2_000, widget=forms.Textarea)
    proofs = FilesField(label="证明", required=False, help_text=PROOF_HINT)


class DecisionForm(forms.Form):
    """What becomes of an appeal."""

    is_upheld = forms.TypedChoiceField(
        label="复核结论",
        choices=(("1", "申诉成立，这一行不再计"), ("0", "维持原判")),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label="复核意见", max_length=2_000, widget=forms.Textarea)
    false_alarm_until = forms.DateField(
        label="同时认定为误报，至",
        required=False,
        help_text="填了，问题改为误报，情形不变时到这一天以前不再计；不填，问题仍按原状态处理",
    )


class SchemeForm(forms.Form):
    """What a local scheme says besides its indicators."""

    title = forms.CharField(label="方案名称", max_length=120)
    adopted_by = forms.CharField(
        label="采用它的文件", max_length=160, help_text="标题或文号，如 青禾办发〔2026〕8号"
    )
    from_on = forms.DateField(label="启用日期")
    until_on = forms.DateField(label="截止日期", required=False, help_text="不填为长期")
    starts_at = forms.CharField(label="起始分", max_length=8)
    goal = forms.CharField(label="目标分", max_length=8, help_text="“怎样达到目标分”按它推算")
    fail_below = forms.CharField(label="不合格线", max_length=8, required=False)
    bonus_above = forms.CharField(
        label="高于多少分才加分", max_length=8, required=False, help_text="不填为 0"
    )
    bonus_max = forms.CharField(label="加分合计上限", max_length=8, required=False)
    columns = 2
    wide = ("title", "adopted_by")


@dataclass(frozen=True)
class IndicatorRow:
    """A row of the grid of indicators: its number there and what stands in it, as typed."""

    number: int
    values: Mapping[str, str]

    @property
    def is_blank(self) -> bool:
        """Nothing but the kind."""
        return not any(self.values[name].strip() for name in PARTS if name != "kind")


def indicator_rows(items: Iterable[Indicator]) -> list[IndicatorRow]:
    """A scheme's own indicators as rows, and blank ones after them."""
    found = [
        IndicatorRow(
            number,
            {
                "kind": str(item.kind),
                "name": item.name,
                "points": points_text(item.value or 0),
                "per_finding": points_text(item.per_finding) if item.per_finding else "",
                "checks": " ".join(item.checks),
            },
        )
        for number, item in enumerate(items)
        if item.kind is not Kind.VETO
    ]
    return found + blank_rows(len(found))


def blank_rows(first: int) -> list[IndicatorRow]:
    """Rows to fill in, after those there are."""
    empty = {**dict.fromkeys(PARTS, ""), "kind": Kind.DEDUCTION.value}
    return [IndicatorRow(first + number, empty) for number in range(BLANK_ROWS)]


def rows_sent(data: Mapping[str, Any]) -> list[IndicatorRow]:
    """The rows as they came back."""
    found = []
    for number in range(MOST_ROWS):
        if f"{number}-name" not in data:
            break
        values = {name: str(data.get(f"{number}-{name}", ""))[:1_000] for name in PARTS}
        found.append(IndicatorRow(number, values))
    return found


def draft_of(told: Mapping[str, Any], rows: Sequence[IndicatorRow]) -> Draft:
    """The scheme as the action takes it."""
    filled = [
        {**row.values, "checks": row.values["checks"].replace("、", " ").replace("，", " ").split()}
        for row in rows
        if not row.is_blank
    ]
    return Draft(rows=filled, **told)


def scheme_initial(base: Scheme) -> dict[str, Any]:
    """What the form of a new scheme begins with: the one that holds now."""
    return {
        "starts_at": points_text(base.starts_at),
        "goal": points_text(base.goal),
        "fail_below": points_text(base.fail_below) if base.fail_below else "",
        "bonus_above": points_text(base.bonus_above) if base.bonus_above else "",
        "bonus_max": points_text(base.bonus_max) if base.bonus_max else "",
        "from_on": clock.today(),
    }


class EndForm(forms.Form):
    """The last day of a scheme."""

    until_on = forms.DateField(label="最后一天", initial=clock.today)


class AwardForm(forms.Form):
    """A bonus for something a unit has shown."""

    unit = forms.ModelChoiceField(
        label="单位", queryset=Organization.objects.none(), empty_label="请选择"
    )
    indicator = forms.ChoiceField(label="加分指标")
    points = forms.DecimalField(label="加多少分", min_value=0, max_digits=6, decimal_places=2)
    on = forms.DateField(label="日期", initial=clock.today)
    evidence = forms.CharField(label="事迹和依据", max_length=1_000, widget=forms.Textarea)

    def __init__(self, *args: Any, units: Any, items: Iterable[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["indicator"].choices = [(item.id, item.name) for item in items]

    def clean_points(self) -> int:
        """The points in hundredths."""
        return int(self.cleaned_data["points"] * 100)


class BulletinForm(forms.Form):
    """What a new bulletin tells of: one inspection, or all within a time."""

    office = forms.ModelChoiceField(label="发文单位", queryset=Organization.objects.none())
    kind = forms.ChoiceField(label="种类", choices=Bulletin.Kind.choices)
    title = forms.CharField(label="标题", max_length=120)
    addressees = forms.CharField(label="主送", max_length=200, required=False, initial="各有关单位")
    inspection = forms.ModelChoiceField(
        label="哪一次检查",
        queryset=Inspection.objects.none(),
        required=False,
        empty_label="不选：按下面的时段",
    )
    from_on = forms.DateField(label="时段自", required=False)
    until_on = forms.DateField(label="时段至", required=False)
    columns = 2
    wide = ("title", "addressees", "inspection")

    def __init__(self, *args: Any, offices: Any, inspections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = offices
        self.fields["office"].empty_label = None
        self.fields["inspection"].queryset = inspections
        first, last = last_quarter(clock.today())
        self.fields["from_on"].initial, self.fields["until_on"].initial = first, last

    def clean(self) -> dict[str, Any]:
        """An inspection, or both days in their order."""
        found = super().clean() or {}
        first, last = found.get("from_on"), found.get("until_on")
        if not found.get("inspection") and not (first and last):
            raise forms.ValidationError("请选一次检查，或把时段的起止日期都填上。")
        if first and last and first > last:
            self.add_error("until_on", "截止日期早于起始日期，请核对。")
        return found


class BulletinEditForm(forms.Form):
    """The paragraphs of a draft; one line is one paragraph."""

    title = forms.CharField(label="标题", max_length=120)
    number = forms.CharField(label="文号", max_length=60, required=False)
    addressees = forms.CharField(label="主送", max_length=200, required=False)
    before = forms.CharField(
        label="总体情况之前的话", required=False, widget=forms.Textarea, help_text="一行一段"
    )
    after = forms.CharField(
        label="总体情况之后的话", required=False, widget=forms.Textarea, help_text="一行一段"
    )
    left_out = forms.MultipleChoiceField(
        label="不在正文点名的单位",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="只在附件的清单里列出",
    )

    def __init__(self, *args: Any, units: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["left_out"].choices = list(units)


def last_quarter(today: date) -> tuple[date, date]:
    """The first and the last day of the quarter before the one of a day."""
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    last = first - timedelta(days=1)
    return date(last.year, (last.month - 1) // 3 * 3 + 1, 1), last
