"""The fields, tables, sentences and signatures of a form's file, each with its own complaint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from zhijian.core.forms import definition as spec
from zhijian.core.forms.model import (
    NEEDS,
    TYPES,
    Condition,
    Deadline,
    Field,
    Shape,
    Signature,
    Slot,
    Table,
    Wording,
)
from zhijian.core.forms.sources import ROWS, SOURCES
from zhijian.core.rules.problems import listed
from zhijian.core.rules.process_parts import Reader
from zhijian.core.rules.sources import Where

# A figure of law in a sentence of ours would go stale without anybody noticing.
_FIGURE = re.compile(
    r"(?:\d+|[一二两三四五六七八九十百]+)\s*(?:个工作日|个自然日|工作日|个月内|月内|日内|天内|天|份|小时|分钟|%)"
    r"|\d+年\d+月|\d+月\d+日"
)
_GAP = re.compile(r"\{([^{}]*)\}")
_CHOOSING = (Shape.CHOICE, Shape.CHOICES)


class Asking:
    """Reads what one file asks; ``reader`` gathers what is wrong with it."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def fields(self, where: Where, records: list[Any]) -> dict[str, Field]:
        """The fields of the form by key."""
        return self._by_key(where, records, "栏", spec.ASKED, SOURCES)

    def _by_key(
        self,
        where: Where,
        records: list[Any],
        what: str,
        fields: Mapping[str, Any],
        tokens: Mapping[str, str],
    ) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for index, record in enumerate(records):
            here = (*where, index)
            if not self.reader.sound(here, record, fields, what):
                continue
            if record["key"] in found:
                self._fault(here, "key", f"{what} {record['key']} 写了两次。请删去一处或改名。")
            found[record["key"]] = self._field(here, record, what, tokens)
        return found

    def _field(
        self, where: Where, record: Mapping[str, Any], what: str, tokens: Mapping[str, str]
    ) -> Field:
        parts = tuple(
            self._by_key((*where, "parts"), record["parts"], "分项", spec.ASKED, tokens).values()
            if "parts" in record
            else ()
        )
        kind = record.get("type", "")
        if kind not in TYPES and not parts:
            allowed = listed(TYPES, 30)
            self._fault(where, "type", f"{what}的 type 写作“{kind}”，应为：{allowed}。请改正。")
            kind = "text"
        options = tuple(record.get("options", ()))
        self._check_options(where, record, kind, options)
        token = record.get("from", "")
        if token and token not in tokens:
            group = [name for name in tokens if name.split(".")[0] == token.split(".")[0]]
            known = listed(group or tokens, 20) or "（这里没有可用的来源）"
            self._fault(where, "from", f"没有来源“{token}”。可用的有：{known}。请改正或删去。")
        return Field(
            key=record["key"],
            label=record["label"],
            type=kind or "text",
            is_required=record.get("required", False),
            required_if=self._condition(where, record, "required_if"),
            options=options,
            sub_options={
                option: tuple(subs) for option, subs in record.get("sub_options", {}).items()
            },
            free_option=record.get("free_option", ""),
            hint=record.get("hint", ""),
            unit=record.get("unit", ""),
            is_personal=record.get("personal", False) or any(part.is_personal for part in parts),
            source=token,
            parts=parts,
            width=record.get("width", 0),
        )

    def _check_options(
        self, where: Where, record: Mapping[str, Any], kind: str, options: tuple[str, ...]
    ) -> None:
        shape = TYPES.get(kind)
        if shape is Shape.CHOICES and not options:
            self._fault(where, "type", "多选的栏必须列出选项（options）。请补上。")
        if options and shape not in (*_CHOOSING, Shape.FLAG):
            self._fault(where, "options", f"类型 {kind} 的栏没有选项。请删去 options 或改 type。")
        if len(set(options)) < len(options):
            self._fault(where, "options", "选项有重复的。请删去重复的一项。")
        for name in (*record.get("sub_options", {}), *_one(record, "free_option")):
            if name not in options:
                known = listed(options) or "（没有列出选项）"
                self._fault(where, "options", f"没有选项“{name}”。已列的有：{known}。请改成一致。")

    def _condition(self, where: Where, record: Mapping[str, Any], name: str) -> Condition | None:
        if name not in record:
            return None
        data, here = record[name], (*where, name)
        if not self.reader.sound(here, data, spec.CONDITION, "条件"):
            return None
        tests = [key for key in ("is", "differs", "has_any") if key in data]
        if len(tests) != 1:
            self.reader.fault(here, "条件要在 is、differs、has_any 中写一种，且只写一种。请改写。")
            return None
        return Condition(
            data["field"],
            data.get("is", ""),
            data.get("differs", ""),
            tuple(data.get("has_any", ())),
        )

    def tables(self, records: list[Any]) -> dict[str, Table]:
        """The tables of the form by key."""
        found: dict[str, Table] = {}
        for index, record in enumerate(records):
            where: Where = ("tables", index)
            if not self.reader.sound(where, record, spec.TABLE, "表格"):
                continue
            if record["key"] in found:
                self._fault(where, "key", f"表格 {record['key']} 写了两次。请删去一处或改名。")
            token = record.get("from", "")
            if token and token not in ROWS:
                self._fault(
                    where,
                    "from",
                    f"没有多行的来源“{token}”。可用的有：{listed(ROWS, 20)}。请改正。",
                )
            columns = self._by_key(
                (*where, "columns"), record["columns"], "列", spec.COLUMN, ROWS.get(token, {})
            )
            found[record["key"]] = Table(
                key=record["key"],
                label=record["label"],
                columns=tuple(columns.values()),
                blank_rows=record.get("blank_rows", 1),
                min_rows=record.get("min_rows", 0),
                min_rows_if=self._condition(where, record, "min_rows_if"),
                covers={key: tuple(words) for key, words in record.get("covers", {}).items()},
                source=token,
            )
            keys = [cell.key for cell in found[record["key"]].cells]
            if len(set(keys)) < len(keys):
                self._fault(where, "columns", "分项与列的 key 有重复的。请改名。")
        return found

    def texts(self, records: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Wording]:
        """The printed sentences by key; a gap is a slot of theirs or a field of the form."""
        found: dict[str, Wording] = {}
        for key, record in records.items():
            where: Where = ("texts", key)
            data: Any = {"says": record} if isinstance(record, str) else record
            if not self.reader.sound(where, data, spec.TEXT, "文字"):
                continue
            slots = self._slots((*where, "slots"), data.get("slots", {}))
            for name in ("says", "otherwise"):
                self._check_words(where, data.get(name, ""), {slot.name for slot in slots}, fields)
            for slot in slots:
                if f"{{{slot.name}}}" not in data["says"]:
                    self.reader.fault(where, f"文字里没有用到槽“{slot.name}”。请删去或写进文字。")
            found[key] = Wording(key, data["says"], slots, data.get("otherwise", ""))
        return found

    def _slots(self, where: Where, records: Mapping[str, Any]) -> tuple[Slot, ...]:
        found = []
        for name, record in records.items():
            data = {"rule": record} if isinstance(record, str) else record
            if self.reader.sound((*where, name), data, spec.SLOT, "槽"):
                rule = self.reader.ref((*where, name), data["rule"])
                if rule is not None:
                    found.append(Slot(name, rule, data.get("as", "amount")))
        return tuple(found)

    def _check_words(self, where: Where, says: str, slots: set[str], fields: Iterable[str]) -> None:
        if found := _FIGURE.search(says):
            self.reader.fault(
                where,
                f"文字里直接写了“{found[0]}”。期限、份数和日期要取自规则：请改成 {{名称}}，在 slots 里写规则。",
            )
        for name in _GAP.findall(says):
            if name not in slots and name not in fields and name != "place":
                self.reader.fault(
                    where, f"文字里的“{{{name}}}”既不是槽，也不是本表的栏。请改正或删去。"
                )

    def signatures(self, records: list[Any], texts: Mapping[str, Any]) -> tuple[Signature, ...]:
        """Who signs, in the order of the file."""
        found: list[Signature] = []
        for index, record in enumerate(records):
            where: Where = ("signatures", index)
            if not self.reader.sound(where, record, spec.SIGNATURE, "签署"):
                continue
            if record["block"] in {each.block for each in found}:
                self._fault(where, "block", f"签署 {record['block']} 写了两次。请改名。")
            for need in record["needs"]:
                if need not in NEEDS:
                    self._fault(
                        where,
                        "needs",
                        f"签署要件“{need}”不认识。可用的有：{listed(NEEDS)}。请改正。",
                    )
            if record.get("text", "") not in ("", *texts):
                self._fault(where, "text", f"没有文字“{record['text']}”。请先写进 texts。")
            found.append(
                Signature(
                    order=index + 1,
                    block=record["block"],
                    label=record.get("label", record["who"]),
                    who=record["who"],
                    needs=tuple(record["needs"]),
                    line=record.get("line", ""),
                    text=record.get("text", ""),
                    checks=tuple(record.get("checks", ())),
                    outcomes=tuple(record.get("outcomes", ())),
                    is_optional=record.get("optional", False),
                    about=record.get("about", ""),
                )
            )
        return tuple(found)

    def deadlines(self, records: list[Any]) -> tuple[Deadline, ...]:
        """The terms the form is bound to."""
        found = []
        for index, record in enumerate(records):
            where: Where = ("deadlines", index)
            if self.reader.sound(where, record, spec.DEADLINE, "期限"):
                rule = self.reader.ref((*where, "rule"), record["rule"])
                if rule is not None:
                    found.append(Deadline(record["what"], rule))
        return tuple(found)

    def check_conditions(self, fields: Mapping[str, Field], tables: Mapping[str, Table]) -> None:
        """Report conditions that name a field the form does not have."""
        asked: list[tuple[str, Condition | None, Iterable[str]]] = [
            (key, field.required_if, fields) for key, field in fields.items()
        ]
        for table in tables.values():
            own = {cell.key for cell in table.cells}
            asked.append((table.key, table.min_rows_if, fields))
            asked.extend((cell.key, cell.required_if, own) for cell in table.cells)
        for key, condition, known in asked:
            for name in (condition.field, condition.differs) if condition else ():
                if name and name not in known:
                    self.reader.fault((), f"“{key}”的条件说到“{name}”，本表没有这一栏。请改正。")

    def _fault(self, where: Where, key: str, says: str) -> None:
        self.reader.fault((*where, key), says)


def _one(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return (record[name],) if name in record else ()
