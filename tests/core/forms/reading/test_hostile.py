"""Word files that are damaged, or claim more than a form can need."""

import io
import zipfile

import pytest

from core.forms.conftest import DAY
from core.forms.samples import REGISTRATION
from zhijian.core.forms import to_docx
from zhijian.core.forms.reading import open_pages, read_form
from zhijian.core.refused import Refused

WORD = "word/document.xml"


@pytest.fixture
def repacked(registration, drawn, tmp_path):
    """A printed registration with some of its parts replaced or added."""

    def repack(**parts):
        changes = {key.replace("__", "/").replace("_dot_", "."): v for key, v in parts.items()}
        made = to_docx([drawn(registration, REGISTRATION)], made_on=DAY)
        path = tmp_path / "form.docx"
        with (
            zipfile.ZipFile(io.BytesIO(made)) as old,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for name in old.namelist():
                if name not in changes:
                    new.writestr(name, old.read(name))
            for name, content in changes.items():
                new.writestr(name, content)
        return path

    return repack


def why(path, form) -> str:
    with pytest.raises(Refused) as caught:
        read_form(path, "登记表.docx", [form])
    return str(caught.value)


def test_a_bomb_is_not_unpacked(repacked, registration):
    path = repacked(word__document_dot_xml=b"<a>" + b" " * (60 * 2**20) + b"</a>")

    assert "疑似压缩炸弹" in why(path, registration)


def test_a_text_as_large_as_a_library_is_no_form(repacked, registration):
    import random

    noise = random.Random(1).randbytes(22 * 2**20).hex().encode()
    path = repacked(word__document_dot_xml=b"<a>" + noise + b"</a>")

    assert "正文有 44 MB，不像一张表" in why(path, registration)


def test_declared_entities_are_not_read(repacked, registration):
    text = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'

    assert "实体声明" in why(repacked(word__document_dot_xml=text), registration)


def test_broken_xml_is_told_in_words(repacked, registration):
    assert "已损坏" in why(repacked(word__document_dot_xml=b"<a><b></a>"), registration)


def test_a_torn_file_is_told_in_words(repacked, registration):
    path = repacked()
    path.write_bytes(path.read_bytes()[:2000])

    assert why(path, registration).startswith("登记表.docx：")


def test_a_document_without_a_body_is_told_in_words(repacked, registration):
    assert "没有正文" in why(repacked(word__document_dot_xml=b"<a/>"), registration)


def test_pictures_outside_the_file_are_not_followed(repacked, registration):
    with zipfile.ZipFile(repacked()) as archive:
        relations = archive.read("word/_rels/document.xml.rels").decode()
    for target in ("../../../../etc/passwd.png", "/etc/media/passwd.png"):
        changed = relations.replace("media/picture1.png", target)
        reading = read_form(
            repacked(word___rels__document_dot_xml_dot_rels=changed), "登记表.docx", [registration]
        )

        assert reading.values.get("qr_image") is None
        assert reading.values.get("account_id") == "gh_0000000000ab"


def test_a_table_wider_than_any_form_is_refused(repacked, registration):
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="150"/></w:tcPr><w:p/></w:tc>'
    text = f'<w:document xmlns:w="{space}"><w:body><w:tbl><w:tr>{cell * 2}</w:tr></w:tbl></w:body></w:document>'

    assert "表格超过 200 列" in why(repacked(word__document_dot_xml=text), registration)


def test_merges_that_claim_nonsense_do_no_harm(repacked):
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="-3"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
    text = f'<w:document xmlns:w="{space}"><w:body><w:tbl><w:tr>{cell}</w:tr></w:tbl></w:body></w:document>'

    (page,) = open_pages(repacked(word__document_dot_xml=text), "x.docx")

    assert page.grid.rows == [[""]]


def test_an_old_word_file_is_told_how_to_be_saved(registration, tmp_path):
    path = tmp_path / "old.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))

    assert "Word" in why(path, registration)


def test_an_empty_file_is_told_in_words(registration, tmp_path):
    path = tmp_path / "empty.docx"
    path.write_bytes(b"")

    assert "0 字节" in why(path, registration)
