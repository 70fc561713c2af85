"""PDFs of many papers: in parts, each made by a process of its own, which gives its memory back.

A compiler keeps what it has drawn for its next runs. That makes one paper quick and hundreds heavy
(about 4 MB a sheet), so only few are drawn in the process that serves pages.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from zhijian.core.forms.pdf import to_pdf
from zhijian.core.forms.sheet import Sheet
from zhijian.core.refused import Refused
from zhijian.packaged import printing_fonts

AT_ONCE = 20
"""So many sheets are drawn here; more, elsewhere."""
PART = 50
"""How many sheets one file holds."""


def parts(sheets: Sequence[Sheet], day: date) -> Iterator[bytes]:
    """The sheets as PDFs of ``PART`` sheets at most, in order."""
    fonts = printing_fonts()
    if len(sheets) <= AT_ONCE:
        yield to_pdf(sheets, fonts, made_on=day)
        return
    for start in range(0, len(sheets), PART):
        yield _elsewhere(sheets[start : start + PART], fonts, day)


def _elsewhere(sheets: Sequence[Sheet], fonts: Path, day: date) -> bytes:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(to_pdf, tuple(sheets), fonts, made_on=day).result()
        except BrokenProcessPool:
            raise Refused(
                f"生成 {len(sheets)} 份 PDF 时进程被系统结束，多半是内存不够。请分几次打印，或改用 Word。"
            ) from None
