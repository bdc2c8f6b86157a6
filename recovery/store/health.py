"""What can be wrong with the folder, the files and the tables, and what of it is mended without a person's decision."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from recovery import clock, system
from recovery.errors import RecoveryError, Unreadable
from recovery.language import tr, trn
from recovery.store import (
    backups,
    home,
    keyfile,
    keys,
    kinds,
    locks,
    opening,
    page_sums,
    protecting,
    shredding,
    sql_triggers,
    switching,
    sync_notices,
)
from recovery.store import connection as connections
from recovery.store.engine import Connection, EngineError, connect, understood
from recovery.store.inbox import ASIDE
from recovery.store.keyfile import COST, KeyFile

State = Literal["ok", "advice", "fault", "mended"]
BACKUP_DAYS = 14
IN_PROFILE = tr("The folder lies in your Windows profile, which other users of this computer cannot open.")
OUTSIDE_PROFILE = tr(
    "The folder lies outside your Windows profile, so other users of this computer may be able to open it. Leave "
    "RECOVERY_HOME "
    "out, or name a folder in your profile."
)
LEFT = (home.EDITED, *switching.COPIES)
LEFT_SECONDS = 3600
NAMED_ASIDE = 20
ID_LENGTH = 36  # of a UUID


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `fault` must be mended, `advice` may wait, `mended` was just put right."""

    name: str
    state: State
    text: str


def rights(*, fix: bool) -> Iterator[Finding]:
    """Whether folder and files are closed to everybody else, and belong to this user."""
    if not system.RIGHTS:
        inside = home.folder().resolve().is_relative_to(Path.home().resolve())
        yield Finding("rights", "ok" if inside else "advice", IN_PROFILE if inside else OUTSIDE_PROFILE)
        return
    wrong = []
    for path, status in ((home.folder(), home.folder().lstat()), *_everything(home.folder())):
        wanted = home.FOLDER_RIGHTS if stat.S_ISDIR(status.st_mode) else home.FILE_RIGHTS
        if stat.S_ISLNK(status.st_mode) or (stat.S_IMODE(status.st_mode) == wanted and system.user_of(status)):
            continue
        if fix and system.user_of(status):
            path.chmod(wanted)
        wrong.append(f"{path.name} ({stat.S_IMODE(status.st_mode):o}, not {wanted:o})")
    if wrong:
        text = tr("Other users could read or change these: {names}.", names=", ".join(wrong))
        yield Finding("rights", "mended" if fix else "fault", text)
    else:
        yield Finding("rights", "ok", tr("The folder and its files are closed to everybody else."))


def _everything(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """What lies in a folder and below, but for what another command removes while this one looks."""
    with suppress(FileNotFoundError):
        for path in sorted(folder.iterdir()):
            with suppress(FileNotFoundError):
                status = path.lstat()
                yield path, status
                if stat.S_ISDIR(status.st_mode):
                    yield from _everything(path)


def leftovers(*, fix: bool) -> Iterator[Finding]:
    """Files of commands that were killed, an hour old or more; and what was set aside in the inbox."""
    present = clock.nanoseconds() // 10**9
    stale = [
        path
        for path, status in _everything(home.folder())
        if path.name.startswith(LEFT) and present - status.st_mtime > LEFT_SECONDS
    ]
    if stale and fix:
        for path in sorted(stale, reverse=True):
            shredding.clear(path)
    if stale:
        text = tr("Left behind by a command that was stopped: {names}.", names=", ".join(path.name for path in stale))
        yield Finding("leftovers", "mended" if fix else "advice", text)
    aside = home.inbox() / ASIDE
    names = [path.name for path in aside.iterdir()] if aside.is_dir() else []
    if names:
        yield Finding(
            "inbox",
            "advice",
            tr("Set aside in {aside}, not of this journal or damaged: {names}.", aside=aside, names=", ".join(names)),
        )


def key(key_file: KeyFile) -> Iterator[Finding]:
    """Whether the key file protects as it should."""
    if not key_file.cost.accepted():
        yield Finding("key", "fault", keys.TOO_DEAR if key_file.cost.enough() else keys.TOO_CHEAP)
    elif key_file.cost != COST:
        yield Finding("key", "advice", tr("The passphrase is protected at an older cost; recovery unlock renews it."))
    else:
        yield Finding(
            "key", "ok", tr("The key file is whole, and the passphrase is protected as strongly as is usual today.")
        )
    if not key_file.phrase_checked:
        yield Finding("recovery words", "advice", keyfile.UNCHECKED)


def journal(connection: Connection, *, fix: bool) -> Iterator[Finding]:
    """Whether the file fits together, and the triggers that keep history and search are what they should be."""
    try:
        switching.check(connection)
        yield Finding("journal", "ok", tr("The journal can be read whole."))
    except (RecoveryError, EngineError):
        text = tr("Something in the journal's file does not fit together. Restore a backup: recovery restore FILE")
        yield Finding("journal", "fault", text)
        return
    if damaged := page_sums.damaged_pages(connection, home.journal_path()):
        text = tr(
            "In the journal's file, {pages} of {count} cannot be read back as written. Restore a backup: recovery "
            "restore FILE. If you had another program change the file: recovery doctor --take-as-it-is",
            pages=trn("{count:,} page", "{count:,} pages", len(damaged)),
            count=f"{connection.execute('PRAGMA page_count').fetchone()[0]:,}",
        )
        yield Finding("journal", "fault", text)
        return
    wanted = sql_triggers.generated(connection)
    rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    there = {str(name): str(text) for name, text in rows}
    missing = [name for name, text in wanted.items() if there.get(name) != text]
    if missing and fix:
        connection.execute("BEGIN IMMEDIATE")
        sql_triggers.renew(connection)
        connection.execute("COMMIT")
    if missing:
        text = tr("What keeps history and search correct was missing or changed in {count} places.", count=len(missing))
        yield Finding("history", "mended" if fix else "fault", text)


def last_written(connection: Connection) -> datetime | None:
    """When the journal was last written to."""
    row = connection.execute("SELECT max(at) FROM commands").fetchone()
    return datetime.fromisoformat(row[0]) if row and row[0] else None


def machine(written: datetime | None, zone: str) -> Iterator[Finding]:
    """Whether this machine's clock and zone go with what was written."""
    present = clock.now(clock.parse_zone("UTC"))
    if written is not None and written > present + timedelta(minutes=5):
        text = tr(
            "The clock of this device is behind your last entry. Set it right, or new entries will come "
            "before old ones."
        )
        yield Finding("clock", "fault", text)
    else:
        yield Finding("clock", "ok", tr("The clock agrees with your last entry."))
    here = clock.system_zone()
    if here != zone and clock.now(clock.parse_zone(here)).utcoffset() != clock.now(clock.parse_zone(zone)).utcoffset():
        text = tr(
            "Your journal is on the clock of {zone}, this device on that of {here}: recovery config timezone ZONE",
            zone=zone,
            here=here,
        )
        yield Finding(tr("time zone"), "advice", text)
    else:
        yield Finding(tr("time zone"), "ok", tr("Your journal is on the clock of {zone}.", zone=zone))


def sync(connection: Connection) -> Iterator[Finding]:
    """Whether what this journal shares with other devices is as it should be; nothing where it does not sync."""
    row = connection.execute("SELECT folder, warnings FROM sync_state").fetchone()
    if row is None:
        return
    folder, warnings = row
    if folder != home.device():
        text = tr(
            "This journal was copied from another device, and two devices must not sync as one. "
            "Run recovery sync leave here, then join again or pair this device."
        )
        yield Finding("sync", "fault", text)
        return
    aside = connection.execute(
        "SELECT kind, local, aside FROM sync_record WHERE aside IS NOT NULL ORDER BY kind, local"
    ).fetchall()
    for kind, local, why in aside[:NAMED_ASIDE]:
        what = (
            tr("not sent")
            if why in sync_notices.NOT_SENT
            else "kept"
            if why == sync_notices.HELD
            else tr("not accepted")
        )
        yield Finding("sync", "advice", f"{_record_name(kind, local)} was {what}: {sync_notices.why(why).rstrip('.')}.")
    if len(aside) > NAMED_ASIDE:
        yield Finding("sync", "advice", tr("{count:,} more records were set aside.", count=len(aside) - NAMED_ASIDE))
    for text in sync_notices.told(warnings):
        yield Finding("sync", "advice", text)
    if not aside and warnings == "[]":
        yield Finding("sync", "ok", tr("What is shared with your other devices fits together."))


def _record_name(kind: str, local: str) -> str:
    """A record by its kind and the beginning of its id; a name that a person gave is not told."""
    word = kinds.called(kind) or ("record" if kind in ("", "heads") else kind)
    return f"A {word} ({local[:8]})" if len(local) == ID_LENGTH and kinds.local_key(kind) == "id" else f"A {word}"


def copies(written: datetime | None, key_file: KeyFile | None, secret: bytes | None, *, fix: bool) -> Iterator[Finding]:
    """Whether there is a backup of late, each can be read, and none is open beside a locked journal."""
    backups_there, broken, unlocked = backups.own(), [], []
    for path in backups_there:
        try:
            _try(path, key_file, secret)
        except (RecoveryError, EngineError, OSError):
            if path.exists():  # else another command has just put a newer one in its place
                broken.append(path.name)
        if key_file is not None and path.suffix == backups.OPEN_SUFFIX:
            unlocked.append(path.name)
    if unlocked and fix and key_file is not None and secret is not None:
        protecting.rewrite_backups(None, key_file, secret)
    if unlocked:
        text = tr("Not locked, though the journal is: {names}.", names=", ".join(unlocked))
        yield Finding("backups", "mended" if fix and secret is not None else "fault", text)
    if broken:
        yield Finding(
            "backups", "fault", tr("These backups cannot be read; remove them: {names}.", names=", ".join(broken))
        )
    yield from _age(written, backups_there, broken, whole=not broken and not unlocked)


def _age(written: datetime | None, files: list[Path], broken: list[str], *, whole: bool) -> Iterator[Finding]:
    whole_ones = [path for path in files if path.name not in broken and path.exists()]
    newest = max((path.stat().st_mtime for path in whole_ones), default=None)
    if newest is None:
        if written is not None:
            yield Finding("backups", "advice", tr("There is no backup yet: recovery backup"))
    elif written is not None and written.timestamp() - newest > BACKUP_DAYS * 86_400:
        yield Finding(
            "backups",
            "advice",
            tr("The last backup is over {backup_days} days older than your last entry.", backup_days=BACKUP_DAYS),
        )
    elif whole:
        name = files[-1].name
        number = trn("{count} backup", "{count} backups", len(files))
        yield Finding(
            "backups",
            "ok",
            tr("{number} in {backups}, the newest {name}.", number=number, backups=home.backups(), name=name),
        )


def _try(path: Path, key_file: KeyFile | None, secret: bytes | None) -> None:
    """Read a backup whole, as far as the present key opens it."""
    with backups.apart(path) as copy:
        if copy.key_file is None:
            with backups.opened(copy, None):
                return
        if key_file is None or secret is None:
            return
        opens = (
            secret
            if copy.key_file.public == key_file.public
            else keys.retired_key(key_file, secret, copy.key_file.public)
        )
        if opens is not None:
            with backups.opened(copy, opens):
                return


def take_as_it_is() -> None:
    """From now on count what stands in the journal's file as what was written. Raises as `existing` does."""
    switching.settle(anyway=True)
    page_sums.forget(home.journal_path())
    if home.key_path().exists():
        key_file, key = opening.current()
        with understood(), locks.alone(), closing(connect(home.journal_path(), key)) as journal_file:
            journal_file.execute("UPDATE journal SET key_generation = ?", (key_file.generation,))
    else:
        home.lock_mark().unlink(missing_ok=True)
    with connections.existing() as journal, journal.transaction():
        pass  # the checksums that are made now are of all that is there


def damaged() -> bool:
    """Whether the journal, which the key of this run opens, is damaged where nobody looked yet. Never raises."""
    try:
        with connections.existing(connections.SESSION) as journal:
            switching.check(journal.connection)
            return bool(page_sums.damaged_pages(journal.connection, home.journal_path()))
    except (Unreadable, EngineError, ValueError):  # the engine stumbles over names that are no text any more
        return True
    except (RecoveryError, OSError):
        return False


def key_file_here() -> KeyFile | None:
    """The key file, `None` for an open journal; raises `Unreadable`."""
    switching.settle()
    return keyfile.load() if home.key_path().exists() else None
