"""Forms of reporting: receipts, tasks, systems above, and files that come back from them."""

from typing import Any

from django import forms

from zhijian.config import clock
from zhijian.core.exchange.reading import headings
from zhijian.core.exchange.systems import LEVELS, SIDES
from zhijian.core.facts.schema import RELATIONS
from zhijian.exchange.books import Known, known_to, systems
from zhijian.exchange.models import Task
from zhijian.ledger import policy
from zhijian.ledger.models import Account
from zhijian.people.models import Organization, Position, User
from zhijian.web.choosing import row_field

PROOF_HINT = "系统的回执截图，PNG、JPEG 或 PDF，不超过 20 MB。编号和截图至少有一样"
TABLE_HINT = "从系统导出的 XLSX、XLS 或 CSV，列名和次序不限"
BLANK = ("", "请选择")


class ReceiptForm(forms.Form):
    """The receipt of a task."""

    on = forms.DateField(label="报送日期", initial=clock.today)
    number = forms.CharField(label="回执编号", max_length=120, required=False)
    screenshot = forms.FileField(label="回执截图", required=False, help_text=PROOF_HINT)


class ReasonForm(forms.Form):
    """Why something is taken back or given up."""

    reason = forms.CharField(label="理由", max_length=200)


class RemarkForm(forms.Form):
    """How something was dealt with."""

    remark = forms.CharField(label="处理说明", max_length=200)


class TaskForm(forms.Form):
    """A task that no case brings."""

    wide = ("title", "basis")

    def __init__(self, *args: Any, unit: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "kind": forms.ChoiceField(label="类别", choices=Task.Kind.choices),
            "title": forms.CharField(label="事项", max_length=200),
            "system": forms.ChoiceField(
                label="上级系统",
                required=False,
                choices=[("", "不是系统，报机关"), *system_choices(unit)],
            ),
            "recipient": forms.CharField(
                label="接收机关", max_length=120, required=False, help_text="报系统的不用填"
            ),
            "account": row_field(
                Account.objects.in_books().filter(organization=unit),
                label="涉及账号",
                required=False,
            ),
            "due_on": forms.DateField(label="到期日", required=False),
            "basis": forms.CharField(label="依据", max_length=300, required=False),
        }


class SystemForm(forms.Form):
    """What an office sets of a system."""

    wide = ("note", "address")

    def __init__(self, *args: Any, known: Known | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known is None or known.id.startswith("own-"):
            self.fields["name"] = forms.CharField(label="系统名称", max_length=120)
            self.fields["level"] = forms.ChoiceField(label="层级", choices=list(LEVELS.items()))
        self.fields["address"] = forms.CharField(
            label="登录地址", max_length=300, required=False, help_text="照系统实际的网址填写"
        )
        self.fields["contact"] = forms.CharField(label="联系单位", max_length=120, required=False)
        self.fields["phone"] = forms.CharField(
            label="联系单位电话", max_length=40, required=False, help_text="只登记单位座机"
        )
        self.fields["login_post"] = forms.ChoiceField(
            label="账号保管岗位",
            required=False,
            choices=[("", "没有指定"), *Position.Kind.choices],
        )
        self.fields["note"] = forms.CharField(label="说明", max_length=300, required=False)
        self.fields["system_leads"] = forms.MultipleChoiceField(
            label="对账时以系统为准的内容",
            required=False,
            choices=lead_choices(),
            widget=forms.CheckboxSelectMultiple,
            help_text="没有勾选的以台账为准",
        )
        if known is not None:
            setting = known.setting
            self.initial |= {
                name: getattr(setting, name)
                for name in ("name", "level", "address", "contact", "phone", "login_post", "note")
                if setting is not None
            }
            self.initial["system_leads"] = [k for k, v in known.leads.items() if v == "system"]

    def leads(self) -> dict[str, str]:
        """The sides that differ from those of the rulebooks."""
        chosen = set(self.cleaned_data.pop("system_leads", ()))
        wanted = {name: "system" if name in chosen else "register" for name in systems().leads}
        return {name: side for name, side in wanted.items() if systems().leads[name] != side}


class LoginForm(forms.Form):
    """A unit asks for a login."""

    post = forms.ChoiceField(label="保管岗位", choices=[BLANK, *Position.Kind.choices])
    on = forms.DateField(label="申领日期", initial=clock.today)


class LoginDealForm(forms.Form):
    """A login was dealt out."""

    on = forms.DateField(label="分配日期", initial=clock.today)


class LoginEndForm(forms.Form):
    """A login was taken back."""

    on = forms.DateField(label="收回日期", initial=clock.today)
    reason = forms.CharField(label="理由", max_length=200)


class ReturnedForm(forms.Form):
    """A file with receipts."""

    def __init__(self, *args: Any, unit: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"] = forms.ChoiceField(
            label="哪个系统", choices=[BLANK, *system_choices(unit)]
        )
        self.fields["file"] = forms.FileField(label="文件", help_text=TABLE_HINT)
        self.fields["on"] = forms.DateField(
            label="报送日期", required=False, help_text="文件里没有日期的行用这一天"
        )


class ReconciliationForm(forms.Form):
    """A new reconciliation."""

    title = forms.CharField(label="名称", max_length=120, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"] = row_field(
            policy.kept_by(user), label="核对范围", help_text="这个单位和它下级、所主管单位的账号"
        )
        self.order_fields(("organization", "title"))


class ExportForm(forms.Form):
    """The export of one system."""

    def __init__(self, *args: Any, unit: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"] = forms.ChoiceField(
            label="哪个系统", choices=[BLANK, *system_choices(unit)]
        )
        self.fields["as_of_on"] = forms.DateField(label="数据截至", initial=clock.today)
        self.fields["file"] = forms.FileField(label="导出表", help_text=TABLE_HINT)


class HeadersForm(forms.Form):
    """What each header of an export means."""

    columns = 2

    def __init__(self, *args: Any, told: list[list[Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headers: dict[str, str] = {}
        self.before: dict[str, str] = {}
        for number, (_, header, target, *_rest) in enumerate(told):
            name = f"h{number}"
            self.headers[name], self.before[name] = header, target
            self.fields[name] = forms.ChoiceField(
                label=header,
                required=False,
                initial=target if "+" not in target else "",
                choices=[("", "不采用"), *headings()],
            )

    def changed_headers(self) -> dict[str, str]:
        """The headers that mean something else now."""
        return {
            self.headers[name]: value
            for name, value in self.cleaned_data.items()
            if value != self.before[name] and "+" not in self.before[name]
        }


class SameForm(forms.Form):
    """Which account of ours a row of a system is."""

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"] = row_field(accounts, label="台账里的账号")
        self.fields["reason"] = forms.CharField(label="理由", max_length=200)


def system_choices(unit: Organization) -> list[tuple[str, str]]:
    """The systems to which a unit reports."""
    return [(one.id, one.name) for one in known_to(unit).values()]


def lead_choices() -> list[tuple[str, str]]:
    """The columns that are compared, in words."""
    columns = RELATIONS["accounts"]
    return [(name, columns.column(name).label) for name in systems().leads]


SIDE_WORDS = {"register": "台账须改", "system": "系统须改", "": "待认定"}
LEAD_WORDS = SIDES
