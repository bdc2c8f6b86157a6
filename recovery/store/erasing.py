"""Erasing so that nothing can be read back: from tables, history, full-text index, log, backups and journals put aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from recovery.errors import RecoveryError
from recovery.language import tr
from recovery.store import backups, database, engine, home, keyfile, kinds, page_sums, shredding, switching
from recovery.store import connection as connections
from recovery.store.engine import Connection, EngineError
from recovery.store.keyfile import KeyFile

# Without 'optimize' the full-text index keeps the words through a VACUUM.
_SCRUB = ("INSERT INTO search (search) VALUES ('optimize')", "VACUUM")
# What is left in `sync_record` of an entry that was erased, so that other devices hear of it: that it was, and where.
ERASED: Mapping[str, Any] = MappingProxyType(
    {"local": "", "row": None, "live": False, "clocks": "", "kept": None}
    | {"version": None, "blob": None, "aside": None, "erased": True}
)
STILL_READ = tr(
    "Another program is reading the journal, so its log still holds some of it. Close that, then: recovery purge"
)
STILL_THERE = tr("This backup could not be opened, so it still holds what was erased: {path}")
STILL_ASIDE = tr(
    "A journal that recovery restore put aside could not be opened, so it may still hold what was erased. If "
    "you need nothing from it, delete it with: rm -r {path}"
)


class Wanted(NamedTuple):
    """Which entries are meant: those with that `id`, those lived before `day` (ISO), or of one table that one.

    With a table the column may be any by which its rows are the same on every device, as `kinds.local_key` names it.
    """

    column: str
    value: str
    table: str | None = None

    @property
    def sign(self) -> str:
        """How the column compares to the value."""
        return "<" if self.column == "day" and self.table is None else "="

    @property
    def condition(self) -> str:
        """As SQL, with one value to bind."""
        return f"{self.column} {self.sign} ?"


def before(day: str) -> Wanted:
    """The entries of the days before that one."""
    return Wanted("day", day)


def of_id(id: str) -> Wanted:
    """One entry."""
    return Wanted("id", id)


def count(connection: Connection, wanted: Wanted) -> int:
    """How many entries are meant."""
    counts = (
        connection.execute(f"SELECT count(*) FROM {table} WHERE {wanted.condition}", (wanted.value,)).fetchone()[0]
        for table in _tables(connection, wanted)
    )
    return sum(int(number) for number in counts)


def erase(connection: Connection, wanted: Wanted) -> None:
    """Delete the entries and all that history knows of them, inside a transaction; other devices are told at a sync."""
    for table in _tables(connection, wanted):
        _mark_erased(connection, table, wanted)
        connection.execute(f"DELETE FROM {table} WHERE {wanted.condition}", (wanted.value,))
        # Each life of a row ends with a deletion that holds it whole; all changes of that life go.
        _forget_lives(connection, table, f"data ->> '{wanted.column}' {wanted.sign} ?", wanted.value)
    finish_history(connection)


def erase_row(connection: Connection, table: str, row: int, column: str, value: str) -> None:
    """Delete a row that another device erased, its history, and that of rows which stood for the same before it.

    `column` and `value` say by what it is the same, as `kinds.local_key` names it. `finish_history` follows, once for all.
    """
    connection.execute(f"DELETE FROM {table} WHERE key = ?", (row,))
    connection.execute('DELETE FROM changes WHERE "table" = ? AND row = ?', (table, row))
    if column != "id":
        _forget_lives(connection, table, f"data ->> '{column}' = ?", value)


def _forget_lives(connection: Connection, table: str, condition: str, value: str) -> None:
    ends = connection.execute(
        f"""SELECT row, key, (SELECT coalesce(max(e.key), 0) FROM changes e WHERE e."table" = c."table"
            AND e.row = c.row AND e.action = 'delete' AND e.key < c.key)
            FROM changes c WHERE "table" = ? AND action = 'delete' AND {condition}""",
        (table, value),
    ).fetchall()
    for row, end, start in ends:
        connection.execute(
            'DELETE FROM changes WHERE "table" = ? AND row = ? AND key > ? AND key <= ?', (table, row, start, end)
        )


def finish_history(connection: Connection) -> None:
    """After rows were erased, inside the same transaction: the commands that nothing is left of."""
    there = _there(connection)
    numbered = "AND key NOT IN (SELECT command FROM plan_revision)" if "plan_revision" in there else ""
    connection.execute(
        f"""DELETE FROM commands WHERE key NOT IN (SELECT command FROM changes WHERE command IS NOT NULL) {numbered}
           AND key NOT IN (SELECT undoes FROM commands WHERE undoes IS NOT NULL)
           AND key <> coalesce((SELECT command FROM context), 0) AND undoes IS NULL"""
    )
    if "sync_state" in there:  # the next change may get a number that was given before
        connection.execute("UPDATE sync_state SET scanned = min(scanned, (SELECT coalesce(max(key), 0) FROM changes))")


def _mark_erased(connection: Connection, table: str, wanted: Wanted) -> None:
    """Where sync is on: of the records of these entries keep only that they were erased, for the other devices.

    A record that no server has seen leaves nothing behind. What was deleted before, and is kept for an undo elsewhere,
    is erased as well.
    """
    if "sync_record" not in _there(connection):
        return
    theirs = f"""kind = ? AND (row IN (SELECT key FROM {table} WHERE {wanted.condition})
                 OR kept -> 'f' ->> '{wanted.column}' {wanted.sign} ?)"""
    values = (table, wanted.value, wanted.value)
    apart = "sync_sealed" in _there(connection)  # else a backup of before `schema.sealing`
    if apart:
        connection.execute(
            f"DELETE FROM sync_sealed WHERE record IN (SELECT id FROM sync_record WHERE {theirs})", values
        )
    columns = {name: value for name, value in ERASED.items() if not (apart and name in ("version", "blob"))}
    assignments = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(f"UPDATE sync_record SET {assignments}, unsent = 1 WHERE {theirs}", (*columns.values(), *values))
    connection.execute(
        "DELETE FROM sync_record WHERE kind = ? AND erased = 1 AND known IS NULL AND count = 0", (table,)
    )


def scrub(connection: Connection) -> bool:
    """Make erased text unreadable in the file and its log; false while another program still reads the log."""
    for statement in _SCRUB:
        connection.execute(statement)
    return int(connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]) == 0


class Copies(NamedTuple):
    """The program's own copies from which something was erased, and sentences about those that could not be reached."""

    wanted: tuple[Wanted, ...]
    paths: frozenset[Path]
    left: list[str]


def in_copies(*wanted: Wanted, known: frozenset[Path] = frozenset()) -> Copies:
    """Erase the same from the own backups and the journals put aside, but for the `known` ones.

    At the end of the command, before it is kept in the journal itself: whoever is killed meanwhile still finds the entry
    there, and says it again.
    """
    from shlex import quote

    key_file, key = connections.keys_here()
    own = [path for path in backups.own() if path not in known]
    asides = [path for path in home.asides() if path not in known]
    left = [STILL_THERE.format(path=path) for path in own if not _changed(path, wanted, key_file, key)]
    still = [path for path in asides if not _changed_aside(path, wanted, key_file, key)]
    return Copies(
        wanted, known.union(own, asides), left + [STILL_ASIDE.format(path=quote(str(path))) for path in still]
    )


def finish(connection: Connection, copies: Copies) -> list[str]:
    """Once it is kept: the file, its log, and copies made since; says what still holds what was erased."""
    left = [] if scrub(connection) else [STILL_READ]
    switching.erase_abandoned(home.folder(), home.backups())
    return [*left, *copies.left, *in_copies(*copies.wanted, known=copies.paths).left]


def _erase_alone(connection: Connection, wanted: Sequence[Wanted]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for one in wanted:
        erase(connection, one)
    connection.execute("COMMIT")


def _changed(backup: Path, wanted: Sequence[Wanted], key_file: KeyFile | None, key: bytes | None) -> bool:
    try:
        with backups.apart(backup) as copy:
            opens = key_of(copy.key_file, key_file, key)
            with backups.opened(copy, opens) as connection:
                _erase_alone(connection, wanted)
                scrub(connection)
                backups.write(connection, backup, copy.key_file, opens)
    except (RecoveryError, OSError, EngineError):
        return False
    return True


def _changed_aside(folder: Path, wanted: Sequence[Wanted], key_file: KeyFile | None, key: bytes | None) -> bool:
    path = folder / home.journal_path().name
    if not path.exists():
        return not any(folder.iterdir())
    for opens in _keys_of(folder, key_file, key):
        try:
            # In place, as in the journal itself: a copy put in its place would leave the old one's blocks on the disk.
            with closing(engine.connect(path, opens)) as connection:
                database.identity(connection)
                switching.check(connection)
                page_sums.forget(path)
                _erase_alone(connection, wanted)
                return scrub(connection)
        except (RecoveryError, OSError, EngineError):
            continue
    return False


def _keys_of(folder: Path, key_file: KeyFile | None, key: bytes | None) -> list[bytes | None]:
    """The keys that may open a journal put aside: by its own key file, else all that the present one knows."""
    if database.is_plain(folder / home.journal_path().name):
        return [None]
    try:
        return [key_of(keyfile.load(folder / home.key_path().name), key_file, key)]
    except RecoveryError:
        if key_file is None or key is None:
            return []
    from recovery.store import keys

    return [key, *(keys.retired_key(key_file, key, public) for public, _ in key_file.retired)]


def key_of(of: KeyFile | None, key_file: KeyFile | None, key: bytes | None) -> bytes | None:
    """The key of a backup with that key file, out of the present one; raises `Locked` where it has none."""
    if of is None:
        return None
    from recovery.store import keys

    if key_file is None or key is None:
        from recovery.store import opening

        passphrase = opening.given()
        return keys.by_passphrase(of, passphrase) if passphrase else opening.key_of(of, opening.Ask.SESSION)
    if of.public == key_file.public:
        return key
    past = keys.retired_key(key_file, key, of.public)
    if past is None:
        from recovery.errors import Locked

        raise Locked(keys.WRONG)
    return past


def in_folder() -> frozenset[Path]:
    """What the folder holds, for `unmade`."""
    return frozenset(home.folder().iterdir()) if home.folder().is_dir() else frozenset()


def unmade(before: frozenset[Path]) -> None:
    """Take away the files that came since: of a journal that was made for something that came to nothing."""
    for path in in_folder() - before:
        if path.is_file():
            path.unlink()
    if not before:
        _remove_folder(home.folder())


def everything() -> list[Path]:
    """Erase all that the journal keeps in its folder, the keys first; returns what could not be erased."""
    folder = home.folder()
    for path in (home.key_path(), home.next_key_path(), *folder.glob("key.old-*.json")):
        shredding.shred(path)
    names = ("journal.db*", ".*", "device", "config.toml", "card.json", "locked")
    whole = [home.inbox(), home.backups(), *home.asides()]
    for path in [path for name in names for path in folder.glob(name) if path.is_file()]:
        shredding.shred(path)
    left = (home.EDITED, *switching.COPIES)
    for part in [*whole, *(path for path in folder.glob(".*") if path.name.startswith(left) and path.is_dir())]:
        shredding.clear(part)
    _remove_folder(folder)
    return [path for path in folder.iterdir() if path.name != home.SERVER] if folder.is_dir() else []


def _remove_folder(path: Path) -> None:
    try:
        path.rmdir()
    except OSError:
        return


def _tables(connection: Connection, wanted: Wanted) -> list[str]:
    """The tables that this journal has and that are meant: an old backup may lack the newest; a plan has no days."""
    meant, there = kinds.SYNCED if wanted.table is None else (wanted.table,), _there(connection, wanted.column)
    return [table for table in meant if table in there]


def _there(connection: Connection, column: str = "*") -> set[str]:
    """The tables that this journal has, those with that column."""
    rows: list[tuple[Any, ...]] = connection.execute(
        """SELECT DISTINCT tables.name FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
           WHERE tables.type = 'table' AND columns.name GLOB ?""",
        (column,),
    ).fetchall()
    return {str(row[0]) for row in rows}
