"""Streams: the large relations that are read once, and from day to day only at their end.

The update checks need of a stream only its spans (first and last event, longest silence) and its
counts per week. Both are merged from what was kept of earlier days and what came after, as long as
the inspected period begins on the same day and nothing was filed in behind the kept day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zhijian.core.checks.catalogue import CHECKS
from zhijian.core.checks.check import Check
from zhijian.core.checks.shapes import Covered, Gap, InOrder, Weekly, text_of
from zhijian.core.engines import Engine
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.refused import Refused

if TYPE_CHECKING:
    from zhijian.core.judge import Run

_SPANS = (
    ("k", False),
    ("step", False),
    ("worst", False),
    ("first_d", False),
    ("last_d", False),
)
_WEEKS = (("k", False), ("n", False), ("c", False))
_ORDERED = {"spans": "k", "weeks": "k, n"}
_VERSION = 2


def streams() -> list[tuple[str, str]]:
    """Return (relation, day column) of each stream whose silence is judged."""
    return sorted(
        {
            (check.shape.events, check.shape.at)
            for check in CHECKS.values()
            if isinstance(check.shape, (Gap, Covered))
        }
    )


def prepare_streams(
    engine: Engine, run: Run, folder: Path | None, checks: Mapping[str, Check]
) -> None:
    """Store ``spans_<relation>`` and ``weeks_<relation>`` for each stream of the update checks.

    The counts per week are left out where none of ``checks`` asks for them. With ``folder`` what an
    earlier run kept there is continued, and the result kept in its place.

    Raises:
        Refused: ``folder`` is given and the engine is not DuckDB.
    """
    if folder is not None and not isinstance(engine, DuckEngine):
        raise Refused("只有 DuckDB 引擎能逐日续算。请去掉 --state，或改用 --engine duckdb。")
    is_weekly = any(isinstance(check.shape, Weekly) for check in checks.values())
    parts = _ORDERED if is_weekly else {"spans": _ORDERED["spans"]}
    for shape in {check.shape for check in CHECKS.values() if type(check.shape) is Gap}:
        name = shape.events
        blanks = {**run.times(shape), "events": name, "match": shape.match, "at": shape.at}
        kept = _Kept.load(folder / name, blanks, engine, parts) if folder is not None else None
        if not run.seen[name].is_seen:
            engine.create(f"spans_{name}", _SPANS, ())
            engine.create(f"weeks_{name}", _WEEKS, ())
        elif kept is None:
            engine.make(f"spans_{name}", text_of("spans.sql").format(**blanks))
            if is_weekly:
                after = {**blanks, "after_d": blanks["since_d"]}
                engine.make(f"weeks_{name}", text_of("weeks.sql").format(**after))
        else:
            _merge(engine, name, kept, blanks, parts)
        if folder is not None and isinstance(engine, DuckEngine):
            _keep(engine, folder / name, blanks, kept, parts)


def prepare_released(engine: Engine, run: Run, checks: Mapping[str, Check]) -> None:
    """Store ``released``, the texts of the period with their reviews, if a check asks for it."""
    shape = next((c.shape for c in checks.values() if isinstance(c.shape, InOrder)), None)
    if shape is not None and all(run.seen[name].is_seen for name in shape.watched):
        engine.make("released", text_of("released.sql").format(**run.times(shape)))


@dataclass(frozen=True)
class _Kept:
    """What an earlier run kept of a stream: everything up to ``seen_d``."""

    folder: Path
    seen_d: int
    rows: int

    @staticmethod
    def load(
        folder: Path, blanks: Mapping[str, str], engine: Engine, parts: Mapping[str, str]
    ) -> _Kept | None:
        """Return what ``folder`` holds if it still speaks for the beginning of this stream."""
        try:
            said = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        same = said.get("version") == _VERSION and said.get("since_d") == int(blanks["since_d"])
        if not same or said["seen_d"] > int(blanks["seen_d"]):
            return None
        if not all((folder / f"{part}.parquet").is_file() for part in parts):
            return None
        if _rows(engine, blanks, f"{blanks['at']} <= {said['seen_d']}") != said["rows"]:
            return None
        return _Kept(folder, said["seen_d"], said["rows"])


def _merge(
    engine: Engine, name: str, kept: _Kept, blanks: Mapping[str, str], parts: Mapping[str, str]
) -> None:
    engine.attach("kept_spans", _SPANS, [kept.folder / "spans.parquet"])
    after = {**blanks, "kept_d": str(kept.seen_d), "after_d": str(kept.seen_d)}
    engine.make(f"spans_{name}", text_of("spans_merged.sql").format(**after))
    if "weeks" not in parts:
        return
    engine.attach("kept_weeks", _WEEKS, [kept.folder / "weeks.parquet"])
    added = text_of("weeks.sql").format(**after)
    engine.make(
        f"weeks_{name}",
        f"SELECT w.k, w.n, SUM(w.c) AS c FROM (SELECT k, n, c FROM kept_weeks UNION ALL {added}) w "
        "GROUP BY w.k, w.n",
    )


def _keep(
    engine: DuckEngine,
    folder: Path,
    blanks: Mapping[str, str],
    kept: _Kept | None,
    parts: Mapping[str, str],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name, at = blanks["events"], blanks["at"]
    for table, order in parts.items():
        fresh = folder / f"{table}.parquet.new"
        engine.copy(f"SELECT * FROM {table}_{name} ORDER BY {order}", str(fresh))
    said = {
        "version": _VERSION,
        "since_d": int(blanks["since_d"]),
        "seen_d": int(blanks["seen_d"]),
        "rows": _rows(engine, blanks, f"{at} <= {blanks['seen_d']}")
        if kept is None
        else kept.rows
        + _rows(engine, blanks, f"{at} > {kept.seen_d} AND {at} <= {blanks['seen_d']}"),
    }
    # The statement goes first and comes back last: a cut in between only costs a full run.
    (folder / "state.json").unlink(missing_ok=True)
    for table in _ORDERED:
        (folder / f"{table}.parquet").unlink(missing_ok=True)
    for table in parts:
        (folder / f"{table}.parquet.new").replace(folder / f"{table}.parquet")
    (folder / "state.json").write_text(json.dumps(said, sort_keys=True), encoding="utf-8")


def _rows(engine: Engine, blanks: Mapping[str, str], which: str) -> int:
    counted = engine.fetch(f"SELECT COUNT(*) AS c FROM {blanks['events']} WHERE {which}")
    return int(counted[0][0] or 0)
