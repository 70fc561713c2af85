"""The same sheet as a page, Word file, workbook and PDF."""

import io
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser

import docx
import openpyxl
import pytest
import typst

from core.forms.conftest import DAY, FONTS
from core.forms.samples import INVENTORY, OVERFULL, REGISTRATION
from zhijian.core.forms import FormValues, to_docx, to_html, to_pdf, to_xlsx
from zhijian.core.forms.joining import NotPlain, joined
from zhijian.core.forms.pdf import SET_AT_ONCE
from zhijian.core.forms.pictures import size_of
from zhijian.core.refused import Refused

RARE = "䶮𬭚龑镎镕"


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


class Cells(HTMLParser):
    """The words of every cell, and whether it is a header."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells, self.tags, self.attributes = [], [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in ("td", "th"):
            self.cells.append((tag, ""))

    def handle_data(self, data):
        if self.cells and data.strip():
            tag, held = self.cells[-1]
            self.cells[-1] = (tag, held + data.strip())


def cmap(path) -> set[int]:
    """The characters a font has, by its table of format 12."""
    held = path.read_bytes()

    def number(at, size=4):
        return int.from_bytes(held[at : at + size])

    tables = {held[12 + 16 * n : 16 + 16 * n]: number(20 + 16 * n) for n in range(number(4, 2))}
    start, found = tables[b"cmap"], set()
    for n in range(number(start + 2, 2)):
        at = start + number(start + 8 + 8 * n)
        if number(at, 2) == 12:
            for group in range(number(at + 12)):
                first, last = number(at + 16 + 12 * group), number(at + 20 + 12 * group)
                found |= set(range(first, last + 1))
    return found


def test_a_page_is_escaped_and_carries_no_style_of_its_own(registration, drawn):
    values = FormValues({"account_name": "<script>alert(1)</script>", "reason": "\"&'"})

    found = Cells(to_html(drawn(registration, values)))

    assert "script" not in found.tags
    assert not {"style", "onclick", "onload"} & found.attributes
    assert ("td", "<script>alert(1)</script>") in [(t, w[:25]) for t, w in found.cells]


def test_labels_of_a_page_are_header_cells(registration, inventory, drawn):
    first = Cells(to_html(drawn(registration, REGISTRATION)))
    second = Cells(to_html(drawn(inventory, INVENTORY)))

    assert ("th", "主管单位") in first.cells
    assert ("td", "青禾县人民政府办公室") in first.cells
    assert sum(tag == "th" for tag, _ in second.cells) == 15
    assert second.tags.count("thead") == 1


def test_a_word_file_opens_and_holds_every_word(registration, drawn):
    sheet = drawn(registration, REGISTRATION)

    made = docx.Document(io.BytesIO(to_docx([sheet], made_on=DAY)))

    assert len(made.tables) == 2
    texts = words(
        "".join(p.text for p in made.paragraphs)
        + "".join(
            "".join(t.text or "" for t in cell._tc.iter() if t.tag.endswith("}t"))
            for table in made.tables
            for row in table.rows
            for cell in row.cells
        )
    )
    assert all(
        part in texts for part in ("龑䶮（副局长）", "镎镕𬭚", "☑是", "☐否", "三份", "7个工作日")
    )
    section = made.sections[0]
    assert (round(section.page_width.mm), round(section.top_margin.mm)) == (210, 25)
    assert round(section.left_margin.mm) == round(section.bottom_margin.mm) == 22


def test_the_inventory_lies_in_word_and_its_head_repeats(inventory, drawn):
    made = docx.Document(io.BytesIO(to_docx([drawn(inventory, INVENTORY)], made_on=DAY)))

    assert made.sections[0].page_width > made.sections[0].page_height
    first = made.tables[0].rows[0]._tr
    assert first.findall(".//{*}tblHeader")
    assert len(made.tables[0].columns) == 15


def test_a_workbook_has_numbers_merged_cells_and_a_printed_head(inventory, drawn):
    made = openpyxl.load_workbook(io.BytesIO(to_xlsx([drawn(inventory, INVENTORY)], made_on=DAY)))
    page = made.active

    assert page["F4"].value == 120000
    assert page["F4"].number_format == "#,##0"
    assert page.print_title_rows == "$3:$3"
    assert page.page_setup.orientation == "landscape"
    assert {"A1:O1", "A8:O8"} <= {str(each) for each in page.merged_cells.ranges}


def test_words_in_a_workbook_are_never_run(registration, drawn):
    sheet = drawn(registration, FormValues({"reason": "=HYPERLINK(1)", "introduction": "+1"}))

    with zipfile.ZipFile(io.BytesIO(to_xlsx([sheet], made_on=DAY))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml")

    assert b"<f>" not in page


@pytest.mark.parametrize(
    "write",
    [
        lambda sheets: to_docx(sheets, made_on=DAY),
        lambda sheets: to_xlsx(sheets, made_on=DAY),
        lambda sheets: to_pdf(sheets, FONTS, made_on=DAY),
    ],
    ids=["docx", "xlsx", "pdf"],
)
def test_the_same_sheets_give_the_same_bytes(write, registration, inventory, drawn):
    sheets = [drawn(registration, REGISTRATION), drawn(inventory, INVENTORY)]

    assert write(sheets) == write(sheets)
    with pytest.raises(Refused, match="请先选定"):
        write([])


def test_the_font_has_every_character_a_form_may_need(forms, drawn):
    needed = {ord(sign) for sign in RARE + "✓（）：，。；·〔〕“”—"}
    for form in forms.all:
        needed |= {ord(sign) for sign in drawn(form).text if sign not in "\n□☑"}

    for path in FONTS.glob("*.ttf"):
        assert {chr(sign) for sign in needed - cmap(path)} == set(), path.name


def pages_of(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


def test_every_form_fits_the_pages_it_says(forms, drawn):
    for form in forms.all:
        made = to_pdf([drawn(form)], FONTS, made_on=DAY)
        assert pages_of(made) <= max(form.pages, 2), form.id


def test_a_registration_takes_two_pages_and_grows_when_overfull(registration, inventory, drawn):
    empty, filled, over = (
        pages_of(to_pdf([drawn(registration, values)], FONTS, made_on=DAY))
        for values in (FormValues(), REGISTRATION, OVERFULL)
    )
    many = FormValues({}, {"accounts_table": list(INVENTORY.tables["accounts_table"]) * 15})

    assert (empty, filled) == (2, 2)
    assert over > 2
    assert pages_of(to_pdf([drawn(inventory, many)], FONTS, made_on=DAY)) > 2


def test_many_forms_make_one_file(registration, inventory, drawn):
    sheets = [drawn(registration, REGISTRATION), drawn(inventory, INVENTORY)] * 3

    assert pages_of(to_pdf(sheets, FONTS, made_on=DAY)) == 9


def test_a_large_batch_is_joined_and_every_page_is_there_in_order(registration, drawn, tmp_path):
    sheets = [
        drawn(registration, FormValues({"account_name": f"青禾发布之{n}（{n} 0 R）"}))
        for n in range(SET_AT_ONCE + 3)
    ]

    made = to_pdf(sheets, FONTS, made_on=DAY)

    assert made == to_pdf(sheets, FONTS, made_on=DAY)
    assert pages_of(made) == 2 * len(sheets)
    assert made.count(b"%%EOF") == 1
    assert b"/Count %d" % (2 * len(sheets)) in made
    assert table_is_sound(made)
    reader = shutil.which("pdftotext")
    if reader:
        path = tmp_path / "batch.pdf"
        path.write_bytes(made)
        done = subprocess.run([reader, str(path), "-"], capture_output=True, check=True)
        names = re.findall(r"青禾发布之\s*(\d+)", done.stdout.decode())
        assert [int(name) for name in names] == list(range(len(sheets)))
        assert done.stderr == b""


def table_is_sound(made: bytes) -> bool:
    """Every entry of the table leads to the object of its number."""
    start = int(re.search(rb"startxref\n(\d+)", made)[1])
    entries = made[start:].split(b"trailer")[0].splitlines()[2:]
    return all(
        made[int(entry[:10]) :].startswith(b"%d 0 obj\n" % number)
        for number, entry in enumerate(entries)
        if entry[17:18] == b"n"
    )


def test_what_is_no_plain_pdf_is_not_joined():
    with pytest.raises(NotPlain):
        joined([b"%PDF-1.7\nstartxref\n9\n%%EOF"])


def test_a_pdf_embeds_its_font_and_can_be_searched(registration, drawn, tmp_path):
    made = to_pdf([drawn(registration, REGISTRATION)], FONTS, made_on=DAY)

    assert b"/FontFile3" in made or b"/FontFile2" in made
    assert b"NotoSerifSC" in made
    assert b"/Marked true" in made
    reader = shutil.which("pdftotext")
    if reader:
        path = tmp_path / "form.pdf"
        path.write_bytes(made)
        text = words(
            subprocess.run(
                [reader, str(path), "-"], capture_output=True, check=True
            ).stdout.decode()
        )
        assert all(sign in text for sign in RARE)
        assert "7个工作日内书面报主管单位备案" in text
        assert not set("□☑☐") & set(text), "boxes are drawn, not typed"


def test_nothing_outside_the_font_folder_is_used():
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )

    assert fonts.families() == ["Noto Serif SC"]


def test_missing_fonts_are_told_in_words(registration, drawn, tmp_path):
    with pytest.raises(Refused, match=r"里没有字体，不能生成 PDF。请重新安装 zhijian"):
        to_pdf([drawn(registration)], tmp_path, made_on=DAY)


def test_the_size_of_a_picture_is_read_from_its_head():
    jpeg = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(10) + b"\xff\xc0\x00\x11\x08\x00\x30\x00\x40\x03"

    assert size_of(b"\x89PNG\r\n\x1a\n" + bytes(8) + b"\0\0\0\x05\0\0\0\x07") == (5, 7)
    assert size_of(jpeg + bytes(20)) == (64, 48)
    assert size_of(b"GIF89a") == (1, 1)
