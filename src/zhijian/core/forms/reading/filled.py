"""A filled form read into values: every field with its place, every doubt with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zhijian.core.facts.reading.cells import Raw
from zhijian.core.facts.reading.report import RefusedCell
from zhijian.core.facts.reading.troubles import CellRefused, FileRefused
from zhijian.core.forms.layout import LineBlock
from zhijian.core.forms.model import Field, Form, Shape
from zhijian.core.forms.reading.answers import answer
from zhijian.core.forms.reading.asked import Place, bare, heads_of, key_of, labels_of, places_of
from zhijian.core.forms.reading.page import Page, open_pages
from zhijian.core.forms.reading.printed import (
    account_for_notes,
    account_for_opinion,
    account_for_rest,
    sentences_of,
)
from zhijian.core.forms.reading.shared_cell import read_shared
from zhijian.core.forms.reading.tables import read_table
from zhijian.core.forms.reading.work import Remark, Work
from zhijian.core.forms.values import FormValues, tidy
from zhijian.core.refused import Refused

# A page is a form when it shows this share of the form's labels and heads.
LEAST_SHARE = 0.5
_EDGES = " \t\n　_＿"


@dataclass(frozen=True)
class FormReading:
    """What a filled form says.

    ``places`` names the place of each field, and of each cell of a table as ``table.row.column``
    with rows from 1. ``refused`` holds what could not be read, ``remarks`` what was read otherwise
    than printed, or left unread.
    """

    form: Form
    file: str
    sheet: str
    values: FormValues
    places: Mapping[str, str]
    refused: tuple[RefusedCell, ...]
    remarks: tuple[Remark, ...]


def read_form(
    path: Path,
    name: str,
    forms: Iterable[Form],
    said: Mapping[str, Mapping[str, str]] | None = None,
) -> FormReading:
    """Read the file as that of ``forms`` which it is; nothing is written anywhere.

    ``name`` is the file's name in messages; ``said`` holds, by form and key, the printed sentences
    as they were issued (an office's wording, gaps filled), so that a changed one is noticed.

    Raises:
        Refused: the file cannot be read, is none of the forms, or holds one of them twice.
    """
    try:
        pages = open_pages(path, name)
    except FileRefused as why:
        raise Refused(f"{name}：{why.reason}。{why.cure}。") from None
    known = list(forms)
    ranked = [(_likeness(page, form), page, form) for page in pages for form in known]
    share, page, form = max(ranked, key=lambda each: each[0], default=(0.0, pages[0], None))
    if form is None or share < LEAST_SHARE:
        titles = "、".join(f"《{each.title}》" for each in known)
        raise Refused(
            f"{name}：看不出是哪一张表。可以读入的有：{titles}。请核对文件，或从平台下载表样填写。"
        )
    _check_once(page, form, name)
    work = Work(page, form)
    _read(work, sentences_of(form, (said or {}).get(form.id)))
    for other in pages:
        if other is not page and any(any(row) for row in other.grid.rows):
            work.remarks.append(Remark("", "", f"工作表“{other.grid.sheet}”没有读入"))
    values = tidy(form, FormValues(work.fields, work.tables))
    return FormReading(
        form,
        name,
        page.grid.sheet,
        values,
        work.places,
        tuple(work.refused),
        tuple(work.remarks),
    )


def _likeness(page: Page, form: Form) -> float:
    """The share of the form's labels and heads that the page shows."""
    wanted = {bare(key) for key in labels_of(form) | heads_of(form)}
    there: set[str] = set()
    for row in page.grid.rows[:400]:
        for cell in row:
            if isinstance(cell, str):
                there |= {bare(key_of(part)) for part in re.split(r"[:：\t]|　　", cell[:400])}
                there.add(bare(key_of(cell[:60])))
    return len(wanted & there) / max(len(wanted), 1)


def _check_once(page: Page, form: Form, name: str) -> None:
    """Refuse a page that holds the form more than once; the first of its labels tells."""
    marks = [place.label for place in places_of(form) if place.label]
    heads = [key_of(column.label) for table in form.tables.values() for column in table.columns]
    mark = next((key for key in marks if marks.count(key) == 1), heads[0] if heads else "")
    work = Work(page, form)
    if len(work.labelled(mark)) > 1:
        raise Refused(f"{name}：里面有不止一张《{form.title}》。请一张表存成一个文件，再逐个读入。")


def _read(work: Work, sentences: Mapping[str, str]) -> None:
    for table in work.form.tables.values():
        read_table(work, table)
    for place in places_of(work.form):
        _read_place(work, place, sentences)
    for block in work.form.layout:
        if isinstance(block, LineBlock):
            _read_line(work, block)
    account_for_notes(work, sentences)
    account_for_rest(work)


def _read_place(work: Work, place: Place, sentences: Mapping[str, str]) -> None:
    where = _led(work, place) if place.lead else _labelled(work, place)
    names = "、".join(work.form.fields[key].name for key in place.cell.fields)
    if where is None:
        if place.cell.fields:
            work.remarks.append(Remark("", names, "没有找到这一栏，按没有填读入"))
        return
    row, column, raw = where
    if place.cell.sign:
        sign = work.form.signature(place.cell.sign)
        account_for_opinion(work, place, row, column, sentences.get(sign.text, ""))
        return
    work.take(row, column)
    fields = [work.form.fields[key] for key in place.cell.fields]
    try:
        if len(fields) > 1:
            _keep_shared(work, fields, row, column, raw)
        else:
            _keep(work, fields[0], row, column, raw)
    except CellRefused as why:
        work.refuse(row, column, names, raw, why)


def _keep(work: Work, asked: Field, row: int, column: int, raw: Raw) -> None:
    if asked.shape is Shape.IMAGE:
        work.fields[asked.key] = _picture(work.page, row, column)
        if work.fields[asked.key] is not None:
            work.places[asked.key] = work.page.place(row, column)
        return
    found = answer(asked, raw)
    work.fields[asked.key] = found.value
    work.places[asked.key] = work.page.place(row, column)
    work.remark(row, column, asked.name, found.remark)


def _keep_shared(work: Work, fields: list[Field], row: int, column: int, raw: Raw) -> None:
    found = read_shared(fields, raw)
    work.fields |= found.values
    for asked in fields:
        work.places[asked.key] = work.page.place(row, column)
    work.remark(row, column, "、".join(asked.name for asked in fields), found.remark)


def _picture(page: Page, row: int, column: int) -> bytes | None:
    top, left, bottom, right = page.extent(row, column)
    for (at, across), held in page.pictures.items():
        if top <= at <= bottom and left <= across <= right:
            return held
    return None


def _labelled(work: Work, place: Place) -> tuple[int, int, Raw] | None:
    """The cell right of a label; of several equal labels, the one beside the right neighbours."""
    found = work.labelled(place.label)
    if len(found) > 1 and place.beside:
        near = [where for where in found if place.beside & _left_of(work.page, *where)]
        found = near or found
    if not found:
        return None
    row, column = found[0]
    work.take(row, column)
    beside = work.page.extent(row, column)[3] + 1
    if beside >= len(work.page.grid.rows[row]):
        return row, column, None
    text = work.page.text(row, beside)
    if 0 < len(text) < 60 and key_of(text) in labels_of(work.form):
        work.remark(row, beside, "", f"“{text.strip()}”左边没有填写的格，按没有填读入")
        return row, column, None
    return row, beside, work.page.raw(row, beside)


def _left_of(page: Page, row: int, column: int) -> set[str]:
    return {key_of(page.text(row, at)) for at in range(column)}


def _led(work: Work, place: Place) -> tuple[int, int, Raw] | None:
    """The cell that begins with a lead; what follows the lead is its value."""
    lead = bare(place.lead)
    for row in range(len(work.page.grid.rows)):
        for column, text in work.page.cells(row):
            if work.is_taken(row, column) or not text.strip():
                continue
            head, mark, rest = _cut_lead(text)
            if bare(key_of(head)) == lead:
                if not mark and not rest.strip():
                    beside = work.page.extent(row, column)[3] + 1
                    work.take(row, column)
                    if beside < len(work.page.grid.rows[row]) and not _is_label(work, row, beside):
                        return row, beside, work.page.raw(row, beside)
                return row, column, rest
    return None


def _is_label(work: Work, row: int, column: int) -> bool:
    head, _, _ = _cut_lead(work.page.text(row, column))
    return bare(key_of(head)) in labels_of(work.form)


def _cut_lead(text: str) -> tuple[str, str, str]:
    found = re.match(r"([^:：\n]{1,40})([:：]?)(（[^（）\n]*）)?\n?", text.lstrip())
    if found is None:
        return text, "", ""
    return found[1], found[2], text.lstrip()[found.end() :]


def _read_line(work: Work, block: LineBlock) -> None:
    """A line outside the grid: each label is followed by its value, up to the next label."""
    fields = [work.form.fields[key] for key in block.fields]
    patterns = [_label_pattern(asked.label) for asked in fields]
    for row in range(len(work.page.grid.rows)):
        for column, text in work.page.cells(row):
            if work.is_taken(row, column):
                continue
            found = [pattern.search(text) for pattern in patterns]
            starts = sorted(each.start() for each in found if each)
            if not starts:
                continue
            work.take(row, column)
            for asked, each in zip(fields, found, strict=True):
                if each and asked.key not in work.places:
                    end = next((at for at in starts if at > each.start()), len(text))
                    _keep_line(work, asked, row, column, text[each.end() : end])
    for asked in fields:
        if asked.key not in work.places:
            work.remarks.append(Remark("", asked.name, "没有找到这一栏，按没有填读入"))


def _keep_line(work: Work, asked: Field, row: int, column: int, said: str) -> None:
    raw: Raw = said.strip(_EDGES)
    at = column
    beside = work.page.extent(row, column)[3] + 1
    if not raw and beside < len(work.page.grid.rows[row]):
        near = work.page.text(row, beside)
        if near.strip() and not re.search(r"[:：]", near) and not work.is_taken(row, beside):
            work.take(row, beside)
            raw, at = work.page.raw(row, beside), beside
    try:
        _keep(work, asked, row, at, raw)
    except CellRefused as why:
        work.places[asked.key] = work.page.place(row, at)
        work.refuse(row, at, asked.name, raw, why)


def _label_pattern(label: str) -> re.Pattern[str]:
    """A label as people write it: blanks anywhere, either kind of brackets, a colon behind."""
    signs = {"（": "[（(]", "）": "[）)]", "(": "[（(]", ")": "[）)]"}
    inside = r"[ 　]*".join(signs.get(sign, re.escape(sign)) for sign in label)
    return re.compile(rf"{inside}[ 　]*[:：]")
