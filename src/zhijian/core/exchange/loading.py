"""Reads ``systems.yaml`` of rulebook folders and tells all that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from zhijian.core.exchange.systems import (
    KINDS,
    LEVELS,
    SIDES,
    WHAT,
    Report,
    Sheet,
    SheetField,
    System,
    Systems,
    WarnBefore,
    column_of,
)
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.fields import DIVISION, Field, check
from zhijian.core.rules.problems import Problems, listed
from zhijian.core.rules.sources import Source, Where, read

FILE = "systems.yaml"
_TOP = {
    "warn_before": Field("mapping"),
    "leads": Field("mapping"),
    "systems": Field("records", required=True),
    "sheets": Field("mapping"),
}
_WARNING = {
    "proposed": Field("flag", required=True),
    "amount": Field("int", required=True),
    "unit": Field("choice", required=True, allowed=("workday", "calendar_day")),
}
_SYSTEM = {
    "id": Field("code", required=True),
    "name": Field("text", required=True),
    "aliases": Field("texts"),
    "kind": Field("choice", required=True, allowed=tuple(KINDS)),
    "level": Field("choice", required=True, allowed=tuple(LEVELS)),
    "places": Field("texts", required=True),
    "reports": Field("records", required=True),
    "note": Field("text"),
    "logins": Field("code"),
}
_REPORT = {
    "what": Field("choice", required=True, allowed=tuple(WHAT)),
    "sheet": Field("code"),
    "clauses": Field("texts"),
}
_SHEET = {
    "title": Field("text", required=True),
    "of": Field("choice", required=True, allowed=tuple(RELATIONS)),
    "proposed": Field("flag", required=True),
    "fields": Field("records", required=True),
}
_FIELD = {"from": Field("text", required=True), "heading": Field("text", required=True)}
_COMPARED = "accounts"


def load(folder: Path, books: Rulebooks, overlays: Sequence[Path] = ()) -> Systems:
    """The systems of ``folder``, with those of ``overlays`` added or put in the place of equals.

    ``books`` are the rulebooks of the same folders: they know the clauses that are cited.

    Raises:
        RulebookRefused: with every problem found in the files, file and line first.
    """
    problems = Problems()
    systems: dict[str, System] = {}
    sheets: dict[str, Sheet] = {}
    leads: dict[str, str] = {}
    warning = WarnBefore(0, "workday")
    for root in (folder, *overlays):
        path = root / FILE
        if not path.is_file():
            continue
        source = read(path, f"{root.name}/{FILE}", problems)
        if source is None or not check(source, (), source.data, _TOP, FILE):
            continue
        reading = _Reading(source, books)
        sheets |= reading.sheets()
        systems |= reading.systems(sheets)
        leads |= reading.leads()
        warning = reading.warning() or warning
    problems.raise_if_any()
    return Systems(systems, sheets, leads, warning)


class _Reading:
    """One file as it is read; what is wrong goes to its problems."""

    def __init__(self, source: Source, books: Rulebooks) -> None:
        self.source, self.books = source, books
        self.data: Mapping[str, Any] = source.data

    def warning(self) -> WarnBefore | None:
        record = self.data.get("warn_before")
        if record is None or not check(self.source, ("warn_before",), record, _WARNING, "提醒起始"):
            return None
        if record["amount"] < 0:
            self.source.report(("warn_before", "amount"), "提醒起始的天数不能小于 0，请改写。")
        return WarnBefore(record["amount"], record["unit"])

    def leads(self) -> dict[str, str]:
        found = {}
        for name, side in self.data.get("leads", {}).items():
            if column_of(f"{_COMPARED}.{name}") is None:
                known = listed((c.name for c in RELATIONS[_COMPARED].asked), 40)
                self.source.report(
                    ("leads", name), f"账号台账没有“{name}”这一列。可用的有：{known}。请改正。"
                )
            elif side not in SIDES:
                self.source.report(
                    ("leads", name), f"“{side}”不可用。可用的有：{listed(SIDES)}。请改正。"
                )
            else:
                found[name] = side
        return found

    def sheets(self) -> dict[str, Sheet]:
        found = {}
        for name, record in self.data.get("sheets", {}).items():
            where: Where = ("sheets", name)
            if check(self.source, where, record, _SHEET, "栏目单"):
                fields = [
                    one
                    for index, line in enumerate(record["fields"])
                    if (one := self._field((*where, "fields", index), line)) is not None
                ]
                found[name] = Sheet(
                    name, record["title"], record["of"], record["proposed"], tuple(fields)
                )
        return found

    def _field(self, where: Where, record: Any) -> SheetField | None:
        if not check(self.source, where, record, _FIELD, "栏目"):
            return None
        found = column_of(record["from"])
        if found is None:
            says = f"没有“{record['from']}”这一列。写作“台账.列”，如 accounts.name，请改正。"
            self.source.report((*where, "from"), says)
            return None
        if found[1].personal:
            says = f"“{record['from']}”是个人信息，不放进栏目单。请删去。"
            self.source.report((*where, "from"), says)
            return None
        return SheetField(*found, record["heading"])

    def systems(self, sheets: Mapping[str, Sheet]) -> dict[str, System]:
        found: dict[str, System] = {}
        for index, record in enumerate(self.data["systems"]):
            where: Where = ("systems", index)
            if not check(self.source, where, record, _SYSTEM, "系统"):
                continue
            if record["id"] in found:
                self.source.report((*where, "id"), f"“{record['id']}”写了两次，请合并。")
            for place in record["places"]:
                if not DIVISION.fullmatch(place):
                    says = f'“{place}”不是行政区划代码。请写加引号的六位数字或 "cn"。'
                    self.source.report((*where, "places"), says)
            self._clauses((*where, "logins"), [record["logins"]] if "logins" in record else [])
            reports = [
                self._report((*where, "reports", at), one, sheets)
                for at, one in enumerate(record["reports"])
            ]
            found[record["id"]] = System(
                id=record["id"],
                name=record["name"],
                kind=record["kind"],
                level=record["level"],
                places=tuple(record["places"]),
                reports=tuple(one for one in reports if one is not None),
                aliases=tuple(record.get("aliases", ())),
                note=record.get("note", ""),
                logins=record.get("logins", ""),
            )
        return found

    def _report(self, where: Where, record: Any, sheets: Mapping[str, Sheet]) -> Report | None:
        if not check(self.source, where, record, _REPORT, "报送内容"):
            return None
        name = record.get("sheet")
        if name is not None and name not in sheets:
            says = f"没有栏目单“{name}”。可用的有：{listed(sheets) or '（一张也没有）'}。请改正。"
            self.source.report((*where, "sheet"), says)
        clauses = tuple(record.get("clauses", ()))
        self._clauses((*where, "clauses"), clauses)
        return Report(record["what"], sheets.get(name or ""), clauses)

    def _clauses(self, where: Where, names: Sequence[str]) -> None:
        for name in names:
            if name not in self.books.clauses:
                says = f"没有条款“{name}”。请先在 documents 中登记，或改正编号。"
                self.source.report(where, says)
