"""``summary.json``: the run in figures, for machines and for telling our output from others'."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhijian import __version__
from zhijian.core.outcomes import CheckCoverage, Judgement
from zhijian.core.rules import Rulebooks
from zhijian.core.workdays import from_day_number

NAME = "summary.json"
PROGRAM = "zhijian"
_COUNTS = (
    "checked",
    "passed",
    "failed",
    "not_applicable",
    "undetermined",
    "excepted",
    "warned",
)


def summary_json(judgement: Judgement, rulebooks: Rulebooks, files: Mapping[str, Path]) -> bytes:
    """Return the summary: place, days, engine, rulebook, relations, coverage, files with SHA-256.

    Keys are sorted and no clock is read, so that equal runs give equal bytes.
    """
    held = {
        "program": PROGRAM,
        "version": __version__,
        "place": judgement.place,
        "on": judgement.on.isoformat(),
        "since": judgement.since.isoformat(),
        "engine": judgement.engine,
        "rulebook": {
            "book": rulebooks.book_of(judgement.place),
            "fingerprint": fingerprint(rulebooks, judgement.place),
        },
        "notes": list(judgement.notes),
        "subjects": dict(judgement.subjects),
        "relations": {
            seen.relation: {
                "title": seen.title,
                "rows": seen.rows,
                "as_of": _day(seen.as_of_d),
                "from": _day(seen.from_d),
                "is_seen": seen.is_seen,
                "is_complete": seen.is_complete,
                "is_fresh": seen.is_fresh,
            }
            for seen in judgement.relations
        },
        "coverage": {
            "total": {
                count: sum(getattr(check, count) for check in judgement.coverage)
                for count in _COUNTS
            },
            "by_check": {check.check: _check(check) for check in judgement.coverage},
        },
        "files": {name: sha256_of(path) for name, path in files.items()},
    }
    text = json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True)
    return (text + "\n").encode()


def fingerprint(rulebooks: Rulebooks, place: str) -> str:
    """Return the SHA-256 of the rules in force along a place's line, all periods, in order."""
    digest = hashlib.sha256()
    for row in rulebooks.relation(rulebooks.line_of(place)):
        digest.update(json.dumps(row, ensure_ascii=False).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _check(check: CheckCoverage) -> dict[str, Any]:
    counts = {count: getattr(check, count) for count in _COUNTS}
    return {"title": check.title, "reason": check.reason, **counts}


def _day(number: int | None) -> str | None:
    return None if number is None else from_day_number(number).isoformat()
