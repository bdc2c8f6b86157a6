"""Putting another file in the journal's place: locked for open, under another key, or out of a backup.

Two files change, the journal and its key file, and the machine may stop between any two instructions. So the new
key file is written beside the old one first, with the first 16 bytes of the journal that it belongs to (for a locked
file a random salt). The rename of the journal is the switch: `settle` reads how the file in place begins and then
finishes, or forgets, what was under way. At each instant the old or the new one opens the journal, whole.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from recovery import system
from recovery.errors import Unreadable
from recovery.language import tr
from recovery.store import files, home, keyfile, locks, page_sums, shredding
from recovery.store.database import PLAIN_HEADER, beginning, identity, journal_mode, open_file
from recovery.store.engine import Connection, EngineError, EngineFailure, connect, sql_key, understood
from recovery.store.keyfile import KeyFile
from recovery.wire import strict_json

TEMPORARY, COPY = ".switch-", ".copy-"
COPIES = (TEMPORARY, COPY, home.NEW)  # how the folders of copies are called until they are whole
NEXT_KEY = tr(
    "The file key.next.json, which says how a change of the journal's key goes on, is damaged or not of this journal. "
    "Nothing was changed. If you changed no key, go on without it: recovery doctor --take-as-it-is. Else put a backup in "
    "the journal's place: recovery restore FILE (recovery doctor lists them)"
)
NOT_WHOLE = tr("The copy that was made could not be read back whole, so nothing was changed. Run: recovery doctor")


class NextKeyDamaged(Unreadable):
    """The file that says how a switch goes on is not one that this program wrote for the journal here."""

    def __init__(self) -> None:
        super().__init__(NEXT_KEY)


def settle(*, anyway: bool = False) -> None:
    """Finish or forget a switch that was interrupted; raises `Unreadable` while one is under way.

    Raises `NextKeyDamaged`, or puts that file aside where the person wants to go on `anyway`.
    """
    if home.next_key_path().exists():
        with locks.alone():
            try:
                _settle()
            except NextKeyDamaged:
                if not anyway:
                    raise
                _set_aside(home.next_key_path())


def _settle() -> None:
    path = home.next_key_path()
    with suppress(FileNotFoundError):
        begins, key_file = _read_next(path)
        if begins and beginning(home.journal_path()) == begins:
            if (key_file is None) != (begins == PLAIN_HEADER):
                raise NextKeyDamaged  # a locked journal has a key file, an open one has none
            if key_file is None:
                home.key_path().unlink(missing_ok=True)
            else:
                _set_other_aside(key_file)
                keyfile.save(key_file)
        path.unlink()
        system.settle_folder(path.parent)
    for left in home.folder().glob(f"{TEMPORARY}*"):
        shredding.clear(left)


def _read_next(path: Path) -> tuple[bytes, KeyFile | None]:
    try:
        document = strict_json.read(files.read(path))
        key = document["key"]
        key_file = None if key is None else KeyFile.from_json(json.dumps(key, indent=1).encode("ascii"))
        return bytes.fromhex(document["begins"]), key_file
    except FileNotFoundError:
        raise
    except Unreadable as error:
        if error.sentence == keyfile.NEWER:
            raise
        raise NextKeyDamaged from None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise NextKeyDamaged from None


def _set_other_aside(new: KeyFile) -> None:
    """Keep the key file of another journal that is here: what takes its place may be of somebody else."""
    with suppress(Unreadable):
        if home.key_path().exists() and keyfile.load().journal != new.journal:
            _set_aside(home.key_path())


def _set_aside(path: Path) -> None:
    path.rename(home.folder() / f"key.old-{os.urandom(4).hex()}.json")


@contextmanager
def temporary(prefix: str = COPY, beside: Path | None = None) -> Iterator[Path]:
    """A file to be, in a folder of its own in the home folder or `beside`; what is still there at the end is erased.

    Its folder is locked for as long: one that is not was left by a command that was killed (`erase_abandoned`).
    """
    folder = (beside or Path(home.make_folder())) / f"{prefix}{os.urandom(8).hex()}"
    folder.mkdir(mode=home.FOLDER_RIGHTS)
    let_go = system.lock_folder(folder, alone=True)
    try:
        path = folder / home.journal_path().name
        os.close(system.create_private(path))
        yield path
    finally:
        shredding.clear(folder)
        if let_go is not None:
            let_go()


def erase_abandoned(*folders: Path) -> None:
    """Erase the copies that killed commands left in those folders; what somebody works on stays."""
    for path in (path for folder in folders for path in folder.glob(".*") if path.name.startswith(COPIES)):
        if path.is_dir():
            with suppress(BlockingIOError):
                let_go = system.lock_folder(path, alone=True)
                if let_go is not None:  # else nobody can tell
                    shredding.clear(path)
                    let_go()


def convert(source: Connection, target: Path, key: bytes | None, generation: int = 0) -> None:
    """Write the whole journal into an empty file under another key, or open; checked by reading it back.

    `generation` is that of the key file it will have.
    """
    source.execute(f"ATTACH CAST(? AS TEXT) AS target KEY {sql_key(key)}", (os.fsencode(target),))
    try:
        source.execute("SELECT sqlcipher_export('target')")
        for pragma in ("user_version", "application_id"):  # the export leaves these out
            value = int(source.execute(f"PRAGMA main.{pragma}").fetchone()[0])
            source.execute(f"PRAGMA target.{pragma} = {value}")
    finally:
        source.execute("DETACH target")
    made = connect(target, key)
    try:
        with suppress(EngineFailure):  # a journal of an older program counts none
            made.execute("UPDATE journal SET key_generation = ?", (generation,))
        made.execute(f"PRAGMA journal_mode = {journal_mode(home.journal_path())}")
        check(made)
        if _census(made) != _census(source):
            raise Unreadable(NOT_WHOLE)
    finally:
        made.close()


def check(connection: Connection) -> None:
    """Read a journal's file whole; raises `Unreadable` where anything in it does not fit together."""
    wrong = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(1)")]
    if wrong != ["ok"]:
        raise Unreadable(NOT_WHOLE)


def _census(connection: Connection) -> list[object]:
    tables = sorted(
        str(row[0])
        for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
        if not str(row[0]).startswith("sqlite_")
    )
    counts = [connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables]
    return [identity(connection), tables, counts]


@contextmanager
def quiet(key_file: KeyFile | None, key: bytes | None) -> Iterator[Connection]:
    """The journal in place, open in this process alone, everything in its one file; inside `locks.alone`."""
    connection = open_file(home.journal_path(), key_file, key)
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise Unreadable(locks.IN_USE)
        yield connection
    finally:
        if home.journal_path().exists():
            with suppress(EngineError):
                connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.close()


def put_in_place(new: Path, key_file: KeyFile | None, *, key_changes: bool, erase: bool = True) -> None:
    """Make a file the journal, inside `locks.alone`; what was there is overwritten where nobody can need it (`erase`)."""
    begins = beginning(new)
    descriptor = os.open(new, os.O_RDWR)
    os.fsync(descriptor)
    os.close(descriptor)
    if key_changes:
        document = {"begins": begins.hex(), "key": None if key_file is None else key_file.to_json()}
        home.write_private(home.next_key_path(), json.dumps(document).encode("ascii"))
    journal = home.journal_path()
    with system.old_content(journal) as opened:
        page_sums.forget(journal)  # of a journal that is locked now they would tell what stood in it
        for name in ("-wal", "-shm"):
            journal.with_name(journal.name + name).unlink(missing_ok=True)
        new.replace(journal)
        system.settle_folder(journal.parent)
        _settle()
        if erase and opened is not None:
            with opened() as old:
                shredding.overwrite(old)


def change_key(old_file: KeyFile | None, old: bytes | None, new_file: KeyFile | None, key: bytes | None) -> None:
    """Write the whole journal under another key, lock it, or open it: all of it or nothing. Raises `Unreadable`.

    Where it gets a key, what a copy of the old file holds of a server's account is worth nothing after the next sync.
    """
    with understood(), locks.alone():
        _settle()
        with _announced(), temporary(TEMPORARY) as new, quiet(old_file, old) as source:
            if key is not None:
                mark_to_be_replaced(source)
            convert(source, new, key, new_file.generation if new_file else 0)
            source.close()
            put_in_place(new, new_file, key_changes=True)


def mark_to_be_replaced(connection: Connection) -> None:
    """Have the next sync begin with other keys for this device. Keys drawn for that before are in the copy too: then twice."""
    connection.execute("UPDATE sync_state SET renewing = 1 + (next_signing IS NOT NULL)")


@contextmanager
def _announced() -> Iterator[None]:
    """A sign that a copy is being made: whoever comes after a crash erases what is left of it."""
    home.write_private(home.next_key_path(), json.dumps({"begins": "", "key": None}).encode("ascii"))
    try:
        yield
    finally:
        _settle()
