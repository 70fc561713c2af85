"""Work to be done later, as rows."""

from typing import Any

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of work. A worker leases it; what is not finished in time is leased again."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "执行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    kind = models.CharField("任务", max_length=60)
    payload: Any = models.JSONField("参数", default=dict)
    key = models.CharField("唯一键", max_length=160, null=True, blank=True, unique=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField("执行时间")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    max_attempts = models.PositiveSmallIntegerField("最多次数", default=8)
    leased_by = models.CharField("执行者", max_length=80, blank=True)
    leased_until = models.DateTimeField("租约到", null=True, blank=True)
    error = models.TextField("失败原因", blank=True)
    created_at = models.DateTimeField("建立时间")
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("state", "run_at", "id"), name="job_due"),
            models.Index(fields=("leased_until",), name="job_lease", condition=Q(state="running")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
