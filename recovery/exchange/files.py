"""Files that come in, read as often as wanted from any source."""

from __future__ import annotations

import io
import os
import re
import sys
from bisect import bisect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, Protocol

from recovery.errors import NotFound, Refused
from recovery.exchange.lines import BYTE_ORDER_MARK, LINE_LIMIT, Given, Place
from recovery.exchange.readers.encodings import wide_of
from recovery.language import tr
from recovery.outlets.file import STANDARD
from recovery.store import files as stored

PIPE_LIMIT = 128 << 20  # bytes; a file may be of any length
CHUNK = 1 << 20
BEGINNING = 1 << 12  # enough to tell UTF-16
NO_SUCH_FILE = tr("There is no such file. Check its name; - reads standard input.")
NOT_READ = tr("That file cannot be read. Check that it is a file and that you may read it; nothing was imported.")

TOO_MUCH = tr(
    "That is more than can be imported through a pipe ({mib} MiB), so nothing was imported. Write it to a file, and "
    "import that.",
    mib=PIPE_LIMIT >> 20,
)
NOT_WIDE = tr("is not text in UTF-16, as the lines before it")
NO_DAY_FILES = tr("That is a folder, but not a journal of jrnl: it holds no file such as 2026/03/07.txt.")
DAY_FILE = re.compile(r"(?:^|[/\\])\d{4}[/\\]\d{1,2}[/\\]\d{1,2}\.txt$")


class Lines(Protocol):
    """What an import reads: lines with their places, as often as wanted, and how far of `size` the reading has come."""

    @property
    def size(self) -> int:
        """All there is to read, in bytes."""

    @property
    def position(self) -> int:
        """How much of it was read."""

    def lines(self) -> Iterator[tuple[Place, Given]]:
        """Every line with its place."""


class Source:
    """Bytes to read line by line, as often as wanted; `position` tells how far the reading has come."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self._stream = stream
        self.size = size
        self.position = 0

    @property
    def stream(self) -> BinaryIO:
        """The bytes, from the beginning, for a reader of another program's file."""
        self._stream.seek(0)
        return self._stream

    @property
    def stream_position(self) -> int:
        """How far such a reader has come."""
        return self._stream.tell()

    def place(self, place: Place) -> Place:
        """Where a line is, as a reader numbered it."""
        return place

    def lines(self) -> Iterator[tuple[int, bytes | Refused]]:
        """Every line with its number, from 1, blank ones left out; one longer than any entry is cut, too long still.

        UTF-16, in which Windows PowerShell writes what a command prints, comes as UTF-8.
        """
        self._stream.seek(0)
        self.position = 0
        wide = wide_of(self._stream.read(BEGINNING))
        self._stream.seek(0)
        if not wide:
            yield from self._numbered(self._read)
            return
        decoded = io.TextIOWrapper(self._stream, wide, newline="\n")
        try:
            yield from self._numbered(lambda: self._read_wide(decoded))
        finally:
            decoded.detach()

    def _numbered(self, read: Callable[[], bytes | Refused]) -> Iterator[tuple[int, bytes | Refused]]:
        for number in count(1):
            line = read()
            if isinstance(line, Refused):
                yield number, line
                return
            if not line:
                return
            while len(line) > LINE_LIMIT and not line.endswith(b"\n"):
                rest = read()
                if not rest or isinstance(rest, Refused):
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

    def _read_wide(self, decoded: io.TextIOWrapper) -> bytes | Refused:
        try:
            line = decoded.readline(LINE_LIMIT + 1)
        except UnicodeDecodeError:
            return Refused(NOT_WIDE)
        except OSError as error:
            raise Refused(NOT_READ) from error
        self.position = self._stream.tell()
        return line.encode()


class Folder(Source):
    """The files of a folder journal (`2026/03/07.txt`) in the order of their days, read as one text."""

    def __init__(self, path: Path) -> None:
        self._names = sorted(str(name.relative_to(path)) for name in path.rglob("*.txt") if DAY_FILE.search(str(name)))
        if not self._names:
            raise Refused(NO_DAY_FILES)
        self._begins: list[int] = []
        parts, number, size = [], 1, 0
        for name in self._names:
            self._begins.append(number)
            try:
                part = stored.read(path / name, PIPE_LIMIT - size).removeprefix(BYTE_ORDER_MARK)
            except OSError as error:
                raise Refused(NOT_READ) from error
            size += len(part)
            parts.append(part if part.endswith(b"\n") else part + b"\n")
            number += parts[-1].count(b"\n")
        content = b"".join(parts)
        super().__init__(io.BytesIO(content), len(content))

    def place(self, place: Place) -> Place:
        """The file that a line is in, and its number there."""
        if not isinstance(place, int):
            return place
        index = bisect(self._begins, place) - 1
        return f"{Path(self._names[index]).as_posix()}, line {place - self._begins[index] + 1},"


@contextmanager
def source(name: str) -> Iterator[Source]:
    """A file to read, `-` for standard input; a pipe is kept in memory. Raises `NotFound`, `Refused`."""
    if name == STANDARD:
        yield _in_memory(sys.stdin.buffer)
        return
    if Path(name).is_dir():
        yield Folder(Path(name))
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
    """What a pipe gives, held in memory: on disk it would lie in plain text beside a locked journal."""
    content = bytearray()
    try:
        while chunk := stream.read(CHUNK):
            content += chunk
            if len(content) > PIPE_LIMIT:
                raise Refused(TOO_MUCH)
    except OSError as error:
        raise Refused(NOT_READ) from error
    return Source(io.BytesIO(content), len(content))


def bounded(path: Path, limit: int) -> bytes:
    """A file's content, one byte beyond `limit` at most, so that a larger one shows; raises `NotFound`, `Refused`."""
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except FileNotFoundError:
        raise NotFound(NO_SUCH_FILE) from None
    except OSError:
        raise Refused(NOT_READ) from None
