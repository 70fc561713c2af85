"""Score sheets, their lines, appeals against lines, awards, and an office's own schemes.

Points are whole hundredths of a point, as in the core.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.inspection.models.findings import Finding
from zhijian.inspection.models.inspections import Inspection
from zhijian.ledger.models import RegisterRow

USER = settings.AUTH_USER_MODEL


class ScoreSheet(RegisterRow):
    """The score of one unit in one inspection, in one version; the last version is current.

    ``basis`` is the SHA-256 of the stored bytes from which the sheet is worked out again.
    """

    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="sheets")
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="score_sheets", verbose_name="单位"
    )
    scheme = models.CharField("方案", max_length=80)
    scheme_title = models.CharField("方案名称", max_length=120)
    is_proposal = models.BooleanField("方案为建议", default=True)
    is_portal = models.BooleanField("门户网站", default=False)
    version = models.PositiveSmallIntegerField("版次", default=1)
    is_current = models.BooleanField("现行", default=True)
    points = models.IntegerField("得分", null=True)
    starts_at = models.IntegerField("起评分")
    is_qualified = models.BooleanField("合格", null=True)
    is_complete = models.BooleanField("完整", default=False)
    conclusion = models.TextField("结论")
    mending = models.JSONField("怎样达到目标分", default=dict)
    issued_at = models.DateTimeField("发出", null=True)
    issued_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    why = models.CharField("重出原因", max_length=200, blank=True)
    basis = models.CharField("计分依据", max_length=64, blank=True)

    class Meta:
        verbose_name = "算分单"
        verbose_name_plural = "算分单"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("inspection", "organization", "scheme", "version"), name="sheet_version"
            ),
            models.UniqueConstraint(
                fields=("inspection", "organization", "scheme"),
                condition=Q(is_current=True),
                name="one_current_sheet",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organization}（{self.inspection}）"


class ScoreLine(RegisterRow):
    """One line of a sheet. ``set_aside`` names the appeal that took its points away."""

    UNIT = "sheet__organization"

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("种类", max_length=10)
    indicator = models.CharField("指标", max_length=60, blank=True)
    title = models.CharField("名称", max_length=160)
    points = models.IntegerField("分值", default=0)
    clause = models.CharField("依据", max_length=60, blank=True)
    document = models.CharField("文件", max_length=60, blank=True)
    evidence = models.TextField("情况", blank=True)
    note = models.TextField("说明", blank=True)
    is_proposal = models.BooleanField("分值为建议", default=False)
    check_id = models.CharField("检查项", max_length=80, blank=True)
    subject_kind = models.CharField("对象类别", max_length=40, blank=True)
    subject = models.CharField("对象", max_length=200, blank=True)
    subject_name = models.CharField("对象名称", max_length=200, blank=True)
    item = models.CharField("所指", max_length=200, blank=True)
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="score_lines")
    set_aside = models.ForeignKey(
        "inspection.Appeal", models.PROTECT, null=True, related_name="+", verbose_name="申诉成立"
    )

    class Meta:
        verbose_name = "算分行"
        verbose_name_plural = "算分行"
        ordering = ("place",)

    def __str__(self) -> str:
        return self.title


class Appeal(RegisterRow):
    """A unit's objection to a line; somebody else than who judged decides it."""

    UNIT = "line__sheet__organization"

    class State(models.TextChoices):
        OPEN = "open", "待复核"
        UPHELD = "upheld", "申诉成立"
        REJECTED = "rejected", "维持原判"
        WITHDRAWN = "withdrawn", "已撤回"

    line = models.ForeignKey(ScoreLine, models.PROTECT, related_name="appeals")
    reason = models.TextField("申诉理由")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("复核时间", null=True)
    decision = models.TextField("复核意见", blank=True)

    class Meta:
        verbose_name = "申诉"
        verbose_name_plural = "申诉"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("line",), condition=Q(state="open"), name="one_open_appeal"
            ),
        )

    def __str__(self) -> str:
        return self.reason


class Award(RegisterRow):
    """A bonus that the office grants for something shown."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="单位"
    )
    office = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    indicator = models.CharField("加分指标", max_length=60)
    points = models.PositiveIntegerField("分值")
    evidence = models.TextField("事迹")
    granted_on = models.DateField("日期")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    revoked_on = models.DateField("撤销日期", null=True)

    class Meta:
        verbose_name = "加分"
        verbose_name_plural = "加分"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.evidence


class LocalScheme(RegisterRow):
    """A scoring scheme of an office's own, as data in the form of the rulebooks' schemes."""

    UNIT = "office"

    office = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    scheme = models.CharField("方案代码", max_length=80)
    title = models.CharField("名称", max_length=120)
    content = models.TextField("内容")
    adopted_by = models.CharField("采用的文件", max_length=160, blank=True)
    from_on = models.DateField("自")
    until_on = models.DateField("至", null=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "本地计分方案"
        verbose_name_plural = "本地计分方案"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title
