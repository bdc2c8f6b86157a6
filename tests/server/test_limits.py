"""How much may be asked, and how much kept."""

from __future__ import annotations

import logging
import resource
import socket
import time
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recovery.server import limits, logs, processes
from recovery.server.limits import BodyMemory, Rate, RateLimiter, address_block
from tests.server.conftest import Serving, taken
from tests.server.person import Person, new_id, statuses
from tests.sync.scenarios import planted


def test_a_bucket_gives_its_burst_and_then_a_share_of_each_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(limits, "monotonic", lambda: now)
    buckets, rate = RateLimiter(), Rate(3, 0.5)
    assert [buckets.wait("a", 1, rate) for _ in range(3)] == [0, 0, 0]
    assert buckets.wait("a", 1, rate) == pytest.approx(2)
    assert buckets.wait("a", 2, rate) == buckets.wait("b", 1, rate) == 0
    now += 2
    assert buckets.wait("a", 1, rate) == 0
    assert buckets.wait("a", 1, rate) == pytest.approx(2)
    now += 1000
    assert [buckets.wait("a", 1, rate) for _ in range(4)] == [0, 0, 0, pytest.approx(2)]


def test_a_factor_multiplies_and_nothing_lifts_the_limits() -> None:
    rate = Rate(1, 0.001)
    assert [bool(RateLimiter(2).wait("a", 1, rate)) for _ in range(1)] == [False]
    twice, without = RateLimiter(2), RateLimiter(0)
    assert [bool(twice.wait("a", 1, rate)) for _ in range(3)] == [False, False, True]
    assert not any(without.wait("a", 1, rate) for _ in range(10))


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BUCKETS", 100)
    buckets = RateLimiter()
    for number in range(1000):
        buckets.wait("a", number, Rate(1, 1))
    assert len(buckets._buckets) == 100


def test_neighbours_in_ipv6_count_as_one() -> None:
    assert (
        address_block("2001:db8:1:2:3:4:5:6")
        == address_block("2001:db8:1:ff::9%eth0")
        != address_block("2001:db8:1:100::")
    )
    assert address_block("::ffff:192.0.2.1") == address_block("192.0.2.1") != address_block("192.0.2.2")
    assert address_block("") == address_block("garbage") == "unknown"


STANDING_CLOCK = "from recovery.server import limits\nlimits.monotonic = lambda: 1000.0"


@pytest.fixture
def standing(tmp_path: Path) -> dict[str, str]:
    """The environment of a server whose limits never grow again, however slow this machine is."""
    return planted(tmp_path / "standing", STANDING_CLOCK)


def test_limits_answer_429_with_a_time(tmp_path: Path, standing: dict[str, str]) -> None:
    options = ("--behind-proxy", "--records", "3", "--quota-mib", "1")
    running = Serving(f"sqlite://{tmp_path}/s.db", *options, env=standing)
    try:
        with httpx.Client(base_url=running.origin) as http:

            def challenge(address: str, account: str) -> httpx.Response:
                return http.post("/v1/challenge", json={"account": account}, headers={"X-Forwarded-For": address})

            account = new_id()
            answers = [challenge(f"6.6.6.{n}, 192.0.2.1", account) for n in range(25)]
            assert [answer.status_code for answer in answers].count(200) == limits.LOGIN_ACCOUNT.burst
            refused = answers[-1]
            assert (refused.status_code, refused.json()) == (429, {"error": "slow_down"})
            assert int(refused.headers["retry-after"]) in (5, 6)
            assert challenge("192.0.2.1", new_id()).status_code == 200
            assert challenge("192.0.2.99", account).status_code == 200, "nobody is locked out from elsewhere"
            many = [challenge(f"192.0.2.{n}, 203.0.113.9", new_id()).status_code for n in range(70)]
            assert many.count(429) == 10, "only what the proxy itself adds is believed"
            lines = [[("X-Forwarded-For", f"192.0.2.{n}"), ("X-Forwarded-For", "203.0.113.99")] for n in range(70)]
            many = [http.post("/v1/challenge", json={"account": new_id()}, headers=line).status_code for line in lines]
            assert many.count(429) == 10, "also where it stands on a line of its own"
        quotas(Person(running.origin))
    finally:
        assert running.stop() == 0


def test_a_device_in_other_hands_shuts_out_no_other(tmp_path: Path, standing: dict[str, str]) -> None:
    """However much it asks, and from wherever: else nobody could take it off."""
    running_one = Serving(f"sqlite://{tmp_path}/s.db", "--behind-proxy", env=standing)
    person = Person(running_one.origin).open()
    other = Ed25519PrivateKey.generate()
    person.devices.append(other)
    assert person.put_ring().status_code == 204
    token = person.log_in(other)

    def asked(number: int, token: str | None = None) -> int:
        said = {"X-Forwarded-For": f"192.0.2.{number % 250}"}
        return person.ask("GET", "/v1/usage", token, headers=said).status_code

    assert [asked(number, token) for number in range(310)].count(429) == 310 - limits.ASKING_DEVICE.burst
    assert asked(1) == 200
    person.http.close()
    assert running_one.stop() == 0


def quotas(person: Person) -> None:
    person.open()
    kept = person.record()
    assert statuses(person.pushed(kept, person.record(), person.record(), person.record())) == ["ok"] * 3 + ["quota"]
    changed = person.record(base=kept["version"], id=kept["id"])
    assert statuses(person.pushed(changed)) == ["ok"], "what is there may still change"
    large = person.record(
        base=changed["version"], id=kept["id"], blob=b"\x01" + bytes.fromhex(person.kid) + bytes(500_000)
    )
    assert statuses(person.pushed(large)) == ["ok"]
    person.http.close()


def test_without_a_proxy_its_header_is_not_believed(tmp_path: Path, standing: dict[str, str]) -> None:
    running = Serving(f"sqlite://{tmp_path}/s.db", env=standing)
    try:
        with httpx.Client(base_url=running.origin) as http:
            answers = [
                http.post("/v1/challenge", json={"account": new_id()}, headers={"X-Forwarded-For": f"192.0.2.{n}"})
                for n in range(70)
            ]
        assert [answer.status_code for answer in answers].count(429) == 10
    finally:
        assert running.stop() == 0


def test_bodies_in_flight_are_counted_and_let_go() -> None:
    flying = BodyMemory()
    shares = [flying.share("192.0.2.1", b"a") for _ in range(5)]
    grown = [share.grow(limits.MIB) for share in shares]
    assert grown == [True] * 4 + [False]
    assert flying.share("192.0.2.1", b"b").grow(12 * limits.MIB) is False, "no device holds so much"
    strangers = [flying.share("192.0.2.1", None) for _ in range(13)]
    assert [stranger.grow(limits.MIB) for stranger in strangers] == [True] * 12 + [False], "nor does one address"
    others = [flying.share(f"198.51.100.{n}", None) for n in range(60)]
    assert [other.grow(limits.MIB) for other in others].count(True) == 48, "nor do all together"
    for connection in (*shares, *strangers, *others):
        connection.let_go()
    assert not flying.held


def test_nobody_fills_the_memory_with_bodies_that_never_end(tmp_path: object) -> None:
    running_one = Serving(f"sqlite://{tmp_path}/s.db")
    person = Person(running_one.origin).open()
    other = Ed25519PrivateKey.generate()
    person.devices.append(other)
    assert person.put_ring().status_code == 204
    token = person.log_in(other)
    parts = urlsplit(running_one.origin)
    body = b" " * (limits.MIB - 1)
    head = (
        f"POST /v1/c/{person.collection}/push HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {person.token}\r\nContent-Length: {limits.MIB}\r\n\r\n"
    ).encode()
    with ExitStack() as held:
        sockets = []
        for _ in range(4):
            connection = held.enter_context(closing(socket.create_connection((parts.hostname, parts.port), 120)))
            connection.sendall(head + body)
            taken(connection)
            sockets.append(connection)
        answer = person.push(person.record())
        assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
        assert int(answer.headers["retry-after"]) >= 1
        assert person.ask("GET", "/v1/usage").status_code == 200
        assert statuses(person.push(person.record(), token=token).json()["results"]) == ["ok"], "another device's"
        for connection in sockets:
            connection.sendall(b" ")
            assert connection.recv(100).startswith(b"HTTP/1.1 400")
    assert statuses(person.pushed(person.record())) == ["ok"], "what was answered counts no longer"
    person.http.close()
    assert running_one.stop() == 0


def test_nobody_takes_the_streams_of_all(tmp_path: object) -> None:
    """However fast they are opened: what is kept open is counted before it is granted."""
    running = Serving(f"sqlite://{tmp_path}/s.db", "--behind-proxy", "--rate", "0")
    person = Person(running.origin).open()
    other = Ed25519PrivateKey.generate()
    person.devices.append(other)
    assert person.put_ring().status_code == 204
    second = person.log_in(other)
    with ExitStack() as held:

        def opened(count: int, address: str, path: str = "/v1/events", token: str = "") -> list[socket.socket]:
            return [held.enter_context(closing(asked(running, path, address, token))) for _ in range(count)]

        greedy = answered(opened(12, "192.0.2.1", token=person.token))
        assert sorted(greedy) == [200] * limits.WAITING_DEVICE + [429] * (12 - limits.WAITING_DEVICE)
        assert answered(opened(1, "192.0.2.2", token=person.token)) == [429], "from elsewhere too"
        others = opened(1, "192.0.2.1", token=second)
        assert answered(others) == [200], "another device's are its own"
        already = limits.WAITING_DEVICE + 1
        offer = f"/v1/pair/{new_id()}/offer"
        assert person.ask("PUT", offer, json={"body": ""}).status_code == 204
        waiting = f"{offer.rpartition('/')[0]}/join?wait=25"
        opened(limits.WAITING_ADDRESS - already, "192.0.2.1", waiting)
        assert answered(opened(2, "192.0.2.1", waiting)) == [429, 429], "a mailbox that is waited for counts as well"
        assert answered(opened(1, "192.0.2.3", token=second)) == [200], "others are let in"
        others[0].close()
        until = time.monotonic() + 60
        while answered(opened(1, "192.0.2.1", token=second)) != [200]:
            assert time.monotonic() < until, "what is left is free again"
    person.http.close()
    assert running.stop() == 0


def asked(running: Serving, path: str, address: str, token: str) -> socket.socket:
    parts = urlsplit(running.origin)
    connection = socket.create_connection((parts.hostname, parts.port), 120)
    sender = f"Authorization: Bearer {token}\r\n" if token else ""
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {address}\r\n{sender}\r\n"
    connection.sendall(head.encode())
    return connection


def answered(connections: list[socket.socket]) -> list[int]:
    return [int(connection.recv(12).split()[1]) for connection in connections]


def test_a_server_may_hold_as_many_connections_as_it_says(tmp_path: object) -> None:
    running = Serving(f"sqlite://{tmp_path}/s.db")
    files = resource.prlimit(running.process.pid, resource.RLIMIT_NOFILE)
    assert files[0] >= min(2 * processes.CONNECTIONS, files[1] if files[1] > 0 else 2 * processes.CONNECTIONS)
    assert running.stop() == 0


def test_a_message_of_a_library_is_written_once_a_second(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = 1000.0
    monkeypatch.setattr(logs, "monotonic", lambda: now)
    handler = logs.Handler(logs.Log())

    def say(message: str) -> None:
        handler.emit(logging.LogRecord("asyncio", logging.ERROR, "", 0, message, (), None))

    for _ in range(1000):
        say("socket.accept() out of system resource")
    say("another")
    now += 1
    say("socket.accept() out of system resource")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert '"left_out":999' in lines[2]
