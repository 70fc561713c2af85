"""A picture tells what its codes hold; nothing in it can harm the reader or pass for a link."""

import io
import struct
import zlib

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter, ImageOps

from zhijian.core.accounts.qr import QrVerdict, judge_qr, read_qr

LINK = "https://weibo.com/u/1234567890"


def code(text=LINK, scale=6, **options):
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="png", scale=scale, **options)
    return Image.open(io.BytesIO(buffer.getvalue())).convert("RGB")


def saved(picture, kind="PNG", **options):
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def on_photo(*codes, size=(1600, 1200)):
    """Codes on a noisy, uneven background, as on a photo of a poster."""
    page = Image.effect_noise(size, 40).convert("RGB")
    page = Image.blend(page, Image.linear_gradient("L").resize(size).convert("RGB"), 0.4)
    for number, one in enumerate(codes):
        page.paste(one, (100 + number * 700, 200))
    return page


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_a_code_is_read_from_each_kind_of_picture(kind):
    assert read_qr(saved(code(), kind)).texts == (LINK,)


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.rotate(90, expand=True),
        lambda one: one.rotate(180, expand=True),
        lambda one: one.rotate(13, expand=True, fillcolor="white"),
        lambda one: one.filter(ImageFilter.GaussianBlur(2)),
        ImageOps.invert,
        ImageOps.mirror,
        lambda one: ImageOps.expand(one, 400, "white"),
        lambda one: one.resize((one.width // 3, one.height // 3)),
        lambda one: one.resize((2500, 2500)),
        lambda one: ImageOps.autocontrast(one).point(lambda v: 110 + v // 8),
        lambda one: one.convert("P"),
        lambda one: one.convert("1"),
    ],
    ids=[
        "90",
        "180",
        "13",
        "blurred",
        "inverted",
        "mirrored",
        "margin",
        "small",
        "large",
        "faint",
        "palette",
        "bilevel",
    ],
)
def test_a_code_is_read_however_it_was_taken(change):
    assert read_qr(saved(change(code()))).texts == (LINK,)


def test_a_code_without_margin_and_one_on_nothing_are_read():
    bare = saved(code(border=0))
    clear = io.BytesIO()
    segno.make(LINK).save(clear, kind="png", scale=6, light=None)

    assert read_qr(bare).texts == (LINK,)
    assert read_qr(clear.getvalue()).texts == (LINK,)


def test_two_codes_on_a_photo_are_both_read_and_one_twice_is_told_once():
    two = read_qr(saved(on_photo(code(), code("https://v.douyin.com/iAbCdEf/")), "JPEG"))
    same = read_qr(saved(on_photo(code(), code())))

    assert set(two.texts) == {LINK, "https://v.douyin.com/iAbCdEf/"}
    assert same.texts == (LINK,)


def test_chinese_in_a_code_comes_through():
    assert read_qr(saved(code("青禾县人民政府 𬭚 发布"))).texts == ("青禾县人民政府 𬭚 发布",)


def bomb(width, height):
    """A PNG that claims a size and carries next to nothing."""

    def chunk(name, body):
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b"x" * 10_000_001, "超过 10 MB"),
        (b"not a picture at all", "不是可以识别的图片"),
        (b"%PDF-1.7\n", "不是可以识别的图片"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "网页或矢量图"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "网页或矢量图"),
        (b"  <!DOCTYPE html><script>1</script>", "网页或矢量图"),
        (bomb(60_000, 60_000), "过大"),
        (bomb(6_400, 6_400), "过大"),
        (bomb(21_000, 10), "过大"),
        (bomb(300, 300), "不完整或已损坏"),
        (saved(code())[:300], "不完整或已损坏"),
        (saved(code(), "JPEG")[:900], "不完整或已损坏"),
        (saved(Image.new("RGB", (300, 300), "white")), "没有找到二维码"),
        (saved(on_photo()), "没有找到二维码"),
    ],
    ids=str,
)
def test_what_cannot_be_read_says_why(data, reason):
    read = read_qr(data)

    assert not read.is_read
    assert reason in read.reason
    assert read.reason.endswith("。")


def test_a_picture_at_the_limit_is_read_and_one_over_it_is_not():
    page = Image.new("L", (8000, 5000), 255)
    page.paste(code(scale=60).convert("L"), (500, 500))

    assert read_qr(saved(page)).texts == (LINK,)
    assert "过大" in read_qr(bomb(8000, 5001)).reason


@settings(max_examples=60)
@given(
    data=st.one_of(
        st.binary(max_size=400),
        st.tuples(st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "WEBP"]), st.randoms()).map(
            lambda drawn: _broken(*drawn)
        ),
    )
)
def test_broken_bytes_are_answered_and_never_raise(data):
    read = read_qr(data)

    assert read.is_read or read.reason


def _broken(kind, random):
    data = bytearray(saved(code(), kind))
    for _ in range(random.randint(1, 20)):
        data[random.randrange(len(data))] = random.randrange(256)
    return bytes(data[: random.randint(1, len(data))])


@pytest.mark.parametrize(
    ("text", "link", "verdict"),
    [
        (LINK, LINK, QrVerdict.AGREES),
        ("https://m.weibo.cn/u/1234567890?luicode=1", LINK, QrVerdict.AGREES),
        ("http://weibo.com/1234567890/profile", LINK, QrVerdict.AGREES),
        ("https://weibo.com/u/1234567891", LINK, QrVerdict.ELSEWHERE),
        ("https://space.bilibili.com/123456789", LINK, QrVerdict.ELSEWHERE),
        ("https://www.example.com/", LINK, QrVerdict.ELSEWHERE),
        ("https://weib0.com/u/1234567890", LINK, QrVerdict.ELSEWHERE),
        ("https://t.cn/A6aBcDeF", LINK, QrVerdict.REDIRECTS),
        ("https://v.douyin.com/iAbCdEf/", LINK, QrVerdict.ELSEWHERE),
        ("http://weixin.qq.com/r/abCdEfGhIj", "gh_0a1b2c3d4e5f", QrVerdict.REDIRECTS),
        (
            "https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzI0MDEyMzQ1Ng==",
            "gh_0a1b2c3d4e5f",
            QrVerdict.REDIRECTS,
        ),
        (
            "https://sj.qq.com/appdetail/cn.example.qinghe",
            "https://apps.apple.com/cn/app/id1234567890",
            QrVerdict.REDIRECTS,
        ),
        (
            "https://sj.qq.com/appdetail/cn.example.other",
            "https://sj.qq.com/appdetail/cn.example.qinghe",
            QrVerdict.ELSEWHERE,
        ),
        ("http://www.qinghe.gov.cn/art/1", "https://www.qinghe.gov.cn", QrVerdict.AGREES),
        (
            "https://www.example.com/?a=1&utm_source=x",
            "https://www.example.com/?a=1",
            QrVerdict.AGREES,
        ),
        ("WIFI:T:WPA;S:qinghe;P:secret;;", LINK, QrVerdict.SOMETHING_ELSE),
        ("BEGIN:VCARD\nFN:某某\nEND:VCARD", LINK, QrVerdict.SOMETHING_ELSE),
        ("tel:0719-0000000", LINK, QrVerdict.SOMETHING_ELSE),
        ("13900000000", LINK, QrVerdict.SOMETHING_ELSE),
        ("wxp://f2f0inventedinvented", LINK, QrVerdict.SOMETHING_ELSE),
        ("https://qr.alipay.com/fkx0inventedcode", LINK, QrVerdict.SOMETHING_ELSE),
        ("otpauth://totp/x?secret=ABC", LINK, QrVerdict.SOMETHING_ELSE),
        ("javascript:alert(1)", LINK, QrVerdict.SOMETHING_ELSE),
        ("欢迎关注青禾发布", LINK, QrVerdict.SOMETHING_ELSE),
        (LINK, "", QrVerdict.REDIRECTS),
        ("", LINK, QrVerdict.UNREADABLE),
    ],
)
def test_a_code_is_held_against_the_link_of_the_register(text, link, verdict, catalogue):
    judged = judge_qr(text, link, catalogue)

    assert judged.verdict is verdict
    assert judged.says.endswith("。")


@given(text=st.text(max_size=80), link=st.text(max_size=80))
def test_any_content_is_judged_and_none_raises(text, link, catalogue):
    assert judge_qr(text, link, catalogue).says
