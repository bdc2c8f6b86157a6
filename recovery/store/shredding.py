"""Files that go for good: filled with zeros before they are removed, as far as a disk writes where it wrote before."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from recovery.store import files

CHUNK = 1 << 20  # bytes


def overwrite(file: IO[bytes]) -> None:
    """Fill an open file with zeros: what the disk lets go of then, others may find."""
    descriptor = file.fileno()
    zeros = bytes(CHUNK)
    for begin, end in _written(descriptor):
        place = os.lseek(descriptor, begin, os.SEEK_SET)
        while place < end:
            place += os.write(descriptor, zeros[: min(end - place, len(zeros))])
    os.fsync(descriptor)


def _written(descriptor: int) -> Iterator[tuple[int, int]]:
    """Where a file holds anything, from and to: the holes of a sparse one hold nothing, and may be larger than the disk."""
    size = os.fstat(descriptor).st_size
    end = 0
    while end < size:
        try:
            begin = os.lseek(descriptor, end, os.SEEK_DATA)
            end = os.lseek(descriptor, begin, os.SEEK_HOLE)
        except AttributeError:  # a system that cannot tell
            begin, end = end, size
        except OSError as error:
            if error.errno == errno.ENXIO:  # nothing but a hole is left
                return
            begin, end = end, size
        yield begin, end


def name_again(path: Path, target: Path) -> None:
    """Let a file's content stand under another name too: at once, however long it is. Raises `OSError`.

    Copied without its holes where the disk knows no second names.
    """
    try:
        os.link(path.resolve(), target)
    except OSError:
        with files.opened(path) as source, target.open("xb") as copy:
            for begin, end in _written(source.fileno()):
                source.seek(begin)
                copy.seek(begin)
                while source.tell() < end and (chunk := source.read(min(end - source.tell(), CHUNK))):
                    copy.write(chunk)
            copy.truncate(os.fstat(source.fileno()).st_size)


def shred(path: Path) -> None:
    """Overwrite a file and remove it."""
    with suppress(OSError):
        if path.is_file() and not path.is_symlink():
            with path.open("r+b") as file:
                overwrite(file)
        path.unlink()


def clear(path: Path) -> None:
    """The same with a folder and all in it, or one file."""
    if not path.is_dir() or path.is_symlink():
        shred(path)
        return
    for part in sorted(path.rglob("*"), reverse=True):
        clear(part)
    with suppress(OSError):
        path.rmdir()
