"""What accounts published, who reviewed it, and what screening found before."""

from django.db import models
from django.db.models import Q

from zhijian.ledger.models import RegisterRow


class Publication(RegisterRow):
    """One text or video that an account published. ``number`` is its number in this register.

    ``incident`` and ``repost_of`` are numbers as they were written: an incident may be entered
    after its response, a task may come from elsewhere.
    """

    UNIT = "account__organization"

    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        db_index=False,  # the index by account and day serves
        related_name="publications",
        verbose_name="账号",
    )
    number = models.CharField("信息编号", max_length=80, unique=True)
    title = models.CharField("标题", max_length=300, blank=True)
    published_on = models.DateField("发布日期")
    published_at = models.DateTimeField("发布时刻", null=True, blank=True)
    form = models.CharField("形态", max_length=8, blank=True)
    origin = models.CharField("原创/转载", max_length=8, blank=True)
    source = models.CharField("稿源", max_length=120, blank=True)
    repost_of = models.CharField("转载原文编号", max_length=80, blank=True)
    needs_map_number = models.BooleanField("是否含地图", null=True, blank=True)
    map_number = models.CharField("审图号", max_length=60, blank=True)
    incident = models.CharField("舆情事件编号", max_length=80, blank=True)
    released_hash = models.CharField("发布版本指纹", max_length=128, blank=True)
    link = models.CharField("链接", max_length=500, blank=True)

    class Meta:
        verbose_name = "发布的信息"
        verbose_name_plural = "发布的信息"
        ordering = ("-published_on", "-pk")
        indexes = (
            models.Index(fields=("account", "published_on"), name="publication_by_account"),
            models.Index(fields=("published_on", "id"), name="publication_by_day"),
            models.Index(
                fields=("incident",), condition=~Q(incident=""), name="publication_by_incident"
            ),
            models.Index(
                fields=("repost_of",), condition=~Q(repost_of=""), name="publication_by_task"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.title else self.number


class OfPublication(RegisterRow):
    """A row about a publication."""

    UNIT = "publication__account__organization"

    class Meta:
        abstract = True


class Review(OfPublication):
    """One of the reviews of a publication: which stage, by whom, with what result."""

    publication = models.ForeignKey(
        Publication,
        models.CASCADE,
        db_index=False,
        related_name="reviews",
        verbose_name="发布的信息",
    )
    stage = models.PositiveSmallIntegerField("审次")
    person = models.CharField("审核人", max_length=60)
    post = models.CharField("岗位", max_length=12, blank=True)
    reviewed_at = models.DateTimeField("审核时间")
    outcome = models.CharField("结论", max_length=8, blank=True)
    revision_hash = models.CharField("版本指纹", max_length=128, blank=True)

    class Meta:
        verbose_name = "审核"
        verbose_name_plural = "审核"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("publication", "stage"),
                name="review_once_a_stage",
                violation_error_message="这条信息的这个审次已经登记过，请修改原来那一条。",
            ),
        )
        indexes = (models.Index(fields=("reviewed_at", "id"), name="review_by_time"),)

    def __str__(self) -> str:
        return f"{self.publication}：第{self.stage}审"


class Screening(OfPublication):
    """One screening for risks before a publication: by which system, what was left open."""

    publication = models.ForeignKey(
        Publication,
        models.CASCADE,
        db_index=False,
        related_name="screenings",
        verbose_name="发布的信息",
    )
    system = models.CharField("识别系统", max_length=8)
    screened_at = models.DateTimeField("识别时间")
    revision_hash = models.CharField("版本指纹", max_length=128, blank=True)
    open_high = models.PositiveIntegerField("未处置高风险数", null=True, blank=True)
    justified_by = models.CharField("签认人", max_length=60, blank=True)

    class Meta:
        verbose_name = "风险识别"
        verbose_name_plural = "风险识别"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("publication", "system"),
                name="screening_once_a_system",
                violation_error_message="这条信息在这个系统的识别已经登记过，请修改原来那一条。",
            ),
        )
        indexes = (models.Index(fields=("screened_at", "id"), name="screening_by_time"),)

    def __str__(self) -> str:
        return f"{self.publication}：风险识别"
