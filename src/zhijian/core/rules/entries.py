"""The values in a place's files, each checked against the catalogue and the clause it names."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhijian.core.rules import fields
from zhijian.core.rules.model import (
    OPEN_END,
    Clause,
    Control,
    Document,
    Entry,
    Place,
    Reading,
    Rule,
    Value,
)
from zhijian.core.rules.problems import listed
from zhijian.core.rules.sources import Source, Where
from zhijian.core.rules.values import fault_of, is_said
from zhijian.core.workdays import day_number


@dataclass(frozen=True)
class Library:
    """Everything an entry may refer to, and the layer it is read for."""

    rules: Mapping[str, Rule]
    clauses: Mapping[str, Clause]
    documents: Mapping[str, Document]
    readings: Mapping[str, Reading]
    controls: Mapping[str, Control]
    layer: int


@dataclass(frozen=True)
class Located:
    """An entry and where it was written, for the checks that compare entries."""

    entry: Entry
    source: Source
    where: Where


def entries_of(source: Source, place: Place, library: Library) -> Iterator[Located]:
    """The sound entries of one file; what is unsound is reported."""
    if not isinstance(source.data, dict):
        source.report((), "文件应是“规则代码: 内容”形式的映射。请对照手册的样例改写。")
        return
    for key, record in source.data.items():
        rule = library.rules.get(key)
        if rule is None:
            near = [name for name in library.rules if name.split(".")[0] == key.split(".")[0]]
            hint = listed(near or library.rules)
            source.report(
                (key,), f"没有规则“{key}”。可用的有：{hint}。请改名，或先在 rules.yaml 登记。"
            )
            continue
        if not fields.check(source, (key,), record, fields.RULE_IN_PLACE, f"{key} "):
            continue
        if not _agrees(source, key, record, rule):
            continue
        for index, item in enumerate(record["in_force"]):
            where = (key, "in_force", index)
            if fields.check(source, where, item, fields.ENTRY, f"{key} 的规定"):
                reader = _Reader(source, where, item, rule, place, library)
                for entry in reader.entries(record.get("unit")):
                    yield Located(entry, source, where)


def _agrees(source: Source, key: str, record: dict[str, Any], rule: Rule) -> bool:
    """Whether title and unit, where given, are those of the catalogue."""
    if record.get("title", rule.title) != rule.title:
        says = (
            f"{key} 的名称写作“{record['title']}”，规则目录中是“{rule.title}”。请改成一致，或删去。"
        )
        source.report((key, "title"), says)
        return False
    if record.get("unit", rule.units[0]) not in rule.units:
        source.report((key, "unit"), _unit_sentence(key, record["unit"], rule))
        return False
    if not record["in_force"]:
        source.report((key, "in_force"), f"{key} 没有写任何规定。请补上，或删去这条规则。")
    return True


def _unit_sentence(key: str, unit: str, rule: Rule) -> str:
    return f"{key} 的单位写作“{unit}”，不在可用单位之列。请改为：{listed(rule.units)}。"


class _Reader:
    """One item of ``in_force``, read into entries."""

    def __init__(
        self,
        source: Source,
        where: Where,
        item: dict[str, Any],
        rule: Rule,
        place: Place,
        library: Library,
    ) -> None:
        self.source, self.where, self.item = source, where, item
        self.rule, self.place, self.library = rule, place, library
        self.sound = True

    def fault(self, field: str, says: str) -> None:
        self.source.report((*self.where, field), says)
        self.sound = False

    def entries(self, unit: str | None) -> list[Entry]:
        """The entries of the item: one, or one per kind where ``values`` is used."""
        self._check_form()
        self._check_period()
        self._check_basis()
        kinds = self._kinds()
        unit = self._unit(unit)
        if not self.sound:
            return []
        item = self.item
        if "values" in item:
            pairs: list[tuple[tuple[str, ...], Any]] = [
                ((kind,), value) for kind, value in item["values"].items()
            ]
        else:
            pairs = [(kinds, item.get("value"))]
        made = (self._entry(kind, value, unit) for kind, value in pairs)
        return [entry for entry in made if entry is not None]

    def _check_form(self) -> None:
        item, key = self.item, self.rule.key
        given = [name for name in ("value", "values", "stated") if name in item]
        if len(given) != 1:
            self.fault(
                given[-1] if given else "from",
                f"{key} 的规定要在 value、values、stated 中写且只写一项。有数字写 value，只说“及时”之类写 stated。",
            )
        elif "values" in item and ("kinds" in item or not item["values"]):
            self.fault(
                "values", f"{key}：写了 values 就不要再写 kinds，且 values 不能为空。请改写。"
            )
        if item.get("proposed") is False:
            self.fault("proposed", f"{key}：不是建议值的，不必写 proposed。请删去。")
        elif item.get("proposed"):
            if "clause" in item:
                self.fault(
                    "clause", f"{key}：建议值（proposed）没有条款。请删去 clause，或删去 proposed。"
                )
            if "strength" in item or "stated" in item or item.get("value", 0) is None:
                self.fault("proposed", f"{key}：建议值须有具体的值，也不写 strength。请改写。")
        elif "clause" not in item:
            self.fault(
                "from",
                f"{key} 的规定没有写条款（clause）。请补上；若是本单位的建议，请写 proposed: true。",
            )

    def _check_period(self) -> None:
        start, end = self.item["from"], self.item.get("until")
        if end is not None and end <= start:
            self.fault(
                "until", f"{self.rule.key} 的截止日期 {end} 不晚于起始日期 {start}。请核对后改正。"
            )
        begins = self.place.in_force_from
        if begins is not None and start < begins and not self.item.get("proposed"):
            says = f"{self.rule.key} 自 {start} 起，早于{self.place.name}规定的施行日期 {begins}。请核对后改正。"
            self.fault("from", says)

    def _check_basis(self) -> None:
        clause, reading = self.item.get("clause"), self.item.get("reading", "")
        if reading and reading not in self.library.readings:
            known = listed(self.library.readings, 20)
            self.fault("reading", f"没有读法“{reading}”。可用的有：{known}。请改正。")
        if clause is None:
            return
        if clause not in self.library.clauses:
            near = [
                name for name in self.library.clauses if name.split("-")[0] == clause.split("-")[0]
            ]
            hint = f"相近的有：{listed(near, 6)}。" if near else ""
            self.fault("clause", f"没有条款“{clause}”。{hint}请先在 documents 中登记，或改正。")
            return
        document = self.library.documents.get(self.library.clauses[clause].document)
        if document is None:
            return
        if document.effective_on and self.item["from"] < document.effective_on:
            day = document.effective_on
            says = f"{self.rule.key} 自 {self.item['from']} 起，早于{document.cited_as}的施行日期 {day}。请改正。"
            self.fault("from", says)

    def _kinds(self) -> tuple[str, ...]:
        kinds = self.item.get("kinds", list(self.item.get("values", ())))
        for kind in kinds:
            if kind not in self.rule.kinds:
                known = listed(self.rule.kinds) or "（本规则不分种类）"
                self.fault(
                    "kinds" if "kinds" in self.item else "values",
                    f"{self.rule.key} 没有种类“{kind}”。可用的有：{known}。请改正。",
                )
            elif self.rule.mixed and kind == "mixed":
                self.fault(
                    "kinds" if "kinds" in self.item else "values",
                    f"{self.rule.key} 的 mixed 由其他种类推得，不能直接写。请删去。",
                )
        if "kinds" in self.item and (not kinds or len(set(kinds)) < len(kinds)):
            self.fault("kinds", f"{self.rule.key} 的种类为空或有重复。请改正，或删去 kinds。")
        return tuple(kinds)

    def _unit(self, unit: str | None) -> str:
        unit = self.item.get("unit", unit)
        units = self.rule.units
        if unit is None and len(units) > 1 and "stated" not in self.item:
            self.fault("from", f"{self.rule.key} 可用多种单位，请写明 unit：{listed(units)}。")
        if unit is not None and unit not in units:
            self.fault("unit", _unit_sentence(self.rule.key, unit, self.rule))
        return unit or units[0]

    def _entry(self, kinds: tuple[str, ...], raw: Any, unit: str) -> Entry | None:
        item = self.item
        field = "values" if "values" in item else "value"
        fault = "" if raw is None else fault_of(raw, self.rule, self.library.controls)
        if fault:
            self.fault(field, f"{self.rule.key} 的值写作“{fields.shown(raw)}”，{fault}")
            return None
        value: Value | None = tuple(raw) if isinstance(raw, list) else raw
        entry = Entry(
            place=self.place.code,
            rule=self.rule.key,
            from_d=day_number(item["from"]),
            until_d=day_number(item["until"]) if "until" in item else OPEN_END,
            value=value,
            stated=item.get("stated", ""),
            kinds=kinds,
            unit=unit,
            clause=item.get("clause", ""),
            strength="proposed" if item.get("proposed") else item.get("strength", "law"),
            reading=item.get("reading", ""),
            says=item.get("says", ""),
            layer=self.library.layer,
            file=self.source.name,
        )
        if value is not None and entry.clause:
            text = entry.says or self.library.clauses[entry.clause].says
            if not is_said(text, value, self.rule, unit):
                says = (
                    f"{self.rule.key} 的值“{fields.shown(value)}”在条款 {entry.clause} 的说明里"
                    f"找不到：“{text}”。请核对数字和条款；说法不同的，请加 says 写明怎样得出这个数。"
                )
                self.fault(field, says)
                return None
        return entry
