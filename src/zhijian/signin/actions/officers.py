"""The first officers of an installation, and the way back in for one who is locked out."""

from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.db import transaction

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.signin import lockout, sessions
from zhijian.signin.models import SignIn
from zhijian.signin.passwords import one_time_password

NAMES = {
    User.Office.SYSTEM: "system",
    User.Office.SECURITY: "security",
    User.Office.AUDIT: "audit",
}


class FirstOfficer(NamedTuple):
    """What the installer prints once."""

    username: str
    office: str
    password: str


@transaction.atomic
def create_first_officers() -> list[FirstOfficer]:
    """System administrator, security administrator and auditor, each with a one-time password.

    Raises:
        Refused: there is an officer, or somebody bears one of the names.
    """
    if User.objects.exclude(office="").exists():
        raise Refused("已经有三员，不能再建立第一批。忘记密码的，请由安全管理员重设。")
    taken = User.objects.filter(username__in=NAMES.values()).values_list("username", flat=True)
    if taken:
        raise Refused(f"登录名 {'、'.join(taken)} 已经有人使用，请先改名或停用。")
    made = []
    for office, name in NAMES.items():
        password = one_time_password()
        user = User.objects.create_user(name, password, office=office)
        journal.record("user.created", user, by=None, username=name, office=office.value)
        made.append(FirstOfficer(name, str(office.label), password))
    return made


@transaction.atomic
def recover_officer(username: str) -> str:
    """A one-time password for an officer without way in; second factors are taken away.

    For whoever administers the server itself, where no other security administrator is left.

    Raises:
        Refused: no officer bears the name.
    """
    user = User.objects.select_for_update().filter(username=username).exclude(office="").first()
    if user is None:
        raise Refused(f"“{username}”不是三员的登录名，请核对；其他人请由安全管理员重设密码。")
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.is_active = True
    user.save(update_fields=["password", "must_change_password", "is_active"])
    Authenticator.objects.filter(user=user).delete()
    lockout.clear(user.username)
    sessions.end_all(user, SignIn.Why.PASSWORD)
    journal.record("user.recovered", user, by=None)
    return password
