"""Writing a backup: one encrypted file with the database, the media and the keys."""

import hashlib
import io
import json
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from zhijian import __version__
from zhijian.config import clock
from zhijian.config.database import database
from zhijian.config.keys import NAMES, key
from zhijian.config.options import Options
from zhijian.core.refused import Refused
from zhijian.upkeep import sqlite_copy
from zhijian.upkeep.container import Sealer, Secret, fsync

ABOUT, MANIFEST, DATABASE_FILE, TABLES = (
    "about.json",
    "manifest.json",
    "database/zhijian.sqlite3",
    "database/tables.json",
)
SUFFIX = ".zjbackup"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class About:
    """What a restore must know before it reads on."""

    engine: str
    version: str
    made_at: str
    migrations: list[list[str]]


@dataclass
class Manifest:
    """What must be there at the end: rows by table, and how many files of media."""

    rows: dict[str, int] = field(default_factory=dict)
    media: int = 0
    media_bytes: int = 0
    damaged: list[str] = field(default_factory=list)


def write_backup(chosen: Options, target: Path, secret: Secret) -> Manifest:
    """Write a backup to ``target``, which appears only when it is complete.

    The database is taken first and the media after it: what a row names is there by then.

    Raises:
        Refused: there is nothing to save, no room for it, or the place is taken.
    """
    if target.exists():
        raise Refused(f"{target} 已经存在，不会覆盖。请换一个文件名。")
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f".{target.name}.part")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(0o600)
        with draft.open("wb") as file:
            sealer = Sealer(file, secret)
            with tarfile.open(fileobj=sealer, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                manifest = _fill(archive, chosen)
            sealer.finish()
            fsync(file)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _fill(archive: tarfile.TarFile, chosen: Options) -> Manifest:
    manifest = Manifest()
    settings = database(chosen.database_url, chosen.data_dir)
    if settings["ENGINE"].endswith("sqlite3"):
        _add_sqlite(archive, chosen, Path(settings["NAME"]), manifest)
    else:
        _add_postgres(archive, chosen, settings, manifest)
    _add_media(archive, chosen.data_dir / "media", manifest)
    _add_json(archive, MANIFEST, asdict(manifest))
    return manifest


def _add_sqlite(
    archive: tarfile.TarFile, chosen: Options, source: Path, manifest: Manifest
) -> None:
    _require_room(chosen.data_dir, source)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=chosen.data_dir) as folder:
        copied = Path(folder) / "copy.sqlite3"
        sqlite_copy.copy(source, copied)
        _add_about(archive, "sqlite", sqlite_copy.applied_migrations(copied))
        _add_keys(archive, chosen)
        manifest.rows = sqlite_copy.row_counts(copied)
        archive.add(copied, DATABASE_FILE, filter=_plain)


def _add_postgres(
    archive: tarfile.TarFile, chosen: Options, settings: dict[str, Any], manifest: Manifest
) -> None:
    from zhijian.upkeep import postgres_copy as postgres

    with postgres.connect(settings) as connection, postgres.one_moment(connection):
        tables = postgres.tables(connection)
        if "django_migrations" not in tables:
            raise Refused("数据库还是空的，没有可备份的内容。请先运行 zhijian serve。")
        _add_about(archive, "postgresql", postgres.applied_migrations(connection))
        _add_keys(archive, chosen)
        manifest.rows = postgres.row_counts(connection)
        described = {"tables": tables, "sequences": postgres.sequences(connection)}
        _add_json(archive, TABLES, described)
        for name, columns in tables.items():
            for number, piece in enumerate(postgres.pieces(connection, name, columns)):
                _add_bytes(archive, f"database/{name}/{number:08d}", piece)


def _add_keys(archive: tarfile.TarFile, chosen: Options) -> None:
    for name in NAMES:
        _add_bytes(archive, f"keys/{name}.key", (key(name, chosen.data_dir).hex() + "\n").encode())


def _add_media(archive: tarfile.TarFile, folder: Path, manifest: Manifest) -> None:
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if not is_content_of(path):
            manifest.damaged.append(name)
        archive.add(path, f"media/{name}", filter=_plain)
        manifest.media += 1
        manifest.media_bytes += path.stat().st_size


def is_content_of(path: Path) -> bool:
    """Whether a file that is named after its SHA-256 has that content; others are not judged."""
    if _HASH.fullmatch(path.stem) is None:
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.stem


def _files(folder: Path) -> Iterator[Path]:
    """Every file below, but not what is still being uploaded or what a link leads to."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            yield path


def _require_room(data_dir: Path, source: Path) -> None:
    needed = source.stat().st_size if source.is_file() else 0
    free = shutil.disk_usage(data_dir).free
    if free < needed * 1.1:
        raise Refused(
            f"{data_dir} 所在磁盘只剩 {free >> 20} MB，备份要临时用 {needed >> 20} MB。请先腾出空间。"
        )


def _add_about(archive: tarfile.TarFile, engine: str, migrations: list[list[str]]) -> None:
    made_at = clock.now().isoformat(timespec="seconds")
    _add_json(archive, ABOUT, asdict(About(engine, __version__, made_at, migrations)))


def _add_json(archive: tarfile.TarFile, name: str, content: dict[str, Any]) -> None:
    _add_bytes(archive, name, json.dumps(content, ensure_ascii=False).encode())


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    archive.addfile(member, io.BytesIO(content))


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Nobody's name and no rights travel with a file."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
