"""The index that the public searches, and what the public reports."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models

from zhijian.people.encryption import EncryptedTextField
from zhijian.people.models import Organization, seen_by


class Listed(models.Model):
    """An account that the public may look up; ``text`` is its name and its sponsor, comparable."""

    account = models.OneToOneField(
        "ledger.Account", models.CASCADE, primary_key=True, related_name="listed"
    )
    text = models.CharField(max_length=260)

    class Meta:
        verbose_name = "名录条目"
        verbose_name_plural = "名录条目"

    def __str__(self) -> str:
        return self.text.partition("\n")[0]


class Gram(models.Model):
    """Two neighbouring letters of a listed text: what a search meets."""

    gram = models.CharField(max_length=2)
    listed = models.ForeignKey(Listed, models.CASCADE, related_name="grams")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("gram", "listed"), name="gram_once"),)

    def __str__(self) -> str:
        return self.gram


class Progress(models.Model):
    """Up to which entry of the record the index was brought; one row."""

    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.seq}"


class ImpostorReportQuerySet(models.QuerySet["ImpostorReport"]):
    """Reports by reader."""

    def visible_to(self, user: Any, on: date | None = None) -> Self:
        """Reports about units whose work ``user`` may see."""
        return seen_by(user, on).within(self, "organization")


class ImpostorReport(models.Model):
    """What somebody from the public says about an account that pretends to be a government's."""

    class State(models.TextChoices):
        NEW = "new", "待核实"
        IMPOSTOR = "impostor", "确系假冒"
        GENUINE = "genuine", "不是假冒"
        UNCLEAR = "unclear", "无法核实"

    number = models.CharField("编号", max_length=20, unique=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="核实单位"
    )
    link = models.CharField("链接或账号ID", max_length=500)
    name = models.CharField("账号名称", max_length=120, blank=True)
    claims = models.CharField("冒充的单位", max_length=120, blank=True)
    says = models.TextField("情况说明", blank=True)
    contact = EncryptedTextField("联系方式", blank=True, default="")
    sender = models.CharField(max_length=32, editable=False, db_index=True)
    at = models.DateTimeField("报告时间")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.NEW)
    outcome = models.CharField("处理情况", max_length=300, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ImpostorReportQuerySet.as_manager()

    class Meta:
        verbose_name = "假冒线索"
        verbose_name_plural = "假冒线索"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("organization", "-id"), name="impostor_report_by_unit"),)

    def __str__(self) -> str:
        return self.number
