"""Zip archives from elsewhere: nothing is unpacked to the disk, nothing outside is named, nothing swells."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from recovery.exchange.readers.reading import refused
from recovery.language import tr

MOST_FILES = 10_000
MOST_BYTES = 1024 * 1024 * 1024
MOST_SWELLING = 200  # text packs about ten times; what packs much better is made to fill a memory
SMALL = 10 * 1024 * 1024
THE_ARCHIVE = tr("the archive")


class Archive:
    """The files of an archive that was found harmless."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.names = [member.filename for member in packed.infolist() if not member.is_dir()]

    def open(self, name: str) -> BinaryIO:
        """One file, to read from its beginning; raises `Refused`."""
        try:
            return cast("BinaryIO", self._packed.open(name))
        except (RuntimeError, zipfile.BadZipFile, NotImplementedError, OSError):
            raise refused(THE_ARCHIVE, tr("is locked or damaged; unlock it, or export it again")) from None


def is_one(stream: BinaryIO) -> bool:
    """Whether the file is a zip archive by its first bytes."""
    start = stream.read(4)
    stream.seek(0)
    return start in (b"PK\x03\x04", b"PK\x05\x06")


@contextmanager
def opened(stream: BinaryIO, most: int = MOST_BYTES) -> Iterator[Archive]:
    """An archive of at most `most` bytes unpacked; raises `Refused` for one that is damaged or means harm."""
    try:
        packed = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise refused(THE_ARCHIVE, tr("cannot be opened; it may be cut off, or not be a zip file")) from None
    _check(packed.infolist(), most)
    with packed:
        try:
            yield Archive(packed)
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise refused(THE_ARCHIVE, tr("is damaged; export it again")) from None


def _check(members: list[zipfile.ZipInfo], most: int) -> None:
    if len(members) > MOST_FILES:
        raise refused(THE_ARCHIVE, tr("holds more than {most_files:,} files", most_files=MOST_FILES))
    for member in members:
        parts = member.filename.replace("\\", "/").split("/")
        if member.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise refused(THE_ARCHIVE, tr("names a file outside itself, which no honest export does"))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > most or unpacked > max(SMALL, MOST_SWELLING * packed):
        raise refused(THE_ARCHIVE, tr("would swell far beyond the size of an export when unpacked"))
