"""The pictures in an office file: which part holds them, and in a workbook where they are laid."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from pathlib import Path

from zhijian.core.facts.reading.archive import tree

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
# A QR code takes some kilobytes; a photograph of one some megabytes.
MAX_PICTURE_BYTES = 10 * 2**20
_SUFFIXES = (".png", ".jpg", ".jpeg")


def media_of(archive: zipfile.ZipFile, part: str) -> dict[str, bytes]:
    """The PNG and JPEG pictures a part refers to, by the name of the reference."""
    found = {}
    for key, target in _targets(archive, part).items():
        if target.lower().endswith(_SUFFIXES) and "/media/" in f"/{target}":
            try:
                about = archive.getinfo(target)
            except KeyError:
                continue
            if about.file_size <= MAX_PICTURE_BYTES:
                found[key] = archive.read(about)
    return found


def pictures_of(path: Path, sheet: str) -> dict[tuple[int, int], bytes]:
    """The pictures of a worksheet by the cell under their upper left corner."""
    try:
        with zipfile.ZipFile(path) as archive:
            part = _part_of(archive, sheet)
            drawings = [
                target
                for target in _targets(archive, part).values()
                if "/drawings/" in f"/{target}" and target.endswith(".xml")
            ]
            found: dict[tuple[int, int], bytes] = {}
            for drawing in drawings:
                found |= _laid(archive, drawing)
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError):
        return {}


def _laid(archive: zipfile.ZipFile, drawing: str) -> dict[tuple[int, int], bytes]:
    media = media_of(archive, drawing)
    found = {}
    for anchor in tree(archive, drawing):
        start = anchor.find(f"{_XDR}from")
        blip = next(anchor.iter(f"{_A}blip"), None)
        if start is None or blip is None:
            continue
        row, column = (start.findtext(f"{_XDR}{name}", "") for name in ("row", "col"))
        held = media.get(blip.get(f"{_R}embed", ""))
        if held is not None and row.isdecimal() and column.isdecimal():
            found[int(row), int(column)] = held
    return found


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The part that holds a worksheet; KeyError if there is none."""
    for item in tree(archive, "xl/workbook.xml").iter():
        if item.tag.rpartition("}")[2] == "sheet" and item.get("name") == sheet:
            return _targets(archive, "xl/workbook.xml")[item.get(f"{_R}id", "")]
    raise KeyError(sheet)


def _targets(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    """What a part refers to inside the file; references that lead out of it are left out."""
    folder, name = posixpath.split(part)
    held = f"{folder}/_rels/{name}.rels"
    if held not in archive.namelist():
        return {}
    found = {}
    for item in tree(archive, held):
        target = str(item.get("Target", ""))
        if item.get("TargetMode") == "External" or not target:
            continue
        whole = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        path = posixpath.normpath(whole)
        if not path.startswith(("..", "/")):
            found[str(item.get("Id"))] = path
    return found
