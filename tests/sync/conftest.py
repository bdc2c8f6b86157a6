"""A server for devices to meet at. The engine is a parameter, so that another pass can try another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recovery.sync import pull, push
from tests.conftest import Call, OpenTerminal, Terminal
from tests.server.conftest import Serving, database, engine, postgres
from tests.sync.devices import Person
from tests.sync.scenarios import Behind, template_in
from tests.sync.served import Device, Served

__all__ = ["database", "engine", "postgres"]


@pytest.fixture(scope="session", params=["sqlite"])
def sync_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server process for all devices of the session; everybody has an account of their own."""
    folder = tmp_path_factory.mktemp("sync-server")
    sqlite = f"sqlite://{folder}/server.db"
    kept_in = request.getfixturevalue("postgres").database() if request.param == "postgres" else sqlite
    running = Serving(kept_in, "--rate", "0", "--doorbell")
    yield running
    assert running.stop() == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server as a person starts it, for the devices of one module."""
    served = Served(tmp_path_factory.mktemp("server"))
    yield served
    served.stop()


@pytest.fixture
def device(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Device]:
    """Devices by their names, each with a folder of its own, that run commands in this process."""
    return lambda name: Device(name, tmp_path / name, call, monkeypatch)


@pytest.fixture
def start(terminal: OpenTerminal) -> Callable[..., Terminal]:
    """Starts a command of a device in a terminal."""

    def started(device: Device, *arguments: str, **env: str) -> Terminal:
        return terminal(*arguments, env={"RECOVERY_HOME": str(device.folder), **env})

    return started


@pytest.fixture
def somebody(sync_server: Serving, home: Path, tmp_path: Path) -> Iterator[Person]:
    """Somebody with an account, and no device yet."""
    made = Person(sync_server.origin, tmp_path)
    yield made
    made.close()


@pytest.fixture
def server_of_its_own(database: str, home: Path) -> Iterator[Behind]:
    """A server of either engine behind a line, to be killed and replaced."""
    made = Behind(database)
    yield made
    made.close()


@pytest.fixture(scope="session")
def made_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal as `init` makes it, made once."""
    return template_in(tmp_path_factory.mktemp("template"))


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let a page, in and out, hold so many records; what a story sets is put back at its end."""
    monkeypatch.setattr(pull, "PULL_AT_ONCE", pull.PULL_AT_ONCE)
    monkeypatch.setattr(push, "PUSH_AT_ONCE", push.PUSH_AT_ONCE)

    def made(count: int) -> None:
        monkeypatch.setattr(pull, "PULL_AT_ONCE", count)
        monkeypatch.setattr(push, "PUSH_AT_ONCE", count)

    return made
