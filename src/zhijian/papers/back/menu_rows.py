"""The menu of a form beside that of the register: taken over as a whole."""

from collections.abc import Iterator, Sequence

from zhijian.core.forms.model import Table
from zhijian.core.forms.values import Row
from zhijian.ledger.menus import MenuLine, level_limit, levels_of
from zhijian.ledger.menus import faults_of as menu_faults
from zhijian.ledger.models import Account
from zhijian.papers.back.difference import Difference, Write, Writes, shown

LEVELS = ("menu.level_1", "menu.level_2", "menu.level_3")


def menu_differences(
    table: Table, account: Account, stands: Sequence[Row], paper: Sequence[Row]
) -> Iterator[Difference]:
    """One difference for the whole menu, with the reason if it cannot be kept."""
    if list(stands) == list(paper):
        return
    was, now = _told(table, stands), _told(table, paper)
    if not paper:
        yield Difference(table.key, table.label, was, now, None, "表上没有填，不据此清空台账")
        return
    lines = menu_lines(table, account, paper)
    if faults := menu_faults(lines, level_limit(account)):
        yield Difference(table.key, table.label, was, now, None, "".join(faults))
        return
    write = Write(Writes.MENUS, account.pk, {"lines": lines})
    yield Difference(table.key, table.label, was, now, write, "整个栏目设置以表上的为准")


def menu_lines(table: Table, account: Account, paper: Sequence[Row]) -> list[MenuLine]:
    """The rows of a form as items; an item that stays keeps its link."""
    cells = {cell.source: cell.key for cell in table.cells}
    links = {levels_of(item): item.link for item in account.menu_items.all()}

    def held(row: Row, source: str) -> str:
        return str(row.get(cells.get(source, "")) or "")

    lines = []
    for row in paper:
        words = [held(row, source) for source in LEVELS]
        while words and not words[-1]:
            words.pop()
        name = held(row, "menu.name")
        levels = tuple(words) or ((name,) if name else ())
        lines.append(MenuLine(levels, name, links.get(levels, ""), held(row, "menu.remark")))
    return lines


def _told(table: Table, rows: Sequence[Row]) -> str:
    return "\n".join(
        " / ".join(shown(cell, row.get(cell.key)) or "—" for cell in table.cells) for row in rows
    )
