"""The two forms of 衡南县 as filled by hand."""

from __future__ import annotations

from zhijian.core.facts.collection import Sight
from zhijian.core.facts.reading.report import Reading
from zhijian.core.facts.reading.rows import Kept
from zhijian.core.facts.reading.sheets import Grid


def read_form(grid: Grid, kept: Kept, reading: Reading, declared: dict[str, Sight]) -> bool:
    """Read a sheet that is one of the two forms; False when it is neither."""
    return False
