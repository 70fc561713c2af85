"""What an inspection was judged by, kept as files under their own SHA-256.

The law is one archive of the rulebooks, the overlays and the calendar as they held; the facts are
one Parquet file a relation and a list of them, with the arguments of the run; the outcomes are the
Parquet file of the core, the scores one list of lines. An inspection is judged by what was frozen,
not by what it was frozen from, so that the two cannot differ. The same content gives the same
bytes: what did not change from one inspection to the next is stored once.
"""

import io
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhijian import __version__
from zhijian.cases.media.store import keep, opened, path_of
from zhijian.config.options import options
from zhijian.core.arrangement import render
from zhijian.core.engines.duck import DuckEngine
from zhijian.core.facts.collection import Facts, InDatabase, ParquetFiles, Rows, Sight, Value
from zhijian.core.facts.lines import BETWEEN, Lines
from zhijian.core.facts.model import Relation
from zhijian.core.facts.schema import RELATIONS
from zhijian.core.judge import SMALL
from zhijian.core.law import Law
from zhijian.core.looked_at import LookedAt
from zhijian.core.outcomes import Judgement
from zhijian.core.refused import Refused
from zhijian.core.scoring import Score
from zhijian.core.workdays import STATUTORY_FILE
from zhijian.law.books import calendar
from zhijian.packaged import default_rulebooks

_FORMAT = 1
_NOT_JUDGED_BY = ("calendars", "schema", "forms")
_CALENDARS = "calendars"
_ROW = "row_n"
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Arguments:
    """With what an inspection is judged besides its law and facts; ``checks`` empty for all."""

    place: str
    on: date
    since: date | None
    looked_at: LookedAt
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Frozen:
    """What was kept of a run: its arguments, its facts, and the program's version at the time."""

    arguments: Arguments
    facts: Facts
    version: str


def freeze_law() -> str:
    """Store the law that holds here now; its digest."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in sorted(_law_files()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return keep(held.getvalue())


@lru_cache(maxsize=4)
def law_of(digest: str) -> Law:
    """The law that was stored under a digest.

    Raises:
        Refused: its file is gone or was altered.
    """
    with tempfile.TemporaryDirectory(prefix="zhijian-law-") as folder:
        with zipfile.ZipFile(io.BytesIO(kept(digest, "规则和日历"))) as archive:
            archive.extractall(folder)
        layers = sorted(Path(folder).iterdir(), key=lambda path: int(path.name))
        return Law.load(layers[0], layers[1:])


def store(facts: Facts) -> dict[str, dict[str, Any]]:
    """Store every relation; of each its digest, how many rows it has, and how it was seen."""
    engine = DuckEngine(threads=1)
    with tempfile.TemporaryDirectory(prefix="zhijian-facts-") as folder:
        relations = {
            name: {**_stored(engine, table, Path(folder)), "sight": asdict(facts.sight(name))}
            for name, table in sorted(facts.tables.items())
        }
    engine.close()
    return relations


def enlist(relations: Mapping[str, Mapping[str, Any]], arguments: Arguments) -> str:
    """Store the list of stored relations with the arguments of the run; its digest."""
    looked_at = arguments.looked_at
    told = {
        "format": _FORMAT,
        "version": __version__,
        "place": arguments.place,
        "on": arguments.on.isoformat(),
        "since": arguments.since.isoformat() if arguments.since else None,
        "units": sorted(looked_at.units),
        "accounts": sorted(looked_at.accounts),
        "sites": sorted(looked_at.sites),
        "checks": sorted(arguments.checks),
        "relations": dict(relations),
    }
    return keep(_canonical(told))


def facts_of(digest: str) -> Frozen:
    """The facts and arguments stored under a digest; small facts come back into memory.

    Raises:
        Refused: a file is gone or was altered.
    """
    told = listed(digest)
    tables: dict[str, Rows | ParquetFiles | InDatabase] = {}
    small = sum(one["rows"] for one in told["relations"].values()) <= SMALL
    engine = DuckEngine(threads=1)
    for name, one in told["relations"].items():
        path = _checked(one["digest"], RELATIONS[name].title)
        files = ParquetFiles(RELATIONS[name], (path,))
        tables[name] = _in_memory(engine, files) if small else files
    engine.close()
    sights = {name: Sight(**one["sight"]) for name, one in told["relations"].items()}
    looked_at = LookedAt(*(frozenset(told[key]) for key in ("units", "accounts", "sites")))
    arguments = Arguments(
        place=told["place"],
        on=date.fromisoformat(told["on"]),
        since=date.fromisoformat(told["since"]) if told["since"] else None,
        looked_at=looked_at,
        checks=tuple(told["checks"]),
    )
    return Frozen(arguments, Facts(tables, sights), told["version"])


def listed(digest: str) -> dict[str, Any]:
    """The list of frozen facts: arguments, and of each relation its digest, rows and sight."""
    return json.loads(kept(digest, "事实清单"))  # type: ignore[no-any-return]


def digests_in(digest: str) -> list[str]:
    """The digests of the relations in a list of frozen facts; none if it cannot be read."""
    try:
        return sorted({one["digest"] for one in listed(digest)["relations"].values()})
    except Refused:
        return []


def outcomes_bytes(judgement: Judgement) -> bytes:
    """The whole relation of outcomes, as the core writes it: the same outcomes, the same bytes."""
    with tempfile.TemporaryDirectory(prefix="zhijian-outcomes-") as folder:
        path = Path(folder) / "outcomes.parquet"
        judgement.write_outcomes(str(path))
        return path.read_bytes()


def freeze_score(score: Score) -> str:
    """Store the lines of all scores; their digest."""
    units = [
        {
            "organization": one.organization,
            "scheme": one.scheme,
            "points": one.points,
            "is_qualified": one.is_qualified,
            "is_complete": one.is_complete,
            "lines": [asdict(line) for line in one.lines],
        }
        for one in (*score.units, *score.portals)
    ]
    return keep(_canonical({"format": _FORMAT, "scores": units}))


def kept(digest: str, what: str) -> bytes:
    """The bytes under a digest; ``what`` names them in messages.

    Raises:
        Refused: there never were any, they are gone, or they were altered.
    """
    if not digest:
        raise Refused(f"这次检查没有留存{what}，不能重放。")
    try:
        return opened(digest)
    except Refused as refusal:
        raise Refused(f"这次检查留存的{what}读不出来：{refusal}") from None


def _law_files() -> Iterator[tuple[str, bytes]]:
    folders = [default_rulebooks(), *(Path(folder) for folder in options().rulebooks)]
    for layer, folder in enumerate(folders):
        for path in folder.rglob("*.yaml"):
            name = path.relative_to(folder)
            if name.parts[0] not in _NOT_JUDGED_BY:
                yield f"{layer}/{name.as_posix()}", path.read_bytes()
    statutory = default_rulebooks() / _CALENDARS / STATUTORY_FILE
    yield f"0/{_CALENDARS}/{STATUTORY_FILE}", statutory.read_bytes()
    for table in calendar().tables:
        yield f"0/{_CALENDARS}/{table.year}.yaml", render(table).encode()


def _stored(
    engine: DuckEngine, table: Rows | ParquetFiles | InDatabase, folder: Path
) -> dict[str, Any]:
    """Store one relation; its digest and how many rows it has."""
    if isinstance(table, InDatabase):
        raise Refused("事实还在判断用的数据库里，不能留存。请先写成文件。")
    name = table.relation.name
    path, chosen = folder / f"{name}.parquet", f"SELECT {_listed(table.relation)} FROM {name}"
    if isinstance(table, ParquetFiles):
        engine.attach(name, _schema(table.relation), table.paths)
    elif isinstance(table, Lines):
        engine.read_lines(name, _schema(table.relation), table.parts, BETWEEN, table.iso)
    else:
        numbers: list[Value] = list(range(len(table)))
        engine.create(name, [*_schema(table.relation), (_ROW, False)], [*table.columns, numbers])
        chosen += f" ORDER BY {_ROW}"
    engine.copy(chosen, str(path))
    count = engine.fetch(f"SELECT COUNT(*) FROM {name}")[0][0]
    return {"digest": keep(path.read_bytes()), "rows": int(count or 0)}


def _in_memory(engine: DuckEngine, files: ParquetFiles) -> Rows:
    engine.attach(files.relation.name, _schema(files.relation), files.paths)
    rows = engine.fetch(f"SELECT {_listed(files.relation)} FROM {files.relation.name}")
    if not rows:
        return Rows(files.relation, tuple([] for _ in files.relation.columns))
    return Rows(files.relation, tuple(list(column) for column in zip(*rows, strict=True)))


def _checked(digest: str, title: str) -> Path:
    """Where a relation lies, once its bytes were found to be what they were."""
    kept(digest, f"“{title}”")
    return path_of(digest)


def _schema(relation: Relation) -> list[tuple[str, bool]]:
    return [(column.name, column.kind.is_text) for column in relation.columns]


def _listed(relation: Relation) -> str:
    return ", ".join(column.name for column in relation.columns)


def _canonical(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
