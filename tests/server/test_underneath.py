"""The server's SQLite file taken away under it: nothing is acknowledged that nobody will ever see again."""

from __future__ import annotations

import asyncio
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from recovery.server.sqlite import file
from recovery.server.sqlite.engine import SQLite
from tests.server.conftest import Serving
from tests.server.person import Person, statuses
from tests.server.test_serve import refused

UNAVAILABLE = (503, {"error": "unavailable"})


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Serving]:
    made = Serving(f"sqlite://{tmp_path}/s.db", "--rate", "0")
    yield made
    made.stop()


@pytest.fixture
def someone(running: Serving) -> Iterator[Person]:
    made = Person(running.origin).open()
    yield made
    made.http.close()


def again(running: Serving, person: Person) -> Serving:
    """The server on the same database, and the person with a new login there."""
    started = Serving(running.database, "--rate", "0", "--origin", person.signed_origin)
    person.http.close()
    person.http = httpx.Client(base_url=started.origin, timeout=120)
    return started


def test_a_file_that_is_moved_away_is_noticed_and_taken_up_again_when_it_is_back(
    running: Serving, someone: Person, tmp_path: Path
) -> None:
    kept = [someone.record()]
    someone.pushed(*kept)
    for name in ("s.db", "s.db-wal", "s.db-shm"):
        (tmp_path / name).rename(tmp_path / "away")
        answer = someone.push(someone.record())
        assert (answer.status_code, answer.json()) == UNAVAILABLE, name
        assert someone.pull().status_code == 503, name
        assert someone.http.get("/ready").status_code == 503, name
        assert someone.http.get("/health").status_code == 200, "the process lives"
        (tmp_path / "away").rename(tmp_path / name)
        assert someone.http.get("/ready").status_code == 200, name
        kept.append(someone.record())
        assert statuses(someone.pushed(kept[-1])) == ["ok"], name
    assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    started = again(running, someone)
    assert {record["version"] for record in someone.everything()} == {record["version"] for record in kept}
    assert started.stop() == 0
    assert any('"error":"FileMoved"' in line for line in running.log)


def test_a_reader_that_comes_while_the_log_is_away_neither_waits_for_it_nor_begins_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file, "BUSY_SECONDS", 1.0)  # what it would wait

    async def scenario() -> None:
        opened = SQLite(tmp_path / "s.db")
        await opened.start(lambda _: None)
        (tmp_path / "s.db-wal").rename(tmp_path / "away")
        with pytest.raises(file.FileMoved):
            await opened.size()
        assert not (tmp_path / "s.db-wal").exists()
        (tmp_path / "away").rename(tmp_path / "s.db-wal")
        assert await opened.size()
        await opened.close()

    asyncio.run(scenario())


def replaced(folder: Path) -> None:
    shutil.copyfile(folder / "s.db", folder / "copy.db")
    (folder / "copy.db").replace(folder / "s.db")


def deleted(folder: Path) -> None:
    for name in ("s.db", "s.db-wal", "s.db-shm"):
        (folder / name).unlink()


def made_anew(folder: Path) -> None:
    deleted(folder)
    for name in ("s.db", "s.db-wal", "s.db-shm"):
        (folder / name).touch()


@pytest.mark.parametrize("how", [replaced, deleted, made_anew])
def test_nothing_is_acknowledged_into_a_file_that_is_gone(
    running: Serving, someone: Person, tmp_path: Path, how: Callable[[Path], None]
) -> None:
    someone.pushed(someone.record())
    how(tmp_path)
    assert {someone.push(someone.record()).status_code for _ in range(8)} == {503}
    other = Person(running.origin)
    assert other.http.post("/v1/accounts", json=other.first(other.devices[0])).status_code == 503
    assert someone.http.get("/ready").status_code == 503
    other.http.close()


def older(folder: Path) -> bytes:
    """The file as it was before the last transactions, which the server has moved into it since."""
    return (folder / "older.db").read_bytes()


def emptied(_: Path) -> bytes:
    return b""


def another_database(folder: Path) -> bytes:
    other = Serving(f"sqlite://{folder}/other/o.db")
    assert other.stop() == 0
    return (folder / "other/o.db").read_bytes()


def a_backup(folder: Path) -> bytes:
    """Of this very moment: the same records, in other places."""
    file.back_up(folder / "s.db", folder / "backup.db")
    return (folder / "backup.db").read_bytes()


@pytest.mark.parametrize("how", [older, emptied, another_database, a_backup])
def test_a_file_that_is_overwritten_in_its_place_is_noticed_and_what_was_put_there_is_served_next(
    running: Serving, someone: Person, tmp_path: Path, how: Callable[[Path], bytes]
) -> None:
    """Device and inode stay as they were. What was acknowledged is given back by the devices: the epoch is another."""
    file.back_up(tmp_path / "s.db", tmp_path / "older.db")
    someone.pushed(someone.record())
    content = how(tmp_path)
    with (tmp_path / "s.db").open("r+b") as overwritten:  # as `cp` and `cat >` do
        overwritten.truncate()
        overwritten.write(content)
    assert {someone.push(someone.record()).status_code for _ in range(3)} == {503}
    assert someone.pull().status_code == someone.http.get("/ready").status_code == 503
    assert someone.http.get("/health").status_code == 200
    assert running.stop() == 0
    assert any('"error":"FileOverwritten"' in line for line in running.log)
    assert (tmp_path / "s.db").read_bytes() == content, "nothing of its own was written over what was put there"
    started = again(running, someone)
    assert someone.http.get("/ready").status_code == 200
    assert someone.http.get("/v1/about").json()["epoch"] != someone.epoch
    assert started.stop() == 0
    assert (tmp_path / "s.db-wal.aside").exists()


def test_a_log_that_is_moved_into_the_file_by_another_program_is_no_overwriting(
    running: Serving, someone: Person, tmp_path: Path
) -> None:
    with closing(file.connect(tmp_path / "s.db")) as other:
        for _ in range(3):
            assert statuses(someone.pushed(someone.record())) == ["ok"]
            assert other.execute(file.EMPTY_LOG).fetchone()[0] == 0
            file.back_up(tmp_path / "s.db", tmp_path / "copy.db")
            (tmp_path / "copy.db").unlink()
    assert statuses(someone.pushed(someone.record())) == ["ok"]
    assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    started = again(running, someone)
    assert len(someone.everything()) == 4
    assert started.stop() == 0


def test_a_database_that_is_gone_at_the_next_start_is_not_begun_anew_in_silence(
    running: Serving, someone: Person, tmp_path: Path
) -> None:
    record = someone.record()
    someone.pushed(record)
    assert running.stop() == 0
    (tmp_path / "s.db").rename(tmp_path / "elsewhere")
    code, said = refused("--database", running.database)
    assert (code, "no longer there" in said, f"{tmp_path}/s.db.run" in said) == (6, True, True)
    assert not (tmp_path / "s.db").exists()
    (tmp_path / "elsewhere").rename(tmp_path / "s.db")
    started = again(running, someone)
    assert [stored["version"] for stored in someone.everything()] == [record["version"]]
    assert started.stop() == 0
    (tmp_path / "s.db").unlink()
    (tmp_path / "s.db.run").unlink()
    assert Serving(running.database).stop() == 0


def test_a_start_that_was_killed_while_it_was_counted_is_no_restore(
    running: Serving, someone: Person, tmp_path: Path
) -> None:
    """As on a full disk too: the run is counted in the file, and then beside it."""
    assert running.stop() == 0
    beside = tmp_path / "s.db.run"
    beside.write_text(f"{int(beside.read_text()) - 1:020}\n")
    started = again(running, someone)
    assert someone.http.get("/v1/about").json()["epoch"] == someone.epoch
    assert started.stop() == 0
    beside.write_text(f"{int(beside.read_text()) + 1:020}\n")
    started = again(running, someone)
    assert someone.http.get("/v1/about").json()["epoch"] != someone.epoch, "an older copy was put in its place"
    assert started.stop() == 0
