"""The record: one row per change, in one chain; its daily heads; the times it was verified."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.config import clock
from zhijian.journal.canonical import ORIGIN


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries by what they are about, and by who may read them."""

    def about(self, subject: models.Model) -> Self:
        """The entries of one object, newest first."""
        return self.filter(
            subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
        ).order_by("-seq")

    def visible_to(self, user: Any) -> Self:
        """All of them to the auditor, none to anybody else.

        Others read the record of an object that they can see, by ``about`` and ``timeline``.
        """
        is_auditor = getattr(user, "is_active", False) and user.office == "audit"
        return self if is_auditor else self.none()


class Entry(models.Model):
    """One change: who did what to which object, when. The database refuses to alter it."""

    seq = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    actor_name = models.CharField("办理人姓名", max_length=60, blank=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, null=True, related_name="+", verbose_name="单位"
    )
    action = models.CharField("事项", max_length=60)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=60)
    subject_name = models.CharField("对象名称", max_length=200)
    subject_previous = models.BigIntegerField("同一对象的上一条", default=0)
    remark = models.TextField("说明", blank=True)
    data: Any = models.JSONField("内容", default=dict)
    address = models.CharField("来源地址", max_length=45, blank=True)
    salt = models.CharField("随机数", max_length=32)
    algorithm = models.CharField("摘要算法", max_length=8)
    previous = models.CharField("上一条摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "留痕"
        verbose_name_plural = "留痕"
        ordering = ("-seq",)
        indexes = (
            models.Index(fields=("subject_type", "subject_id", "seq"), name="entry_by_subject"),
            models.Index(fields=("actor", "seq"), name="entry_by_actor"),
            models.Index(fields=("organization", "seq"), name="entry_by_organization"),
            models.Index(fields=("action", "seq"), name="entry_by_action"),
            models.Index(fields=("at",), name="entry_by_time"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"


class Head(models.Model):
    """The end of the chain: one row, locked by whoever writes the next entry.

    The migration makes it; the database lets it move forward by one entry and no other way.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=ORIGIN)

    class Meta:
        verbose_name = "留痕"
        verbose_name_plural = "留痕"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="journal_has_one_head"),)

    def __str__(self) -> str:
        return f"留痕，至第 {self.seq} 条"


class DailyHead(models.Model):
    """Where the chain ended on one day: the line that is printed and signed."""

    day = models.DateField("日期", primary_key=True)
    seq = models.BigIntegerField("链头序号")
    digest = models.CharField("链头摘要", max_length=64)
    algorithm = models.CharField("摘要算法", max_length=8)
    count = models.BigIntegerField("当日条数")
    made_at = models.DateTimeField("生成时间", default=clock.now)

    class Meta:
        verbose_name = "日链头"
        verbose_name_plural = "日链头"
        ordering = ("-day",)

    def __str__(self) -> str:
        return f"{self.day} 第 {self.seq} 条"


class Verification(models.Model):
    """One time the whole chain was verified, and what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待核验"
        SOUND = "sound", "完整无误"
        BROKEN = "broken", "发现断裂"

    state = models.CharField("结果", max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间", default=clock.now)
    finished_at = models.DateTimeField("完成时间", null=True)
    count = models.BigIntegerField("核验条数", default=0)
    head_digest = models.CharField("链头摘要", max_length=64, blank=True)
    broken_seq = models.BigIntegerField("断裂处", null=True)
    reason = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "核验"
        verbose_name_plural = "核验"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M} {self.get_state_display()}"
