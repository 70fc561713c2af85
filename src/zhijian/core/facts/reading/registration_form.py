"""The registration form of 衡南县 (备案登记表): a grid of labels and values for one account.

Two small tables stand in it, of menus and of people. It does not state since when a person is in
post, so its people count from the day it was filled in.

Source: 清公开办函〔2023〕2号 附件1
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from zhijian.core.facts.model import Relation
from zhijian.core.facts.reading.boxes import has_boxes, ticked
from zhijian.core.facts.reading.cells import (
    Raw,
    Value,
    choice_words,
    is_blank,
    reader,
    shown,
    text_of,
)
from zhijian.core.facts.reading.composite import (
    id_and_name,
    person_and_title,
)
from zhijian.core.facts.reading.entries import is_note
from zhijian.core.facts.reading.headers import folded
from zhijian.core.facts.reading.mapping import needed
from zhijian.core.facts.reading.moments import read_day
from zhijian.core.facts.reading.report import (
    ColumnReport,
    Reading,
    RefusedCell,
    Row,
    TableReport,
    cell_name,
)
from zhijian.core.facts.reading.rows import Kept
from zhijian.core.facts.reading.sheets import Grid
from zhijian.core.facts.reading.troubles import CellRefused
from zhijian.core.facts.schema import RELATIONS

_ACCOUNTS, _MENUS, _POSITIONS = (RELATIONS[n] for n in ("accounts", "menus", "positions"))

# Labels of the registration that fill a column of the account.
_ACCOUNT_LABELS = {
    "账号id": "account",
    "账号名称": "name",
    "创建/注册日期": "registered_d",
    "发布平台(系统)": "platform",
    "是否通过认证": "is_certified",
    "主管单位": "supervisor",
    "是否取得互联网新闻信息服务资质": "has_license",
    "主办单位": "organization",
    "承办单位": "operator",
    "访问链接": "link",
    "基本情况介绍": "introduction",
    "正式运营时间": "opened_d",
    "关注量/粉丝量": "followers",
    "运行状态": "state",
}
_ID_AND_NAME, _FUNCTIONS, _FILLED = "账号id及名称", "政务新媒体平台功能", "填表时间"
_LEADERS = {"主办单位分管领导及职务": "organization", "承办单位分管领导及职务": "operator"}
_CONTACT = "联系电话及方式"
_OTHER_LABELS = (
    "单位名称(盖章)",
    "栏目设置",
    "管理队伍(主要成员)",
    "开办(变更、关停、整合)理由",
    "主办单位意见",
    "主管单位意见",
    "新媒体二维码",
)
_LABELS = {*_ACCOUNT_LABELS, _ID_AND_NAME, _FUNCTIONS, _FILLED, *_LEADERS, _CONTACT, *_OTHER_LABELS}
_TELLING = {_ID_AND_NAME, "创建/注册日期", "发布平台(系统)", "是否通过认证", "运行状态", *_LEADERS}
_MENU_COLUMNS = {
    "一级菜单": "level_1",
    "二级菜单": "level_2",
    "三级菜单": "level_3",
    "备注": "remark",
}
_TEAM_COLUMNS = {
    "管理员姓名": "person",
    "所在单位及职务": "title",
    "手机号码": "phone",
    "办公电话": "office",
}
_INLINE = re.compile(r"^(基本情况介绍|填表时间|访问链接)\s*[:：]\s*(.+)$", re.DOTALL)
_FILLED_INLINE = re.compile(r"填表时间\s*[:：]\s*(\S.*?)\s*$")


@dataclass
class _Form:
    """A registration at work: what stands beside each label, and what came of it."""

    grid: Grid
    reading: Reading
    kept: Kept
    report: TableReport
    values: dict[str, tuple[int, int, Raw]] = field(default_factory=dict)
    contacts: list[Raw] = field(default_factory=list)
    record: Row = field(default_factory=dict)

    def read(self, label: str, column: str, read: Callable[[Raw], Value]) -> bool:
        """Read the value beside ``label`` into ``column``; False when it had to be refused."""
        row, place, raw = self.values[label]
        number = self.grid.number(row)
        if is_blank(raw) and column not in ("is_certified", "has_license"):
            return True
        try:
            self.record[column] = read(raw)
        except CellRefused as why:
            self.refuse(row, place, label, raw, why, column in _MUST)
            return column not in _MUST
        self.report.columns.append(ColumnReport(cell_name(place, number), label, column, "form", 1))
        return True

    def refuse(
        self, row: int, place: int, label: str, raw: Raw, why: CellRefused, loses: bool
    ) -> None:
        """Record a refused cell."""
        number = self.grid.number(row)
        self.reading.refused.append(
            RefusedCell(
                self.grid.file,
                self.grid.sheet,
                number,
                cell_name(place, number),
                label,
                shown(raw),
                why.reason,
                why.cure,
                loses,
            )
        )


_MUST = {column.name for column in needed(_ACCOUNTS)}


def is_registration(grid: Grid) -> bool:
    """Its labels stand in at least four rows; in a table they would share one."""
    rows, found = set(), set()
    for number, row in enumerate(grid.rows[:40]):
        for cell in row:
            if isinstance(cell, str) and len(cell) < 60 and folded(cell) in _TELLING:
                rows.add(number)
                found.add(folded(cell))
    return len(found) >= 5 and len(rows) >= 4 and _ID_AND_NAME in found


def read_registration(grid: Grid, kept: Kept, reading: Reading) -> None:
    """Read the account, its menus and its people; each row is taken or refused with its reason."""
    report = TableReport(grid.file, grid.sheet, (), "accounts", how="按备案登记表表样", rows_in=1)
    form = _Form(grid, reading, kept, report)
    _collect(form)
    if not any(not is_blank(raw) for _, _, raw in form.values.values()):
        reading.skipped.append(f"{grid.file}，工作表“{grid.sheet}”：空白的备案登记表")
        return
    reading.tables.append(report)
    form.record = {c.name: "" if c.kind.is_text else None for c in _ACCOUNTS.asked}
    good = _read_account(form)
    missing = [c for c in needed(_ACCOUNTS) if form.record[c.name] in ("", None)]
    for column in missing if good else ():
        good = False
        reading.refused.append(
            RefusedCell(
                grid.file,
                grid.sheet,
                0,
                "",
                column.label,
                "",
                f"必填项“{column.label}”没有填",
                "请补填后再导入",
            )
        )
    place = f"{grid.file}工作表“{grid.sheet}”"
    if good and (repeated := kept.add(_ACCOUNTS, form.record, place)):
        good = False
        reading.refused.append(RefusedCell(grid.file, grid.sheet, 0, "", "", "", *repeated))
    report.taken, report.refused = int(good), int(not good)
    _read_menus(form)
    _read_people(form)


def _collect(form: _Form) -> None:
    """Find the value beside each label, and those written after a label in its own cell."""
    for row, cells in enumerate(form.grid.rows):
        for place, cell in enumerate(cells):
            if not isinstance(cell, str) or not cell:
                continue
            if found := _INLINE.match(cell.strip()):
                form.values.setdefault(found[1], (row, place, found[2]))
                continue
            if found := _FILLED_INLINE.search(cell):
                form.values.setdefault(_FILLED, (row, place, found[1]))
            label = folded(cell) if len(cell) < 60 else ""
            if label not in _LABELS or _repeats_above(form.grid, row, place):
                continue
            value = _beside(cells, place)
            if label == _CONTACT:
                form.contacts.append(value[1])
            else:
                form.values.setdefault(label, (row, *value))


def _repeats_above(grid: Grid, row: int, place: int) -> bool:
    """The cell is the lower part of a merged one."""
    return any(
        top < row <= bottom and left <= place <= right
        for (top, left), (bottom, right) in grid.merges
    )


def _beside(cells: list[Raw], place: int) -> tuple[int, Raw]:
    """The next cell to the right with content that is no label itself."""
    for column in range(place + 1, len(cells)):
        cell = cells[column]
        if cell is None or cell == "":
            continue
        if isinstance(cell, str) and folded(cell) in _LABELS:
            break
        return column, cell
    return place + 1, None


def _read_account(form: _Form) -> bool:
    good = True
    if _ID_AND_NAME in form.values:
        row, place, raw = form.values[_ID_AND_NAME]
        try:
            parts = id_and_name(text_of(raw)) if not is_blank(raw) else {"id": "", "name": ""}
        except CellRefused as why:
            form.refuse(row, place, "账号ID及名称", raw, why, loses=True)
            return False
        form.record["account"], form.record["name"] = parts["id"], parts["name"]
        where = cell_name(place, form.grid.number(row))
        form.report.columns.append(ColumnReport(where, "账号ID及名称", "account+name", "form", 1))
    for label, column in _ACCOUNT_LABELS.items():
        if label in form.values:
            good = form.read(label, column, reader(_ACCOUNTS.column(column))) and good
    if _FUNCTIONS in form.values:
        form.read(_FUNCTIONS, "account_type", _account_type)
    return good


def _account_type(raw: Raw) -> Value:
    """The kind of WeChat account ticked, nested as it is: ☑微信（□服务号 ☑订阅号）."""
    text = text_of(raw)
    if not has_boxes(text):
        return ""
    words = choice_words(_ACCOUNTS.column("account_type"))
    chosen = [re.sub(r"[（）/:：\s]", "", word).casefold() for word in ticked(text)]
    codes = {words[word] for word in chosen if word in words}
    return codes.pop() if len(codes) == 1 else ""


def _read_menus(form: _Form) -> None:
    header = _row_with(form.grid, {"一级菜单", "二级菜单"})
    if header is None:
        return
    places = _places(form.grid.rows[header], _MENU_COLUMNS)
    report = _begin(form, "menus", header, places)
    for row in _rows_below(form.grid, header, places):
        report.rows_in += 1
        record: Row = {c.name: "" if c.kind.is_text else None for c in _MENUS.asked}
        record["account"] = form.record["account"]
        _fill(form, row, places, record)
        _keep(form, report, _MENUS, row, record)


def _read_people(form: _Form) -> None:
    filled = _filled_on(form)
    header = _row_with(form.grid, {"管理员姓名", "手机号码"})
    if header is not None:
        places = _places(form.grid.rows[header], _TEAM_COLUMNS)
        report = _begin(form, "positions", header, places)
        for row in _rows_below(form.grid, header, places):
            report.rows_in += 1
            record = _person(form, "ADMIN", form.record["organization"], filled)
            _fill(form, row, places, record)
            record["phone"] = record["phone"] or record.pop("office", "")
            record.pop("office", None)
            _keep(form, report, _POSITIONS, row, record)
    leaders = [label for label in _LEADERS if not is_blank(form.values.get(label, (0, 0, None))[2])]
    if not leaders:
        return
    report = _begin(form, "positions", None, {})
    for number, label in enumerate(leaders):
        report.rows_in += 1
        row, place, raw = form.values[label]
        record = _person(form, "DEPUTY", form.record[_LEADERS[label]], filled)
        try:
            parts = person_and_title(text_of(raw))
        except CellRefused as why:
            form.refuse(row, place, label, raw, why, loses=True)
            report.refused += 1
            continue
        record.update(person=parts["person"], title=parts["title"])
        if number < len(form.contacts) and not is_blank(form.contacts[number]):
            record["phone"] = shown(form.contacts[number])
        _keep(form, report, _POSITIONS, row, record)
        where = cell_name(place, form.grid.number(row))
        report.columns.append(ColumnReport(where, label, "person+title", "form", 1))


def _filled_on(form: _Form) -> int | None:
    row, place, raw = form.values.get(_FILLED, (0, 0, None))
    if is_blank(raw):
        return None
    try:
        return read_day(raw, text_of(raw))
    except CellRefused as why:
        form.refuse(row, place, _FILLED, raw, why, loses=False)
        return None


def _person(form: _Form, post: str, unit: object, filled: int | None) -> Row:
    record: Row = {c.name: "" if c.kind.is_text else None for c in _POSITIONS.asked}
    record.update(organization=unit, post=post, account=form.record["account"], from_d=filled)
    return record


def _row_with(grid: Grid, words: set[str]) -> int | None:
    for number, row in enumerate(grid.rows):
        if words <= {folded(cell) for cell in row if isinstance(cell, str)}:
            return number
    return None


def _places(row: list[Raw], columns: dict[str, str]) -> dict[int, str]:
    return {
        place: columns[folded(cell)]
        for place, cell in enumerate(row)
        if isinstance(cell, str) and folded(cell) in columns
    }


def _begin(form: _Form, relation: str, header: int | None, places: dict[int, str]) -> TableReport:
    grid = form.grid
    lines: tuple[int, ...] = () if header is None else (grid.number(header),)
    report = TableReport(grid.file, grid.sheet, lines, relation, how="按备案登记表表样")
    if header is not None:
        row = grid.rows[header]
        report.columns = [
            ColumnReport(cell_name(place, lines[0]), str(row[place]), column, "form")
            for place, column in places.items()
            if column != "office"
        ]
    if relation == "positions":
        report.notes.append("表上没有任职日期，按填表时间起算")
    form.reading.tables.append(report)
    form.kept.records.setdefault(relation, [])
    return report


def _rows_below(grid: Grid, header: int, places: dict[int, str]) -> list[int]:
    """Filled rows below a header, up to the first row that begins another part of the form."""
    rows = []
    for number in range(header + 1, len(grid.rows)):
        row = grid.rows[number]
        words = [cell for cell in row if isinstance(cell, str) and cell]
        others = [w for w in words if folded(re.split("[:：]", w)[0]) in _LABELS]
        if others and not all(_is_merged(grid, number, row.index(word)) for word in others):
            break
        cells = [n for n, cell in enumerate(row) if cell is not None and cell != ""]
        if cells and is_note(row, cells):
            break
        if any(place < len(row) and not is_blank(row[place]) for place in places):
            rows.append(number)
    return rows


def _is_merged(grid: Grid, row: int, place: int) -> bool:
    return any(
        top < row <= bottom and left <= place <= right
        for (top, left), (bottom, right) in grid.merges
    )


def _fill(form: _Form, row: int, places: dict[int, str], record: Row) -> None:
    cells = form.grid.rows[row]
    for place, name in places.items():
        if place < len(cells) and not is_blank(cells[place]):
            try:
                record[name] = text_of(cells[place])
            except CellRefused as why:
                form.refuse(row, place, name, cells[place], why, loses=False)


def _keep(form: _Form, report: TableReport, relation: Relation, row: int, record: Row) -> None:
    missing = [c.label for c in needed(relation) if record[c.name] in ("", None)]
    place = f"{form.grid.file}工作表“{form.grid.sheet}”第 {form.grid.number(row)} 行"
    why = (
        (f"必填项“{missing[0]}”没有填", "请补填后再导入")
        if missing
        else form.kept.add(relation, record, place)
    )
    if why is None:
        report.taken += 1
        return
    report.refused += 1
    number = form.grid.number(row)
    form.reading.refused.append(
        RefusedCell(form.grid.file, form.grid.sheet, number, "", "", "", *why)
    )
