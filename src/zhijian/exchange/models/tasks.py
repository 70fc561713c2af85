"""Tasks: what must go to whom by when, and the receipt; files of receipts that came back."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.ledger.models import (
    Account,
    Campaign,
    Filing,
    LifeEvent,
    RegisterRow,
    Rows,
    Site,
    SystemEntry,
)

USER = settings.AUTH_USER_MODEL


class TaskQuerySet(Rows):
    """Tasks by how far they are."""

    def open(self) -> Self:
        """Not done and not dropped."""
        return self.filter(done_on__isnull=True, dropped_on__isnull=True)

    def done(self) -> Self:
        """With a receipt."""
        return self.filter(done_on__isnull=False, dropped_on__isnull=True)

    def overdue(self, today: date) -> Self:
        """Open after their due day."""
        return self.open().filter(due_on__lt=today)


class Task(RegisterRow):
    """One thing to report to one recipient or system (报送任务).

    A filing and an entry in a system that mean the same are one task: its receipt is entered once
    and stands in both registers. ``recipient`` is the text of the rule; ``system`` the id of the
    system it means, "" for an office. ``done_on`` is the day it was handed in.
    """

    class Kind(models.TextChoices):
        ACCOUNT = "account", "账号备案和登记"
        SITE = "site", "网站登记更新"
        STAFF = "staff", "人员信息更新"
        INVENTORY = "inventory", "统计和整改情况上报"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="报送单位"
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    title = models.CharField("事项", max_length=200)
    recipient = models.CharField("接收方", max_length=120)
    system = models.CharField("系统", max_length=80, blank=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="exchange_tasks")
    site = models.ForeignKey(Site, models.CASCADE, null=True, related_name="tasks")
    campaign = models.ForeignKey(Campaign, models.CASCADE, null=True, related_name="tasks")
    staff_change = models.ForeignKey(
        "keeping.StaffChange", models.CASCADE, null=True, related_name="tasks"
    )
    event = models.ForeignKey(LifeEvent, models.CASCADE, null=True, related_name="tasks")
    filing = models.OneToOneField(Filing, models.CASCADE, null=True, related_name="task")
    entry = models.ForeignKey(SystemEntry, models.SET_NULL, null=True, related_name="tasks")
    case = models.ForeignKey("cases.Case", models.CASCADE, null=True, related_name="tasks")
    caused_on = models.DateField("起算日")
    due_on = models.DateField("到期日", null=True)
    due_is_estimate = models.BooleanField("到期日为推算", default=False)
    due_basis = models.CharField("期限依据", max_length=300, blank=True)
    basis = models.CharField("报送依据", max_length=300, blank=True)
    done_on = models.DateField("报送日期", null=True)
    receipt = models.CharField("回执编号", max_length=120, blank=True)
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    dropped_on = models.DateField("取消日期", null=True)
    dropped_why = models.CharField("取消原因", max_length=200, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "报送任务"
        verbose_name_plural = "报送任务"
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("event", "recipient"),
                condition=Q(event__isnull=False),
                name="task_once_for_an_event",
            ),
            models.UniqueConstraint(
                fields=("staff_change", "recipient"),
                condition=Q(staff_change__isnull=False),
                name="task_once_for_a_staff_change",
            ),
            models.UniqueConstraint(
                fields=("site", "recipient", "caused_on"),
                condition=Q(site__isnull=False),
                name="task_once_for_a_site",
            ),
        )
        indexes = (
            models.Index(fields=("organization", "-id"), name="task_by_unit"),
            models.Index(
                fields=("due_on", "id"),
                condition=Q(done_on__isnull=True, dropped_on__isnull=True),
                name="task_open_by_due",
            ),
            models.Index(fields=("system", "id"), name="task_by_system"),
            models.Index(fields=("done_on", "id"), name="task_by_done"),
        )

    def __str__(self) -> str:
        return f"{self.title}：{self.recipient}"

    @property
    def is_open(self) -> bool:
        """Still to be done."""
        return self.done_on is None and self.dropped_on is None


class Returned(RegisterRow):
    """A file with receipts that came back from a system, looked at before it is entered.

    ``lines`` hold, a dict each: what stood there, the task it was matched with, number and day,
    and why not otherwise.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        RECORDED = "recorded", "已登记"
        DROPPED = "dropped", "已放弃"

    organization = models.ForeignKey("people.Organization", models.PROTECT, related_name="+")
    system = models.CharField("系统", max_length=80)
    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PREVIEW)
    lines = models.JSONField("内容", default=list)
    counts = models.JSONField("行数", default=dict)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "回执文件"
        verbose_name_plural = "回执文件"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.file_name
