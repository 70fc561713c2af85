"""Where the tables of a sheet begin, and what stands in their headers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from zhijian.core.facts.reading.cells import Raw
from zhijian.core.facts.reading.sheets import Grid, Merge

# A header is short; a longer text is a title or a note.
MAX_HEADER = 60
# Two headers of ours in one row make a header row; one alone may be chance.
MIN_HITS = 2
# Cells looked at before a row without any known word is passed over.
LOOK_AT = 6
# How many different cells are remembered while headers are looked for.
REMEMBERED = 50_000
_TEXTS = frozenset((str, type(None)))
_DIGITS = re.compile(r"[0-9０-９]{3}")


@dataclass(frozen=True, slots=True)
class Header:
    """One column of a table as its header names it.

    ``group`` is the upper line of a two-line header, '' where there is one line.
    """

    column: int
    text: str
    group: str = ""

    @property
    def full(self) -> str:
        """Both lines in one."""
        if self.group and self.group != self.text:
            return f"{self.group}{self.text}"
        return self.text


@dataclass
class Found:
    """A table: its header, the rows above it that speak of it, and where its rows lie.

    ``rows`` is a range of indices into the grid.
    """

    headers: list[Header]
    header_rows: range
    rows: range
    above: list[int] = field(default_factory=list)


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Return a header in the form headers are compared in.

    >>> folded(" ＊账号 ＩＤ："), folded("开通时间\\n（年月日）")
    ('账号id', '开通时间(年月日)')
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("帐", "账")
    return re.sub(r"\s+", "", plain).strip("*:;·_\u200b\ufeff")


def find_tables(
    grid: Grid, knows: Callable[[str], bool], *, only_first: bool = False
) -> list[Found]:
    """Return the tables of a grid from top to bottom. ``knows`` tells known (folded) headers."""
    known = _once_each(knows)
    found: list[Found] = []
    row = 0
    while row < len(grid.rows) and not (only_first and found):
        if _begins_with_data(grid.rows[row]):
            row += 1
            continue
        lines = _header_at(grid, row, known, found[-1].header_rows.stop if found else 0)
        if lines is None:
            row += 1
            continue
        headers = _headers(grid, lines)
        if found:
            found[-1].rows = range(found[-1].rows.start, lines.start)
        found.append(Found(headers, lines, range(lines.stop, len(grid.rows))))
        row = lines.stop
    floor = 0
    for number, table in enumerate(found):
        table.above = _above(grid, table.header_rows.start, floor)
        if number and table.above:
            before = found[number - 1]
            before.rows = range(before.rows.start, table.above[0])
        floor = table.header_rows.stop
    return found


def _once_each(knows: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same for cells as they are written; what repeats is looked up once."""
    answers: dict[str, bool] = {}

    def is_known(cell: str) -> bool:
        answer = answers.get(cell)
        if answer is None:
            if len(answers) > REMEMBERED:
                answers.clear()
            answer = answers[cell] = knows(folded(cell))
        return answer

    return is_known


def hits(row: Sequence[Raw], knows: Callable[[str], bool]) -> int:
    """How many cells of a row are known headers; 0 when it cannot be a header row.

    A row is no header when most of its words are unknown, or when numbers stand in it.
    """
    return 0 if _begins_with_data(row) else _hits(row, lambda cell: knows(folded(cell)))


def _hits(row: Sequence[Raw], is_known: Callable[[str], bool]) -> int:
    if not _TEXTS.issuperset(map(type, row)):
        return 0
    known = words = 0
    seen: set[str] = set()
    for cell in row:
        if cell is None or cell == "":
            continue
        if not isinstance(cell, str):
            return 0
        words += 1
        if len(cell) <= MAX_HEADER and cell not in seen and is_known(cell):
            known += 1
            seen.add(cell)
        if words >= LOOK_AT and not known:
            return 0
    return known if known * 2 >= words or known >= 4 else 0


def _begins_with_data(row: Sequence[Raw]) -> bool:
    """The first filled cell is a number, a date, or an identifier with digits."""
    for cell in row:
        if cell is None or cell == "":
            continue
        return not isinstance(cell, str) or _DIGITS.search(cell) is not None
    return True


def _header_at(grid: Grid, row: int, is_known: Callable[[str], bool], floor: int) -> range | None:
    """The rows of the header that has its last or only known line at ``row``."""
    single = _hits(grid.rows[row], is_known)
    if single < MIN_HITS and not _may_be_upper(grid, row):
        return None
    best, lines = (single, range(row, row + 1)) if single >= MIN_HITS else (MIN_HITS - 1, None)
    pairs = [row] if single < MIN_HITS else [row, row - 1]
    for upper in pairs:
        if upper < floor or upper + 1 >= len(grid.rows):
            continue
        if not _pairs(grid, upper):
            continue
        together = _pair_hits(grid, range(upper, upper + 2), is_known)
        below_repeats = upper == row and _repeats(grid, row, is_known)
        is_grouped = upper == row - 1 and _may_be_upper(grid, upper)
        if together > best or (
            together >= best and lines is not None and (below_repeats or is_grouped)
        ):
            best, lines = together, range(upper, upper + 2)
    return lines


def _may_be_upper(grid: Grid, row: int) -> bool:
    """A row can be the upper line of a header: several short texts, some of them spread."""
    if not _TEXTS.issuperset(map(type, grid.rows[row])):
        return False
    cells = [cell for cell in grid.rows[row] if cell is not None and cell != ""]
    if len(set(cells)) < 2:
        return False
    if any(re.search("[:：]", str(cell)) for cell in cells):  # who filled it in, not a header
        return False
    spread = any(top == row and right > left for (top, left), (_, right) in grid.merges)
    return all(len(str(cell)) <= MAX_HEADER for cell in cells) and (
        spread or (not grid.merges and _has_gap(grid.rows[row]))
    )


def _has_gap(row: Sequence[Raw]) -> bool:
    filled = [index for index, cell in enumerate(row) if cell not in (None, "")]
    return bool(filled) and len(filled) < len(row) and filled[-1] - filled[0] >= len(filled) - 1


def _pairs(grid: Grid, upper: int) -> bool:
    """The row below ``upper`` can be its lower line: short words, none of them a number."""
    lower = grid.rows[upper + 1]
    cells = [cell for cell in lower if cell is not None and cell != ""]
    if not cells or not all(isinstance(c, str) and len(c) <= MAX_HEADER for c in cells):
        return False
    if any(re.search(r"\d{3,}", str(cell)) for cell in cells):
        return False
    tops = grid.rows[upper]
    return any(
        cell not in (None, "") and (index >= len(tops) or tops[index] in (None, ""))
        for index, cell in enumerate(lower)
    ) or any(top == upper and bottom == upper + 1 for (top, _), (bottom, _) in grid.merges)


def _repeats(grid: Grid, row: int, is_known: Callable[[str], bool]) -> bool:
    """The next row repeats headers of this one, as cells merged over both lines do."""
    return any(
        isinstance(cell, str) and cell and cell == above and is_known(cell)
        for cell, above in zip(grid.rows[row + 1], grid.rows[row], strict=False)
    )


def _pair_hits(grid: Grid, lines: range, is_known: Callable[[str], bool]) -> int:
    return sum(
        1 for header in _headers(grid, lines) if is_known(header.full) or is_known(header.text)
    )


def _headers(grid: Grid, lines: range) -> list[Header]:
    """The headers that one or two lines make."""
    last = grid.rows[lines[-1]]
    if len(lines) == 1:
        return [
            Header(index, str(cell))
            for index, cell in enumerate(last)
            if cell is not None and cell != ""
        ]
    tops = _spread(grid.rows[lines[0]], lines[0], grid.merges, last)
    headers = []
    for index in range(max(len(tops), len(last))):
        top = str(tops[index] or "") if index < len(tops) else ""
        sub = str(last[index] or "") if index < len(last) else ""
        if top or sub:
            headers.append(Header(index, sub or top, top if sub else ""))
    return headers


def _spread(
    tops: Sequence[Raw], row: int, merges: Collection[Merge], below: Sequence[Raw]
) -> list[Raw]:
    """The upper line with each of its words over all the columns it covers."""
    spread = list(tops) + [None] * (len(below) - len(tops))
    ours = [(left, right) for (top, left), (_, right) in merges if top == row and right > left]
    if merges:
        for left, right in ours:
            for column in range(left, min(right + 1, len(spread))):
                spread[column] = spread[left]
        return spread
    for column in range(1, len(spread)):
        has_sub = column < len(below) and below[column] not in (None, "")
        if spread[column] in (None, "") and has_sub:
            spread[column] = spread[column - 1]
    return spread


# A line above a table is its title, its unit of measure, or who filled it in.
_LINE_ABOVE = re.compile(r"[:：]|单位[:：]|^[（(].*[）)]$")


def _above(grid: Grid, header: int, floor: int) -> list[int]:
    """Rows directly above a header that are no rows of the table before."""
    rows: list[int] = []
    for row in range(header - 1, floor - 1, -1):
        cells = [cell for cell in grid.rows[row] if cell is not None and cell != ""]
        if not cells:
            if floor and rows:
                break
            continue
        words = {str(cell) for cell in cells}
        texts = all(isinstance(cell, str) for cell in cells)
        labelled = sum(1 for word in words if _LINE_ABOVE.search(word)) * 2 >= len(words)
        if floor and not (texts and (len(words) == 1 or labelled)):
            break
        if floor and len(words) == 1 and _is_note(next(iter(words))):
            break
        rows.append(row)
    return rows[::-1]


def _is_note(text: str) -> bool:
    return re.match(r"\s*(注|备注|说明|合计|小计|总计|填报说明|※|\*)", text) is not None
