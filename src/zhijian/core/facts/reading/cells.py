"""One cell as it stands in a sheet, and the value a column stores for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from zhijian.core.facts.model import Column, Kind
from zhijian.core.facts.reading.boxes import has_boxes, ticked
from zhijian.core.facts.reading.moments import read_day, read_second
from zhijian.core.facts.reading.troubles import CellRefused, Trouble

Raw = str | int | float | bool | date | datetime | time | timedelta | Trouble | None
Value = str | int | None

# Excel keeps 15 significant digits; a longer number has been changed before we see it.
MAX_EXACT_NUMBER = 10**15
# A text longer than this is no ledger entry (Excel itself stops at 32,767 characters in a cell).
MAX_TEXT = 32_767
# How much of a refused cell is repeated in a message.
SHOWN = 60
# How many different cells of one column are remembered so that repeats are not read again.
REMEMBERED = 20_000

# The words for a blank are shorter; a longer text is looked at no further.
LONGEST_BLANK = 12

# What offices write when they mean "nothing to put here".
BLANKS = frozenset({"", "无", "暂无", "没有", "空", "-", "--", "/", "//", "\\", ".", "N/A", "NA"})
# "We do not know" is blank too: what was not seen must not become a yes or a no.
UNKNOWNS = frozenset({"不详", "未知", "不清楚", "不清", "待定", "待查", "不确定", "不适用", "未填"})

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PUNCTUATION = "，。；：！？、（）《》〈〉“”‘’【】"
_BROKEN_LINE = re.compile(
    f"(?<=[{_CJK}{_PUNCTUATION}])[ \t]*[\r\n]+[ \t]*(?=[{_CJK}{_PUNCTUATION}])"
)
_SPACED_NAME = re.compile(f"[{_CJK}](?: [{_CJK}]){{1,2}}")
_SPACES = re.compile(r"\s+")
# Text in which nothing needs doing: by far the most.
_PLAIN = re.compile("[!-&*-~\u4e00-\u9fff，。；：！？、《》“”]*")
# Text that stays as it is written: digits alone, or what begins with a letter or a Chinese
# character and holds no odd sign. No word for a blank and no name written with blanks is among it.
_HAN = "\u4e00-\u951e\u9520-\u9fff"
_USUAL = f"!-&*-Z\\\\^-~{_HAN}，。；：！？、《》“”"
_BLANK_WORDS = "|".join(" ?".join(map(re.escape, word)) for word in sorted(BLANKS | UNKNOWNS))
_STAYS = re.compile(
    f"(?!(?i:{_BLANK_WORDS})\\Z|[{_HAN}](?: [{_HAN}]){{1,2}}\\Z)"
    f"(?:[0-9]+|[A-Za-z{_HAN}][{_USUAL}]*(?: [{_USUAL}]+)*|[{_HAN}][{_USUAL}（）]*)"
)
_HAS_CJK = re.compile(f"[{_CJK}]")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}")
# Full-width letters, digits and the marks that occur inside identifiers and addresses. Sentence
# punctuation stays as it is written: a title is not ours to edit.
_WIDE = {0xFF01 + n: 0x21 + n for n in range(94) if chr(0x21 + n).isalnum()} | {
    ord(wide): narrow
    for wide, narrow in zip("－．＿／＠＃＆＝＋％＼＊～", "-._/@#&=+%\\*~", strict=True)
}
_TO_WIDE_BRACKETS = str.maketrans("()", "（）")
_TO_NARROW_BRACKETS = str.maketrans("（）", "()")
_DASHES = str.maketrans(dict.fromkeys("—–―─━－‐‑‒−ー", "-"))


def text_of(raw: Raw) -> str:
    """Return a cell as normalised text: nothing invisible, one kind of letters, single blanks.

    Brackets become full-width in text that has Chinese characters and half-width elsewhere, so
    that the same name written twice compares equal.

    Raises:
        CellRefused: the cell holds an error, or a text that was damaged before it came to us.

    >>> text_of("　青禾县（本级)　ＡＢＣ１２３ ")
    '青禾县（本级）ABC123'
    """
    if raw is None:
        return ""
    if isinstance(raw, Trouble):
        raise CellRefused(*raw.why)
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, (int, float)):
        return _number_text(raw)
    if isinstance(raw, datetime):
        return raw.isoformat(" ")
    if isinstance(raw, (date, time)):
        return raw.isoformat()
    if isinstance(raw, timedelta):
        return str(raw)
    return _clean(raw)


def _clean(raw: str) -> str:
    if len(raw) <= MAX_TEXT and _PLAIN.fullmatch(raw) and "锟斤拷" not in raw:
        return raw
    if len(raw) > MAX_TEXT:
        raise CellRefused(f"文字长达 {len(raw)} 个字符", f"请压缩到 {MAX_TEXT} 个字符以内")
    if "\ufffd" in raw or "锟斤拷" in raw:
        raise CellRefused("文字已是乱码", "请从原系统重新导出，导出时选 UTF-8 编码")
    text = _BROKEN_LINE.sub("", raw)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(_WIDE))
    text = _SPACES.sub(" ", text).strip()
    if _HAS_CJK.search(text):
        text = text.translate(_TO_WIDE_BRACKETS)
        text = re.sub(r" ?（ ?", "（", re.sub(r" ?） ?", "）", text))
        if _SPACED_NAME.fullmatch(text):
            return text.replace(" ", "")
        return text
    return text.translate(_TO_NARROW_BRACKETS)


def _number_text(number: int | float) -> str:
    if isinstance(number, float):
        if not number.is_integer():
            return repr(number)
        number = int(number)
    if abs(number) >= MAX_EXACT_NUMBER:
        raise CellRefused(
            "数字超过 15 位，表格软件已改写了末尾几位",
            "请把该列设为文本格式后重新填写",
        )
    return str(number)


def shown(raw: Raw) -> str:
    """Return a cell as it may be repeated in a message: short, and on one line."""
    try:
        text = text_of(raw)
    except CellRefused:
        text = " ".join(str(raw).split()) if isinstance(raw, str) else ""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def is_blank(raw: Raw) -> bool:
    """True for an empty cell and for the signs offices put in one: 无, —, ／ and the like."""
    if raw is None or raw == "":
        return True
    return isinstance(raw, str) and _is_blank_word(raw)


def _is_blank_word(text: str) -> bool:
    if len(text) > LONGEST_BLANK:
        return not text.strip()
    if len(text) > 3 and text.isascii():
        return not text.strip(" -/.\\")
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper().translate(_DASHES)
    return plain in BLANKS or plain in UNKNOWNS or not plain.strip("-")


def reader(column: Column) -> Callable[[Raw], Value]:
    """Return the function that reads a cell of ``column`` into what the column stores.

    The function returns '' (text and choices) or None for a blank, and raises CellRefused with
    reason and cure for what it cannot read. Repeated cells are remembered.
    """
    read = _READERS[column.kind]
    known: dict[tuple[type, Raw], Value] = {}

    def remembered(raw: Raw) -> Value:
        key = (raw.__class__, raw)
        try:
            return known[key]
        except KeyError:
            value = read(column, raw)
            if len(known) < REMEMBERED:
                known[key] = value
            return value

    return remembered


def _text(column: Column, raw: Raw) -> Value:
    if isinstance(raw, str) and len(raw) <= MAX_TEXT and _STAYS.fullmatch(raw):
        return raw
    if isinstance(raw, str) and _is_blank_word(raw):
        return ""
    text = text_of(raw)
    if isinstance(raw, str) and not text.isascii() and has_boxes(text):
        return "、".join(ticked(text))
    if "E" in text.upper() and _SCIENTIFIC.fullmatch(text):
        raise CellRefused(
            f"“{text}”是科学计数法，末尾几位已丢失",
            "请把该列设为文本格式后重新填写",
        )
    if text.endswith(".0") and re.fullmatch(
        r"\d{5,}\.0", text
    ):  # a number that passed through a program as a fraction
        return text[:-2]
    # A CSV written by us guards such a text against being run as a formula; take the guard off.
    if text[:1] == "'" and text[1:2] in GUARDED:
        return text[1:]
    return text


def all_stay(texts: Collection[str]) -> bool:
    """A column of text keeps every one of the texts as it is."""
    return all(map(_STAYS.fullmatch, texts)) and max(map(len, texts), default=0) <= MAX_TEXT


# First characters that make a spreadsheet program take a CSV text for a formula.
GUARDED = ("=", "+", "-", "@", "\t", "\r")

_AMOUNT = re.compile(
    r"([+-]?\d+(?:\.\d+)?)(万|千|百万|亿|[wW]|[kK])?(?:人次|[人个条次户篇名项家件起份天])?"
)
_TIMES = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, "百万": 1_000_000, "亿": 10**8}
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?\D*")
_CHINESE_NUMBERS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {
    "两": 2,
    "〇": 0,
    "初": 1,
    "终": 3,
}
_ABOUT = re.compile(r"[约近余多几上下左右超逾+]|以上|以下|左右")


def _integer(column: Column, raw: Raw) -> Value:
    if isinstance(raw, float) and 0 <= raw < MAX_EXACT_NUMBER and raw.is_integer():
        return int(raw)
    if is_blank(raw):
        return None
    if isinstance(raw, (bool, date, time, timedelta)):
        raise CellRefused(f"“{text_of(raw)}”不是数目", "请填整数，如 3400")
    if isinstance(raw, (int, float)):
        return _whole(Decimal(repr(raw)), text_of(raw))
    text = text_of(raw)
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if found := _AMOUNT.fullmatch(plain):
        times = _TIMES[found[2].lower()] if found[2] else 1
        return _whole(Decimal(found[1]) * times, text)
    ordinal = plain.removeprefix("第").rstrip("审次校级轮")
    if ordinal in _CHINESE_NUMBERS:
        return _CHINESE_NUMBERS[ordinal]
    if ordinal.isdecimal() and ordinal.isascii() and len(ordinal) < 16:
        return int(ordinal)
    if _ABOUT.search(plain) and re.search(r"\d", plain):
        raise CellRefused(f"“{text}”是约数", "请填确切的整数，如 3400")
    raise CellRefused(f"“{text}”不是整数", "请填整数，如 3400；1.2万、3,400 也认得")


def _whole(number: Decimal, text: str) -> int:
    if number != number.to_integral_value():
        raise CellRefused(f"“{text}”不是整数", "请填整数，如 3400")
    if not 0 <= number < MAX_EXACT_NUMBER:
        raise CellRefused(f"“{text}”超出了数目的范围", "请填 0 或正整数")
    return int(number)


_YES = frozenset(
    [
        "是",
        "有",
        "已",
        "对",
        "能",
        "可",
        "Y",
        "YES",
        "T",
        "TRUE",
        "1",
        "√",
        "✓",
        "✔",
        "☑",
        "■",
        "V",
        "合格",
        "通过",
        "开放",
        "正常",
        "完整",
        "畅通",
        "有效",
        "一致",
    ]
)
_NO = frozenset(
    [
        "否",
        "无",
        "没",
        "没有",
        "未",
        "不",
        "不是",
        "错",
        "N",
        "NO",
        "F",
        "FALSE",
        "0",
        "×",
        "X",
        "✗",
        "✘",
        "╳",
        "不能",
        "不可",
        "无效",
        "关闭",
    ]
)
_ASKS = re.compile(r"(?:是否已?|有无|能否|有没有)(.+)$")


def _flag(column: Column, raw: Raw) -> Value:
    if isinstance(raw, bool):
        return int(raw)
    if isinstance(raw, (int, float)) and raw in (0, 1):
        return int(raw)
    text = text_of(raw)
    if has_boxes(text):
        chosen = ticked(text)
        if not chosen:
            return None
        if len(chosen) > 1:
            raise CellRefused(f"“{text}”勾了不止一项", "请只勾一项")
        text = chosen[0]
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", text)).upper()
    if plain in _YES:
        return 1
    if plain in _NO:
        return 0
    if is_blank(plain):
        return None
    stems = {
        found[1].upper()
        for label in (column.label, *column.aliases)
        if (found := _ASKS.search(label))
    }
    stems |= {
        "合格",
        "通过",
        "开放",
        "正常",
        "完整",
        "畅通",
        "有效",
        "一致",
        "认证",
        "备案",
        "批准",
    }
    for stem in stems:
        if plain in (stem, "已" + stem, "有" + stem, "是" + stem, "能" + stem):
            return 1
        if plain in (
            "未" + stem,
            "不" + stem,
            "无" + stem,
            "没有" + stem,
            "否" + stem,
            "未能" + stem,
        ):
            return 0
    raise CellRefused(f"“{text}”看不出是“是”还是“否”", "请填“是”或“否”")


def _choice(column: Column, raw: Raw) -> Value:
    if is_blank(raw):
        return ""
    text = text_of(raw)
    if has_boxes(text):
        chosen = ticked(text)
        if len(chosen) > 1:
            raise CellRefused(f"“{text}”勾了不止一项", "请只勾一项")
        if not chosen:
            return ""
        text = chosen[0]
    words = choice_words(column)
    for said in (text, re.sub(r"（[^（）]*）|\([^()]*\)", "", text)):
        if (code := words.get(_word(said))) is not None:
            return code
    if column.open_choices:
        return text
    allowed = "、".join(word for _, word in column.choices)
    raise CellRefused(f"“{text}”不在可选项之列", f"请改为其中之一：{allowed}")


def choice_words(column: Column) -> dict[str, str]:
    """Return every word for a code of ``column``, in the form words are compared in."""
    known = _WORDS.get(column)
    if known is None:
        known = {_word(code): code for code, _ in column.choices}
        known |= {_word(said): code for code, said in (*column.words, *column.choices)}
        _WORDS[column] = known
    return known


_WORDS: dict[Column, dict[str, str]] = {}


def _word(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _day(column: Column, raw: Raw) -> Value:
    return None if is_blank(raw) else read_day(raw, text_of(raw), ends=_ends(column))


def _second(column: Column, raw: Raw) -> Value:
    return None if is_blank(raw) else read_second(raw, text_of(raw))


def _ends(column: Column) -> bool:
    return "until" in column.name


_READERS: dict[Kind, Callable[[Column, Raw], Value]] = {
    Kind.TEXT: _text,
    Kind.INT: _integer,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.SECOND: _second,
    Kind.CHOICE: _choice,
}
