"""Findings: one store for every source, each known again by check and subject."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.inspection.models.inspections import Inspection
from zhijian.ledger.models import RegisterRow

USER = settings.AUTH_USER_MODEL


class Finding(RegisterRow):
    """What is not as the rules ask, at one subject, from first sight until it is settled.

    ``check_id`` is the check's id, ``inspection.manual`` for what an inspector wrote. The measured
    values, words and clause are those of the last sighting. What names no unit falls on the
    inspecting office.
    ``ruling`` is the last judgement of a person, by whom and when; ``settled_on`` and
    ``settled_how`` stay after a finding came back, as its last settlement.
    """

    class State(models.TextChoices):
        OPEN = "open", "待确认"
        CONFIRMED = "confirmed", "已确认"
        FALSE_ALARM = "false_alarm", "误报"
        EXCEPTED = "excepted", "例外"
        IN_RECTIFICATION = "in_rectification", "整改中"
        SETTLED = "settled", "已销号"
        REOPENED = "reopened", "再次出现"

    class Source(models.TextChoices):
        CHECK = "check", "自动检查"
        MANUAL = "manual", "检查人员"

    class Ruling(models.TextChoices):
        CONFIRMED = "confirmed", "属实"
        FALSE_ALARM = "false_alarm", "误报"

    STANDING = ("open", "confirmed", "in_rectification", "reopened")

    check_id = models.CharField("检查项", max_length=80)
    title = models.CharField("检查内容", max_length=120)
    subject_kind = models.CharField("对象类别", max_length=40, blank=True)
    subject = models.CharField("对象", max_length=200)
    subject_name = models.CharField("对象名称", max_length=200, blank=True)
    item = models.CharField("所指", max_length=200, blank=True)
    item_key = models.CharField(max_length=200, blank=True, editable=False)
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        null=True,
        related_name="findings",
        verbose_name="单位",
    )
    account = models.ForeignKey(
        "ledger.Account", models.SET_NULL, null=True, related_name="findings", verbose_name="账号"
    )
    site = models.ForeignKey(
        "ledger.Site", models.SET_NULL, null=True, related_name="findings", verbose_name="网站"
    )
    office = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="检查单位"
    )
    source = models.CharField("来源", max_length=6, choices=Source.choices, default=Source.CHECK)
    state = models.CharField("状态", max_length=16, choices=State.choices, default=State.OPEN)
    is_veto = models.BooleanField("单项否决", default=False)
    place = models.CharField("适用规则", max_length=12)
    observed = models.BigIntegerField("实际", null=True)
    limit = models.BigIntegerField("规定", null=True)
    measure = models.CharField("单位", max_length=20, blank=True)
    clause = models.CharField("依据", max_length=60)
    document = models.CharField("文件", max_length=60, blank=True)
    reading = models.CharField("理解", max_length=20, blank=True)
    says = models.TextField("问题")
    mend = models.TextField("怎样整改", blank=True)
    since_on = models.DateField("起算日", null=True)
    due_on = models.DateField("应当完成日", null=True)
    first_seen_on = models.DateField("首次发现")
    last_seen_on = models.DateField("最近发现")
    first_inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="+", verbose_name="首次检查"
    )
    last_inspection = models.ForeignKey(
        Inspection, models.PROTECT, related_name="findings", verbose_name="最近检查"
    )
    times_seen = models.PositiveIntegerField("发现次数", default=1)
    exception = models.CharField("例外编号", max_length=60, blank=True)
    settled_on = models.DateField("销号日期", null=True)
    settled_how = models.CharField("怎样销号", max_length=200, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="检查人")
    ruling = models.CharField("认定", max_length=11, choices=Ruling.choices, blank=True)
    ruled_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="认定人"
    )
    ruled_on = models.DateField("认定日期", null=True)

    class Meta:
        verbose_name = "问题"
        verbose_name_plural = "问题"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("office", "check_id", "subject", "item_key"), name="finding_once"
            ),
        )
        indexes = (
            models.Index(fields=("organization", "state", "-id"), name="finding_by_unit"),
            models.Index(fields=("state", "-id"), name="finding_by_state"),
            models.Index(fields=("check_id", "state"), name="finding_by_check"),
            models.Index(fields=("last_inspection", "state"), name="finding_by_inspection"),
            models.Index(fields=("first_seen_on", "organization"), name="finding_by_first_day"),
            models.Index(fields=("settled_on", "organization"), name="finding_by_settled_day"),
        )

    def __str__(self) -> str:
        return f"{self.subject_name or self.subject}：{self.title}"


class Sighting(RegisterRow):
    """How a finding looked in an inspection: kept when it is new or differs from the one before.

    ``facts`` are the rows of the ledgers that the outcome turns on, ``digest`` their SHA-256.
    ``became`` is the state the inspection brought it to, if it changed, and ``why``.
    """

    UNIT = "finding__organization"

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="sightings")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="sightings")
    verdict = models.CharField("判断", max_length=16)
    standing = models.CharField("说明", max_length=8, blank=True)
    observed = models.BigIntegerField("实际", null=True)
    limit = models.BigIntegerField("规定", null=True)
    clause = models.CharField("依据", max_length=60, blank=True)
    says = models.TextField("问题", blank=True)
    facts = models.JSONField("所据事实", default=list)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    became = models.CharField(
        "之后的状态", max_length=16, choices=Finding.State.choices, blank=True
    )
    why = models.CharField("为什么", max_length=200, blank=True)

    class Meta:
        verbose_name = "发现记录"
        verbose_name_plural = "发现记录"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("finding", "inspection"), name="sighted_once"),
        )

    def __str__(self) -> str:
        return self.says


class Unseen(RegisterRow):
    """What an inspection could not decide: shown as loudly as what failed."""

    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="unseen")
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, null=True, related_name="+", verbose_name="单位"
    )
    check_id = models.CharField("检查项", max_length=80)
    title = models.CharField("检查内容", max_length=120)
    subject_kind = models.CharField("对象类别", max_length=40, blank=True)
    subject = models.CharField("对象", max_length=200, blank=True)
    subject_name = models.CharField("对象名称", max_length=200, blank=True)
    says = models.TextField("为什么未能判断")

    class Meta:
        verbose_name = "未能判断"
        verbose_name_plural = "未能判断"
        ordering = ("pk",)
        indexes = (models.Index(fields=("inspection", "organization"), name="unseen_by_unit"),)

    def __str__(self) -> str:
        return self.says


class Evidence(RegisterRow):
    """What shows a finding: snapshot, screenshot, link, text; files lie under their hash."""

    UNIT = "finding__organization"

    class Kind(models.TextChoices):
        SNAPSHOT = "snapshot", "页面快照"
        SCREENSHOT = "screenshot", "截图"
        LINK = "link", "链接"
        TEXT = "text", "文字"

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="evidence")
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, related_name="+")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    text = models.TextField("内容", blank=True)
    file = models.ForeignKey("ledger.File", models.PROTECT, null=True, related_name="+")
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "证据"
        verbose_name_plural = "证据"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text or str(self.file)


class FalseAlarm(RegisterRow):
    """What was decided to be a false alarm, for which context, and until when.

    It holds for one finding (``scope`` "context": while what is measured stays the same;
    "subject": whatever is measured). Beyond ``until_on`` it counts no more. The check still runs
    and the finding is still recorded: nothing is muted.
    """

    UNIT = "finding__organization"

    class Scope(models.TextChoices):
        CONTEXT = "context", "情形不变时"
        SUBJECT = "subject", "这个对象"

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="false_alarms")
    scope = models.CharField("适用", max_length=7, choices=Scope.choices)
    context = models.JSONField("情形", default=dict)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    from_on = models.DateField("自")
    until_on = models.DateField("至")
    revoked_on = models.DateField("撤销日期", null=True)

    class Meta:
        verbose_name = "误报记忆"
        verbose_name_plural = "误报记忆"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("from_on")), name="false_alarm_has_a_span"
            ),
        )

    def __str__(self) -> str:
        return self.reason
