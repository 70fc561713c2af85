"""One line per promise: what, how much is allowed, what was measured, against whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .apart import Measured

GB = 1024
"""Megabytes."""
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
BEGINS, ENDS = "<!-- 表由 make bench ARGS=--write 写出 -->", "<!-- 表到此为止 -->"
HEAD = "| 测什么 | 上限 | 实测 | 对照（同一次运行） | 达到 |\n| --- | --- | --- | --- | --- |"


@dataclass(frozen=True)
class Line:
    """One measured promise; ``is_met`` is None where nothing was promised."""

    what: str
    bound: str
    measured: str
    peer: str = ""
    is_met: bool | None = None

    def __str__(self) -> str:
        met = {True: "是", False: "**否**", None: "—"}[self.is_met]
        cells = (self.what, self.bound or "—", self.measured, self.peer or "—", met)
        return f"| {' | '.join(cells)} |"


def said(run: Measured) -> str:
    """Seconds and peak memory of a run, in words."""
    memory = f"{run.peak_mb / GB:.1f} GB" if run.peak_mb >= GB else f"{run.peak_mb:.0f} MB"
    return f"{run.seconds:.2f} 秒，{memory}"


def write(lines: Iterable[Line], page: Path = PAGE) -> None:
    """Put the lines in place of the table on the page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGINS)
    after = rest.partition(ENDS)[2]
    table = "\n".join([HEAD, *map(str, lines)])
    page.write_text(f"{before}{BEGINS}\n\n{table}\n\n{ENDS}{after}", encoding="utf-8")
