"""Inspections: what was looked at, on which day, by which law, and what is kept for a replay."""

from django.conf import settings
from django.db import models

from zhijian.ledger.models import RegisterRow

USER = settings.AUTH_USER_MODEL


class Inspection(RegisterRow):
    """One look at units by the rules of a place on a day; one from an older ledger has no results.

    ``units`` and ``checks`` are empty for all. ``draw`` says how a sample was drawn: percentage,
    seed, strata, how many there were and a digest of their list, so that anybody can draw it anew.
    ``law_digest``, ``facts_digest``, ``outcomes_digest`` and ``score_digest`` are the stored bytes
    (SHA-256) of what was judged, by what, and what came out; the same facts and law give the same
    outcomes.
    """

    UNIT = "office"

    class Kind(models.TextChoices):
        WATCH = "WATCH", "日常监测"
        SPOT_CHECK = "SPOT_CHECK", "抽查"
        SWEEP = "SWEEP", "全面检查"
        MONITOR = "MONITOR", "监督员检查"
        CAMPAIGN = "CAMPAIGN", "专项检查"
        APPRAISAL = "APPRAISAL", "年度考核"

    class State(models.TextChoices):
        PLANNED = "planned", "待检查"
        RUNNING = "running", "检查中"
        RECORDED = "recorded", "已出结果"
        CLOSED = "closed", "已归档"
        FAILED = "failed", "没有完成"
        DROPPED = "dropped", "已取消"

    number = models.CharField("检查编号", max_length=40, unique=True)
    office = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="inspections", verbose_name="检查单位"
    )
    kind = models.CharField("检查类型", max_length=10, choices=Kind.choices)
    title = models.CharField("名称", max_length=120, blank=True)
    place = models.CharField("适用规则", max_length=12, blank=True)
    on = models.DateField("检查日", null=True, blank=True)
    since = models.DateField("检查时段自", null=True, blank=True)
    units = models.JSONField("检查的单位", blank=True, default=list)
    checks = models.JSONField("检查的内容", blank=True, default=list)
    draw = models.JSONField("抽样", blank=True, default=dict)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PLANNED)
    stage = models.CharField("进行到", max_length=60, blank=True)
    trouble = models.CharField("没有完成的原因", max_length=500, blank=True)
    by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起人"
    )
    started_at = models.DateTimeField("开始", null=True, blank=True)
    recorded_at = models.DateTimeField("出结果", null=True, blank=True)
    closed_on = models.DateField("归档日期", null=True, blank=True)
    checked = models.PositiveIntegerField("检查数量", null=True, blank=True)
    circulated_on = models.DateField("通报日期", null=True, blank=True)
    counts = models.JSONField("结果数", blank=True, default=dict)
    coverage = models.JSONField("各项检查", blank=True, default=list)
    relations = models.JSONField("看到的台账", blank=True, default=list)
    notes = models.JSONField("数据说明", blank=True, default=list)
    law_digest = models.CharField("规则和日历", max_length=64, blank=True)
    facts_digest = models.CharField("事实", max_length=64, blank=True)
    outcomes_digest = models.CharField("结果", max_length=64, blank=True)
    score_digest = models.CharField("计分", max_length=64, blank=True)

    class Meta:
        verbose_name = "检查"
        verbose_name_plural = "检查"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("office", "-id"), name="inspection_by_office"),
            models.Index(fields=("state", "kind"), name="inspection_by_state"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def organization_id(self) -> int:
        """The unit under which the record keeps it."""
        return self.office_id


class Drawn(RegisterRow):
    """A subject that a sample drew."""

    UNIT = "organization"

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="drawn")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    account = models.ForeignKey("ledger.Account", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("ledger.Site", models.PROTECT, null=True, related_name="+")
    stratum = models.CharField("层", max_length=120, blank=True)

    class Meta:
        verbose_name = "抽中的对象"
        verbose_name_plural = "抽中的对象"
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.account or self.site or self.organization)


class Watch(RegisterRow):
    """Whether an office has its units watched every day, and by the rules of which place."""

    UNIT = "office"

    office = models.OneToOneField(
        "people.Organization", models.PROTECT, related_name="watch", verbose_name="检查单位"
    )
    place = models.CharField("适用规则", max_length=12)
    is_on = models.BooleanField("每日监测", default=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    changed_on = models.DateField("设置日期")

    class Meta:
        verbose_name = "每日监测"
        verbose_name_plural = "每日监测"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.office}（{'已开启' if self.is_on else '已停用'}）"
