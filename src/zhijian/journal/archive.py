"""ZIP files whose every byte follows from the names and contents in them.

Nothing is compressed, no time, comment or extra field is written, the order is that of the
caller. So the same contents give the same bytes, and a reader can refuse whatever differs: there
is no room for a second directory, a hidden file, a path out of the folder or a compressed bomb.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

PIECE = 1 << 20
LARGEST = 0xFFFF_FFFE
MOST = 0xFFFE
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION, _MADE_BY, _NEW_YEAR_1980 = 20, 0x0314, 0x21
_ORDINARY_FILE = 0o100644 << 16


class Malformed(Exception):
    """The bytes are not those that ``Writer`` writes."""


@dataclass(frozen=True)
class Member:
    """One file in the archive: where its local header starts, and its contents after it."""

    name: str
    crc: int
    size: int
    start: int

    def local(self) -> bytes:
        """The header before the contents."""
        name = self.name.encode("ascii")
        return _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, *self._common(), len(name), 0) + name

    def central(self) -> bytes:
        """The line in the directory at the end."""
        name = self.name.encode("ascii")
        head = (b"PK\1\2", _MADE_BY, _VERSION, 0, 0, 0)
        return (
            _CENTRAL.pack(*head, *self._common(), len(name), 0, 0, 0, 0, _ORDINARY_FILE, self.start)
            + name
        )

    def _common(self) -> tuple[int, int, int, int]:
        return _NEW_YEAR_1980, self.crc, self.size, self.size


class Writer:
    """Writes an archive piece by piece; ``finish`` ends it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._members: list[Member] = []

    def add(self, name: str, content: bytes | BinaryIO) -> None:
        """Add one file; an open one is read twice, for its checksum and for its bytes."""
        crc, size = _measure(content)
        member = Member(name, crc, size, self._at)
        self._members.append(member)
        self._put(member.local())
        _pieces(content, self._put)

    def finish(self) -> None:
        """Write the directory. Past four gigabytes there is no such archive."""
        start = self._at
        for member in self._members:
            self._put(member.central())
        count = len(self._members)
        if self._at > LARGEST or count > MOST:
            raise OverflowError("an evidence package holds less than four gigabytes")
        self._put(_END.pack(b"PK\5\6", 0, 0, count, count, self._at - start, start, 0))

    def _put(self, piece: bytes) -> None:
        self._file.write(piece)
        self._at += len(piece)


def read(file: BinaryIO) -> list[Member]:
    """The members of an archive, after every byte outside their contents has been compared.

    Raises:
        Malformed: the file was not written by ``Writer``, or was changed.
    """
    members: list[Member] = []
    at = 0
    while (member := _member_at(file, at)) is not None:
        members.append(member)
        at += len(member.local()) + member.size
    file.seek(at)
    directory = b"".join(member.central() for member in members)
    count = len(members)
    end = directory + _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), at, 0)
    if not members or file.read(len(end) + 1) != end:
        raise Malformed
    return members


def contents(file: BinaryIO, member: Member, take: Callable[[bytes], object]) -> None:
    """Hand the contents of a member to ``take``, piece by piece.

    Raises:
        Malformed: they do not have the size or the checksum that the header states.
    """
    file.seek(member.start + len(member.local()))
    left, crc = member.size, 0
    while left and (piece := file.read(min(PIECE, left))):
        left -= len(piece)
        crc = zlib.crc32(piece, crc)
        take(piece)
    if left or crc != member.crc:
        raise Malformed


def _member_at(file: BinaryIO, at: int) -> Member | None:
    file.seek(at)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size or not head.startswith(b"PK\3\4"):
        return None
    *_, crc, size, _, length, _ = _LOCAL.unpack(head)
    try:
        member = Member(file.read(length).decode("ascii"), crc, size, at)
    except UnicodeDecodeError:
        raise Malformed from None
    if head != member.local()[: _LOCAL.size]:
        raise Malformed
    return member


def _measure(content: bytes | BinaryIO) -> tuple[int, int]:
    crc = size = 0

    def count(piece: bytes) -> None:
        nonlocal crc, size
        crc, size = zlib.crc32(piece, crc), size + len(piece)

    _pieces(content, count)
    return crc, size


def _pieces(content: bytes | BinaryIO, take: Callable[[bytes], object]) -> None:
    if isinstance(content, bytes):
        take(content)
        return
    content.seek(0)
    while piece := content.read(PIECE):
        take(piece)
