"""Entering staff, changing their particulars, and their leaving."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people import edits, events, policy
from zhijian.people.encryption import blind_index
from zhijian.people.models import Organization, Person, Position, User
from zhijian.people.models.staff import INDEXED, SEALED

PERSON_FIELDS = (
    "name",
    "title",
    "phone",
    "office_phone",
    "qq",
    "wechat",
    "id_number",
    "email",
    "joined_on",
)
"""What ``add_person`` and ``change_person`` take."""
OWN_FIELDS = frozenset({"phone", "office_phone", "qq", "wechat", "email"})
"""What everybody may mend in the own record."""
_LENGTHS = {"name": 60, "title": 60, "phone": 20, "office_phone": 40, "qq": 20, "wechat": 40}
_SHAPES = {
    "phone": (re.compile(r"\+?[0-9][0-9-]{5,18}[0-9]"), "应为手机或固定电话的号码"),
    "qq": (re.compile(r"[1-9][0-9]{4,11}"), "应为 5 至 12 位数字"),
    "wechat": (re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{4,39}"), "应为字母、数字、下划线或减号"),
    "id_number": (re.compile(r"[0-9A-Z()]{6,20}"), "应为证件上的号码"),
}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@transaction.atomic
def add_person(organization: Organization, *, by: User, name: str, **fields: Any) -> Person:
    """Somebody new in a unit, without a position and without a login.

    Raises:
        Refused: no leave, or a field is not sound.
    """
    organization = Organization.objects.select_for_update(of=("self",), no_key=True).get(
        pk=organization.pk
    )
    policy.require_staff(by, organization, to="登记人员")
    if organization.abolished_on is not None:
        raise Refused(f"“{organization}”已于 {organization.abolished_on} 撤并，不能再登记人员。")
    person = Person(organization=organization)
    seal_person(person, **clean_person({"name": name, **fields}))
    person.save(force_insert=True)
    journal.record("person.added", person, by=by)
    return person


@transaction.atomic
def change_person(person: Person, *, by: User, seen: str = "", **fields: Any) -> Person:
    """Somebody's particulars, changed; ``seen`` is the fingerprint of what the writer looked at.

    The record names the fields that were changed, not what stands in them.

    Raises:
        Refused: no leave, or a field is not sound; ``edits.Outdated`` if it changed meanwhile.
    """
    found = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    wanted = clean_person(fields)
    if by.person_id != found.pk or not wanted.keys() <= OWN_FIELDS:
        policy.require_staff(by, found.organization, to="修改人员信息")
    edits.refuse_outdated(found, PERSON_FIELDS, seen, wanted)
    changed = edits.changed_names(found, wanted)
    if not changed:
        return found
    columns = seal_person(found, **{name: wanted[name] for name in changed})
    found.save(update_fields=columns)
    journal.record("person.changed", found, by=by, fields=changed)
    return found


@transaction.atomic
def person_leaves(person: Person, *, on: date, by: User, reason: str = "") -> Person:
    """Somebody leaves the unit on ``on``: positions end and the login closes, at once.

    The handlers of ``events`` end the sign-ins and open the handover in the same transaction.

    Raises:
        Refused: no leave, left already, or a day to come.
    """
    found = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    policy.require_staff(by, found.organization, to="办理离岗")
    if found.left_on is not None:
        raise Refused(f"{found}已于 {found.left_on} 离岗，没有变动。")
    if on > clock.today():
        raise Refused("离岗日期在今天之后。请在离岗当天办理，办理后立即停用登录。")
    if found.joined_on and on < found.joined_on:
        raise Refused(f"离岗日期早于到岗日期（{found.joined_on}），请核对。")
    reason = edits.plain(reason, label="原因", most=200)
    ended = _end_positions(found, on)
    found.left_on = on
    found.save(update_fields=("left_on",))
    _close_login(found)
    events.tell(events.StaffChange(events.Kind.LEFT, found, ended, on, by, reason))
    held = [position.pk for position in ended]
    journal.record("person.left", found, by=by, remark=reason, on=on.isoformat(), positions=held)
    return found


def seal_person(person: Person, **fields: Any) -> list[str]:
    """Set fields of a person and the blind indexes beside them; the columns to save come back.

    The one place that writes sealed fields: an index never says other than its field.
    """
    columns = []
    for name, value in fields.items():
        setattr(person, name, value)
        columns.append(name)
        if name in INDEXED:
            setattr(person, f"{name}_index", blind_index(value))
            columns.append(f"{name}_index")
    return columns


def clean_person(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a person, cleaned.

    Raises:
        Refused: a number has no sound form, or the name is missing. The number is not repeated.
    """
    found = dict(fields)
    if unknown := found.keys() - set(PERSON_FIELDS):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    for name in ("name", "title", "wechat", "email"):
        if name in found:
            label = edits.label_of(Person, name)
            found[name] = edits.plain(found[name], label=label, most=_LENGTHS.get(name, 254))
    for name in set(SEALED) - {"wechat"}:
        if name in found:
            label = edits.label_of(Person, name)
            found[name] = edits.code(found[name], label=label, most=_LENGTHS.get(name, 20))
    if not found.get("name", "-"):
        raise Refused("姓名没有填，请填写。")
    for name, (shape, says) in _SHAPES.items():
        if (text := found.get(name)) and not shape.fullmatch(text.replace(" ", "")):
            raise Refused(f"{edits.label_of(Person, name)}的写法不对，{says}，请核对。")
    if (number := found.get("id_number")) and len(number) == 18 and not _id_number_holds(number):
        raise Refused("身份证件号码的末位校验码不符，请对照证件核对。")
    if email := found.get("email"):
        _check_email(email)
    return found


def _end_positions(person: Person, on: date) -> tuple[Position, ...]:
    """What was still held, ended; a position not begun yet ends on its first day."""
    held = Position.objects.select_for_update(of=("self",)).filter(person=person)
    ended = []
    for position in held.select_related("organization", "person").order_by("pk"):
        if position.until_on is None or position.until_on > on:
            position.until_on = max(on, position.from_on)
            position.save(update_fields=("until_on",))
            ended.append(position)
    return tuple(ended)


def _close_login(person: Person) -> None:
    user = User.objects.select_for_update(of=("self",)).filter(person=person).first()
    if user is None:
        return
    user.is_active = False
    user.save(update_fields=("is_active",))


def _id_number_holds(number: str) -> bool:
    """GB 11643: seventeen digits and a check digit."""
    if not number[:17].isdecimal():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17]


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("电子邮箱的写法不对，应像 name@example.cn，请核对。") from None
