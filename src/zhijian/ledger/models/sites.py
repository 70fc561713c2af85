"""Government sites, their columns, and when they were offline."""

from django.db import models
from django.db.models import Q

from zhijian.ledger.models.rows import RegisterRow


class Site(RegisterRow):
    """A government site. ``code`` is its number in this register."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="sites", verbose_name="主办单位"
    )
    code = models.CharField("网站编号", max_length=40, unique=True)
    name = models.CharField("网站名称", max_length=120)
    domain = models.CharField("英文域名", max_length=200, blank=True)
    chinese_domain = models.CharField("中文域名", max_length=120, blank=True)
    site_code = models.CharField("网站标识码", max_length=20, blank=True)
    icp_number = models.CharField("ICP备案号", max_length=60, blank=True)
    police_number = models.CharField("公安机关备案号", max_length=60, blank=True)
    is_portal = models.BooleanField("是否门户网站", null=True, blank=True)
    is_hosted_abroad = models.BooleanField("是否部署在境外", null=True, blank=True)
    has_consult_channel = models.BooleanField("有无网上咨询渠道", null=True, blank=True)
    state = models.CharField("运行状态", max_length=12, default="operating")
    opened_on = models.DateField("开通日期", null=True, blank=True)
    closed_on = models.DateField("下线日期", null=True, blank=True)
    migrated_on = models.DateField("迁移完成日期", null=True, blank=True)
    national_updated_on = models.DateField("全国系统更新日期", null=True, blank=True)

    class Meta:
        verbose_name = "网站"
        verbose_name_plural = "网站"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("domain",),
                condition=~Q(domain="") & ~Q(state="closed"),
                name="site_once_by_domain",
                violation_error_message="这个域名已经登记在另一个网站名下。",
            ),
        )
        indexes = (models.Index(fields=("name", "id"), name="site_by_name"),)

    def __str__(self) -> str:
        return self.name


class SiteColumn(RegisterRow):
    """A column of a site, with the unit that answers for it (blank: the site's own)."""

    UNIT = "site__organization"

    site = models.ForeignKey(Site, models.CASCADE, related_name="columns", verbose_name="网站")
    code = models.CharField("栏目编号", max_length=60, unique=True)
    name = models.CharField("栏目名称", max_length=120)
    column_class = models.CharField("栏目类别", max_length=20)
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="site_columns",
        verbose_name="负责单位",
    )
    state = models.CharField("状态", max_length=12, blank=True)
    opened_on = models.DateField("开设日期", null=True, blank=True)
    items_complete = models.BooleanField("信息清单是否完整", null=True, blank=True)

    class Meta:
        verbose_name = "网站栏目"
        verbose_name_plural = "网站栏目"
        ordering = ("site", "pk")

    def __str__(self) -> str:
        return self.name


class OfflinePeriod(RegisterRow):
    """A time during which a site was offline."""

    UNIT = "site__organization"

    site = models.ForeignKey(Site, models.CASCADE, related_name="offline", verbose_name="网站")
    number = models.CharField("下线编号", max_length=60, unique=True)
    kind = models.CharField("下线类型", max_length=12)
    reason = models.CharField("下线原因", max_length=200, blank=True)
    from_on = models.DateField("下线日期")
    until_on = models.DateField("恢复日期", null=True, blank=True)
    approved_by = models.CharField("批准机关", max_length=120, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    reported_on = models.DateField("报备日期", null=True, blank=True)
    announced_on = models.DateField("公告日期", null=True, blank=True)
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "网站下线"
        verbose_name_plural = "网站下线"
        ordering = ("site", "-from_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="offline_ends_after_start",
                violation_error_message="恢复日期早于下线日期，请核对。",
            ),
        )

    def __str__(self) -> str:
        return self.number
