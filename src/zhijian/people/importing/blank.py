"""A blank workbook of the ledgers that can be imported, to be filled in and uploaded."""

import io

import xlsxwriter

from zhijian.core.facts.schema import RELATIONS
from zhijian.people.importing.takers import taken

_WIDTH = 16


def blank_workbook() -> bytes:
    """An XLSX with one sheet per ledger and its headers; needed columns are marked by a note."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    look = book.add_format({"bold": True, "bg_color": "#EFF6FB", "bottom": 1, "text_wrap": True})
    for relation in (RELATIONS[name] for name in taken()):
        sheet = book.add_worksheet(relation.title)
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(relation.asked):
            sheet.write_string(0, number, column.label, look)
            sheet.set_column(number, number, _WIDTH)
            note = "必填。" if column.required or column.name in relation.key else ""
            note += column.note
            if column.choices:
                words = [word for _, word in column.choices]
                note += f"可填：{'、'.join(words)}。"
                sheet.data_validation(
                    1, number, 5_000, number, {"validate": "list", "source": words[:20]}
                )
            if note:
                sheet.write_comment(0, number, note)
    book.close()
    return stream.getvalue()
