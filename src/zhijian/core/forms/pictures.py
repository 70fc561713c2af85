"""How large a picture is, told from its first bytes."""

from __future__ import annotations

import struct

_SIZED = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height in pixels of a PNG or JPEG; (1, 1) if it is neither, or broken off."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return max(width, 1), max(height, 1)
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(content)
    return 1, 1


def _jpeg_size(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        mark = content[place + 1]
        if mark in _SIZED:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return max(width, 1), max(height, 1)
        place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return 1, 1
