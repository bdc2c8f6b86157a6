"""A journal made, or brought to this program's schema: whole or not at all, by one process at a time, after a backup.

Nearly every command finds both done, and does not load this.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recovery import system
from recovery.store import backups, engine, home, locks, schema, sql_triggers
from recovery.store.database import journal_mode, up_to_date, version
from recovery.store.engine import Connection

if TYPE_CHECKING:
    from sqlite_utils import Database

    from recovery.store.keyfile import KeyFile

WAIT_SECONDS = 600.0


def make(path: Path, key_file: KeyFile | None, key: bytes | None) -> None:
    """A new journal, put in place once it is whole: an empty file is never taken for one, and the first made stays."""
    temporary = home.new_beside(path)
    try:
        connection = engine.connect(temporary, key)
        try:
            connection.execute(f"PRAGMA journal_mode = {journal_mode(path)}")
            migrate(connection)
            if key_file is not None:
                connection.execute("UPDATE journal SET id = ?", (key_file.journal,))
            # Closing does this too, but says nothing where the disk is full; the log is not put in place.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
        with suppress(FileExistsError):
            _link(temporary, path)
        system.settle_folder(path.parent)
    finally:
        for left in path.parent.glob(f"{temporary.name}*"):
            left.unlink(missing_ok=True)


def _link(temporary: Path, path: Path) -> None:
    """Give the file its name unless that is taken; raises `FileExistsError`."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: the rename is as good as long as nobody else makes a journal
        if not path.exists():
            temporary.rename(path)


def bring_up(connection: Connection, key_file: KeyFile | None, key: bytes | None) -> None:
    """Migrate the journal in place, which an older program wrote; whoever comes second finds it done."""
    with locks.alone(home.make_part(home.backups()), WAIT_SECONDS):
        steps = version(connection)
        if steps >= len(schema.MIGRATIONS):
            return
        if steps:
            backups.make(connection, home.backups() / f"before-step-{steps + 1}", key_file, key)
        migrate(connection)


def migrate(connection: Connection) -> None:
    """Bring a journal to this program's schema, one writer at a time, each step whole or not at all."""
    database = engine.tools(connection)
    from sqlite_utils import Migrations  # not before that: what is loaded first decides on its engine

    steps = Migrations("recovery")
    for number, step in enumerate(schema.MIGRATIONS, start=1):
        steps(name=f"{number:04}-{step.__name__}")(_on_connection(step, number))
    connection.execute("BEGIN IMMEDIATE")
    try:
        if not up_to_date(connection):
            steps.apply(database)
            sql_triggers.renew(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has ended it already
            connection.execute("ROLLBACK")
        raise


def _on_connection(step: Any, number: int) -> Any:
    def run(database: Database) -> None:
        step(database.conn)
        database.conn.execute(f"PRAGMA user_version = {number}")
        database.conn.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")

    run.__name__ = step.__name__
    return run
