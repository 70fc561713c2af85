"""What a row of the ledger of positions would do: who, where, in which post, since when."""

from datetime import date
from typing import Any

from zhijian.core.refused import Refused
from zhijian.people.actions.persons import clean_person
from zhijian.people.edits import label_of
from zhijian.people.encryption import blind_index
from zhijian.people.importing.plan_parts import BLANK, Outcome, halves, in_words
from zhijian.people.importing.staff.parts import StaffPlanned as Planned
from zhijian.people.importing.staff.standing import (
    POSITION_FIELDS,
    PersonThere,
    PositionThere,
    Standing,
    UnitThere,
)
from zhijian.people.models import Position

_TEXTS = {"title": 60, "account": 120}


def plan_position(one: Planned, standing: Standing) -> None:
    """Work out one row; its unit may stand in the registers or in the same file."""
    name = str(one.raw["organization"])
    post = str(Position.Kind(one.raw["post"]).label)
    one.about = f"{name}　{post}"[:200]
    found = standing.named(name)
    if len(found) != 1:
        reason = f"有 {len(found)} 个单位同名“{name}”" if found else f"没有名为“{name}”的单位"
        one.refuse("organization", reason, "请核对单位全称，或把它写进单位台账一起导入")
        return
    unit = found[0]
    if not standing.may_staff(unit):
        one.refuse("organization", f"您不能登记“{name}”的人员", "请由该单位或其主管单位导入")
        return
    person = _person(one, standing, unit)
    if person is None:
        return
    one.unit, one.person = unit, person
    wanted = _wanted(one)
    if one.is_refused:
        return
    key = (str(one.raw["post"]), one.raw["from_d"])
    there = person.positions.get(key)
    if there is not None:
        _change(one, there, wanted)
    elif not _overlaps(one, person, wanted):
        one.values["position"] = wanted
        one.outcome = Outcome.NEW
        fields = {"kind": key[0], "from_on": key[1], **wanted}
        person.positions[key] = PositionThere(None, fields)


def _person(one: Planned, standing: Standing, unit: UnitThere) -> PersonThere | None:
    """Who is meant: the same name in the same unit is the same person, unless the phone differs."""
    try:
        said = clean_person({"name": one.raw["person"], "title": one.raw["title"]})
    except Refused as refusal:
        one.refuse("person", *halves(str(refusal)))
        return None
    phone = _phone(one)
    index = blind_index(phone)
    same = standing.people(unit, said["name"])
    matching = [person for person in same if index and person.phone_index == index] or same
    if len(matching) > 1:
        one.refuse(
            "person", f"本单位有 {len(matching)} 名同名人员", "请填联系电话，或在人员页面上逐个办理"
        )
        return None
    if not matching:
        person = standing.add_person(unit, said["name"], phone)
        one.values["person"] = said | {"phone": phone}
        return person
    person = matching[0]
    if index and person.phone_index and index != person.phone_index:
        one.refuse(
            "phone",
            "与同单位同名人员的电话不同",
            "是同一人的，请先在人员页面上改电话；是两个人的，请在姓名后加以区分",
        )
        return None
    if index and not person.phone_index:
        person.phone_index = index
        one.values["phone"] = phone
        one.before["phone"] = ""
        one.changes.append(("联系电话", in_words(""), "已填写"))
        one.outcome = Outcome.CHANGED
    return person


def _phone(one: Planned) -> str:
    """The telephone number if it has a sound form; else the cell alone is left out."""
    said = str(one.raw["phone"] or "")
    try:
        return str(clean_person({"phone": said})["phone"])
    except Refused as refusal:
        one.leave_out("phone", *halves(str(refusal)))
        return ""


def _wanted(one: Planned) -> dict[str, Any]:
    raw = one.raw
    wanted: dict[str, Any] = {}
    for name, most in _TEXTS.items():
        wanted[name] = " ".join(str(raw[name] or "").split())
        if len(wanted[name]) > most:
            one.refuse(name, f"有 {len(wanted[name])} 个字，最多 {most} 个字", "请缩短")
    for name in ("is_backup", "is_outsourced", "is_full_time"):
        wanted[name] = bool(raw[name])
    wanted["until_on"] = raw["until_d"]
    if raw["until_d"] is not None and raw["until_d"] < raw["from_d"]:
        one.refuse("until_d", "离任日期早于任职日期", "请核对两个日期")
    return wanted


def _change(one: Planned, there: PositionThere, wanted: dict[str, Any]) -> None:
    """What is filled and differs; an empty cell erases nothing."""
    changed = {
        name: wanted[name]
        for name in POSITION_FIELDS
        if one.raw[_COLUMN.get(name, name)] not in BLANK and there.fields[name] != wanted[name]
    }
    if not changed:
        return
    one.target = there.pk
    one.values["position"] = changed
    one.before["position"] = {name: there.fields[name] for name in changed}
    one.changes += [
        (label_of(Position, name), in_words(there.fields[name]), in_words(value))
        for name, value in changed.items()
    ]
    one.outcome = Outcome.CHANGED
    there.fields.update(changed)


_COLUMN = {"until_on": "until_d"}


def _overlaps(one: Planned, person: PersonThere, wanted: dict[str, Any]) -> bool:
    """The same person holds the same post for the same account once at a time."""
    first, last = one.raw["from_d"], wanted["until_on"] or date.max
    for (kind, from_on), there in person.positions.items():
        if kind != one.raw["post"] or there.fields["account"] != wanted["account"]:
            continue
        if from_on <= last and (there.fields["until_on"] or date.max) >= first:
            one.refuse(
                "from_d",
                f"自 {from_on} 起已任同一岗位，时间重叠",
                "请核对任职日期，或先填前一任期的离任日期",
            )
            return True
    return False
