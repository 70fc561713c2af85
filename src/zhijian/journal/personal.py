"""Whether a text looks like a phone or an id number. The record keeps neither."""

import re
import unicodedata

from zhijian.core.refused import Refused

PHONE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")
ID_NUMBER = re.compile(
    r"(?<!\d)([1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?!\d)"
)
FINGERPRINT = re.compile(r"[0-9a-f]{32,128}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A digest or a UUID: its runs of digits mean nothing."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def personal_number(text: str) -> str:
    """The kind of number that stands in ``text``: 手机号码, 身份证件号码, or empty for none.

    >>> personal_number("请回电 138 0000 1234"), personal_number("电话 138****1234")
    ('手机号码', '')
    """
    if FINGERPRINT.fullmatch(text):
        return ""
    plain = unicodedata.normalize("NFKC", text)
    if PHONE.search(plain):
        return "手机号码"
    if any(_is_id_number(found) for found in ID_NUMBER.findall(plain)):
        return "身份证件号码"
    return ""


def refuse_personal(text: str, where: str) -> None:
    """Pass if ``text`` holds no such number.

    Raises:
        Refused: with the place, never with the number.
    """
    if kind := personal_number(text):
        raise Refused(
            f"“{where}”里有像{kind}的内容。留痕长期保存、不能删改，不收个人信息，请删去后再提交。"
        )


def _is_id_number(digits: str) -> bool:
    """GB 11643: the last digit follows from the seventeen before it."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == digits[-1].upper()
