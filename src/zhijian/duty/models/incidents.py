"""Incidents of opinion, security and impersonation, and to whom they were reported."""

from django.db import models

from zhijian.ledger.models import RegisterRow


class Incident(RegisterRow):
    """Something that happened, and when it was found, reported, handled, answered and filed."""

    number = models.CharField("事件编号", max_length=80, unique=True)
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        db_index=False,
        related_name="incidents",
        verbose_name="单位",
    )
    account = models.ForeignKey(
        "ledger.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name="涉事账号",
    )
    kind = models.CharField("事件类别", max_length=12)
    grade = models.CharField("级别", max_length=12, blank=True)
    detected_at = models.DateTimeField("发现时间")
    reported_at = models.DateTimeField("报告时间", null=True, blank=True)
    handled_at = models.DateTimeField("处置完成时间", null=True, blank=True)
    response_at = models.DateTimeField("回应发布时间", null=True, blank=True)
    response_approved_post = models.CharField("回应审定人岗位", max_length=12, blank=True)
    filed_on = models.DateField("处置备案日期", null=True, blank=True)

    class Meta:
        verbose_name = "事件"
        verbose_name_plural = "事件"
        ordering = ("-detected_at", "-pk")
        indexes = (
            models.Index(fields=("organization", "detected_at"), name="incident_by_unit"),
            models.Index(fields=("detected_at", "id"), name="incident_by_time"),
        )

    def __str__(self) -> str:
        return self.number


class IncidentReport(RegisterRow):
    """One report of an incident to one recipient."""

    UNIT = "incident__organization"

    incident = models.ForeignKey(
        Incident, models.CASCADE, db_index=False, related_name="reports", verbose_name="事件"
    )
    recipient = models.CharField("报告对象", max_length=120)
    reported_at = models.DateTimeField("报告时间")

    class Meta:
        verbose_name = "事件报告"
        verbose_name_plural = "事件报告"
        ordering = ("-reported_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("incident", "recipient"),
                name="incident_report_once",
                violation_error_message="这起事件已经登记过向这个机关的报告，请修改原来那一条。",
            ),
        )
        indexes = (models.Index(fields=("reported_at", "id"), name="incident_report_by_time"),)

    def __str__(self) -> str:
        return f"{self.incident}：{self.recipient}"
