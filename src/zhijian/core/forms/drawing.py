"""A definition and its values become a sheet: what stands in which cell, before any file format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from zhijian.core.forms import layout, model
from zhijian.core.forms.boxes import gap_for, in_lines, lines_of
from zhijian.core.forms.model import Field, Form, Shape
from zhijian.core.forms.sheet import (
    Band,
    Block,
    Cell,
    Closing,
    Grid,
    Line,
    NewPage,
    Paragraphs,
    Role,
    Row,
    Sheet,
    Spread,
    Title,
    Words,
)
from zhijian.core.forms.signing import opinion_cell
from zhijian.core.forms.slots import Filled, filled_in
from zhijian.core.forms.values import FormValues, Plain, tidy, words_of
from zhijian.core.forms.values import Row as ValueRow

_LEAST_MM = 9
_CENTRED = (Shape.NUMBER, Shape.DAY, Shape.FLAG, Shape.CHOICE)


def draw(
    form: Form,
    values: FormValues,
    *,
    wording: Mapping[str, str] | None = None,
    slots: Mapping[str, Filled] | None = None,
    place_name: str = "",
) -> Sheet:
    """The form filled with ``values``, ready for any renderer.

    ``wording`` holds an office's own sentences by key, in place of ours; ``slots`` comes from
    ``slots_of``; ``place_name`` stands in the title. A gap without a value is printed as a blank.
    """
    held = tidy(form, values)
    pen = _Pen(form, held, wording or {}, slots or {}, place_name)
    heading = form.title
    if form.printed_title and place_name:
        heading = form.printed_title.replace("{place}", place_name)
    blocks: list[Block] = [Title(heading, form.title_size)]
    for group in _groups(form.layout):
        blocks.extend(pen.grid(group) if isinstance(group, list) else pen.block(group))
    return Sheet(form.id, heading, form.is_landscape, tuple(blocks))


def _is_framed(block: layout.Block) -> bool:
    if isinstance(block, layout.TextBlock):
        return block.look == "framed"
    return isinstance(block, (layout.GridBlock, layout.TableBlock, layout.HeadingBlock))


def _groups(blocks: Sequence[layout.Block]) -> Iterator[layout.Block | list[layout.Block]]:
    """Blocks that share one frame come together as a list; the others one by one."""
    framed: list[layout.Block] = []
    for block in blocks:
        if _is_framed(block):
            framed.append(block)
            continue
        if framed:
            yield framed
            framed = []
        yield block
    if framed:
        yield framed


@dataclass
class _Pen:
    """Draws the blocks of one form."""

    form: Form
    values: FormValues
    wording: Mapping[str, str]
    slots: Mapping[str, Filled]
    place_name: str

    def said(self, key: str) -> str:
        """A printed sentence, the office's or ours, with its gaps filled."""
        text = self.form.texts[key]
        own = {"place": self.place_name} | {
            name: words_of(asked, self.values.get(name)) for name, asked in self.form.fields.items()
        }
        gaps = {slot.name: self.slots.get(slot.name, Filled("")) for slot in text.slots}
        return filled_in(self.wording.get(key) or text.says, text.otherwise, gaps, own)

    def block(self, block: layout.Block) -> Iterator[Block]:
        """A block outside the frame."""
        if isinstance(block, layout.PageBreak):
            yield NewPage()
        elif isinstance(block, layout.ClosingBlock):
            name, day = (self._words(key) for key in (block.name, block.day))
            yield Closing(name, day or "年　　月　　日")
        elif isinstance(block, layout.TextBlock):
            is_prose = block.look == "prose"
            lines = (part for key in block.texts for part in self.said(key).split("\n"))
            yield Paragraphs(
                tuple(Line((Words(text),), is_indented=is_prose) for text in lines), block.look
            )
        elif isinstance(block, layout.LineBlock):
            parts = [
                Line((Words(f"{asked.label}："), gap_for(asked, self.values.get(asked.key))))
                for asked in (self.form.fields[key] for key in block.fields)
            ]
            yield Spread(tuple(parts), block.fields)

    def _words(self, key: str) -> str:
        return words_of(self.form.fields[key], self.values.get(key))

    def grid(self, blocks: list[layout.Block]) -> Iterator[Grid]:
        """Framed blocks over the columns they have in common."""
        drawn = [(self._widths(block), self._band(block)) for block in blocks]
        edges = sorted({0, *(edge for widths, _ in drawn for edge in accumulate(widths))})
        steps = {edge: number for number, edge in enumerate(edges)}
        bands = tuple(_refit(band, widths, steps) for widths, band in drawn)
        yield Grid(tuple(b - a for a, b in pairwise(edges)), bands)

    def _widths(self, block: layout.Block) -> tuple[int, ...]:
        if isinstance(block, layout.GridBlock):
            return block.widths
        if isinstance(block, layout.TableBlock):
            side = (block.side_mm,) if block.side else ()
            return (*side, *self._column_widths(self.form.tables[block.table], sum(side)))
        return (253 if self.form.is_landscape else 166,)

    def _column_widths(self, table: model.Table, used: int) -> tuple[int, ...]:
        given = tuple(column.width for column in table.columns)
        if all(given):
            return given
        room = (253 if self.form.is_landscape else 166) - used
        each = room // len(given)
        return (*(each for _ in given[1:]), room - each * (len(given) - 1))

    def _band(self, block: layout.Block) -> Band:
        if isinstance(block, layout.GridBlock):
            return Band(tuple(self._row(row) for row in block.rows))
        if isinstance(block, layout.TableBlock):
            return self._table(block)
        if isinstance(block, layout.HeadingBlock):
            line = Line((Words(block.text, is_bold=True),))
            return Band((Row((Cell((line,), Role.HEADING),), 8),))
        texts = block.texts if isinstance(block, layout.TextBlock) else ()
        lines = tuple(line for key in texts for line in in_lines(self.said(key)))
        return Band((Row((Cell(lines, Role.NOTE, is_small=True),), _LEAST_MM),))

    def _row(self, row: layout.LayoutRow) -> Row:
        return Row(tuple(map(self._cell, row.cells)), row.height_mm or _LEAST_MM)

    def _cell(self, cell: layout.LayoutCell) -> Cell:
        if cell.sign:
            sign = self.form.signature(cell.sign)
            drawn = opinion_cell(sign, self.said(sign.text) if sign.text else "", cell.across)
            return replace(drawn, down=cell.down)
        if cell.label:
            return self._plain(cell, in_lines(cell.label), Role.LABEL, "center")
        if cell.text:
            lines = in_lines(self.said(cell.text))
            if cell.lead:
                lines = (Line((Words(cell.lead, is_bold=True), Words("　"), *lines[0].parts)),)
            return self._plain(cell, lines, Role.NOTE, "left")
        if not cell.fields:
            return self._plain(cell, (), Role.BLANK, "left")
        lines = self._fields(cell.fields)
        if cell.lead:
            lines = (Line((Words(cell.lead),)), *lines)
        number = self.values.get(cell.fields[0]) if len(cell.fields) == 1 else None
        is_number = isinstance(number, int) and not isinstance(number, bool)
        return replace(
            self._plain(cell, lines, Role.VALUE, "left"),
            key="+".join(cell.fields),
            number=number if is_number and isinstance(number, int) else None,
        )

    def _fields(self, keys: tuple[str, ...]) -> tuple[Line, ...]:
        """The fields of one cell; when several share it, each has its own line, blank or not."""
        if len(keys) == 1:
            return lines_of(self.form.fields[keys[0]], self.values.get(keys[0]))
        words = [self._words(key) for key in keys]
        return tuple(Line((Words(each),)) for each in words) if any(words) else ()

    def _plain(
        self, cell: layout.LayoutCell, lines: tuple[Line, ...], role: Role, align: str
    ) -> Cell:
        is_top = cell.align == "top"
        return Cell(
            lines,
            role,
            cell.across,
            cell.down,
            align if is_top or not cell.align else cell.align,
            is_top,
            cell.is_small,
        )

    def _table(self, block: layout.TableBlock) -> Band:
        table = self.form.tables[block.table]
        head = Row(
            tuple(
                Cell(in_lines(column.label), Role.HEAD, align="center", is_small=block.is_small)
                for column in table.columns
            ),
            _LEAST_MM,
        )
        held = self.values.rows(table.key)
        empty: list[ValueRow] = [{}] * max(table.blank_rows - len(held), 0)
        body = [
            Row(
                tuple(_table_cell(table, column, row, block) for column in table.columns),
                _LEAST_MM,
            )
            for row in (*held, *empty)
        ]
        side = (
            Cell(in_lines(block.side), Role.LABEL, down=len(body) + 1, align="center")
            if block.side
            else None
        )
        return Band((head, *body), 1, side)


def _table_cell(table: model.Table, column: Field, row: ValueRow, block: layout.TableBlock) -> Cell:
    value: Plain = None
    if column.parts:
        words = [words_of(part, row.get(part.key)) for part in column.parts]
        lines = tuple(Line((Words(each),)) for each in words) if any(words) else ()
    else:
        value = row.get(column.key)
        lines = in_lines(words_of(column, value))
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return Cell(
        lines,
        Role.VALUE,
        align="center" if _is_short(column, lines) else "left",
        is_small=block.is_small,
        key=f"{table.key}.{column.key}",
        number=value if is_number and isinstance(value, int) else None,
    )


def _is_short(column: Field, lines: Iterable[Line]) -> bool:
    if column.shape in _CENTRED or column.type in ("phone", "person"):
        return True
    return all(len(line.text) <= 8 for line in lines)


def _refit(band: Band, widths: tuple[int, ...], steps: Mapping[int, int]) -> Band:
    """A band over its own columns, spread over the columns all bands share."""
    edges = [0, *accumulate(widths)]
    spans = [steps[b] - steps[a] for a, b in pairwise(edges)]
    reaching: dict[int, set[int]] = {}
    rows = []
    first = 1 if band.side else 0
    for number, row in enumerate(band.rows):
        column, cells = first, []
        for cell in row.cells:
            while column in reaching.get(number, ()):
                column += 1
            cells.append(replace(cell, across=sum(spans[column : column + cell.across])))
            for below in range(number + 1, number + cell.down):
                reaching.setdefault(below, set()).update(range(column, column + cell.across))
            column += cell.across
        rows.append(replace(row, cells=tuple(cells)))
    side = replace(band.side, across=spans[0]) if band.side else None
    return Band(tuple(rows), band.header_rows, side)
