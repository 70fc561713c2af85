"""Reconciliations of our register with the exports of systems above, and what they found."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.ledger.models import Account, RegisterRow

USER = settings.AUTH_USER_MODEL


class Reconciliation(RegisterRow):
    """The register of a unit and of those below it against exports of one or more systems."""

    class State(models.TextChoices):
        LOADING = "loading", "待上传"
        RUNNING = "running", "正在核对"
        DONE = "done", "已核对"
        FAILED = "failed", "没有完成"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="核对范围"
    )
    title = models.CharField("名称", max_length=120)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.LOADING)
    trouble = models.CharField("没有完成的原因", max_length=500, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="发起人")
    ran_at = models.DateTimeField("核对时间", null=True)
    accounts = models.PositiveIntegerField("台账账号数", default=0)

    class Meta:
        verbose_name = "对账"
        verbose_name_plural = "对账"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("organization", "-id"), name="reconciliation_by_unit"),)

    def __str__(self) -> str:
        return self.title


class Compared(RegisterRow):
    """One system's export in a reconciliation: the file (sealed), how it was read, the counts."""

    UNIT = "reconciliation__organization"

    reconciliation = models.ForeignKey(Reconciliation, models.CASCADE, related_name="exports")
    system = models.CharField("系统", max_length=80)
    as_of_on = models.DateField("数据截至")
    file_name = models.CharField("文件", max_length=200)
    digest = models.CharField("SHA-256", max_length=64)
    sealed = models.BinaryField("密文")
    headers = models.JSONField("列的对应", default=dict)
    columns = models.JSONField("读懂了什么", default=list)
    refused = models.JSONField("未读入", default=list)
    counts = models.JSONField("行数", default=dict)

    class Meta:
        verbose_name = "系统导出表"
        verbose_name_plural = "系统导出表"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("reconciliation", "system"), name="export_once_in_a_reconciliation"
            ),
        )

    def __str__(self) -> str:
        return self.file_name


class Mismatch(RegisterRow):
    """One thing on which register and system do not agree.

    ``unit`` is the unit whose account it is; None for a row of the system that no unit of ours
    could be told for. ``told`` is what the system's row says, ``identity`` what tells it from
    others in the next export, too. ``differences`` holds (column, ours, theirs, side) each.
    """

    UNIT = "organization"

    class Kind(models.TextChoices):
        MISSING = "missing", "系统缺少"
        EXTRA = "extra", "系统多出"
        REPEATED = "repeated", "系统重复"
        DIFFERENT = "different", "内容不一致"

    class State(models.TextChoices):
        OPEN = "open", "待处理"
        SETTLED = "settled", "已处理"
        APART = "apart", "不是同一账号"

    export = models.ForeignKey(Compared, models.CASCADE, related_name="mismatches")
    organization = models.ForeignKey("people.Organization", models.CASCADE, related_name="+")
    kind = models.CharField("类别", max_length=9, choices=Kind.choices)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    name = models.CharField("账号名称", max_length=200, blank=True)
    platform = models.CharField("平台", max_length=80, blank=True)
    unit_name = models.CharField("系统所写单位", max_length=200, blank=True)
    told = models.JSONField("系统所写", default=dict)
    identity = models.CharField(max_length=32, blank=True)
    how = models.CharField("怎样认出", max_length=10, blank=True)
    differences = models.JSONField("不一致之处", default=list)
    sides = models.CharField("须改的一边", max_length=20, blank=True)
    state = models.CharField("处理", max_length=8, choices=State.choices, default=State.OPEN)
    remark = models.CharField("处理说明", max_length=200, blank=True)
    task = models.ForeignKey("exchange.Task", models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "对账问题"
        verbose_name_plural = "对账问题"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("export", "kind", "id"), name="mismatch_by_kind"),
            models.Index(fields=("organization", "id"), name="mismatch_by_unit"),
        )

    def __str__(self) -> str:
        return self.name


class Ruling(RegisterRow):
    """A person's word that an account of ours and a row of a system are one, or are not."""

    UNIT = "account__organization"

    system = models.CharField("系统", max_length=80)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    identity = models.CharField(max_length=32)
    is_same = models.BooleanField("是同一账号")
    remark = models.CharField("理由", max_length=200, blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "同一账号认定"
        verbose_name_plural = "同一账号认定"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("system", "account", "identity"), name="ruling_once_for_a_pair"
            ),
            models.UniqueConstraint(
                fields=("system", "account"),
                condition=Q(is_same=True),
                name="ruling_one_same",
            ),
        )

    def __str__(self) -> str:
        return "是同一账号" if self.is_same else "不是同一账号"
