"""The export of a system above, however messy: rows by the columns of ours, and reasons.

The same readers as for ledgers (encodings, odd headers, formulas, totals, repeated rows); only the
columns differ: an export need not say everything that a ledger of ours must.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from zhijian.core.cycles import no_cycles
from zhijian.core.facts.model import Column, Relation, choice, day, text
from zhijian.core.facts.reading.headers import Found, find_tables, folded
from zhijian.core.facts.reading.mapping import IGNORE, TableMapping, knows, map_columns, words
from zhijian.core.facts.reading.report import ColumnReport, RefusedCell, TableReport
from zhijian.core.facts.reading.rows import Kept, take_rows
from zhijian.core.facts.reading.sheets import Grid, open_grids
from zhijian.core.facts.reading.troubles import FileRefused
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.refused import Refused

Row = dict[str, str | int | None]

MOST_HEADERS = 80


def _of_account(name: str, *more: str) -> Column:
    column = RELATIONS["accounts"].column(name)
    aliases = (*column.aliases, *more)
    return replace(column, aliases=aliases, required=False, refers="")


EXPORT = Relation(
    "system_export",
    "系统导出表",
    "一行一个系统里的账号。",
    ("account", "platform", "name", "organization"),
    (
        _of_account("account", "平台账号", "账号编码", "新媒体ID", "账号ID号"),
        _of_account("name", "账号名", "政务新媒体名称", "新媒体账号名称"),
        _of_account("platform", "新媒体平台", "平台名称", "所属平台"),
        _of_account("account_type"),
        _of_account("organization", "主办单位（全称）", "所属单位", "归属单位", "报送单位"),
        _of_account("supervisor"),
        _of_account("operator"),
        choice(
            "state",
            "运行状态",
            "operating=正常/正常运营/运行/在用/启用/已启用, suspended=暂停/停用, "
            "closed=关停/关闭/停止运营, deregistered=注销/已注销",
            "状态",
            "运营状态",
            "账号状态",
            open_choices=True,
        ),
        _of_account("certified_subject"),
        _of_account("link", "账号链接", "链接地址"),
        _of_account("opened_d", "开设时间（年月日）"),
        text("receipt", "回执编号", "回执", "回执号", "报送编号", "备案编号", "备案号", "流水号"),
        day("submitted_d", "报送日期", "填报日期", "备案日期", "审核通过日期", "审核日期"),
    ),
)

# Without one of these a row cannot be told from another.
_TELLING = ("account", "name", "link")


@dataclass
class Export:
    """What an export said. ``columns`` tells how each header was understood."""

    rows: list[Row] = field(default_factory=list)
    columns: list[ColumnReport] = field(default_factory=list)
    refused: list[RefusedCell] = field(default_factory=list)
    rows_in: int = 0
    duplicates: int = 0
    named: frozenset[str] = frozenset()

    @property
    def refused_rows(self) -> int:
        """Rows that were left out and are no mere repetition."""
        return self.rows_in - len(self.rows) - self.duplicates


@no_cycles()
def read_export(path: Path, name: str, given: Mapping[str, str] | None = None) -> Export:
    """The rows of every sheet of a file. ``given`` says by header which column it means ("": none).

    Raises:
        Refused: the file cannot be read, no heading is known, or nothing tells the accounts apart.
    """
    wanted = {folded(header): (column, "given") for header, column in (given or {}).items()}
    found, kept, reports = Export(), Kept(), list[TableReport]()
    unreadable: list[str] = []
    likely: list[str] = []
    try:
        for opened in open_grids(path, name):
            if not isinstance(opened, Grid):
                unreadable.append(f"工作表“{opened[0]}”：{opened[1].reason}，{opened[1].cure}。")
                continue
            if not opened.hidden:
                reports += _read_grid(opened, wanted, kept, found.refused)
                likely += _likely_headers(opened)
    except FileRefused as why:
        raise Refused(f"{name}：{why.reason}，{why.cure}。") from None
    if not reports:
        shown = "、".join(likely[:12])
        hint = f"第一行像是：{shown}。" if shown else ""
        raise Refused(
            f"{name}里找不到认得的表头。{hint}请确认导出的是账号清单，首行写列名（如账号名称、所在平台）。",
            unreadable,
        )
    found.columns = [column for report in reports for column in report.columns][:MOST_HEADERS]
    found.rows_in = sum(report.rows_in for report in reports)
    found.duplicates = sum(report.duplicates for report in reports)
    found.rows = cast(list[Row], kept.records.get(EXPORT.name, []))
    found.named = frozenset(t for c in found.columns for t in c.target.split("+") if t)
    if not found.named & set(_TELLING):
        raise Refused(
            f"{name}里没有账号名称、账号ID或链接中的任何一列，认不出是哪个账号。请改正列的对应关系。"
        )
    return found


def headings() -> tuple[tuple[str, str], ...]:
    """The columns that a header of an export may mean, with their words."""
    return tuple((column.name, column.label) for column in EXPORT.columns)


def _read_grid(
    grid: Grid,
    given: Mapping[str, tuple[str, str]],
    kept: Kept,
    refused: list[RefusedCell],
) -> list[TableReport]:
    own = words(EXPORT)
    reports = []
    for table in find_tables(grid, lambda word: word in own or knows(word, given)):
        mapping = _mapping(table, given)
        if not mapping.targets:
            continue
        numbers = tuple(grid.number(row) for row in table.header_rows)
        report = TableReport(grid.file, grid.sheet, numbers, EXPORT.name)
        take_rows(grid, table, mapping, report, kept, refused, {})
        reports.append(report)
    for line, why in grid.left_out:
        refused.append(RefusedCell(grid.file, grid.sheet, line, "", "", "", why, "请另存后再导入"))
        if reports:
            reports[0].rows_in += 1
            reports[0].refused += 1
    return reports


def _mapping(table: Found, given: Mapping[str, tuple[str, str]]) -> TableMapping:
    return map_columns(EXPORT, table.headers, given)


def _likely_headers(grid: Grid) -> Sequence[str]:
    for row in grid.rows[:5]:
        words_ = [str(cell)[:20] for cell in row if isinstance(cell, str) and cell.strip()]
        if len(words_) > 1:
            return words_
    return ()


__all__ = ("EXPORT", "IGNORE", "Export", "headings", "read_export")
