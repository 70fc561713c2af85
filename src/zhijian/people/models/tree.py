"""The tree of units, and who oversees whom."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from zhijian.people.models.sight import seen_by, visible_ids


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Units by their place in the tree."""

    def under(self, organization: "Organization") -> Self:
        """``organization`` and every unit below it."""
        below = Lineage.objects.filter(ancestor=organization).values("descendant")
        return self.filter(pk__in=below)

    def above(self, organization: "Organization") -> Self:
        """``organization`` and every unit above it."""
        above = Lineage.objects.filter(descendant=organization).values("ancestor")
        return self.filter(pk__in=above)

    def visible_to(self, user: Any, on: date | None = None) -> Self:
        """The units whose work ``user`` may see; see ``seen_by``."""
        return seen_by(user, on).within(self, "pk")

    def known_to(self, user: Any, on: date | None = None) -> Self:
        """The units that ``user`` may look up: those visible, and the own one, even in no position.

        The system and security administrators look up every unit: they set up who works where.
        """
        if not getattr(user, "is_active", False):
            return self.none()
        if user.office in ("system", "security") or seen_by(user, on).is_everything:
            return self.all()
        own = user.person.organization_id if user.person else None
        return self.filter(Q(pk__in=visible_ids(user, on)) | Q(pk=own))

    def existing(self, on: date) -> Self:
        """Units not abolished before ``on``."""
        return self.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=on))


class Organization(models.Model):
    """A unit (单位). It has one parent in the tree, and a place whose rulebook holds for it."""

    class Kind(models.TextChoices):
        ORGAN = "organ", "行政机关"
        INSTITUTION = "institution", "承担行政职能的事业单位"
        INTERNAL = "internal", "内设机构"
        ENTERPRISE = "enterprise", "公共服务企事业单位"
        OPERATOR = "operator", "受托运营机构"
        PARTY = "party", "党的机关加挂行政牌子"
        AUTHORIZED = "authorized", "法律法规授权组织"

    class Level(models.TextChoices):
        GOVERNMENT = "government", "本级政府"
        DEPARTMENT = "department", "部门"
        TOWNSHIP = "township", "乡镇（街道）"
        SUBORDINATE = "subordinate", "下属单位"

    class ManagedBy(models.TextChoices):
        LOCAL = "local", "属地管理"
        CITY = "city", "市垂直管理"
        PROVINCE = "province", "省垂直管理"
        NATION = "nation", "中央垂直管理"

    name = models.CharField("单位名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("单位性质", max_length=12, choices=Kind.choices, default=Kind.ORGAN)
    level = models.CharField(
        "单位层级", max_length=12, choices=Level.choices, default=Level.DEPARTMENT
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级单位",
    )
    place = models.CharField("行政区划代码", max_length=12)
    managed_by = models.CharField(
        "管理体制", max_length=8, choices=ManagedBy.choices, default=ManagedBy.LOCAL
    )
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    org_code = models.CharField("组织机构代码", max_length=10, blank=True)
    supervising_section = models.CharField("主管科室", max_length=60, blank=True)
    established_on = models.DateField("成立日期", null=True, blank=True)
    abolished_on = models.DateField("撤并日期", null=True, blank=True)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("credit_code",),
                condition=~Q(credit_code=""),
                name="organization_credit_code_once",
                violation_error_message="这个统一社会信用代码已经登记在另一个单位名下。",
            ),
            models.UniqueConstraint(
                fields=("parent", "name"),
                name="organization_name_once_below_parent",
                violation_error_message="同一上级之下已经有同名的单位。",
            ),
            models.UniqueConstraint(
                fields=("name",),
                condition=Q(parent__isnull=True),
                name="organization_name_once_at_the_top",
                violation_error_message="已经有同名的顶级单位。",
            ),
        )
        indexes = (models.Index(fields=("name", "id"), name="organization_by_name"),)

    def __str__(self) -> str:
        return self.name


class Lineage(models.Model):
    """Who is above whom: one row per unit and each unit above it, itself included (depth 0)."""

    ancestor = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Organization, models.CASCADE, related_name="+")
    depth = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("ancestor", "descendant"), name="lineage_once"),
        )
        indexes = (models.Index(fields=("descendant", "depth"), name="lineage_upward"),)

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class Oversight(models.Model):
    """An office's role towards a unit, for a time. The roles are kept apart on purpose."""

    class Role(models.TextChoices):
        SUPERVISES = "supervises", "主管"
        NOMINAL = "nominal", "名义主管"
        EXECUTES = "executes", "具体承办"
        INSPECTS = "inspects", "检查"
        VERTICAL = "vertical", "垂直管理"
        INDUSTRY = "industry", "行业指导"

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="overseen", verbose_name="单位"
    )
    office = models.ForeignKey(
        Organization, models.PROTECT, related_name="oversees", verbose_name="主管（指导）机关"
    )
    role = models.CharField("职责", max_length=12, choices=Role.choices)
    from_on = models.DateField("起始日期")
    until_on = models.DateField("截止日期", null=True, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "主管关系"
        verbose_name_plural = "主管关系"
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="oversight_ends_after_start",
                violation_error_message="截止日期早于起始日期，请核对。",
            ),
            models.CheckConstraint(
                condition=~Q(organization=models.F("office")),
                name="oversight_not_of_itself",
                violation_error_message="单位不能主管自己，请另选机关。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.office} {self.get_role_display()} {self.organization}"
