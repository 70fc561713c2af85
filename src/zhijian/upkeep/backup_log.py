"""Which backups were made here and whether each was verified: one JSON object a line."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from zhijian.config.options import Options
from zhijian.upkeep.backup import SUFFIX

LOG = "backups.jsonl"
_LOOK_BACK = 200


@dataclass(frozen=True)
class Made:
    """One backup: where it lies, when it was made, whether a trial restore succeeded."""

    at: str
    path: str
    size: int
    verified: bool

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.at)


def backup_folder(chosen: Options) -> Path:
    """Where backups go if nobody says otherwise."""
    return Path(chosen.backup_dir) if chosen.backup_dir else chosen.data_dir / "backups"


def note(chosen: Options, made: Made) -> None:
    """Write one line."""
    with (chosen.data_dir / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(made), ensure_ascii=False) + "\n")


def newest_verified(chosen: Options) -> Made | None:
    """The last backup that was verified and still lies where it was put."""
    for made in reversed(_read(chosen)):
        if made.verified and Path(made.path).is_file():
            return made
    return None


def drop_old(chosen: Options) -> list[Path]:
    """Delete all but the newest ``backup_keep`` files of the backup folder; return what went."""
    found = sorted(backup_folder(chosen).glob(f"zhijian-*{SUFFIX}"))
    old = found[: -chosen.backup_keep]
    for path in old:
        path.unlink()
    return old


def _read(chosen: Options) -> list[Made]:
    try:
        lines = (chosen.data_dir / LOG).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    made = []
    for line in lines[-_LOOK_BACK:]:
        try:
            made.append(Made(**json.loads(line)))
        except (ValueError, TypeError):  # a line cut short by a full disk
            continue
    return made
