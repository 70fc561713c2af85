"""The words of public notices: drafts of ours as data, over which an office lays its own.

``announcements.yaml`` of the rulebooks holds a title and a text per matter; the same file in an
office's own folder of rules replaces the matters it names. Blanks are written ``{账号名称}``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhijian.config.options import options
from zhijian.core.refused import Refused
from zhijian.core.strict_yaml import parse_part, read_text
from zhijian.packaged import default_rulebooks

FILE = "announcements.yaml"
BLANKS = (
    "单位",
    "平台",
    "账号名称",
    "账号ID",
    "新名称",
    "接收单位",
    "承接账号",
    "变更内容",
    "事由",
    "办理日期",
    "网站",
    "域名",
    "下线日期",
    "恢复日期",
    "落款日期",
)
OPEN = "（待填）"
_BLANK = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Wording:
    """The title and the text of a notice, with blanks."""

    title: str
    text: str

    def filled(self, known: Mapping[str, str]) -> tuple[str, str]:
        """Title and text with the blanks filled in; what is not known reads （待填）."""

        def put(match: re.Match[str]) -> str:
            return known.get(match[1]) or OPEN

        title, text = _BLANK.sub(put, self.title), _BLANK.sub(put, self.text)
        return " ".join(title.split())[:200], text.strip()


def wording(matter: str) -> Wording:
    """How a notice of a matter is worded here.

    Raises:
        Refused: no file words it, or a file is not sound.
    """
    found = wordings(tuple(str(folder) for folder in options().rulebooks))
    if matter not in found:
        raise Refused(f"{FILE} 里没有“{matter}”的公告底稿，请补上，或直接填写公告正文。")
    return found[matter]


@cache
def wordings(folders: tuple[str, ...]) -> dict[str, Wording]:
    """Every wording: ours, with those of the offices' folders over them."""
    found: dict[str, Wording] = {}
    for path in _files(folders):
        found |= read_wordings(read_text(path), path.name)
    return found


def read_wordings(text: str, file: str) -> dict[str, Wording]:
    """The wordings of one file, by matter.

    Raises:
        Refused: a field is missing, or a blank is not among ``BLANKS``; with its place.
    """
    whole = parse_part(text, file)
    found = {}
    for matter in whole.named():
        part = whole.part(str(matter))
        part.only("title", "text")
        one = Wording(part.get("title", str, "一句标题"), part.get("text", str, "公告正文"))
        for name in (match[1] for match in _BLANK.finditer(one.title + one.text)):
            if name not in BLANKS:
                known = "、".join(BLANKS)
                raise part.refuse(f"“{matter}”里的“{{{name}}}”不能由台账填入。可用的有：{known}。")
        found[str(matter)] = one
    return found


def _files(folders: Iterable[str]) -> Iterable[Path]:
    yield default_rulebooks() / FILE
    for folder in folders:
        if (own := Path(folder) / FILE).is_file():
            yield own
