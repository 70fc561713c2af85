"""What a row of the ledger of units would do: new, changed, unchanged or refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from zhijian.core.refused import Refused
from zhijian.people.actions.organizations import clean_organization
from zhijian.people.edits import label_of, shown
from zhijian.people.importing.plan_parts import BLANK, Outcome, halves, label
from zhijian.people.importing.staff.parts import StaffPlanned as Planned
from zhijian.people.importing.staff.standing import Standing, UnitThere
from zhijian.people.models import Organization

_UNIT_FIELDS = {
    "organization": "name",
    "kind": "kind",
    "level": "level",
    "division": "place",
    "managed_by": "managed_by",
    "credit_code": "credit_code",
    "org_code": "org_code",
    "supervising_office": "supervising_section",
    "established_d": "established_on",
}
"""Columns of the ledger of units, and the fields they fill."""
_DECIDING = frozenset({"name", "kind", "level", "place", "managed_by", "parent"})
"""What a unit does not change by itself."""


def plan_units(units: Sequence[Planned], standing: Standing, place: str) -> None:
    """Parents before children, whatever their order in the file; ``place`` is that of top units."""
    waiting = {str(one.raw["organization"]): one for one in units}
    done: set[str] = set()
    for one in units:
        line: list[Planned] = []
        at: Planned | None = one
        while at is not None and str(at.raw["organization"]) not in done:
            if at in line:
                for each in line:
                    each.refuse("parent", "上级单位绕成了一圈", "请核对这几行的上级单位")
                    done.add(str(each.raw["organization"]))
                line = []
                break
            line.append(at)
            at = waiting.get(str(at.raw["parent"] or ""))
        for each in reversed(line):
            done.add(str(each.raw["organization"]))
            _plan_unit(each, standing, place)


def _plan_unit(one: Planned, standing: Standing, place: str) -> None:
    name = str(one.raw["organization"])
    one.about = name[:200]
    parent_name = str(one.raw["parent"] or "")
    parent = None
    if parent_name:
        parent = _one_of(one, "parent", parent_name, standing.named(parent_name))
        if parent is None:
            return
    found = standing.named(name)
    if parent is not None and len(found) > 1:
        found = [unit for unit in found if unit.parent is parent]
    if len(found) > 1:
        one.refuse("organization", f"有 {len(found)} 个单位同名“{name}”", "请填上级单位以便区分")
        return
    try:
        wanted = _wanted(one.raw)
    except Refused as refusal:
        one.refuse(_column_of(str(refusal)), *halves(str(refusal)))
        return
    if found:
        _change_unit(one, found[0], parent, wanted, standing)
    else:
        _new_unit(one, parent, wanted, standing, place)


def _one_of(one: Planned, column: str, name: str, found: Sequence[UnitThere]) -> UnitThere | None:
    if len(found) == 1:
        return found[0]
    if found:
        one.refuse(column, f"有 {len(found)} 个单位同名“{name}”", "请在单位页面上逐个办理")
    else:
        one.refuse(column, f"没有名为“{name}”的单位", "请核对全称，或把它写进单位台账一起导入")
    return None


def _wanted(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Model fields for the cells that are filled; an empty cell erases nothing."""
    given = {
        target: raw[source] for source, target in _UNIT_FIELDS.items() if raw[source] not in BLANK
    }
    return clean_organization(given)


def _new_unit(
    one: Planned,
    parent: UnitThere | None,
    wanted: dict[str, Any],
    standing: Standing,
    place: str,
) -> None:
    if not standing.may_add_below(parent):
        where = f"“{parent.name}”之下" if parent else "顶级"
        one.refuse(
            "parent", f"您不能在{where}增设单位", "请填写您所管单位为上级，或由系统管理员导入"
        )
        return
    if _taken_code(one, wanted, standing, None):
        return
    wanted.setdefault("place", parent.place if parent else place)
    if one.raw["abolished_d"] is not None:
        wanted["abolished_on"] = one.raw["abolished_d"]
    one.values = wanted
    one.outcome = Outcome.NEW
    one.unit = standing.enter(wanted, parent)


def _change_unit(
    one: Planned,
    there: UnitThere,
    parent: UnitThere | None,
    wanted: dict[str, Any],
    standing: Standing,
) -> None:
    one.unit, one.target = there, there.pk
    if one.raw["abolished_d"] not in (None, there.fields.get("abolished_on")):
        one.refuse("abolished_d", "已有单位的撤并不随表导入", "请在该单位的页面上办理撤并")
        return
    changed = {name: value for name, value in wanted.items() if there.fields[name] != value}
    if parent is not None and there.parent is not parent:
        changed["parent"] = parent
    if not changed or _taken_code(one, changed, standing, there):
        return
    if not standing.may_change(there, deciding=bool(_DECIDING & changed.keys())):
        one.refuse("organization", f"您不能修改“{there.name}”的这些内容", "请由主管单位导入")
        return
    one.before = {name: there.fields[name] for name in changed if name != "parent"}
    if "parent" in changed:
        one.before["parent"] = there.parent.pk if there.parent else None
        if standing.is_below(changed["parent"], there):
            one.refuse("parent", "上级单位在本单位之下，会绕成一圈", "请核对上级单位")
            return
    one.values = changed
    one.outcome = Outcome.CHANGED
    one.changes = [_change(name, there, value) for name, value in changed.items()]
    standing.change(there, changed)


def _change(name: str, there: UnitThere, value: Any) -> tuple[str, str, str]:
    if name == "parent":
        return "上级单位", there.parent.name if there.parent else "（空）", value.name
    row = Organization()
    before, after = (shown(row, name, said) for said in (there.fields[name], value))
    return label_of(row, name), before, after


def _taken_code(
    one: Planned, wanted: Mapping[str, Any], standing: Standing, there: UnitThere | None
) -> bool:
    code = wanted.get("credit_code")
    holder = standing.by_code.get(code) if code else None
    if holder is None or holder is there:
        return False
    one.refuse(
        "credit_code",
        f"统一社会信用代码已登记在“{holder.name}”名下",
        "请核对代码；单位改名的，请在单位页面上修改名称",
    )
    return True


def _column_of(message: str) -> str:
    """The column whose label a refusal begins with."""
    for source in _UNIT_FIELDS:
        if label("organizations", source) in message:
            return source
    return "organization"
