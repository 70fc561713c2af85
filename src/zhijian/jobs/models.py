"""Work to be done later, as rows, and the workers who were seen doing it."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

SEEN_LATELY = timedelta(minutes=3)
"""A worker says so every minute; one that was silent for three is gone."""


class JobQuerySet(models.QuerySet["Job"]):
    """Jobs by what is to be done with them."""

    def due(self, moment: datetime) -> Self:
        """Waiting jobs whose time has come, the longest waiting first."""
        return self.filter(state=Job.State.WAITING, run_at__lte=moment).order_by("run_at", "pk")

    def abandoned(self, moment: datetime) -> Self:
        """Jobs whose worker has let the lease run out."""
        return self.filter(state=Job.State.RUNNING, leased_until__lt=moment).order_by(
            "leased_until"
        )

    def unfinished(self) -> Self:
        """Jobs that wait or run."""
        return self.filter(state__in=(Job.State.WAITING, Job.State.RUNNING))


class Job(models.Model):
    """One piece of work. A worker leases it; what is not finished in time is leased again.

    ``key`` is unique among all rows, whatever their state: while the row is kept, the same key
    never makes a second job. The payload holds ids and counts, no personal data.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "执行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"
        CANCELLED = "cancelled", "已取消"

    kind = models.CharField("任务", max_length=60)
    payload: Any = models.JSONField("参数", default=dict)
    key = models.CharField("唯一键", max_length=160, null=True, blank=True, unique=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    run_at = models.DateTimeField("执行时间")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    max_attempts = models.PositiveSmallIntegerField("最多次数", default=8)
    leased_by = models.CharField("执行者", max_length=80, blank=True)
    leased_until = models.DateTimeField("租约到", null=True, blank=True)
    handed_at = models.DateTimeField("交给消息队列的时间", null=True, blank=True)
    error = models.TextField("失败原因", blank=True)
    created_at = models.DateTimeField("建立时间")
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("state", "run_at", "id"), name="job_due"),
            models.Index(fields=("state", "-id"), name="job_by_state"),
            models.Index(fields=("kind", "-id"), name="job_by_kind"),
            models.Index(fields=("leased_until",), name="job_lease", condition=Q(state="running")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Workers by when they were seen."""

    def seen_lately(self, moment: datetime) -> Self:
        """Workers that are alive, as far as one can tell."""
        return self.filter(seen_at__gte=moment - SEEN_LATELY).order_by("name")


class Worker(models.Model):
    """A worker that does jobs, and when it last said so."""

    name = models.CharField("执行者", max_length=80, primary_key=True)
    version = models.CharField("程序版本", max_length=20)
    started_at = models.DateTimeField("启动时间")
    seen_at = models.DateTimeField("最近一次")
    job_count = models.PositiveBigIntegerField("办过的任务", default=0)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = "执行者"
        verbose_name_plural = "执行者"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
