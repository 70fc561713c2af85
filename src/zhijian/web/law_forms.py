"""Forms of the calendar and of the register of exceptions."""

from typing import Any

from django import forms

from zhijian.core.terms import Term, Unit
from zhijian.law.arrangement import LARGEST_BYTES
from zhijian.law.reading import SUBJECTS

PASTED = "粘贴的通知.txt"
UNITS = (
    (Unit.WORKDAY.value, "个工作日"),
    (Unit.CALENDAR_DAY.value, "个自然日"),
    (Unit.MONTH.value, "个月"),
    (Unit.YEAR.value, "年"),
)


class TermForm(forms.Form):
    """A term to be worked out, with at most one pause and one extension."""

    start = forms.DateField(label="起算日", help_text="事项发生的那一天，当天不计")
    amount = forms.IntegerField(label="期限", min_value=0, max_value=10_000)
    unit = forms.ChoiceField(label="单位", choices=UNITS)
    extend = forms.IntegerField(
        label="延长", min_value=0, max_value=10_000, required=False, help_text="单位与期限相同"
    )
    stopped_on = forms.DateField(label="暂停日", required=False, help_text="暂停日之后不计")
    resumed_on = forms.DateField(label="恢复日", required=False, help_text="到恢复日为止不计")
    columns = 2

    def clean(self) -> dict[str, Any]:
        """Both days of a pause or neither."""
        found = super().clean() or {}
        if bool(found.get("stopped_on")) != bool(found.get("resumed_on")):
            raise forms.ValidationError("暂停日和恢复日要一起填写。")
        return found

    @property
    def unit_of_term(self) -> Unit:
        """The chosen unit."""
        return Unit(self.cleaned_data["unit"])

    @property
    def term(self) -> Term:
        """The term itself."""
        return Term(self.cleaned_data["amount"], self.unit_of_term)


class YearForm(forms.Form):
    """A new year's arrangement: a file or the pasted notice."""

    year = forms.IntegerField(label="年份", min_value=1990, max_value=2200)
    file = forms.FileField(
        label="文件",
        required=False,
        help_text="Excel 或 CSV 放假表、年度文件（YAML），或通知全文（TXT），不超过 5 MB",
    )
    text = forms.CharField(
        label="或者粘贴通知全文",
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    number = forms.CharField(
        label="通知文号",
        required=False,
        max_length=60,
        help_text="例如 国办发明电〔2026〕9号；通知全文和年度文件里有的，不必填",
    )
    issued_on = forms.DateField(label="成文日期", required=False)
    columns = 2
    wide = ("file", "text")

    def clean(self) -> dict[str, Any]:
        """One source, not none and not two."""
        found = super().clean() or {}
        file, text = found.get("file"), (found.get("text") or "").strip()
        if not file and not text and not self.errors:
            raise forms.ValidationError("请选择文件，或者粘贴通知全文。")
        if file and text:
            raise forms.ValidationError("文件和粘贴的全文只用一种，请去掉一种。")
        if file and file.size > LARGEST_BYTES:
            raise forms.ValidationError(f"{file.name} 超过 5 MB，不像是一年的放假表，请核对文件。")
        return found

    def source(self) -> tuple[str, bytes]:
        """The name and the bytes of what was handed in."""
        file = self.cleaned_data.get("file")
        if file:
            return file.name, file.read()
        return PASTED, self.cleaned_data["text"].encode()


class GrantForm(forms.Form):
    """An approved exception."""

    organization = forms.ModelChoiceField(label="单位", queryset=None, empty_label="请选择")
    rule = forms.ChoiceField(
        label="规则", help_text="只有写明“原则上”的规则可以例外；其他规则须有上位依据"
    )
    subject = forms.CharField(
        label="对象", max_length=200, help_text="账号、网站或事项的名称；整个单位的，写单位名称"
    )
    reason = forms.CharField(label="理由", max_length=2_000, widget=forms.Textarea)
    approved_by = forms.CharField(label="批准机关", max_length=120)
    number = forms.CharField(label="批准文号", max_length=80)
    approved_on = forms.DateField(label="批准日期")
    from_on = forms.DateField(label="起始日期")
    until_on = forms.DateField(label="截止日期", help_text="这一天仍然有效")
    higher_norm = forms.ChoiceField(
        label="上位依据", required=False, help_text="规则没有写“原则上”时必须选"
    )
    columns = 2
    wide = ("rule", "reason", "higher_norm")
    groups = (
        ("哪个单位，哪条规则", ("organization", "subject", "rule", "higher_norm")),
        ("为什么，到什么时候", ("reason", "from_on", "until_on")),
        ("谁批准的", ("approved_by", "number", "approved_on")),
    )

    def __init__(self, *args: Any, organizations: Any, rules: Any, norms: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        self.fields["rule"].choices = [("", "请选择"), *rules]
        self.fields["higher_norm"].choices = [("", "（没有，规则写明“原则上”）"), *norms]


class RevokeForm(forms.Form):
    """Taking an exception back."""

    reason = forms.CharField(label="撤销理由", max_length=2_000, widget=forms.Textarea)
    on = forms.DateField(label="自哪天起不再有效", required=False, help_text="不填即今天")


def rules_by_subject(rules: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The catalogue as groups of choices, in the order of the rulebook page."""
    titles = {prefix: title for title, prefixes in SUBJECTS for prefix in prefixes}
    grouped: dict[str, list[tuple[str, str]]] = {title: [] for title, _ in SUBJECTS}
    for rule in rules:
        title = titles.get(rule.key.split(".")[0], "其他")
        grouped.setdefault(title, []).append((rule.key, rule.title))
    return [(title, found) for title, found in grouped.items() if found]
