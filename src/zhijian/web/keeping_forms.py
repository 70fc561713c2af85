"""Forms of people's registers: a handover's sheet, a sign-in sheet, suspending an operator."""

from typing import Any

from django import forms

from zhijian.config import clock
from zhijian.web.choosing import Suggesting, row_field
from zhijian.web.register_forms import FILE_HINT, FlagField


class CustodianForm(forms.Form):
    """To whom an account goes."""

    custodian = forms.CharField(label="新保管人", max_length=60)
    is_full_time = FlagField(label="新保管人是否专职", required=False)
    password_changed_on = forms.DateField(
        label="密码更换日期", required=False, help_text="只填日期，密码本身不要写在任何地方"
    )
    columns = 2
    use_required_attribute = False

    def __init__(self, *args: Any, staff: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custodian"].widget = Suggesting(staff)


class AccountForm(forms.Form):
    """One more account on the sheet."""

    use_required_attribute = False

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"] = row_field(accounts, label="账号")


class DayForm(forms.Form):
    """A day on which something came back."""

    on = forms.DateField(label="收回日期")
    use_required_attribute = False


class HandoverDaysForm(forms.Form):
    """The days of a handover, and whether there was a device."""

    handed_over_on = forms.DateField(
        label="交接日期", required=False, help_text="实际交接的那一天；不填即接手人确认之日"
    )
    platforms_updated_on = forms.DateField(
        label="上级平台信息更新日期",
        required=False,
        help_text="全国和省平台上的人员信息改好的那一天",
    )
    has_device = FlagField(label="是否配发过设备", required=False)
    columns = 2
    use_required_attribute = False


class PaperForm(forms.Form):
    """The sheet that the leaver signed on paper."""

    file = forms.FileField(label="本人签字的交接清单", help_text=FILE_HINT)
    use_required_attribute = False


class NoForm(forms.Form):
    """A page that only asks."""


class SuspendForm(forms.Form):
    """From when an operator stops, and why."""

    on = forms.DateField(label="暂停日期")
    reason = forms.CharField(
        label="暂停原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": clock.today()}, **kwargs})


class ResumeForm(forms.Form):
    """Why an operator goes on."""

    reason = forms.CharField(
        label="恢复原因", max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
    use_required_attribute = False


class SheetForm(forms.Form):
    """Who of a unit came: its staff by a tick, others by a line each."""

    came = forms.MultipleChoiceField(
        label="到场人员", required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.CharField(
        label="其他到场人员",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个姓名",
    )
    use_required_attribute = False

    def __init__(self, *args: Any, staff: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = list(dict.fromkeys(staff))
        if self.staff:
            self.fields["came"].choices = [(name, name) for name in self.staff]  # type: ignore[attr-defined]
        else:
            del self.fields["came"]

    def names(self) -> dict[str, bool]:
        """Every name with whether they came."""
        came = set(self.cleaned_data.get("came") or ())
        others = [line.strip() for line in self.cleaned_data["others"].splitlines()]
        return {name: name in came for name in self.staff} | {name: True for name in others if name}
