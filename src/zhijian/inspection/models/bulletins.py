"""Bulletins: drafted from inspections, reviewed as a case, released, kept."""

from django.conf import settings
from django.db import models

from zhijian.inspection.models.inspections import Inspection
from zhijian.ledger.models import RegisterRow


class Bulletin(RegisterRow):
    """One bulletin. ``parts`` are the paragraphs as the office edited them; the digests are the
    released files, which never change afterwards."""

    UNIT = "office"

    class Kind(models.TextChoices):
        MONTH = "month", "月度通报"
        QUARTER = "quarter", "季度通报"
        YEAR = "year", "年度通报"
        SPECIAL = "special", "专项通报"

    class State(models.TextChoices):
        DRAFT = "draft", "起草中"
        REVIEW = "review", "审核中"
        RELEASED = "released", "已发布"
        DROPPED = "dropped", "已作废"

    office = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="bulletins", verbose_name="发文单位"
    )
    kind = models.CharField("种类", max_length=7, choices=Kind.choices)
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True)
    addressees = models.CharField("主送", max_length=200, blank=True)
    from_on = models.DateField("时段自")
    until_on = models.DateField("时段至")
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="bulletins")
    parts = models.JSONField("内容", default=dict)
    case = models.OneToOneField(
        "cases.Case", models.PROTECT, null=True, editable=False, related_name="bulletin"
    )
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.DRAFT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_on = models.DateField("发布日期", null=True)
    word_digest = models.CharField("DOCX", max_length=64, blank=True)
    page_digest = models.CharField("网页", max_length=64, blank=True)

    class Meta:
        verbose_name = "通报"
        verbose_name_plural = "通报"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title
