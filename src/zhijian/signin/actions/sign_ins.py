"""Ending sign-ins: one's own elsewhere, or somebody's by the security administrator."""

from django.db import transaction

from zhijian import journal
from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.signin import policy, sessions
from zhijian.signin.models import SignIn


@transaction.atomic
def end_sign_in(row: SignIn, *, by: User, remark: str = "") -> None:
    """End one sign-in; its browser is out at the next request.

    Raises:
        Refused: it is somebody else's and ``by`` may not, or it is over already.
    """
    if row.user_id != by.pk:
        policy.require(by, "end_sign_in")
    if not sessions.close(SignIn.objects.filter(pk=row.pk), SignIn.Why.REVOKED):
        raise Refused("这次登录已经结束，不必再结束。")
    journal.record("user.sign_in_revoked", row.user, by=by, remark=remark)


@transaction.atomic
def end_others(user: User, *, but: int) -> int:
    """End all of one's own sign-ins except the row ``but``; how many there were."""
    ended = sessions.end_all(user, SignIn.Why.REVOKED, but=but)
    if ended:
        journal.record("user.sign_in_revoked", user, by=user, ended=ended)
    return ended


@transaction.atomic
def end_all_of(user: User, *, by: User, remark: str = "") -> int:
    """End every sign-in of a user; how many there were.

    Raises:
        Refused: ``by`` may not, or the user is signed in nowhere.
    """
    policy.require(by, "end_sign_in")
    ended = sessions.end_all(user, SignIn.Why.REVOKED)
    if not ended:
        raise Refused(f"{user.name}现在没有登录，不必结束。")
    journal.record("user.sign_in_revoked", user, by=by, remark=remark, ended=ended)
    return ended
