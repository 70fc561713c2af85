"""The blank workbooks: the same to the byte, and read back exactly as they were filled."""

import zipfile

import pytest
from python_calamine import CalamineWorkbook

from zhijian.core.facts.reading.folder import read_folder
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.facts.template import WORKBOOKS, example_row, write_template


def test_every_ledger_has_its_sheet_once():
    assert sorted(name for _, names in WORKBOOKS for name in names) == sorted(RELATIONS)


def test_two_runs_write_the_same_bytes(tmp_path):
    first = write_template(tmp_path / "一")
    second = write_template(tmp_path / "二")

    assert [a.read_bytes() for a in first] == [b.read_bytes() for b in second]


def test_a_blank_template_is_read_as_empty_ledgers(tmp_path):
    write_template(tmp_path)

    reading = read_folder(tmp_path)

    assert set(reading.records) == set(RELATIONS)
    assert reading.rows_in == 0
    assert reading.refused == []


def test_the_example_filled_in_is_read_back_exactly(tmp_path):
    records = {name: [example_row(relation)] for name, relation in RELATIONS.items()}
    write_template(tmp_path, records)

    reading = read_folder(tmp_path)

    assert reading.records == records
    assert reading.refused == []
    hows = {column.how for table in reading.tables for column in table.columns}
    assert hows == {"exact"}


@pytest.mark.parametrize("name", list(RELATIONS))
def test_every_choice_survives_the_way_through_a_workbook(tmp_path, name):
    relation = RELATIONS[name]
    key = relation.column(relation.key[0])
    longest = max((len(column.choices) for column in relation.asked), default=0)
    rows = []
    for number in range(longest):
        row = example_row(relation)
        for column in relation.asked:
            if column.choices:
                row[column.name] = column.choices[number % len(column.choices)][0]
        row[key.name] = f"{key.name}-{number}"
        rows.append(row)
    write_template(tmp_path, {name: rows})

    assert read_folder(tmp_path).records[name] == rows


def test_headers_carry_notes_and_words_carry_drop_downs(tmp_path):
    path = write_template(tmp_path)[0]

    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        ledger = archive.read("xl/worksheets/sheet3.xml").decode()
        notes = archive.read("xl/comments2.xml").decode()

    assert any(name.startswith("xl/comments") for name in names)
    assert "自营,购买服务" in ledger
    assert 'state="frozen"' in ledger
    assert "必填" in notes


def test_each_workbook_explains_itself(tmp_path):
    for path in write_template(tmp_path):
        sheets = CalamineWorkbook.from_path(str(path)).sheet_names
        assert sheets[0] == "填写说明"
        assert sheets[-2:] == ["数据说明", "示例"]
