"""Clearing up: campaigns with a due day, what is advised for each account, and strays."""

from django.conf import settings
from django.db import models

from zhijian.ledger.models.accounts import Account
from zhijian.ledger.models.rows import RegisterRow

USER = settings.AUTH_USER_MODEL


class Campaign(RegisterRow):
    """A clearing-up (清理整合) that an office runs over the units below it."""

    class State(models.TextChoices):
        OPEN = "open", "进行中"
        CLOSED = "closed", "已结束"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="组织单位"
    )
    title = models.CharField("名称", max_length=120)
    basis = models.CharField("依据", max_length=300, blank=True)
    started_on = models.DateField("开始日期")
    cutoff_on = models.DateField("数据截止日")
    due_on = models.DateField("完成期限")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)

    class Meta:
        verbose_name = "清理整合"
        verbose_name_plural = "清理整合"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title


class CampaignItem(RegisterRow):
    """One account in a campaign: what is advised and why, what was decided, what came of it."""

    UNIT = "account__organization"

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="items")
    account = models.ForeignKey(Account, models.PROTECT, related_name="campaign_items")
    advised = models.CharField("建议措施", max_length=12, blank=True)
    reasons = models.JSONField("建议理由", default=list)
    measure = models.CharField("决定措施", max_length=12, blank=True)
    reason = models.CharField("决定理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    done_on = models.DateField("完成日期", null=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "清理整合账号"
        verbose_name_plural = "清理整合账号"
        ordering = ("campaign", "pk")
        constraints = (
            models.UniqueConstraint(fields=("campaign", "account"), name="campaign_item_once"),
        )

    def __str__(self) -> str:
        return f"{self.account}"


class Stray(RegisterRow):
    """An account found outside of the register: personal, unapproved, or of an unknown keeper."""

    class Kind(models.TextChoices):
        UNAPPROVED = "unapproved", "未经批准或备案"
        PERSONAL = "personal", "以个人名义开设"
        INTERNAL = "internal", "内设机构开设"
        UNKNOWN = "unknown", "归属不明"

    class State(models.TextChoices):
        FOUND = "found", "待核实"
        ADOPTED = "adopted", "已补备案"
        CLOSED = "closed", "已关停注销"
        NOT_OURS = "not_ours", "不属政务新媒体"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="核实单位"
    )
    platform = models.CharField("平台", max_length=40, blank=True)
    handle = models.CharField("账号ID", max_length=120, blank=True)
    name = models.CharField("账号名称", max_length=120)
    link = models.CharField("链接", max_length=500, blank=True)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices, default=Kind.UNKNOWN)
    found_on = models.DateField("发现日期")
    found_how = models.CharField("发现途径", max_length=120, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.FOUND)
    outcome = models.CharField("处理情况", max_length=300, blank=True)
    settled_on = models.DateField("处理日期", null=True, blank=True)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "体外账号"
        verbose_name_plural = "体外账号"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name
