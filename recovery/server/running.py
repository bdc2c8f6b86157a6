"""The process: a socket, a loop, an end that lets requests in flight finish and never waits for a client for long."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, ClassVar, NamedTuple

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from recovery import system
from recovery.errors import Refused, Unreachable
from recovery.server import limits, logs
from recovery.server.app import app, sweep
from recovery.server.call import ServerContext

HEAD_SECONDS = 15.0  # for the head of a request, from the first byte or from the end of the one before
HEAD_BYTES = 16 * 1024
STOP_SECONDS = 20
WATCH_SECONDS = 1.0
CONNECTIONS = 4096
OTHER_FILES = 64  # the database's and the process's own
BACKLOG = 512
NO_SUCH_HOST = "That host is not an address of this machine. Leave --host out for this machine alone."
FAMILY = "One of the server's processes ended, so all of them did. Start it again; its log may say why."
PORT_TAKEN = "That port is taken by another program. Choose another with --port; --port 0 takes any that is free."
PORT_FORBIDDEN = "That port needs more rights than you have here. Choose one above 1023 with --port."


class _Protocol(H11Protocol):
    """HTTP that hangs up on whoever takes too long over the head of a request, or holds too many connections."""

    most: int | None = None  # connections of one address
    held: ClassVar[Counter[str]] = Counter()  # how many each has
    _address = ""
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        if self.most is not None:
            address = limits.address_block(self.client[0] if self.client else "")
            if self.held[address] >= self.most:
                transport.abort()
                return
            self._address = address
            self.held[address] += 1
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._relax()
        if self._address:
            self.held[self._address] -= 1
            if not self.held[self._address]:
                del self.held[self._address]
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def _watch(self) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is not None and not cycle.response_complete:
            self._relax()
        elif self._patience is None:
            self._patience = self.loop.call_later(HEAD_SECONDS, self._hang_up)

    def _relax(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _hang_up(self) -> None:
        self._patience = None
        if not self.transport.is_closing():
            with suppress(h11.LocalProtocolError):
                self.conn.send(h11.ConnectionClosed())
            self.transport.abort()


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it, so that the process ends with 0 after one."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def more_files() -> None:
    """Let the process hold as many connections as it takes, where the system lets it."""
    system.open_files(2 * CONNECTIONS)


def connections() -> int:
    """How many connections the process can hold with the files it may open."""
    limit = system.open_files()
    return CONNECTIONS if limit is None else max(1, min(CONNECTIONS, limit - OTHER_FILES))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises `Refused`."""
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, proto)
    except (OSError, UnicodeError) as error:
        raise Refused(NO_SUCH_HOST) from error
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(BACKLOG)
    except OSError as error:
        found.close()
        sentences = {errno.EADDRINUSE: PORT_TAKEN, errno.EACCES: PORT_FORBIDDEN}
        raise Refused(sentences.get(error.errno or 0, NO_SUCH_HOST)) from error
    found.settimeout(0)
    return found


class Family(NamedTuple):
    """The other server processes on the same socket, as this one knows them: its parent, or its children."""

    parent: int = 0
    children: tuple[int, ...] = ()

    def end(self) -> None:
        """Ask the children to stop."""
        for each in self.children:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGTERM)


ALONE = Family()


async def serve(
    context: ServerContext, listening: socket.socket, ready: Callable[[], None], family: Family = ALONE
) -> None:
    """Serve until a signal, or until one of the family is gone; `ready` is called once the database is open.

    Raises `Unreachable`.
    """
    logs.take_over(context.log)
    server = _server(context)
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM,) if family.parent else (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, _stop, server, context, family)
    await context.storage.start(context.hub.wake)
    tasks = [asyncio.create_task(sweep(context)), asyncio.create_task(_watch(family, server, context))]
    try:
        ready()
        await server.serve([listening])
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        await context.storage.close()
        context.log.write("stopped")
    for end in ends:
        if isinstance(end, Unreachable):
            raise end


def _server(context: ServerContext) -> _Server:
    class Protocol(_Protocol):
        most = None if context.behind_proxy else context.limits.most(limits.CONNECTIONS)
        held: ClassVar[Counter[str]] = Counter()

    config = uvicorn.Config(
        app(context),
        loop="asyncio",
        http=Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=connections(),
        timeout_graceful_shutdown=STOP_SECONDS,
        h11_max_incomplete_event_size=HEAD_BYTES,
        backlog=BACKLOG,
    )
    return _Server(config)


async def _watch(family: Family, server: _Server, context: ServerContext) -> None:
    """End this process where another of its family ended: whoever started them starts them all again."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        if server.should_exit:  # each ends in its own time now
            return
        ended = any(os.waitpid(each, os.WNOHANG)[0] for each in family.children)  # noqa: ASYNC222 - it does not wait
        if ended or (family.parent and os.getppid() != family.parent):
            context.log.write("ended", reason="another process of this server is gone")
            _stop(server, context, family)
            raise Unreachable(FAMILY)


def _stop(server: _Server, context: ServerContext, family: Family) -> None:
    """After the first signal finish what is under way; after a second end at once. The children do so meanwhile."""
    server.force_exit = server.should_exit
    server.should_exit = True
    context.hub.stop()
    family.end()
