"""The people of a form beside those of the register: numbers are mended, newcomers appointed."""

from collections.abc import Iterator, Mapping
from typing import Any

from zhijian.core.facts.reading.composite import person_and_phone
from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.forms.model import Field, Table
from zhijian.core.forms.values import Plain, Row
from zhijian.papers.back.difference import BLANK, Difference, Write, Writes, shown
from zhijian.papers.matter import Matter
from zhijian.papers.sources.staff import team
from zhijian.papers.sources.unit import first
from zhijian.people.models import Person, Position

NUMBERS = {
    "person.office_phone": "office_phone",
    "person.mobile": "phone",
    "person.qq": "qq",
    "person.wechat": "wechat",
}
NAME, TITLE = "person.name", "person.unit_and_title"


def team_differences(
    table: Table, matter: Matter, stands: list[Row], paper: list[Row]
) -> Iterator[Difference]:
    """Row by row, by name."""
    by_source = {cell.source: cell for cell in table.cells}
    name_key = by_source[NAME].key
    people = {str(row[name_key]): row for row in stands}
    holders = {one.person.name: one for one in team(matter)}
    seen: set[str] = set()
    for number, row in enumerate(paper, start=1):
        name = str(row.get(name_key) or "")
        key = f"{table.key}.{number}"
        if not name:
            yield _refused(key, f"{table.label}第 {number} 行", "", "", "没有写姓名，未读入")
            continue
        if name in seen:
            yield _refused(key, name, "", "", "同名的写了两行，只看第一行")
            continue
        seen.add(name)
        if name in people:
            yield from _same_person(table, holders[name], people[name], row, key, by_source)
        else:
            yield _newcomer(table, matter, row, key, by_source)
    for name, position in holders.items():
        if name not in seen:
            yield _refused(
                f"{table.key}.gone.{position.pk}",
                f"管理队伍：{name}",
                position.get_kind_display(),
                "",
                "表上没有这个人；离岗、免去岗位在岗位登记中办理",
                "staff",
            )


def _same_person(
    table: Table,
    position: Position,
    stands: Row,
    paper: Row,
    key: str,
    by_source: Mapping[str, Field],
) -> Iterator[Difference]:
    person = position.person
    for source, name in NUMBERS.items():
        cell = by_source.get(source)
        if cell is None or paper.get(cell.key) == stands.get(cell.key):
            continue
        label = f"管理队伍：{person.name}的{cell.name}"
        was, now = shown(cell, stands.get(cell.key)), shown(cell, paper.get(cell.key))
        if paper.get(cell.key) is None:
            yield _refused(f"{key}.{cell.key}", label, was, now, BLANK)
            continue
        write = Write(Writes.PERSON, person.pk, {name: paper.get(cell.key)})
        yield Difference(f"{key}.{cell.key}", label, was, now, write)
    cell = by_source.get(TITLE)
    if cell is not None and paper.get(cell.key) not in (None, stands.get(cell.key)):
        label = f"管理队伍：{person.name}的{cell.name}"
        yield _refused(
            f"{key}.{cell.key}",
            label,
            shown(cell, stands.get(cell.key)),
            shown(cell, paper.get(cell.key)),
            "职务在岗位登记中修改，调离的办理离岗",
            "staff",
        )


def _newcomer(
    table: Table, matter: Matter, row: Row, key: str, by_source: Mapping[str, Field]
) -> Difference:
    values: dict[str, Any] = {
        name: row.get(by_source[source].key)
        for source, name in NUMBERS.items()
        if source in by_source and row.get(by_source[source].key) is not None
    }
    name = str(row[by_source[NAME].key])
    values["name"] = name
    title = str(row.get(by_source[TITLE].key) or "") if TITLE in by_source else ""
    own = [matter.unit.name, matter.unit.short_name]
    unit = next((word for word in own if word and title.startswith(word)), "")
    told = "　".join(shown(cell, row.get(cell.key)) for cell in table.cells if row.get(cell.key))
    known = list(Person.objects.filter(organization=matter.unit, name=name, left_on=None)[:2])
    label = f"管理队伍：{name}"
    if len(known) == 1:
        write = Write(Writes.NEW_PERSON, known[0].pk, {})
        return Difference(key, label, "", told, write, "本单位已有此人，任命为账号管理员")
    if known:
        return _refused(key, label, "", told, "本单位有几个人同名，请在岗位登记中办理", "staff")
    if title and not unit and len(title) > len(matter.unit.name):
        return _refused(key, label, "", told, "表上写的不是本单位的人，请在岗位登记中办理", "staff")
    values["title"] = title.removeprefix(unit).strip()
    write = Write(Writes.NEW_PERSON, 0, values)
    return Difference(key, label, "", told, write, "登记为本单位人员，任命为账号管理员")


def contact_difference(
    asked: Field, matter: Matter, stands: Plain, paper: Plain
) -> Difference | None:
    """The unit's contact: the number of the same person is mended."""
    if stands == paper:
        return None
    was, now = shown(asked, stands), shown(asked, paper)
    if paper is None:
        return _refused(asked.key, asked.name, was, now, BLANK)
    held = first(matter, "CONTACT", "ADMIN")
    try:
        parts = person_and_phone(str(paper))
    except CellRefused as why:
        return _refused(asked.key, asked.name, was, now, f"{why.reason}，{why.cure}")
    if held is None or parts["person"] not in ("", held.person.name) or not parts["phone"]:
        return _refused(asked.key, asked.name, was, now, "联系人变动在岗位登记中办理", "staff")
    name = "office_phone" if held.person.office_phone or not held.person.phone else "phone"
    write = Write(Writes.PERSON, held.person.pk, {name: parts["phone"]})
    return Difference(asked.key, asked.name, was, now, write)


def _refused(
    key: str, label: str, stands: str, paper: str, why: str, matter: str = ""
) -> Difference:
    return Difference(key, label, stands, paper, None, why, matter)
