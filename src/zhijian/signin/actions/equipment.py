"""Dedicated devices and address ranges: entered and taken back by the security administrator."""

import ipaddress
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import Organization, User
from zhijian.signin import policy, sessions
from zhijian.signin.devices import is_code_open
from zhijian.signin.models import AddressRange, Device, SignIn, check_network, digest

CODE_LASTS = timedelta(minutes=30)
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def enrol_device(organization: Organization, name: str, *, by: User) -> tuple[Device, str]:
    """A device, and the code that is typed in its browser once, within half an hour.

    Raises:
        Refused: ``by`` may not, or the unit has a device of that name.
    """
    policy.require(by, "enrol_device")
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    moment = clock.now()
    try:
        with transaction.atomic():
            device = Device.objects.create(
                organization=organization,
                name=name.strip(),
                code_digest=digest(_plain(code)),
                code_until=moment + CODE_LASTS,
                enrolled_by=by,
                enrolled_at=moment,
            )
            journal.record("device.enrolled", device, by=by)
    except IntegrityError:
        raise Refused(f"{organization}已经有叫“{name}”的设备，请换一个名称。") from None
    return device, code


@transaction.atomic
def redeem_device(code: str, *, address: str = "") -> tuple[Device, str]:
    """The device whose code this is, and the token that its browser keeps from now on.

    Raises:
        Refused: no device waits for this code, or its time is over.
    """
    waiting = Device.objects.select_for_update().filter(code_digest=digest(_plain(code)))
    device = waiting.first() if _plain(code) else None
    if device is None or not is_code_open(device):
        raise Refused("登记码不对，或者已经用过、过期。请核对后重试，或向安全管理员另要一个。")
    token = secrets.token_urlsafe(32)
    device.code_digest = ""
    device.token_digest = digest(token)
    device.redeemed_at = clock.now()
    device.redeemed_from = address or None
    device.save()
    journal.record("device.redeemed", device, by=None)
    return device, token


@transaction.atomic
def revoke_device(device: Device, *, by: User, remark: str = "") -> Device:
    """Strike a device off; sign-ins from it end.

    Raises:
        Refused: ``by`` may not, or it is struck off already.
    """
    policy.require(by, "enrol_device")
    device = Device.objects.select_for_update().get(pk=device.pk)
    if device.revoked_at is not None:
        raise Refused("这台设备已经注销，不必再注销。")
    device.revoked_at = clock.now()
    device.code_digest = ""
    device.save(update_fields=["revoked_at", "code_digest"])
    sessions.close(SignIn.objects.filter(device=device), SignIn.Why.DEVICE)
    journal.record("device.revoked", device, by=by, remark=remark)
    return device


def add_range(
    organization: Organization, network: str, *, by: User, remark: str = ""
) -> AddressRange:
    """An address range of a unit's dedicated equipment.

    Raises:
        Refused: ``by`` may not, it is no range, or the unit has it already.
    """
    policy.require(by, "set_ranges")
    try:
        check_network(network)
    except ValidationError as fault:
        raise Refused("".join(fault.messages)) from None
    plain = str(ipaddress.ip_network(network.strip(), strict=False))
    try:
        with transaction.atomic():
            row = AddressRange.objects.create(
                organization=organization,
                network=plain,
                remark=remark,
                added_by=by,
                added_at=clock.now(),
            )
            journal.record("address_range.added", row, by=by, network=plain)
    except IntegrityError:
        raise Refused(f"{organization}已经登记了 {plain}，不必再登记。") from None
    return row


@transaction.atomic
def remove_range(row: AddressRange, *, by: User, remark: str = "") -> None:
    """Take a range away; sign-ins that counted on it end.

    Raises:
        Refused: ``by`` may not.
    """
    policy.require(by, "set_ranges")
    sessions.close(SignIn.objects.filter(range=row, is_bound=True), SignIn.Why.DEVICE)
    kept = AddressRange(pk=row.pk, organization=row.organization, network=row.network)
    row.delete()
    journal.record("address_range.removed", kept, by=by, remark=remark, network=kept.network)


def _plain(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())
