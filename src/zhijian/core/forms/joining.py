"""Several PDFs as typst writes them, joined page after page into one.

A thousand forms set at once would take gigabytes; set by the dozen and joined they do not. Only
files with a plain table of their objects are joined; pages, fonts and pictures stay as they were.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*$")
_TABLE = re.compile(rb"xref\s+0 (\d+)\s+")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")
_INFO = re.compile(rb"/Info (\d+) 0 R")
# A reference, or a text in which something may look like one.
_REFERENCE = re.compile(rb"\((?:\\.|[^()\\])*\)|<[0-9A-Fa-f\s]*>|\b(\d+) 0 R\b", re.DOTALL)
_STREAM = re.compile(rb"\bstream\r?\n")
_ENTRY = 20


class NotPlain(ValueError):
    """A file is not written as plainly as joining needs."""


@dataclass(frozen=True)
class _Part:
    """One file taken apart: its objects by number, its tree of pages, and who made it."""

    objects: dict[int, bytes]
    pages: int
    count: int
    info: int


def joined(files: Sequence[bytes]) -> bytes:
    """One PDF with the pages of all files in their order; the same files give the same bytes.

    Raises:
        NotPlain: a file has no plain table of objects.
    """
    parts = [_taken_apart(content) for content in files]
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}

    def put(number: int, body: bytes) -> None:
        places[number] = len(out)
        out.extend(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    shift, kids = 2, []
    for part in parts:
        kids.append(part.pages + shift)
        for number, body in part.objects.items():
            if number == part.pages:
                body = body.replace(b"/Type/Pages", b"/Type/Pages/Parent 1 0 R", 1)
                body = _moved(body.replace(b"1 0 R", b"\0", 1), shift).replace(b"\0", b"1 0 R", 1)
                put(number + shift, body)
            else:
                put(number + shift, _moved(body, shift))
        shift += max(part.objects)
    total = sum(part.count for part in parts)
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    put(1, b"<</Type/Pages/Count %d/Kids[%s]>>" % (total, listed))
    put(2, b"<</Type/Catalog/Pages 1 0 R/Lang(zh-CN)>>")
    return bytes(_with_table(out, places, shift + 1, parts[0].info + 2))


def _with_table(out: bytearray, places: dict[int, int], size: int, info: int) -> bytearray:
    mark = hashlib.sha256(out).hexdigest()[:32].encode()
    start = len(out)
    out.extend(b"xref\n0 %d\n0000000000 65535 f\r\n" % size)
    for number in range(1, size):
        place = places.get(number)
        out.extend(b"0000000000 00000 f\r\n" if place is None else b"%010d 00000 n\r\n" % place)
    out.extend(
        b"trailer\n<</Size %d/Root 2 0 R/Info %d 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
        % (size, info, mark, mark, start)
    )
    return out


def _taken_apart(content: bytes) -> _Part:
    start = _found(_START, content[-64:])
    table = _TABLE.match(content, start)
    if table is None:
        raise NotPlain("no plain table of objects")
    objects = dict(_objects(content, table, start))
    trailer = content[start:]
    root = objects.get(_found(_ROOT, trailer), b"")
    pages = _found(_PAGES, root)
    if not objects.get(pages, b"").startswith(b"<</Type/Pages"):
        raise NotPlain("no tree of pages")
    info = _found(_INFO, trailer)
    return _Part(objects, pages, _found(_COUNT, objects[pages]), info)


def _objects(content: bytes, table: re.Match[bytes], start: int) -> Iterator[tuple[int, bytes]]:
    """Number and body of every object in the table."""
    places: list[tuple[int, int]] = []
    for number in range(1, int(table[1])):
        entry = content[table.end() + _ENTRY * number : table.end() + _ENTRY * (number + 1)]
        if entry[17:18] == b"n":
            places.append((int(entry[:10]), number))
    places.sort()
    for (place, number), end in zip(
        places, [*(each for each, _ in places[1:]), start], strict=True
    ):
        head = b"%d 0 obj\n" % number
        body = content[place:end]
        if not body.startswith(head) or not body.endswith(b"\nendobj\n"):
            raise NotPlain(f"object {number} is not plain")
        yield number, body[len(head) : -len(b"\nendobj\n")]


def _moved(body: bytes, shift: int) -> bytes:
    """An object with every reference in it moved; what stands in its stream is left alone."""
    stream = _STREAM.search(body)
    cut = stream.start() if stream else len(body)

    def move(found: re.Match[bytes]) -> bytes:
        return b"%d 0 R" % (int(found[1]) + shift) if found[1] else found[0]

    return _REFERENCE.sub(move, body[:cut]) + body[cut:]


def _found(pattern: re.Pattern[bytes], text: bytes) -> int:
    match = pattern.search(text)
    if match is None:
        raise NotPlain("a part of the file is missing")
    return int(match[1])
