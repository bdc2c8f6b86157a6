"""`sync`: everything between this device and its server, once or for as long as it runs."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from types import FrameType
from typing import Annotated

import typer

from recovery.commands.options import Json
from recovery.console import emit, say, tell
from recovery.errors import Locked, Unreachable, Usage
from recovery.language import tr
from recovery.outlets import words
from recovery.store import connection, erasing, home, keyfile, opening, session
from recovery.sync import client
from recovery.sync.client import Client, Result
from recovery.sync.queries import account_state, sync_records
from recovery.sync.ring import NotListed
from recovery.sync.run import Progress, silent
from recovery.sync.transport import AWAY, CUT, ErrorResponse, Events, Server
from recovery.wire import protocol

LOOK_SECONDS = 1.0  # between two looks at the journal's file
SETTLE_SECONDS = 2.0  # after a change of it
AWAY_SECONDS = (2.0, 600.0)  # the first pause while the server is away, and the longest
BAR_SECONDS = 1.0  # nothing is shown of what takes less
Files = tuple[tuple[int, int], ...]
WATCHING = tr("Watching. Ctrl-C ends it.")
CLOSED = tr("The journal was locked, so watching ends. When it is open again: recovery sync --watch")
WAITS = tr("The server cannot be reached. Nothing is lost: once it is there again, this goes on by itself.")
NOT_JSON = tr("--watch keeps running, so it has no single answer to give as JSON. Leave one of the two out.")
ERASED_THERE = tr("An entry was erased on another device, and here too.")


def sync(
    watch: Annotated[bool, typer.Option("--watch", help=tr("Stay, and sync whenever something changes."))] = False,
    take_removals: Annotated[
        bool,
        typer.Option(
            "--take-removals", help=tr("Remove here too what was kept though a device you took off removed it.")
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Send what is new here and take in what is new elsewhere, all of it sealed."""
    if watch:
        if json:
            raise Usage(NOT_JSON)
        _watch()
        return
    result = _once(None, takes_removals=take_removals)
    if json:
        emit(result.to_json())
    else:
        say(_summary(result))
        tell(*result.warnings)


def _once(server: Server | None, ask: str = connection.PERSON, *, takes_removals: bool = False) -> Result:
    """One run, with the journal open no longer than it lasts; raises `Unreachable`."""
    with connection.reading(ask) as journal, client.alone(), _progress() as progress:
        one = Client(journal, server, progress, takes_removals=takes_removals)
        try:
            result = one.sync()
        except BaseException:
            tell(*one.run.news)  # the ring is kept, so no other run would mention them
            raise
        finally:
            if server is None:
                one.run.server.close()
            if one.run.seen.erased:
                left = erasing.finish(journal.connection, *one.run.seen.erased)
                tell(*([ERASED_THERE, *left] if left else []))
    return result


def _summary(result: Result) -> str:
    if not any(result[:4]) and not result.set_aside:
        return tr("Everything is in step.")
    parts = [
        f"{words.records(number)} {word}" for number, word in ((result.pushed, "sent"), (result.pulled, tr("taken in")))
    ]
    if result.merged:
        parts.append(tr("{merged:,} joined from both sides", merged=result.merged))
    if result.erased:
        parts.append(tr("{erased} erased here too", erased=words.records(result.erased)))
    if result.set_aside:
        parts.append(tr("{set_aside} set aside, named by recovery doctor", set_aside=words.records(result.set_aside)))
    if result.pending:
        parts.append(tr("{pending} still waiting", pending=words.records(result.pending)))
    return f"{', '.join(parts)}."


@contextmanager
def _progress() -> Iterator[Progress]:
    """Says on a terminal how far a long run is, on one line that is gone at its end."""
    if not sys.stderr.isatty():
        yield silent
        return
    began, shown = monotonic(), False

    def show(what: str, done: int, of: int) -> None:
        nonlocal shown
        if monotonic() - began < BAR_SECONDS:
            return
        shown = True
        number = f" {done:,} of {of:,}" if of else ""
        sys.stderr.write(f"\r\x1b[K{what}{number} ...")
        sys.stderr.flush()

    try:
        yield show
    finally:
        if shown:
            sys.stderr.write("\r\x1b[K")


class _Ended(Exception):
    """Somebody asked this process to end."""


def _end(_number: int, _frame: FrameType | None) -> None:
    raise _Ended


def _watch() -> None:
    """Sync at the beginning, at every wake and after every change of the journal's file, until it is ended."""
    with connection.reading() as journal:
        address = account_state.joined(journal).server
    before = signal.signal(signal.SIGTERM, _end)
    server = Server(address)
    try:
        tell(WATCHING)
        _run_on(server)
    except (_Ended, KeyboardInterrupt):
        tell("Stopped.")
    except Locked:
        tell(CLOSED)
    finally:
        server.close()
        signal.signal(signal.SIGTERM, before)


def _run_on(server: Server) -> None:
    pause, _ = AWAY_SECONDS
    away = False
    while True:
        try:
            events = _in_step(server)
        except Unreachable as error:
            if isinstance(error, NotListed) or (
                isinstance(error, ErrorResponse) and error.code == protocol.LOGIN_REFUSED
            ):
                raise  # this device was taken off, and no waiting changes that
            if not away:
                tell(WAITS if error.sentence in (AWAY, CUT) else error.sentence)
            away = True
            _rest(pause * random.uniform(0.5, 1.5))  # noqa: S311 - so that not every device comes back at once
            pause = min(pause * 2, AWAY_SECONDS[1])
            continue
        if away:
            tell(tr("The server is there again."))
        pause, away = AWAY_SECONDS[0], False
        try:
            _attend(server, events)
        except Unreachable:
            _rest(pause * random.uniform(0.5, 1.5))  # noqa: S311 - as above
        finally:
            events.close()


def _in_step(server: Server) -> Events:
    """Sync, and listen from before that on, so that nothing falls between."""
    _say_run(_once(server, connection.SESSION))
    events = server.events()
    try:
        _say_run(_once(server, connection.SESSION))
    except BaseException:
        events.close()
        raise
    return events


def _attend(server: Server, events: Events) -> None:
    """Sync at each wake and each change here; raises `Unreachable` once the stream ends."""
    seen, ended = _settled(), monotonic()
    while True:
        woken = events.wait(LOOK_SECONDS)
        _check_open()
        now = _files()
        if woken or now != seen:
            # Several commands go out at once, and a server that wakes on and on is asked once a second.
            sleep(max(0.0, ended + LOOK_SECONDS - monotonic()) if woken else SETTLE_SECONDS)
            _say_run(_once(server, connection.SESSION))
            seen, ended = _settled(), monotonic()


def _settled() -> Files | None:
    """The files after a run; `None` where something was written while it came to its end, and is not sent yet."""
    seen = _files()
    with connection.reading(connection.SESSION) as journal:
        return None if sync_records.left_to_send(journal) else seen


def _say_run(result: Result) -> None:
    if result.pushed or result.pulled or result.set_aside:
        say(_summary(result))
        sys.stdout.flush()
    tell(*result.warnings)


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
    for part in (path, path.with_name(path.name + "-wal")):
        try:
            status = part.stat()
        except OSError:
            continue
        states.append((status.st_mtime_ns, status.st_size))
    return tuple(states)
