"""A workbook of 1997 (.xls), written byte by byte, because no library we use still writes one."""

import struct

SECTOR = 512


def old_workbook(title: str, rows: list[list[object]]) -> bytes:
    """Return an .xls with one sheet of texts and numbers."""
    stream = _workbook_stream(title, rows)
    stream += b"\0" * (-len(stream) % SECTOR or 0)
    stream += b"\0" * max(0, 4096 - len(stream))  # shorter streams would go elsewhere
    sectors = len(stream) // SECTOR
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain)
    table += b"\xff" * (SECTOR - len(table))
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + _entry(
        "Workbook", 2, 2, len(stream)
    )
    directory += b"\0" * (SECTOR - len(directory))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIII", 0, 1, 1, 0, 4096)
    header += struct.pack("<IIII", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * (SECTOR - len(header) - 4)
    return header + table + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    entry = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(word: str) -> bytes:
    return struct.pack("<HB", len(word), 1) + word.encode("utf-16-le")


def _workbook_stream(title: str, rows: list[list[object]]) -> bytes:
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0xDBB, 0x7CC, 0, 6))
    end = _record(0x0A, b"")
    name = struct.pack("<BB", len(title), 1) + title.encode("utf-16-le")
    offset = len(begin) + 4 + 6 + len(name) + len(end)
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0xDBB, 0x7CC, 0, 6))
    width = max(map(len, rows))
    sheet += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                sheet += _record(0x204, place + _text(cell))
            elif cell is not None:
                sheet += _record(0x203, place + struct.pack("<d", cell))
    return begin + _record(0x85, struct.pack("<IH", offset, 0) + name) + end + sheet + end
