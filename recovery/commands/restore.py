"""`recovery restore`: a backup put in the place of the journal, which is put aside first."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from recovery import clock, console, prompts
from recovery.commands import passphrases as asking
from recovery.commands.options import Json, Yes
from recovery.commands.passphrase import Phrase
from recovery.console import emit, one_line, say, tell
from recovery.errors import Locked, NotFound, RecoveryError, Refused
from recovery.language import tr
from recovery.store import backups, connection, home, joined, keyfile, keys, locks, opening, session, switching
from recovery.store.backups import Copy
from recovery.store.database import identity, open_file
from recovery.store.engine import EngineError, understood
from recovery.store.keyfile import KeyFile

NO_SUCH_FILE = "There is no such file. recovery doctor lists the backups that the program keeps."
OTHER_OPEN = (
    "That backup is of another journal and is not locked, so it cannot take this one's place. Nothing was changed. "
    "Restore it into a folder of its own: RECOVERY_HOME=FOLDER recovery restore FILE"
)
BROUGHT_BACK = (
    "This journal syncs: the next recovery sync brings back what was synced after this backup was made, "
    "what was changed or removed as well."
)
OF_ANOTHER = (
    "This backup is of another device that syncs, or of an earlier life of this one. To sync here, say recovery sync "
    "leave, then join again with the 24 words of your account, or pair this device."
)
NO_LONGER = (
    "This backup is from before the journal synced, so it does not sync now. To do so again, join with the 24 words of "
    "your account (recovery sync join URL --recovery-phrase -) or pair this device."
)
REPLACES = tr("Put this backup in the place of the journal that is here? That one is kept beside it.")
UNCHANGED = tr("Nothing was changed.")
UNTRIED = "It could not be tried without its passphrase or recovery words: recovery unlock"


def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A backup.")],
    phrase: Phrase = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Put a backup in the journal's place. The present journal is put aside first, whatever its state."""
    path = Path(file).expanduser()
    if not path.is_file():
        raise NotFound(NO_SUCH_FILE)
    switching.settle()
    with backups.apart(path) as copy:
        present = keyfile.load() if home.key_path().exists() and _whole(home.key_path()) else None
        key = _key_of(copy, present, phrase)
        tried = key is not None or copy.key_file is None
        name = _identity(copy, key) if tried else ""
        if copy.key_file is None and present is not None and name != present.journal:
            raise Refused(OTHER_OPEN)
        about_sync = _about_sync(copy, key) if tried else [UNTRIED]
        asks = connection.exists() and not json and console.interactive()
        if asks and not prompts.confirm(REPLACES, yes=yes):
            say(UNCHANGED)
            return
        now = _present_key(copy, present, name)
        if present is not None and now is not None:
            with backups.opened(copy, key) as source, switching.temporary() as new:
                switching.convert(source, new, now)
                aside = _put(new, present, present)
        else:
            aside = _put(copy.path, _key_file_of(copy, present), present)
    if json:
        emit({"restored": True, "aside": None if aside is None else str(aside)})
        return
    say("Restored." + (f" The journal that was here is kept: {one_line(str(aside))}" if aside else ""))
    tell(*about_sync)


def _identity(copy: Copy, key: bytes | None) -> str:
    with backups.opened(copy, key) as source:
        return identity(source)


def _about_sync(copy: Copy, key: bytes | None) -> list[str]:
    """What becomes of sync with this backup in the journal's place, where either of the two has joined a server."""
    with backups.opened(copy, key) as source:
        device = joined.as_device(source)
    try:
        present = joined.as_device_here(connection.MACHINE)
        seen = connection.exists()
    except (RecoveryError, OSError, EngineError):
        present, seen = None, False
    if device is None:
        return [NO_LONGER] if present is not None else []
    return [BROUGHT_BACK if device[0] == home.device() and (device == present or not seen) else OF_ANOTHER]


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


def _key_file_of(copy: Copy, present: KeyFile | None) -> KeyFile | None:
    """The key file that the restored journal has: the present one where it opens the same key."""
    if copy.key_file is not None and present is not None and present.public == copy.key_file.public:
        return present
    return copy.key_file


def _key_of(copy: Copy, present: KeyFile | None, phrase: str | None) -> bytes | None:
    """The key of a backup: by the present passphrase where that fits, else by its own passphrase or the phrase.

    `None` for an open backup, and where nobody can say and no journal is there that could suffer.
    """
    of = copy.key_file
    if of is None:
        return None
    if phrase is not None:
        return keys.by_phrase(of, asking.typed_phrase(phrase))
    if present is not None and present.public == of.public:
        return opening.key_of(present)
    if present is not None:
        try:
            earlier = keys.retired_key(present, opening.key_of(present), of.public)
        except Locked:
            earlier = None
        if earlier is not None:
            return earlier
    passphrase = opening.given()
    if passphrase is None and opening.somebody_there():
        passphrase = opening.typed("Passphrase of the backup: ")
    if passphrase is not None:
        return keys.by_passphrase(of, passphrase)
    if connection.exists():
        raise Locked("The backup is locked. Give its passphrase, or use: recovery restore FILE --recovery-phrase -")
    return None


def _put(new: Path, key_file: KeyFile | None, present: KeyFile | None) -> Path | None:
    """Put the present journal aside and the new one in its place; returns where the present one is kept."""
    home.make_folder()
    with understood(), locks.alone():
        aside = _put_aside(present) if connection.exists() else None
        same = key_file == present and home.key_path().exists() == (key_file is not None)
        switching.put_in_place(new, key_file, key_changes=not same)
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
            return backups.make(source, folder / f"before-restore-{stamp}", present, key)
        finally:
            source.close()
    except (RecoveryError, EngineError):
        folder = home.make_part(home.folder() / f"{home.ASIDE}{stamp}")
        for each in (*home.folder().glob("journal.db*"), home.key_path()):
            if each.is_file():
                shutil.copyfile(each, folder / each.name)
                (folder / each.name).chmod(home.FILE_RIGHTS)
        return folder
