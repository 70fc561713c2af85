"""Many papers printed at once."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from zhijian.ledger.models import RegisterRow, Rows


class PrintBatchQuerySet(Rows):
    """Batches."""

    def visible_to(self, user: Any, on: Any = None) -> Self:
        """The batches that ``user`` started: the file may hold numbers of people."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self.filter(by=user)


class PrintBatch(RegisterRow):
    """One form for many subjects, as one file; ``done`` of ``total`` are drawn so far."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "正在生成"
        DONE = "done", "已生成"
        FAILED = "failed", "没有生成"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="单位"
    )
    form = models.CharField("表", max_length=60)
    format = models.CharField("格式", max_length=4)
    subjects = models.JSONField("对象", default=list)
    on = models.DateField("数据截至")
    copies = models.PositiveSmallIntegerField("份数", default=1)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    trouble = models.CharField("原因", max_length=500, blank=True)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveIntegerField("大小", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PrintBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "批量打印"
        verbose_name_plural = "批量打印"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.form} {self.total}"
