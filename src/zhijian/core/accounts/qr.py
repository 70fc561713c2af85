"""What a picture of a QR code holds, and whether it leads where the register says.

A picture is untrusted: it is measured before it is unpacked, and what is no picture, too large
or broken is answered by a reason and never by an error.
"""

import io
import re
from dataclasses import dataclass
from enum import Enum

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from zhijian.core.accounts.links import Resolved, resolve
from zhijian.core.accounts.platforms import Catalogue, LinkKind
from zhijian.core.refused import Refused

MAX_BYTES = 10_000_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
MOST_CODES = 16
_READ_SIDE = 2_400
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP")
_QR_CODES = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_TOO_LARGE = (
    f"图片过大（{{}}）。请截取二维码部分，或缩小到 {MAX_PIXELS // 10_000} 万像素以内后再上传。"
)
# What the decoders raise on broken files; warnings too, where warnings are made errors.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError, UserWarning)
_NONE_FOUND = "图片里没有找到二维码。请上传清楚、完整、四周留白的二维码图片；圆形的小程序码读不出，请换成方形的。"


@dataclass(frozen=True)
class QrRead:
    """The texts of the codes in a picture, none twice; ``reason`` says why there are none."""

    texts: tuple[str, ...]
    reason: str = ""

    @property
    def is_read(self) -> bool:
        return bool(self.texts)


class QrVerdict(Enum):
    """How the content of a code stands to a link of the register."""

    AGREES = "一致"
    REDIRECTS = "须扫码核对"
    ELSEWHERE = "指向别处"
    SOMETHING_ELSE = "不是链接"
    UNREADABLE = "读不出"


@dataclass(frozen=True)
class QrJudgement:
    """A verdict with its reason in a sentence."""

    verdict: QrVerdict
    says: str


def read_qr(data: bytes) -> QrRead:
    """The texts of all codes in a picture: PNG, JPEG, GIF, BMP or WebP, upright or turned."""
    if len(data) > MAX_BYTES:
        return _unread(f"图片超过 {MAX_BYTES // 1_000_000} MB。请截取二维码部分后再上传。")
    if not data:
        return _unread("文件是空的。请重新选择图片。")
    if _is_markup(data):
        return _unread("这是网页或矢量图文件，不是图片。请另存为 PNG 或 JPEG 后再上传。")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            return _read(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return _unread(_TOO_LARGE.format("像素过多"))
    except UnidentifiedImageError:
        return _unread("文件不是可以识别的图片。可用的格式：PNG、JPEG、GIF、BMP、WebP。")
    except _BROKEN:
        return _unread("图片不完整或已损坏。请重新截图或重新下载后再上传。")


def _unread(reason: str) -> QrRead:
    return QrRead((), reason)


def _is_markup(data: bytes) -> bool:
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<?xml", b"<svg", b"<!doctype", b"<html", b"<!--", b"<script"))


def _read(opened: Image.Image) -> QrRead:
    """Sizes are read from the header before a pixel is unpacked."""
    width, height = opened.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        return _unread(_TOO_LARGE.format(f"{width}×{height} 像素"))
    opened.seek(0)
    if opened.format == "JPEG":
        opened.draft("L", (_READ_SIDE, _READ_SIDE))
    picture = _on_white(opened)
    if max(picture.size) > _READ_SIDE:
        picture.thumbnail((_READ_SIDE, _READ_SIDE))
    texts = _codes(picture)
    return QrRead(texts) if texts else _unread(_NONE_FOUND)


def _on_white(opened: Image.Image) -> Image.Image:
    """The first frame in greys, what is transparent made white as a page would show it."""
    if opened.mode in ("RGBA", "LA", "PA") or "transparency" in opened.info:
        layer = opened.convert("RGBA")
        page = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(page, layer).convert("L")
    return opened.convert("L")


def _codes(picture: Image.Image) -> tuple[str, ...]:
    """What the codes say; tried again with more margin, contrast and size if nothing is seen."""
    for view in _views(picture):
        found = zxingcpp.read_barcodes(
            view,
            formats=_QR_CODES,
            text_mode=zxingcpp.TextMode.Plain,
            try_rotate=True,
            try_invert=True,
            try_downscale=True,
        )
        texts = [one.text for one in found if one.valid and one.text.strip()]
        if texts:
            return tuple(dict.fromkeys(texts))[:MOST_CODES]
    return ()


def _views(picture: Image.Image) -> list[Image.Image]:
    margin = max(8, max(picture.size) // 10)
    views = [
        picture,
        ImageOps.expand(picture, margin, 255),
        ImageOps.autocontrast(picture, cutoff=2),
    ]
    if max(picture.size) < _READ_SIDE // 4:
        views.append(picture.resize((picture.width * 3, picture.height * 3)))
    return views


_NOT_LINKS = (
    (r"wifi:", "无线网络的连接信息"),
    (r"begin:vcard|mecard:|bizcard:", "名片"),
    (r"tel:|telprompt:", "电话号码"),
    (r"smsto:|sms:|mmsto:", "短信"),
    (r"mailto:|matmsg:", "电子邮件地址"),
    (r"geo:", "地图位置"),
    (r"begin:vevent|begin:vcalendar", "日程"),
    (r"otpauth:", "动态口令的密钥，请立即更换"),
    (r"bitcoin:|ethereum:", "虚拟货币的收款地址"),
)
_PHONE = re.compile(r"(?:\+?86[- ]?)?(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8})")


def judge_qr(text: str, link: str, catalogue: Catalogue) -> QrJudgement:
    """Whether a code leads to the account that ``link`` leads to. Nothing is opened."""
    if not text.strip():
        return QrJudgement(QrVerdict.UNREADABLE, _NONE_FOUND)
    other = _what_else(text.strip(), catalogue)
    if other:
        return QrJudgement(
            QrVerdict.SOMETHING_ELSE, f"二维码里是{other}，不是账号的链接。请换成账号的二维码。"
        )
    try:
        coded = resolve(text, catalogue)
    except Refused as refused:
        return QrJudgement(QrVerdict.SOMETHING_ELSE, f"二维码里的内容不能用：{refused}")
    if coded.imitates:
        return QrJudgement(QrVerdict.ELSEWHERE, f"二维码有问题：{coded.why}")
    if not coded.link:
        says = "二维码里是一段文字，不是链接。请换成账号的二维码。"
        return QrJudgement(QrVerdict.SOMETHING_ELSE, says)
    try:
        filed = resolve(link, catalogue)
    except Refused:
        says = f"没有可以对照的访问链接，请先补登链接。二维码的内容：{coded.why}"
        return QrJudgement(QrVerdict.REDIRECTS, says)
    return _compared(coded, filed, catalogue)


def _compared(coded: Resolved, filed: Resolved, catalogue: Catalogue) -> QrJudgement:
    is_one_account = (
        bool(filed.account) and coded.account == filed.account and coded.platform == filed.platform
    )
    if coded.link == filed.link or is_one_account:
        return QrJudgement(QrVerdict.AGREES, "二维码与访问链接一致。")
    if coded.kind is LinkKind.SHORT and coded.platform in ("", filed.platform):
        says = "二维码里是短链接，会跳转，不打开看不出是哪个账号。请用手机扫码核对。"
        return QrJudgement(QrVerdict.REDIRECTS, says)
    if coded.platform and coded.platform == filed.platform:
        if not coded.account or not filed.account or _differ_in_kind(coded, filed, catalogue):
            says = "二维码与访问链接是同一平台的网址，但写法不同，看不出是否同一账号。请用手机扫码核对。"
            return QrJudgement(QrVerdict.REDIRECTS, says)
        says = f"二维码指向另一个账号：{coded.account}，登记的是 {filed.account}。请核对。"
        return QrJudgement(QrVerdict.ELSEWHERE, says)
    return QrJudgement(QrVerdict.ELSEWHERE, f"二维码与访问链接不是同一个地方。{coded.why}")


def _differ_in_kind(coded: Resolved, filed: Resolved, catalogue: Catalogue) -> bool:
    """Two identifiers of one platform may name one account in two ways, as gh_ and __biz do."""
    platform = catalogue.platform(coded.platform)
    if platform.is_store_product:
        return coded.link.split("/")[2] != filed.link.split("/")[2]
    shape = platform.identifier
    return shape is not None and shape.fits(coded.account) != shape.fits(filed.account)


def _what_else(text: str, catalogue: Catalogue) -> str:
    """What a code holds that is no link: in words, or empty."""
    plain = text.lower()
    for payment in catalogue.payments:
        if plain.startswith(payment.lower()):
            return "收款码"
    for pattern, words in _NOT_LINKS:
        if re.match(pattern, plain):
            return words
    return "电话号码" if _PHONE.fullmatch(text) else ""
