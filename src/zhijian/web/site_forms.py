"""The form of a site."""

from typing import Any

from django import forms
from django.db import models

from zhijian.ledger import policy
from zhijian.ledger.actions.sites import SITE_FIELDS
from zhijian.ledger.models import Site
from zhijian.ledger.registers import choices_of
from zhijian.people.models import User
from zhijian.web.choosing import row_field
from zhijian.web.register_forms import FlagField

HINTS = {
    "code": "空着的，用域名作编号",
    "domain": "不带 https:// 和路径，如 www.qinghe.gov.cn",
    "site_code": "十位数字，或 bm 加八位数字",
    "icp_number": "与网站底部标注的一致",
    "police_number": "与网站底部标注的一致",
    "closed_on": "永久下线的填写",
    "migrated_on": "内容迁移完成的日期",
    "national_updated_on": "全国政府网站信息报送系统最近更新的日期",
}


class SiteForm(forms.Form):
    """The particulars of a site; with the unit when a new one is entered."""

    columns = 2
    groups = (
        ("网站", ("organization", "name", "domain", "chinese_domain", "state", "is_portal")),
        ("标识", ("code", "site_code", "icp_number", "police_number")),
        ("情况", ("is_hosted_abroad", "has_consult_channel")),
        ("日期", ("opened_on", "closed_on", "migrated_on", "national_updated_on")),
    )
    use_required_attribute = False

    def __init__(self, *args: Any, user: User, site: Site | None = None, **kwargs: Any) -> None:
        first: dict[str, Any] = {"state": "operating"}
        if site is not None:
            first = {name: getattr(site, name) for name in SITE_FIELDS}
        super().__init__(*args, initial={**first, **(kwargs.pop("initial", None) or {})}, **kwargs)
        if site is None:
            self.fields["organization"] = row_field(policy.kept_by(user), label="主办单位")
        for name in SITE_FIELDS:
            self.fields[name] = _field(name)


def _field(name: str) -> forms.Field:
    declared = Site._meta.get_field(name)
    told: dict[str, Any] = {
        "label": str(declared.verbose_name),
        "required": name in ("name", "state"),
        "help_text": HINTS.get(name, ""),
    }
    if name == "state":
        return forms.ChoiceField(choices=choices_of("sites", "state"), **told)
    if isinstance(declared, models.BooleanField):
        return FlagField(**told)
    if isinstance(declared, models.DateField):
        return forms.DateField(**told)
    return forms.CharField(max_length=declared.max_length, **told)


class PlatformForm(forms.Form):
    """A platform that an office adds to the catalogue."""

    title = forms.CharField(label="平台名称", max_length=40)
    code = forms.CharField(
        label="代码",
        max_length=40,
        required=False,
        help_text="导入表格里写的词；空着的与名称相同，登记后不能改",
    )
    operator = forms.CharField(label="平台方", max_length=120, required=False)
    basis = forms.CharField(label="依据或用途", max_length=200, required=False)
    is_offered = forms.BooleanField(label="登记账号时可以选用", required=False, initial=True)
    columns = 2
    wide = ("basis",)
    use_required_attribute = False

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]
