"""Training: plans for a year, sessions with their sign-in sheets, and each unit's part in them."""

from django.db import models
from django.db.models import Q

from zhijian.ledger.models import RegisterRow


class TrainingPlan(RegisterRow):
    """How often and in what a unit trains its staff in a year."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="training_plans", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    sessions = models.PositiveSmallIntegerField("计划次数")
    areas = models.CharField("能力方向", max_length=300, blank=True)
    remark = models.CharField("安排", max_length=300, blank=True)

    class Meta:
        verbose_name = "培训计划"
        verbose_name_plural = "培训计划"
        ordering = ("-year", "organization")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "year"),
                name="training_plan_once_a_year",
                violation_error_message="这个单位已经有这一年度的培训计划，请修改原来那一条。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2200),
                name="training_plan_year_sound",
                violation_error_message="年度请写四位数字，如 2026。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} 年培训计划"


class TrainingSession(RegisterRow):
    """One training that a unit holds, for its own staff or for others'."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="sessions", verbose_name="组织单位"
    )
    held_on = models.DateField("培训日期")
    topic = models.CharField("培训内容", max_length=120)
    area = models.CharField("能力方向", max_length=60, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    trainer = models.CharField("授课人", max_length=60, blank=True)
    hours = models.PositiveSmallIntegerField("学时", null=True, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "培训场次"
        verbose_name_plural = "培训场次"
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "held_on", "topic"),
                name="training_session_once",
                violation_error_message="这个单位当天已经登记过同一内容的培训。",
            ),
        )
        indexes = (models.Index(fields=("organization", "-held_on"), name="session_by_unit"),)

    def __str__(self) -> str:
        return self.topic


class Attendance(RegisterRow):
    """A name on the sign-in sheet, with the unit it comes from."""

    UNIT = "session__organization"

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="attendances")
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="单位"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField("姓名", max_length=60)
    is_present = models.BooleanField("到场", default=False)

    class Meta:
        verbose_name = "签到"
        verbose_name_plural = "签到"
        ordering = ("organization", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("session", "organization", "name"),
                name="attendance_once",
                violation_error_message="签到表上已经有这个单位的同名人员。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Training(RegisterRow):
    """A unit's part in one training. With a session it follows the sign-in sheet."""

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="trainings", verbose_name="单位"
    )
    session = models.ForeignKey(
        TrainingSession, models.PROTECT, null=True, editable=False, related_name="parts"
    )
    held_on = models.DateField("培训日期")
    topic = models.CharField("培训内容", max_length=120)
    area = models.CharField("能力方向", max_length=60, blank=True)
    attendees = models.PositiveIntegerField("参训人数", null=True, blank=True)

    class Meta:
        verbose_name = "培训记录"
        verbose_name_plural = "培训记录"
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "held_on", "topic"),
                name="training_once",
                violation_error_message="这个单位当天已经登记过同一内容的培训。",
            ),
        )
        indexes = (models.Index(fields=("organization", "-held_on"), name="training_by_unit"),)

    def __str__(self) -> str:
        return self.topic
