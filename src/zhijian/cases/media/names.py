"""A file name that is safe to show, to store and to send."""

import re
import unicodedata

from zhijian.cases.media.kinds import Kind

LONGEST = 80
_STRANGE = re.compile(
    r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\\/:*?"<>|;%]'
)


def safe_name(name: str, kind: Kind) -> str:
    """The last part of a name without strange signs, ending as its kind does.

    >>> safe_name("..\\\\..\\\\审批表.pdf", PDF)
    '审批表.pdf'
    """
    text = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode("utf-8"))
    last = re.split(r"[\\/]", text)[-1]
    stem, dot, ending = last.rpartition(".")
    if not dot or ending.strip().lower() not in kind.endings:
        stem, ending = last, kind.endings[0]
    stem = _STRANGE.sub("", stem).strip(" .")[:LONGEST]
    return f"{stem or '附件'}.{ending.strip().lower()}"
