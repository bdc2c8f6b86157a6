"""How far one entry walks through the program: which modules its calls go through, and how often they change module.

Counted by tracing calls, so two runs on one tree give the same figures, whatever else the machine does: a craving
logged, a week's report, one record from a device to the server and to another device, and one push inside the server.
Each is done once before, so that what is loaded or cached at the first run does not count.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import partial
from inspect import CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, CO_OPTIMIZED
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
from anyio.from_thread import start_blocking_portal

import recovery
from benchmarks import server as bench
from benchmarks.syncing import LOCKED, serving
from recovery import cli
from recovery.server.app import app
from recovery.server.call import ServerContext
from recovery.server.compare_and_swap import Quota
from recovery.server.database_url import engine
from recovery.server.events import Hub
from recovery.server.limits import BodyMemory, RateLimiter, Waiting
from recovery.server.logs import Log
from recovery.server.storage.storage import Storage
from recovery.store.connection import existing
from recovery.sync.client import Client

PACKAGE = Path(str(recovery.__file__)).parent
RESUMED = CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR
MORE = 10
SERVED_AT = "http://127.0.0.1"


class Walk:
    """The calls of one thing done: the modules they enter, in order. Threads count as one."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._counts = False
        self._begun: dict[int, FrameType] = {}  # generators and coroutines, which are entered again and again
        self._names: dict[str, str | None] = {}

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """What `sys.setprofile` calls."""
        code = frame.f_code
        if not self._counts or event != "call" or not code.co_flags & CO_OPTIMIZED or code.co_name.startswith("<"):
            return
        name = self._module(code.co_filename)
        if name is None:
            return
        if code.co_flags & RESUMED:
            if id(frame) in self._begun:
                return
            self._begun[id(frame)] = frame
        self.calls.append(name)

    def _module(self, file: str) -> str | None:
        """The module's name without the package's; `None` for code that is not ours."""
        if file not in self._names:
            path = Path(file)
            inside = path.is_relative_to(PACKAGE)
            self._names[file] = ".".join(path.relative_to(PACKAGE).with_suffix("").parts) if inside else None
        return self._names[file]

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Trace this thread and those that it starts meanwhile."""
        threading.setprofile(self)
        sys.setprofile(self)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what is called meanwhile."""
        self._counts = True
        try:
            yield
        finally:
            self._counts = False
            self._begun.clear()

    def changes(self) -> int:
        """How often a call is into another module than the one before."""
        return sum(one != other for one, other in pairwise(self.calls))

    def lines(self, what: str) -> list[str]:
        """The walk in text: its figures, then how often each module is called, by package."""
        packages: dict[str, list[str]] = {}
        for module, count in sorted(Counter(self.calls).items()):
            package, _, rest = module.rpartition(".")
            packages.setdefault(package or "recovery", []).append(f"{rest or module} {count}")
        modules = len({*self.calls})
        head = f"{what}: {len(self.calls):,} calls in {modules} modules of {len(packages)} packages"
        return [
            f"{head}, {self.changes():,} changes of module",
            *(f"  {name}: {', '.join(of)}" for name, of in packages.items()),
        ]


def _run(*words: str) -> str:
    """A command in this process; returns what it prints. Raises `SystemExit` where it fails."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.run(list(words))
    if code:
        raise SystemExit(f"{words[0]} left with {code}: {err.getvalue()}")
    return out.getvalue()


@contextmanager
def _at_home(folder: Path, **settings: str) -> Iterator[None]:
    """As if the program ran on a device with that folder."""
    before = dict(os.environ)
    os.environ.update({"RECOVERY_HOME": str(folder), **settings})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def command(*words: str) -> Walk:
    """The walk of a command, done a second time."""
    _run(*words)
    walk = Walk()
    with walk.installed(), walk.counting():
        _run(*words)
    return walk


def _synced() -> Walk:
    walk = Walk()
    with existing() as journal:
        client = Client(journal)
        with walk.installed(), walk.counting():
            client.sync()
        client.run.close()
    return walk


def synced(folder: Path) -> Iterator[tuple[str, Walk]]:
    """The walks of one record: from the device that wrote it, and into another one."""
    first, second = folder / "first", folder / "second"
    walks: list[Walk] = []
    with serving(folder) as address:
        with _at_home(first):
            _run("log", "4")
            words = json.loads(_run("sync", "join", address, "--json"))["recovery_phrase"]
            _run("sync")
        with _at_home(second, **LOCKED):
            _join_by_words(address, words)
            _run("sync")
        # At the first run the devices tell of each other, and at the second that this was told.
        for records in (1, 1, 1, 1 + MORE):
            with _at_home(first):
                for _ in range(records):
                    _run("log", "5", "payday")
                walks.append(_synced())
            with _at_home(second, **LOCKED):
                walks.append(_synced())
    *_, sent, taken, more_sent, more_taken = walks
    yield "one record sent (notice, seal, push)", sent
    yield "one record taken in (pull, apply)", taken
    for what, one, more in (("sent", sent, more_sent), ("taken in", taken, more_taken)):
        changes = (more.changes() - one.changes()) / MORE
        print(f"each further record {what} in the same run: {changes:.1f} changes of module")


def _join_by_words(address: str, words: str) -> None:
    before, sys.stdin = sys.stdin, io.StringIO(words + "\n")
    try:
        _run("sync", "join", address, "--recovery-phrase", "-", "--json")
    finally:
        sys.stdin = before


def pushed(folder: Path) -> Walk:
    """The walk of a push of one new record, from the request to the answer; the process around it does not count."""
    storage = Storage(engine(f"sqlite://{folder}/pushed.db"), Quota(1000, 2**30))
    hub, names = Hub(), frozenset({"127.0.0.1"})
    setting = ServerContext(
        storage,
        hub,
        RateLimiter(0),
        Log(),
        SERVED_AT,
        behind_proxy=False,
        bodies=BodyMemory(),
        waiting=Waiting(),
        hosts=names,
    )
    walk, transport = Walk(), httpx.ASGITransport(app=app(setting))
    with walk.installed(), redirect_stderr(io.StringIO()), start_blocking_portal() as portal:
        http = httpx.AsyncClient(transport=transport, base_url=SERVED_AT)

        def ask(_: str, path: str, body: Any = None, **more: Any) -> Any:
            method = "GET" if body is None else "POST"
            return portal.call(partial(http.request, method, path, json=body, **more)).raise_for_status().json()

        portal.call(storage.start, hub.wake)
        account = bench.open_account(SERVED_AT, ask)
        path, headers = f"/v1/c/{account.collection}/push", {"Authorization": f"Bearer {account.token}"}
        ask(SERVED_AT, path, json.loads(bench.push_body(account.epoch)), headers=headers)
        with walk.counting():
            ask(SERVED_AT, path, json.loads(bench.push_body(account.epoch)), headers=headers)
        portal.call(http.aclose)
        portal.call(storage.close)
    return walk


def main() -> None:
    """Print every walk."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _at_home(folder / "alone"):
            _run("log", "3")
            walks = [("recovery log 5 payday", command("log", "5", "payday")), ("recovery report", command("report"))]
        walks += synced(folder)
        walks.append(("one record pushed, in the server", pushed(folder)))
    for what, walk in walks:
        print(*walk.lines(what), "", sep="\n")


if __name__ == "__main__":
    main()
