"""A folder of ledgers, or one file, read into records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zhijian.core.cycles import no_cycles
from zhijian.core.facts.collection import Sight
from zhijian.core.facts.reading.cells import shown
from zhijian.core.facts.reading.headers import MAX_HEADER, Found, find_tables, folded
from zhijian.core.facts.reading.hengnan_forms import read_form
from zhijian.core.facts.reading.mapping import (
    BY_PROFILE,
    LEFT_OUT,
    TableMapping,
    Unknown,
    choose_relation,
    knows,
    named,
)
from zhijian.core.facts.reading.profiles import KnownTable, Profile, given_columns
from zhijian.core.facts.reading.report import Reading, RefusedCell, TableReport
from zhijian.core.facts.reading.rows import Kept, take_rows
from zhijian.core.facts.reading.sheets import READABLE, Grid, open_grids
from zhijian.core.facts.reading.side_by_side import side_by_side
from zhijian.core.facts.reading.sights import SIGHTS_TITLE, is_sights, read_sights
from zhijian.core.facts.reading.troubles import FileRefused
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused

# A header that nobody knows is looked for in the first rows of a sheet.
LOOK_FOR_HEADER = 20
LEAST_COLUMNS = 2
# A county hands in a few dozen files; a folder with more was chosen by mistake.
MAX_FILES = 2_000
# Sheets that explain and hold no entries.
_EXPLAINS = re.compile(
    r"示例|样例|样表|范例|封面|目录|(填写|填表|填报|使用|编制)说明|^说明|说明$|字典|下拉|选项|^readme|^refused$|^expected"
)
_FILED_BY = re.compile(
    r"(?:填表单位|填报单位|报送单位|填报部门|报送部门|单位名称|主办单位)(?:[（(][^）)]*[）)])?\s*[:：]"
    r"\s*([^\s:：]{2,40})"
)
_UNIT_IN_WAN = re.compile(r"单位\s*[:：]\s*万(?!元)[人次条个户]?")


@dataclass
class _Desk:
    """What a reading carries from file to file."""

    profiles: Sequence[Profile] = ()
    pairs: Sequence[tuple[str, str]] = ()
    relation: str = ""
    reading: Reading = field(default_factory=Reading)
    kept: Kept = field(default_factory=Kept)
    declared: dict[str, Sight] = field(default_factory=dict)


def read_folder(
    path: Path,
    profile: Profile | Sequence[Profile] | None = None,
    *,
    pairs: Sequence[tuple[str, str]] = (),
    relation: str = "",
) -> Reading:
    """Return everything read from the folder ``path`` and its subfolders, in order of name.

    ``profile`` holds confirmed mappings; ``pairs`` are (header, column name or label) said on the
    spot; ``relation`` takes every table for that ledger. Links are not followed.

    Raises:
        Refused: there is no such folder, or nothing in it is a table.
    """
    if path.is_file():
        return read_file(path, profile, pairs=pairs, relation=relation)
    if not path.is_dir():
        raise Refused(f"找不到文件夹 {path}，请核对路径。")
    desk = _desk(profile, pairs, relation)
    read = 0
    for file in _files(path):
        name = _printable(str(file.relative_to(path)))
        if file.is_symlink():
            desk.reading.skipped.append(f"{name}：是链接，没有跟随；请把文件本身放进来")
        elif file.name.startswith((".", "~$")):
            desk.reading.skipped.append(f"{name}：隐藏文件或表格软件的临时文件")
        elif file.suffix.lower() not in READABLE:
            desk.reading.skipped.append(f"{name}：不是表格（可读 {'、'.join(READABLE)}）")
        else:
            _read_into(desk, file, name)
            read += 1
    if not read:
        raise Refused(f"{path} 里没有可读的表格。可读的格式：{'、'.join(READABLE)}。")
    return _finish(desk)


def read_file(
    path: Path,
    profile: Profile | Sequence[Profile] | None = None,
    *,
    pairs: Sequence[tuple[str, str]] = (),
    relation: str = "",
) -> Reading:
    """Return everything read from one file; for the arguments see ``read_folder``.

    Raises:
        Refused: there is no such file.
    """
    return read_files([path], profile, pairs=pairs, relation=relation)


def read_files(
    paths: Sequence[Path],
    profile: Profile | Sequence[Profile] | None = None,
    *,
    pairs: Sequence[tuple[str, str]] = (),
    relation: str = "",
) -> Reading:
    """Return everything read from several files, as if they lay in one folder.

    Raises:
        Refused: one of the files does not exist.
    """
    for path in paths:
        if not path.is_file():
            raise Refused(f"找不到文件 {path}，请核对路径。")
    desk = _desk(profile, pairs, relation)
    for path in paths:
        _read_into(desk, path, _printable(path.name))
    return _finish(desk)


def _desk(
    profile: Profile | Sequence[Profile] | None, pairs: Sequence[tuple[str, str]], relation: str
) -> _Desk:
    profiles = [profile] if isinstance(profile, Profile) else list(profile or ())
    if relation and relation not in RELATIONS:
        found = named(relation)
        if found is None:
            known = "、".join(one.title for one in RELATIONS.values())
            raise Refused(f"没有名为“{relation}”的台账。可用的台账名：{known}。")
        relation = found[0]
    return _Desk(profiles, pairs, relation)


def _files(folder: Path) -> list[Path]:
    found: list[Path] = []
    waiting = [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            if path.is_dir() and not path.is_symlink():
                if not path.name.startswith("."):
                    waiting.append(path)
            else:
                found.append(path)
        if len(found) > MAX_FILES:
            raise Refused(f"{folder} 里的文件超过 {MAX_FILES} 个，请核对是否选错了文件夹。")
    return sorted(found)


def _printable(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name)


@no_cycles()
def _read_into(desk: _Desk, path: Path, name: str) -> None:
    try:
        for opened in open_grids(path, name):
            if isinstance(opened, Grid):
                _read_grid(desk, opened, path.stem)
            else:
                sheet, why = opened
                _refuse(desk, name, sheet, 0, why.reason, why.cure)
    except FileRefused as why:
        _refuse(desk, name, "", 0, why.reason, why.cure)
    except OSError as error:
        _refuse(desk, name, "", 0, f"文件打不开（{error.strerror}）", "请检查权限和磁盘后再导入")


def _refuse(desk: _Desk, file: str, sheet: str, row: int, reason: str, cure: str) -> None:
    desk.reading.refused.append(RefusedCell(file, sheet, row, "", "", "", reason, cure))


def _read_grid(desk: _Desk, grid: Grid, stem: str) -> None:
    where = f"{grid.file}，工作表“{grid.sheet}”" if grid.sheet else grid.file
    title = grid.sheet or stem
    rows = [n for n, row in enumerate(grid.rows) if _filled(row)]
    if not rows and not grid.left_out:
        desk.reading.skipped.append(f"{where}：空表")
        return
    if grid.hidden:
        desk.reading.skipped.append(f"{where}：隐藏的工作表，内有 {len(rows)} 行；要导入请取消隐藏")
        return
    if is_sights(title):
        read_sights(grid, desk.declared, desk.reading)
        return
    if _EXPLAINS.search(folded(title)) and not (named(title) or ("", False))[1]:
        desk.reading.skipped.append(f"{where}：说明或示例，不作为台账内容")
        return
    if not desk.relation and read_form(grid, desk.kept, desk.reading, desk.declared):
        return
    for part in side_by_side(grid):
        own = rows if part is grid else [n for n in rows if _filled(part.rows[n])]
        _read_tables(desk, part, stem, own)


def _read_tables(desk: _Desk, grid: Grid, stem: str, rows: Sequence[int]) -> None:
    also = {folded(header) for header, _ in desk.pairs}
    for profile in desk.profiles:
        also |= {folded(header) for table in profile.tables for header, _ in table.columns}
    tables = find_tables(grid, lambda header: knows(header, also))
    if not tables:
        _unknown_sheet(desk, grid, rows)
        return
    for found in tables:
        _read_table(desk, grid, found, stem)
    first = tables[0]
    report = desk.reading.tables[-len(tables)]
    for line, why in grid.left_out:
        report.rows_in += 1
        report.refused += 1
        _refuse(desk, grid.file, grid.sheet, line, why, "请把全文件另存为 UTF-8 编码后再导入")
    loose = [n for n in rows if n < first.header_rows.start and n not in first.above]
    report.notes.extend(_line(grid, n) for n in loose)


def _unknown_sheet(desk: _Desk, grid: Grid, rows: Sequence[int]) -> None:
    count = len(rows) + len(grid.left_out)
    likely = next((n for n in rows[:LOOK_FOR_HEADER] if _may_be_header(grid.rows[n])), None)
    report = TableReport(grid.file, grid.sheet, (), "", rows_in=count, refused=count)
    if likely is not None:
        report.likely_header = tuple(
            " ".join(str(cell).split()) for cell in grid.rows[likely] if cell not in (None, "")
        )
    desk.reading.tables.append(report)
    damaged = any(isinstance(c, str) and "\ufffd" in c for n in rows[:20] for c in grid.rows[n])
    reason = "文字已是乱码，找不到表头" if damaged else "找不到认得的表头"
    titles = "、".join(relation.title for relation in RELATIONS.values())
    cure = (
        "请从原系统重新导出，导出时选 UTF-8 编码"
        if damaged
        else f"请用空白台账的列名作表头，并把工作表命名为台账名。可用的台账名：{titles}"
    )
    _refuse(desk, grid.file, grid.sheet, 0, f"{reason}，{count} 行没有读入", cure)


def _may_be_header(row: Sequence[object]) -> bool:
    """The row could be a header in words we do not know: some short texts, none of them twice."""
    words = [cell for cell in row if cell is not None and cell != ""]
    texts = [cell for cell in words if isinstance(cell, str) and len(cell) <= MAX_HEADER]
    return len(words) >= LEAST_COLUMNS and len(set(texts)) == len(words)


def _read_table(desk: _Desk, grid: Grid, found: Found, stem: str) -> None:
    header_rows = tuple(grid.number(row) for row in found.header_rows)
    texts = tuple(" ".join(header.full.split()) for header in found.headers)
    above = [_line(grid, row) for row in found.above]
    report = TableReport(grid.file, grid.sheet, header_rows, "", notes=above, headers=texts)
    desk.reading.tables.append(report)
    supplied = _supplied(above)
    known = _known(desk, texts, grid.sheet)
    if known is not None and not known.relation:
        report.rows_in = report.refused = sum(1 for n in found.rows if _filled(grid.rows[n]))
        report.how = LEFT_OUT
        where = f"{grid.file}，工作表“{grid.sheet}”" if grid.sheet else grid.file
        desk.reading.skipped.append(f"{where}：{LEFT_OUT}，{report.rows_in} 行没有读入")
        return
    names = [*_names(above), *_sheet_names(grid, stem)]
    chosen = _choose(desk, found, known, names, supplied)
    if isinstance(chosen, Unknown):
        report.rows_in = report.refused = sum(1 for n in found.rows if _filled(grid.rows[n]))
        if report.rows_in:
            reason = f"{chosen.reason}，{report.rows_in} 行没有读入"
        else:
            reason = chosen.reason
        _refuse(desk, grid.file, grid.sheet, header_rows[-1], reason, chosen.cure)
        return
    mapping, report.how = chosen
    report.relation = mapping.relation.name
    desk.kept.records.setdefault(report.relation, [])
    used = {name: text for name, text in supplied.items() if _asks(mapping, name)}
    doubtful = next((line for line in above if _UNIT_IN_WAN.search(line)), "")
    take_rows(grid, found, mapping, report, desk.kept, desk.reading.refused, used, shown(doubtful))


def _known(desk: _Desk, texts: Sequence[str], sheet: str) -> KnownTable | None:
    for profile in desk.profiles:
        if known := profile.find(texts, sheet):
            return known
    return None


def _choose(
    desk: _Desk,
    found: Found,
    known: KnownTable | None,
    names: list[tuple[str, str]],
    supplied: Mapping[str, str],
) -> tuple[TableMapping, str] | Unknown:
    wanted = desk.relation or (known.relation if known else "")
    if wanted:
        fits = known if known and known.relation == wanted else None
        given = given_columns(wanted, fits, desk.pairs)
        chosen = choose_relation(found.headers, names, given, supplied, wanted)
        if fits and not isinstance(chosen, Unknown):
            return chosen[0], BY_PROFILE
        return chosen
    given = {}
    for relation in RELATIONS:
        given.update(given_columns(relation, None, desk.pairs))
    return choose_relation(found.headers, names, given, supplied)


def _asks(mapping: TableMapping, name: str) -> bool:
    """The relation has the column and the table does not."""
    columns = {column.name for column in mapping.relation.asked}
    return name in columns and name not in mapping.targets


def _supplied(above: Sequence[str]) -> dict[str, str]:
    for line in above:
        if found := _FILED_BY.search(line):
            return {"organization": found[1]}
    return {}


def _names(above: Sequence[str]) -> list[tuple[str, str]]:
    return [("表名", line) for line in reversed(above) if not _FILED_BY.search(line)]


def _sheet_names(grid: Grid, stem: str) -> list[tuple[str, str]]:
    return [*([("工作表名", grid.sheet)] if grid.sheet else []), ("文件名", stem)]


def _line(grid: Grid, row: int) -> str:
    words = [shown(cell) for cell in grid.rows[row] if cell is not None and cell != ""]
    return "  ".join(dict.fromkeys(words))


def _filled(row: Sequence[object]) -> bool:
    for cell in row:
        if isinstance(cell, str):
            if cell and not cell.isspace():
                return True
        elif cell is not None:
            return True
    return False


def _finish(desk: _Desk) -> Reading:
    reading = desk.reading
    reading.records = {
        name: desk.kept.records[name] for name in RELATIONS if name in desk.kept.records
    }
    reading.places = {
        name: [place for _, place in desk.kept.seen.get(name, {}).values()]
        for name in reading.records
    }
    short = {table.relation for table in reading.tables if table.relation and _lost(table, reading)}
    for name in RELATIONS:
        if name not in reading.records and name not in desk.declared:
            continue
        sight = desk.declared.get(name, Sight())
        if sight.declared_empty and reading.records.get(name):
            count = len(reading.records[name])
            title = RELATIONS[name].title
            reading.remarks.append(
                f"“{SIGHTS_TITLE}”声明{title}为零报告，却读到 {count} 行，零报告的声明不予采用。"
            )
            sight = Sight(sight.complete, sight.as_of_d, sight.from_d)
        if name in short and sight.complete:
            reading.remarks.append(
                f"{RELATIONS[name].title}有未读入的行，按不完整处理；改正后重新导入即恢复。"
            )
            sight = Sight(False, sight.as_of_d, sight.from_d, sight.declared_empty)  # noqa: FBT003
        reading.sights[name] = sight
    return reading


def _lost(table: TableReport, reading: Reading) -> bool:
    return table.refused > table.duplicates and any(
        refused.file == table.file
        and refused.sheet == table.sheet
        and refused.loses_row
        and not refused.is_harmless
        for refused in reading.refused
    )
