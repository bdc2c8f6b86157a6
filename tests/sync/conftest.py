"""A server for devices to meet at. The engine is a parameter, so that another pass can try another one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.conftest import Serving
from tests.sync.devices import Person


@pytest.fixture(scope="session", params=["sqlite"])
def sync_server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server process for all devices of the session; everybody has an account of their own."""
    folder = tmp_path_factory.mktemp("sync-server")
    running = Serving(f"sqlite://{folder}/server.db", "--rate", "0")
    yield running
    assert running.stop() == 0


@pytest.fixture
def somebody(sync_server: Serving, home: Path, tmp_path: Path) -> Iterator[Person]:
    """Somebody with an account, and no device yet."""
    made = Person(sync_server.origin, tmp_path)
    yield made
    made.close()
