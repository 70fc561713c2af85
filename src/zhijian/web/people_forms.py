"""Forms of units, staff, positions and imports."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from zhijian.people.actions.organizations import ORGANIZATION_FIELDS
from zhijian.people.actions.persons import OWN_FIELDS, PERSON_FIELDS
from zhijian.people.models import Organization, Oversight, Person, Position

DECIDING = ("name", "kind", "level", "place", "managed_by")
_ROLES = {
    "supervises": "主管：看得到该单位及其下属的办件，并管理其人员台账",
    "executes": "具体承办：看得到该单位的办件，并管理其人员台账",
    "nominal": "名义主管：看得到该单位的办件",
    "inspects": "检查：看得到该单位的办件",
    "vertical": "垂直管理：看得到该单位的办件",
    "industry": "行业指导：只作登记，不开放任何内容",
}


class UnitField(forms.CharField):
    """A unit by its full name, among those that may be chosen."""

    def __init__(self, *, units: QuerySet[Organization] | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=120, **kwargs)
        self.units = Organization.objects.none() if units is None else units

    def clean(self, value: Any) -> Organization | None:
        """The unit; None for an empty field that may be empty."""
        name = " ".join(str(super().clean(value)).split())
        if not name:
            return None
        found = list(self.units.filter(name=name).select_related("parent")[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(f"没有找到名为“{name}”的单位，请写全称。")
        above = "、".join(str(unit.parent or "顶级") for unit in found)
        raise forms.ValidationError(f"有几个单位同名，分别属于{above}，请先改名再办理。")


class OrganizationForm(forms.Form):
    """The particulars of a unit; what decides its rules only for those who keep its place."""

    name = forms.CharField(label="单位名称", max_length=120)
    short_name = forms.CharField(label="简称", max_length=40, required=False)
    kind = forms.ChoiceField(label="单位性质", choices=Organization.Kind.choices)
    level = forms.ChoiceField(label="单位层级", choices=Organization.Level.choices)
    place = forms.CharField(
        label="行政区划代码",
        max_length=20,
        required=False,
        help_text="六位数字，决定适用哪里的规则",
    )
    managed_by = forms.ChoiceField(
        label="管理体制",
        choices=Organization.ManagedBy.choices,
        help_text="垂直管理的单位适用上级的规则",
    )
    credit_code = forms.CharField(label="统一社会信用代码", max_length=40, required=False)
    org_code = forms.CharField(label="组织机构代码", max_length=40, required=False)
    supervising_section = forms.CharField(label="负责科室", max_length=60, required=False)
    established_on = forms.DateField(label="成立日期", required=False)
    columns = 2
    wide = ("name",)
    use_required_attribute = False

    def __init__(self, *args: Any, decides: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not decides:
            for name in DECIDING:
                del self.fields[name]

    @staticmethod
    def initial_of(unit: Organization) -> dict[str, Any]:
        """What stands in the register."""
        return {name: getattr(unit, name) for name in ORGANIZATION_FIELDS}


class MoveForm(forms.Form):
    """Where a unit goes, and why."""

    to = UnitField(label="新的上级单位", required=False, help_text="写全称；空着表示成为顶级单位")
    reason = forms.CharField(label="理由或文号", max_length=200)
    use_required_attribute = False

    def __init__(self, *args: Any, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].units = units  # type: ignore[attr-defined]


class AbolishForm(forms.Form):
    """From when a unit is no more, and why."""

    on = forms.DateField(label="撤并日期")
    reason = forms.CharField(label="理由或文号", max_length=200)
    use_required_attribute = False


class OversightForm(forms.Form):
    """An office and its role."""

    office = UnitField(label="机关", help_text="写全称")
    role = forms.ChoiceField(
        label="职责", choices=[(role, _ROLES[role]) for role in Oversight.Role.values]
    )
    from_on = forms.DateField(label="起始日期")
    until_on = forms.DateField(label="截止日期", required=False, help_text="空着表示没有截止日期")
    basis = forms.CharField(label="依据", max_length=200, required=False)
    columns = 2
    wide = ("office", "role", "basis")
    use_required_attribute = False

    def __init__(self, *args: Any, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].units = units  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day, and why."""

    until_on = forms.DateField(label="最后一天")
    reason = forms.CharField(label="原因", max_length=200, required=False)
    use_required_attribute = False


class PersonForm(forms.Form):
    """Somebody's particulars. A number that is there already stays when its field stays empty."""

    name = forms.CharField(label="姓名", max_length=60)
    title = forms.CharField(label="职务", max_length=60, required=False)
    phone = forms.CharField(label="手机号码", max_length=40, required=False)
    office_phone = forms.CharField(label="办公电话", max_length=40, required=False)
    qq = forms.CharField(label="QQ", max_length=40, required=False)
    wechat = forms.CharField(label="微信号", max_length=60, required=False)
    id_number = forms.CharField(label="身份证件号码", max_length=40, required=False)
    email = forms.CharField(label="电子邮箱", max_length=254, required=False)
    joined_on = forms.DateField(label="到岗日期", required=False)
    cleared = forms.MultipleChoiceField(
        label="清除已登记的号码", required=False, widget=forms.CheckboxSelectMultiple
    )
    columns = 2
    use_required_attribute = False
    NUMBERS = ("phone", "office_phone", "qq", "wechat", "id_number")

    def __init__(
        self, *args: Any, person: Person | None = None, own: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if own:
            for name in set(PERSON_FIELDS) - OWN_FIELDS:
                del self.fields[name]
        held = [name for name in self.NUMBERS if name in self.fields and getattr(person, name, "")]
        for name in held:
            self.fields[name].help_text = "已登记，空着表示不改"
        for name in self.NUMBERS:
            if name in self.fields:
                self.fields[name].widget.attrs |= {"autocomplete": "off", "data-no-draft": True}
        choices = [(name, str(self.fields[name].label)) for name in held]
        if choices:
            self.fields["cleared"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["cleared"]

    def changes(self) -> dict[str, Any]:
        """What the action is told: filled numbers, cleared ones, and everything else."""
        said = dict(self.cleaned_data)
        cleared = said.pop("cleared", [])
        kept = {k: v for k, v in said.items() if v or k not in self.NUMBERS}
        return kept | {name: "" for name in cleared if not said.get(name)}


class AppointForm(forms.Form):
    """A position for somebody."""

    kind = forms.ChoiceField(label="岗位", choices=Position.Kind.choices)
    from_on = forms.DateField(label="任职日期")
    until_on = forms.DateField(label="离任日期", required=False, help_text="空着表示在任")
    title = forms.CharField(label="职务", max_length=60, required=False)
    account = forms.CharField(
        label="负责账号", max_length=120, required=False, help_text="只负责某个账号的，写账号 ID"
    )
    organization = UnitField(
        label="在别的单位任职", required=False, help_text="互审、兼任时写该单位全称；空着为本单位"
    )
    is_backup = forms.BooleanField(label="B 岗", required=False)
    is_full_time = forms.BooleanField(label="专职", required=False)
    is_outsourced = forms.BooleanField(label="外包人员", required=False)
    columns = 2
    use_required_attribute = False

    def __init__(self, *args: Any, units: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].units = units  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """The day of leaving, and why."""

    on = forms.DateField(label="离岗日期")
    reason = forms.CharField(label="原因", max_length=200, required=False)
    use_required_attribute = False


class OpenForm(forms.Form):
    """Why a number is looked at."""

    reason = forms.CharField(label="查看事由", max_length=200)
    use_required_attribute = False


class UploadForm(forms.Form):
    """A file of ledgers."""

    file = forms.FileField(
        label="台账文件",
        allow_empty_file=True,
        help_text="XLSX、XLS、CSV 均可；一个文件里可以有几张表、几种台账",
    )
    use_required_attribute = False
