"""The place where somebody signs: printed sentence, boxes to tick by hand, signature, seal, day.

Nothing there is ever filled in, and no seal is drawn.
"""

from __future__ import annotations

from zhijian.core.forms.model import Signature
from zhijian.core.forms.sheet import Box, Cell, Inline, Line, Role, Words

_SIGN_ROOM = "　" * 8
_DAY = "年　　月　　日"
_MOMENT = "年　　月　　日　　时　　分"


def opinion_cell(sign: Signature, sentence: str, across: int = 1) -> Cell:
    """The cell of a signature: ``sentence`` above, who signs and the day at the lower right."""
    lines: list[Line] = [Line((Words(sentence),), is_indented=True)] if sentence else []
    if sign.checks:
        lines.append(_boxes("核对：", sign.checks))
    if sign.outcomes:
        lines.append(_boxes("", sign.outcomes))
    return Cell(
        tuple(lines),
        Role.OPINION,
        across,
        is_top=True,
        foot=tuple(Line((Words(text),), "right") for text in foot_of(sign)),
        key=sign.block,
    )


def foot_of(sign: Signature) -> list[str]:
    """The lines to be written on by hand, from top to bottom."""
    found = []
    if "收讫" in sign.needs:
        found.append(f"{sign.line or '收讫人：'}{_SIGN_ROOM}")
    elif "签字" in sign.needs or "意见" in sign.needs:
        found.append(f"{sign.line or '负责人签字：'}{_SIGN_ROOM}")
    if "姓名" in sign.needs:
        found.append(f"姓名：{_SIGN_ROOM}")
    if "联系电话" in sign.needs:
        found.append(f"联系电话：{_SIGN_ROOM}")
    if "印章" in sign.needs:
        found.append(f"（加盖印章）{'　' * 4}")
    if "时间" in sign.needs:
        found.append(_MOMENT)
    elif "日期" in sign.needs:
        found.append(_DAY)
    return found


def _boxes(lead: str, words: tuple[str, ...]) -> Line:
    parts: list[Inline] = [Words(lead)] if lead else []
    for number, word in enumerate(words):
        parts += [Box(is_ticked=False), Words(word + ("　" if number + 1 < len(words) else ""))]
    return Line(tuple(parts))
