"""Files that go out and come in: read twice from any source, written whole or not at all."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from recovery.errors import NotFound, Refused
from recovery.exchange.lines import BYTE_ORDER_MARK, LINE_LIMIT
from recovery.store.home import FILE_RIGHTS

STANDARD = "-"
NO_SUCH_FILE = "There is no such file. Check its name; - reads standard input."
NOT_READ = "That file cannot be read. Check that it is a file and that you may read it; nothing was taken in."
EXISTS = "A file of that name exists already. Choose another name, or write over it with --force."
NOT_A_FILE = "That is not a file that can be written over. Choose another name; - writes to standard output."
NOT_WRITTEN = (
    "The file could not be written, so nothing of it was kept. Check that the folder exists and the disk has room."
)


class Source:
    """Bytes to read line by line, as often as wanted; `position` tells how far the reading has come."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self.size = size
        self.position = 0

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Every line with its number, from 1, blank ones left out; one longer than any entry is cut, too long still."""
        self._stream.seek(0)
        self.position = 0
        for number in count(1):
            line = self._read()
            if not line:
                return
            while len(line) > LINE_LIMIT and not line.endswith(b"\n"):
                rest = self._read()
                if not rest:
                    break
                line = line[:LINE_LIMIT] + rest[-1:]
            if number == 1:
                line = line.removeprefix(BYTE_ORDER_MARK)
            if line.strip():
                yield number, line

    def _read(self) -> bytes:
        try:
            line = self._stream.readline(LINE_LIMIT + 1)
        except OSError as error:
            raise Refused(NOT_READ) from error
        self.position += len(line)
        return line


@contextmanager
def source(name: str) -> Iterator[Source]:
    """A file to read, `-` for standard input; a pipe is kept in memory. Raises `NotFound`, `Refused`."""
    if name == STANDARD:
        yield _in_memory(sys.stdin.buffer)
        return
    try:
        stream = Path(name).open("rb")  # noqa: SIM115 - closed below; the errors of its use must not be taken for its own
    except FileNotFoundError:
        raise NotFound(NO_SUCH_FILE) from None
    except (OSError, ValueError):
        raise Refused(NOT_READ) from None
    with stream:
        status = os.fstat(stream.fileno())
        yield Source(stream, status.st_size) if S_ISREG(status.st_mode) else _in_memory(stream)


def _in_memory(stream: BinaryIO) -> Source:
    try:
        content = stream.read()
    except OSError as error:
        raise Refused(NOT_READ) from error
    return Source(io.BytesIO(content), len(content))


@contextmanager
def written_whole(path: Path, *, force: bool) -> Iterator[BinaryIO]:
    """A file to write that appears under its name only once it is complete, for its owner's eyes; raises `Refused`."""
    _check_free(path, force=force)
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    except OSError as error:
        raise Refused(NOT_WRITTEN) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(FILE_RIGHTS)
        _check_free(path, force=force)
        Path(temporary).replace(path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise Refused(NOT_WRITTEN) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _check_free(path: Path, *, force: bool) -> None:
    if not os.path.lexists(path):
        return
    if not path.is_file():
        raise Refused(NOT_A_FILE)
    if not force:
        raise Refused(EXISTS)
