"""Adding, changing, moving and abolishing units."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zhijian import journal
from zhijian.config import clock
from zhijian.core.facts.codes import credit_code_holds, org_code_holds
from zhijian.core.refused import Refused
from zhijian.core.rules.places import DIVISIONS
from zhijian.people import edits, policy, tree
from zhijian.people.models import Organization, Oversight, Person, User, in_force

ORGANIZATION_FIELDS = (
    "name",
    "short_name",
    "kind",
    "level",
    "place",
    "managed_by",
    "credit_code",
    "org_code",
    "supervising_section",
    "established_on",
)
"""What ``add_organization`` and ``change_organization`` take."""
_LENGTHS = {"name": 120, "short_name": 40, "supervising_section": 60}
_PLACE_DIGITS = (6, 9, 12)


@transaction.atomic
def add_organization(
    parent: Organization | None, *, by: User, name: str, **fields: Any
) -> Organization:
    """A new unit below ``parent`` (None: at the top). Its place is the parent's unless named.

    Raises:
        Refused: no leave, a unit of that name is there already, or a field is not sound.
    """
    tree.lock_tree()
    parent = _fresh(parent)
    if parent is not None:
        policy.require_staff(by, parent, to="增设下级单位")
    else:
        policy.require_place(by, None, to="设立顶级单位")
    _refuse_abolished(parent)
    if parent is not None and not fields.get("place"):
        fields["place"] = parent.place
    unit = Organization(parent=parent, **clean_organization({"name": name, **fields}))
    edits.check_row(unit)
    unit.save(force_insert=True)
    tree.enter(unit)
    journal.record("organization.added", unit, by=by, parent=parent and parent.pk)
    return unit


@transaction.atomic
def change_organization(
    organization: Organization, *, by: User, seen: str = "", **fields: Any
) -> Organization:
    """The unit with other particulars; ``seen`` is the fingerprint of what the writer looked at.

    Kind, place and management, which decide the rules it is judged by, are for those who keep its
    place in the tree.

    Raises:
        Refused: no leave, or a field is not sound; ``edits.Outdated`` if it changed meanwhile.
    """
    tree.lock_tree()
    unit = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    policy.require_staff(by, unit, to="修改单位信息")
    wanted = clean_organization(
        {name: getattr(unit, name) for name in ORGANIZATION_FIELDS} | fields
    )
    wanted = {name: wanted[name] for name in fields}
    edits.refuse_outdated(unit, ORGANIZATION_FIELDS, seen, wanted)
    changed = edits.changed_names(unit, wanted)
    if not changed:
        return unit
    if {"name", "kind", "level", "place", "managed_by"} & set(changed):
        policy.require_place(by, unit, to="修改单位名称、性质、层级、地区和管理体制")
    before = {name: _plain(getattr(unit, name)) for name in changed}
    for name in changed:
        setattr(unit, name, wanted[name])
    edits.check_row(unit)
    unit.save(update_fields=changed)
    after = {name: _plain(wanted[name]) for name in changed}
    journal.record("organization.changed", unit, by=by, before=before, after=after)
    return unit


@transaction.atomic
def move_organization(
    organization: Organization, *, to: Organization | None, by: User, reason: str
) -> Organization:
    """The unit, with all below it, under another parent (None: at the top).

    Raises:
        Refused: no leave at either end, no reason, or a circle would come of it.
    """
    tree.lock_tree()
    unit = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    to = _fresh(to)
    policy.require_place(by, unit, to="调整隶属关系")
    if to is None:
        policy.require_place(by, None, to="设立顶级单位")
    else:
        policy.require_staff(by, to, to="增设下级单位")
    reason = _reason(reason, "调整隶属关系")
    _refuse_abolished(to)
    before = unit.parent_id
    if before == (to and to.pk):
        raise Refused(f"“{unit}”的上级已经是“{to or '（无）'}”，没有变动。")
    if Organization.objects.filter(parent=to, name=unit.name).exists():
        raise Refused(f"“{to or '顶级'}”之下已经有名为“{unit}”的单位，请先改名再调整。")
    tree.hang(unit, to)
    after = to and to.pk
    journal.record("organization.moved", unit, by=by, remark=reason, before=before, after=after)
    return unit


@transaction.atomic
def abolish_organization(
    organization: Organization, *, on: date, by: User, reason: str
) -> Organization:
    """The unit, abolished or merged from ``on``; the offices over it end with it.

    Raises:
        Refused: no leave, or units, staff or supervised units still hang on it.
    """
    tree.lock_tree()
    unit = Organization.objects.select_for_update(of=("self",)).get(pk=organization.pk)
    policy.require_place(by, unit, to="撤并单位")
    reason = _reason(reason, "撤并单位")
    if unit.abolished_on is not None:
        raise Refused(f"“{unit}”已于 {unit.abolished_on} 撤并。")
    if on > clock.today():
        raise Refused("撤并日期在今天之后，请在撤并生效的当天或以后登记。")
    if unit.established_on and on < unit.established_on:
        raise Refused(f"撤并日期早于成立日期（{unit.established_on}），请核对。")
    _refuse_if_used(unit, on)
    Oversight.objects.filter(in_force(on), organization=unit).update(until_on=on)
    unit.abolished_on = on
    unit.save(update_fields=("abolished_on",))
    journal.record("organization.abolished", unit, by=by, remark=reason, on=on.isoformat())
    return unit


def clean_organization(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a unit, cleaned.

    Raises:
        Refused: an unknown name, a code whose check digit does not hold, or no division code.
    """
    found = dict(fields)
    if unknown := found.keys() - set(ORGANIZATION_FIELDS):
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    for name, most in _LENGTHS.items():
        if name in found:
            label = edits.label_of(Organization, name)
            found[name] = edits.plain(found[name], label=label, most=most)
    for name, label in (("credit_code", "统一社会信用代码"), ("org_code", "组织机构代码")):
        if name in found:
            found[name] = edits.code(found[name], label=label, most=40)
    if "place" in found:
        found["place"] = clean_place(found["place"])
    if not found.get("name", "-"):
        raise Refused("单位名称没有填，请填写单位的全称。")
    if (credit := found.get("credit_code")) and not credit_code_holds(credit):
        raise Refused(
            f"统一社会信用代码“{credit}”不对：应为 18 位，且末位校验码须相符。请对照法人证书核对。"
        )
    if (org := found.get("org_code")) and not org_code_holds(org):
        raise Refused(f"组织机构代码“{org}”不对：应为 9 位，且末位校验码须相符。请核对。")
    return found


def clean_place(text: str) -> str:
    """A division code of 6, 9 or 12 digits, or ``cn``.

    Raises:
        Refused: it is none.
    """
    place = edits.code(text, label="行政区划代码", most=20).lower()
    sound = place.isascii() and (place == "cn" or place.isdecimal())
    if not sound or not DIVISIONS.fullmatch(place[:6]):
        raise Refused(f"“{place}”不是行政区划代码。请写六位数字，如 420325。")
    if place != "cn" and len(place) not in _PLACE_DIGITS:
        raise Refused(f"行政区划代码“{place}”有 {len(place)} 位，应为 6、9 或 12 位，请核对。")
    return place


def _fresh(unit: Organization | None) -> Organization | None:
    """The unit as it stands now that the tree is locked."""
    return unit and Organization.objects.get(pk=unit.pk)


def _refuse_abolished(parent: Organization | None) -> None:
    if parent is not None and parent.abolished_on is not None:
        raise Refused(f"“{parent}”已于 {parent.abolished_on} 撤并，不能作上级单位，请另选。")


def _refuse_if_used(unit: Organization, on: date) -> None:
    left = [
        (unit.children.existing(on).count(), "个下属单位"),
        (Person.objects.serving(on).filter(organization=unit).count(), "名在岗人员"),
        (Oversight.objects.filter(in_force(on), office=unit).count(), "项它承担的主管（指导）职责"),
    ]
    if found := "、".join(f"{count} {what}" for count, what in left if count):
        raise Refused(f"“{unit}”还有{found}，请先调整到别的单位，再撤并。")


def _reason(text: str, matter: str) -> str:
    reason = edits.plain(text, label="理由", most=200)
    if not reason:
        raise Refused(f"{matter}须写明理由或文号，请填写。")
    return reason


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
