"""What may be uploaded, how it is kept and handed out, and how a stamped scan closes a step."""

import io
import zipfile
from pathlib import Path

import pytest

from zhijian.cases import actions
from zhijian.cases.media import Upload, headers_of, kind_of, opened, safe_name
from zhijian.cases.media.kinds import DOCX, JPEG, LARGEST_BYTES, OFD, PDF, PNG, XLSX
from zhijian.cases.models import Attachment
from zhijian.core.refused import Refused
from zhijian.journal.models import Entry
from zhijian.notices.models import Notice

A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
A_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
A_JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20 + b"\xff\xd9"


def package(**parts: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("TYPES", "[Content_Types].xml"), content)
    return buffer.getvalue()


A_DOCX = package(
    **{
        "TYPES": b"application/vnd...wordprocessingml.document.main+xml",
        "word/document.xml": b"<w/>",
    }
)
AN_XLSX = package(
    **{"TYPES": b"application/vnd...spreadsheetml.sheet.main+xml", "xl/workbook.xml": b"<x/>"}
)
AN_OFD = package(**{"OFD.xml": b"<ofd/>"})
A_BOMB = package(
    **{
        "TYPES": b"wordprocessingml.document.main+xml",
        "word/document.xml": b"\x00" * 50_000_000,
    }
)
WITH_MACRO = package(
    **{
        "TYPES": b"wordprocessingml.document.main+xml",
        "word/document.xml": b"",
        "word/vbaProject.bin": b"x",
    }
)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("表.pdf", A_PDF, PDF),
        ("图.PNG", A_PNG, PNG),
        ("照.jpg", A_JPEG, JPEG),
        ("照.jpeg", A_JPEG, JPEG),
        ("文.docx", A_DOCX, DOCX),
        ("表.xlsx", AN_XLSX, XLSX),
        ("版.ofd", AN_OFD, OFD),
        ("没有后缀", A_PDF, PDF),
    ],
)
def test_a_file_is_known_by_its_content(name, content, kind):
    assert kind_of(content, name) is kind


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.pdf", b"", "文件是空的"),
        ("a.pdf", b"MZ\x90\x00" + b"\x00" * 100, "可执行程序"),
        ("a.png", b"\x7fELF" + b"\x00" * 100, "可执行程序"),
        ("a.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "不能上传网页"),
        ("a.png", b"  <svg onload=alert(1)>", "不能上传网页、SVG"),
        ("a.xml", b"<?xml version='1.0'?>", "XML"),
        ("a.docx", A_PDF, "以“.docx”结尾，内容却是PDF"),
        ("a.pdf.exe", A_PDF, "以“.exe”结尾，内容却是PDF"),
        ("a.docx", A_BOMB, "压缩得异常"),
        ("a.docx", WITH_MACRO, "带有宏"),
        ("a.docx", package(**{"TYPES": b"x", "a.txt": b"x"}), "不能上传压缩包"),
        ("a.docx", A_DOCX[:60], "已损坏"),
        ("a.zip", package(**{"a.txt": b"x"}), "不能上传压缩包"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "旧版 Office"),
        ("a.rar", b"Rar!\x1a\x07", "压缩包"),
        ("a.pdf", b"%PDF-1.7 cut off", "认不出"),
        ("a.png", A_PNG + b"MZ program", "认不出"),
        ("a.bin", bytes(range(1, 200)), "认不出"),
        ("a.pdf", b"%PDF-" + b"\x00" * LARGEST_BYTES, "超过 20 MB"),
    ],
)
def test_what_is_not_what_it_says_is_refused(name, content, why):
    with pytest.raises(Refused, match=why):
        kind_of(content, name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/审批表.pdf", "审批表.pdf"),
        ("C:\\temp\\审批表.pdf", "审批表.pdf"),
        ('a"; rm -rf\r\nX: y.pdf', "a rm -rfX y.pdf"),
        ("\u202efdp.exe", "fdp.exe.pdf"),
        (".pdf", "附件.pdf"),
        ("", "附件.pdf"),
        ("长" * 300 + ".pdf", "长" * 80 + ".pdf"),
        ("坏\udcff.pdf", "坏.pdf"),
    ],
)
def test_a_name_is_made_safe(name, safe):
    assert safe_name(name, PDF) == safe


def test_a_file_goes_out_to_be_saved_not_shown():
    headers = headers_of("审批 表.pdf", "application/pdf")

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"____.pdf\"; filename*=UTF-8''%E5%AE%A1%E6%89%B9%20%E8%A1%A8.pdf"
    )
    assert "sandbox" in headers["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_same_bytes_are_stored_once_and_a_changed_file_is_noticed(county, settings):
    case = county.review()
    one = actions.attach(case, Upload("甲.pdf", A_PDF, "manuscript"), by=county.editor)
    two = actions.attach(case, Upload("乙.pdf", A_PDF), by=county.editor_b)

    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert one.digest == two.digest == files[0].name
    assert len(files) == 1
    assert opened(one.digest) == A_PDF
    files[0].chmod(0o600)
    files[0].write_bytes(A_PDF.replace(b"1.7", b"1.4"))
    with pytest.raises(Refused, match="校验值不符"):
        opened(one.digest)
    files[0].unlink()
    with pytest.raises(Refused, match="文件不在了"):
        opened(one.digest)


@pytest.mark.django_db
def test_a_refused_file_leaves_nothing_behind(county, settings):
    case = county.review()

    with pytest.raises(Refused, match="可执行程序"):
        actions.act(
            case,
            "send_back",
            by=county.editor_b,
            opinion="退",
            attachments=[Upload("a.pdf", A_PDF), Upload("b.pdf", b"MZ")],
        )
    case.refresh_from_db()
    assert (case.step, Attachment.objects.count()) == ("stage-1", 0)


@pytest.mark.django_db
def test_files_come_from_those_who_have_the_case_in_hand(county):
    case = county.review()

    for by in (county.stranger, county.monitor, county.above):
        with pytest.raises(Refused, match="附件由发起人"):
            actions.attach(case, Upload("a.pdf", A_PDF), by=by)
    with pytest.raises(Refused, match="不在本事项之列"):
        actions.attach(case, Upload("a.pdf", A_PDF, "nonsense"), by=county.editor)


@pytest.fixture
def refiling(county):
    """A change of staff that waits for the leader's signature."""
    return actions.act(county.open("refiling"), "submit", by=county.editor)


@pytest.mark.django_db
def test_a_stamped_scan_closes_a_paper_step(county, refiling):
    case = actions.close_by_scan(
        refiling, Upload("盖章件.pdf", A_PDF), by=county.admin, opinion="指挥长已签字"
    )

    assert Notice.objects.of(county.lead).filter(kind="case.scanned").exists()
    left = case.steps.get(step="endorse")
    assert (case.step, left.is_by_scan, left.verb) == ("confirm", True, "agree")
    assert case.attachments.get().is_scan
    entry = Entry.objects.order_by("-seq").first()
    assert (entry.action, entry.data["is_by_scan"]) == ("case.moved", True)


@pytest.mark.django_db
def test_a_scan_is_handed_in_only_where_and_by_whom_the_definition_says(county, refiling):
    with pytest.raises(Refused, match="盖章扫描件由青禾县林业局"):
        actions.close_by_scan(refiling, Upload("盖章件.pdf", A_PDF), by=county.stranger)
    with pytest.raises(Refused, match="不用纸质办理"):
        actions.close_by_scan(county.review(), Upload("盖章件.pdf", A_PDF), by=county.editor)
    with pytest.raises(Refused, match="认不出"):
        actions.close_by_scan(refiling, Upload("盖章件.pdf", b"not a scan"), by=county.admin)
    refiling.refresh_from_db()
    assert refiling.step == "endorse"
