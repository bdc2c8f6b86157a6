"""`sync`: everything between this device and its server, once or for as long as it runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Annotated

from recovery.commands.options import Json
from recovery.commands.parameters import Option
from recovery.commands.sync.links import LinkStreams, carried_links, ended_first, replaced_in_links, watch_links
from recovery.console import emit, say, tell
from recovery.errors import Locked, NotFound, Unreachable, Usage
from recovery.language import tr
from recovery.outlets import words
from recovery.safety import number_sync
from recovery.store import connection, rows
from recovery.sync import client
from recovery.sync.client import Client, Result
from recovery.sync.queries import account_state
from recovery.sync.run import Progress, silent
from recovery.sync.transport import AWAY, CUT, Server
from recovery.web import manifest
from recovery.web import verify as comparing

if TYPE_CHECKING:
    from types import FrameType

    from recovery.store.connection import Journal
    from recovery.sync.conflicts import Conflict
    from recovery.sync.queries.account_state import AccountState
    from recovery.sync.watch import Away

NOTHING = {"pushed": 0, "pulled": 0, "merged": 0, "pending": 0}  # of a journal that does not sync itself
BAR_SECONDS = 1.0  # nothing is shown of what takes less
WATCHING = tr("Watching. Ctrl-C ends it.")
CLOSED = tr("The journal was locked, so watching ends. When it is open again: recovery sync --watch")
WAITS = tr("The server cannot be reached. Nothing is lost: once it is there again, this goes on by itself.")
NOT_JSON = tr("--watch keeps running, so it has no single answer to give as JSON. Leave one of the two out.")
ERASED_THERE = tr("An entry was erased on another device, and here too.")


def sync(
    watch: Annotated[bool, Option("--watch", help=tr("Stay, and sync whenever something changes."))] = False,
    take_removals: Annotated[
        bool,
        Option(
            "--take-removals",
            help=tr("Also remove here what was removed by a device that you have since taken off your account."),
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
    with connection.existing() as journal:
        account, circle = _what_there_is(journal)
        alone = None if circle else _run(journal, None, takes_removals=take_removals)  # on the journal as it is open
    if circle:
        ended_first()
    result = _with_app(account, alone or _once(None, takes_removals=take_removals)) if account else None
    if circle and account and account.renewing:  # a copy of the keys in the links may be in other hands too
        replaced_in_links()
    links = carried_links() if circle else None
    if json:
        emit((result.to_json() if result else NOTHING) | ({"links": links.to_json()} if links else {}))
        return
    if result is not None:
        say(_summary(result), *_conflict_lines(result.conflicts))
        tell(*result.warnings)
    if links is not None:
        say(*links.lines)


def _what_there_is(journal: Journal) -> tuple[AccountState | None, bool]:
    """What the journal knows of its account, and whether there are links, without one too; raises `NotFound`."""
    circle = rows.any_in(journal, "member")
    return account_state.state(journal) if circle else account_state.joined(journal), circle


def _once(server: Server | None, ask: str = connection.PERSON, *, takes_removals: bool = False) -> Result:
    """One run, with the journal open no longer than it lasts; raises `Unreachable`."""
    with connection.existing(ask) as journal:
        return _run(journal, server, takes_removals=takes_removals)


def _run(journal: Journal, server: Server | None, *, takes_removals: bool) -> Result:
    """One run on an open journal, and no other on this device meanwhile; raises `Unreachable`."""
    with client.alone(), _progress() as progress:
        one = Client(journal, server, progress, takes_removals=takes_removals)
        number_sync.settle(journal)
        try:
            result = one.sync()
            number_sync.settle(journal)
        except BaseException:
            tell(*one.run.news)  # the ring is kept, so no other run would mention them
            raise
        finally:
            if server is None:
                one.run.server.close()
            if one.run.seen.erased:
                from recovery.store import erasing

                left = erasing.finish(journal.connection, erasing.in_copies(*one.run.seen.erased))
                tell(*([ERASED_THERE, *left] if left else []))
    return result


def _once_with_links(server: Server) -> Result:
    """The same for as long as it runs, with the links of the circle; what came on them is said at once."""
    ended_first(connection.SESSION)
    result = _once(server, connection.SESSION)
    links = carried_links(connection.SESSION)
    if links is not None and links.news:
        say(*links.news)
        sys.stdout.flush()
    return result


def _with_app(account: AccountState, result: Result) -> Result:
    """The result, with what there is to say of the phone app that the account's server serves."""
    return result._replace(warnings=(*result.warnings, *_about_app(account.server)))


def _about_app(address: str) -> Iterator[str]:
    """What there is to say of the phone app that a server serves, by some of its files; nothing where it is away."""
    if manifest.here() is None:
        return
    server = Server(address)
    try:
        said = comparing.verify(
            lambda name, limit: server.fetch(manifest.FOLDER + name, limit), comparing.sample()
        ).sentence
    except (NotFound, Unreachable):
        return
    finally:
        server.close()
    if said is not None:
        yield said


def _conflict_lines(met: tuple[Conflict, ...]) -> Iterator[str]:
    """What two devices changed at once; hardly any run met that, so what says it is loaded then."""
    if met:
        from recovery.commands.sync import conflicts

        yield from conflicts.lines(met)


def _summary(result: Result) -> str:
    if not any(result[:4]) and not result.set_aside:
        return tr("Everything is in step.")
    parts = [
        f"{words.records(number)} {word}" for number, word in ((result.pushed, "sent"), (result.pulled, tr("received")))
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
    """Say what happens while this device stays in step with its server, until it is ended."""
    import signal

    with connection.existing() as journal:
        account, _ = _what_there_is(journal)
    before = signal.signal(signal.SIGTERM, _end)
    streams = LinkStreams()
    try:
        _watch_all(account.server, streams) if account else _watch_alone(streams)
    except (_Ended, KeyboardInterrupt):
        tell(tr("Stopped."))
    except Locked:
        tell(CLOSED)
    finally:
        streams.close()
        signal.signal(signal.SIGTERM, before)


def _watch_all(address: str, streams: LinkStreams) -> None:
    """The journal and the links, each woken by its own server."""
    from recovery.sync.watch import watch

    with closing(Server(address)) as server:
        tell(*_about_app(address), WATCHING)
        for event in watch(server, partial(_once_with_links, server), streams):
            _say_event(event)


def _watch_alone(streams: LinkStreams) -> None:
    """The links of somebody whose journal does not sync."""
    tell(WATCHING)
    for news in watch_links(streams):
        if news:
            say(*news)
            sys.stdout.flush()


def _say_event(event: Result | Away) -> None:
    if isinstance(event, Result):
        if event.pushed or event.pulled or event.set_aside:
            say(_summary(event), *_conflict_lines(event.conflicts))
            sys.stdout.flush()
        tell(*event.warnings)
    elif event.why is None:
        tell(tr("The server is there again."))
    else:
        tell(WAITS if event.why.sentence in (AWAY, CUT) else event.why.sentence)
