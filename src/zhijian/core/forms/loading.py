"""Reads the forms of rulebook folders and tells all that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zhijian.core.forms import definition as spec
from zhijian.core.forms.asking import Asking
from zhijian.core.forms.laying import Laying
from zhijian.core.forms.model import EVENTS, EXPORTS, Form, Forms
from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.fields import DIVISION
from zhijian.core.rules.places import entries_in
from zhijian.core.rules.problems import Problems, listed
from zhijian.core.rules.process_parts import Reader
from zhijian.core.rules.sources import Source, read

FOLDER = "forms"


def load(folder: Path, books: Rulebooks, overlays: Sequence[Path] = ()) -> Forms:
    """The forms in ``folder``/forms, replaced one by one by those of ``overlays``/forms.

    ``books`` are the rulebooks of the same folders: they know the rules and clauses forms cite. A
    folder without forms adds none.

    Raises:
        RulebookRefused: with every problem found in the files, file and line first.
    """
    problems = Problems()
    found: dict[str, Form] = {}
    for root in (folder, *overlays):
        own: dict[str, Form] = {}
        name = f"{root.name}/{FOLDER}"
        held = root / FOLDER
        for path in entries_in(held, name, problems) if held.is_dir() else ():
            shown = f"{name}/{path.name}"
            if path.is_dir():
                problems.add(shown, "forms 里不再分文件夹。请把文件移上来。")
                continue
            source = read(path, shown, problems)
            form = _form(source, path.stem, books) if source else None
            if form is not None:
                own[form.id] = form
        found |= own
    problems.raise_if_any()
    return Forms({key: found[key] for key in sorted(found)})


def _form(source: Source, stem: str, books: Rulebooks) -> Form | None:
    reader = Reader(source, books.rules)
    record = source.data
    if not reader.sound((), record, spec.FORM, "表样"):
        return None
    before = len(source.problems.found)
    _check_identity(reader, record, stem, books)
    page = record.get("page", {})
    reader.sound(("page",), page, spec.PAGE, "纸面")
    is_landscape = page.get("orientation") == "landscape"
    asking = Asking(reader)
    fields = asking.fields(("fields",), record["fields"])
    tables = asking.tables(record.get("tables", []))
    texts = asking.texts(record.get("texts", {}), fields)
    signatures = asking.signatures(record["signatures"], texts)
    asking.check_conditions(fields, tables)
    width = spec.LANDSCAPE_MM if is_landscape else spec.PORTRAIT_MM
    layout = Laying(reader, width, fields, tables, texts, signatures).blocks(record["layout"])
    form = Form(
        id=record["id"],
        title=record["title"],
        place=record["place"],
        also_for=tuple(record.get("also_for", ())),
        source=record["source"],
        status=record["status"],
        is_inferred=record["inferred"],
        purpose=record["purpose"],
        clauses=tuple(record["clauses"]),
        events=tuple(record["events"]),
        is_landscape=is_landscape,
        pages=page.get("pages", 1),
        texts=texts,
        fields=fields,
        tables=tables,
        signatures=signatures,
        deadlines=asking.deadlines(record.get("deadlines", [])),
        copies=reader.optional_ref((), record, "copies", ("amount",)),
        exports=tuple(record["exports"]),
        layout=layout,
        printed_title=record.get("printed_title", ""),
        short_title=record.get("short_title", record["title"]),
        title_size=page.get("title_size", 20),
    )
    return form if len(source.problems.found) == before else None


def _check_identity(reader: Reader, record: dict[str, Any], stem: str, books: Rulebooks) -> None:
    if record["id"] != stem:
        reader.fault(
            ("id",), f"表样的 id 是“{record['id']}”，文件名却是“{stem}.yaml”。请改成一致。"
        )
    for place in record.get("also_for", ()):
        if not DIVISION.fullmatch(place):
            says = f'“{place}”不是行政区划代码。请写加引号的六位数字，如 "430422"。'
            reader.fault(("also_for",), says)
    for index, clause in enumerate(record["clauses"]):
        if clause not in books.clauses:
            says = f"没有条款“{clause}”。请先在 documents 中登记，或改正编号。"
            reader.fault(("clauses", index), says)
    for key, known in (("events", EVENTS), ("exports", EXPORTS)):
        for index, word in enumerate(record[key]):
            if word not in known:
                reader.fault(
                    (key, index), f"“{word}”不可用。可用的有：{listed(known, 30)}。请改正。"
                )
