"""Accounts: what they are, whose they are, and what was seen of them."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from zhijian.core.facts.derive import comparable
from zhijian.ledger.models.rows import RegisterRow, Rows
from zhijian.people.encryption import EncryptedTextField


class AccountQuerySet(Rows):
    """Accounts."""

    def in_books(self) -> Self:
        """Accounts that exist or existed: neither planned ones nor those that were refused."""
        return self.filter(state__in=Account.KNOWN)

    def live(self) -> Self:
        """Accounts in use, suspended ones with them."""
        return self.filter(state__in=("operating", "suspended"))

    def counted(self) -> Self:
        """Government accounts in use: those guided by an industry department are not counted."""
        guided = Q(is_industry_guided=True) | Q(organization__kind="enterprise")
        return self.live().exclude(guided)


class Account(RegisterRow):
    """A government account or app. ``handle`` is its id on the platform, unique there.

    Codes (platform, account type, state …) are those of the core's relation ``accounts``; before it
    exists on its platform an account is ``planned``, and ``dropped`` if that came to nothing.
    """

    KNOWN = ("operating", "suspended", "closed", "deregistered")

    class State(models.TextChoices):
        PLANNED = "planned", "拟开设"
        OPERATING = "operating", "正常"
        SUSPENDED = "suspended", "暂停"
        CLOSED = "closed", "关停"
        DEREGISTERED = "deregistered", "注销"
        DROPPED = "dropped", "未开设"

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="accounts", verbose_name="主办单位"
    )
    handle = models.CharField("账号ID", max_length=120, blank=True)
    name = models.CharField("账号名称", max_length=120)
    name_norm = models.CharField(max_length=120, editable=False, db_index=True)
    platform = models.CharField("发布平台", max_length=40)
    account_type = models.CharField("账号类型", max_length=40, blank=True)
    supervisor = models.CharField("主管单位", max_length=120, blank=True)
    operator = models.CharField("承办单位", max_length=120, blank=True)
    operator_leader = models.CharField("承办单位分管领导及职务", max_length=60, blank=True)
    operator_contact = models.CharField("承办单位联系人", max_length=60, blank=True)
    operator_phone = EncryptedTextField("承办单位联系电话", blank=True)
    operation_mode = models.CharField("运营模式", max_length=12, blank=True)
    media_form = models.CharField("主要形态", max_length=8, blank=True)
    state = models.CharField(
        "运行状态", max_length=12, choices=State.choices, default=State.PLANNED
    )
    registered_subject_kind = models.CharField("账号主体类别", max_length=12, blank=True)
    registered_subject = models.CharField("账号主体", max_length=120, blank=True)
    certified_subject = models.CharField("认证主体", max_length=120, blank=True)
    certified_subject_kind = models.CharField("认证主体类别", max_length=12, blank=True)
    is_certified = models.BooleanField("是否通过认证", null=True, blank=True)
    certification_text = models.CharField("公开认证信息", max_length=300, blank=True)
    is_filed = models.BooleanField("是否备案", null=True, blank=True)
    is_approved = models.BooleanField("是否经批准", null=True, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    registered_on = models.DateField("注册日期", null=True, blank=True)
    opened_on = models.DateField("正式运营时间", null=True, blank=True)
    stopped_on = models.DateField("停止运营日期", null=True, blank=True)
    followers = models.BigIntegerField("关注量/粉丝量", null=True, blank=True)
    followers_on = models.DateField("关注量查看日期", null=True, blank=True)
    reads = models.BigIntegerField("阅读量", null=True, blank=True)
    reads_period = models.CharField("阅读量统计时段", max_length=60, blank=True)
    update_frequency = models.CharField("推送频率", max_length=60, blank=True)
    has_dedicated_staff = models.BooleanField("是否专人运营", null=True, blank=True)
    staff_count = models.PositiveIntegerField("运营人数", null=True, blank=True)
    link = models.CharField("访问链接", max_length=500, blank=True)
    introduction = models.TextField("基本情况介绍", blank=True)
    tasks = models.CharField("基本功能", max_length=200, blank=True)
    comments_open = models.BooleanField("评论是否开放", null=True, blank=True)
    messages_open = models.BooleanField("留言是否开放", null=True, blank=True)
    private_messages_open = models.BooleanField("私信是否开放", null=True, blank=True)
    has_comment_module = models.BooleanField("有无留言评论模块", null=True, blank=True)
    has_survey_module = models.BooleanField("有无征集调查模块", null=True, blank=True)
    has_consult_module = models.BooleanField("有无咨询投诉模块", null=True, blank=True)
    interaction_works = models.BooleanField("互动功能是否有效", null=True, blank=True)
    is_usable = models.BooleanField("客户端能否下载使用", null=True, blank=True)
    provides_news = models.BooleanField("是否提供新闻或视听服务", null=True, blank=True)
    has_license = models.BooleanField("是否取得互联网新闻信息服务资质", null=True, blank=True)
    license_number = models.CharField("许可证编号", max_length=60, blank=True)
    license_until_on = models.DateField("许可证有效期至", null=True, blank=True)
    section = models.CharField("管理运营科室", max_length=60, blank=True)
    is_industry_guided = models.BooleanField("是否行业指导账号", null=True, blank=True)
    store_links_left = models.IntegerField("未清除的下载链接数", null=True, blank=True)
    publications_complete = models.BooleanField("发布记录是否完整", null=True, blank=True)
    budget_per_year = models.BigIntegerField("经费保障（元/年）", null=True, blank=True)
    qr_digest = models.CharField("二维码图片", max_length=64, blank=True, editable=False)
    qr_text = models.CharField("二维码内容", max_length=500, blank=True, editable=False)
    remark = models.CharField("备注", max_length=300, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = "账号"
        verbose_name_plural = "账号"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("platform", "handle"),
                condition=~Q(handle=""),
                name="account_once_on_its_platform",
                violation_error_message="这个平台上的这个账号ID已经登记过了。",
            ),
        )
        indexes = (
            models.Index(fields=("organization", "platform"), name="account_by_unit"),
            models.Index(fields=("name", "id"), name="account_by_name"),
            models.Index(fields=("state", "id"), name="account_by_state"),
            models.Index(fields=("platform", "id"), name="account_by_platform"),
            models.Index(fields=("opened_on", "id"), name="account_by_opening"),
            models.Index(fields=("followers", "id"), name="account_by_followers"),
            models.Index(fields=("followers_on", "id"), name="account_by_followers_day"),
            models.Index(
                fields=("license_until_on", "id"),
                condition=Q(license_until_on__isnull=False),
                name="account_by_license",
            ),
            models.Index(
                fields=("id",),
                condition=Q(is_filed=False) | Q(is_filed__isnull=True),
                name="account_unfiled",
            ),
            models.Index(
                fields=("id",), condition=Q(followers_on__isnull=True), name="account_unseen"
            ),
            models.Index(
                fields=("id",), condition=Q(is_industry_guided=True), name="account_guided"
            ),
            models.Index(fields=("link",), condition=~Q(link=""), name="account_by_link"),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the comparable name in step with the name."""
        self.name_norm = comparable(self.name)[:120]
        if (fields := kwargs.get("update_fields")) is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_norm"}
        super().save(*args, **kwargs)


class OfAccount(RegisterRow):
    """A row about an account."""

    UNIT = "account__organization"

    class Meta:
        abstract = True


class MenuItem(OfAccount):
    """An item of an account's menu, at most three levels deep."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="menu_items", verbose_name="账号"
    )
    order = models.PositiveIntegerField("次序", default=0)
    name = models.CharField("栏目名称", max_length=60, blank=True)
    level_1 = models.CharField("一级菜单", max_length=60)
    level_2 = models.CharField("二级菜单", max_length=60, blank=True)
    level_3 = models.CharField("三级菜单", max_length=60, blank=True)
    link = models.CharField("链接", max_length=500, blank=True)
    link_works = models.BooleanField("链接是否有效", null=True, blank=True)
    link_seen_on = models.DateField("链接查看日期", null=True, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "菜单项"
        verbose_name_plural = "菜单项"
        ordering = ("account", "order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "level_1", "level_2", "level_3"),
                name="menu_item_once",
                violation_error_message="这个账号已经有同样的菜单项。",
            ),
        )

    def __str__(self) -> str:
        return " / ".join(level for level in (self.level_1, self.level_2, self.level_3) if level)


class Certification(OfAccount):
    """What a platform showed of an account's certification on a day."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="certifications", verbose_name="账号"
    )
    seen_on = models.DateField("查看日期")
    subject = models.CharField("认证主体", max_length=120)
    subject_kind = models.CharField("认证主体类别", max_length=12, blank=True)
    statement = models.CharField("公开认证信息", max_length=300, blank=True)
    expires_on = models.DateField("认证到期日", null=True, blank=True)

    class Meta:
        verbose_name = "认证信息"
        verbose_name_plural = "认证信息"
        ordering = ("account", "-seen_on")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "seen_on"),
                name="certification_once_a_day",
                violation_error_message="这个账号当天已经登记过一次认证信息。",
            ),
        )

    def __str__(self) -> str:
        return self.subject


class FollowerCount(OfAccount):
    """How many followers an account had on the day somebody looked."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="follower_counts", verbose_name="账号"
    )
    seen_on = models.DateField("查看日期")
    followers = models.BigIntegerField("关注量/粉丝量")

    class Meta:
        verbose_name = "关注量"
        verbose_name_plural = "关注量"
        ordering = ("account", "-seen_on")
        constraints = (
            models.UniqueConstraint(fields=("account", "seen_on"), name="followers_once_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.followers}"


class StoreListing(OfAccount):
    """An application store that offers an app, until it is taken down with proof."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="store_listings", verbose_name="客户端"
    )
    store = models.CharField("应用市场", max_length=60)
    link = models.CharField("下载链接", max_length=500, blank=True)
    listed_on = models.DateField("上架日期", null=True, blank=True)
    removed_on = models.DateField("下架日期", null=True, blank=True)

    class Meta:
        verbose_name = "应用市场上架"
        verbose_name_plural = "应用市场上架"
        ordering = ("account", "store")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "store"),
                name="store_once",
                violation_error_message="这个客户端在这个应用市场已经登记过。",
            ),
        )

    def __str__(self) -> str:
        return self.store
