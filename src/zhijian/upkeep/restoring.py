"""From a backup to an installation beside the live one, checked before anything is replaced."""

import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit, urlunsplit

from zhijian.config.database import database
from zhijian.config.keys import NAMES
from zhijian.config.options import Options
from zhijian.core.refused import Refused
from zhijian.upkeep import sqlite_copy
from zhijian.upkeep.backup import ABOUT, DATABASE_FILE, MANIFEST, TABLES, About, Manifest
from zhijian.upkeep.container import DAMAGED, Opener, Secret

_MEMBER = re.compile(
    r"about\.json|manifest\.json|database/zhijian\.sqlite3|database/tables\.json"
    r"|database/[a-z0-9_]{1,63}/\d{8}|keys/[a-z]{1,20}\.key|media/[^\\\0]{1,400}"
)
_BLOCK = 1 << 20
_LONGEST_JSON = 64 << 20
INDEX = "media.index"
"""In a scratch place: the hashes of the media that the backup holds, one a line."""

OTHER_ENGINE = (
    "这份备份是从 {saved} 做的，本机设置的是 {here}，两者之间不能直接恢复。"
    "请把 database_url 改成与备份相同的数据库。"
)
_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass
class Scratch:
    """An installation of its own beside the live one."""

    folder: Path
    engine: str
    settings: dict[str, Any]
    schema: str = ""
    about: About | None = None
    manifest: Manifest | None = None
    media: int = 0
    last_values: dict[str, int] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)


@contextmanager
def scratch_place(chosen: Options) -> Iterator[Scratch]:
    """A folder in the data folder, and for PostgreSQL a schema; both are gone afterwards."""
    chosen.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = chosen.data_dir / f".restoring-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    settings = database(chosen.database_url, chosen.data_dir)
    engine = "sqlite" if settings["ENGINE"].endswith("sqlite3") else "postgresql"
    place = Scratch(folder, engine, settings)
    try:
        yield place
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if place.schema:
            from zhijian.upkeep import postgres_copy as postgres

            with postgres.connect(settings) as connection:
                postgres.drop_schema(connection, place.schema)


def unpack(
    source: Path, secret: Secret, place: Scratch, *, keep_media: bool, chosen: Options
) -> Manifest:
    """Rebuild what ``source`` holds in ``place`` and compare it with what the backup says it holds.

    Without ``keep_media`` the media are read and checked, but not written.

    Raises:
        Refused: the backup is not whole, or is of another engine or a newer version.
    """
    with source.open("rb") as file:
        opener = Opener(file, secret)
        try:
            with (
                tarfile.open(fileobj=opener, mode="r|") as archive,
                closing(Unpacking(place, chosen, keep_media=keep_media)) as unpacking,
            ):
                for member in archive:
                    unpacking.take(member, archive.extractfile(member))
                unpacking.finish()
        except tarfile.TarError:
            raise Refused(DAMAGED) from None
        opener.require_end()
    assert place.manifest is not None
    return place.manifest


class Unpacking:
    """Takes the members of a backup one by one."""

    def __init__(self, place: Scratch, chosen: Options, *, keep_media: bool) -> None:
        self._place, self._chosen, self._keep = place, chosen, keep_media
        self._filling: Any = None
        self._connection: Any = None
        self._index = (place.folder / INDEX).open("w", encoding="ascii")

    def take(self, member: tarfile.TarInfo, content: IO[bytes] | None) -> None:
        """Put one member where it belongs."""
        name = member.name
        parts = name.split("/")
        if content is None or not member.isreg() or _MEMBER.fullmatch(name) is None:
            raise Refused(DAMAGED)
        if ".." in parts or "" in parts:
            raise Refused(DAMAGED)
        if (self._place.about is None) != (name == ABOUT):
            raise Refused(DAMAGED)
        if name == ABOUT:
            self._take_about(_json(content))
        elif name == TABLES:
            self._rebuild_tables(_json(content))
        elif name == MANIFEST:
            self._place.manifest = Manifest(**_json(content))
        elif parts[0] == "media":
            self._take_media(member, name, content)
        elif name == DATABASE_FILE or parts[0] == "keys":
            self._write(name if parts[0] == "keys" else "zhijian.sqlite3", content)
        else:
            self._filling.put(parts[1], content.read())

    def finish(self) -> None:
        """Close what is open and compare the counts.

        Raises:
            Refused: something that the backup should hold is not there.
        """
        self._index.close()
        place = self._place
        if place.manifest is None or not all(
            (place.folder / "keys" / f"{name}.key").is_file() for name in NAMES
        ):
            raise Refused(DAMAGED)
        if self._filling is not None:
            from zhijian.upkeep import postgres_copy as postgres

            self._filling.finish(place.last_values)
            self._connection.commit()
            counted = postgres.row_counts(self._connection)
        else:
            copied = place.folder / "zhijian.sqlite3"
            if problem := sqlite_copy.unsound(copied):
                raise Refused(f"备份中的数据库不完整（{problem}），不能使用。请换一份备份。")
            counted = sqlite_copy.row_counts(copied)
        if counted != place.manifest.rows or place.media != place.manifest.media:
            raise Refused("备份恢复出来的行数或附件数与备份清单不一致，不能使用。请换一份备份。")

    def close(self) -> None:
        """Let go of the files and the connection; what was not finished is undone."""
        self._index.close()
        if self._filling is not None:
            self._filling.close()
        if self._connection is not None:
            self._connection.close()

    def _take_about(self, told: dict[str, Any]) -> None:
        about = self._place.about = About(**told)
        if about.engine != self._place.engine:
            raise Refused(
                OTHER_ENGINE.format(saved=_ENGINES[about.engine], here=_ENGINES[self._place.engine])
            )

    def _rebuild_tables(self, told: dict[str, Any]) -> None:
        """Make the tables in a schema of their own, as the migrations of the backup made them."""
        from zhijian.upkeep import postgres_copy as postgres

        place = self._place
        with postgres.connect(place.settings) as connection:
            name = f"zhijian_new_{secrets.token_hex(4)}"
            postgres.create_schema(connection, name)
            place.schema = name
        assert place.about is not None
        run_in(place, self._chosen, "rebuild", {"migrations": place.about.migrations})
        self._connection = postgres.connect(place.settings, schema=place.schema)
        self._filling = postgres.Filling(self._connection, told["tables"])
        place.last_values = told["sequences"]

    def _take_media(self, member: tarfile.TarInfo, name: str, content: IO[bytes]) -> None:
        total = hashlib.sha256()
        if self._keep:
            self._write(name, content, total.update)
        else:
            while block := content.read(_BLOCK):
                total.update(block)
        self._index.write(total.hexdigest() + "\n")
        self._place.media += 1

    def _write(
        self, name: str, content: IO[bytes], also: Callable[[bytes], object] = lambda block: None
    ) -> None:
        path = self._place.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while block := content.read(_BLOCK):
                also(block)
                file.write(block)
            file.flush()
            os.fsync(file.fileno())


def check(place: Scratch, chosen: Options, *, adopt: bool) -> dict[str, Any]:
    """Bring the rebuilt database up to this version, go through its record, and say what is there.

    With ``adopt`` it is made ready to go live: nobody stays signed in, and the record says so.

    Raises:
        Refused: the record is broken, or attachments that rows name are missing.
    """
    found = run_in(place, chosen, "adopt" if adopt else "check", {"index": INDEX})
    if not found["sound"]:
        raise Refused(f"备份里的留痕核验不通过：{found['says']}请换一份更早的备份。")
    if found["missing"]:
        raise Refused(
            f"备份里缺少 {found['missing']} 个附件的内容，不完整。请检查数据文件夹的 media 后重新备份。"
        )
    place.report = found
    return found


def run_in(place: Scratch, chosen: Options, what: str, told: dict[str, Any]) -> dict[str, Any]:
    """Run one step in a process of its own, whose only installation is the scratch place.

    Raises:
        Refused: in the words of the step.
    """
    environment = {
        **os.environ,
        "ZHIJIAN_DATA_DIR": str(place.folder),
        "ZHIJIAN_DATABASE_URL": _address(place, chosen),
        "ZHIJIAN_LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-m", "zhijian.upkeep.scratch", what],
        input=json.dumps(told),
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    try:
        answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        last = (done.stderr.strip().splitlines() or ["没有说明"])[-1]
        raise Refused(f"在临时位置检查备份时出错：{last}") from None
    if "refused" in answer:
        raise Refused(answer["refused"])
    return answer


def _address(place: Scratch, chosen: Options) -> str:
    if place.engine == "sqlite":
        return "sqlite:///" + quote(str(place.folder / "zhijian.sqlite3"))
    parts = urlsplit(chosen.database_url)
    path = quote(f"-c search_path={place.schema}", safe="")
    query = f"{parts.query}&options={path}" if parts.query else f"options={path}"
    return urlunsplit(parts._replace(query=query))


def _json(content: IO[bytes]) -> dict[str, Any]:
    text = content.read(_LONGEST_JSON + 1)
    if len(text) > _LONGEST_JSON:
        raise Refused(DAMAGED)
    told: dict[str, Any] = json.loads(text)
    return told
