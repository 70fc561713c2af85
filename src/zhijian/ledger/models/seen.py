"""How completely and until when a register was seen: what its keepers state of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zhijian.core.facts.schema import RELATIONS


class Seen(models.Model):
    """The statement on one register of the installation (数据说明); the record keeps earlier ones.

    ``as_of_on`` is the last day the rows speak for, ``from_on`` the first; None: nothing was said.
    ``declared_empty`` says that there is nothing to enter (零报告).
    """

    relation = models.CharField("台账", max_length=40, unique=True)
    as_of_on = models.DateField("截至日期", null=True, blank=True)
    from_on = models.DateField("起始日期", null=True, blank=True)
    is_complete = models.BooleanField("是否完整", default=True)
    declared_empty = models.BooleanField("是否零报告", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="填写人"
    )
    at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = "数据说明"
        verbose_name_plural = "数据说明"
        ordering = ("relation",)
        constraints = (
            models.CheckConstraint(
                condition=Q(from_on__isnull=True)
                | Q(as_of_on__isnull=True)
                | Q(from_on__lte=F("as_of_on")),
                name="seen_begins_before_end",
                violation_error_message="起始日期晚于截至日期，请核对。",
            ),
            models.CheckConstraint(
                condition=Q(declared_empty=False) | Q(as_of_on__isnull=False, is_complete=True),
                name="seen_empty_is_dated_and_whole",
                violation_error_message="零报告须写明截至哪一天，并且台账是完整的。",
            ),
        )

    def __str__(self) -> str:
        return f"{RELATIONS[self.relation].title}数据说明"

    @property
    def in_words(self) -> str:
        """What was stated, in one line."""
        said = [f"截至 {self.as_of_on}" if self.as_of_on else "没有写明截至日期"]
        said += [f"自 {self.from_on} 起"] if self.from_on else []
        said.append("零报告" if self.declared_empty else "完整" if self.is_complete else "不完整")
        return "，".join(said)
