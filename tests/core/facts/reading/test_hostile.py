"""Files that are broken, disguised or meant to hurt: one sentence each, and quickly."""

import io
import time
import zipfile

import pytest

from zhijian.core.facts.reading import sheets
from zhijian.core.facts.reading.archive import MAX_AREA, MAX_COLUMNS, column_letters, column_number

ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>x</t></is></c></row>'
HEAD = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>"
)
TAIL = "</sheetData></worksheet>"


def a_workbook(path, sheet_xml, **more):
    """A workbook around one sheet written by hand; ``more`` adds or replaces parts."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/'
        'package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/'
        f'package/2006/relationships"><Relationship Id="rId1" Type="{relations}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/'
        f'spreadsheetml/2006/main" xmlns:r="{relations}"><sheets><sheet name="表" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.'
        'openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
        **more,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def why(reading):
    return str(reading.refused[0])


def test_an_empty_file_is_refused(text_table, balanced):
    assert "0 字节" in why(balanced(text_table(b"", "空.xlsx")))


@pytest.mark.parametrize("over", [0, 1])
def test_a_file_over_the_size_limit_is_not_opened(tmp_path, balanced, monkeypatch, over):
    path = a_workbook(tmp_path / "大.xlsx", HEAD + TAIL)
    monkeypatch.setattr(sheets, "MAX_FILE_BYTES", path.stat().st_size - over)

    reading = balanced(path)

    assert bool(reading.refused) == bool(over)
    if over:
        assert "没有打开" in why(reading)


def test_two_hundred_megabytes_are_over_the_limit(tmp_path, balanced):
    path = tmp_path / "大.xlsx"
    with path.open("wb") as stream:
        stream.truncate(200 * 2**20)

    started = time.monotonic()

    assert "文件有 200 MB，上限为 100 MB" in why(balanced(path))
    assert time.monotonic() - started < 2


def test_a_bomb_is_known_by_its_ratio(tmp_path, balanced):
    path = a_workbook(tmp_path / "弹.xlsx", HEAD + " " * (60 * 2**20) + TAIL)

    assert "压缩炸弹" in why(balanced(path))


def test_a_bomb_is_known_by_its_size(tmp_path, balanced):
    filler = " " * (7 * 2**20)  # each too small for its ratio to count
    parts = {f"xl/media/{n}.xml": filler for n in range(60)}

    path = a_workbook(tmp_path / "弹.xlsx", HEAD + TAIL, **parts)

    assert "解压后有 420 MB，上限为 400 MB" in why(balanced(path))


def test_a_part_longer_than_it_claims_is_refused(tmp_path, balanced):
    path = a_workbook(tmp_path / "谎.xlsx", HEAD + ROW.format(1) * 5000 + TAIL)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (900).to_bytes(4, "little")))

    assert "损坏" in why(balanced(path))


@pytest.mark.parametrize(
    ("column", "fits"), [(MAX_COLUMNS, 1), (MAX_COLUMNS + 1, 0), (1_000_000, 0)]
)
def test_a_sheet_too_wide_is_refused_before_it_is_built(tmp_path, balanced, column, fits):
    place = column_letters(column)
    cells = "".join(
        f'<c t="inlineStr" r="{at}1"><is><t>{word}</t></is></c>'
        for at, word in (("A", "账号ID"), ("B", "链接"), (place, "远"))
    )

    reading = balanced(a_workbook(tmp_path / "宽.xlsx", f'{HEAD}<row r="1">{cells}</row>{TAIL}'))

    assert ("有内容的列多达" in why(reading)) == (not fits)
    assert ("看不出是哪种台账" in why(reading)) == bool(fits)


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_cell_in_a_far_corner_is_refused_before_the_rest_is_built(tmp_path, balanced, quote):
    row = f"<row><c r = {quote}ZZ1048576{quote} t='n'><v>1</v></c></row>"

    reading = balanced(a_workbook(tmp_path / "远.xlsx", HEAD + ROW.format(1) + row + TAIL))

    assert f"范围超过 {MAX_AREA} 格" in why(reading)


def test_columns_are_lettered_as_in_a_workbook():
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16_384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(column_number(column_letters(n)) == n for n in range(1, 2000))


def test_entities_are_not_expanded(tmp_path, balanced):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>'

    path = a_workbook(tmp_path / "体.xlsx", HEAD + TAIL, **{"xl/workbook.xml": bomb})

    assert "实体声明" in why(balanced(path))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("密.xlsx", "EncryptedPackage", "打开密码"),
        ("文.xls", "WordDocument", "不是 Excel 工作簿"),
    ],
)
def test_a_disguised_office_file_is_named(text_table, balanced, name, content, word):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + content.encode("utf-16-le")

    assert word in why(balanced(text_table(ole, name)))


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("网.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("印.csv", b"%PDF-1.7 ...", "PDF"),
        ("图.csv", b"\x89PNG\r\n\0\0\0", "二进制"),
        ("列.csv", b"PAR1....", "Parquet"),
        ("断.xlsx", b"PK\x03\x04broken", "损坏"),
        (
            "坏.xls",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 700 + "Workbook".encode("utf-16-le"),
            "损坏",
        ),
    ],
)
def test_a_file_that_is_no_table_is_refused(text_table, balanced, name, content, word):
    assert word in why(balanced(text_table(content, name)))


def test_a_zip_that_is_no_workbook_is_refused(tmp_path, balanced):
    with zipfile.ZipFile(tmp_path / "包.xlsx", "w") as archive:
        archive.writestr("../../etc/x.xml", "x")

    assert "不是 Excel 工作簿" in why(balanced(tmp_path / "包.xlsx"))


def test_a_truncated_workbook_is_refused(workbook, balanced):
    path = workbook({"账号台账": [["账号ID"], ["x"]]})
    path.write_bytes(path.read_bytes()[:-200])

    assert "损坏" in why(balanced(path))


def test_links_out_of_the_folder_are_not_followed(workbook, tmp_path, balanced):
    inside = tmp_path / "报送"
    inside.mkdir()
    secret = workbook({"账号台账": [["账号ID"], ["x"]]}, "别处.xlsx")
    (inside / "链接.xlsx").symlink_to(secret)
    (inside / "发布台账.csv").write_text(
        "信息编号,账号ID,发布日期\np1,a,2026-03-05\n", encoding="utf-8"
    )

    reading = balanced(inside)

    assert list(reading.records) == ["publications"]
    assert "没有跟随" in reading.skipped[0]


def test_a_name_with_control_characters_stays_on_one_line(tmp_path, balanced):
    (tmp_path / "坏\n名.csv").write_bytes(b"")

    assert "\n" not in why(balanced(tmp_path))


def test_sixty_thousand_repeated_rows_are_quick(text_table, balanced):
    text = io.StringIO()
    text.write("信息编号,账号ID,标题,发布日期\n")
    text.write("p1,qh-1,青禾要闻,2026-03-05\n" * 60_000)

    started = time.monotonic()
    reading = balanced(text_table(text.getvalue()))

    assert reading.tables[0].duplicates == 59_999
    assert time.monotonic() - started < 20


def test_hidden_sheets_are_named_not_read(tmp_path, balanced):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("封面").write(0, 0, "x")
    hidden = book.add_worksheet("账号台账")
    hidden.write(0, 0, "账号ID")
    hidden.hide()
    book.close()

    assert any("隐藏的工作表，内有 1 行" in line for line in balanced(tmp_path / "a.xlsx").skipped)
