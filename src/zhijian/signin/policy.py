"""Who may what in the security of the platform: one table over the three separate offices."""

from dataclasses import dataclass

from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.people.policy import require_office


@dataclass(frozen=True)
class Duty:
    """What is done, and which of the three offices does it."""

    what: str
    offices: tuple[User.Office, ...]

    @property
    def who(self) -> str:
        """The names of the offices."""
        return "、".join(str(office.label) for office in self.offices)


SYSTEM, SECURITY, AUDIT = User.Office.SYSTEM, User.Office.SECURITY, User.Office.AUDIT

DUTIES: dict[str, Duty] = {
    "create_login": Duty("建立登录", (SYSTEM,)),
    "deactivate_login": Duty("停用和恢复登录", (SYSTEM,)),
    "see_users": Duty("查看用户", (SYSTEM, SECURITY)),
    "grant_office": Duty("授予和收回三员职责", (SECURITY,)),
    "reset_password": Duty("重设密码", (SECURITY,)),
    "reset_factor": Duty("重设动态口令", (SECURITY,)),
    "unlock": Duty("解除登录锁定", (SECURITY,)),
    "end_sign_in": Duty("结束他人的登录", (SECURITY,)),
    "enrol_device": Duty("登记和注销专用设备", (SECURITY,)),
    "set_ranges": Duty("登记和删除登录地址段", (SECURITY,)),
    "see_security": Duty("查看登录安全", (SECURITY,)),
    "read_journal": Duty("查看操作记录", (AUDIT,)),
}


def may(user: User, duty: str) -> bool:
    """Whether ``user`` holds the office that does this."""
    return user.is_active and user.office in DUTIES[duty].offices


def require(user: User, duty: str) -> None:
    """Pass if ``user`` holds the office that does this.

    Raises:
        Refused: with the office that may.
    """
    require_office(user, *DUTIES[duty].offices, to=DUTIES[duty].what)


def require_not_oneself(user: User, other: User, what: str) -> None:
    """Pass unless the two are one.

    Raises:
        Refused: nobody decides on the own office or access.
    """
    if user.pk == other.pk:
        raise Refused(f"不能为自己{what}。请由另一位{user.get_office_display()}办理。")
