"""One server process or several on one socket: each with its own loop and its own connections to the database."""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import NamedTuple

from recovery import console
from recovery.server import opening, running
from recovery.server.asking import Setting
from recovery.server.deciding import Quota
from recovery.server.events import Hub
from recovery.server.limits import Limits
from recovery.server.logs import Log
from recovery.server.storage import Storage


class Wanted(NamedTuple):
    """What the command line asks for; `origin` is `None` for the address that is listened on."""

    database: str
    replica: str | None
    quota: Quota
    behind_proxy: bool
    rate: float
    new_epoch: bool
    origin: str | None


def run(wanted: Wanted, host: str, port: int, workers: int) -> None:
    """Serve until a signal. Raises `RecoveryError` where it cannot begin."""
    engine = opening.engine(wanted.database, replica=wanted.replica, several=workers > 1, anew=wanted.new_epoch)
    with running.listen(host, port) as listening:
        here = _address(host, listening)
        setting = Setting(
            Storage(engine, wanted.quota), Hub(), Limits(wanted.rate), Log(), wanted.origin or here, wanted.behind_proxy
        )
        asyncio.run(running.serve(setting, listening, lambda: _ready(here, setting)))


def _ready(here: str, setting: Setting) -> None:
    console.say(f"Listening on {here}" + (f" for {setting.origin}" if setting.origin != here else ""))
    sys.stdout.flush()


def _address(host: str, listening: socket.socket) -> str:
    port = listening.getsockname()[1]
    return f"http://{f'[{host}]' if ':' in host else host}" + ("" if port == 80 else f":{port}")
