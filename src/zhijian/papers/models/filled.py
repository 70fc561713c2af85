"""Filled forms that came back."""

from django.conf import settings
from django.db import models

from zhijian.ledger.models import RegisterRow
from zhijian.people.encryption import EncryptedTextField


class FilledForm(RegisterRow):
    """One filled form as it was handed in. It is looked at first; then what was ticked is taken.

    ``sealed`` holds what was read, because names and numbers stand in it; ``taken`` the keys of the
    fields that were taken over.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "待核对"
        TAKEN = "taken", "已写入台账"
        DROPPED = "dropped", "已放弃"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="单位"
    )
    form = models.CharField("表", max_length=60)
    subject = models.CharField("对象", max_length=40)
    subject_title = models.CharField("对象名称", max_length=200, blank=True)
    name = models.CharField("文件名", max_length=120)
    media_type = models.CharField("类型", max_length=100)
    size = models.PositiveIntegerField("大小")
    digest = models.CharField("SHA-256", max_length=64)
    sealed = EncryptedTextField("读到的内容", blank=True)
    remarks = models.JSONField("提示", default=list)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.PREVIEW)
    taken = models.JSONField("写入的项目", default=list)
    decided_at = models.DateTimeField("确认时间", null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "交回的表"
        verbose_name_plural = "交回的表"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("subject", "-id"), name="filled_form_by_subject"),)

    def __str__(self) -> str:
        return self.name
