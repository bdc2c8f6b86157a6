"""`recovery restore`: a backup put in the place of the journal, which is put aside first."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

from recovery import console, prompts
from recovery.commands import passphrase_prompts as asking
from recovery.commands.options import Json, Yes
from recovery.commands.parameters import Argument
from recovery.commands.passphrase import Phrase
from recovery.console import emit, one_line, say, tell
from recovery.errors import Locked, NotFound, Unreadable
from recovery.language import tr
from recovery.safety import number_sync
from recovery.store import backups, connection, keys, opening, restoring, switching
from recovery.store.backups import Copy
from recovery.store.keyfile import KeyFile
from recovery.store.restoring import Sync

NO_SUCH_FILE = tr("There is no such file. recovery doctor lists the backups that the program keeps.")
BROUGHT_BACK = tr(
    "This journal syncs. The next recovery sync brings back everything synced after this backup was made, changes and "
    "removals included."
)
OF_ANOTHER = tr(
    "This backup belongs to another device that syncs, or to this one before it got other keys, as after recovery "
    "passphrase change --new-key. The server does not know it, so it does not sync. To sync here, run recovery sync "
    "leave, then join again with the 24 words of your account, or pair this device."
)
NO_LONGER = tr(
    "This backup is from before the journal synced, so it does not sync now. To do so again, join with the 24 words of "
    "your account (recovery sync join URL --recovery-phrase -) or pair this device."
)
REPLACES = tr("Replace the journal here with this backup? The present one is kept beside it.")
ANOTHER = tr(
    "This is not a backup of the journal that is here: it belongs to another one, or it is not locked although the "
    "one here was. Restored into a folder of its own, it replaces nothing: RECOVERY_HOME=FOLDER recovery restore FILE"
)
UNCHANGED = tr("Nothing was changed.")
ABOUT_SYNC = {Sync.NEVER: [], Sync.ENDS: [NO_LONGER], Sync.GOES_ON: [BROUGHT_BACK], Sync.OF_ANOTHER: [OF_ANOTHER]}
LOCKED = tr("The backup is locked. Give its passphrase, or use: recovery restore FILE --recovery-phrase -")
NEITHER = tr(
    "That is neither today's passphrase nor the one from when the backup was made. Nothing was changed. The 24 "
    "recovery words open "
    "it too: recovery restore FILE --recovery-phrase -"
)
UNTRIED = tr(
    "The backup could not be checked without its passphrase or recovery words. To check it now: recovery unlock"
)


def restore(
    file: Annotated[str, Argument(metavar="FILE", help="A backup.")],
    phrase: Phrase = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Put a backup in the journal's place. The present journal is put aside first, whatever its state."""
    path = Path(file).expanduser()
    if not path.is_file():
        raise NotFound(NO_SUCH_FILE)
    switching.settle(anyway=True)
    with backups.apart(path) as copy:
        here = restoring.present()
        key = _key_of(copy, here, phrase)
        tried = key is not None or copy.key_file is None
        name = restoring.checked(copy, here, key)
        about_sync = ABOUT_SYNC[restoring.sync_after(copy, key)] if tried else [UNTRIED]
        if not _wanted(another=restoring.another(copy, here, name), json=json, yes=yes):
            say(UNCHANGED)
            return
        aside = restoring.put_in_place(copy, here, key, name)
        number_sync.forget()
    if json:
        emit({"restored": True, "aside": None if aside is None else str(aside)})
        return
    say("Restored." + (tr(" The journal that was here is kept: {aside}", aside=one_line(str(aside))) if aside else ""))
    tell(*about_sync)


def _wanted(*, another: bool, json: bool, yes: bool) -> bool:
    """Whether the person wants it, which nobody takes for granted of another journal; raises `Usage` unasked."""
    if another:
        tell(ANOTHER)
        return prompts.confirm(REPLACES, yes=yes)
    return not (connection.exists() and not json and console.interactive()) or prompts.confirm(REPLACES, yes=yes)


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
        return _of_this_journal(of, present)
    if present is not None:
        try:
            earlier = keys.retired_key(present, opening.key_of(present), of.public)
        except Locked:
            earlier = None
        if earlier is not None:
            return earlier
    passphrase = _passphrase(tr("Passphrase of the backup: "))
    if passphrase is not None:
        return keys.by_passphrase(of, passphrase)
    if connection.exists():
        raise Locked(LOCKED)
    return None


def _of_this_journal(of: KeyFile, present: KeyFile) -> bytes:
    """The key that the journal and its backup share: by today's passphrase, or by that of the backup's time."""
    with suppress(Locked, Unreadable):  # the key file here may be damaged
        return opening.key_of(present, opening.Ask.SESSION)
    passphrase = _passphrase(tr("Today's passphrase, or the one from when the backup was made: "))
    if not passphrase:
        raise Locked(LOCKED)
    for key_file in (present, of):
        with suppress(Locked, Unreadable):
            key = keys.by_passphrase(key_file, passphrase)
            opening.remember(present, key)
            return key
    raise Locked(NEITHER)


def _passphrase(prompt: str) -> str | None:
    """What the environment gives, else what the person types; `None` where nobody is there."""
    passphrase = opening.given()
    return opening.typed(prompt) if passphrase is None and opening.somebody_there() else passphrase
