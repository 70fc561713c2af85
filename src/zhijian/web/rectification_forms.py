"""Forms of rectification and of measures."""

from typing import Any

from django import forms

from zhijian.config import clock
from zhijian.core.terms import Term, Unit
from zhijian.inspection.ladder import Rung
from zhijian.inspection.models import Finding
from zhijian.ledger.models import Account
from zhijian.people.models import Organization
from zhijian.web.case_forms import FilesField
from zhijian.web.choosing import row_field

LONGEST_TERM = 366
_FILES = "截图、照片或文件：PDF、PNG、JPEG、DOCX、XLSX，一次最多 10 个"
BLANK = ("", "请选择")


class MendForm(forms.Form):
    """How one item was mended."""

    done = forms.CharField(
        label="怎样整改的", max_length=5_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    done_on = forms.DateField(label="完成日期", initial=clock.today)
    files = FilesField(label="佐证", required=False, help_text=_FILES)


class RecheckForm(forms.Form):
    """What a person saw of one item."""

    passed = forms.ChoiceField(
        label="复查结论",
        choices=(("yes", "合格"), ("no", "不合格，继续整改")),
        widget=forms.RadioSelect,
    )
    says = forms.CharField(
        label="复查情况", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    files = FilesField(label="佐证", required=False, help_text=_FILES)

    @property
    def is_passed(self) -> bool:
        """The conclusion."""
        return bool(self.cleaned_data["passed"] == "yes")


class OrderForm(forms.Form):
    """The findings of a batch, chosen on the page before, and what goes with the orders.

    One field for each unit whose place gives no figure: the days for mending.
    """

    remark = forms.CharField(
        label="说明",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="随通知一起下达，可以不写",
    )

    def __init__(self, *args: Any, drafts: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units: dict[str, int] = {}
        for draft in drafts:
            if not draft.may_set:
                continue
            name = f"days_{draft.organization.pk}"
            self.units[name] = draft.organization.pk
            self.fields[name] = forms.IntegerField(
                label=f"{draft.organization}的整改天数",
                min_value=0,
                max_value=LONGEST_TERM,
                required=False,
                initial=draft.term.amount,
            )

    def terms(self) -> dict[int, Term]:
        """The terms set, by unit."""
        told = {unit: self.cleaned_data.get(name) for name, unit in self.units.items()}
        return {
            unit: Term(days, Unit.CALENDAR_DAY) for unit, days in told.items() if days is not None
        }


class MeasureForm(forms.Form):
    """A measure as an inspector proposes it."""

    columns = 2
    wide = ("reason", "release")

    def __init__(
        self, *args: Any, rungs: tuple[Rung, ...], accounts: Any, offices: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said = [(rung.word, f"{rung.word}（{rung.source}）") for rung in rungs]
        self.fields["word"] = forms.ChoiceField(label="措施", choices=[BLANK, *said])
        self.fields["office"] = row_field(offices, label="决定单位")
        self.fields["reason"] = forms.CharField(
            label="事由", max_length=2_000, widget=forms.Textarea(attrs={"rows": 4})
        )
        self.fields["due_on"] = forms.DateField(label="要求完成日期", required=False)
        self.fields["account"] = row_field(
            accounts, label="涉及账号", required=False, help_text="责令关停的必须写明"
        )
        self.fields["recipient"] = forms.CharField(
            label="移送或送达的机关",
            max_length=120,
            required=False,
            help_text="移送、追责、计入绩效的必须写明",
        )
        self.fields["release"] = forms.CharField(
            label="解除条件", max_length=300, required=False, help_text="不写的按文书底稿"
        )


class DecisionForm(forms.Form):
    """A leader's word on a measure."""

    decision = forms.CharField(
        label="决定意见", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class RefusalForm(forms.Form):
    """Why a measure is not taken."""

    decision = forms.CharField(
        label="不采取的理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class LiftForm(forms.Form):
    """What the conditions came to."""

    says = forms.CharField(
        label="解除说明", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class TextForm(forms.Form):
    """A word that goes with an urging; it may stay empty."""

    text = forms.CharField(
        label="催办说明", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


def accounts_of(unit: Organization) -> Any:
    """The accounts of a unit that a measure may be about."""
    return Account.objects.in_books().filter(organization=unit)


def findings_asked(ids: list[str], user: Any, inspection: str = "") -> Any:
    """The findings that an address names, as far as ``user`` sees them."""
    rows = Finding.objects.visible_to(user).select_related(
        "organization", "account", "office", "last_inspection"
    )
    if inspection.isdecimal() and len(inspection) < 19:
        return rows.filter(
            last_inspection=int(inspection), state__in=("confirmed", "reopened")
        ).order_by("organization", "pk")
    wanted = [int(one) for one in ids if one.isdecimal() and len(one) < 19]
    return rows.filter(pk__in=wanted).order_by("organization", "pk")
