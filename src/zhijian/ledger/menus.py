"""An account's menu as a tree of at most three levels, and the faults of one that is typed in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhijian.config import clock
from zhijian.law.books import rulebooks
from zhijian.ledger.models import Account, MenuItem
from zhijian.people.roster import book_place

MOST_ITEMS = 200
LEVELS = 3
"""As many as the register can keep, and as many as hold where no rule says less."""


@dataclass(frozen=True)
class MenuLine:
    """An item as somebody types it: the words of its levels, nearest the top first."""

    levels: tuple[str, ...]
    name: str = ""
    link: str = ""
    remark: str = ""


@dataclass
class Node:
    """An item with what hangs below it; ``item`` is None where only items below are entered."""

    label: str
    item: MenuItem | None = None
    below: list["Node"] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it leads, if to a page; a link of another kind is kept and not offered."""
        link = self.item.link if self.item else ""
        return link if link.startswith(("https://", "http://")) else ""


def levels_of(item: MenuItem) -> tuple[str, ...]:
    """The words of an item's levels."""
    return tuple(level for level in (item.level_1, item.level_2, item.level_3) if level)


def tree_of(items: Iterable[MenuItem]) -> list[Node]:
    """The items in their order, each under its own."""
    top = Node("")
    for item in items:
        here = top
        for level in levels_of(item):
            found = next((node for node in here.below if node.label == level), None)
            if found is None:
                found = Node(level)
                here.below.append(found)
            here = found
        here.item = item
    return top.below


def level_limit(account: Account, on: date | None = None) -> int:
    """How many levels the place's rules allow the menu."""
    books = rulebooks()
    place = book_place(account.organization, books)
    rows = books.in_force(place, on or clock.today(), "accounts.menu_levels")
    said = [row.amount for row in rows if row.amount is not None]
    return min([LEVELS, *said])


def faults_of(lines: Sequence[MenuLine], most_levels: int) -> list[str]:
    """What is wrong with a menu, a sentence each; nothing if it can be kept."""
    faults = []
    if len(lines) > MOST_ITEMS:
        faults.append(f"菜单有 {len(lines)} 项，最多 {MOST_ITEMS} 项，请只登记到栏目一级。")
    seen: set[tuple[str, ...]] = set()
    for number, line in enumerate(lines, 1):
        where = f"第 {number} 项"
        words = " / ".join(line.levels)
        if not line.levels or not all(line.levels):
            faults.append(f"{where}：上一级菜单没有填，请从一级菜单填起。")
        elif len(line.levels) > most_levels:
            faults.append(f"{where}“{words}”有 {len(line.levels)} 级，菜单最多 {most_levels} 级。")
        elif line.levels in seen:
            faults.append(f"{where}“{words}”前面已经有了，请删去一项或改名。")
        seen.add(line.levels)
    return faults
