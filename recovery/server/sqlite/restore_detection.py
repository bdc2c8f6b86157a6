"""One server at a time on one file, and each of its runs counted, so that a file put back from a copy is noticed."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from recovery import system
from recovery.console import one_line
from recovery.errors import Unreachable
from recovery.language import tr
from recovery.server.sqlite.file import Connection
from recovery.server.sqlite.transaction import SQLiteTransaction, drive
from recovery.server.storage import bootstrap

IN_USE = tr("Another recovery serve is using this database. SQLite serves one; take PostgreSQL for several.")
OVERWRITTEN = "overwritten"


class RunCounter:
    """The runs on a file: counted in it, and in a file beside it that is locked as long as one lasts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = -1

    def hold(self) -> None:
        """One server on one file, or wakes and the order of writes would be nobody's. The first start makes the file.

        Raises `Unreachable` where another server holds it, or where it was served before and is gone.
        """
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        run = self._path.with_name(self._path.name + ".run")
        self._lock = os.open(run, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            system.lock_file(self._lock)
        except BlockingIOError:
            os.close(self._lock)
            self._lock = -1
            raise Unreachable(IN_USE) from None
        if self._counted() and not self._path.exists():
            self.let_go()
            raise Unreachable(_gone(run))
        if self._overwritten():
            self._set_log_aside()
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))

    def settle(self, connection: Connection, *, anew: bool) -> None:
        """Give the file an epoch, another one after a restore, and count this run in the file and beside it.

        A file put in this one's place has another inode. One copied over it is behind the count beside it, unless the
        server was killed in the very run in which the copy was made: for that there is `--new-epoch`.
        """
        counted = self._counted()
        connection.execute("BEGIN IMMEDIATE")
        row = connection.execute("SELECT place FROM server").fetchone()
        inode, run = row[0].split("/") if row else ("", "0")
        here = str(self._path.stat().st_ino)
        stopped_between = counted + 1  # killed after counting in the file and before doing so beside it
        restored = row is not None and (inode != here or int(run) not in (counted, stopped_between))
        anew = anew or restored or self._overwritten()
        after = max(int(run), counted) + 1
        drive(lambda tx: bootstrap.prepare(tx, f"{here}/{after}", anew=anew), SQLiteTransaction(connection))
        connection.execute("COMMIT")
        self._note(after)

    def count(self, connection: Connection) -> None:
        """Count once more, at the end of a run."""
        run = self._counted() + 1
        connection.execute("UPDATE server SET place = ?", (f"{self._path.stat().st_ino}/{run}",))
        self._note(run)

    def note_overwritten(self) -> None:
        """Remember that another content was written into the file: its epoch is over, and its log belongs to none."""
        os.pwrite(self._lock, f"{self._counted():020} {OVERWRITTEN}\n".encode(), 0)
        os.fsync(self._lock)

    def let_go(self) -> None:
        """Let another server begin."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def _counted(self) -> int:
        text = self._text()
        return int(text[0]) if text and text[0].isdigit() else 0

    def _overwritten(self) -> bool:
        return OVERWRITTEN in self._text()

    def _text(self) -> list[str]:
        return os.pread(self._lock, 64, 0).decode("ascii", "replace").split()

    def _set_log_aside(self) -> None:
        """What was in the log stays to be looked at, and is not laid over the content that somebody put there."""
        for suffix, kept in (("-wal", "-wal.aside"), ("-shm", "-shm.aside")):
            with suppress(FileNotFoundError):
                self._path.with_name(self._path.name + suffix).replace(self._path.with_name(self._path.name + kept))

    def _note(self, run: int) -> None:
        os.pwrite(self._lock, f"{run:020}\n".encode(), 0)
        os.ftruncate(self._lock, 21)
        os.fsync(self._lock)


def _gone(run: Path) -> str:
    return tr(
        "The server's database is no longer there, although it was served before. Put it back, from a backup if need "
        "be. To begin with an empty one, take away {run} too.",
        run=one_line(str(run)),
    )
