"""导出Excel：the filtered rows, all of them, as text that no spreadsheet runs."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from web.conftest import add_unit
from web.listing.conftest import units

pytestmark = pytest.mark.django_db


def book_of(response):
    content = b"".join(response.streaming_content)
    response.file_to_stream.close()  # closing the response would close the test's connection
    return load_workbook(io.BytesIO(content))


def test_the_filtered_rows_are_exported_all_of_them(ask, county):
    for i in range(30):
        add_unit(f"新设单位{i:02d}", county.office)

    response = ask(units(order="name"), "q=%E6%96%B0%E8%AE%BE&export=xlsx")

    assert response["X-Rows"] == "30"
    assert "30%E8%A1%8C.xlsx" in response["Content-Disposition"]
    sheet = book_of(response).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["名称", "性质", "成立"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        f"新设单位{i:02d}" for i in range(30)
    ]


def test_dates_are_dates_and_nothing_is_left_empty_by_a_dash(ask, county):
    sheet = book_of(ask(units(order="pk"), "export=xlsx")).worksheets[0]

    rows = {row[0]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["青禾县教育局"].date() == date(2011, 3, 1)
    assert rows["青禾县林业局"] is None


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+1", "-1", "http://x.invalid", "\x01\x0b"])
def test_a_name_that_looks_like_a_formula_stays_a_name(ask, county, name):
    add_unit(name, county.office)

    sheet = book_of(ask(units(order="-pk"), "export=xlsx")).worksheets[0]

    cell = sheet.cell(2, 1)
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_more_than_a_sheet_holds_is_cut_and_said(ask, county):
    limit = len(county.units)  # one less than the clerk sees
    response = ask(units(order="pk", export_limit=limit), "export=xlsx")

    assert "%E5%89%8D6%E8%A1%8C" in response["Content-Disposition"]
    told = {row[0]: row[1] for row in book_of(response)["说明"].iter_rows(values_only=True)}
    assert "后面还有" in told["没有导全"]
    whole = ask(units(order="pk", export_limit=limit + 1), "export=xlsx")
    told = {row[0]: row[1] for row in book_of(whole)["说明"].iter_rows(values_only=True)}
    assert "没有导全" not in told


def test_the_conditions_stand_beside_the_rows(ask, county):
    response = ask(units(), "kind=organ&set=dated&export=xlsx")

    told = {row[0]: row[1] for row in book_of(response)["说明"].iter_rows(values_only=True)}
    assert told["性质"] == "行政机关"
    assert told["分类"] == "有成立日期"


def test_only_the_ticked_rows_are_exported_and_only_visible_ones(ask, county):
    ticked = [county.units[0].pk, county.units[1].pk, county.stranger.pk]

    response = ask(units(), post={"bulk": "export", "id": ticked})

    sheet = book_of(response).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        "青禾县林业局",
        "青禾县教育局",
    ]


def test_an_export_can_be_recorded(ask, county):
    recorded = []
    listing = units(on_export=lambda request, number: recorded.append((request.user.name, number)))

    book_of(ask(listing, "export=xlsx"))

    assert recorded == [("李明", 7)]
