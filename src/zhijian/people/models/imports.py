"""What was uploaded, how each row was understood, and what became of it."""

from typing import Any, Self

from django.conf import settings
from django.db import models

from zhijian.people.encryption import EncryptedTextField
from zhijian.people.models.tree import Organization


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Uploads."""

    def visible_to(self, user: Any) -> Self:
        """What ``user`` uploaded; the system administrator sees all."""
        if not getattr(user, "is_active", False):
            return self.none()
        return self.all() if user.office == "system" else self.filter(uploaded_by=user)


class ImportBatch(models.Model):
    """One upload of units and staff. It is looked at first, then taken whole or not at all."""

    class State(models.TextChoices):
        PREVIEW = "preview", "待确认"
        COMMITTED = "committed", "已导入"
        UNDONE = "undone", "已撤销"
        DROPPED = "dropped", "已放弃"

    file_name = models.CharField("文件", max_length=200)
    file_digest = models.CharField("文件摘要", max_length=64)
    file_bytes = models.PositiveIntegerField("字节数")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PREVIEW)
    place = models.CharField("行政区划代码", max_length=12)
    understood: Any = models.JSONField("读懂了什么", default=list)
    counts: Any = models.JSONField("行数", default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", verbose_name="单位"
    )
    uploaded_at = models.DateTimeField("上传时间")
    decided_at = models.DateTimeField("确认时间", null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"导入批次 {self.pk}"


class ImportRow(models.Model):
    """One row of an upload (``is_planned``), or one cell that was left out of it.

    What stood there is sealed, because it holds names and telephone numbers.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        SAME = "same", "无变化"
        REFUSED = "refused", "未读入"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("序号")
    relation = models.CharField("台账", max_length=20, blank=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices)
    file = models.CharField("文件", max_length=200, blank=True)
    sheet = models.CharField("工作表", max_length=120, blank=True)
    row = models.PositiveIntegerField("行", null=True)
    cell = models.CharField("单元格", max_length=12, blank=True)
    header = models.CharField("表头", max_length=120, blank=True)
    about = models.CharField("对象", max_length=200, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    cure = models.CharField("改法", max_length=300, blank=True)
    loses_row = models.BooleanField("整行未读入", default=False)
    sealed = EncryptedTextField("内容", blank=True, default="")
    before = EncryptedTextField("原内容", blank=True, default="")
    is_planned = models.BooleanField("是一行", default=False)
    target = models.BigIntegerField("所改对象", null=True)
    unit_made = models.BigIntegerField("新增单位", null=True)
    person_made = models.BigIntegerField("新增人员", null=True)
    position_made = models.BigIntegerField("新增岗位", null=True)

    class Meta:
        verbose_name = "导入的一行"
        verbose_name_plural = "导入的各行"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("batch", "number"), name="import_row_number_once"),
        )
        indexes = (
            models.Index(fields=("batch", "outcome", "number"), name="import_row_by_outcome"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}-{self.number}"
