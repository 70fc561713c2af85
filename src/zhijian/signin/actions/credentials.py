"""Passwords and second factors: what people change themselves, what is reset for them."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.contrib.auth.hashers import check_password
from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.signin import duties, law, lockout, passwords, policy, second_factor, sessions
from zhijian.signin.models import SignIn

Type = Authenticator.Type


@transaction.atomic
def change_password(user: User, old: str, new: str, *, keep: int | None = None) -> User:
    """Change the own password; every other sign-in (all but the row ``keep``) ends.

    Raises:
        Refused: the old one is wrong, or the new one breaks a rule.
    """
    user = _locked(user)
    require_password(user, old)
    if check_password(new, user.password):
        raise Refused("新密码和现在的密码一样。请换一个没有用过的。")
    found = passwords.faults(new, user)
    if found:
        raise Refused("".join(found))
    user.set_password(new)
    user.must_change_password = False
    user.password_changed_at = clock.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    sessions.end_all(user, SignIn.Why.PASSWORD, but=keep)
    journal.record("user.password_changed", user, by=user)
    return user


@transaction.atomic
def reset_password(user: User, *, by: User, remark: str = "") -> str:
    """A password for one sign-in, shown this once; it must be changed then.

    Raises:
        Refused: ``by`` may not, or it is the own login.
    """
    policy.require(by, "reset_password")
    policy.require_not_oneself(by, user, "重设密码")
    user = _locked(user)
    password = passwords.one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    lockout.clear(user.username)
    sessions.end_all(user, SignIn.Why.PASSWORD)
    journal.record("user.password_reset", user, by=by, remark=remark)
    return password


@transaction.atomic
def unlock(user: User, *, by: User, remark: str = "") -> None:
    """Forget the failures that locked a name.

    Raises:
        Refused: ``by`` may not, or nothing failed.
    """
    policy.require(by, "unlock")
    if not lockout.clear(user.username):
        raise Refused("这个登录没有失败记录，不必解除锁定。")
    journal.record("user.unlocked", user, by=by, remark=remark)


@transaction.atomic
def enrol_code(user: User, secret: str, code: str, *, password: str) -> Authenticator:
    """Enrol an authenticator app, with recovery codes if there are none yet.

    Raises:
        Refused: the password or the code is wrong, or an app is enrolled already.
    """
    user = _locked(user)
    require_password(user, password)
    if duties.has_code(user):
        raise Refused("已经绑定了动态口令。要换手机的，请先解除绑定再重新绑定。")
    counter = second_factor.counter_of(secret, _digits(code))
    if counter is None:
        raise Refused("动态口令不对。请核对手机的时间是否准确，然后输入应用里正在显示的六位数字。")
    factor: Any = TOTP.activate(user, secret).instance
    factor.data[second_factor.COUNTER] = counter
    factor.save(update_fields=["data"])
    RecoveryCodes.activate(user)
    journal.record("user.code_enrolled", user, by=user)
    return factor


@transaction.atomic
def drop_code(user: User, *, password: str) -> None:
    """Take the own authenticator app away, where no rule asks for it.

    Raises:
        Refused: the password is wrong, there is none, or a rule asks for it.
    """
    user = _locked(user)
    require_password(user, password)
    factors = Authenticator.objects.filter(user=user)
    if not factors.filter(type=Type.TOTP).exists():
        raise Refused("没有绑定动态口令，不必解除。")
    if law.must_use_code(user):
        raise Refused(
            "您的岗位登录时必须用动态口令，不能自行解除。要换手机的，请联系安全管理员重设。"
        )
    factors.filter(type=Type.TOTP).delete()
    if not factors.filter(type=Type.WEBAUTHN).exists():
        factors.delete()
    journal.record("user.code_dropped", user, by=user)


@transaction.atomic
def renew_recovery_codes(user: User, *, password: str) -> None:
    """New recovery codes; the old ones are void.

    Raises:
        Refused: the password is wrong, or there is no second factor.
    """
    user = _locked(user)
    require_password(user, password)
    factors = Authenticator.objects.filter(user=user)
    if not factors.exclude(type=Type.RECOVERY_CODES).exists():
        raise Refused("还没有绑定动态口令，用不着恢复码。请先绑定动态口令。")
    factors.filter(type=Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(user)
    journal.record("user.recovery_codes_renewed", user, by=user)


@transaction.atomic
def add_key(user: User, name: str, credential: dict[str, Any], *, password: str) -> Authenticator:
    """Add a security key whose credential has been verified, with recovery codes if none.

    Raises:
        Refused: the password is wrong.
    """
    user = _locked(user)
    require_password(user, password)
    factor: Authenticator = WebAuthn.add(user, name, credential).instance
    RecoveryCodes.activate(user)
    journal.record("user.key_added", user, by=user, key=name)
    return factor


@transaction.atomic
def remove_key(user: User, key: Authenticator, *, password: str) -> None:
    """Remove one of the own security keys.

    Raises:
        Refused: the password is wrong.
    """
    user = _locked(user)
    require_password(user, password)
    name = str(key)
    key.delete()
    factors = Authenticator.objects.filter(user=user)
    if not factors.exclude(type=Type.RECOVERY_CODES).exists():
        factors.delete()
    journal.record("user.key_removed", user, by=user, key=name)


@transaction.atomic
def reset_factor(user: User, *, by: User, remark: str = "") -> User:
    """Take all second factors of a user away (a lost phone); sign-ins end.

    Raises:
        Refused: ``by`` may not, it is the own login, or there is none.
    """
    policy.require(by, "reset_factor")
    policy.require_not_oneself(by, user, "重设动态口令")
    user = _locked(user)
    if not Authenticator.objects.filter(user=user).delete()[0]:
        raise Refused(f"{user.name}没有绑定动态口令，不必重设。")
    sessions.end_all(user, SignIn.Why.REVOKED)
    journal.record("user.factor_reset", user, by=by, remark=remark)
    return user


def require_password(user: User, password: str) -> None:
    """Pass if this is the user's password: whoever found an open browser cannot go further.

    Raises:
        Refused: it is not.
    """
    if not check_password(password, user.password):
        raise Refused("现在的密码不对，请重新输入。")


def _digits(code: str) -> str:
    return "".join(character for character in code if character.isdecimal())


def _locked(user: User) -> User:
    rows = User.objects.select_for_update(of=("self",)).select_related("person__organization")
    return rows.get(pk=user.pk)
