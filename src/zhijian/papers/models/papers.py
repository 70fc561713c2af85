"""What was printed: which form, about what, as of which day, under which number."""

from django.conf import settings
from django.db import models

from zhijian.ledger.models import RegisterRow


class PaperNumbering(models.Model):
    """The last paper number given out in a year; the row is locked while one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "表单编号"
        verbose_name_plural = "表单编号"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Paper(RegisterRow):
    """One paper as it left the platform. The same content printed again keeps its number.

    ``subject`` is the code of what it is about (``account-12``). ``digest`` is a keyed digest of
    what stands on it: the content itself, which may hold numbers of people, is not kept twice.
    """

    number = models.CharField("编号", max_length=20, unique=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="单位"
    )
    form = models.CharField("表", max_length=60)
    subject = models.CharField("对象", max_length=40)
    subject_title = models.CharField("对象名称", max_length=200, blank=True)
    on = models.DateField("数据截至")
    digest = models.CharField(max_length=64, editable=False)
    holds_numbers = models.BooleanField("含个人号码", default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "打印的表"
        verbose_name_plural = "打印的表"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("subject", "form", "-id"), name="paper_by_subject"),)

    def __str__(self) -> str:
        return self.number
