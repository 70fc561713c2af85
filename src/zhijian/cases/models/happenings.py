"""What happens to a case: opinions, attachments, pauses, extensions, cosigns, reminders."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.cases.models.case import Case, Step
from zhijian.cases.querysets import DelegationQuerySet

USER = settings.AUTH_USER_MODEL


class Opinion(models.Model):
    """What somebody wrote on a case. Never changed, never deleted."""

    class Kind(models.TextChoices):
        MOVE = "move", "办理意见"
        COSIGN = "cosign", "会签意见"
        EXTENSION = "extension", "延期意见"
        WITHDRAWAL = "withdrawal", "撤回原因"
        TRANSFER = "transfer", "转办说明"

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions")
    step = models.ForeignKey(Step, models.PROTECT, related_name="opinions")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.MOVE)
    text = models.TextField("意见")
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "意见"
        verbose_name_plural = "意见"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_kind_display()


class Attachment(models.Model):
    """A file of a case. Its bytes lie under their own hash, outside of what is served."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    step = models.ForeignKey(Step, models.PROTECT, related_name="attachments")
    kind = models.CharField("种类", max_length=40, blank=True)
    kind_title = models.CharField("种类名称", max_length=60, blank=True)
    name = models.CharField("文件名", max_length=120)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    digest = models.CharField("SHA-256", max_length=64, db_index=True)
    is_scan = models.BooleanField("盖章扫描件", default=False)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Pause(models.Model):
    """The clock stands after ``stopped_on`` through ``resumed_on``."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    step = models.ForeignKey(Step, models.CASCADE, related_name="pauses")
    stopped_on = models.DateField("暂停日")
    resumed_on = models.DateField("恢复日", null=True)
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    resumed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(resumed_on__isnull=True), name="pause_one_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return self.reason


class Extension(models.Model):
    """A longer term somebody asked for, and what the office above said to it."""

    class State(models.TextChoices):
        ASKED = "asked", "待批"
        GRANTED = "granted", "已批准"
        REFUSED = "refused", "不同意"
        LAPSED = "lapsed", "已失效"

    case = models.ForeignKey(Case, models.CASCADE, related_name="extensions")
    step = models.ForeignKey(Step, models.CASCADE, related_name="extensions")
    amount = models.PositiveSmallIntegerField("延长")
    unit = models.CharField("单位", max_length=12)
    reason = models.TextField("理由")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    posts = models.CharField("批准岗位", max_length=120, blank=True)
    office = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opinion = models.TextField("批复", blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(state="asked"), name="extension_one_at_a_time"
            ),
        )
        indexes = (
            models.Index(fields=("office",), condition=Q(state="asked"), name="extension_waiting"),
        )

    def __str__(self) -> str:
        return self.get_state_display()


class DueChange(models.Model):
    """A due day that came, moved or went."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="due_changes")
    step = models.ForeignKey(Step, models.PROTECT, related_name="due_changes")
    before = models.DateField(null=True)
    after = models.DateField(null=True)
    why = models.CharField(max_length=120)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Cosign(models.Model):
    """An opinion asked of somebody else (会签) while the case stays where it is."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="cosigns")
    step = models.ForeignKey(Step, models.CASCADE, related_name="cosigns")
    asked = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    question = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True)
    is_agreed = models.BooleanField(null=True)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("step", "asked"), condition=Q(is_open=True), name="cosign_asked_once"
            ),
        )
        indexes = (
            models.Index(fields=("asked", "case"), condition=Q(is_open=True), name="cosign_open"),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_id}"


class Reminder(models.Model):
    """Somebody or the platform reminded (催办), or told the office above (上报)."""

    class Kind(models.TextChoices):
        URGE = "urge", "催办"
        AUTOMATIC = "automatic", "自动提醒"
        ESCALATION = "escalation", "上报"

    case = models.ForeignKey(Case, models.CASCADE, related_name="reminders")
    step = models.ForeignKey(Step, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("people.Organization", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=400, blank=True)
    told = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("step", "on"), condition=Q(kind="automatic"), name="reminder_once_a_day"
            ),
            models.UniqueConstraint(
                fields=("step",), condition=Q(kind="escalation"), name="escalation_once_a_step"
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class Delegation(models.Model):
    """Somebody lets another act for them (委托), from a day to a day, for some processes or all."""

    giver = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="委托人")
    taker = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="受托人")
    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    from_on = models.DateField("起始日期")
    until_on = models.DateField("截止日期")
    processes = models.JSONField("事项", default=list)
    reason = models.CharField("原因", max_length=200)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField("撤销时间", null=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = "委托"
        verbose_name_plural = "委托"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__gte=models.F("from_on")), name="delegation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(giver=models.F("taker")), name="delegation_not_to_oneself"
            ),
        )
        indexes = (models.Index(fields=("taker", "until_on"), name="delegation_by_taker"),)

    def __str__(self) -> str:
        return f"{self.from_on}—{self.until_on}"
