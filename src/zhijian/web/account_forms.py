"""Forms of an account: its particulars, and entering one that exists."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhijian.config import clock
from zhijian.law.books import rulebooks
from zhijian.ledger import policy
from zhijian.ledger.links import told_by
from zhijian.ledger.models import Account
from zhijian.ledger.platforms import platform_choices
from zhijian.ledger.registers import choices_of
from zhijian.people.models import Organization, User
from zhijian.people.policy import supervisor_of
from zhijian.people.roster import book_place
from zhijian.web.choosing import row_field
from zhijian.web.menu import address
from zhijian.web.register_forms import FlagField

CODED = (
    "account_type",
    "operation_mode",
    "media_form",
    "registered_subject_kind",
    "certified_subject_kind",
)
SEALED = "operator_phone"
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "基本情况",
        (
            "handle",
            "account_type",
            "media_form",
            "registered_on",
            "opened_on",
            "link",
            "tasks",
            "introduction",
        ),
    ),
    (
        "主体与认证",
        (
            "supervisor",
            "is_approved",
            "approved_on",
            "registered_subject",
            "registered_subject_kind",
            "is_certified",
            "certified_subject",
            "certified_subject_kind",
            "certification_text",
        ),
    ),
    (
        "运营",
        (
            "section",
            "operation_mode",
            "operator",
            "operator_leader",
            "operator_contact",
            "operator_phone",
            "cleared",
            "has_dedicated_staff",
            "staff_count",
            "budget_per_year",
            "update_frequency",
            "reads",
            "reads_period",
            "publications_complete",
        ),
    ),
    (
        "互动与可用",
        (
            "comments_open",
            "messages_open",
            "private_messages_open",
            "has_comment_module",
            "has_survey_module",
            "has_consult_module",
            "interaction_works",
            "is_usable",
        ),
    ),
    ("资质", ("provides_news", "has_license", "license_number", "license_until_on")),
    ("其他", ("is_industry_guided", "remark")),
)
HINTS = {
    "link": "粘贴复制来的链接即可，分享带的跟踪参数会去掉",
    "section": "负责管理运营这个账号的科室",
    "operator": "委托别的单位运营的，写承办单位全称；自己运营的空着",
    "registered_subject": "在平台注册时填的主体，可以与认证主体不同",
    "certified_subject": "平台公开显示的认证主体",
    "is_industry_guided": "由行业主管部门指导的公共服务账号：列出，但不计入政府账号",
    "reads_period": "如 2026 年 1 至 10 月",
    "handle": "平台给的标识，如 gh_ 开头的原始ID、微博的数字 UID",
}


def functions_of(unit: Organization, now: str = "") -> list[tuple[str, str]]:
    """The functions an account may have by the rules of the unit's place, and those it has."""
    books = rulebooks()
    rows = books.in_force(book_place(unit, books), clock.today(), "accounts.functions")
    words = [row.text for row in rows if row.text]
    held = [word for word in re.split(r"[、,，;；/\s]+", now) if word]
    return [(word, word) for word in dict.fromkeys([*words, *held])]


class Functions(forms.MultipleChoiceField):
    """Functions ticked, kept as one text."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> Any:
        """The kept text as the options it names."""
        return re.split(r"[、,，;；/\s]+", value) if isinstance(value, str) else value

    def clean(self, value: Any) -> Any:
        """The options as one text."""
        return "、".join(super().clean(value))


def field_of(name: str, *, required: bool = False) -> forms.Field:
    """The form field of one plain field of an account."""
    declared = Account._meta.get_field(name)
    told: dict[str, Any] = {
        "label": str(declared.verbose_name),
        "required": required,
        "help_text": HINTS.get(name, ""),
    }
    if name in CODED:
        choices = [("", "未填"), *choices_of("accounts", name)]
        return forms.ChoiceField(choices=choices, **told)
    if isinstance(declared, models.BooleanField):
        return FlagField(**told)
    if isinstance(declared, models.DateField):
        return forms.DateField(**told)
    if isinstance(declared, models.IntegerField):
        return forms.IntegerField(min_value=0, **told)
    if name == "introduction":
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), **told)
    return forms.CharField(max_length=declared.max_length or 60, **told)


class ParticularsForm(forms.Form):
    """What is mended of an account at any time."""

    columns = 2
    wide = ("link", "certification_text", "remark")
    groups: Sequence[tuple[str, Sequence[str]]] = GROUPS
    use_required_attribute = False

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        initial = {**self.first(account), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)
        for _, names in self.groups:
            for name in names:
                if name != "cleared" and (name != "handle" or not account.handle):
                    self.fields.setdefault(name, field_of(name))
        unit = account.organization if account.organization_id else None
        if unit is not None:
            self.fields["tasks"] = Functions(
                label="基本功能", required=False, choices=functions_of(unit, account.tasks)
            )
        self._seal(account)

    @staticmethod
    def first(account: Account) -> dict[str, Any]:
        """What stands in the register; a sealed number is not shown."""
        names = [name for _, group in GROUPS for name in group]
        skipped = {"cleared", SEALED}
        return {name: getattr(account, name) for name in names if name not in skipped}

    def _seal(self, account: Account) -> None:
        self.fields[SEALED].widget.attrs |= {"autocomplete": "off", "data-no-draft": True}
        if account.pk and account.operator_phone:
            self.fields[SEALED].help_text = "已登记，空着表示不改"
            self.fields["cleared"] = forms.BooleanField(
                label="清除已登记的承办单位联系电话", required=False
            )

    def values(self) -> dict[str, Any]:
        """What the action is told: a sealed number that stays empty stays as it is."""
        told = dict(self.cleaned_data)
        cleared = told.pop("cleared", False)
        if not told.get(SEALED) and not cleared:
            told.pop(SEALED, None)
        return told


class NewAccountForm(ParticularsForm):
    """An account that exists already. Platform and id may be left to the link."""

    groups = (
        (
            "账号",
            ("link", "platform", "handle", "name", "organization", "state", "stopped_on"),
        ),
        (GROUPS[0][0], tuple(n for n in GROUPS[0][1] if n not in ("handle", "link"))),
        *GROUPS[1:],
    )

    def __init__(self, *args: Any, user: User, unit: Organization | None, **kwargs: Any) -> None:
        account = Account(organization=unit) if unit else Account()
        first: dict[str, Any] = {"state": Account.State.OPERATING}
        if unit is not None:
            first["organization"] = unit.pk
            first["supervisor"] = str(supervisor_of(unit) or "")
        super().__init__(*args, account=account, initial=first, **kwargs)
        self.fields["name"] = forms.CharField(
            label="账号名称", max_length=120, help_text="写全称，与平台上显示的一致"
        )
        self.fields["platform"] = forms.ChoiceField(
            label="发布平台",
            required=False,
            choices=[("", "按链接识别"), *platform_choices()],
            help_text=_catalogue_hint(),
        )
        self.fields["organization"] = row_field(policy.kept_by(user), label="主办单位")
        states = [(code, str(Account.State(code).label)) for code in Account.KNOWN]
        self.fields["state"] = forms.ChoiceField(label="运行状态", choices=states)
        self.fields["stopped_on"] = forms.DateField(
            label="停止运营日期", required=False, help_text="关停、注销的填写"
        )
        if unit is None:
            self.fields["tasks"].help_text = "如：发布、互动、办事"
        order = [name for _, names in self.groups for name in names]
        self.order_fields(order)

    def clean(self) -> dict[str, Any]:
        """Platform and id that were left open, as far as the link tells them."""
        told = dict(super().clean() or {})
        link, platform = told.get("link") or "", told.get("platform") or ""
        if platform and told.get("handle"):
            return told
        found = told_by(link or told.get("handle") or "") if link or told.get("handle") else None
        if not platform:
            if found is None or not found.platform:
                why = f"：{found.why}" if found and link else ""
                self.add_error("platform", f"请选择发布平台，从链接认不出来{why}")
                return told
            platform = told["platform"] = found.platform
        if found is not None and found.platform == platform and found.handle:
            told["handle"] = told.get("handle") or found.handle
        return told


def _catalogue_hint() -> SafeString | str:
    """Where the platforms come from, with the way to their page."""
    url = address("platforms")
    if not url:
        return ""
    return format_html('没有的由主管机关在<a href="{}">平台目录</a>增补', url)
