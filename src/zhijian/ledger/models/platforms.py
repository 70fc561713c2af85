"""Platforms that an office adds to the catalogue that comes with the rulebooks."""

from django.db import models

from zhijian.ledger.models.rows import RegisterRow


class OfficePlatform(RegisterRow):
    """A platform that the catalogue lacks. ``code`` is what accounts keep and imports write.

    Everybody who works here may choose it: an account on it looks the same in every unit. One that
    is no longer offered keeps its accounts and its words.
    """

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="登记单位"
    )
    code = models.CharField("代码", max_length=40, unique=True)
    title = models.CharField("平台名称", max_length=40, unique=True)
    operator = models.CharField("平台方", max_length=120, blank=True)
    basis = models.CharField("依据或用途", max_length=200, blank=True)
    is_offered = models.BooleanField("可以选用", default=True)

    class Meta:
        verbose_name = "自设平台"
        verbose_name_plural = "自设平台"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title
