"""The tree of units, who oversees whom, who works there, in which position, and who signs in."""

from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from zhijian.config import clock
from zhijian.people.encryption import EncryptedTextField


def in_force(on: date) -> Q:
    """Rows with ``from_on`` and ``until_on`` that hold on a day; ``until_on`` is the last day."""
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


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
        """The units whose work ``user`` may see: own subtree, and what that unit oversees."""
        return self.filter(pk__in=visible_ids(user, on))

    def existing(self, on: date) -> Self:
        """Units not abolished before ``on``."""
        return self.filter(Q(abolished_on__isnull=True) | Q(abolished_on__gt=on))


def visible_ids(user: Any, on: date | None = None) -> models.QuerySet["Lineage", dict[str, int]]:
    """The ids of the units whose work ``user`` may see, as a subquery.

    Officers of the system (administrators, auditor) belong to their unit like everybody else; their
    office opens users, settings or the journal to them, not the unit's work.
    """
    organization_id = getattr(getattr(user, "person", None), "organization_id", None)
    if not getattr(user, "is_active", False) or organization_id is None:
        return Lineage.objects.none().values("descendant")
    overseen = (
        Oversight.objects.filter(office_id=organization_id)
        .exclude(role=Oversight.Role.INDUSTRY)
        .filter(in_force(on or clock.today()))
    )
    roots = Q(ancestor_id=organization_id) | Q(ancestor__in=overseen.values("organization"))
    return Lineage.objects.filter(roots).values("descendant")


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


class PersonQuerySet(models.QuerySet["Person"]):
    """Staff."""

    def visible_to(self, user: Any, on: date | None = None) -> Self:
        """Staff of the units whose work ``user`` may see."""
        return self.filter(organization__in=visible_ids(user, on))

    def serving(self, on: date) -> Self:
        """Staff who have not left on ``on``."""
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gt=on))


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
        indexes = (models.Index(fields=("organization", "name", "id"), name="person_by_unit"),)

    def __str__(self) -> str:
        return self.name


class PositionQuerySet(models.QuerySet["Position"]):
    """Positions by day and holder."""

    def held_on(self, on: date) -> Self:
        """Positions in force on ``on``."""
        return self.filter(in_force(on))

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


class UserManager(BaseUserManager["User"]):
    """Logins."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A new login; without a password nobody can sign in with it yet."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login (用户). It belongs to a person; an officer of the system holds exactly one office."""

    class Office(models.TextChoices):
        NONE = "", "无"
        SYSTEM = "system", "系统管理员"
        SECURITY = "security", "安全管理员"
        AUDIT = "audit", "审计员"

    username = models.CharField("登录名", max_length=60, unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="user", verbose_name="人员"
    )
    office = models.CharField(
        "三员职责", max_length=8, choices=Office.choices, default=Office.NONE, blank=True
    )
    is_active = models.BooleanField("可以登录", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码更改时间", null=True, blank=True)
    prefers_large_type = models.BooleanField("大字版", default=False)
    created_at = models.DateTimeField("建立时间", default=clock.now)

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The person's name, or the login if nobody stands behind it."""
        return self.person.name if self.person else self.username

    @property
    def organization(self) -> Organization | None:
        """The unit of the person behind the login."""
        return self.person.organization if self.person else None
