"""Backups: whole copies of the journal in one file each, as locked as the journal, read back before they count.

A backup of an open journal is a plain SQLite file. One of a locked journal is a zip file, not compressed, with the
two files as they stand in the home folder: `journal.db` and `key.json`. So it opens on a new machine with the
passphrase of its time or the recovery phrase, and any zip program takes it apart.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from recovery import system
from recovery.errors import Unreadable
from recovery.language import tr
from recovery.store import database, engine, home, switching
from recovery.store.engine import Connection, EngineError, understood
from recovery.store.keyfile import SIZE_LIMIT, KeyFile

OPEN_SUFFIX, LOCKED_SUFFIX = ".db", ".zip"
ZIP_MAGIC = b"PK\x03\x04"
JOURNAL, KEY = "journal.db", "key.json"
CHUNK = 1 << 20
NOT_A_BACKUP = tr("That file is not a backup of a journal, or it is damaged. Nothing was changed. Try another one.")


class Copy(NamedTuple):
    """A backup taken apart: its journal's file, and its key file where it is locked."""

    path: Path
    key_file: KeyFile | None


def make(connection: Connection, stem: Path, key_file: KeyFile | None, key: bytes | None) -> Path:
    """Write a backup whose name begins like that; whole or not at all, whoever writes meanwhile. Raises `OSError`."""
    suffix = OPEN_SUFFIX if key_file is None else LOCKED_SUFFIX
    return write(connection, stem.with_name(stem.name + suffix), key_file, key)


def write(connection: Connection, target: Path, key_file: KeyFile | None, key: bytes | None) -> Path:
    """Write a backup into that file."""
    temporary = home.new_beside(target)
    try:
        connection.execute("VACUUM INTO CAST(? AS TEXT)", (os.fsencode(temporary),))  # a name need not be UTF-8
        read_back(temporary, key)
        if key_file is not None:
            _pack(temporary, key_file)
        _keep(temporary, target)
    finally:
        _clear(temporary)
    return target


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


def _keep(temporary: Path, target: Path) -> None:
    descriptor = os.open(temporary, os.O_RDWR)
    os.fsync(descriptor)
    os.close(descriptor)
    temporary.replace(target)
    system.settle_folder(target.parent)


def _clear(temporary: Path) -> None:
    for left in temporary.parent.glob(f"{temporary.name}*"):
        switching.shred(left)


@contextmanager
def apart(backup: Path) -> Iterator[Copy]:
    """A backup's journal in a file of its own in the home folder, with its key file; raises `Unreadable`."""
    with switching.temporary() as path:
        try:
            with backup.open("rb") as file:
                locked = file.read(len(ZIP_MAGIC)) == ZIP_MAGIC
                file.seek(0)
                if not locked:
                    _copy(file, path)
            key_file = _unpack(backup, path) if locked else None
        except OSError as error:
            raise Unreadable(NOT_A_BACKUP) from error
        yield Copy(path, key_file)


def _copy(source: IO[bytes], path: Path) -> None:
    with path.open("wb") as into:
        while chunk := source.read(CHUNK):
            into.write(chunk)


def _unpack(backup: Path, path: Path) -> KeyFile:
    from zipfile import BadZipFile, ZipFile

    try:
        with ZipFile(backup) as archive:
            if archive.getinfo(KEY).file_size > SIZE_LIMIT:
                raise Unreadable(NOT_A_BACKUP)
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
    files = [path for path in folder.iterdir() if path.suffix in (OPEN_SUFFIX, LOCKED_SUFFIX) and path.is_file()]
    return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def rewrite(backup: Path, old: bytes | None, key_file: KeyFile | None, key: bytes | None) -> Path:
    """Put the same backup under another key, in place of the one there is; raises `Unreadable`."""
    target = backup.with_suffix(OPEN_SUFFIX if key_file is None else LOCKED_SUFFIX)
    with apart(backup) as copy, switching.temporary() as new:
        with opened(copy, old) as connection:
            switching.convert(connection, new, key)
        fresh = engine.connect(new, key)
        try:
            write(fresh, target, key_file, key)
        finally:
            fresh.close()
    if target != backup:
        switching.shred(backup)
    return target
