"""Backups: whole copies of the journal in one file each, as locked as the journal, read back before they count.

A backup of an open journal is a plain SQLite file with a checksum of the whole behind it. One of a locked journal is a zip file, not compressed, with the
two files as they stand in the home folder: `journal.db` and `key.json`. So it opens on a new machine with the
passphrase of its time or the recovery phrase, and any zip program takes it apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from recovery import system
from recovery.errors import Unreadable
from recovery.language import tr
from recovery.store import database, engine, files, home, locks, shredding, switching
from recovery.store.engine import Connection, EngineError, understood
from recovery.store.keyfile import SIZE_LIMIT, KeyFile
from recovery.store.page_sums import page_length

OPEN_SUFFIX, LOCKED_SUFFIX = ".db", ".zip"
ZIP_MAGIC = b"PK\x03\x04"
JOURNAL, KEY = "journal.db", "key.json"
CHUNK = 1 << 20
HEADER_BYTES = 100  # of an SQLite file
SUMMED, DIGEST_BYTES = b"recovery sum 1\0\0", 16  # behind an open backup: this, and BLAKE2b of all before it
NOT_A_BACKUP = tr(
    "That file is not a backup of a journal, or it is damaged. Nothing was changed. Try another one; recovery doctor "
    "lists those that the program keeps."
)


class Copy(NamedTuple):
    """A backup taken apart: its journal's file, and its key file where it is locked."""

    path: Path
    key_file: KeyFile | None


def make(connection: Connection, stem: Path, key_file: KeyFile | None, key: bytes | None, *, over: bool = True) -> Path:
    """Write a backup whose name begins like that; as `write`. Raises `OSError`."""
    suffix = OPEN_SUFFIX if key_file is None else LOCKED_SUFFIX
    return write(connection, stem.with_name(stem.name + suffix), key_file, key, over=over)


def write(
    connection: Connection, target: Path, key_file: KeyFile | None, key: bytes | None, *, over: bool = True
) -> Path:
    """Write a backup into that file, whole or not at all, whoever writes meanwhile; returns its name.

    Where it may not go `over` another one, and the name is taken, it gets one with a number.
    """
    with switching.temporary(home.NEW, target.parent) as temporary:
        connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(temporary),))  # a name need not be UTF-8
        read_back(temporary, key)
        if key_file is not None:
            _pack(temporary, key_file)
        else:
            _sum_up(temporary)
        return _keep(temporary, target, over=over)


def read_back(path: Path, key: bytes | None) -> None:
    """Read a journal's file whole; raises `Unreadable` where it does not fit together."""
    copy = engine.connect(path, key)
    try:
        database.version(copy)
        switching.check(copy)
    finally:
        copy.close()


def _pack(path: Path, key_file: KeyFile) -> None:
    """Put a locked journal and its key file into one zip file of the same name."""
    from zipfile import ZIP_STORED, ZipFile, ZipInfo

    packed = path.with_name(path.name + ".zip")
    with packed.open("xb") as file:
        packed.chmod(home.FILE_RIGHTS)
        with ZipFile(file, "w", ZIP_STORED) as archive:
            archive.writestr(ZipInfo(KEY), key_file.content())
            entry = ZipInfo(JOURNAL)
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as into:
                while chunk := source.read(CHUNK):
                    into.write(chunk)
    packed.replace(path)


def _sum_up(path: Path) -> None:
    """Put a checksum of the whole behind an open backup; a program that reads SQLite files does not look there."""
    with files.opened(path) as file:
        summed = _digest(file, path.stat().st_size)
    with path.open("ab") as file:
        file.write(SUMMED + summed)


def _digest(file: IO[bytes], size: int) -> bytes:
    from _blake2 import blake2b

    digest = blake2b(digest_size=DIGEST_BYTES)
    while size > 0 and (chunk := file.read(min(size, CHUNK))):
        digest.update(chunk)
        size -= len(chunk)
    return digest.digest()


def _journal_size(file: IO[bytes]) -> int:
    """How many bytes of an open backup are the journal's; raises `Unreadable` where what stands behind does not fit.

    One of an older program has nothing behind it.
    """
    header = file.read(HEADER_BYTES)
    whole = page_length(header) * int.from_bytes(header[28:32])
    size = os.fstat(file.fileno()).st_size
    if size != whole:
        file.seek(0)
        if size != whole + len(SUMMED) + DIGEST_BYTES or _digest(file, whole) != file.read()[len(SUMMED) :]:
            raise Unreadable(NOT_A_BACKUP)
    file.seek(0)
    return whole


def _keep(temporary: Path, target: Path, *, over: bool) -> Path:
    descriptor = os.open(temporary, os.O_RDWR)
    os.fsync(descriptor)
    os.close(descriptor)
    if over:
        temporary.replace(target)
    else:
        with locks.alone(target.parent):  # so that two commands do not take the same name
            target = home.free_name(target)
            temporary.replace(target)
    system.settle_folder(target.parent)
    return target


def copy(backup: Path, target: Path) -> None:
    """A second file of the same content, whole or not at all; raises `OSError`."""
    with switching.temporary(home.NEW, target.parent) as temporary:
        with files.opened(backup) as file:
            _copy(file, temporary)
        _keep(temporary, target, over=True)


@contextmanager
def apart(backup: Path) -> Iterator[Copy]:
    """A backup's journal in a file of its own in the home folder, with its key file; raises `Unreadable`."""
    with switching.temporary() as path:
        try:
            with files.opened(backup) as file:
                begins = file.read(len(database.PLAIN_HEADER))
                locked = begins.startswith(ZIP_MAGIC)
                file.seek(0)
                if begins == database.PLAIN_HEADER:
                    _copy(file, path, _journal_size(file))
                elif not locked:
                    raise Unreadable(NOT_A_BACKUP)
            key_file = _unpack(backup, path) if locked else None
        except OSError as error:
            raise Unreadable(NOT_A_BACKUP) from error
        yield Copy(path, key_file)


def _copy(source: IO[bytes], path: Path, size: int | None = None) -> None:
    """The bytes of an open file into that file: all that follow, or the first so many."""
    with path.open("wb") as into:
        while chunk := source.read(CHUNK if size is None else min(CHUNK, size)):
            into.write(chunk)
            size = None if size is None else size - len(chunk)


def _unpack(backup: Path, path: Path) -> KeyFile:
    from zipfile import ZIP_STORED, BadZipFile, ZipFile

    try:
        with ZipFile(backup) as archive:
            packed = [archive.getinfo(name) for name in (KEY, JOURNAL)]
            if packed[0].file_size > SIZE_LIMIT or any(member.compress_type != ZIP_STORED for member in packed):
                raise Unreadable(
                    NOT_A_BACKUP
                )  # this program compresses nothing: what unfolds may be larger than the disk
            key_file = KeyFile.from_json(archive.read(KEY))
            with archive.open(JOURNAL) as source:
                _copy(source, path)
    except (BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(NOT_A_BACKUP) from error
    return key_file


@contextmanager
def opened(copy: Copy, key: bytes | None) -> Iterator[Connection]:
    """The journal of a backup taken apart, checked; raises `Unreadable`."""
    try:
        with understood():
            connection = _whole(copy, key)
    except Unreadable as error:
        raise error if error.sentence == database.NEWER else Unreadable(NOT_A_BACKUP) from error
    with understood():
        try:
            yield connection
        finally:
            connection.close()


def _whole(copy: Copy, key: bytes | None) -> Connection:
    connection = database.open_file(copy.path, copy.key_file, key)
    try:
        database.identity(connection)
        switching.check(connection)
    except EngineError:
        connection.close()
        raise Unreadable(NOT_A_BACKUP) from None
    except BaseException:
        connection.close()
        raise
    return connection


def own() -> list[Path]:
    """The program's own backups, the newest last."""
    folder = home.backups()
    if not folder.is_dir():
        return []
    written = []
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # another command thins them out
            if path.suffix in (OPEN_SUFFIX, LOCKED_SUFFIX) and path.is_file():
                written.append((path.stat().st_mtime_ns, path.name, path))
    return [path for _, _, path in sorted(written)]


def rewrite(backup: Path, old: bytes | None, key_file: KeyFile | None, key: bytes | None) -> Path:
    """Put the same backup under another key, in place of the one there is; raises `Unreadable`."""
    target = backup.with_suffix(OPEN_SUFFIX if key_file is None else LOCKED_SUFFIX)
    with apart(backup) as copy, switching.temporary() as new:
        with opened(copy, old) as connection:
            switching.convert(connection, new, key, key_file.generation if key_file else 0)
        fresh = engine.connect(new, key)
        try:
            write(fresh, target, key_file, key)
        finally:
            fresh.close()
    if target != backup:
        shredding.shred(backup)
    return target
