"""The server's processes: one, or several under uvicorn's supervisor, on one socket.

Each has a loop and connections to the database of its own. Whoever takes long over a request, or holds many
connections, is for the proxy in front: docs/deploy says how.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import multiprocessing
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.util import find_spec
from types import FrameType
from typing import NamedTuple, NoReturn
from urllib.parse import urlsplit

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from recovery import console, system
from recovery.errors import Refused, Unreachable
from recovery.language import tr
from recovery.server import database_url, logs
from recovery.server.app import app, sweep
from recovery.server.bounded_http import BoundedH11
from recovery.server.call import ServerContext
from recovery.server.compare_and_swap import Quota
from recovery.server.doorbell.ringer import Ringer
from recovery.server.events import Hub
from recovery.server.limits import HEAD_BYTES, BodyMemory, RateLimiter, Waiting
from recovery.server.storage.storage import Storage
from recovery.wire import protocol

HUNG_SECONDS = 30  # a process that says nothing for so long, also while it begins on a busy machine, is started anew
STOP_SECONDS = 20
CONNECTIONS = 8192
OTHER_FILES = 64  # the database's and the process's own
BACKLOG = 512
FREED_BYTES = 16 * 1024 * 1024  # kept for the next answer: a page of 140 KB would else be mapped anew each time
GARBAGE = 20_000  # objects that may hold each other, between two looks at the new ones
NO_SUCH_HOST = tr("That host is not an address of this machine. Leave --host out for this machine alone.")
NOT_BEGUN = tr("The server could not begin. Its log says what kind of error it was.")
PORT_TAKEN = tr("That port is taken by another program. Choose another with --port; --port 0 takes any that is free.")
PORT_FORBIDDEN = tr("That port needs more rights than you have here. Choose one above 1023 with --port.")


class Wanted(NamedTuple):
    """What the command line asks for; `origin` is `None` for the address that is listened on."""

    database: str
    replica: str | None
    quota: Quota
    behind_proxy: bool
    rate: float
    new_epoch: bool
    origin: str | None
    pages: frozenset[str]
    closed: bool
    disk: int | None
    app: bool = False
    ringing: tuple[str, ...] = ()  # the hosts of push services that may be sent to


class _Supervisor(Multiprocess):
    """Uvicorn's, which also says when all processes serve, and closes its own copy of the socket before they end.

    Without that clients would be let in by nobody and wait.
    """

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], ready: Callable[[], None]) -> None:
        super().__init__(config, sockets)
        self._ready: Callable[[], None] | None = ready

    def keep_subprocess_alive(self) -> None:
        super().keep_subprocess_alive()
        if self._ready is not None and all(process.is_ready() for process in self.processes):
            self._ready()
            self._ready = None

    def terminate_all(self) -> None:
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


def run(wanted: Wanted, host: str, port: int, workers: int) -> None:
    """Serve until a signal. Raises `RecoveryError` where it cannot begin."""
    database_url.engine(wanted.database, replica=wanted.replica, several=workers > 1)
    system.open_files(2 * CONNECTIONS)
    with listen(host, port) as listening:
        here = _address(host, listening)
        logs.take_over(logs.Log())
        asyncio.run(_prepare(wanted))
        wanted = wanted._replace(new_epoch=False)
        ready = partial(_announce, here, wanted)
        if workers > 1:
            supervisor = _Supervisor(_config(partial(served, wanted, here), workers), [listening], ready)
            supervisor.run()
            failed = any(process.exitcode == uvicorn.config.STARTUP_FAILURE for process in supervisor.processes)
        else:
            failed = _run_alone(partial(served, wanted, here, ready), listening)
    if failed:
        raise Unreachable(NOT_BEGUN)


async def _prepare(wanted: Wanted) -> None:
    """Open the database and let go of it, so that an error is said once, and tables and epoch are made once."""
    engine = database_url.engine(wanted.database, replica=wanted.replica, anew=wanted.new_epoch)
    await engine.start(lambda _: None)
    await engine.close()


def _run_alone(factory: Callable[[], ASGIApp], listening: socket.socket) -> bool:
    """Serve in this process; returns whether it could not begin. After a signal uvicorn hands that on to `_leave`."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    try:
        uvicorn.Server(_config(factory, 1)).run([listening])
    except SystemExit as error:
        return bool(error.code)
    return False


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _config(factory: Callable[[], ASGIApp], workers: int) -> uvicorn.Config:
    return uvicorn.Config(
        factory,
        factory=True,
        workers=workers,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=connections(),
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=HUNG_SECONDS,
        backlog=BACKLOG,
        loop="uvloop" if find_spec("uvloop") else "asyncio",
        http=_connection(),
        h11_max_incomplete_event_size=HEAD_BYTES,
    )


def _connection() -> type[asyncio.Protocol]:
    """A connection with the parser in C where that is there, else with the one in Python."""
    if find_spec("httptools") is None:
        return BoundedH11
    from recovery.server.bounded_httptools import BoundedHttptools

    return BoundedHttptools


def served(wanted: Wanted, here: str, ready: Callable[[], None] = lambda: None) -> ASGIApp:
    """The app of one process, which opens its storage as it begins; `ready` is called once it is open."""
    engine = database_url.engine(wanted.database, replica=wanted.replica)
    origin = wanted.origin or here
    storage, rates, log = Storage(engine, wanted.quota, wanted.disk), RateLimiter(wanted.rate), logs.Log()
    ringer = Ringer(storage, rates, log, wanted.ringing) if wanted.ringing else None
    context = ServerContext(
        storage,
        Hub(),
        rates,
        log,
        origin,
        wanted.behind_proxy,
        BodyMemory(),
        Waiting(),
        frozenset({*protocol.LOOPBACK, *(urlsplit(address).hostname or "" for address in (here, origin))}),
        wanted.pages,
        wanted.closed,
        wanted.app,
        ringer,
    )
    logs.take_over(context.log)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        await context.storage.start(context.hub.wake)
        beside = [asyncio.create_task(sweep(context))]
        if ringer is not None:
            await ringer.start(origin)
            beside.append(asyncio.create_task(ringer.run()))
        _stop_with(context.hub)
        system.keep_freed(FREED_BYTES)
        gc.collect()
        gc.freeze()  # what is loaded by now stays; it need not be looked through again and again
        gc.set_threshold(GARBAGE)
        ready()
        yield
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        await context.storage.close()
        context.log.write("stopped")

    return app(context, lifespan)


def _stop_with(hub: Hub) -> None:
    """End the event streams as soon as uvicorn hears a signal: it waits for them, and they would last.

    And end with the process that started this one, which may have been killed.
    """
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(stop)

        def handle(number: int, frame: FrameType | None, before: object = before) -> None:
            loop.call_soon_threadsafe(hub.stop)
            if callable(before):
                before(number, frame)

        signal.signal(stop, handle)
    parent = multiprocessing.parent_process()
    if parent is not None:
        loop.add_reader(parent.sentinel, _end, loop, parent.sentinel)


def _end(loop: asyncio.AbstractEventLoop, sentinel: int) -> None:
    loop.remove_reader(sentinel)
    signal.raise_signal(signal.SIGTERM)


def connections() -> int:
    """How many connections the process can hold with the files it may open."""
    limit = system.open_files()
    return CONNECTIONS if limit is None else max(1, min(CONNECTIONS, limit - OTHER_FILES))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises `Refused`."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, proto)
    except (OSError, UnicodeError) as error:
        raise Refused(NO_SUCH_HOST) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        sentences = {errno.EADDRINUSE: PORT_TAKEN, errno.EACCES: PORT_FORBIDDEN}
        raise Refused(sentences.get(error.errno or 0, NO_SUCH_HOST)) from error
    listener.settimeout(0)
    return listener


def _announce(here: str, wanted: Wanted) -> None:
    console.say(
        tr("Listening on {here}", here=here) + (f" for {wanted.origin}" if wanted.origin not in (None, here) else "")
    )
    sys.stdout.flush()


def _address(host: str, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    return f"http://{f'[{host}]' if ':' in host else host}" + ("" if port == 80 else f":{port}")
