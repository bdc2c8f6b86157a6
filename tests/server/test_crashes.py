"""Processes that die and processes that meet: what was acknowledged is kept, and nothing is kept twice or missed."""

from __future__ import annotations

import os
import random
import select
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.conftest import PROGRAM
from tests.server.conftest import SERVE, Postgres, Serving, taken
from tests.server.person import Person, statuses

ROUNDS = 5


def test_what_was_acknowledged_outlives_kill_9(database: str) -> None:
    chance = random.Random(8)
    running = Serving(database, "--rate", "0")
    person = Person(running.origin).open()
    acknowledged: dict[str, int] = {}
    for _ in range(ROUNDS):
        stop = threading.Event()
        pushing = [threading.Thread(target=_push_until, args=(person, running, stop, acknowledged)) for _ in range(3)]
        for thread in pushing:
            thread.start()
        until, enough = time.monotonic() + 120, len(acknowledged) + chance.randint(5, 50)
        while len(acknowledged) < enough:
            assert time.monotonic() < until
            time.sleep(0.005)
        assert running.stop(signal.SIGKILL) == -signal.SIGKILL
        stop.set()
        for thread in pushing:
            thread.join()
        running = Serving(database, "--rate", "0")
        person.http.close()
        person.http = httpx.Client(base_url=running.origin, timeout=120)
        kept = {record["version"]: record["seq"] for record in person.everything()}
        assert acknowledged.items() <= kept.items()
        assert sorted(kept.values()) == list(range(1, len(kept) + 1)), "the order has neither holes nor twins"
        assert person.http.get("/v1/about").json()["epoch"] == person.epoch, "a crash is no restore"
    person.http.close()
    assert running.stop() == 0


def _push_until(person: Person, running: Serving, stop: threading.Event, acknowledged: dict[str, int]) -> None:
    with httpx.Client(base_url=running.origin, timeout=120) as http:
        while not stop.is_set():
            records = [person.record() for _ in range(random.randint(1, 4))]
            try:
                answer = http.post(
                    f"/v1/c/{person.collection}/push",
                    json={"epoch": person.epoch, "records": records},
                    headers={"Authorization": f"Bearer {person.token}"},
                )
            except httpx.HTTPError:
                return
            for record, result in zip(records, answer.json()["results"], strict=True):
                assert result["status"] == "ok"
                acknowledged[record["version"]] = result["seq"]


@pytest.fixture(scope="module")
def pair(postgres: Postgres) -> Iterator[tuple[Serving, Serving]]:
    """Two server processes on one PostgreSQL, under one public address."""
    database = postgres.database()
    options = ("--rate", "0", "--origin", "https://recovery.example")
    made = Serving(database, *options), Serving(database, *options)
    yield made
    assert [entry.stop() for entry in made] == [0, 0]


def sides(pair: tuple[Serving, Serving]) -> tuple[Person, Person]:
    """One person, seen through either process."""
    first = Person(pair[0].origin, "https://recovery.example").open()
    second = Person(pair[1].origin, "https://recovery.example")
    for name in (
        "account",
        "account_private",
        "account_key",
        "devices",
        "kid",
        "rings",
        "collection",
        "epoch",
        "token",
    ):
        setattr(second, name, getattr(first, name))
    return first, second


def test_two_processes_share_accounts_tokens_and_nonces(pair: tuple[Serving, Serving]) -> None:
    first, second = sides(pair)
    assert second.log_in(second.devices[0])
    login = first.signed(first.devices[0], second.challenge())
    assert first.http.post("/v1/login", json=login).status_code == 200
    assert second.http.post("/v1/login", json=login).status_code == 401
    assert statuses(first.pushed(first.record())) == ["ok"]
    assert len(second.everything()) == 1
    first.ask("DELETE", "/v1/token")
    assert second.ask("GET", "/v1/usage").status_code == 401
    for person in (first, second):
        person.http.close()


def test_of_16_clients_on_two_processes_one_wins_each_round(pair: tuple[Serving, Serving]) -> None:
    people = sides(pair)
    record = people[0].record()
    people[0].pushed(record)
    base, seq = record["version"], 1
    with ThreadPoolExecutor(16) as pool:
        for _ in range(8):
            rivals = [people[n % 2].record(base=base, id=record["id"]) for n in range(16)]
            results = list(pool.map(lambda n, rivals=rivals: people[n % 2].pushed(rivals[n])[0], range(16)))
            won = [n for n, result in enumerate(results) if result["status"] == "ok"]
            assert len(won) == 1
            assert results[won[0]]["seq"] == seq + 1
            base, seq = rivals[won[0]]["version"], seq + 1
            assert {answer["current"]["version"] for answer in results if answer["status"] == "conflict"} == {base}
    for person in people:
        person.http.close()


def test_a_reader_of_one_process_misses_nothing_that_both_keep(pair: tuple[Serving, Serving]) -> None:
    people = sides(pair)
    done = threading.Event()

    def push(n: int) -> list[int]:
        seqs: list[int] = []
        for _ in range(15):
            seqs += [result["seq"] for result in people[n % 2].pushed(people[0].record(), people[0].record())]
        assert seqs == sorted(seqs)
        return seqs

    def read() -> list[int]:
        seen: list[int] = []
        cursor = 0
        while True:
            last = done.is_set()
            page = people[1].pulled(cursor, 5)
            seen += [record["seq"] for record in page["records"]]
            cursor = page["next"]
            if last and not page["more"]:
                return seen

    with ThreadPoolExecutor(9) as pool:
        reading = pool.submit(read)
        pushed = [seq for seqs in pool.map(push, range(8)) for seq in seqs]
        done.set()
        assert reading.result(30) == sorted(pushed) == list(range(1, 241))
    for person in people:
        person.http.close()


def test_a_push_to_one_process_wakes_a_client_of_the_other(pair: tuple[Serving, Serving]) -> None:
    first, second = sides(pair)
    headers = {"Authorization": f"Bearer {second.token}"}
    with (
        httpx.Client(base_url=second.origin, timeout=120) as http,
        http.stream("GET", "/v1/events", headers=headers) as on,
    ):
        parts = on.iter_text()
        assert next(parts).startswith("event: wake")
        first.pushed(first.record())
        while not next(parts).startswith("event: wake"):
            pass
        first.ask("DELETE", "/v1/token")
        assert all(part.startswith((":", "event")) for part in parts)
    for person in (first, second):
        person.http.close()


def test_a_database_that_goes_away_and_comes_back(postgres: Postgres) -> None:
    database = postgres.database()
    running = Serving(database, "--rate", "0")
    person = Person(running.origin).open()
    person.pushed(person.record())
    with psycopg.connect(str(postgres.server.get_uri()), autocommit=True) as connection:
        name = conninfo_to_dict(database)["dbname"]
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
    until = time.monotonic() + 120
    while person.http.get("/ready").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert statuses(person.pushed(person.record())) == ["ok"]
    person.http.close()
    assert running.stop() == 0


def test_trouble_with_the_database_is_said_like_any_other_refusal(tmp_path: Path) -> None:
    """As on a full disk; and the log says what kind of trouble it was."""
    running = Serving(f"sqlite://{tmp_path}/server.db", "--rate", "0")
    person = Person(running.origin).open()
    with closing(sqlite3.connect(tmp_path / "server.db")) as connection:
        connection.execute("ALTER TABLE record RENAME TO elsewhere")
    answer = person.push(person.record())
    assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
    person.http.close()
    assert running.stop() == 0
    assert any('"status":503' in process and '"error":"OperationalError"' in process for process in running.log)


def workers_of(running: Serving) -> set[int]:
    """The processes that serve under the one that was started; Python has a helper of its own beside them."""
    return workers_under(running.process.pid)


def workers_under(parent: int) -> set[int]:
    ran = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    ).stdout
    return {int(line.split()[0]) for line in ran.splitlines() if "spawn_main" in line}


def test_one_command_may_start_several_processes(postgres: Postgres) -> None:
    running = Serving(postgres.database(), "--rate", "0", "--workers", "3")
    person = Person(running.origin).open()
    workers = workers_of(running)
    assert len(workers) == 3
    base = person.record()
    person.pushed(base)
    with ThreadPoolExecutor(8) as pool:
        results = list(
            pool.map(lambda _: person.pushed(person.record(base=base["version"], id=base["id"]))[0], range(8))
        )
    assert sorted(statuses(results)) == ["conflict"] * 7 + ["ok"]
    person.http.close()
    assert running.stop() == 0
    assert all(not Path(f"/proc/{worker}").exists() for worker in workers)


def _listens(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, 120).close()
    except ConnectionResetError:  # it ended between the call and the answer: asked again it refuses
        return True
    except ConnectionRefusedError:
        return False
    return True


@pytest.mark.parametrize("terminal", [False, True])
def test_several_processes_stop_at_the_same_time_and_finish_what_they_began(postgres: Postgres, terminal: bool) -> None:
    running = Serving(postgres.database(), "--rate", "0", "--workers", "2")
    where = urlsplit(running.origin)
    address = (str(where.hostname), where.port or 0)
    with ExitStack() as open_still:
        begun = [open_still.enter_context(socket.create_connection(address, 120)) for _ in range(12)]
        for connection in begun:  # enough that both processes have some
            connection.sendall(
                b"POST /v1/challenge HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{"
            )
            taken(connection)
        if terminal:  # Ctrl-C there goes to all processes
            for process in (running.process.pid, *workers_of(running)):
                os.kill(process, signal.SIGINT)
        else:
            running.process.send_signal(signal.SIGTERM)
        until = time.monotonic() + 120
        while _listens(address):
            assert time.monotonic() < until
            time.sleep(0.05)
        for connection in begun:
            connection.sendall(b"}")
        assert {connection.recv(65536)[:12] for connection in begun} == {b"HTTP/1.1 400"}
        assert running.process.wait(120) == 0
    assert running.stop() == 0
    assert sum('"stopped"' in line for line in running.log) == 2


def test_a_process_that_died_is_started_anew(postgres: Postgres) -> None:
    running = Serving(postgres.database(), "--rate", "0", "--workers", "2")
    person = Person(running.origin).open()
    before = workers_of(running)
    os.kill(min(before), signal.SIGKILL)
    until = time.monotonic() + 120
    while len(now := workers_of(running)) < 2 or min(before) in now:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert statuses(person.pushed(person.record())) == ["ok"]
    person.http.close()
    assert running.stop() == 0


def test_one_that_dies_as_it_begins_keeps_nobody_from_hearing_that_the_server_listens(postgres: Postgres) -> None:
    env = {**os.environ, "RECOVERY_SERVER_DATABASE": postgres.database()}
    with subprocess.Popen([*PROGRAM, *SERVE, "--workers", "2"], env=env, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        while not (begun := workers_under(parent.pid)):
            assert parent.poll() is None
        os.kill(min(begun), signal.SIGKILL)
        told = select.select([parent.stdout], [], [], 240)[0]
        said = parent.stdout.readline() if told else "nothing"
        parent.send_signal(signal.SIGTERM if told else signal.SIGKILL)
        assert said.startswith("Listening on")
        assert parent.wait(120) == 0


def test_no_process_outlives_the_one_that_started_it(postgres: Postgres) -> None:
    running = Serving(postgres.database(), "--workers", "2")
    httpx.get(f"{running.origin}/ready")
    workers = workers_of(running)
    assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    until = time.monotonic() + 120
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < until
        time.sleep(0.1)
