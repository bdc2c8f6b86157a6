"""A backup put in the place of the journal: which key it then has, and where the journal that was here is kept."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from enum import Enum
from pathlib import Path

from recovery import clock
from recovery.errors import Locked, RecoveryError, Refused, Unreadable
from recovery.language import tr
from recovery.store import backups, connection, home, keyfile, locks, opening, session, shredding, switching, sync_state
from recovery.store.backups import Copy
from recovery.store.database import identity, open_file
from recovery.store.engine import EngineError, understood
from recovery.store.keyfile import KeyFile

OTHER_OPEN = tr(
    "That backup is of another journal and is not locked, so it cannot take this one's place. Nothing was changed. "
    "Restore it into a folder of its own: RECOVERY_HOME=FOLDER recovery restore FILE"
)


class Sync(Enum):
    """What becomes of sync with a backup in the journal's place."""

    NEVER = tr("neither of the two has joined a server")
    ENDS = tr("the journal here syncs, the backup does not")
    GOES_ON = tr("the backup is this device's own")
    OF_ANOTHER = tr("the backup is of another device, or of this one before it joined again")


def present() -> KeyFile | None:
    """The key file of the journal here; `None` for an open journal, and where it cannot be read."""
    return keyfile.load() if home.key_path().exists() and _whole(home.key_path()) else None


def checked(copy: Copy, here: KeyFile | None, key: bytes | None) -> str:
    """The id of the journal in the backup, empty where nobody can open it now; raises `Refused` for another's, open."""
    name = _identity(copy, key) if key is not None or copy.key_file is None else ""
    if copy.key_file is None and here is not None and name != here.journal:
        raise Refused(OTHER_OPEN)
    return name


def another(copy: Copy, here: KeyFile | None, name: str) -> bool:
    """Whether the backup is of another journal than the one here, or open where the one here was locked."""
    if copy.key_file is None and here is None and home.lock_mark().exists():
        return True
    if not connection.exists():
        return False
    there = here.journal if here is not None else _identity_here()
    of = name or (copy.key_file.journal if copy.key_file is not None else "")
    return bool(there) and bool(of) and there != of


def _identity_here() -> str:
    """The id of the open journal here; empty where it cannot be read."""
    try:
        with understood(), locks.shared(), closing(open_file(home.journal_path(), None, None)) as source:
            return identity(source)
    except (RecoveryError, EngineError):
        return ""


def put_in_place(copy: Copy, here: KeyFile | None, key: bytes | None, name: str) -> Path | None:
    """Put a backup that was `checked` in the journal's place; returns where the journal that was here is kept.

    `key` opens the backup; it is `None` for an open one, and for one that nobody can open now. Raises `Locked`.
    """
    now = _present_key(copy, here, name)
    if here is None or now is None:
        return _put(copy.path, _key_file_of(copy, here, key), here)
    with backups.opened(copy, key) as source, switching.temporary() as new:
        with suppress(EngineError):  # one of before there was sync
            switching.mark_to_be_replaced(source)  # whoever has the backup has its keys too
        switching.convert(source, new, now, here.generation)
        return _put(new, here, here)


def sync_after(copy: Copy, key: bytes | None) -> Sync:
    """What becomes of sync with this backup in the journal's place; `key` opens it, `None` for an open one."""
    with backups.opened(copy, key) as source:
        device = sync_state.as_device(source)
    try:
        here = sync_state.as_device_here(connection.MACHINE)
        seen = connection.exists()
    except (RecoveryError, OSError, EngineError):
        here, seen = None, False
    if device is None:
        return Sync.NEVER if here is None else Sync.ENDS
    return Sync.GOES_ON if device[0] == home.device() and (device == here or not seen) else Sync.OF_ANOTHER


def _identity(copy: Copy, key: bytes | None) -> str:
    with backups.opened(copy, key) as source:
        return identity(source)


def _present_key(copy: Copy, present: KeyFile | None, name: str) -> bytes | None:
    """The key under which a backup of this journal comes back: the present one, where its own was another or none."""
    if present is None or name != present.journal or (copy.key_file and copy.key_file.public == present.public):
        return None
    try:
        return opening.key_of(present, opening.Ask.MACHINE if copy.key_file else opening.Ask.PERSON)
    except Locked:
        if copy.key_file is None:
            raise
        return None


def _whole(path: Path) -> bool:
    try:
        keyfile.load(path)
    except RecoveryError:
        return False
    return True


def _key_file_of(copy: Copy, present: KeyFile | None, key: bytes | None) -> KeyFile | None:
    """The key file that the restored journal has: the present one where it is whole and opens the same key."""
    if copy.key_file is not None and present is not None and present.public == copy.key_file.public:
        try:
            if key is not None:
                present.check(key)
        except Unreadable:
            return copy.key_file
        return max(present, copy.key_file, key=lambda key_file: key_file.generation)
    return copy.key_file


def _put(new: Path, key_file: KeyFile | None, present: KeyFile | None) -> Path | None:
    """Put the present journal aside and the new one in its place; returns where the present one is kept."""
    home.make_folder()
    with understood(), locks.alone():
        aside = _put_aside(present) if connection.exists() else None
        same = key_file == present and home.key_path().exists() == (key_file is not None)
        if key_file is None:
            home.lock_mark().unlink(missing_ok=True)
        as_it_was = aside is not None and aside.is_dir()
        switching.put_in_place(new, key_file, key_changes=not same, erase=not as_it_was)
    if not same:
        if present is not None:
            session.drop(present)
        opening.forget()
    return aside


def _put_aside(present: KeyFile | None) -> Path:
    """A backup of the present journal where it can be opened, else its files as they are; inside `locks.alone`."""
    stamp = f"{clock.machine_now():%Y-%m-%d-%H%M%S}"
    try:
        key = None if present is None else opening.key_of(present, opening.Ask.MACHINE)
        source = open_file(home.journal_path(), present, key)
        try:
            switching.check(source)
            folder = home.make_part(home.backups())
            return backups.make(source, folder / f"before-restore-{stamp}", present, key, over=False)
        finally:
            source.close()
    except (RecoveryError, EngineError):
        return _aside_as_it_is(stamp, present)


def _aside_as_it_is(stamp: str, present: KeyFile | None) -> Path:
    """The files of the present journal in a folder of their own, whatever they are and however long."""
    folder = home.make_part(home.free_name(home.folder() / f"{home.ASIDE}{stamp}"))
    if present is not None:
        keyfile.save(present, folder / home.key_path().name)  # the one in place stays there, so it gets no second name
    for path in (*home.folder().glob("journal.db*"), *([home.key_path()] if present is None else [])):
        kept = folder / path.name
        if path.is_file():
            shredding.name_again(path, kept)
            kept.chmod(home.FILE_RIGHTS)
        elif os.path.lexists(path):
            path.rename(kept)
    return folder
