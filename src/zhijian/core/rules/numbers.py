"""Document numbers (发文字号): one spelling for the many that offices type."""

import re

_OPEN = "〔﹝[【(（［"
_CLOSE = "〕﹞]】)）］"
_PARTS = re.compile(
    rf"(?P<organ>[\u4e00-\u9fa5A-Za-z0-9]{{1,30}})[{re.escape(_OPEN)}](?P<year>(?:19|20)[0-9]{{2}})"
    rf"[{re.escape(_CLOSE)}](?P<serial>[0-9]{{1,5}})号"
)
_ORDER = re.compile(r"[\u4e00-\u9fa5]{2,30}令第[1-9][0-9]{0,4}号")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def normalise(number: str) -> str:
    """The number with hexagonal brackets, half-width digits, no blanks and no leading zeros.

    What is not a document number comes back without blanks and otherwise as it was.

    Source: GB/T 9704-2012 7.2.5

    >>> normalise("青政办字[2019] 015号")
    '青政办字〔2019〕15号'
    """
    packed = re.sub(r"\s+", "", number).translate(_WIDE_DIGITS)
    match = _PARTS.fullmatch(packed)
    if match is None:
        return packed
    return f"{match['organ']}〔{match['year']}〕{int(match['serial'])}号"


def is_well_formed(number: str) -> bool:
    """Whether a number can be brought to the standard form, or is that of an order (令第711号)."""
    packed = normalise(number)
    match = _PARTS.fullmatch(packed)
    return (match is not None and int(match["serial"]) > 0) or bool(_ORDER.fullmatch(packed))


def same_number(one: str, other: str) -> bool:
    """Whether two spellings mean one document.

    >>> same_number("国办秘函﹝2019﹞19号", "国办秘函〔2019〕19号")
    True
    """
    return normalise(one) == normalise(other)
