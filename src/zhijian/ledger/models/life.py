"""What happens to accounts: events, filings with each recipient, entries in systems, notices."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from zhijian.ledger.models.accounts import Account
from zhijian.ledger.models.rows import RegisterRow
from zhijian.ledger.models.sites import Site

CASE = "cases.Case"


class LifeEvent(RegisterRow):
    """One opening, change, closing or cancelling of an account (开设、变更、关停、注销).

    ``detail`` says which change or ending it was; ``before`` and ``after`` hold the fields that it
    changed. ``done_on`` stays empty while it is under way.
    """

    class Detail(models.TextChoices):
        OPEN = "open", "开设"
        RETROACTIVE = "retroactive", "既有账号补备案"
        RENAME = "rename", "更名"
        SPONSOR = "sponsor", "主办单位变更"
        OTHER = "other", "其他信息变更"
        SUSPEND = "suspend", "暂停"
        RESUME = "resume", "恢复"
        MERGE = "merge", "合并"
        CLOSE = "close", "关停"
        DEREGISTER = "deregister", "注销"

    number = models.CharField("变动编号", max_length=60, unique=True)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="账号"
    )
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="办理单位"
    )
    kind = models.CharField("变动类型", max_length=12)
    detail = models.CharField("变动事项", max_length=12, choices=Detail.choices, blank=True)
    reason = models.CharField("变动事由", max_length=300, blank=True)
    caused_on = models.DateField("事由发生日期", null=True, blank=True)
    event_on = models.DateField("发生日期", null=True, blank=True)
    done_on = models.DateField("办结日期", null=True, blank=True)
    needs_announcement = models.BooleanField("是否须公告", null=True, blank=True)
    before = models.JSONField("变动前", default=dict, editable=False)
    after = models.JSONField("变动后", default=dict, editable=False)
    successor = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="承接账号"
    )
    case = models.ForeignKey(
        CASE, models.PROTECT, null=True, blank=True, editable=False, related_name="life_events"
    )

    class Meta:
        verbose_name = "账号变动"
        verbose_name_plural = "账号变动"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("organization", "-id"), name="life_event_by_unit"),
            models.Index(fields=("event_on", "id"), name="life_event_by_day"),
            models.Index(
                fields=("account",), condition=Q(done_on__isnull=True), name="life_event_open"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Filing(RegisterRow):
    """One report of an event to one recipient (备案): due when, filed when, with which receipt.

    ``is_awaited``: the platform knows that it has yet to be made. Without its day it is then no
    fact, where a row without a day says otherwise that it was made on a day nobody wrote down.
    """

    UNIT = "event__organization"

    event = models.ForeignKey(
        LifeEvent, models.CASCADE, related_name="filings", verbose_name="账号变动"
    )
    recipient = models.CharField("接收方", max_length=120)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=120, blank=True)
    due_on = models.DateField("到期日", null=True, blank=True)
    due_is_estimate = models.BooleanField("到期日为推算", default=False)
    due_basis = models.CharField("期限依据", max_length=300, blank=True)
    is_awaited = models.BooleanField("待报送", default=False, editable=False)

    class Meta:
        verbose_name = "备案"
        verbose_name_plural = "备案"
        ordering = ("-event", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("event", "recipient"),
                name="filing_once_with_a_recipient",
                violation_error_message="这个事项已经有报给这个接收方的记录。",
            ),
        )
        indexes = (
            models.Index(
                fields=("due_on", "id"), condition=Q(filed_on__isnull=True), name="filing_by_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.recipient}"


class SystemEntry(RegisterRow):
    """An account's entry in a system above (系统报送), with the receipt.

    ``is_awaited`` as in ``Filing``.
    """

    UNIT = "account__organization"

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="system_entries", verbose_name="账号"
    )
    system = models.CharField("报送系统", max_length=120)
    submitted_on = models.DateField("报送日期", null=True, blank=True)
    receipt = models.CharField("回执编号", max_length=120, blank=True)
    is_awaited = models.BooleanField("待报送", default=False, editable=False)

    class Meta:
        verbose_name = "系统报送"
        verbose_name_plural = "系统报送"
        ordering = ("account", "system")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "system"),
                name="system_entry_once",
                violation_error_message="这个账号在这个系统里已经登记过。",
            ),
        )

    def __str__(self) -> str:
        return self.system


class Announcement(RegisterRow):
    """A public notice of a change, an ending, or of a site's absence.

    ``posted_on`` and ``posted_until_on`` are the first and the last day it stood; ``due_until_on``
    is the first day on which it may come down.
    """

    number = models.CharField("公告编号", max_length=60, unique=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="发布单位"
    )
    event = models.ForeignKey(
        LifeEvent, models.PROTECT, null=True, blank=True, related_name="announcements"
    )
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="announcements"
    )
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="announcements"
    )
    kind = models.CharField("公告类型", max_length=16)
    title = models.CharField("标题", max_length=200, blank=True)
    text = models.TextField("正文", blank=True)
    posted_on = models.DateField("公告起始日期", null=True, blank=True)
    posted_until_on = models.DateField("公告截止日期", null=True, blank=True)
    due_until_on = models.DateField("应挂至", null=True, blank=True)
    due_basis = models.CharField("期限依据", max_length=300, blank=True)
    link = models.CharField("公告链接", max_length=500, blank=True)

    class Meta:
        verbose_name = "公告"
        verbose_name_plural = "公告"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("posted_on", "id"), name="announcement_by_day"),)

    def __str__(self) -> str:
        return self.title or self.number


class Posting(RegisterRow):
    """One place where an announcement stands, with its link and proof."""

    UNIT = "announcement__organization"

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="postings")
    place = models.CharField("发布位置", max_length=120)
    link = models.CharField("链接", max_length=500, blank=True)
    posted_on = models.DateField("发布日期")
    removed_on = models.DateField("撤下日期", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = "公告发布位置"
        verbose_name_plural = "公告发布位置"
        ordering = ("announcement", "pk")

    def __str__(self) -> str:
        return self.place
