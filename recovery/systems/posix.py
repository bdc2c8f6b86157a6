"""Linux, macOS and the BSDs."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

assert sys.platform != "win32"  # noqa: S101 - lets the type checker read this file for the systems it is for

LINUX_MACHINE = os.uname().machine if sys.platform == "linux" else ""
EDITORS = ("editor", "vi")
FORKS = True
RIGHTS = True
_PR_SET_DUMPABLE = 4
_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3  # of mallopt(3)
_ESCAPE = "\x1b"
_REST_SECONDS = 0.02  # within these the rest of an arrow's sequence has come


def prepare() -> None:
    """Once at the start of the program: what it writes is its owner's alone."""
    os.umask(0o077)


def create_private(path: str | Path) -> int:
    """A descriptor to write a new file that only its owner may read; raises `FileExistsError`."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def open_plain(path: str | Path, *, follow: bool = False) -> int:
    """A descriptor to read a file that others may have put there: it waits for no pipe, and follows a link if told."""
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW))


def settle_folder(path: str | Path) -> None:
    """Make sure that what was renamed or removed in a folder stays so when the power goes."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError:
        pass
    finally:
        os.close(descriptor)


@contextmanager
def old_content(path: Path) -> Iterator[Callable[[], IO[bytes]] | None]:
    """What opens a file's present content once another file has taken its name; `None` where there is none."""
    if not path.exists():
        yield None
        return
    with path.open("r+b") as file:
        yield lambda: file


def lock_folder(folder: str | Path, *, alone: bool) -> Callable[[], None] | None:
    """Lock a folder, with others or alone, and return what lets it go; the end of the process does so too.

    Raises `BlockingIOError` where another process holds it; `None` where there is no folder or no such lock.
    """
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # sync locks a file
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    except OSError:  # a file system without locks
        os.close(descriptor)
        return None
    return lambda: os.close(descriptor)


def lock_file(descriptor: int) -> None:
    """Lock an open file alone, until it is closed; raises `BlockingIOError`."""
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def user_of(status: os.stat_result, /) -> bool:
    """Whether a file belongs to this user."""
    return status.st_uid == os.getuid()


def harden() -> None:
    """Keep what is in memory out of core dumps and away from this user's other programs' debuggers."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        pass
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def keep_freed(size: int) -> None:
    """Let the C library keep about so many bytes that were freed, instead of giving them back each time (glibc)."""
    import ctypes

    with suppress(OSError, AttributeError):  # no other library has this
        set_option = ctypes.CDLL(None).mallopt
        for option, value in ((_TRIM_THRESHOLD, size), (_TOP_PAD, size // 16), (_MMAP_THRESHOLD, size // 4)):
            set_option(option, value)


def open_files(wanted: int = 0, /) -> int | None:
    """How many files the process may hold open, once it may hold `wanted` where it can be; `None` without a limit."""
    import resource

    with suppress(OSError, ValueError):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def seconds_up() -> int:
    """Seconds since this machine started, sleep included."""
    return int(time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)))


def split_command(text: str) -> list[str]:
    """A command line as its words; raises `ValueError`."""
    import shlex

    return shlex.split(text)


@contextmanager
def single_keys() -> Iterator[Callable[[float | None], str | None] | None]:
    """The terminal giving each key as it is pressed; `None` where it cannot.

    What is yielded gives the next key within so many seconds (`None`: however long): `None` after the time, or for an
    arrow; what is pressed after it stays for the next question.
    """
    with _unbuffered() as terminal:
        yield None if terminal is None else lambda seconds: _key(terminal[0], seconds)


@contextmanager
def typed_bytes() -> Iterator[tuple[Callable[[float | None], bytes], bool] | None]:
    """The terminal giving each byte as it comes, without the 4,095 at which it cuts a line; `None` where it cannot.

    What is yielded gives the next byte within so many seconds (`None`: however long), none after the time or at the
    end, and whether what is typed is to be shown.
    """
    with _unbuffered() as terminal:
        yield None if terminal is None else (lambda seconds: _byte(terminal[0], seconds), terminal[1])


@contextmanager
def _unbuffered() -> Iterator[tuple[int, bool] | None]:
    """The descriptor of a terminal that keeps no line back, and whether it showed what was typed."""
    import termios
    import tty

    try:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (AttributeError, OSError, ValueError, termios.error):
        yield None
        return
    terminal = os.dup(descriptor)  # the terminal still, once the input was ended
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        yield descriptor, bool(before[3] & termios.ECHO)
    finally:
        with suppress(termios.error):  # it is gone
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
        os.close(terminal)


@contextmanager
def ended_input() -> Iterator[None]:
    """A closed window (SIGHUP) and SIGTERM only end the input of what runs inside, as Ctrl-D does: it comes to its end.

    A closed window's output goes nowhere from then on. What ignores these signals, or handles them, goes on to.
    """
    if not sys.stdin.isatty():
        yield
        return
    import signal

    def end(number: int, _: object) -> None:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2) if number == signal.SIGHUP else (0,):
            os.dup2(nowhere, descriptor)
        os.close(nowhere)

    ours = [number for number in (signal.SIGHUP, signal.SIGTERM) if signal.getsignal(number) is signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, end)
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def forget_typed() -> None:
    """Drop what was typed and not read, so that no other program reads it."""
    import termios

    with suppress(AttributeError, OSError, ValueError, termios.error):
        termios.tcflush(sys.stdin.fileno(), termios.TCIFLUSH)


def _byte(descriptor: int, seconds: float | None) -> bytes:
    import select

    return os.read(descriptor, 1) if select.select([descriptor], [], [], seconds)[0] else b""


def _key(descriptor: int, seconds: float | None) -> str | None:
    import select

    if not select.select([descriptor], [], [], seconds)[0]:
        return None
    read = os.read(descriptor, 1)
    if read == _ESCAPE.encode():
        rest = b""
        while select.select([descriptor], [], [], _REST_SECONDS)[0] and (more := os.read(descriptor, 1)):
            rest += more
        return None if rest else _ESCAPE
    if read[:1] >= b"\xc0":  # the first byte of a letter of several
        length = 2 + (read >= b"\xe0") + (read >= b"\xf0")
        while len(read) < length and (more := os.read(descriptor, 1)):
            read += more
    return read.decode("utf-8", "replace")
