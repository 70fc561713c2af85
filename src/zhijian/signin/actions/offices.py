"""The three separate offices: granted and revoked by the security administrator."""

from django.db import transaction

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.signin import policy, sessions
from zhijian.signin.models import SignIn


@transaction.atomic
def grant_office(user: User, office: str, *, by: User, remark: str = "") -> User:
    """Give ``user`` one of the three offices; nobody holds two.

    Whoever receives one signs in again, with the second factor that the office asks for.

    Raises:
        Refused: ``by`` may not, it is the own login, the office is unknown, or the user holds
            one already or cannot sign in.
    """
    policy.require(by, "grant_office")
    policy.require_not_oneself(by, user, "授予三员职责")
    if office not in (User.Office.SYSTEM, User.Office.SECURITY, User.Office.AUDIT):
        raise Refused("没有选定职责。请在系统管理员、安全管理员、审计员中选一项。")
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise Refused("这个登录已经停用，不能授予职责。请先由系统管理员恢复登录。")
    if user.office:
        raise Refused(
            f"{user.name}已经是{user.get_office_display()}，三员职责不得由一人兼任。"
            "需要改任的，请先收回原来的职责。"
        )
    user.office = office
    user.save(update_fields=["office"])
    sessions.end_all(user, SignIn.Why.REVOKED)
    journal.record("user.office_granted", user, by=by, remark=remark, office=office)
    return user


@transaction.atomic
def revoke_office(user: User, *, by: User, remark: str = "") -> User:
    """Take the office back. Since nobody does it to himself, one security administrator stays.

    Raises:
        Refused: ``by`` may not, it is the own login, or the user holds none.
    """
    policy.require(by, "grant_office")
    policy.require_not_oneself(by, user, "收回三员职责")
    # Both are locked in one order: two who take each other's office would leave nobody.
    pks = sorted((user.pk, by.pk))
    rows = {row.pk: row for row in User.objects.select_for_update().filter(pk__in=pks)}
    policy.require(rows[by.pk], "grant_office")
    user = rows[user.pk]
    if not user.office:
        raise Refused(f"{user.name}没有三员职责，不必收回。")
    office = user.office
    user.office = User.Office.NONE
    user.save(update_fields=["office"])
    sessions.end_all(user, SignIn.Why.REVOKED)
    journal.record("user.office_revoked", user, by=by, remark=remark, office=office)
    return user
