"""Syncing on and on: at the beginning, at every wake of the server, and after every change of the journal's file.

Nothing here is said to anybody: what happens is handed to the command, which says it.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from time import monotonic, sleep
from typing import NamedTuple, Protocol

from recovery.errors import Locked, Unreachable
from recovery.store import connection, home, keyfile, opening, session
from recovery.sync.client import Result
from recovery.sync.queries import sync_records
from recovery.sync.ring import NotListed
from recovery.sync.transport import ErrorResponse, Events, Server
from recovery.wire import protocol

LOOK_SECONDS = 1.0  # between two looks at the journal's file
SETTLE_SECONDS = 2.0  # after a change of it
AWAY_SECONDS = (2.0, 600.0)  # the first pause while the server is away, and the longest
Files = tuple[tuple[int, int], ...]


class Away(NamedTuple):
    """The server is away, or was; said once when it goes. `why` is `None` once it is there again."""

    why: Unreachable | None


class Beside(Protocol):
    """What else may wake a run, beside the journal's own server: asked often, and never waited for."""

    def woken(self) -> bool:
        """Whether something came since it was last asked."""

    def close(self) -> None:
        """Let go of whatever it listens to."""


def watch(server: Server, sync: Callable[[], Result], beside: Beside | None = None) -> Iterator[Result | Away]:
    """Run `sync` whenever something changes, for as long as the caller asks for what happened.

    A server that is away is tried again, at pauses that grow. Raises `Unreachable` where no waiting helps, and `Locked`
    once the session that opened the journal is over.
    """
    pause, away = AWAY_SECONDS[0], False
    while True:
        there = False
        try:
            yield sync()
            with closing(server.events()) as events:
                yield sync()  # listening began before it, so nothing falls between
                there = True
                if away:
                    yield Away(None)
                pause, away = AWAY_SECONDS[0], False
                yield from _attended(events, sync, beside)
        except Unreachable as error:
            if _taken_off(error):
                raise
            if not there and not away:
                yield Away(error)
        _rest(pause * random.uniform(0.5, 1.5))  # noqa: S311 - so that not every device comes back at once
        if not there:
            pause, away = min(pause * 2, AWAY_SECONDS[1]), True


def _taken_off(error: Unreachable) -> bool:
    """Whether this device is no longer in its account: no waiting changes that."""
    return isinstance(error, NotListed) or (isinstance(error, ErrorResponse) and error.code == protocol.LOGIN_REFUSED)


def _attended(events: Events, sync: Callable[[], Result], beside: Beside | None) -> Iterator[Result]:
    """Sync at each wake and each change here; raises `Unreachable` once the stream ends."""
    seen, ended = _settled(), monotonic()
    while True:
        woken = events.wait(LOOK_SECONDS) or (beside is not None and beside.woken())
        _check_open()
        now = _files()
        if woken or now != seen:
            # Several commands go out at once, and a server that wakes on and on is asked once a second.
            sleep(max(0.0, ended + LOOK_SECONDS - monotonic()) if woken else SETTLE_SECONDS)
            yield sync()
            seen, ended = _settled(), monotonic()


def _settled() -> Files | None:
    """The files after a run; `None` where something was written while it came to its end, and is not sent yet."""
    seen = _files()
    with connection.existing(connection.SESSION) as journal:
        return None if sync_records.left_to_send(journal) else seen


def _rest(seconds: float) -> None:
    until = monotonic() + seconds
    while monotonic() < until:
        sleep(min(LOOK_SECONDS, max(0.0, until - monotonic())))
        _check_open()


def _check_open() -> None:
    """Raise `Locked` once the session that opened the journal is over; the key is not kept here beyond it."""
    if not home.locked():
        return
    if os.environ.get(opening.COMMAND) or os.environ.get(opening.VARIABLE):
        return
    if session.held(keyfile.load()) is None:
        opening.forget()
        raise Locked(opening.LOCKED)


def _files() -> Files:
    """What tells that the journal was written to."""
    path = home.journal_path()
    states = []
    for file in (path, path.with_name(path.name + "-wal")):
        try:
            status = file.stat()
        except OSError:
            continue
        states.append((status.st_mtime_ns, status.st_size))
    return tuple(states)
