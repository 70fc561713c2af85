"""One-time codes: each is taken once, whichever process is asked, and only within a minute."""

import hmac
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from zhijian.config import clock
from zhijian.people.models import User

PERIOD = 30
TOLERANCE = 1
"""A code of the step before or after is taken too: clocks of phones differ."""
COUNTER = "last_counter"


@transaction.atomic
def accept(user: User, code: str) -> Authenticator | None:
    """The authenticator that ``code`` proves, having used the code up; None if it proves none."""
    plain = "".join(character for character in code if character.isdecimal())
    if not plain.isascii():
        return None
    factors = Authenticator.objects.select_for_update().filter(user=user)
    factor: Any
    for factor in factors.filter(type=Authenticator.Type.TOTP):
        counter = counter_of(decrypt(factor.data["secret"]), plain)
        if counter is not None and counter > factor.data.get(COUNTER, 0):
            factor.data[COUNTER] = counter
            factor.save(update_fields=["data"])
            return factor
    for factor in factors.filter(type=Authenticator.Type.RECOVERY_CODES):
        if RecoveryCodes(factor).validate_code(plain):
            return factor
    return None


def counter_of(secret: str, code: str) -> int | None:
    """The step of time whose code this is, if it is the present one or a neighbour."""
    present = int(clock.now().timestamp()) // PERIOD
    found = None
    for counter in range(present - TOLERANCE, present + TOLERANCE + 1):
        expected = format_hotp_value(hotp_value(secret, counter))
        if hmac.compare_digest(expected.encode(), code.encode()):
            found = counter
    return found
