"""The update-gap check: ours, the loop an office's own program would run, and pandas."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from zhijian.core import judge as judging_module
from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.facts.collection import Facts
from zhijian.core.judge import judge
from zhijian.core.law import Law

from . import ON, RULEBOOKS
from .apart import Watch

PLACE = "420325"
CHECK = "updates.gap"


SINCE = ON - timedelta(92)


def ours(
    data: str,
    *,
    turns: int = 1,
    memory: str = "",
    spill: str = "",
    state: str = "",
    since: str = "",
    days_before: int = 0,
) -> dict[str, Any]:
    """Judge the update gap over Parquet, with the law loaded; count who fails.

    ``state`` keeps and continues what was learnt; ``days_before`` judges so many days earlier.
    ``stream_seconds`` is what the stream itself took, without accounts, rules and calendar.
    """
    law = Law.load(RULEBOOKS)
    watch, streaming = Watch(), Watch()
    for _ in range(turns):
        engine = DuckEngine(memory=memory, spill=Path(spill) if spill else None)
        with watch.turn(), _watched(streaming):
            judgement = judge(
                Facts.from_parquet(Path(data)),
                place=PLACE,
                on=ON - timedelta(days_before),
                since=date.fromisoformat(since) if since else None,
                law=law,
                engine=engine,
                checks={CHECK: CHECKS[CHECK]},
                state=Path(state) if state else None,
            )
        failed = judgement.coverage[0].failed
        engine.close()
    return {"seconds": watch.seconds, "stream_seconds": streaming.seconds, "failed": failed}


@contextmanager
def _watched(watch: Watch) -> Iterator[None]:
    """Time the preparing of streams apart."""
    whole = judging_module.prepare_streams

    def timed(*arguments: Any) -> None:
        with watch.turn():
            whole(*arguments)

    judging_module.prepare_streams = timed
    try:
        yield
    finally:
        judging_module.prepare_streams = whole
