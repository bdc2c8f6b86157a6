"""The one folder that holds everything, its rights, and the settings that must be readable without a key.

Where a daily command asks, a place is text: `pathlib` takes as long to load as an entry to be written.
"""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from datetime import date
from itertools import chain, count

from recovery import system
from recovery.errors import Refused, Unreadable
from recovery.language import tr
from recovery.store import files
from recovery.store import settings as settings_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

FOLDER_RIGHTS = 0o700
FILE_RIGHTS = 0o600
NEW = ".new-"  # how files are called until they are whole
DAILY = "daily-"  # how the backups of a day are called
EDITED = ".edit-"  # how the folders of files in an editor are called
UNREAD = ".unread-"  # how the texts are called that an edit could not take in
JOURNAL, KEY, NEXT_KEY, LOCK_MARK = "journal.db", "key.json", "key.next.json", "locked"
SERVER = "recovery-server"  # where `recovery serve` keeps its file: sealed records of any devices, no part of a journal
ASIDE = "aside-"  # how the folders of journals put aside are called
NOT_WRITTEN = tr(
    "The journal could not be written, so nothing was kept. "
    "Check that the disk has room and that the folder {folder} can be written to."
)
SETTINGS = tr("The settings in {path} cannot be read. Mend that file or move it away; the journal is not touched.")
NOT_READ = tr("The folder {folder} cannot be read. Check that it is yours, or set RECOVERY_HOME to another one.")


def folder() -> Path:
    """Where everything lives: `RECOVERY_HOME`, else the platform's data folder."""
    from pathlib import Path

    return Path(system.home_folder())


def place(name: str) -> str:
    """Where a file of the folder stands."""
    return os.path.join(system.home_folder(), name)


def has(name: str) -> bool:
    """Whether the folder has a file of that name; raises `OSError` where that cannot be told."""
    try:
        os.stat(place(name))
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return False
        raise
    return True


def make_folder() -> str:
    """The folder, made if it is missing, closed to everybody else; raises `Unreadable`."""
    home = system.home_folder()
    try:
        os.makedirs(home, FOLDER_RIGHTS, exist_ok=True)
    except OSError as error:
        raise Unreadable(
            tr(
                "The folder {home} cannot be made ({strerror}). Set RECOVERY_HOME to a folder you can write to.",
                home=home,
                strerror=error.strerror,
            )
        ) from error
    return home


def journal_path() -> Path:
    """The journal's file."""
    return folder() / JOURNAL


def key_path() -> Path:
    """The key file; if it exists, the journal is locked."""
    return folder() / KEY


def next_key_path() -> Path:
    """The key file that is to come, while the journal changes its key (see `switching`)."""
    return folder() / NEXT_KEY


def locked() -> bool:
    """Whether the journal needs a key, or is on its way from one to another."""
    # A folder that cannot be read is said where it is read.
    return os.path.exists(place(KEY)) or os.path.exists(place(NEXT_KEY))


def lock_mark() -> Path:
    """A file that remembers, beside journal and key file, that the journal in this folder is a locked one."""
    return folder() / LOCK_MARK


def mark_locked() -> None:
    """Remember it; where that cannot be written the next opening does."""
    if not os.path.exists(place(LOCK_MARK)):
        with suppress(OSError):
            write_private(place(LOCK_MARK), b"")


def inbox() -> Path:
    """Where sealed entries wait."""
    return folder() / "inbox"


def inbox_waits() -> bool:
    """Whether anything lies in the inbox, beside what was set aside."""
    try:
        return any(name != "aside" for name in os.listdir(place("inbox")))
    except OSError:
        return False


def text_waits() -> bool:
    """Whether an editor's file is there: of a command that runs, or of one that was killed."""
    try:
        return any(name.startswith(EDITED) for name in os.listdir(system.home_folder()))
    except OSError:
        return False


def backups() -> Path:
    """Where the program keeps its own backups."""
    return folder() / "backups"


def asides() -> list[Path]:
    """The folders of journals that `restore` could not open and put aside as they were, the oldest first."""
    return sorted(path for path in folder().glob(f"{ASIDE}*") if path.is_dir())


def card_path() -> Path:
    """What `sos` may show while the journal is locked, if the person said so: plain, two steps and one number."""
    return folder() / "card.json"


def backup_of(day: date) -> bool:
    """Whether the program has made its backup of that day."""
    return any(has(f"backups/{DAILY}{day:%Y-%m-%d}{suffix}") for suffix in (".db", ".zip"))


def make_part(path: Path) -> Path:
    """A folder inside the home folder, made if it is missing, closed to everybody else; raises `Unreadable`."""
    make_folder()
    try:
        path.mkdir(mode=FOLDER_RIGHTS, exist_ok=True)
    except OSError as error:
        raise Unreadable(
            tr(
                "The folder {path} cannot be made ({strerror}). Check that you may write there.",
                path=path,
                strerror=error.strerror,
            )
        ) from error
    return path


def free_name(path: Path) -> Path:
    """That name where nothing has it, else the first free one of `journal-2.db`, `journal-3.db` and so on."""
    names = chain([path], (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2)))
    return next(name for name in names if not os.path.lexists(name))


def new_beside(path: Path) -> Path:
    """An empty file in the same folder, readable by its owner only, to be put in that place; raises `OSError`."""
    temporary = path.with_name(_new_name())
    os.close(system.create_private(temporary))
    return temporary


def _new_name() -> str:
    return f"{NEW}{os.urandom(8).hex()}"


def write_private(path: str | Path, content: bytes, *, settle: bool = True) -> None:
    """Write a file whole or not at all, readable by its owner only; raises `OSError`.

    Unless it may be lost to a power cut (`settle` false), the disk has it then.
    """
    folder = os.path.dirname(path)
    temporary = os.path.join(folder, _new_name())
    try:
        with os.fdopen(system.create_private(temporary), "wb") as file:
            file.write(content)
            if settle:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
        if settle:
            system.settle_folder(folder)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


def device() -> str:
    """This device's random name: 16 hex digits, made at the first use and anew where the file holds none."""
    path = place("device")
    try:
        kept = files.read(path).decode("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        kept = ""
    except OSError as error:
        raise Unreadable(NOT_READ.format(folder=system.home_folder())) from error
    if not kept:
        kept = os.urandom(8).hex()
        _keep(path, kept)
    return kept


def _keep(path: str, text: str) -> None:
    try:
        write_private(path, text.encode("utf-8"))
    except OSError as error:
        raise Unreadable(NOT_WRITTEN.format(folder=system.home_folder())) from error


def settings() -> dict[str, Any]:
    """What `config.toml` holds; empty when there is none. Raises `Refused` when it cannot be read."""
    path = place("config.toml")
    try:
        return settings_text.read(files.read(path))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise Refused(SETTINGS.format(path=path)) from error


def date_order() -> str:
    """The order in which the person writes day and month, `dmy` or `mdy`; empty where they said none."""
    chosen = settings().get("date_order")
    return chosen if chosen in ("dmy", "mdy") else ""


def save_settings(values: dict[str, Any]) -> None:
    """Write `config.toml` whole; raises `Unreadable`."""
    import tomli_w

    make_folder()
    _keep(place("config.toml"), tomli_w.dumps(values))
