"""Doorbells: rung through a push service that reads as a browser does; hostile addresses, and services that fail."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recovery.commands import serve
from recovery.errors import Usage
from recovery.server import database_url
from recovery.server.doorbell import hosts, post, ringer
from recovery.server.doorbell.hosts import Endpoint
from recovery.server.doorbell.post import Answer
from recovery.server.limits import RateLimiter
from recovery.server.logs import Log
from recovery.server.storage.doorbells import LATE_SECONDS, Doorbell
from recovery.server.storage.errors import AccountErased
from recovery.server.storage.storage import Storage
from tests.server.conftest import Serving, new_database
from tests.server.person import Person, statuses
from tests.server.push_service import CURVE, HOST, Browser, PushService, Rung, planted_for, raw, serving, unbase64
from tests.server.test_storage import NOW, QUOTA, new, on, ring, with_account
from tests.sync.scenarios import planted

if TYPE_CHECKING:
    import httpx

    from recovery.server.engine import Transaction

DECLARED = {"web_push": 8030, "notification": {"title": "A moment for yourself", "navigate": "/"}}
OPTIONS = ("--doorbell", "--push-host", HOST, "--push-host", "localhost", "--rate", "0")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PushService]:
    with serving(tmp_path_factory.mktemp("push")) as made:
        yield made


@pytest.fixture(scope="module")
def ringing(
    engine: str, service: PushService, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """A server that reaches the push service; with two processes where the database lets it."""
    folder = tmp_path_factory.mktemp("ringing")
    workers = ("--workers", "2") if engine == "postgres" else ()
    env = planted(folder / "planted", planted_for(service))
    running = Serving(new_database(engine, request, folder), *OPTIONS, *workers, env=env)
    yield running
    assert running.stop() == 0


class Side:
    """One side of a link, with a token of its own."""

    def __init__(self, link: Person, key: Ed25519PrivateKey) -> None:
        self.link, self.token = link, link.log_in(key)

    def put(self, browser: Browser, **changed: object) -> httpx.Response:
        return self.link.ask("PUT", "/v1/doorbell", self.token, json=browser.doorbell() | changed)

    def push(self, *, ring: bool | None = True) -> list[str]:
        body = {"epoch": self.link.epoch, "records": [self.link.record()]} | ({} if ring is None else {"ring": ring})
        answer = self.link.ask("POST", f"/v1/c/{self.link.collection}/push", self.token, json=body)
        assert answer.status_code == 200, answer.text
        return statuses(answer.json()["results"])


@pytest.fixture
def sides(ringing: Serving) -> Iterator[tuple[Side, Side]]:
    """The two sides of one account."""
    link = Person(ringing.origin).open()
    other = Ed25519PrivateKey.generate()
    link.devices.append(other)
    assert link.put_ring().status_code == 204
    yield Side(link, link.devices[0]), Side(link, other)
    link.http.close()


def test_the_second_reading_is_that_of_the_standard() -> None:
    """RFC 8291, section 5: what a browser with that key opens."""
    browser = Browser()
    private = int.from_bytes(unbase64("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    browser.private, browser.secret = ec.derive_private_key(private, CURVE), unbase64("BTBZMqHH6r4Tts7J_aSIgg")
    body = unbase64(
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
        "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )
    assert browser.read(body) == b"When I grow up, I want to be a watermelon"


def test_a_push_rings_the_other_side_and_says_nothing(sides: tuple[Side, Side], service: PushService) -> None:
    sam, ana = sides
    sams, phone, tablet = Browser(), Browser(), Browser()
    about = sam.link.http.get("/v1/about").json()
    assert about["can"] == ["tickets", "until", "doorbell", "reminders"]
    for side, browser in ((sam, sams), (ana, phone), (ana, tablet), (ana, phone)):
        answer = side.put(browser)
        assert answer.status_code == 200, answer.text
        assert re.fullmatch("[0-9a-f]{32}", answer.json()["doorbell"])
    assert sam.push(ring=None) == sam.push(ring=False) == ["ok"]
    assert sam.push() == ["ok"]
    (rung,), (again,) = service.came(phone), service.came(tablet)
    assert rung.sender().hex() == again.sender().hex() == about["doorbell_key"], "one key for all"
    assert json.loads(phone.read(rung.content)) == DECLARED == json.loads(tablet.read(again.content))
    with pytest.raises(InvalidTag):
        tablet.read(rung.content)
    assert told(rung) == told(again)
    assert (rung.headers["ttl"], rung.headers["urgency"]) == ("86400", "high")
    assert len(rung.content) == len(again.content)
    assert rung.content[:16] != again.content[:16]
    assert ana.push() == ["ok"]
    service.came(sams)
    assert len(service.came(phone)) == 1, "nobody rings at home, and what did not ask to ring rang nobody"
    wrong = sam.link.record(kid="00" * 8)
    body = {"epoch": sam.link.epoch, "records": [wrong], "ring": True}
    path = f"/v1/c/{sam.link.collection}/push"
    assert statuses(sam.link.ask("POST", path, sam.token, json=body).json()["results"]) == ["unknown_key"]
    assert sam.link.ask("POST", path, sam.token, json=body | {"ring": 1}).status_code == 400
    assert sam.push() == ["ok"]
    assert len(service.came(phone, 2)) == 2, "what was not kept rang nobody"
    assert len(service.came(sams)) == 1, "and Sam's phone rang for Ana alone"


def told(rung: Rung) -> dict[str, str]:
    """The headers without those that differ by sender and second."""
    return {name: said for name, said in rung.headers.items() if name != "authorization"}


def test_a_doorbell_is_of_its_device_and_goes_with_it(sides: tuple[Side, Side], service: PushService) -> None:
    sam, ana = sides
    one, two, sams = Browser(), Browser(), Browser()
    (first, _, _) = [side.put(browser).json()["doorbell"] for side, browser in ((ana, one), (ana, two), (sam, sams))]
    ask = sam.link.ask
    assert ask("DELETE", f"/v1/doorbell?doorbell={first}", sam.token).status_code == 204, "it is not Sam's to take off"
    assert sam.push() == ["ok"]
    service.came(one)
    assert ask("DELETE", f"/v1/doorbell?doorbell={first}", ana.token).status_code == 204
    assert sam.push() == ["ok"]
    service.came(two, 2)
    assert ask("DELETE", "/v1/doorbell", ana.token).status_code == 204
    for bad in ("x", first[:-1], first.upper() + "0"):
        assert ask("DELETE", f"/v1/doorbell?doorbell={bad}", ana.token).status_code == 400
    assert ana.push() == ["ok"]
    service.came(sams)
    assert ana.put(two).status_code == 200
    link = sam.link
    link.devices.pop()
    link.rotate()
    assert link.put_ring().status_code == 204
    assert sam.push() == ["ok"]
    link.devices.append(Ed25519PrivateKey.generate())
    assert link.put_ring().status_code == 204
    new = Side(link, link.devices[-1])
    third = Browser()
    assert new.put(third).status_code == 200
    assert sam.push() == ["ok"]
    service.came(third)
    assert (len(service.came(one)), len(service.came(two))) == (1, 2), "a device that was taken off is not rung"
    assert ana.put(one).status_code == 401


def test_what_is_no_browsers_address_is_refused(sides: tuple[Side, Side], service: PushService) -> None:
    _, ana = sides
    before = service.connections
    browser = Browser()
    for endpoint in (
        f"http://{HOST}/x", f"https://{HOST}:8443/x", f"https://{HOST}", f"https://u@{HOST}/x", f"https://u:p@{HOST}/",
        f"https://{HOST}/x#y", f"https://{HOST}/x y", f"https://{HOST}/x\r\nHost: y", f"https://{HOST}/\u00e9",
        f"https://{HOST}\\@evil.example/x", "https://127.0.0.1/x", "https://[::1]/x", "https://2130706433/x",
        f"https://{HOST}./x", f"//{HOST}/x", "", "https:///x", f"https://{HOST}/" + "x" * 1024,
        f"https://{HOST.upper()}/x", "file:///etc/passwd", f"https://{HOST}%2eevil.example/x", f" https://{HOST}/x",
        f"https://{HOST}/x\n",
    ):  # fmt: skip
        answer = ana.put(browser, endpoint=endpoint)
        assert (answer.status_code, answer.json()["error"]) == (400, "malformed"), endpoint
    for host in ("evil.example", f"evil{HOST}", f"{HOST}.evil.example", f"a.{HOST}", "fcm.googleapis.com", "metadata"):
        answer = ana.put(browser, endpoint=f"https://{host}/x")
        assert (answer.status_code, answer.json()) == (403, {"error": "service"}), host
    point = raw(browser.private)
    for changed in (
        {"key": None},
        {"key": "04" + "00" * 64}, {"key": "04" + "ff" * 64}, {"key": point[:-1].hex()},
        {"key": "02" + point.hex()[2:]}, {"key": (point[:-1] + bytes([point[-1] ^ 1])).hex()}, {"secret": "00" * 15},
        {"secret": "00" * 17},
    ):  # fmt: skip
        assert ana.put(browser, **changed).status_code == 400, changed
    assert [ana.put(Browser()).status_code for _ in range(9)] == [200] * 8 + [403], "8 of one device"
    by_words = ana.link.log_in(ana.link.account_private)
    assert ana.link.ask("PUT", "/v1/doorbell", by_words, json=browser.doorbell()).json() == {"error": "scope"}
    assert service.connections == before, "nothing is asked of anybody before it is rung"


def test_a_service_that_fails_is_asked_again_and_one_that_has_let_go_never(
    sides: tuple[Side, Side], service: PushService, ringing: Serving
) -> None:
    sam, ana = sides
    gone, unknown, later, broken, moved, refused = (Browser() for _ in range(6))
    service.answers |= {
        gone.path: [410, 201], unknown.path: [404, 201], later.path: [429, 503, 201], broken.path: [500],
        moved.path: [307], refused.path: [403],
    }  # fmt: skip
    service.headers = {"Location": f"https://{HOST}/elsewhere", "Retry-After": "0"}
    everybody = (gone, unknown, later, broken, moved, refused)
    for browser in everybody:
        assert ana.put(browser).status_code == 200
    assert sam.push() == ["ok"]
    service.came(later, 3)
    assert len(service.came(broken, 4)) == 4
    for browser in (gone, unknown, moved, refused):
        service.came(browser)
    assert sam.push() == ["ok"]
    service.came(moved, 2)
    service.came(refused, 2)
    service.came(broken, 5)
    assert [len(service.came(browser)) for browser in (gone, unknown)] == [1, 1], "404 and 410: never again"
    assert not [rung for rung in service.rung if "elsewhere" in rung.path], "no redirect is followed"
    assert ana.put(gone).status_code == 200, "a browser that subscribes anew is rung again"
    assert sam.push() == ["ok"]
    service.came(gone, 2)
    service.headers = {}
    lines = "".join(ringing.log)
    assert '"event":"ring"' in lines
    assert not any(secret in lines for browser in everybody for secret in (browser.path, browser.secret.hex()))


def test_a_push_does_not_wait_for_the_service(sides: tuple[Side, Side], service: PushService) -> None:
    """And what comes while one is under way, or waits, rings once more and not as often."""
    sam, ana = sides
    browsers = [Browser() for _ in range(8)]
    for browser in browsers:
        assert ana.put(browser).status_code == 200
    service.held.clear()
    try:
        assert sam.push() == ["ok"]
        for browser in browsers:
            service.came(browser)
        assert [sam.push() for _ in range(20)] == [["ok"]] * 20, "answered although no sender is free"
    finally:
        service.held.set()
    assert all(2 <= len(service.came(browser, 2)) < 10 for browser in browsers), "20 pushes, few rings and tries"


def test_a_ring_is_held_to_a_rate_and_comes_late_rather_than_never(tmp_path: Path, service: PushService) -> None:
    """By account and doorbell: whoever floods one link does not use up what another one may."""
    plant = [planted_for(service), "from recovery.server import limits", "limits.monotonic = lambda: 1000.0"]
    plant.append("limits.RINGING = limits.Rate(2, 1 / 2)")
    running = Serving(f"sqlite://{tmp_path}/s.db", *OPTIONS[:-2], env=planted(tmp_path / "planted", "\n".join(plant)))
    browser, pairs = Browser(), []
    for account in (Person(running.origin).open(), Person(running.origin).open()):
        account.devices.append(Ed25519PrivateKey.generate())
        assert account.put_ring().status_code == 204
        sender, rung = (Side(account, key) for key in account.devices)
        assert rung.put(browser).status_code == 200
        pairs.append(sender)
    noisy, quiet = pairs
    for count in (1, 2):
        assert noisy.push() == ["ok"]
        service.came(browser, count)
    assert [noisy.push() for _ in range(5)] == [["ok"]] * 5
    assert quiet.push() == ["ok"]
    came = service.came(browser, 4)
    assert came[3].at - came[1].at >= 2, "the third of one link comes late, and five are one"
    tries = [noisy.put(Browser()).status_code for _ in range(21)]
    assert tries == [200] * 8 + [403] * 12 + [429], "nobody sends the server to a push service as often as they like"
    assert running.stop() == 0
    for sender in pairs:
        sender.link.http.close()


def test_a_phone_is_reminded_at_the_instants_it_gave(sides: tuple[Side, Side], service: PushService) -> None:
    """With the message of every other ring, once for each whatever the processes are, and never once taken off."""
    sam, ana = sides
    phone, sams = Browser(), Browser()
    bell, other = ana.put(phone).json()["doorbell"], sam.put(sams).json()["doorbell"]

    def remind(*at: float, side: Side = ana, doorbell: str = bell) -> int:
        body = {"doorbell": doorbell, "at": [int(second) for second in at]}
        return side.link.ask("PUT", "/v1/reminders", side.token, json=body).status_code

    now, day = time.time(), 24 * 3600
    assert remind(now + 2, now + 2, now + 3600, now - 60) == 204
    (rung,) = service.came(phone)
    assert json.loads(phone.read(rung.content)) == DECLARED
    assert sam.push() == ["ok"]
    pushed = service.came(phone, 2)[1]
    assert told(pushed) == told(rung), "a push service cannot tell a reminder from help"
    assert len(pushed.content) == len(rung.content)
    assert remind(now + 3600, side=sam) == remind(now, doorbell="00" * 16) == 404, "of a doorbell of one's own alone"
    assert remind(now + 16 * day) == remind(*range(int(now), int(now) + 65)) == 400
    assert remind(time.time() + 2) == 204, "these in the place of those before"
    assert remind() == 204
    assert remind(time.time() + 3, side=sam, doorbell=other) == 204
    service.came(sams)
    assert len(service.came(phone)) == 2, "what was taken off rings nobody"


def test_reminders_go_with_their_doorbell_and_no_late_one_rings(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        device, other = b"d" * 32, b"e" * 32
        bell = Doorbell(new(), f"https://{HOST}/x", b"k" * 65, b"s" * 16)

        async def count() -> int:
            async def work(tx: Transaction) -> int:
                return len(await tx.all("SELECT * FROM reminder"))

            return await kept.engine.read(work)

        account = await with_account(kept)

        async def begin(second: int = NOW) -> None:
            await kept.keep_doorbell(account, device, bell)
            assert await kept.keep_reminders(account, device, bell.id, [second, second + 5])

        await begin()
        assert not await kept.keep_reminders(account, other, bell.id, [NOW])
        assert await kept.due_reminders(NOW - 1) == []
        both = await asyncio.gather(kept.due_reminders(NOW), kept.due_reminders(NOW))
        assert sorted(both) == [[], [(account, bell.id)]], "one of them takes it"
        assert await kept.due_reminders(NOW + 6) == [(account, bell.id)]
        await begin()
        assert await kept.due_reminders(NOW + 5 + LATE_SECONDS) == []
        await kept.sweep(NOW + 5 + LATE_SECONDS)
        assert await count() == 0
        await begin()
        await kept.take_off_doorbell(account, device, bell.id)
        assert await count() == 0
        await begin()
        await kept.remove_doorbell(account, bell)
        assert await count() == 0
        await begin()
        await kept.put_ring(account, ring(2, other, kid=b"o" * 8, retired=(b"k" * 8,)))
        assert await count() == 0
        await kept.keep_doorbell(account, other, bell)
        assert await kept.keep_reminders(account, other, bell.id, [NOW])
        await kept.erase(account)
        assert await count() == 0

    on(database, scenario)


def test_nobody_is_rung_where_the_link_has_ended_or_the_device_is_gone(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        lasting, over = await with_account(kept), new()
        assert await kept.open_account(over, b"a" * 32, b"o" * 160, ring(), until=NOW)
        device, other = b"d" * 32, b"e" * 32
        bell = Doorbell(new(), f"https://{HOST}/x", b"k" * 65, b"s" * 16)
        for account in (lasting, over):
            await kept.keep_doorbell(account, device, bell)
            await kept.keep_doorbell(account, device, bell)
            assert await kept.doorbells(account, other, NOW - 1) == [bell.id]
            assert await kept.doorbells(account, device, NOW - 1) == []
            with pytest.raises(AccountErased):
                await kept.keep_doorbell(account, other, bell)
        assert await kept.doorbells(over, other, NOW) == []
        assert await kept.doorbell(over, bell.id, NOW) is None
        assert await kept.doorbell(lasting, bell.id, NOW) == bell
        await kept.remove_doorbell(lasting, bell._replace(secret=b"t" * 16))
        assert await kept.doorbell(lasting, bell.id, NOW) == bell, "another one meanwhile"
        await kept.put_ring(lasting, ring(2, other, kid=b"o" * 8, retired=(b"k" * 8,)))
        assert await kept.doorbell(lasting, bell.id, NOW) is None
        await kept.keep_doorbell(lasting, other, bell)
        await kept.erase(lasting)
        await kept.sweep(NOW)

        async def rows(tx: Transaction) -> int:
            return len(await tx.all("SELECT * FROM doorbell"))

        assert await kept.engine.read(rows) == 0
        keys = [await kept.push_key(bytes([made]) * 32) for made in (1, 2)]
        assert keys == [bytes([1]) * 32] * 2, "the first stays"

    on(database, scenario)


def test_no_private_address_is_connected_to(tmp_path: Path, service: PushService) -> None:
    """Whatever name stands on the list: here `localhost`, and a host that resolves to this machine."""
    env = planted(tmp_path / "planted", planted_for(service, nearby=False))
    running = Serving(f"sqlite://{tmp_path}/s.db", *OPTIONS, env=env)
    person = Person(running.origin).open()
    person.devices.append(Ed25519PrivateKey.generate())
    assert person.put_ring().status_code == 204
    sender, rung = (Side(person, key) for key in person.devices)
    before = service.connections
    for host in ("localhost", HOST):
        assert rung.put(Browser(host)).status_code == 200
    assert sender.push() == ["ok"]
    until = time.monotonic() + 60
    while sum('"event":"ring"' in line for line in running.log) < 2 * 4:
        assert time.monotonic() < until, running.log
        time.sleep(0.05)
    assert service.connections == before
    assert running.stop() == 0
    key = rows(tmp_path / "s.db", "SELECT push_key FROM server")
    silent = Serving(f"sqlite://{tmp_path}/s.db")
    said = silent_about(Person(silent.origin), person)
    assert silent.stop() == 0
    assert said == (["tickets", "until"], False)
    assert rows(tmp_path / "s.db", "SELECT push_key FROM server") == key != [(None,)], "one key, made once"
    assert (tmp_path / "s.db").stat().st_mode & 0o777 == 0o600
    person.http.close()


def silent_about(asked: Person, person: Person) -> tuple[list[str], bool]:
    """What a server without `--doorbell` says that it can; a push that asks to ring is taken there all the same."""
    about = asked.http.get("/v1/about").json()
    for method in ("PUT", "DELETE"):
        answer = asked.ask(method, "/v1/doorbell", person.token, json=Browser().doorbell())
        assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
    body = {"epoch": person.epoch, "records": [person.record()], "ring": True}
    assert asked.ask("POST", f"/v1/c/{person.collection}/push", person.token, json=body).status_code == 200
    asked.http.close()
    return about["can"], "doorbell_key" in about


def rows(file: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as looked_at:
        return looked_at.execute(sql).fetchall()


def test_what_waits_is_bounded_and_the_earlier_instant_counts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ringer, "WAITING", 3)
    storage = Storage(database_url.engine("sqlite:///nowhere"), QUOTA)
    made = ringer.Ringer(storage, RateLimiter(0), Log(), hosts.USUAL)
    bells = [(new(), new()) for _ in range(4)]
    now = time.monotonic()
    for bell in bells:
        made.ring_at(bell, now + 1000)
        made.announce(*bell)
    assert list(made._due) == bells[:3] == list(made._announced)
    assert capsys.readouterr().err.count('"full"') == 2
    made.ring_at(bells[0], now + 2000)
    made.ring_at(bells[1], now + 500)
    assert [round(made._due[bell].at - now) for bell in bells[:3]] == [1000, 500, 1000]
    made.ring_at(bells[1], now - 60)
    assert now <= made._due[bells[1]].at < now + 60
    del made._due[bells[2]]
    made._again(bells[2], ringer._Due(now, now), Answer(429, 10**9))
    made.ring_at(bells[2], now)
    assert 600 <= made._due[bells[2]].at - now < 700, "a service that wants to wait is left alone, ten minutes at most"
    del made._due[bells[2]]
    made._again(bells[2], ringer._Due(now, now, len(ringer.TRIES_AFTER)), Answer(503))
    assert bells[2] not in made._due, "at some time it is given up"


def test_an_answer_is_bounded_in_bytes_and_seconds_and_comes_from_who_it_should(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read of a service is its status; one that hangs, floods or is somebody else gave none."""

    def posted(host: str = "localhost") -> Answer:
        return asyncio.run(post.post(Endpoint(host, Browser().path), "vapid t=x, k=y", b"sealed"))

    monkeypatch.setattr(post, "PORT", service.port)
    assert posted() == (0, 0), "not to this machine"
    monkeypatch.setattr(hosts, "is_public", lambda _: True)
    assert posted() == (0, 0), "its certificate is of nobody who is known"
    known = ssl.create_default_context(cafile=str(service.authority))
    monkeypatch.setattr(post, "_context", lambda: known)
    assert posted("127.0.0.1") == (0, 0), "nor is it for that name"
    service.headers = {"Retry-After": "17"}
    assert posted() == (201, 17)
    service.headers = {"X-Large": "x" * post.HEAD_BYTES}
    assert posted() == (0, 0)
    service.headers = {}
    monkeypatch.setattr(post, "ALL_SECONDS", 0.2)
    service.held.clear()
    try:
        assert posted() == (0, 0)
    finally:
        service.held.set()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("142.250.1.1", True), ("2a00:1450:4001::1", True), ("64:ff9b::8efa:101", True),
        ("127.0.0.1", False), ("10.1.2.3", False), ("192.168.1.1", False), ("172.16.0.1", False),
        ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.1", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1", False), ("fd00::1", False),
        ("ff02::1", False), ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False), ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False), ("fe80::1%eth0", False), ("localhost", False), ("", False),
    ],
)  # fmt: skip
def test_which_addresses_are_the_internets(address: str, public: bool) -> None:
    assert hosts.is_public(address) is public


def test_the_usual_list_lets_in_the_push_services_and_nothing_that_looks_like_them() -> None:
    for host in (
        "fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com",
        "wns2-par02p.notify.windows.com",
    ):  # fmt: skip
        assert hosts.listed(host, hosts.USUAL)
    for host in (
        "notify.windows.com", "xnotify.windows.com", "notify.windows.com.evil.example", "googleapis.com",
        "a.fcm.googleapis.com", "push.apple.com", "", ".push.apple.com.",
    ):  # fmt: skip
        assert not hosts.listed(host, hosts.USUAL), host


def test_the_list_is_names_and_goes_with_the_doorbell() -> None:
    assert serve._push_hosts(None) == hosts.USUAL
    assert serve._push_hosts(["push.example.org", "*.example.net"]) == ("push.example.org", "*.example.net")
    for bad in ("https://push.example.org", "*", "*.*.example.org", "a*.example.org", "", "x/y", "PUSH.example.org"):
        with pytest.raises(Usage):
            serve._push_hosts([bad])
    with pytest.raises(Usage):
        serve.serve(push_host=["push.example.org"])
