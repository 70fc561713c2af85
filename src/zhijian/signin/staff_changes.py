"""Whoever leaves is signed out everywhere, in the transaction of the leaving."""

from zhijian.people.events import Kind, StaffChange
from zhijian.people.models import User
from zhijian.signin import sessions
from zhijian.signin.models import SignIn


def end_sign_ins(change: StaffChange) -> None:
    """End every sign-in of a person who left."""
    if change.kind is not Kind.LEFT:
        return
    for user in User.objects.filter(person=change.person):
        sessions.end_all(user, SignIn.Why.BARRED)
