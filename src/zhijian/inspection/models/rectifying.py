"""Rectification: what units were told to mend, and the measures of a place's ladder."""

from django.conf import settings
from django.db import models

from zhijian.inspection.models.findings import Finding
from zhijian.ledger.models import RegisterRow

USER = settings.AUTH_USER_MODEL


class Rectification(RegisterRow):
    """One finding that a unit was told to mend. The order itself is the case: several share one.

    One from an older ledger has neither case nor finding. ``done_on`` and ``done_by`` are empty
    again once a second look failed; ``failures`` counts those looks. ``signed_by`` is who entered
    the mending. ``finding_was`` is the state to which the finding returns if the order is dropped.
    """

    class State(models.TextChoices):
        ORDERED = "ordered", "待整改"
        MENDED = "mended", "已整改，待复查"
        PASSED = "passed", "复查合格"
        FAILED = "failed", "复查不合格"
        UNSEEN = "unseen", "未能复查"
        SETTLED = "settled", "已销号"
        DROPPED = "dropped", "已撤销"

    number = models.CharField("整改编号", max_length=60, unique=True)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, editable=False, related_name="rectifications"
    )
    finding = models.ForeignKey(
        Finding, models.PROTECT, null=True, editable=False, related_name="rectifications"
    )
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="rectifications", verbose_name="单位"
    )
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rectifications",
        verbose_name="账号",
    )
    problem = models.TextField("存在问题", blank=True)
    received_on = models.DateField("下达日期")
    due_on = models.DateField("整改期限", null=True, editable=False)
    due_basis = models.CharField("期限的依据", max_length=200, blank=True, editable=False)
    state = models.CharField(
        "状态", max_length=8, choices=State.choices, default=State.ORDERED, editable=False
    )
    done = models.TextField("怎样整改的", blank=True, editable=False)
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_by = models.CharField("整改人", max_length=60, blank=True)
    signed_by = models.ForeignKey(
        USER,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="登记整改的人",
    )
    reported_on = models.DateField("报告日期", null=True, blank=True)
    recheck_says = models.TextField("复查情况", blank=True, editable=False)
    rechecked_on = models.DateField("复查日期", null=True, blank=True)
    rechecked_by = models.CharField("复查人", max_length=60, blank=True)
    recheck_passed = models.BooleanField("复查合格", null=True, blank=True)
    failures = models.PositiveSmallIntegerField("复查不合格次数", default=0, editable=False)
    settled_on = models.DateField("销号日期", null=True, editable=False)
    finding_was = models.CharField("下达前的问题状态", max_length=16, blank=True, editable=False)

    class Meta:
        verbose_name = "整改"
        verbose_name_plural = "整改"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("case", "finding"), name="ordered_once_in_a_case"),
        )
        indexes = (
            models.Index(fields=("organization", "state", "-id"), name="rectification_by_unit"),
            models.Index(fields=("state", "due_on"), name="rectification_by_due"),
        )

    def __str__(self) -> str:
        return self.number


class Measure(RegisterRow):
    """A step of the place's ladder taken against a unit: its word, its clause, its document.

    ``clause`` is empty for a word that no text has but the office added. ``due_on`` is until when
    the unit must have done what ``release`` asks for.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "拟办"
        ISSUED = "issued", "已发出"
        LIFTED = "lifted", "已解除"
        DROPPED = "dropped", "未采取"

    number = models.CharField("编号", max_length=40, unique=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="measures", verbose_name="单位"
    )
    office = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="决定单位"
    )
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, related_name="measures", verbose_name="整改办件"
    )
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        null=True,
        related_name="measures",
        verbose_name="涉及账号",
    )
    word = models.CharField("措施", max_length=40)
    clause = models.CharField("依据", max_length=60, blank=True)
    reason = models.TextField("事由")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PROPOSED)
    release = models.CharField("解除条件", max_length=300, blank=True)
    due_on = models.DateField("要求完成日期", null=True)
    recipient = models.CharField("移送或送达", max_length=120, blank=True)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decision = models.CharField("决定意见", max_length=300, blank=True)
    issued_on = models.DateField("发出日期", null=True)
    ended_on = models.DateField("解除日期", null=True)
    ended_says = models.CharField("解除说明", max_length=300, blank=True)
    digest = models.CharField("文书", max_length=64, blank=True)

    class Meta:
        verbose_name = "问责措施"
        verbose_name_plural = "问责措施"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("organization", "-id"), name="measure_by_unit"),)

    def __str__(self) -> str:
        return f"{self.word}（{self.organization}）"
