"""Putting a checked scratch installation in the place of the live one."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from zhijian.config import clock
from zhijian.config.database import database
from zhijian.config.options import Options
from zhijian.core.refused import Refused
from zhijian.upkeep import sqlite_copy
from zhijian.upkeep.container import Secret
from zhijian.upkeep.occupancy import UNFINISHED, alone
from zhijian.upkeep.restoring import Scratch, check, scratch_place, unpack

REPLACED = ("keys", "media", "static")


@dataclass(frozen=True)
class Restored:
    """What was put in place, and where the old things were put aside, if there were any."""

    entries: int
    rows: int
    media: int
    put_aside: str


def restore(chosen: Options, source: Path, secret: Secret, *, force: bool) -> Restored:
    """Rebuild ``source`` beside the live installation, check it, and only then replace that.

    Until the last step the live installation is untouched. If that step is cut off, neither server
    nor worker will start until a restore has been finished.

    Raises:
        Refused: the backup cannot be used, a server runs, or something is here and nobody said that
            it may be replaced.
    """
    if not source.is_file():
        raise Refused(f"找不到备份文件 {source}。请核对路径。")
    with alone(chosen.data_dir):
        if not force and (here := what_is_here(chosen)):
            raise Refused(
                f"这里已经有数据（{here}），不会覆盖。确要用备份替换的，加 --force；旧数据会改名保留。"
            )
        with scratch_place(chosen) as place:
            manifest = unpack(source, secret, place, keep_media=True, chosen=chosen)
            found = check(place, chosen, adopt=True)
            if place.engine == "sqlite":
                sqlite_copy.settle(place.folder / "zhijian.sqlite3")
            put_aside = _replace(chosen, place)
    return Restored(found["entries"], sum(manifest.rows.values()), manifest.media, put_aside)


def what_is_here(chosen: Options) -> str:
    """What a restore would replace, in a word; nothing where there is nothing."""
    settings = database(chosen.database_url, chosen.data_dir)
    if settings["ENGINE"].endswith("sqlite3"):
        if Path(settings["NAME"]).exists():
            return "数据库文件"
    else:
        from zhijian.upkeep import postgres_copy as postgres

        with postgres.connect(settings) as connection:
            if postgres.tables(connection):
                return "数据库里有表"
    if any((chosen.data_dir / "media").glob("*")):
        return "附件"
    # Keys alone are what a start that failed leaves behind; but they may open something elsewhere.
    return "密钥" if any((chosen.data_dir / "keys").glob("*.key")) else ""


def _replace(chosen: Options, place: Scratch) -> str:
    data_dir = chosen.data_dir
    aside = data_dir / f"before-{clock.now():%Y%m%d-%H%M%S}"
    kept, had_tables = f"zhijian_{aside.name.replace('-', '_')}", False
    mark = data_dir / UNFINISHED
    _write_through(mark)
    aside.mkdir(mode=0o700)
    for name in REPLACED:
        _swap(data_dir / name, place.folder / name, aside / name)
    if place.engine == "sqlite":
        live = Path(place.settings["NAME"])
        for suffix in ("-wal", "-shm"):
            _swap(live.with_name(live.name + suffix), None, aside / f"{live.name}{suffix}")
        _swap(live, place.folder / "zhijian.sqlite3", aside / live.name)
    else:
        from zhijian.upkeep import postgres_copy as postgres

        with postgres.connect(place.settings) as connection:
            had_tables = bool(postgres.tables(connection))
            postgres.replace_tables(connection, place.schema, kept)
        place.schema = ""
    os.sync()
    mark.unlink()
    _sync_folder(data_dir)
    if place.engine == "postgresql" and had_tables:
        return f"{aside} 和数据库的模式 {kept}"
    if not any(aside.iterdir()):
        aside.rmdir()
        return ""
    return str(aside)


def _swap(live: Path, fresh: Path | None, aside: Path) -> None:
    if live.exists():
        shutil.move(live, aside)
    if fresh is not None and fresh.exists():
        live.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, live)


def _write_through(mark: Path) -> None:
    with mark.open("w") as file:
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(mark.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
