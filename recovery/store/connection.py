"""The way to the journal: opened for a command, made where there is none, and one transaction for each command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from recovery import clock
from recovery.errors import NotFound, Unreadable
from recovery.language import tr
from recovery.store import engine, home, invocation, locks, page_sums, sealed_command
from recovery.store.database import has_log, journal_mode, note_generation, open_to_read, up_to_date
from recovery.store.engine import Connection, EngineError, EngineFailure, understood

if TYPE_CHECKING:
    from recovery.store.keyfile import KeyFile

MARK = "UPDATE context SET mark = random()"  # by it `page_sums` knows one state of the file from another
# Who may be asked for the key: the values of `opening.Ask`, which a command on an open journal need not load.
PERSON, MACHINE, SESSION = "person", "machine", "session"
WAS_LOCKED = tr(
    "The journal in this folder was locked, and its key file is gone: somebody took it away, or put an open journal in "
    "its place. Nothing was opened. Put key.json back, or a backup: recovery restore FILE (recovery doctor lists them). "
    "If you did it yourself: recovery doctor --take-as-it-is"
)
NO_JOURNAL = tr("There is no journal yet. Make one with: recovery init. Hard right now? recovery sos")


class Journal:
    """An open journal: one connection, and `command` for everything that writes."""

    def __init__(self, connection: Connection, device: str | None = None) -> None:
        self.connection = connection
        self._device = device
        self.execute = connection.execute
        self.executemany = connection.executemany

    @contextmanager
    def command(self, name: str, *, origin: str = "local") -> Iterator[int]:
        """One command: one transaction that is kept whole or not at all, and one step for `undo`.

        Yields the command's number. Raises `Unreadable` when the disk refuses. What comes from the inbox is remembered
        in the same transaction, so that it is taken in once.
        """
        arriving = invocation.current().arriving
        with self.transaction():
            number = self.note_command(name, "inbox" if arriving else origin)
            if arriving:
                sealed_command.remember(self.connection, arriving.arrival)
            yield number
            self.end_command()

    def note_command(self, name: str, origin: str) -> int:
        """Let what is written from here on, inside a transaction, be the work of a command; returns its number."""
        cursor = self.execute(
            "INSERT INTO commands (at, device, origin, name) VALUES (?, ?, ?, ?)",
            (clock.stamp(), self._device or home.device(), origin, name),
        )
        number = int(cursor.lastrowid or 0)
        self.execute("UPDATE context SET command = ?", (number,))
        return number

    def end_command(self) -> None:
        """What follows, inside the same transaction, is no command's work any more."""
        self.execute("UPDATE context SET command = NULL")
        invocation.current().written = True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep what is written whole or not at all, without it being a step of history."""
        self.execute("BEGIN IMMEDIATE")
        try:
            self.execute(MARK)
            yield
            self.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def exists() -> bool:
    """Whether there is a journal; raises `Unreadable` where that cannot be told."""
    try:
        return home.has(home.JOURNAL)
    except OSError as error:
        raise Unreadable(home.NOT_READ.format(folder=home.folder())) from error


@contextmanager
def existing(ask: str = PERSON) -> Iterator[Journal]:
    """The journal that is there, to read or to write; raises `NotFound` if there is none, `Locked` without its key."""
    if not exists():
        raise NotFound(NO_JOURNAL)
    with _opened(ask) as journal:
        yield journal


@contextmanager
def existing_or_new() -> Iterator[Journal]:
    """The journal, for a command that may write the first entry; if there is none, it is made whole or not at all."""
    home.make_folder()
    with _opened(make=True) as journal:
        yield journal


@contextmanager
def rehearsing() -> Iterator[Journal]:
    """An empty journal in memory, to try out what a command would do where there is none yet; leaves no trace."""
    from recovery.store import migrating

    with understood():
        connection = engine.connect(":memory:")
        try:
            migrating.migrate(connection)
            yield Journal(connection, device="rehearsal")
        finally:
            connection.close()


@contextmanager
def _opened(ask: str = PERSON, *, make: bool = False) -> Iterator[Journal]:
    path = home.place(home.JOURNAL)
    with understood():
        if home.has(home.NEXT_KEY):
            from recovery.store import switching

            switching.settle()
        with locks.shared(), page_sums.beside_connection():
            key_file, key = keys_here(ask)
            if make and not home.has(home.JOURNAL):
                if key_file is None:
                    home.lock_mark().unlink(missing_ok=True)
                from recovery.store import migrating

                migrating.make(home.journal_path(), key_file, key)
            if key_file is None:
                _refuse_unlocked()
            connection = open_to_read(path, key_file, key)
            try:
                sums = page_sums.check(connection, path) if key_file is None else None
                _bring_up(connection, key_file, key)
                if key_file is not None:
                    _remember(connection, key_file)
                    _take_in()
                yield Journal(connection)
                if key_file is None:
                    page_sums.keep(connection, path, sums)
            finally:
                connection.close()


def has_key_file() -> bool:
    """Whether the journal here is a locked one; raises `Unreadable` where it was, and its key file is gone."""
    if home.has(home.KEY):
        return True
    if exists():
        _refuse_unlocked()
    return False


def _refuse_unlocked() -> None:
    """Raise `Unreadable` where the journal here was locked, and has no key file any more."""
    if os.path.exists(home.place(home.LOCK_MARK)):
        raise Unreadable(WAS_LOCKED)


def _remember(connection: Connection, key_file: KeyFile) -> None:
    """Remember what a locked journal was opened with, so that nothing older is taken for it."""
    home.mark_locked()
    with suppress(EngineError):  # a disk that takes nothing
        note_generation(connection, key_file)


def _take_in() -> None:
    """What the run has to do once, as soon as a locked journal is open: the inbox is taken in."""
    run = invocation.current()
    take_in, run.at_first_opening = run.at_first_opening, None
    if take_in is not None:
        take_in()


def keys_here(ask: str = PERSON) -> tuple[KeyFile | None, bytes | None]:
    """The key file and the key of the journal that is here; `None` twice for one without a passphrase."""
    if not home.has(home.KEY):
        return None, None
    from recovery.store import opening

    return opening.current(opening.Ask(ask))


def _bring_up(connection: Connection, key_file: KeyFile | None, key: bytes | None) -> None:
    """Give a restored journal its log, and migrate one of an older program."""
    if not has_log(connection):
        with suppress(EngineFailure):  # somebody else is using it: the next command does it
            connection.execute(f"PRAGMA journal_mode = {journal_mode(home.journal_path())}")
    if not up_to_date(connection):
        from recovery.store import migrating

        migrating.bring_up(connection, key_file, key)
