"""Links: accounts that another account's ticket opens, and that end by themselves; on both engines."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.server import authentication, limits
from recovery.server.storage import bootstrap, links
from recovery.server.storage.accounts import Token
from recovery.server.storage.errors import AccountErased, Full, NoTicket
from recovery.server.storage.storage import Storage
from recovery.server.storage.values import Bearer
from recovery.wire import protocol
from tests.server.conftest import Serving
from tests.server.person import Person, sealed, statuses
from tests.server.test_storage import NOW, incoming, new, on, opened, ring, with_account
from tests.sync.scenarios import planted

if TYPE_CHECKING:
    import httpx

    from recovery.server.engine import Transaction

DAY = 24 * 3600
REFUSED = (403, {"error": "ticket"})


def soon(seconds: int = 3600) -> int:
    return int(time.time()) + seconds


def tickets(person: Person, count: int = 1) -> list[str]:
    answer = person.ask("POST", "/v1/tickets", json={"count": count})
    assert answer.status_code == 201, answer.text
    reply: list[str] = answer.json()["tickets"]
    return reply


def open_with(link: Person, ticket: str | None, **more: object) -> httpx.Response:
    headers = {} if ticket is None else {"Authorization": f"Ticket {ticket}"}
    body = link.first(link.devices[0]) | ({"until": soon()} | more if more.get("until", 0) is not None else {})
    return link.http.post("/v1/accounts", json=body, headers=headers)


@pytest.fixture
def link(person: Person) -> Iterator[Person]:
    """An account that a ticket of `person` opened, for an hour."""
    made = Person(person.origin)
    until = soon()
    answer = open_with(made, tickets(person)[0], until=until)
    assert (answer.status_code, answer.json()) == (201, {"account": made.account, "until": until})
    made.token, made.epoch = made.log_in(made.devices[0]), person.epoch
    yield made
    made.http.close()


def test_a_ticket_opens_one_account_that_ends_and_no_other(person: Person, nobody: Person, stranger: Person) -> None:
    assert person.http.get("/v1/about").json()["can"][:2] == ["tickets", "until"]
    one, two = tickets(person, 2)
    assert one != two
    assert open_with(nobody, one, until=None).json() == {"error": "malformed"}, "nothing that lasts"
    for until in (0, "1", soon(-1), soon(protocol.UNTIL_SECONDS + 60)):
        assert open_with(nobody, one, until=until).status_code == 400
    with ThreadPoolExecutor(8) as pool:
        rivals = [Person(person.origin) for _ in range(8)]
        answers = list(pool.map(lambda rival: open_with(rival, one), rivals))
    assert sorted(answer.status_code for answer in answers) == [201] + [403] * 7, "one use, however many at once"
    assert [answer.json() for answer in answers if answer.status_code == 403] == [REFUSED[1]] * 7
    for bad in (one, "00" * 32, one[:-2], one.upper(), person.token + "00"):
        answer = open_with(nobody, bad)
        assert (answer.status_code, answer.json()) == REFUSED
    assert nobody.http.post("/v1/login", json=nobody.signed(nobody.devices[0], nobody.challenge())).status_code == 401
    assert open_with(nobody, two).status_code == 201
    assert open_with(nobody, two).json() == {"error": "exists"}, "so a lost answer is told from a refusal"
    (three,) = tickets(person)
    assert open_with(nobody, three).json() == {"error": "exists"}
    rivals.append(Person(person.origin))
    assert open_with(rivals[-1], three).status_code == 201, "what opened nothing was not used"
    assert stranger.ask("POST", "/v1/tickets", "00" * 32, json={"count": 1}).status_code == 401
    for count in (0, 33, "1", None):
        assert person.ask("POST", "/v1/tickets", json={"count": count}).status_code == 400
    by_words = person.log_in(person.account_private)
    assert person.ask("POST", "/v1/tickets", by_words, json={"count": 1}).json() == {"error": "scope"}
    for rival in rivals:
        rival.http.close()


def test_a_link_gets_no_tickets_and_holds_less(person: Person, link: Person) -> None:
    assert link.ask("POST", "/v1/tickets", json={"count": 1}).json() == {"error": "scope"}, (
        "else there is no closed door"
    )
    held = link.ask("GET", "/v1/usage").json()
    assert held["quota"]["bytes"] == 2 * 1024 * 1024
    assert held["until"] > time.time()
    assert "until" not in person.ask("GET", "/v1/usage").json(), "an account without stays as it is"
    big = [link.record(blob=sealed(link.kid, 500_000)) for _ in range(5)]
    assert [statuses(link.pushed(record))[0] for record in big] == ["ok"] * 4 + ["quota"]
    mine = [person.record(blob=sealed(person.kid, 500_000)) for _ in range(5)]
    assert [statuses(person.pushed(record))[0] for record in mine] == ["ok"] * 5


def test_until_is_moved_by_who_is_in_it_and_only_there(person: Person, link: Person) -> None:
    until = soon(90 * DAY)
    assert link.ask("PUT", "/v1/until", json={"until": until}).status_code == 204
    assert link.ask("GET", "/v1/usage").json()["until"] == until
    for bad in (soon(-10), soon(protocol.UNTIL_SECONDS + 60), None, "1", -1):
        assert link.ask("PUT", "/v1/until", json={"until": bad}).status_code == 400
    assert person.ask("PUT", "/v1/until", json={"until": until}).json() == {"error": "scope"}
    assert person.ask("GET", "/v1/usage").status_code == 200
    assert link.ask("PUT", "/v1/until", "00" * 32, json={"until": until}).status_code == 401
    assert link.ask("GET", "/v1/usage").json()["until"] == until


def test_a_push_to_the_journal_moves_nothing_of_a_link_nor_the_other_way(person: Person, link: Person) -> None:
    """Neither `head` nor a byte: from a head that moves somebody could read when cravings come."""
    for writer, other in ((person, link), (link, person)):
        assert statuses(other.pushed(other.record())) == ["ok"]
        before = other.pull().content
        assert statuses(writer.pushed(writer.record(), writer.record())) == ["ok", "ok"]
        assert other.pull().content == before


def test_a_ticket_opens_past_a_closed_door_and_the_limit(tmp_path: Path) -> None:
    """And what is no ticket counts against the limit, so nobody guesses."""
    standing = planted(tmp_path / "standing", "from recovery.server import limits\nlimits.monotonic = lambda: 1000.0")
    database = f"sqlite://{tmp_path}/s.db"
    running = Serving(database, env=standing)
    person = Person(running.origin).open()
    many = tickets(person, 32)
    assert len(many) == 32
    refused = person.ask("POST", "/v1/tickets", json={"count": 1})
    assert (refused.status_code, refused.json()) == (429, {"error": "slow_down"})
    assert DAY < int(refused.headers["retry-after"]) <= 2 * DAY
    opened = [Person(running.origin) for _ in range(14)]
    answers = [open_with(link, ticket).status_code for link, ticket in zip(opened, many, strict=False)]
    assert answers == [201] * 14, "past the limit of one address"
    tries = [open_with(opened[0], "00" * 32).status_code for _ in range(12)]
    assert tries == [409] * (int(limits.OPENING.burst) - 1) + [429] * 3
    assert running.stop() == 0
    with closing(sqlite3.connect(tmp_path / "s.db")) as looked_at:
        tables = [row[0] for row in looked_at.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        kept_rows = [row for table in tables for row in looked_at.execute(f"SELECT * FROM {table}")]
    one, other = (bytes.fromhex(account.account) for account in (person, opened[0]))
    assert not any(one in row and other in row for row in kept_rows), "no row names the two together"
    assert sum(one in row for row in kept_rows) >= 3
    closed = Serving(database, "--closed", "--rate", "0")
    late = Person(closed.origin)
    assert open_with(late, None).json() == {"error": "closed"}
    assert open_with(late, "00" * 32).json() == {"error": "ticket"}
    assert open_with(late, many[20]).status_code == 201
    assert closed.stop() == 0
    kept = Path(f"{tmp_path}/s.db").read_bytes()
    assert not any(bytes.fromhex(ticket) in kept or ticket.encode() in kept for ticket in many)
    with closing(sqlite3.connect(tmp_path / "s.db")) as looked_at:
        names = [row[1] for row in looked_at.execute("PRAGMA table_info(ticket)")]
        assert names == ["hash", "expires"], "not whose, nor what for"
        assert looked_at.execute("SELECT DISTINCT expires % 86400 FROM ticket").fetchall() == [(0,)]
        assert looked_at.execute("SELECT count(*) FROM ticket").fetchone() == (32 - 15,)
    for person_or_link in (person, late, *opened):
        person_or_link.http.close()


def test_32_tickets_are_out_at_most_and_they_run_out(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        account, other = await with_account(kept), await with_account(kept)
        day = NOW // DAY * DAY

        def hashes(count: int) -> list[bytes]:
            return [authentication.token_hash(new()) for _ in range(count)]

        first = hashes(20)
        assert await kept.give_tickets(account, first, day) == 20
        async with AsyncExitStack() as another:  # as two processes
            second = kept if kept.engine.name == "sqlite" else await another.enter_async_context(opened(database))
            both = await asyncio.gather(
                *(storage.give_tickets(account, hashes(20), day + DAY) for storage in (kept, second)),
                return_exceptions=True,
            )
        assert [error.wait for error in both if isinstance(error, Full)] == [DAY], "also where two ask at once"
        assert [count for count in both if isinstance(count, int)] == [12]
        assert await kept.give_tickets(other, hashes(32), day) == 32, "another account has its own"
        last = links.ticket_expires(day) - 1
        assert (await kept.is_ticket(first[0], last), await kept.is_ticket(first[0], last + 1)) == (True, False)
        with pytest.raises(NoTicket):
            await kept.open_account(new(), b"a" * 32, b"o" * 160, ring(), until=NOW, ticket=(first[0], last + 1))
        assert await kept.give_tickets(account, hashes(32), last + 1) == 20, "what has run out is free again"
        await kept.erase(account)
        await kept.sweep(day + 4 * DAY)

        async def rows(tx: Transaction) -> int:
            counted = [await tx.all(f"SELECT * FROM {table}") for table in ("ticket", "given_tickets")]
            return sum(map(len, counted))

        assert await kept.engine.read(rows) == 0, "nothing stays of what is over"

    on(database, scenario)


def test_a_link_is_erased_at_its_end_and_nothing_else(database: str) -> None:
    """Also when nobody is there; and one that was given more time as its end came stays whole."""

    async def scenario(kept: Storage) -> None:
        lasting, epoch, collection = await with_account(kept), await kept.present_epoch(), new()
        over, moved = new(), new()
        for account in (over, moved):
            assert await kept.open_account(account, b"a" * 32, b"o" * 160, ring(), until=NOW)
        for account in (lasting, over, moved):
            await kept.push(account, collection, epoch, [incoming() for _ in range(3)])
        assert await kept.keyed(over, b"a" * 32, NOW - 1) == (True, False)
        assert await kept.keyed(over, b"a" * 32, NOW) == (False, False), "nobody logs in any more"
        assert (await kept.keyed(over, b"d" * 32, NOW)).device is False
        token = Token(b"t" * 32, over, b"d" * 32, NOW + DAY)
        assert await kept.log_in(token, new(), NOW, "2027-01-15")
        told = [await kept.bearer(token.hash, second) for second in (NOW - 1, NOW)]
        assert [bearer and bearer.until for bearer in told] == [NOW, None], "nor does a token count"
        assert await kept.move_until(moved, NOW + 10, NOW - 1)
        await kept.engine.write(moved, lambda tx: links._end(tx, moved, NOW))
        await kept.sweep(NOW - 1)
        assert (await kept.usage(over)).records == 3
        await kept.sweep(NOW)
        assert [(await kept.usage(account)).records for account in (lasting, over, moved)] == [3, 0, 3]
        assert not await kept.move_until(over, NOW + 10, NOW - 1), "too late"
        assert not await kept.move_until(lasting, NOW + 10, NOW - 1), "no account gets an end that had none"
        with pytest.raises(AccountErased):
            await kept.push(over, collection, epoch, [incoming()])
        page = await kept.pull(Bearer(over, b"d" * 32, 0, 0, 1), collection, epoch, 0, 10)
        assert (page.heads, page.sizes) == (b"", "")
        assert await kept.open_account(over, b"a" * 32, b"o" * 160, ring(), until=NOW + 10), "it may begin anew"
        await kept.sweep(NOW + 5)
        assert (await kept.usage(over)).until == NOW + 10
        assert await kept.rings(over, 0) != (0, [])

    on(database, scenario)


def test_a_link_answers_nobody_from_its_second_on(tmp_path: Path) -> None:
    """The real server, whose clock goes by the machine's; its sweep takes the rest."""
    quick = planted(tmp_path / "quick", "from recovery.server import app\napp.SWEEP_SECONDS = 0.2")
    running = Serving(f"sqlite://{tmp_path}/s.db", env=quick)
    person = Person(running.origin).open()
    link = Person(running.origin)
    assert open_with(link, tickets(person)[0], until=soon(3)).status_code == 201
    link.token, link.epoch = link.log_in(link.devices[0]), person.epoch
    mark = b"written on the link " * 4
    assert statuses(link.pushed(link.record(blob=sealed(link.kid, content=mark)))) == ["ok"]
    until = time.monotonic() + 60
    while link.ask("GET", "/v1/usage").status_code != 401:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert link.http.post("/v1/login", json=link.signed(link.devices[0], link.challenge())).status_code == 401
    files = [tmp_path / name for name in ("s.db", "s.db-wal")]
    while any(mark in file.read_bytes() for file in files if file.exists()):
        assert time.monotonic() < until, "its bytes are off the disk too"
        time.sleep(0.1)
    assert person.ask("GET", "/v1/usage").status_code == 200
    assert running.stop() == 0
    for one in (person, link):
        one.http.close()


def test_rings_of_a_link_have_less_room(database: str) -> None:
    async def scenario(kept: Storage) -> None:
        account = new()
        await kept.open_account(account, b"a" * 32, b"o" * 160, ring(), until=NOW)
        large = [ring(number, b"d" * 32, b"e" * 32)._replace(ring=bytes(700_000)) for number in range(2, 5)]
        await kept.put_ring(account, large[0])
        await kept.put_ring(account, large[1])
        with pytest.raises(Full):
            await kept.put_ring(account, large[2])

    on(database, scenario)


def test_a_database_of_before_is_brought_up_to_date_and_its_accounts_last(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, now = new(), NOW + 1000 * DAY
    every = bootstrap.migrations

    async def of_before(kept: Storage) -> None:
        async def work(tx: Transaction) -> None:
            await tx.run(
                "INSERT INTO account (id, key, opening, generation, kid, retired, counter, records, bytes)"
                " VALUES (?, ?, ?, 1, ?, ?, 0, 7, 7000)",
                account, b"a" * 32, b"o" * 160, b"k" * 8, b"",
            )  # fmt: skip

        await kept.engine.write(account, work)

    with monkeypatch.context() as earlier:
        earlier.setattr(bootstrap, "migrations", lambda engine: every(engine)[:1])
        on(database, of_before)

    async def scenario(kept: Storage) -> None:
        await kept.sweep(now)
        assert await kept.usage(account) == (7, 7000, None)
        assert await kept.give_tickets(account, [bytes(32)], now) == 1

    on(database, scenario)
