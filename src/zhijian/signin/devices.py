"""Whether a browser is a dedicated device of a user's unit, or stands at one of its addresses."""

from dataclasses import dataclass

from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from zhijian.config import clock
from zhijian.config.addresses import client_address
from zhijian.core.refused import Refused
from zhijian.people.models import User
from zhijian.signin import law
from zhijian.signin.models import AddressRange, Device, SignIn, digest

COOKIE = "zhijian_device"
SALT = "zhijian.signin.device"
_YEARS = 5 * 365 * 24 * 3600


@dataclass(frozen=True)
class Standing:
    """By what a sign-in counts as one from dedicated equipment."""

    is_bound: bool = False
    device: Device | None = None
    range: AddressRange | None = None


def token_in(request: HttpRequest) -> str:
    """The token that this browser was given as a device, or ``""``."""
    try:
        token = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    except BadSignature:
        return ""
    return str(token)


def remember(response: HttpResponse, token: str, *, secure: bool) -> None:
    """Leave the token in the browser of a device."""
    response.set_signed_cookie(
        COOKIE, token, salt=SALT, max_age=_YEARS, secure=secure, httponly=True, samesite="Lax"
    )


def standing(user: User, request: HttpRequest) -> Standing:
    """From what equipment ``user`` signs in.

    Raises:
        Refused: a rule binds the user to dedicated equipment, and this is none of the unit's.
    """
    rule = law.device_rule(user)
    unit = user.organization
    if unit is None:
        return Standing()
    device = _device(request, unit)
    address = client_address(request)
    network = None if device else AddressRange.objects.for_unit(unit).holding(address)
    if rule is not None and device is None and network is None:
        raise Refused(
            f"您的岗位须用专用设备登录（{rule.source}），这台设备没有登记。"
            "请换到已登记的设备上登录；需要登记这台设备的，请向本单位的安全管理员要登记码。"
        )
    return Standing(rule is not None, device, network)


def still_stands(row: SignIn, request: HttpRequest) -> bool:
    """Whether a sign-in bound to equipment is still used from it."""
    if not row.is_bound:
        return True
    if row.device is not None:
        given = token_in(request)
        is_same = bool(given) and digest(given) == row.device.token_digest
        return is_same and row.device.revoked_at is None
    return row.range is not None and row.range.holds(client_address(request))


def _device(request: HttpRequest, unit: object) -> Device | None:
    token = token_in(request)
    if not token:
        return None
    known = Device.objects.enrolled().for_unit(unit)  # type: ignore[arg-type]
    return known.filter(token_digest=digest(token)).first()


def is_code_open(device: Device) -> bool:
    """Whether the one-time code of a device may still be redeemed."""
    return (
        device.redeemed_at is None
        and device.revoked_at is None
        and device.code_until is not None
        and device.code_until > clock.now()
    )
