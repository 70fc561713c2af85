"""The layout of a form's file: blocks from top to bottom, every field in exactly one place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from zhijian.core.forms import definition as spec
from zhijian.core.forms.layout import (
    Block,
    ClosingBlock,
    GridBlock,
    HeadingBlock,
    LayoutCell,
    LayoutRow,
    LineBlock,
    PageBreak,
    TableBlock,
    TextBlock,
)
from zhijian.core.forms.model import Field, Shape, Signature, Table, Wording
from zhijian.core.rules.problems import listed
from zhijian.core.rules.process_parts import Reader
from zhijian.core.rules.sources import Where

_GAP = re.compile(r"\{([^{}]*)\}")
SEAL_MM = 42


class Laying:
    """Reads the layout of one file against what the file asks."""

    def __init__(
        self,
        reader: Reader,
        width_mm: int,
        fields: Mapping[str, Field],
        tables: Mapping[str, Table],
        texts: Mapping[str, Wording],
        signatures: tuple[Signature, ...],
    ) -> None:
        self.reader, self.width_mm = reader, width_mm
        self.fields, self.tables, self.texts = fields, tables, texts
        self.signs = {each.block: each for each in signatures}
        self.placed: Counter[str] = Counter()

    def blocks(self, records: list[Any]) -> tuple[Block, ...]:
        """The blocks in their order."""
        found: list[Block] = []
        for index, record in enumerate(records):
            where: Where = ("layout", index)
            kinds = [key for key in spec.BLOCKS if isinstance(record, dict) and key in record]
            if len(kinds) != 1:
                known = listed(spec.BLOCKS)
                self.reader.fault(where, f"版面的每一块要写一种内容：{known}。请改写。")
            elif self.reader.sound(where, record, spec.BLOCKS[kinds[0]], "版面"):
                block = self._block(where, kinds[0], record)
                if block is not None:
                    found.append(block)
        self._check_all_placed()
        return tuple(found)

    def _block(self, where: Where, kind: str, record: Mapping[str, Any]) -> Block | None:
        if kind == "grid":
            return self._grid((*where, "grid"), record["grid"])
        if kind == "pairs":
            return self._pairs((*where, "pairs"), record)
        if kind == "sign":
            return self._signs((*where, "sign"), record)
        if kind == "table":
            return self._table((*where, "table"), record)
        if kind == "line":
            for key in record["line"]:
                self._place((*where, "line"), key, self.fields, "栏")
            return LineBlock(tuple(record["line"]))
        if kind in ("note", "notes", "prose"):
            return self._text((*where, kind), kind, record[kind])
        if kind == "heading":
            return HeadingBlock(record["heading"])
        return self._closing((*where, kind), record[kind]) if kind == "closing" else PageBreak()

    def _closing(self, where: Where, record: Any) -> ClosingBlock | None:
        if not self.reader.sound(where, record, spec.CLOSING, "落款"):
            return None
        for key in record.values():
            self._place(where, key, self.fields, "栏")
        return ClosingBlock(record["name"], record["day"])

    def _table(self, where: Where, record: Mapping[str, Any]) -> TableBlock:
        self._place(where, record["table"], self.tables, "表格")
        side = record.get("side_mm", 24) if "side" in record else 0
        table = self.tables.get(record["table"])
        widths = [column.width for column in table.columns] if table else []
        if any(widths) and sum(widths) != self.width_mm - side:
            self.reader.fault(
                where,
                f"表格各列宽合计 {sum(widths)} 毫米，应为 {self.width_mm - side} 毫米。请改正 width。",
            )
        return TableBlock(record["table"], record.get("side", ""), side, record.get("small", False))

    def _text(self, where: Where, kind: str, keys: list[str]) -> TextBlock:
        for key in keys:
            self._place(where, key, self.texts, "文字")
            for name in _GAP.findall(self.texts[key].says if key in self.texts else ""):
                if name in self.fields:
                    self.placed[name] += 1
        return TextBlock(tuple(keys), {"note": "framed", "notes": "notes", "prose": "prose"}[kind])

    def _pairs(self, where: Where, record: Mapping[str, Any]) -> GridBlock:
        label = record.get("label_mm", spec.LABEL_MM)
        half = self.width_mm // 2
        widths = (label, half - label, label, self.width_mm - half - label)
        rows = []
        for index, keys in enumerate(record["pairs"]):
            if not isinstance(keys, list) or len(keys) not in (1, 2):
                self.reader.fault((*where, index), "每行写一栏或两栏，如 [甲, 乙]。请改写。")
                continue
            cells = []
            for key in keys:
                self._place((*where, index), key, self.fields, "栏")
                asked = self.fields.get(key)
                across = 1 if len(keys) == 2 else 3
                cells += [
                    LayoutCell(label=asked.label if asked else key),
                    LayoutCell(fields=(key,), across=across),
                ]
            is_long = any(k in self.fields and self.fields[k].shape is Shape.LONG for k in keys)
            rows.append(LayoutRow(tuple(cells), 18 if is_long else 9))
        return GridBlock(widths, tuple(rows))

    def _signs(self, where: Where, record: Mapping[str, Any]) -> GridBlock:
        label = record.get("label_mm", spec.LABEL_MM)
        rows = []
        for key in record["sign"]:
            self._place(where, key, self.signs, "签署")
            sign = self.signs.get(key)
            cells = (LayoutCell(label=sign.label if sign else key), LayoutCell(sign=key))
            rows.append(LayoutRow(cells, sign_height(sign) if sign else 0))
        return GridBlock((label, self.width_mm - label), tuple(rows))

    def _grid(self, where: Where, record: Any) -> GridBlock | None:
        if not self.reader.sound(where, record, spec.GRID, "格子"):
            return None
        widths = record["widths"]
        if not widths or not all(isinstance(each, int) and each > 0 for each in widths):
            self.reader.fault((*where, "widths"), "列宽要逐列写毫米数，如 [24, 142]。请改写。")
            return None
        if sum(widths) != self.width_mm:
            self.reader.fault(
                (*where, "widths"),
                f"列宽合计 {sum(widths)} 毫米，这样的纸面应为 {self.width_mm} 毫米。请改正。",
            )
        rows = [self._row((*where, "rows", index), row) for index, row in enumerate(record["rows"])]
        self._check_fills(where, len(widths), rows)
        return GridBlock(tuple(widths), tuple(rows))

    def _row(self, where: Where, record: Any) -> LayoutRow:
        data: Any = {"cells": record} if isinstance(record, list) else record
        if not self.reader.sound(where, data, spec.ROW, "行"):
            return LayoutRow(())
        cells = tuple(
            self._cell((*where, "cells", index) if isinstance(record, dict) else (*where, index), c)
            for index, c in enumerate(data["cells"])
        )
        signs = [sign_height(self.signs[c.sign]) for c in cells if c.sign in self.signs]
        return LayoutRow(cells, max([data.get("height", 0), *signs]))

    def _cell(self, where: Where, record: Any) -> LayoutCell:
        if isinstance(record, str):
            return LayoutCell(label=record)
        if not self.reader.sound(where, record, spec.CELL, "格"):
            return LayoutCell()
        if sum(key in record for key in ("label", "field", "fields", "text", "sign")) > 1:
            self.reader.fault(
                where, "一格只放一种内容：label、field、fields、text 或 sign。请删减。"
            )
        keys = tuple(record.get("fields", ())) or ((record["field"],) if "field" in record else ())
        for key in keys:
            self._place(where, key, self.fields, "栏")
        if "text" in record:
            self._place(where, record["text"], self.texts, "文字")
        if "sign" in record:
            self._place(where, record["sign"], self.signs, "签署")
        return LayoutCell(
            label=record.get("label", ""),
            fields=keys,
            text=record.get("text", ""),
            sign=record.get("sign", ""),
            lead=record.get("lead", ""),
            across=record.get("across", 1),
            down=record.get("down", 1),
            align=record.get("align", ""),
            is_small=record.get("small", False),
        )

    def _check_fills(self, where: Where, width: int, rows: list[LayoutRow]) -> None:
        """Every row must fill the columns exactly, counting cells that reach down from above."""
        taken: Counter[int] = Counter()
        for index, row in enumerate(rows):
            used = taken.pop(index, 0) + sum(cell.across for cell in row.cells)
            if used != width:
                self.reader.fault(
                    (*where, "rows", index),
                    f"这一行占 {used} 列（含上方合并下来的），应为 {width} 列。请核对 across 和 down。",
                )
            for cell in row.cells:
                for below in range(index + 1, index + cell.down):
                    taken[below] += cell.across
        if taken:
            self.reader.fault((*where, "rows"), "有合并的格伸到了最后一行以下。请核对 down。")

    def _place(self, where: Where, key: str, known: Mapping[str, Any], what: str) -> None:
        if key not in known:
            self.reader.fault(where, f"没有{what}“{key}”。已有的是：{listed(known, 30)}。请改正。")
        self.placed[key] += 1

    def _check_all_placed(self) -> None:
        closing = [each.text for each in self.signs.values()]
        for key, what in [
            *((key, "栏") for key in self.fields),
            *((key, "表格") for key in self.tables),
            *((key, "文字") for key in self.texts if key not in closing),
        ]:
            if not self.placed[key]:
                self.reader.fault(
                    ("layout",), f"{what} {key} 没有排进版面，打印时会丢失。请排进去，或删去它。"
                )


def sign_height(sign: Signature) -> int:
    """The least height, in millimetres, of the place where somebody signs; a seal takes 42."""
    if "印章" in sign.needs:
        return SEAL_MM + (6 if sign.text or sign.outcomes or sign.checks else 0)
    return 24 if "意见" in sign.needs or sign.checks else 16
