"""Windows. Its files carry no rights of ours: the profile's folder, where the journal lies, is closed to other users.

There is no session: nothing here holds a key between two commands, so a locked journal asks each time.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

assert sys.platform == "win32"  # noqa: S101 - lets the type checker read this file for the system it is for

import msvcrt  # noqa: E402 - as above

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

LINUX_MACHINE = ""
EDITORS = ("notepad",)
FORKS = False
RIGHTS = False
_SLOTS = 64  # how many processes may share a lock: each takes one byte, who wants it alone takes all
_POLL_SECONDS = 0.02
_STDOUT, _ANSI = -11, 0x0004  # GetStdHandle, ENABLE_VIRTUAL_TERMINAL_PROCESSING
_INTERRUPT, _SPECIAL, _END = "\x03", ("\x00", "\xe0"), "\x1a"


def prepare() -> None:
    """Once at the start of the program: let an older console understand colours."""
    import ctypes

    with suppress(OSError, AttributeError):
        kernel = ctypes.windll.kernel32
        handle, mode = kernel.GetStdHandle(_STDOUT), ctypes.c_ulong()
        if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            kernel.SetConsoleMode(handle, mode.value | _ANSI)


def create_private(path: str | Path) -> int:
    """A descriptor to write a new file; raises `FileExistsError`."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_BINARY)


def open_plain(path: str | Path, *, follow: bool = False) -> int:
    """A descriptor to read a file that others may have put there: it follows a link if told to."""
    if not follow and Path(path).is_symlink():
        raise OSError
    return os.open(path, os.O_RDONLY | os.O_BINARY)


def settle_folder(path: str | Path) -> None:
    """Windows settles a folder by itself."""


@contextmanager
def old_content(path: Path) -> Iterator[Callable[[], IO[bytes]] | None]:
    """What opens a file's present content once another file has taken its name; `None` where there is none.

    The name of an open file cannot be taken here, so the content gets a second name for as long. On a file system
    without second names the old content stays as the disk leaves it.
    """
    second = path.with_name(f".new-{os.urandom(8).hex()}")
    try:
        os.link(path, second)
    except OSError:
        yield None
        return
    try:
        yield lambda: second.open("r+b")
    finally:
        second.unlink(missing_ok=True)


def lock_folder(folder: str | Path, *, alone: bool) -> Callable[[], None] | None:
    """Lock a folder, with others or alone, and return what lets it go; the end of the process does so too.

    Raises `BlockingIOError` where another process holds it; `None` where there is no folder or no such lock. A folder
    itself cannot be locked here: a file of that name in the person's temporary folder is, which no one has to remove.
    """
    locked = Path(folder)
    if not locked.is_dir():
        return None
    place = Path(os.environ.get("TEMP") or locked.parent)
    name = sha256(os.path.normcase(locked.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    try:
        descriptor = os.open(place / f"recovery-{name}.lock", os.O_RDWR | os.O_CREAT | os.O_BINARY)
    except OSError:
        return None
    if alone and _locked(descriptor, 0, _SLOTS):
        return lambda: os.close(descriptor)
    first = random.randrange(_SLOTS)  # noqa: S311 - any slot will do
    if not alone and any(_locked(descriptor, (first + number) % _SLOTS, 1) for number in range(_SLOTS)):
        return lambda: os.close(descriptor)
    os.close(descriptor)
    raise BlockingIOError


def lock_file(descriptor: int) -> None:
    """Lock an open file alone, until it is closed; raises `BlockingIOError`."""
    if not _locked(descriptor, 0, _SLOTS):
        raise BlockingIOError


def _locked(descriptor: int, start: int, length: int) -> bool:
    os.lseek(descriptor, start, os.SEEK_SET)
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, length)
    except OSError:
        return False
    return True


def user_of(_: os.stat_result, /) -> bool:
    """Whether a file belongs to this user: Windows does not say it by number."""
    return True


def harden() -> None:
    """Windows keeps no core dumps of its own accord."""


def keep_freed(_: int) -> None:
    """Windows decides that by itself."""


def open_files(_: int = 0, /) -> int | None:
    """How many files the process may hold open; `None` without a limit."""
    return None


def seconds_up() -> int:
    """Seconds since this machine started, sleep included."""
    return int(time.monotonic())


def split_command(text: str) -> list[str]:
    """A command line as its words: a backslash is part of a path; raises `ValueError`."""
    import shlex

    return [word.strip('"') for word in shlex.split(text, posix=False)]


@contextmanager
def ended_input() -> Iterator[None]:
    """Windows has no such signals: a closed window ends the program."""
    yield


@contextmanager
def typed_bytes() -> Iterator[tuple[Callable[[float | None], bytes], bool] | None]:
    """None: the console reads a line of 32,000 letters by itself."""
    yield None


def forget_typed() -> None:
    """Drop what was typed and not read, so that no other program reads it."""
    while msvcrt.kbhit():
        msvcrt.getwch()


@contextmanager
def single_keys() -> Iterator[Callable[[float | None], str | None] | None]:
    """The console giving each key as it is pressed; `None` where there is none.

    What is yielded gives the next key within so many seconds (`None`: however long): `None` after the time, or for an
    arrow.
    """
    yield _key if sys.stdin.isatty() else None


def _key(seconds: float | None) -> str | None:
    until = None if seconds is None else time.monotonic() + seconds
    while until is not None and not msvcrt.kbhit():
        if time.monotonic() >= until:
            return None
        time.sleep(_POLL_SECONDS)
    key = msvcrt.getwch()
    if key == _INTERRUPT:
        raise KeyboardInterrupt
    if key in _SPECIAL:
        msvcrt.getwch()
        return None
    return "" if key == _END else key
