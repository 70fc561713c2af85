"""Messages and their answers: when, to whom, by whom. What was said is not kept here."""

from django.db import models

from zhijian.ledger.models import RegisterRow


class Message(RegisterRow):
    """One message to an account, a site or a unit. Neither the writer nor the text is kept.

    ``keeper`` is the unit that answers for it: that of the account, else of the site, else the one
    named. ``organization`` is only what the ledger says.
    """

    UNIT = "keeper"

    number = models.CharField("留言编号", max_length=80, unique=True)
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name="账号",
    )
    site = models.ForeignKey(
        "ledger.Site",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name="网站",
    )
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="单位",
    )
    kind = models.CharField("留言类型", max_length=12, blank=True)
    received_on = models.DateField("收到日期")
    is_valid = models.BooleanField("是否有效留言", null=True, blank=True)
    keeper = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        db_index=False,
        editable=False,
        related_name="kept_messages",
        verbose_name="答复单位",
    )

    class Meta:
        verbose_name = "留言"
        verbose_name_plural = "留言"
        ordering = ("-received_on", "-pk")
        indexes = (
            models.Index(fields=("keeper", "received_on"), name="message_by_unit"),
            models.Index(fields=("received_on", "id"), name="message_by_day"),
        )

    def __str__(self) -> str:
        return self.number


class Reply(RegisterRow):
    """One answer to a message, or word that it was received (``is_answer`` false)."""

    UNIT = "message__keeper"

    message = models.ForeignKey(
        Message, models.CASCADE, db_index=False, related_name="replies", verbose_name="留言"
    )
    replied_on = models.DateField("答复日期")
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复单位",
    )
    is_answer = models.BooleanField("是否实质答复", null=True, blank=True)

    class Meta:
        verbose_name = "答复"
        verbose_name_plural = "答复"
        ordering = ("-replied_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("message", "replied_on"),
                name="reply_once_a_day",
                violation_error_message="这条留言当天已经登记过答复，请修改原来那一条。",
            ),
        )
        indexes = (models.Index(fields=("replied_on", "id"), name="reply_by_day"),)

    def __str__(self) -> str:
        return f"{self.message}：{self.replied_on}"
