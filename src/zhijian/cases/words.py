"""Text that people hand in: cleaned, or refused with the reason."""

import hashlib
import re

from zhijian.core.refused import Refused

LONGEST_TEXT = 5_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str, what: str, *, longest: int = LONGEST_TEXT) -> str:
    """The text without blanks around it.

    Raises:
        Refused: it is too long, or holds signs that no keyboard makes.
    """
    if not isinstance(text, str):
        raise Refused(f"{what}应是一段文字，请重新填写。")
    if len(text) > longest:
        raise Refused(f"{what}有 {len(text)} 字，超过 {longest} 字，请精简，详细内容用附件提交。")
    if _CONTROL.search(text):
        raise Refused(f"{what}里有看不见的控制字符，请删去后重新粘贴。")
    return text.strip()


def required(text: str, what: str, *, longest: int = LONGEST_TEXT) -> str:
    """The text, which must say something.

    Raises:
        Refused: as ``clean``, or it is empty.
    """
    cleaned = clean(text, what, longest=longest)
    if not cleaned:
        raise Refused(f"{what}没有填写，请写明后再提交。")
    return cleaned


def digest_of(text: str) -> str:
    """What the record keeps of a text that may name people: enough to prove it unchanged."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""
