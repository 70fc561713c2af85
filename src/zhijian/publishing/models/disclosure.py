"""What units and sites owe the public: policies explained, information disclosed, columns kept."""

from django.db import models

from zhijian.ledger.models import RegisterRow


class Policy(RegisterRow):
    """A policy paper of a unit, and when it was explained on the site and on an account."""

    number = models.CharField("文件编号", max_length=80, unique=True)
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        db_index=False,
        related_name="policies",
        verbose_name="制定单位",
    )
    title = models.CharField("标题", max_length=300, blank=True)
    is_important = models.BooleanField("是否须解读", null=True, blank=True)
    published_on = models.DateField("发布日期")
    interpreted_on_site_on = models.DateField("网站解读日期", null=True, blank=True)
    interpreted_on_account_on = models.DateField("新媒体解读日期", null=True, blank=True)

    class Meta:
        verbose_name = "政策文件"
        verbose_name_plural = "政策文件"
        ordering = ("-published_on", "-pk")
        indexes = (
            models.Index(fields=("organization", "published_on"), name="policy_by_unit"),
            models.Index(fields=("published_on", "id"), name="policy_by_day"),
        )

    def __str__(self) -> str:
        return self.title or self.number


class DisclosureItem(RegisterRow):
    """Something a unit must make public, when it came about, and when it was disclosed."""

    item = models.CharField("信息编号", max_length=80, unique=True)
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        db_index=False,
        related_name="disclosure_items",
        verbose_name="公开单位",
    )
    title = models.CharField("标题", max_length=300, blank=True)
    category = models.CharField("公开类别", max_length=60, blank=True)
    formed_on = models.DateField("形成日期")
    disclosed_on = models.DateField("公开日期", null=True, blank=True)
    is_withheld = models.BooleanField("是否不予公开", null=True, blank=True)
    withheld_ground = models.CharField("不予公开依据", max_length=200, blank=True)
    due_by_law_on = models.DateField("法定公开期限", null=True, blank=True)

    class Meta:
        verbose_name = "主动公开"
        verbose_name_plural = "主动公开"
        ordering = ("-formed_on", "-pk")
        indexes = (
            models.Index(fields=("organization", "formed_on"), name="disclosure_by_unit"),
            models.Index(fields=("formed_on", "id"), name="disclosure_by_day"),
        )

    def __str__(self) -> str:
        return self.title or self.item


class ColumnItem(RegisterRow):
    """One text in a column of a site."""

    UNIT = "site_column__site__organization"

    item = models.CharField("信息编号", max_length=80, unique=True)
    site_column = models.ForeignKey(
        "ledger.SiteColumn",
        models.PROTECT,
        db_index=False,
        related_name="items",
        verbose_name="栏目",
    )
    title = models.CharField("标题", max_length=300, blank=True)
    published_on = models.DateField("发布日期")
    covers_year = models.PositiveSmallIntegerField("所属年度", null=True, blank=True)

    class Meta:
        verbose_name = "栏目信息"
        verbose_name_plural = "栏目信息"
        ordering = ("-published_on", "-pk")
        indexes = (
            models.Index(fields=("site_column", "published_on"), name="column_item_by_column"),
            models.Index(fields=("published_on", "id"), name="column_item_by_day"),
        )

    def __str__(self) -> str:
        return self.title or self.item
