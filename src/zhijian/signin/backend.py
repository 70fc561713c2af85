"""Whose name and password are taken, and who still is the user of a session."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Q

from zhijian.config import clock
from zhijian.people.models import User


class Backend(ModelBackend):
    """Nobody whose login is switched off or who has left; asked again at every request."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether ``user`` may be signed in today."""
        return is_admitted(user)

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session with person and unit, or None once access has ended."""
        user = User.objects.select_related("person__organization").filter(pk=user_id).first()
        return user if user is not None and is_admitted(user) else None


def is_admitted(user: User) -> bool:
    """Whether the login is switched on and the person, if there is one, has not left."""
    if not user.is_active:
        return False
    left_on = user.person.left_on if user.person else None
    return left_on is None or left_on > clock.today()


def admitted() -> Q:
    """The same as ``is_admitted`` for a query over users."""
    today = clock.today()
    serving = Q(person__isnull=True) | Q(person__left_on__isnull=True)
    return Q(is_active=True) & (serving | Q(person__left_on__gt=today))
