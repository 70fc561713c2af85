"""A case, its visits to steps, and who may act on it now."""

from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.cases.querysets import CaseQuerySet
from zhijian.config import clock
from zhijian.core.process import Definition, from_record
from zhijian.core.process import Step as StepDefinition

USER = settings.AUTH_USER_MODEL


class Rules(models.Model):
    """A definition as a case froze it, kept once however many cases follow it."""

    digest = models.CharField(max_length=64, unique=True)
    record = models.JSONField()

    class Meta:
        verbose_name = "流程定义"
        verbose_name_plural = "流程定义"

    def __str__(self) -> str:
        return self.digest[:12]


class Numbering(models.Model):
    """The last case number given out in a year; the row is locked while one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号"
        verbose_name_plural = "编号"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Case(models.Model):
    """Something an office must do by a day (办件), wherever it stands now."""

    class State(models.TextChoices):
        OPEN = "open", "在办"
        CLOSED = "closed", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"

    number = models.CharField("编号", max_length=20, unique=True)
    process = models.CharField("流程", max_length=40)
    process_title = models.CharField("事项", max_length=60)
    kind = models.CharField("种类", max_length=40, blank=True)
    title = models.CharField("标题", max_length=200)
    place = models.CharField("行政区划代码", max_length=12)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="cases", verbose_name="单位"
    )
    desk = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="办理单位"
    )
    assignee = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承办人"
    )
    rules = models.ForeignKey(Rules, models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.OPEN)
    step = models.CharField("环节", max_length=80)
    step_title = models.CharField("当前环节", max_length=80)
    visit = models.PositiveIntegerField(default=0)
    event_on = models.DateField("事项发生日")
    entered_on = models.DateField("进入本环节日期")
    opened_at = models.DateTimeField("发起时间")
    opened_by = models.ForeignKey(
        USER, models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    due_on = models.DateField("到期日", null=True, blank=True)
    due_is_estimate = models.BooleanField("到期日为推算", default=False)
    due_basis = models.CharField("期限依据", max_length=300, blank=True)
    warn_on = models.DateField("提醒起始日", null=True, blank=True)
    remind_on = models.DateField("下次提醒日", null=True, blank=True)
    escalate_on = models.DateField("上报日", null=True, blank=True)
    is_paused = models.BooleanField("计时暂停", default=False)
    ticked = models.JSONField("已核对", default=list)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    data = models.JSONField("数据", default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField("最近办理时间")
    changed_by_name = models.CharField("最近办理人", max_length=60, blank=True)
    changed_what = models.CharField("最近办理", max_length=80, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "办件"
        verbose_name_plural = "办件"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="case_closed_when_not_open",
            ),
        )
        indexes = (
            models.Index(fields=("organization", "-id"), name="case_by_unit"),
            models.Index(fields=("opened_by", "-id"), name="case_by_opener"),
            models.Index(
                fields=("assignee", "due_on"), condition=Q(state="open"), name="case_assigned"
            ),
            models.Index(fields=("desk", "due_on"), condition=Q(state="open"), name="case_on_desk"),
            models.Index(fields=("due_on", "id"), condition=Q(state="open"), name="case_by_due"),
            models.Index(fields=("remind_on",), condition=Q(state="open"), name="case_to_remind"),
            models.Index(
                fields=("escalate_on",), condition=Q(state="open"), name="case_to_escalate"
            ),
            models.Index(fields=("process", "-id"), name="case_by_process"),
            models.Index(fields=("subject_type", "subject_id"), name="case_by_subject"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def definition(self) -> Definition:
        """What the case follows, as it froze it."""
        return _definition(self.rules.digest, self.rules_id)

    @property
    def present(self) -> StepDefinition | None:
        """The step it stands at; None once it is over."""
        return self.definition.step(self.step) if self.is_open else None

    @property
    def is_open(self) -> bool:
        """It is not over."""
        return self.state == self.State.OPEN

    def light(self, today: date | None = None) -> Any:
        """Green, amber, red or grey, in a word, with its basis and working."""
        from zhijian.cases.lights import light_of

        return light_of(self, today or clock.today())


@lru_cache(maxsize=256)
def _definition(_digest: str, pk: int) -> Definition:
    return from_record(Rules.objects.get(pk=pk).record)


class Step(models.Model):
    """One visit of a case to a step (环节): when it came, when it was due, who left it and how."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField("环节", max_length=80)
    title = models.CharField("环节名称", max_length=80)
    desk = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    assignee = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField("进入时间")
    due_on = models.DateField("到期日", null=True)
    due_is_estimate = models.BooleanField(default=False)
    basis = models.CharField("期限依据", max_length=300, blank=True)
    left_at = models.DateTimeField("办理时间", null=True)
    left_on = models.DateField("办理日期", null=True)
    verb = models.CharField(max_length=80, blank=True)
    move_title = models.CharField("办理", max_length=80, blank=True)
    to = models.CharField(max_length=80, blank=True)
    to_title = models.CharField("去向", max_length=80, blank=True)
    is_return = models.BooleanField("退回", default=False)
    by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    is_by_scan = models.BooleanField("纸质办理", default=False)
    caution = models.CharField("提示", max_length=400, blank=True)
    ticked = models.JSONField("已核对", default=list)

    class Meta:
        verbose_name = "环节"
        verbose_name_plural = "环节"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="step_once"),)
        indexes = (models.Index(fields=("by", "-case"), name="step_by_doer"),)

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """A post that may act at the present step of an open case; no post: any post of the desk."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="seats")
    desk = models.ForeignKey("people.Organization", models.CASCADE, related_name="+")
    post = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = (models.Index(fields=("desk", "post", "case"), name="seat_by_desk"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.post}"


class Barred(models.Model):
    """Somebody whom a firm bar keeps from the present step of an open case."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="barred")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "case"), name="barred_once"),)

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class Guest(models.Model):
    """A unit or a person who sees a case though its unit is none of theirs: it came their way once.

    Rare on purpose: whoever is above or oversees the case's unit needs no row.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="guests")
    organization = models.ForeignKey(
        "people.Organization", models.CASCADE, null=True, related_name="+"
    )
    user = models.ForeignKey(USER, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(organization__isnull=True) ^ Q(user__isnull=True),
                name="guest_is_one_or_the_other",
            ),
            models.UniqueConstraint(fields=("organization", "case"), name="guest_unit_once"),
            models.UniqueConstraint(fields=("user", "case"), name="guest_person_once"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}"
