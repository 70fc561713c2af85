"""What a person must do after signing in before anything else: a new password, a second factor."""

from allauth.mfa.models import Authenticator

from zhijian.people.models import User
from zhijian.signin import law, passwords

PASSWORD = "password"
FACTOR = "factor"

PAGES = {PASSWORD: "account_change_password", FACTOR: "mfa_activate_totp"}
"""The page that fulfils a duty, by its name; the first open duty leads."""

ALWAYS = frozenset({"account_logout", "large_type", "session_keep"})
"""Pages that stay open whatever is still to be done."""


def duties_of(user: User) -> list[str]:
    """The duties that ``user`` still has, in the order in which they are asked for."""
    found = []
    if passwords.is_due(user):
        found.append(PASSWORD)
    if not has_code(user) and law.must_use_code(user):
        found.append(FACTOR)
    return found


def has_code(user: User) -> bool:
    """Whether the user has enrolled an authenticator app."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
