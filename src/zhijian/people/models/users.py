"""Who may sign in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from zhijian.config import clock
from zhijian.people.models.staff import Person
from zhijian.people.models.tree import Organization


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
