"""Locks between processes of one home folder: many may use the journal's file, one alone may put another in its place.

A process that opened the old file and waited for the engine's own lock would write into a file that is no longer
there. So every opening holds `shared` for as long as it lasts, and whatever swaps files holds `alone`. The folders
themselves are locked, so that no file of a lock is left behind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from recovery import system
from recovery.errors import Unreadable
from recovery.language import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

WAIT_SECONDS = 5.0
IN_USE = tr("Another recovery command is using the journal. Let it finish, then try again; nothing was changed.")


@contextmanager
def shared() -> Iterator[None]:
    """The journal's file stays the one it is for as long as this lasts; raises `Unreadable` when it is being changed."""
    with _held(system.home_folder(), alone=False, wait=WAIT_SECONDS):
        yield


@contextmanager
def alone(folder: str | Path | None = None, wait: float = WAIT_SECONDS) -> Iterator[None]:
    """Nobody else holds that folder; raises `Unreadable` when somebody does for longer than `wait` seconds.

    The home folder stands for the journal's file, a folder in it for what is done there.
    """
    with _held(folder or system.home_folder(), alone=True, wait=wait):
        yield


@contextmanager
def _held(folder: str | Path, *, alone: bool, wait: float) -> Iterator[None]:
    let_go = _taken(folder, alone=alone, wait=wait)
    try:
        yield
    finally:
        if let_go is not None:
            let_go()


def _taken(folder: str | Path, *, alone: bool, wait: float) -> Callable[[], None] | None:
    """What lets the lock go; `None` where there are no such locks, or no folder yet: then nothing can be swapped."""
    until = monotonic() + wait
    while True:
        try:
            return system.lock_folder(folder, alone=alone)
        except BlockingIOError:
            if monotonic() > until:
                raise Unreadable(IN_USE) from None
            sleep(0.02)
