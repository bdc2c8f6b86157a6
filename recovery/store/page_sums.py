"""Checksums of an open journal's pages, so that a bit which flips on the disk is seen before anything is made of it.

SQLite keeps none, and its own checks say nothing of a word that reads otherwise. A locked journal needs none: SQLCipher
authenticates each page. They stand in a file beside the journal, made anew by whoever wrote, once all of it is in the
one file. A file that was written since by another program, or whose last writer was killed, has none until the next
command writes: `stamp` tells, by a random number that every transaction leaves, the last change of history, and what
SQLite counts in the file's header. So nothing that somebody wrote is ever taken for damage.
"""

from __future__ import annotations

import os
from array import array
from binascii import crc32
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedReader
from typing import TYPE_CHECKING, NamedTuple

from recovery.errors import Unreadable
from recovery.language import tr
from recovery.store import engine, files, home
from recovery.store.database import settled
from recovery.store.engine import Connection, EngineError

if TYPE_CHECKING:
    from pathlib import Path

SUFFIX = "-sums"
MAGIC = b"recovery pages 1"
READ_BYTES = 1 << 16  # at once: what stays in the processor's cache; a whole number of pages of any length
STAMP_BYTES, NUMBER_BYTES, SUM_BYTES = 24, 8, 4
FRAME, LOG_HEADER = 24, 32  # bytes before each page in the log, and before the first
SIZE_LIMIT = 1 << 30
PAGE_LENGTHS = frozenset(1 << power for power in range(9, 17))  # that SQLite knows
CHANGED = tr(
    "The journal's file is damaged, or another program wrote into it. Nothing was changed. Put a backup in its place with: "
    "recovery restore FILE (recovery doctor lists them). If it was another program, for you: recovery doctor "
    "--take-as-it-is"
)


class Sums(NamedTuple):
    """The checksums of a file at one moment, one for each page."""

    stamp: bytes
    page_bytes: int
    pages: array[int]


class _Held(ExitStack):
    """The journal's files that were opened beside connections; they are closed after the last connection.

    POSIX locks of a process end with any descriptor of their file, so closing one earlier would give up the engine's.
    """

    connections = 0


_held = _Held()


@contextmanager
def beside_connection() -> Iterator[None]:
    """While a connection to an open journal lives: what is read beside it stays open until the last of them ends."""
    _held.connections += 1
    try:
        yield
    finally:
        _held.connections -= 1
        if not _held.connections:
            _held.close()


@contextmanager
def _journal(path: str | Path) -> Iterator[BufferedReader]:
    """The journal's file, to read beside an open connection."""
    yield _held.enter_context(files.opened(path))


def check(connection: Connection, path: str | Path) -> Sums | None:
    """What was kept of the file as it stands, `None` where nothing was; raises `Unreadable` where a page is another."""
    kept = _kept(path)
    if kept is None or not settled(path):
        return None
    connection.execute("BEGIN")
    try:
        if _stamp(connection, path) != kept.stamp:
            return None
        if _damaged(path, kept):
            raise Unreadable(CHANGED)
    finally:
        connection.execute("ROLLBACK")
    return kept


def damaged_pages(connection: Connection, path: str | Path) -> list[int]:
    """The pages, from 1, that are not what was written; none where nothing was kept of the file."""
    kept = _kept(path)
    if kept is None:
        return []
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    connection.execute("BEGIN")
    try:
        return _damaged(path, kept) if settled(path) and _stamp(connection, path) == kept.stamp else []
    finally:
        connection.execute("ROLLBACK")


def keep(connection: Connection, path: str | Path, before: Sums | None) -> None:
    """After a command, before its connection is closed: the checksums of what it wrote, nothing where it only read.

    `before` is what `check` found. Where another process still reads or writes, it is left to that one.
    """
    if not connection.total_changes and settled(path):
        return
    with suppress(OSError, EngineError):
        kept = _kept(path)
        if before is None or kept is None or kept.stamp != before.stamp:
            before = None  # another process kept its own since: the log no longer holds all that was written
        ours = _last_written(connection)
        changed = _pages_in_log(path) if before else None
        forget(path)  # whoever is killed from here on leaves none, rather than old ones
        connection.execute("PRAGMA busy_timeout = 0")
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            return
        connection.execute("BEGIN")
        try:
            stamp = _stamp(connection, path)
            if _last_written(connection) != ours:
                before = None  # another process wrote after the log was read
            made = None if stamp is None else _made(path, stamp, before, changed)
            if made is not None and settled(path):
                _write(f"{path}{SUFFIX}", made)
        finally:
            connection.execute("ROLLBACK")


def forget(path: str | Path) -> None:
    """Another file is about to take the journal's place."""
    with suppress(FileNotFoundError):
        os.unlink(f"{path}{SUFFIX}")


def _stamp(connection: Connection, path: str | Path) -> bytes | None:
    """Which state of the journal the file is in; `None` for one of an older program."""
    written = _last_written(connection)
    if written is None:
        return None
    with _journal(path) as file:
        header = file.read(44)
    counted = header[24:28] + header[40:44]  # SQLite's change counter and schema cookie
    return b"".join(number.to_bytes(NUMBER_BYTES, "big", signed=True) for number in written) + counted


def _last_written(connection: Connection) -> tuple[int, int] | None:
    """What the last transaction left: its random mark, and the last change of history; `None` for an older program."""
    try:
        row = connection.execute("SELECT mark, (SELECT max(key) FROM changes) FROM context").fetchone()
    except engine.EngineFailure:
        return None
    return None if row is None or row[0] is None else (int(row[0]), int(row[1] or 0))


def _made(path: str | Path, stamp: bytes, before: Sums | None, changed: set[int] | None) -> Sums:
    """The checksums of the file; of pages that nobody wrote those that were kept before."""
    with _journal(path) as file:
        page_bytes = page_length(file.read(18))
        count = os.fstat(file.fileno()).st_size // page_bytes
        if before is None or changed is None or before.page_bytes != page_bytes:
            return Sums(stamp, page_bytes, _sums(path, page_bytes))
        pages = before.pages[:count]
        wanted = {number for number in changed if number < count} | set(range(len(pages), count))
        pages.extend([0] * (count - len(pages)))
        for number in sorted(wanted):
            file.seek(number * page_bytes)
            pages[number] = crc32(file.read(page_bytes))
    return Sums(stamp, page_bytes, pages)


def _damaged(path: str | Path, kept: Sums) -> list[int]:
    """The pages, from 1, that read otherwise, unless somebody wrote meanwhile."""
    sums = _sums(path, kept.page_bytes)
    if sums[: len(kept.pages)] == kept.pages:
        return []
    damaged = [
        number
        for number, kept_sum in enumerate(kept.pages, start=1)
        if number > len(sums) or sums[number - 1] != kept_sum
    ]
    return damaged if settled(path) else []


def _sums(path: str | Path, page_bytes: int) -> array[int]:
    """The checksum of each page of the file."""
    sums, block = array("I"), memoryview(bytearray(READ_BYTES))
    pages = [block[place : place + page_bytes] for place in range(0, READ_BYTES, page_bytes)]
    with _journal(path) as file:
        while count := file.readinto(block):
            sums.extend(map(crc32, pages[: count // page_bytes]))
    return sums


def _pages_in_log(path: str | Path) -> set[int] | None:
    """The pages, from 0, that the log holds; `None` where they may not be all that were written since it was empty."""
    try:
        with files.opened(f"{path}-wal") as file:
            header = file.read(LOG_HEADER)
            page_bytes, begun_anew = (int.from_bytes(header[place : place + 4]) for place in (8, 12))
            if len(header) < LOG_HEADER or begun_anew or page_bytes < 512:
                return None
            size = os.fstat(file.fileno()).st_size
            pages = set()
            for place in range(LOG_HEADER, size, FRAME + page_bytes):
                file.seek(place)
                pages.add(int.from_bytes(file.read(4)) - 1)
            return pages
    except FileNotFoundError:
        return None


def page_length(header: bytes) -> int:
    """How long a page is, by the first bytes of an SQLite file."""
    written = int.from_bytes(header[16:18])
    return 65_536 if written == 1 else max(512, written)


def _kept(path: str | Path) -> Sums | None:
    """What stands in the file beside the journal; `None` for none, and for one that is not whole."""
    try:
        content = files.read(f"{path}{SUFFIX}", SIZE_LIMIT)
    except OSError:
        return None
    head = len(MAGIC) + STAMP_BYTES + NUMBER_BYTES
    if not content.startswith(MAGIC) or len(content) < head + 16 or _digest(content[:-16]) != content[-16:]:
        return None
    stamp = content[len(MAGIC) : len(MAGIC) + STAMP_BYTES]
    pages = array("I")
    page_bytes = int.from_bytes(content[head - NUMBER_BYTES : head])
    if page_bytes not in PAGE_LENGTHS or (len(content) - head) % SUM_BYTES:
        return None
    pages.frombytes(content[head:-16])
    return Sums(stamp, page_bytes, pages)


def _write(path: str | Path, sums: Sums) -> None:
    """Put it in place whole. It is not waited for until the disk has it: after a power cut old ones say so by the stamp."""
    content = MAGIC + sums.stamp + sums.page_bytes.to_bytes(NUMBER_BYTES) + sums.pages.tobytes()
    home.write_private(path, content + _digest(content), settle=False)


def _digest(content: bytes) -> bytes:
    from _blake2 import blake2b

    return blake2b(content, digest_size=16).digest()
