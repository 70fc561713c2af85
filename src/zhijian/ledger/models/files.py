"""Files that belong to a row of a register: scans, screenshots, proofs."""

from django.conf import settings
from django.db import models

from zhijian.ledger.models.rows import RegisterRow


class File(RegisterRow):
    """A file of a row (``subject_type``, ``subject_id``). Its bytes lie under their own hash.

    It is seen by whoever sees the unit ``organization``.
    """

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="单位"
    )
    kind = models.CharField("种类", max_length=60, blank=True)
    name = models.CharField("文件名", max_length=120)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    digest = models.CharField("SHA-256", max_length=64, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "文件"
        verbose_name_plural = "文件"
        ordering = ("pk",)
        indexes = (models.Index(fields=("subject_type", "subject_id"), name="file_by_subject"),)

    def __str__(self) -> str:
        return self.name
