"""Outside operators: contracts with their papers, and when they end, lapse or are suspended."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from zhijian.ledger.models import RegisterRow, Rows


class Contracts(Rows):
    """Contracts with operators."""

    def running(self, on: date) -> Self:
        """In their term on ``on``, suspended ones with them."""
        open_end = Q(until_on__isnull=True) | Q(until_on__gte=on)
        return self.filter(open_end, from_on__lte=on)

    def ending(self, on: date, until: date) -> Self:
        """Running on ``on`` and over by ``until``, or their proof of qualification is."""
        soon = Q(until_on__lte=until) | Q(qualified_until_on__lte=until)
        return self.running(on).filter(soon)


class Contract(RegisterRow):
    """What a unit had an operator take over, for how long, and on what proof."""

    class Way(models.TextChoices):
        TENDER = "tender", "公开招标"
        INVITED = "invited", "邀请招标"
        CONSULT = "consult", "竞争性磋商"
        NEGOTIATE = "negotiate", "竞争性谈判"
        INQUIRY = "inquiry", "询价"
        SINGLE = "single", "单一来源"
        FRAME = "frame", "框架协议"
        OTHER = "other", "其他"

    class Proof(models.TextChoices):
        NEWS = "news", "采编资质"
        EXPERIENCE = "experience", "运维经验证明"

    number = models.CharField("合同编号", max_length=60, unique=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="contracts", verbose_name="委托单位"
    )
    operator = models.CharField("受托方", max_length=120)
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contracts",
        verbose_name="账号",
    )
    tasks = models.CharField("委托事项", max_length=300, blank=True)
    from_on = models.DateField("生效日期")
    until_on = models.DateField("到期日期", null=True, blank=True)
    qualified_until_on = models.DateField("资质有效期至", null=True, blank=True)
    way = models.CharField("采购方式", max_length=12, choices=Way.choices, blank=True)
    procurement = models.CharField("采购编号", max_length=60, blank=True)
    proof = models.CharField("资质证明", max_length=12, choices=Proof.choices, blank=True)
    suspended_on = models.DateField("暂停日期", null=True, blank=True)
    suspended_why = models.CharField("暂停原因", max_length=200, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    objects = Contracts.as_manager()

    class Meta:
        verbose_name = "委托合同"
        verbose_name_plural = "委托合同"
        ordering = ("-from_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="contract_ends_after_start",
                violation_error_message="到期日期早于生效日期，请核对。",
            ),
        )
        indexes = (models.Index(fields=("until_on", "id"), name="contract_by_end"),)

    def __str__(self) -> str:
        return f"{self.operator}（{self.number}）"

    def state_on(self, on: date) -> str:
        """未生效, 已到期, 已暂停, 资质过期 or 在用."""
        if self.from_on > on:
            return "未生效"
        if self.until_on is not None and self.until_on < on:
            return "已到期"
        if self.suspended_on is not None and self.suspended_on <= on:
            return "已暂停"
        if self.qualified_until_on is not None and self.qualified_until_on < on:
            return "资质过期"
        return "在用"


class ContractPaper(RegisterRow):
    """A paper signed along with a contract."""

    UNIT = "contract__organization"

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="papers", verbose_name="委托合同"
    )
    paper = models.CharField("材料名称", max_length=120)
    signed_on = models.DateField("签署日期", null=True, blank=True)
    until_on = models.DateField("到期日期", null=True, blank=True)

    class Meta:
        verbose_name = "合同附件"
        verbose_name_plural = "合同附件"
        ordering = ("contract", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("contract", "paper"),
                name="contract_paper_once",
                violation_error_message="这份合同已经登记过同名材料，续签的请修改原来那一条的日期。",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(until_on__gte=models.F("signed_on")),
                name="contract_paper_ends_after_start",
                violation_error_message="到期日期早于签署日期，请核对。",
            ),
        )

    def __str__(self) -> str:
        return self.paper
