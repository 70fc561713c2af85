"""Who works in a unit, and in which position."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from zhijian.people.encryption import EncryptedTextField, blind_index
from zhijian.people.models.sight import in_force, seen_by, visible_ids
from zhijian.people.models.tree import Organization

SEALED = ("phone", "office_phone", "qq", "wechat", "id_number")
"""The fields of a person that are sealed."""
INDEXED = ("phone", "qq", "wechat", "id_number")
"""Those of them that a search finds by the whole number."""


class PersonQuerySet(models.QuerySet["Person"]):
    """Staff."""

    def visible_to(self, user: Any, on: date | None = None) -> Self:
        """Staff of the units whose work ``user`` may see, and the own record."""
        own = getattr(user, "person_id", None)
        if not getattr(user, "is_active", False):
            return self.none()
        if seen_by(user, on).is_everything:
            return self.all()
        return self.filter(Q(organization__in=visible_ids(user, on)) | Q(pk=own))

    def known_to(self, user: Any, on: date | None = None) -> Self:
        """Staff that ``user`` may look up; the system and security administrators: all."""
        if getattr(user, "is_active", False) and user.office in ("system", "security"):
            return self.all()
        return self.visible_to(user, on)

    def serving(self, on: date) -> Self:
        """Staff who have not left on ``on``."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=on))

    def without_numbers(self) -> Self:
        """The same rows with the sealed fields left closed: for lists, which show none of them."""
        return self.defer(*SEALED)

    def matching(self, text: str) -> Self:
        """Staff whose name holds ``text``, or one of whose numbers is exactly ``text``."""
        wanted = " ".join(text.split())
        if not wanted:
            return self
        index = blind_index(wanted)
        numbers = Q(phone_index=index) | Q(qq_index=index)
        numbers |= Q(wechat_index=index) | Q(id_number_index=index)
        return self.filter(Q(name__icontains=wanted) | numbers)


class Person(models.Model):
    """Somebody who works for a unit, with or without a login. Numbers are sealed and masked."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="staff", verbose_name="单位"
    )
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职务", max_length=60, blank=True)
    phone = EncryptedTextField("手机号码", blank=True, default="")
    phone_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    office_phone = EncryptedTextField("办公电话", blank=True, default="")
    qq = EncryptedTextField("QQ", blank=True, default="")
    qq_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    wechat = EncryptedTextField("微信号", blank=True, default="")
    wechat_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    id_number = EncryptedTextField("身份证件号码", blank=True, default="")
    id_number_index = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    email = models.EmailField("电子邮箱", blank=True)
    joined_on = models.DateField("到岗日期", null=True, blank=True)
    left_on = models.DateField("离岗日期", null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ("pk",)
        indexes = (
            models.Index(fields=("organization", "name", "id"), name="person_by_unit"),
            models.Index(fields=("name", "id"), name="person_by_name"),
            models.Index(fields=("joined_on", "id"), name="person_by_arrival"),
            models.Index(
                fields=("left_on", "id"),
                condition=Q(left_on__isnull=False),
                name="person_by_departure",
            ),
        )

    def __str__(self) -> str:
        return self.name


class PositionQuerySet(models.QuerySet["Position"]):
    """Positions by day and holder."""

    def held_on(self, on: date) -> Self:
        """Positions in force on ``on``, of people who had not left by then."""
        serving = Q(person__left_on__isnull=True) | Q(person__left_on__gt=on)
        return self.filter(in_force(on), serving)

    def visible_to(self, user: Any, on: date | None = None) -> Self:
        """Positions in the units whose work ``user`` may see."""
        return seen_by(user, on).within(self, "organization")

    def of(self, person: Person) -> Self:
        """The positions of one person, past and present."""
        return self.filter(person=person)


class Position(models.Model):
    """A post (岗位) that a person holds in a unit, for a time. ``is_backup`` marks the B post."""

    class Kind(models.TextChoices):
        LEAD = "LEAD", "信息指挥长"
        EDITOR = "EDITOR", "信息采编员（责任编辑）"
        INTERPRETER = "INTERPRETER", "政策解读员"
        MONITOR = "MONITOR", "内容监督员"
        ADMIN = "ADMIN", "账号管理员"
        REVIEWER = "REVIEWER", "审核人员"
        TECHNICAL = "TECHNICAL", "技术保障人员"
        PRINCIPAL = "PRINCIPAL", "主要负责人"
        DEPUTY = "DEPUTY", "分管负责人"
        MAINTAINER = "MAINTAINER", "专职维护人员"
        CONTACT = "CONTACT", "联系人"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="positions", verbose_name="单位"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="positions", verbose_name="人员"
    )
    kind = models.CharField("岗位", max_length=12, choices=Kind.choices)
    title = models.CharField("职务", max_length=60, blank=True)
    account = models.CharField("负责账号", max_length=120, blank=True)
    is_backup = models.BooleanField("B 岗", default=False)
    is_outsourced = models.BooleanField("外包人员", default=False)
    is_full_time = models.BooleanField("专职", default=False)
    from_on = models.DateField("任职日期")
    until_on = models.DateField("离任日期", null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="position_ends_after_start",
                violation_error_message="离任日期早于任职日期，请核对。",
            ),
        )
        indexes = (
            models.Index(fields=("organization", "kind", "from_on"), name="position_by_unit"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
