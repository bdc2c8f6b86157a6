"""One server process or several on one socket: each with its own loop and its own connections to the database."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from recovery import console
from recovery.errors import RecoveryError
from recovery.server import database_url, running
from recovery.server.bodies import BodyMemory
from recovery.server.call import ServerContext
from recovery.server.compare_and_swap import Quota
from recovery.server.events import Hub
from recovery.server.limits import RateLimiter
from recovery.server.logs import Log
from recovery.server.storage.storage import Storage
from recovery.wire import protocol


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


def run(wanted: Wanted, host: str, port: int, workers: int) -> None:
    """Serve until a signal. Raises `RecoveryError` where it cannot begin.

    The other processes are children of this one and share its socket; they end with it, and it with any of them.
    """
    database_url.engine(wanted.database, replica=wanted.replica, several=workers > 1)
    running.more_files()
    with running.listen(host, port) as listening:
        here = _address(host, listening)
        parent, children = os.getpid(), list[int]()
        for _ in range(workers - 1):
            child = os.fork()
            if not child:
                os._exit(_child(wanted, listening, here, parent))
            children.append(child)
        family = running.Family(children=tuple(children))
        try:
            _serve(wanted, listening, here, lambda: _announce(here, wanted), family)
        except BaseException:
            family.end()
            raise
        finally:
            for each in children:
                with suppress(ChildProcessError):
                    os.waitpid(each, 0)


def _child(wanted: Wanted, listening: socket.socket, here: str, parent: int) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; what the parent says counts
    try:
        _serve(wanted._replace(new_epoch=False), listening, here, lambda: None, running.Family(parent=parent))
    except BaseException as error:  # noqa: BLE001 - the first process says what is wrong, for all
        return error.exit_code if isinstance(error, RecoveryError) else 1
    return 0


def _serve(
    wanted: Wanted, listening: socket.socket, here: str, ready: Callable[[], None], family: running.Family
) -> None:
    engine = database_url.engine(wanted.database, replica=wanted.replica, anew=wanted.new_epoch)
    storage, origin = Storage(engine, wanted.quota, wanted.disk), wanted.origin or here
    hosts = frozenset({*protocol.LOOPBACK, *(urlsplit(each).hostname or "" for each in (here, origin))})
    context = ServerContext(
        storage,
        Hub(),
        RateLimiter(wanted.rate),
        Log(),
        origin,
        wanted.behind_proxy,
        BodyMemory(),
        hosts,
        wanted.pages,
        wanted.closed,
    )
    asyncio.run(running.serve(context, listening, ready, family))


def _announce(here: str, wanted: Wanted) -> None:
    console.say(f"Listening on {here}" + (f" for {wanted.origin}" if wanted.origin not in (None, here) else ""))
    sys.stdout.flush()


def _address(host: str, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    return f"http://{f'[{host}]' if ':' in host else host}" + ("" if port == 80 else f":{port}")
