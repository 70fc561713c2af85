"""A folder of results that is either whole or not there: written beside its place, then renamed."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from zhijian.core.documents.run_summary import NAME, PROGRAM, sha256_of
from zhijian.core.refused import Refused

_CURE = "请换一个结果文件夹，或把里面的文件移走后重试。"


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Yield an empty folder beside ``folder``; it takes its place if the block ends well.

    On any error or interrupt it is removed, and what stood there before still stands.

    Raises:
        Refused: ``folder`` holds anything but an earlier, untouched output of ours.
    """
    check_replaceable(folder)
    missing = [parent for parent in folder.parents if not parent.exists()]
    draft = folder.parent / f".{folder.name}.{os.getpid()}.new"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        yield draft
        _swap(draft, folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        for parent in missing:
            with suppress(OSError):  # somebody else has put something there meanwhile
                parent.rmdir()
        raise


def check_replaceable(folder: Path) -> None:
    """Pass if ``folder`` may be written: absent, empty, or our own earlier output, untouched.

    Raises:
        Refused: it may not; the sentence says what stands in the way.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Refused(f"{folder} 是一个文件，不能作结果文件夹。请换一个名称。")
    present = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    if not present:
        return
    hashes = _hashes(present.get(NAME))
    if hashes is None:
        raise Refused(f"{folder} 里已有别的文件，为免覆盖没有写入。{_CURE}")
    foreign = [
        name
        for name, path in sorted(present.items())
        if name != NAME and hashes.get(name) != sha256_of(path)
    ]
    if foreign:
        shown = "、".join(foreign[:3]) + (f" 等 {len(foreign)} 个" if len(foreign) > 3 else "")
        raise Refused(f"{folder} 里有后来添加或修改过的文件：{shown}，为免丢失没有覆盖。{_CURE}")


def _hashes(summary: Path | None) -> dict[str, str] | None:
    """The hash of every file of an earlier output; None if it is not one of ours."""
    if summary is None:
        return None
    try:
        held = json.loads(summary.read_text("utf-8"))
    except ValueError:
        return None
    if not isinstance(held, dict) or held.get("program") != PROGRAM:
        return None
    files = held.get("files")
    return files if isinstance(files, dict) else None


def _swap(draft: Path, folder: Path) -> None:
    if not folder.exists():
        draft.rename(folder)
        return
    former = draft.with_suffix(".old")
    shutil.rmtree(former, ignore_errors=True)
    folder.rename(former)
    try:
        draft.rename(folder)
    except BaseException:
        former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)
