"""Forms of an account's life: asking for an opening, a change or an ending, and their steps."""

from typing import Any

from django import forms

from zhijian.cases.media import LARGEST_BYTES
from zhijian.config import clock
from zhijian.ledger.life.matters import OTHERS, RENAMED, Detail
from zhijian.ledger.models import Account
from zhijian.ledger.platforms import platform_choices
from zhijian.people.models import Organization, User
from zhijian.people.policy import supervisor_of
from zhijian.web.account_forms import GROUPS, ParticularsForm, field_of
from zhijian.web.choosing import row_field

_LATER = frozenset(
    (
        "handle",
        "link",
        "registered_on",
        "opened_on",
        "is_approved",
        "approved_on",
        "reads",
        "reads_period",
        "publications_complete",
        "interaction_works",
        "is_usable",
        "cleared",
    )
)
"""What is not known of an account before it exists."""


def reason_field(label: str = "事由", hint: str = "") -> forms.CharField:
    """Why, in up to three hundred words."""
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=300, widget=area, help_text=hint)


class OpenAccountForm(ParticularsForm):
    """An account a unit wants: all that is known of it before it exists."""

    groups = tuple((title, tuple(n for n in names if n not in _LATER)) for title, names in GROUPS)

    def __init__(self, *args: Any, unit: Organization, offers: bool, **kwargs: Any) -> None:
        first = {"supervisor": str(supervisor_of(unit) or ""), "registered_subject": unit.name}
        first |= {"registered_subject_kind": "unit", "operation_mode": "self"}
        super().__init__(*args, account=Account(organization=unit), initial=first, **kwargs)
        self.fields["name"] = forms.CharField(
            label="账号名称", max_length=120, help_text="写全称，与各平台已有账号一致"
        )
        self.fields["platform"] = forms.ChoiceField(
            label="发布平台", choices=[("", "请选择"), *platform_choices()]
        )
        self.fields["reason"] = reason_field("保留或开设的理由" if offers else "申请理由")
        if offers:
            self.fields["contribute"] = forms.TypedChoiceField(
                label="县级平台已可供稿，您的选择",
                choices=(
                    ("yes", "改用县级平台供稿，不单独开设"),
                    ("no", "确需单独保留或开设，申请审批"),
                ),
                coerce=lambda value: value == "yes",
                widget=forms.RadioSelect,
            )
        self.groups = (("申请", ("contribute", "name", "platform", "reason")), *self.groups)
        self.order_fields([name for _, names in self.groups for name in names])

    def values(self) -> dict[str, Any]:
        """What the action is told."""
        return {name: v for name, v in super().values().items() if v not in ("", None)}


class RegistrationForm(forms.Form):
    """What the platform gave the account."""

    handle = forms.CharField(
        label="账号ID",
        max_length=120,
        help_text="平台给的标识，如 gh_ 开头的原始ID、微博的数字 UID",
    )
    registered_on = forms.DateField(label="注册日期")
    opened_on = forms.DateField(
        label="正式运营日期", required=False, help_text="不填的，取收备当天"
    )
    link = forms.CharField(label="访问链接", max_length=500, required=False)
    columns = 2
    wide = ("link",)


class ExceptionForm(forms.Form):
    """The exception that an approval makes."""

    number = forms.CharField(label="批准文号", max_length=80)
    approved_by = forms.CharField(label="批准机关", max_length=120)
    until_on = forms.DateField(label="例外截止日期", help_text="到这一天为止，不能没有期限")
    reason = reason_field("理由")
    columns = 2


class RenameForm(forms.Form):
    """A new name, with the id and the link if the platform changes them, too."""

    name = forms.CharField(label="新名称", max_length=120)
    handle = forms.CharField(
        label="新账号ID", max_length=120, required=False, help_text="平台没有改动的，照原样"
    )
    link = forms.CharField(label="新链接", max_length=500, required=False)
    caused_on = forms.DateField(
        label="事由发生日期", help_text="机构调整等事由发生的那天，办结期限从这天起算"
    )
    reason = reason_field()
    columns = 2
    wide = ("link",)
    names = RENAMED

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        first = {name: getattr(account, name) for name in self.names}
        super().__init__(*args, initial={**first, "caused_on": clock.today()}, **kwargs)

    def after(self) -> dict[str, Any]:
        """The fields as they shall be."""
        return {name: self.cleaned_data[name] for name in self.names}


class OtherForm(RenameForm):
    """Other particulars that a filing states."""

    names = OTHERS
    wide = ("link", "certification_text")

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        super().__init__(*args, account=account, user=user, **kwargs)
        for name in ("name", "handle", "link"):
            self.fields.pop(name)
        self.fields |= {name: field_of(name) for name in OTHERS}
        self.order_fields([*OTHERS, "caused_on", "reason"])


class SponsorForm(RenameForm):
    """Another sponsor."""

    names = ()

    def __init__(self, *args: Any, account: Account, user: User, **kwargs: Any) -> None:
        super().__init__(*args, account=account, user=user, **kwargs)
        for name in RENAMED:
            self.fields.pop(name)
        units = Organization.objects.existing(clock.today()).exclude(pk=account.organization_id)
        top = Organization.objects.above(account.organization).filter(parent__isnull=True).first()
        if top is not None:
            units = units.filter(pk__in=Organization.objects.under(top).values("pk"))
        self.fields["organization"] = row_field(
            units.order_by("name"), label="新的主办单位", help_text="对方须在本件里答复同意接收"
        )
        self.order_fields(["organization", "caused_on", "reason"])

    def after(self) -> dict[str, Any]:
        """The fields as they shall be."""
        return {"organization": self.cleaned_data["organization"].pk}


class EndingForm(forms.Form):
    """Suspending, resuming, merging, closing or cancelling."""

    caused_on = forms.DateField(
        label="事由发生日期", help_text="撤并、决定停办等事由发生的那天，办结期限从这天起算"
    )
    reason = reason_field()
    columns = 2

    def __init__(
        self, *args: Any, account: Account, user: User, detail: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"caused_on": clock.today()}, **kwargs)
        if detail == Detail.MERGE:
            rows = Account.objects.visible_to(user).filter(state=Account.State.OPERATING)
            self.fields["successor"] = row_field(
                rows.exclude(pk=account.pk), label="并入的账号", help_text="承接信息发布的账号"
            )
            self.order_fields(["successor", "caused_on", "reason"])


class ReasonForm(forms.Form):
    """Only why."""

    reason = reason_field()


class CarriedOutForm(forms.Form):
    """The day on which the platform made the change."""

    event_on = forms.DateField(label="平台办结日期", help_text="备案期限从这天起算")

    def __init__(self, *args: Any, is_app: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_app:
            self.fields["store_links_left"] = forms.IntegerField(
                label="未清除的下载链接数",
                min_value=0,
                required=False,
                help_text="到各应用市场、门户网站核对后填写；都清除了填 0",
            )


class ReceivingForm(forms.Form):
    """Whether another unit takes the account over."""

    is_agreed = forms.TypedChoiceField(
        label="是否同意接收",
        choices=(("yes", "同意接收"), ("no", "不同意接收")),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    opinion = reason_field("意见")


class PostForm(forms.Form):
    """Where a notice was posted."""

    place = forms.CharField(
        label="发布位置", max_length=120, help_text="如县政府门户网站公告栏、本账号"
    )
    posted_on = forms.DateField(label="发布日期")
    link = forms.CharField(label="链接", max_length=500, required=False)
    proof = forms.FileField(label="公告截图", required=False, help_text="图片或 PDF，不超过 20 MB")
    columns = 2
    wide = ("link",)

    def clean_proof(self) -> Any:
        """A file of a size that is taken."""
        file = self.cleaned_data["proof"]
        if file and file.size > LARGEST_BYTES:
            raise forms.ValidationError(f"{file.name} 超过 20 MB，请压缩后再上传。")
        return file


class RemoveForm(forms.Form):
    """When a notice came down; that it did so too early is noted with the reason."""

    removed_on = forms.DateField(label="撤下日期")
    is_down_already = forms.BooleanField(label="没有挂满，但确实已经撤下，如实登记", required=False)
    reason = forms.CharField(label="提前撤下的原因", max_length=200, required=False)


class WordsForm(forms.Form):
    """The words of a notice."""

    title = forms.CharField(label="标题", max_length=200)
    text = forms.CharField(label="正文", max_length=5_000, widget=forms.Textarea(attrs={"rows": 9}))
    wide = ("title",)
