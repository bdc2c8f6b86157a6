"""The one way to read a file of the home folder, whatever somebody put in its place.

A file there may be a pipe that nobody writes into, a device that never ends, a folder, or larger than memory. So each
is opened without waiting, looked at once it is open, and read no further than its kind can be long.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader

from recovery import system

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

SMALL = 1 << 20  # bytes; no settings, key file, card or name of a device comes near it


class NotPlain(OSError):
    """What stands there is no file, or longer than such a file can be."""

    def __init__(self) -> None:
        super().__init__(errno.EINVAL, "not a plain file, or far too long")


def read(path: str | Path, limit: int = SMALL, *, follow: bool = True) -> bytes:
    """A file's bytes; raises `FileNotFoundError`, `NotPlain` for anything else or more bytes, `OSError`."""
    with opened(path, follow=follow) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise NotPlain
        content = file.read(size + 1)  # so much is set aside before anything is read
    if len(content) > limit:
        raise NotPlain
    return content


@contextmanager
def opened(path: str | Path, *, follow: bool = True) -> Iterator[BufferedReader]:
    """A file of any length, to read; raises as `read` does."""
    with os.fdopen(system.open_plain(path, follow=follow), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotPlain
        yield file


def may_be_opened(path: str | Path) -> bool:
    """Whether an engine that opens files by itself can be given that name: for a plain file, or where there is none."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False
