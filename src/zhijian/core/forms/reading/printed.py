"""What a form prints itself, compared with what stands in a filled one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from zhijian.core.forms.layout import LayoutCell, TextBlock
from zhijian.core.forms.model import Form
from zhijian.core.forms.reading.asked import Place, bare, key_of
from zhijian.core.forms.reading.work import Remark, Work
from zhijian.core.forms.signing import foot_of

_GAP = re.compile(r"\{[^{}]*\}")
_WILD = "\x00"
# A printed sentence that was changed by hand still shares this much with ours.
LEAST_LIKENESS = 0.45
_BLANKS = re.compile(r"[\s　_＿]+")


def sentences_of(form: Form, said: Mapping[str, str] | None) -> dict[str, str]:
    """The printed sentences by key: as ``said``, else ours with every gap left open."""
    given = said or {}
    return {key: given.get(key) or _GAP.sub(_WILD, text.says) for key, text in form.texts.items()}


def account_for_notes(work: Work, sentences: Mapping[str, str]) -> None:
    """Take the printed notes out of what is left; say which of them were changed or are gone."""
    wanted = [
        (key, sentences[key])
        for block in work.form.layout
        if isinstance(block, TextBlock)
        for key in block.texts
    ]
    wanted += [
        (cell.text, sentences[cell.text])
        for block in work.form.layout
        for row in getattr(block, "rows", ())
        for cell in row.cells
        if cell.text
    ]
    for _, sentence in wanted:
        _account_for(work, sentence)


def _account_for(work: Work, sentence: str) -> None:
    best, where = 0.0, (-1, -1)
    for row in range(len(work.page.grid.rows)):
        for column, text in work.page.cells(row):
            if work.is_taken(row, column) or len(text.strip()) < 4:
                continue
            if _says(text, sentence):
                work.take(row, column)
                return
            likeness = SequenceMatcher(None, _plain(sentence), _plain(text)).ratio()
            if likeness > best:
                best, where = likeness, (row, column)
    shown = sentence.replace(_WILD, "…")
    if best >= LEAST_LIKENESS:
        work.take(*where)
        text = work.page.text(*where).strip()
        work.remark(
            *where, "印好的文字", f"与表样不同：表样为“{shown}”，这里是“{text}”，改动没有读入"
        )
    else:
        work.remarks.append(Remark("", "印好的文字", f"没有找到表样上的“{shown[:40]}”"))


def _says(text: str, sentence: str) -> bool:
    """Whether a cell holds the sentence, alone or behind a label; gaps may hold anything short."""
    pattern = ".{0,30}".join(re.escape(_plain(part)) for part in sentence.split(_WILD))
    return re.fullmatch(f".{{0,20}}?{pattern}", _plain(text)) is not None


def account_for_opinion(work: Work, place: Place, row: int, column: int, sentence: str) -> None:
    """A place to sign: say what was typed there beyond the printed words."""
    sign = work.form.signature(place.cell.sign)
    work.take(row, column)
    rest = _plain(work.page.text(row, column))
    printed = [sentence, *foot_of(sign), *sign.checks, *sign.outcomes, "核对：", "签字", "盖章"]
    for words in sorted(map(_plain, printed), key=len, reverse=True):
        rest = rest.replace(words, "")
    if re.sub(r"[□☐☑年月日时分:()加印章负责人]", "", rest):
        text = work.page.text(row, column).strip()
        work.remark(
            row, column, sign.label.replace("\n", ""), f"手填的“{text}”没有读入登记，请看原件"
        )


def account_for_rest(work: Work) -> None:
    """Say of everything not accounted for that it was not read: nothing is lost silently."""
    known = {key_of(cell.label) for cell in _labels(work)} | {
        key_of(table.label) for table in work.form.tables.values()
    }
    known |= {bare(key) for key in known}
    known |= {key_of(block.text) for block in work.form.layout if hasattr(block, "text")}
    title = key_of(work.form.title)
    for row in range(len(work.page.grid.rows)):
        for column, text in work.page.cells(row):
            is_first = work.page.extent(row, column)[0] == row
            if not text.strip() or work.is_taken(row, column) or not is_first:
                continue
            key = key_of(text)
            if key in known or bare(key) in known or _is_title(key, title):
                continue
            work.remark(row, column, "", f"“{text.strip()[:60]}”在表样上没有位置，没有读入")


def _labels(work: Work) -> list[LayoutCell]:
    return [
        cell
        for block in work.form.layout
        for row in getattr(block, "rows", ())
        for cell in row.cells
        if cell.label
    ]


def _is_title(key: str, title: str) -> bool:
    return SequenceMatcher(None, key, title).ratio() > 0.6 or key.startswith(("附件", "附表"))


def _plain(text: str) -> str:
    return _BLANKS.sub("", key_of(text))
