"""Logins: made by the system administrator, switched off and on again."""

import re

from django.db import IntegrityError, transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import Person, User
from zhijian.signin import policy, sessions
from zhijian.signin.models import SignIn
from zhijian.signin.passwords import one_time_password

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,29}")


def create_login(person: Person, *, username: str, by: User) -> tuple[User, str]:
    """A login for ``person``, and the password for the first sign-in, shown this once.

    Raises:
        Refused: ``by`` may not, the name will not do or is taken, or the person has left or has
            a login already.
    """
    policy.require(by, "create_login")
    name = check_username(username)
    password = one_time_password()
    try:
        with transaction.atomic():
            locked = Person.objects.select_for_update().get(pk=person.pk)
            if locked.left_on is not None and locked.left_on <= clock.today():
                raise Refused(f"{locked.name}已经离岗，不能建立登录。请先核对人员台账。")
            if User.objects.filter(person=locked).exists():
                raise Refused(f"{locked.name}已经有登录名，一人只有一个。请在用户列表中查找。")
            user = User.objects.create_user(name, password, person=locked)
            journal.record("user.created", user, by=by, username=name)
    except IntegrityError:
        raise Refused(f"登录名“{name}”已经有人使用，请换一个。") from None
    return user, password


@transaction.atomic
def deactivate_login(user: User, *, by: User, remark: str = "") -> User:
    """Switch a login off; whoever is signed in with it is out at the next request.

    Raises:
        Refused: ``by`` may not, it is the own login, or the last security administrator.
    """
    policy.require(by, "deactivate_login")
    policy.require_not_oneself(by, user, "停用登录")
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused("这个登录已经停用，不必再停用。")
    if user.office == User.Office.SECURITY and not _others_in(user):
        raise Refused("这是最后一位安全管理员，停用后无人能重设密码。请先另授一位再停用。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user, SignIn.Why.BARRED)
    journal.record("user.deactivated", user, by=by, remark=remark)
    return user


@transaction.atomic
def reactivate_login(user: User, *, by: User, remark: str = "") -> User:
    """Switch a login on again.

    Raises:
        Refused: ``by`` may not, it is on already, or the person has left.
    """
    policy.require(by, "deactivate_login")
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise Refused("这个登录没有停用，不必恢复。")
    person = user.person
    if person is not None and person.left_on is not None and person.left_on <= clock.today():
        raise Refused(f"{person.name}已经离岗，不能恢复登录。返岗的，请先更正人员台账的离岗日期。")
    user.is_active = True
    user.save(update_fields=["is_active"])
    journal.record("user.reactivated", user, by=by, remark=remark)
    return user


def check_username(username: str) -> str:
    """The name as it is stored.

    Raises:
        Refused: it will not do.
    """
    name = username.strip().lower()
    if USERNAME.fullmatch(name) is None:
        raise Refused(
            "登录名应为 3 到 30 个小写字母、数字、点或横线，以字母或数字开头，请按此填写。"
        )
    return name


def _others_in(user: User) -> bool:
    same = User.objects.filter(office=user.office, is_active=True)
    return same.exclude(pk=user.pk).exists()
