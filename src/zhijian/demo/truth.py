"""The truth beside the ledgers: which outcomes judging must bring, and what the numbers are."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from zhijian.demo.county import Expected, Truth
from zhijian.demo.scenario import AS_OF

FAILS, WARNS, STORY = "expected.csv", "expected_warnings.csv", "truth.json"
COLUMNS = ("place", "check", "subject")


def write_truth(
    folder: Path,
    truth: Truth,
    *,
    seed: int,
    accounts: int,
    size: str,
    places: Iterable[str],
    counts: Mapping[str, int],
    left_out: Mapping[str, str],
) -> None:
    """Write ``expected.csv``, ``expected_warnings.csv`` and ``truth.json`` into ``folder``."""
    _write_rows(folder / FAILS, truth.fails)
    _write_rows(folder / WARNS, truth.warns)
    story = {
        "as_of": AS_OF.isoformat(),
        "seed": seed,
        "size": size,
        "accounts": accounts,
        "places": list(places),
        "counts": dict(counts),
        "fails": len(truth.fails),
        "warnings": len(truth.warns),
        "excepted": [
            {"place": one.place, "check": one.check, "subject": one.subject}
            for one in sorted(truth.excepted)
        ],
        "left_out": dict(left_out),
    }
    text = json.dumps(story, ensure_ascii=False, indent=2)
    (folder / STORY).write_text(text + "\n", encoding="utf-8")


def read_expected(path: Path) -> set[Expected]:
    """Return the rows of ``expected.csv`` or ``expected_warnings.csv``."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {Expected(**row) for row in csv.DictReader(file)}


def _write_rows(path: Path, expected: Iterable[Expected]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows((one.place, one.check, one.subject) for one in sorted(expected))
