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
    """One upload of ledgers. It is looked at first; then what was chosen is taken, all or nothing.

    ``corrections`` say how tables are to be read (see ``importing.corrections``), ``picks`` which
    rows of each ledger are chosen (see ``importing.choosing``), ``trouble`` why the last step that
    ran in the background was refused.
    """

    class State(models.TextChoices):
        READING = "reading", "正在读取"
        UNREAD = "unread", "没有读成"
        PREVIEW = "preview", "待确认"
        COMMITTING = "committing", "正在导入"
        COMMITTED = "committed", "已导入"
        UNDOING = "undoing", "正在撤销"
        UNDONE = "undone", "已撤销"
        DROPPED = "dropped", "已放弃"

    class Pick(models.TextChoices):
        ALL = "all", "全部可导入的"
        NEW = "new", "只要新增"
        CHANGED = "changed", "只要变更"
        CLEAN = "clean", "只要没有提示的"
        NONE = "none", "一行也不要"

    file_name = models.CharField("文件", max_length=200)
    file_digest = models.CharField("文件摘要", max_length=64)
    file_bytes = models.PositiveIntegerField("字节数")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PREVIEW)
    place = models.CharField("行政区划代码", max_length=12)
    understood: Any = models.JSONField("读懂了什么", default=list)
    outline = EncryptedTextField("表头", blank=True, default="")
    corrections: Any = models.JSONField("更正的对应关系", default=list)
    counts: Any = models.JSONField("行数", default=dict)
    by_ledger: Any = models.JSONField("各台账的行数", default=dict)
    picks: Any = models.JSONField("选择", default=dict)
    taken = models.PositiveIntegerField("导入的行数", default=0)
    trouble = models.TextField("未办成的原因", blank=True, default="")
    reason = models.CharField("撤销理由", max_length=200, blank=True, default="")
    job = models.BigIntegerField("后台任务", null=True)
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


class ImportUpload(models.Model):
    """The uploaded file itself, sealed; kept until the batch is decided."""

    batch = models.OneToOneField(ImportBatch, models.CASCADE, related_name="upload")
    sealed = models.BinaryField("密文")

    class Meta:
        verbose_name = "待确认的文件"
        verbose_name_plural = "待确认的文件"

    def __str__(self) -> str:
        return f"{self.batch_id}"


class ImportRow(models.Model):
    """One row of an upload (``is_planned``), or one cell that was left out of it.

    What stood there is sealed, because it holds names and telephone numbers. ``has_remark``: a cell
    of the row was left out. ``is_flipped``: its choice is the other way than its ledger's.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        SAME = "same", "无变化"
        REFUSED = "refused", "未读入"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("序号")
    relation = models.CharField("台账", max_length=40, blank=True)
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
    has_remark = models.BooleanField("有提示", default=False)
    is_flipped = models.BooleanField("另行选择", default=False)

    class Meta:
        verbose_name = "导入的一行"
        verbose_name_plural = "导入的各行"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("batch", "number"), name="import_row_number_once"),
        )
        indexes = (
            models.Index(fields=("batch", "outcome", "number"), name="import_row_by_outcome"),
            models.Index(
                fields=("batch", "relation", "outcome", "number"), name="import_row_by_ledger"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}-{self.number}"


class ImportTrace(models.Model):
    """One record that an import made (``is_new``) or changed; what undoing goes by.

    ``mark`` is the fingerprint of the record as the import left it, "" where none was taken.
    ``before`` holds, sealed, the values before and after a change.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="traces")
    number = models.PositiveIntegerField("行的序号")
    table = models.CharField("表", max_length=60)
    target = models.BigIntegerField("对象")
    is_new = models.BooleanField("新增")
    mark = models.CharField("摘要", max_length=16, blank=True, default="")
    before = EncryptedTextField("原内容", blank=True, default="")

    class Meta:
        verbose_name = "导入所写的记录"
        verbose_name_plural = "导入所写的记录"
        ordering = ("number", "pk")
        indexes = (models.Index(fields=("batch", "table", "target"), name="import_trace_table"),)

    def __str__(self) -> str:
        return f"{self.table} {self.target}"
