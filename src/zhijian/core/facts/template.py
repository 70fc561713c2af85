"""Blank workbooks for an office to fill in, and the same workbooks filled.

One workbook per subject, one sheet per ledger, the same columns the importer asks for. Written
twice, they are the same to the byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from zhijian.core.facts.model import Column, Kind, Relation
from zhijian.core.facts.reading.mapping import needed
from zhijian.core.facts.reading.sights import SIGHTS, SIGHTS_TITLE
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.facts.values import DAY_SECONDS
from zhijian.core.workdays import day_number, from_day_number

# Which ledgers a clerk keeps together.
WORKBOOKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "1-单位与账号",
        (
            "organizations",
            "accounts",
            "certifications",
            "menus",
            "life_events",
            "filings",
            "announcements",
            "receipts",
        ),
    ),
    ("2-网站与栏目", ("sites", "site_columns", "column_items", "offline_periods")),
    (
        "3-人员、外包与制度",
        (
            "positions",
            "staff_changes",
            "contracts",
            "contract_papers",
            "attestations",
            "credentials",
            "training",
            "exceptions",
        ),
    ),
    (
        "4-发布、审核与互动",
        (
            "publications",
            "reviews",
            "screenings",
            "sources",
            "must_reposts",
            "policies",
            "messages",
            "replies",
            "disclosure_items",
        ),
    ),
    (
        "5-值守、事件与检查",
        (
            "duty_shifts",
            "patrols",
            "incidents",
            "incident_reports",
            "inspections",
            "rectifications",
        ),
    ),
)

# Rows a drop-down and a date format reach to; further rows are read all the same.
PREPARED_ROWS = 2_000
# The day in the workbook's properties: fixed, so that the same content is the same file.
CREATED = datetime(2024, 1, 1)  # noqa: DTZ001 - a workbook's property knows no time zone
A4 = 9  # the paper's number in a workbook
# Excel allows this many characters in a list written into a cell's validation.
MAX_LIST = 255

_FORMATS = {
    Kind.TEXT: "@",
    Kind.CHOICE: "@",
    Kind.FLAG: "@",
    Kind.INT: "0",
    Kind.DAY: "yyyy-mm-dd",
    Kind.SECOND: "yyyy-mm-dd hh:mm:ss",
}
_WRITE = {
    Kind.TEXT: "填文字。",
    Kind.CHOICE: "从下拉列表中选。",
    Kind.FLAG: "填“是”或“否”；不清楚的留空，不要猜。",
    Kind.INT: "填整数，如 3400。",
    Kind.DAY: "写到日，如 2026-03-05。",
    Kind.SECOND: "写到时分，如 2026-03-05 09:30。",
}

# What the example sheet shows. All of it is invented.
_EXAMPLE_DAY, _EXAMPLE_MOMENT = date(2026, 3, 5), datetime(2026, 3, 5, 9, 30)  # noqa: DTZ001
_EXAMPLE_TEXTS = {
    "organization": "青禾县教育局",
    "parent": "青禾县人民政府",
    "division": "420325",
    "account": "qinghe-jiaoyu",
    "name": "青禾教育",
    "supervisor": "青禾县人民政府办公室",
    "supervising_office": "办公室",
    "section": "办公室",
    "registered_subject": "青禾县教育局",
    "certified_subject": "青禾县教育局",
    "subject": "青禾县教育局",
    "statement": "青禾县教育局官方账号",
    "certification_text": "青禾县教育局官方账号",
    "link": "https://example.gov.cn/1",
    "introduction": "发布教育政策与服务信息",
    "level_1": "政务公开",
    "level_2": "通知公告",
    "event": "BD-2026-001",
    "recipient": "县人民政府办公室",
    "system": "全国政务新媒体信息报送系统",
    "receipt": "HZ-2026-001",
    "announcement": "GG-2026-001",
    "site": "4203250001",
    "domain": "www.example.gov.cn",
    "site_column": "LM-001",
    "item": "XX-2026-001",
    "title": "关于做好春季招生工作的通知",
    "period": "XX-001",
    "person": "张三",
    "phone": "0719-0000000",
    "change": "RY-2026-001",
    "contract": "HT-2026-001",
    "operator": "青禾某某传媒有限公司",
    "paper": "保密协议",
    "matter": "内容审核制度",
    "signed_by": "李四",
    "custodian": "张三",
    "topic": "信息审核与保密",
    "number": "清某办批〔2026〕1号",
    "rule": "accounts.max_per_platform",
    "reason": "业务办理需要",
    "approved_by": "县人民政府办公室",
    "publication": "FB-2026-0001",
    "source": "青禾县人民政府网站",
    "category": "政府网站",
    "policy": "青某政〔2026〕1号",
    "message": "LY-2026-0001",
    "incident": "SJ-2026-001",
    "inspection": "JC-2026-1",
    "rectification": "ZG-2026-001",
    "problem": "连续多日未更新",
}

# Where a plain yes, or a day, would make an odd example.
_EXAMPLE_NO = {
    "is_hosted_abroad",
    "is_withheld",
    "is_outsourced",
    "is_backup",
    "is_industry_guided",
    "provides_news",
    "needs_map_number",
}
_EXAMPLE_BLANK = {
    "stopped_d",
    "abolished_d",
    "closed_d",
    "migrated_d",
    "national_updated_d",
    "due_by_law_d",
    "license_until_d",
    "store_links_left",
}
_EXAMPLE_NAMES = {"sites": "青禾县人民政府网站", "site_columns": "通知公告"}

Value = object
Records = Mapping[str, Iterable[Mapping[str, Value]]]


def write_template(folder: Path, records: Records | None = None) -> list[Path]:
    """Write the workbooks into ``folder`` and return their paths.

    Without ``records`` they are blank. With them, every ledger holds its rows: dicts from column
    name to stored value, as a reading gives them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for title, names in WORKBOOKS:
        path = folder / f"{title}.xlsx"
        _write_workbook(path, [RELATIONS[name] for name in names], records or {})
        paths.append(path)
    return paths


def example_row(relation: Relation) -> dict[str, Value]:
    """Return the invented row the example sheet shows for ``relation``, as stored values."""
    row = {column.name: _example(column) for column in relation.asked}
    if relation.name in _EXAMPLE_NAMES:
        row["name"] = _EXAMPLE_NAMES[relation.name]
    return row


def written(column: Column, value: Value) -> Value:
    """Return a stored value as a person writes it: a date, a word, 是 or 否; '' for a blank."""
    if value is None or value == "":
        return ""
    if column.kind is Kind.DAY and isinstance(value, int):
        return from_day_number(value)
    if column.kind is Kind.SECOND and isinstance(value, int):
        day = from_day_number(value // DAY_SECONDS)
        return datetime(day.year, day.month, day.day) + timedelta(  # noqa: DTZ001
            seconds=value % DAY_SECONDS
        )
    if column.kind is Kind.FLAG:
        return "是" if value == 1 else "否"
    if column.kind is Kind.CHOICE:
        return dict(column.choices).get(str(value), value)
    return value


def _example(column: Column) -> Value:
    if column.name in _EXAMPLE_BLANK and not column.required:
        return None
    if column.kind is Kind.DAY:
        late = column.name.startswith(("until", "posted_until", "license_until", "expires"))
        return day_number(date(2026 + late, 3, 5))
    if column.kind is Kind.SECOND:
        return (
            day_number(_EXAMPLE_MOMENT.date()) * DAY_SECONDS
            + _EXAMPLE_MOMENT.hour * 3600
            + _EXAMPLE_MOMENT.minute * 60
        )
    if column.kind is Kind.INT:
        return {"stage": 1, "covers_year": 2025}.get(column.name, 3)
    if column.kind is Kind.FLAG:
        return int(column.name not in _EXAMPLE_NO)
    if column.kind is Kind.CHOICE:
        return column.choices[0][0]
    return _EXAMPLE_TEXTS.get(column.name, "")


def _write_workbook(path: Path, relations: list[Relation], records: Records) -> None:
    workbook = xlsxwriter.Workbook(
        str(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": True,
        },
    )
    workbook.set_properties({"title": path.stem, "created": CREATED})
    looks = _looks(workbook)
    _write_instructions(workbook.add_worksheet("填写说明"), looks, relations)
    for relation in relations:
        sheet = workbook.add_worksheet(relation.title)
        _write_ledger(sheet, looks, relation, list(records.get(relation.name, ())))
    _write_sights(workbook.add_worksheet(SIGHTS_TITLE), looks, relations)
    _write_examples(workbook.add_worksheet("示例"), looks, relations)
    for sheet in workbook.worksheets():
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    workbook.close()


def _looks(workbook: Any) -> dict[Any, Any]:
    base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    header = {**base, "bold": True, "text_wrap": True, "align": "center", "border": 1}
    looks: dict[Any, Any] = {
        "header": workbook.add_format({**header, "bg_color": "#E7EEF7"}),
        "must": workbook.add_format({**header, "bg_color": "#FBE3D6"}),
        "title": workbook.add_format({**base, "bold": True, "font_size": 14}),
        "plain": workbook.add_format({**base, "text_wrap": True}),
    }
    for kind, number_format in _FORMATS.items():
        looks[kind] = workbook.add_format({**base, "num_format": number_format})
        shown = {**base, "num_format": number_format, "align": "left"}
        looks[kind, "left"] = workbook.add_format(shown)
    return looks


def _write_headers(sheet: Any, looks: Mapping[Any, Any], relation: Relation, row: int) -> None:
    must = {column.name for column in needed(relation)}
    for place, column in enumerate(relation.asked):
        look = looks["must" if column.name in must else "header"]
        sheet.write_string(row, place, column.label, look)


def _write_ledger(
    sheet: Any,
    looks: Mapping[Any, Any],
    relation: Relation,
    rows: list[Mapping[str, Value]],
) -> None:
    _write_headers(sheet, looks, relation, 0)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_row(0, 32)
    must = {column.name for column in needed(relation)}
    last = max(PREPARED_ROWS, len(rows))
    for place, column in enumerate(relation.asked):
        sheet.set_column(place, place, _width(column), looks[column.kind])
        sheet.write_comment(0, place, _note(column, column.name in must), {"x_scale": 1.6})
        _restrict(sheet, column, place, last)
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(relation.asked):
            _write_cell(sheet, number, place, column, row.get(column.name), looks)


def _write_cell(
    sheet: Any,
    row: int,
    place: int,
    column: Column,
    value: Value,
    looks: Mapping[Any, Any],
    align: str = "",
) -> None:
    said = written(column, value)
    look = looks[column.kind, align] if align else looks[column.kind]
    if said == "":
        return
    if isinstance(said, (date, datetime)):
        sheet.write_datetime(row, place, said, look)
    elif isinstance(said, int):
        sheet.write_number(row, place, said, look)
    else:
        sheet.write_string(row, place, str(said), look)


def _width(column: Column) -> int:
    wide = {Kind.TEXT: 18, Kind.SECOND: 20}.get(column.kind, 13)
    return max(wide, 2 * len(column.label) + 2)


def _note(column: Column, is_needed: bool) -> str:
    parts = ["必填。" if is_needed else "选填。", _WRITE[column.kind]]
    if column.kind is Kind.CHOICE:
        words = "、".join(word for _, word in column.choices)
        parts.append(f"可填：{words}{'，或其他' if column.open_choices else ''}。")
    if column.note:
        parts.append(f"{column.note.rstrip('。')}。")
    if column.refers:
        parts.append(f"须与{RELATIONS[column.refers].title}中的写法一致。")
    if column.personal:
        parts.append("含个人信息，请妥善保管。")
    return "".join(parts)


def _restrict(sheet: Any, column: Column, place: int, last: int) -> None:
    """Drop-downs for words, and a warning for what is no date."""
    if column.kind is Kind.FLAG:
        words = ["是", "否"]
    elif column.kind is Kind.CHOICE:
        words = [word for _, word in column.choices]
    else:
        return
    if len(",".join(words)) > MAX_LIST:
        return
    sheet.data_validation(
        1,
        place,
        last,
        place,
        {
            "validate": "list",
            "source": words,
            "error_type": "information" if column.open_choices else "stop",
            "error_title": column.label[:32],
            "error_message": f"请从列表中选：{'、'.join(words)}"[:MAX_LIST],
        },
    )


def _write_sights(sheet: Any, looks: Mapping[Any, Any], relations: list[Relation]) -> None:
    _write_headers(sheet, looks, SIGHTS, 0)
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(SIGHTS.asked):
        sheet.set_column(place, place, 16, looks[column.kind])
        sheet.write_comment(0, place, _note(column, place == 0), {"x_scale": 1.6})
        _restrict(sheet, column, place, len(relations))
    for row, relation in enumerate(relations, start=1):
        sheet.write_string(row, 0, relation.title, looks[Kind.TEXT])


def _write_examples(sheet: Any, looks: Mapping[Any, Any], relations: list[Relation]) -> None:
    """One invented entry of every ledger, column under column, with what each column asks for."""
    sheet.write_string(0, 0, "示例（均为虚构，导入时跳过本表）", looks["title"])
    for place, width in enumerate((26, 34, 90)):
        sheet.set_column(place, place, width)
    row = 2
    for relation in relations:
        must = {column.name for column in needed(relation)}
        sheet.write_string(row, 0, f"{relation.title}：{relation.about}", looks["title"])
        for place, word in enumerate(("列名", "这样填", "说明")):
            sheet.write_string(row + 1, place, word, looks["header"])
        row += 2
        values = example_row(relation)
        for column in relation.asked:
            is_needed = column.name in must
            sheet.write_string(row, 0, column.label, looks["must" if is_needed else "header"])
            _write_cell(sheet, row, 1, column, values[column.name], looks, "left")
            sheet.write_string(row, 2, _note(column, is_needed), looks["plain"])
            row += 1
        row += 1


def _write_instructions(sheet: Any, looks: Mapping[Any, Any], relations: list[Relation]) -> None:
    sheet.set_column(0, 0, 16, looks["plain"])
    sheet.set_column(1, 1, 90, looks["plain"])
    sheet.write_string(0, 0, "填写说明", looks["title"])
    lines = [
        ("表头", "请不要改动表头用词；橙色表头为必填，其余选填。把鼠标停在表头上可看每列的说明。"),
        (
            "日期",
            "写到日，如 2026-03-05；2026.3.5、2026/3/5、2026年3月5日、20260305 也认得。只有年月的不收。",
        ),
        ("数目", "填整数；1.2万、3,400 也认得。“约”“10万+”这类约数不收。"),
        ("是否", "填“是”或“否”。不清楚的留空：空着表示没有看到，不会被当作合格。"),
        ("没有内容", "留空，或填“无”“—”“/”。"),
        ("一行一条", "每行一条，不要合并单元格，不要在中间插小计。"),
        (
            "数据说明",
            "在“数据说明”表里写明每种台账记到哪一天、是否完整；确实没有内容的填“零报告”。",
        ),
        ("增减列", "可以增加自己的列，导入时会列出而不采用；选填的列可以删去。"),
    ]
    for row, (what, how) in enumerate(lines, start=2):
        sheet.write_string(row, 0, what, looks["plain"])
        sheet.write_string(row, 1, how, looks["plain"])
    row = len(lines) + 3
    for relation in relations:
        sheet.write_string(row, 0, relation.title, looks["plain"])
        labels = "、".join(relation.column(name).label for name in relation.key)
        sheet.write_string(row, 1, f"{relation.about}同一{labels}只能有一行。", looks["plain"])
        row += 1
