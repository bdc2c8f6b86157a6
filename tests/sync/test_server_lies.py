"""A server that is broken or hostile: one sentence, exit 6, the journal as it was; and one that hides is noticed."""

from __future__ import annotations

import json
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest
import time_machine

from recovery.errors import Refused, Unreachable
from recovery.store import history, sync_notices
from recovery.sync import chain, envelope, membership, pull, server_api, transport
from recovery.sync.pull import Puller
from recovery.sync.push import Pusher
from recovery.sync.queries import account_state, sync_records
from recovery.sync.ring import RingRefused
from recovery.sync.transport import Server
from recovery.wire import protocol
from tests.conftest import PATIENCE_SECONDS
from tests.sync.devices import Device, Person

NOTE = "INSERT INTO note (id, at, timezone, day, text) VALUES (?, '2026-03-07T21:40:00Z', 'UTC', '2026-03-07', ?)"
ID = "3f9a0000-0000-4000-8000-{:012}"


def write(device: Device, number: int, text: str) -> None:
    with device.open() as journal, journal.command("note"):
        journal.execute(NOTE, (ID.format(number), text))


def edit(device: Device, text: str) -> None:
    with device.open() as journal, journal.command("edit"):
        journal.execute("UPDATE note SET text = ?", (text,))


def texts(device: Device) -> list[str]:
    return [row["text"] for row in device.rows("note")]


class Canned:
    """A server that says what it is told to say, whatever it is asked."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"{}", dict[str, str]()
        self.asked: list[str] = []
        self.pause = 0.0
        canned = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                canned.asked.append(self.path)
                time.sleep(canned.pause)
                self.send_response(canned.status)
                for name, value in canned.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(canned.body)))
                self.end_headers()
                self.wfile.write(canned.body)

            def log_message(self, *_: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def canned() -> Iterator[Canned]:
    made = Canned()
    yield made
    made.close()


@pytest.fixture
def asking(canned: Canned) -> Iterator[Server]:
    server = Server(canned.address)
    yield server
    server.close()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"a": NaN}',
        b'{"a": 1, "a": 1}',
        b'{"a": 1e999}',
        b"[" * 100_000,
        b"<html>",
    ],
)
def test_an_answer_is_a_json_object_or_none(canned: Canned, asking: Server, body: bytes) -> None:
    canned.body = body
    if body:
        with pytest.raises(Unreachable):
            asking.ask("GET", "/")
    else:
        assert asking.ask("GET", "/") == {}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(canned: Canned, asking: Server, status: int) -> None:
    canned.status, canned.headers = status, {"Location": "/elsewhere"}
    with pytest.raises(Unreachable):
        asking.ask("GET", "/")
    assert canned.asked == ["/"]


def test_an_answer_is_only_so_large(canned: Canned, asking: Server) -> None:
    canned.body = b'{"a": "' + b"x" * 5_000 + b'"}'
    assert asking.ask("GET", "/")
    with pytest.raises(Unreachable):
        asking.ask("GET", "/", limit=5_000)


@pytest.mark.parametrize("body", [b'{"error": "quota"}', b'{"error": 5}', b"<html>Bad gateway</html>", b"", b"[]"])
def test_an_error_is_an_error_whatever_it_says(canned: Canned, asking: Server, body: bytes) -> None:
    canned.status, canned.body = 502, body
    with pytest.raises(transport.ErrorResponse) as raised:
        asking.ask("GET", "/")
    assert raised.value.exit_code == 6
    assert raised.value.status == 502
    assert "gateway" not in raised.value.sentence


def test_no_more_is_read_than_an_answer_may_hold() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def pour() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(4096)
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n" + b" " * 6_000)
                ended.wait(120)

        thread = threading.Thread(target=pour)
        thread.start()
        server = Server(f"http://127.0.0.1:{listening.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(Unreachable):
            server.ask("GET", "/", limit=5_000)
        assert time.monotonic() - began < 100, "it did not wait for the rest"
        ended.set()
        server.close()
        thread.join()


@pytest.mark.parametrize("ends", [b"", b"Connection: close\r\n"])
def test_an_answer_may_not_trickle_for_ever(ends: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def trickle() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(4096)
                line.sendall(b"HTTP/1.1 200 OK\r\n" + ends + b"Content-Length: 1000\r\n\r\n")
                try:
                    while not ended.is_set():
                        line.sendall(b" ")
                        time.sleep(0.05)
                except OSError:
                    return

        thread = threading.Thread(target=trickle)
        thread.start()
        server = Server(f"http://127.0.0.1:{listening.getsockname()[1]}")
        began = time.monotonic()
        with pytest.raises(Unreachable):
            server.ask("GET", "/")
        assert time.monotonic() - began < 40, "it did not wait for the 50 seconds that the whole answer takes"
        ended.set()
        server.close()
        thread.join()


def test_a_server_that_hangs_up_after_each_answer_is_given_as_much_time(
    canned: Canned, asking: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As old proxies do: to wait for a part of a pairing takes longer than to connect."""
    monkeypatch.setattr(Server._connect, "__defaults__", (0.5,))
    canned.headers = {"Connection": "close"}
    assert asking.ask("GET", "/") == {}
    canned.pause = 1.0
    assert asking.ask("GET", "/") == {}
    asking.events().close()


def test_nobody_at_home_is_said_calmly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable) as raised:
        Server(f"http://127.0.0.1:{port}").ask("GET", "/")
    assert raised.value.sentence == transport.AWAY


@pytest.mark.parametrize("address", ["http://example.org", "ftp://x", "https://a/b", "https://u:p@a", "", "https://"])
def test_an_address_carries_nothing_in_clear(address: str) -> None:
    with pytest.raises(Refused):
        Server(address)


def test_the_stream_tells_of_wakes_and_of_its_end(canned: Canned, asking: Server) -> None:
    canned.body = b": alive\n\nevent: other\ndata: {}\n\nevent: wake\ndata: {}\n\n"
    events = asking.events()
    assert events.wait(PATIENCE_SECONDS)
    with pytest.raises(Unreachable):
        events.wait(PATIENCE_SECONDS)
    events.close()


def test_many_rings_are_read_and_rings_without_an_end_are_not(
    canned: Canned, asking: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as a server keeps: a device in other hands may have written them, and they are not the end of sync."""
    rings = [{"ring": b64encode(b"ring").decode(), "signature": "00" * 64}] * 1024
    canned.body = json.dumps({"rings": rings, "generation": 9000}).encode()
    assert len(server_api.fetch(asking.ask, 0)[0]) >= 9000
    monkeypatch.setattr(server_api, "RINGS_BYTES", 1024 * 1024)
    canned.body = json.dumps({"rings": rings, "generation": 2**53 - 1}).encode()
    with pytest.raises(Unreachable):
        server_api.fetch(asking.ask, 0)
    assert len(canned.asked) < 50


# What a server may say to a client that has joined.

Change = Callable[[dict[str, Any]], object]


class Lying(Server):
    """An honest server, and somebody in front of it who changes answers of one path."""

    def __init__(self, address: str, path: str, change: Change) -> None:
        super().__init__(address)
        self.path, self.change = path, change
        self.asked = 0

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        answer = super().ask(method, path, body, **more)
        if self.path in path:
            self.asked += 1
            self.change(answer)
        return answer


def lied_to(device: Device, path: str, change: Change) -> Any:
    device.close()
    device.server = Lying(device.person.origin, path, change)
    try:
        return device.sync()
    finally:
        device.close()
        device.server = None


@pytest.fixture
def two(somebody: Person) -> tuple[Device, Device]:
    """Two devices in step, one of which has something new."""
    one, other = somebody.device(), somebody.device()
    write(one, 1, "first")
    one.sync()
    other.sync()
    one.sync()
    write(one, 2, "second")
    one.sync()
    return one, other


def put(**changed: Any) -> Change:
    return lambda answer: answer.update(changed)


def record(**changed: Any) -> Change:
    return lambda answer: answer["records"][0].update(changed)


BLOB = b64encode(b"\x01" + bytes(1200)).decode()
FALSE_PAGES: list[Change] = [
    put(records=None),
    put(records="x"),
    put(records=[1]),
    put(records=[{}]),
    put(next="1"),
    put(next=-1),
    put(next=0),
    put(next=10**30),
    put(head=None),
    put(head=0),
    put(head=True),
    put(more="yes"),
    put(more=None),
    put(records=[], more=True),
    put(epoch="00" * 16),
    put(epoch=5),
    put(epoch=None),
    record(seq=0),
    record(seq="1"),
    record(seq=1.5),
    record(id="x"),
    record(id="00" * 16 + "0"),
    record(version=None),
    record(blob="***"),
    record(blob=""),
    lambda answer: answer["records"].reverse(),
    lambda answer: answer["records"].append(answer["records"][0]),
    lambda answer: answer["records"].extend(answer["records"] * 600),
    lambda answer: answer.clear(),
    lambda answer: (answer["records"][-1].update(seq=1), answer.update(next=1, more=True)),
    lambda answer: (answer["records"][0].update(seq=answer["next"]), answer.update(more=True)),
    lambda answer: (answer["records"].append(answer["records"][0] | {"seq": 99}), answer.update(next=99, head=99)),
]


def test_a_page_that_cannot_be_is_not_taken(two: tuple[Device, Device]) -> None:
    one, other = two
    for number, change in enumerate(FALSE_PAGES, start=3):
        with suppress(Unreachable):  # a record that does not open is left out, and the rest goes on
            lied_to(other, "/pull", change)
        assert "first" in texts(other), number
        other.sync()
        assert len(texts(one)) == number - 1
        assert texts(other) == texts(one), f"nothing was passed over after change {number}"
        write(one, number, f"note {number}")
        one.sync()


def test_a_server_without_an_end_is_left(two: tuple[Device, Device], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = two
    monkeypatch.setattr(pull, "PAGES_LIMIT", 50)

    def endless(answer: dict[str, Any]) -> None:
        at = answer["next"]
        fake = [{"id": f"{at + 1:032x}", "version": "00" * 16, "seq": at + 1, "blob": BLOB}]
        answer.update(records=fake, next=at + 1, head=2**62, more=True)

    result = lied_to(other, "/pull", endless)
    assert any("under a key" in warning for warning in result.warnings)
    assert texts(other) == ["first"]
    monkeypatch.undo()
    assert any("had lost records" in warning for warning in other.sync().warnings), "the second was passed over"
    write(one, 3, "third")
    one.sync()
    assert other.sync().warnings == ()
    assert texts(other) == ["first", "second", "third"]
    with other.open() as journal:
        assert not sync_records.count_aside_for(journal, sync_notices.NO_KEY)


RESULTS: list[Change] = [
    put(results=None),
    put(results=[]),
    put(results=[{}]),
    lambda answer: answer["results"][0].update(id="00" * 16),
    lambda answer: answer["results"][0].update(status="fine"),
    lambda answer: answer["results"][0].update(status=None),
    lambda answer: answer["results"][0].update(seq=None),
    lambda answer: answer["results"][0].update(seq=-1),
    lambda answer: answer["results"][0].update(status="conflict", current={"id": "x"}),
]


def test_a_false_answer_to_a_push_loses_nothing(two: tuple[Device, Device]) -> None:
    one, other = two
    for number, change in enumerate(RESULTS, start=3):
        write(one, number, f"note {number}")
        with pytest.raises(Unreachable):
            lied_to(one, "/push", change)
        assert one.sync().pending == 0, number
        other.sync()
        assert len(texts(one)) == number
        assert texts(other) == texts(one), number


class Refusing(Server):
    """A server that keeps nothing and calls everything a conflict."""

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        if not path.endswith("/push"):
            return super().ask(method, path, body, **more)
        return {"results": [{"id": record["id"], "status": protocol.CONFLICT} for record in body["records"]]}


def test_a_conflict_for_ever_comes_to_an_end(two: tuple[Device, Device]) -> None:
    one, _ = two
    write(one, 3, "third")
    one.close()
    one.server = Refusing(one.person.origin)
    result = one.sync()
    one.close()
    one.server = None
    assert result.pending
    assert any("could not be sent" in warning for warning in result.warnings)
    assert one.sync().pending == 0


class Lacking(Server):
    """A server that was put back: for what it lacks, a base is a conflict without a current row."""

    pushed: ClassVar[list[list[Any]]] = []

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        if not path.endswith("/push"):
            return super().ask(method, path, body, **more)
        self.pushed.append([record["base"] for record in body["records"]])
        results: list[dict[str, Any]] = []
        for place, record in enumerate(body["records"], start=100):
            lacks = record["base"] is not None
            results.append({"id": record["id"]} | ({"status": "conflict"} if lacks else {"status": "ok", "seq": place}))
        return {"results": results}


def test_what_the_server_lacks_is_sent_as_new(two: tuple[Device, Device]) -> None:
    one, _ = two
    edit(one, "edited in that moment")
    one.close()
    one.server = Lacking(one.person.origin)
    Lacking.pushed.clear()
    result = one.sync()
    one.close()
    one.server = None
    assert (result.pending, result.warnings) == (0, ())
    bases = [base for pushed in Lacking.pushed for base in pushed if base is not None]
    assert len(bases) == len(set(bases)) == 3, "two notes and the heads, each said once to be there"


def test_what_is_done_in_sql_beside_the_store_stays(two: tuple[Device, Device]) -> None:
    """An edit noticed in the transaction that begins anew does not write the old places over the new."""
    one, _ = two
    with one.client() as run:
        run.run.follow()
        edit(one, "edited in that moment")
        with run.run.transaction() as store:
            store.begin_again(bytes(16))
        assert run.run.journal.execute("SELECT max(seq) FROM sync_record").fetchone() == (0,)


@pytest.mark.parametrize("status", [protocol.TOO_LARGE, protocol.QUOTA])
def test_what_the_server_does_not_take_is_named_and_the_rest_goes_on(two: tuple[Device, Device], status: str) -> None:
    one, other = two
    write(one, 3, "third")
    write(one, 4, "fourth")
    passed: list[str] = []

    def refuse(answer: dict[str, Any]) -> None:
        wanted = passed[0] if passed else answer["results"][0]["id"]
        passed.append(wanted)
        for result in answer["results"]:
            if result["id"] == wanted:
                result.update(status=status)

    result = lied_to(one, "/push", refuse)
    assert result.pending == 1
    assert any("1 record could not be sent" in warning for warning in result.warnings)
    assert one.sync().pending == 0
    other.sync()
    assert len(texts(other)) == 4


# What a server may hide or change.


def changed_blob(answer: dict[str, Any]) -> None:
    for record in answer["records"]:
        record["blob"] = record["blob"][:-8] + "AAAAAAA="


def test_a_changed_record_is_left_out_and_said(two: tuple[Device, Device]) -> None:
    one, other = two
    result = lied_to(other, "/pull", changed_blob)
    assert any("could not be opened" in warning for warning in result.warnings)
    assert texts(other) == ["first"]
    edit(one, "again")
    one.sync()
    other.sync()
    assert set(texts(other)) == {"again"}


def test_two_records_cannot_be_swapped(two: tuple[Device, Device]) -> None:
    one, other = two
    write(one, 3, "third")
    one.sync()

    def swap(answer: dict[str, Any]) -> None:
        notes = answer["records"][:-1]
        if len(notes) >= 2:
            notes[0]["blob"], notes[1]["blob"] = notes[1]["blob"], notes[0]["blob"]

    result = lied_to(other, "/pull", swap)
    assert any("could not be opened" in warning for warning in result.warnings)
    assert texts(other) == ["first", "second", "third"], "asked for one by one they came as they are"


def test_a_record_held_back_is_noticed(two: tuple[Device, Device]) -> None:
    _, other = two

    def hide(answer: dict[str, Any]) -> None:
        answer["records"] = answer["records"][-1:]  # what a device says of itself comes last

    result = lied_to(other, "/pull", hide)
    assert texts(other) == ["first"]
    assert any("holding something back" in warning for warning in result.warnings)
    with other.open() as journal:
        assert json.loads(account_state.joined(journal).warnings)
    assert other.sync().warnings == ()
    assert texts(other) == ["first", "second"]


def test_an_older_state_of_a_record_is_noticed_and_put_right(two: tuple[Device, Device]) -> None:
    one, other = two
    other.sync()
    old: list[dict[str, Any]] = []

    def keep(answer: dict[str, Any]) -> None:
        old.extend(dict(record) for record in answer["records"])

    third = one.person.device()
    lied_to(third, "/pull", keep)
    edit(one, "newer")
    one.sync()
    other.sync()
    assert set(texts(other)) == {"newer"}
    edit(one, "newest")
    one.sync()

    def back(answer: dict[str, Any]) -> None:
        kept = {entry["id"]: entry for entry in old}
        for record in answer["records"]:
            before = kept.get(record["id"])
            if before is not None:
                record.update(version=before["version"], blob=before["blob"])

    result = lied_to(other, "/pull", back)
    assert any("older state" in warning for warning in result.warnings)
    assert set(texts(other)) <= {"newer", "newest"}, "it never goes back"
    one.sync()
    other.sync()
    assert set(texts(one)) == set(texts(other)) == {"newest"}


def test_an_older_ring_is_refused(two: tuple[Device, Device]) -> None:
    one, other = two
    one.person.device()
    other.sync()
    with pytest.raises(RingRefused) as raised:
        lied_to(other, "/v1/ring", lambda answer: answer.update(generation=1, rings=[]))
    assert raised.value.exit_code == 6


def test_a_server_that_forgot_is_given_everything_again(two: tuple[Device, Device]) -> None:
    """The head goes back without a new epoch: as after an old copy of its file was put in place."""
    one, other = two
    other.sync()
    forgot = [True]

    def forget(answer: dict[str, Any]) -> None:
        if forgot:
            answer.update(records=[], head=0, more=False)
            forgot.clear()

    result = lied_to(other, "/pull", forget)
    assert any("lost records" in warning for warning in result.warnings)
    assert texts(other) == ["first", "second"]
    assert one.sync().pending == other.sync().pending == 0


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside an edit that stays"])
def test_a_value_that_lost_stays_in_history(somebody: Person, beside: bool) -> None:
    one, other = somebody.device(), somebody.device()
    write(one, 1, "first")
    one.sync()
    other.sync()
    edit(other, "theirs")
    if beside:
        with other.open() as journal, journal.command("edit"):
            journal.execute("UPDATE note SET day = '2026-03-06'")
    other.sync()
    with time_machine.travel(timedelta(seconds=2)):  # a command's time is told in seconds
        edit(one, "mine")
    one.sync()
    other.sync()
    assert texts(one) == texts(other) == ["mine"]
    assert one.rows("note") == other.rows("note")
    for device in (one, other):
        with device.open() as journal:
            told = [change.fields.get("text") for change in history.of_row(journal, "note", 1)]
        assert any("theirs" in warning for warning in told if warning), "on both devices"


def test_a_device_taken_off_in_the_middle_of_a_run_keeps_its_journal(two: tuple[Device, Device]) -> None:
    one, other = two
    write(other, 3, "third")
    revoked: list[bool] = []

    def revoke(_: dict[str, Any]) -> None:
        if not revoked:
            revoked.append(True)
            one.person.rotate(other)

    with pytest.raises(Unreachable) as raised:
        lied_to(other, "/ring", revoke)
    assert revoked
    assert raised.value.sentence == transport.OUT
    assert "recovery sync leave" in raised.value.sentence
    assert "third" in texts(other)
    one.sync()
    assert "third" not in texts(one)


def test_what_is_sent_while_a_device_is_taken_off_here_is_not_sealed_for_it(two: tuple[Device, Device]) -> None:
    """By another command on the same journal, in the middle of a long run."""
    one, other = two
    write(one, 3, "third")
    with one.client() as run, one.open() as journal:
        run.prepare()
        run.run.log_in()
        old = run.run.held.ring.key
        with closing(membership.enter(journal)) as member:
            member.publish(lambda held: chain.without_device(held, one.identity, other.identity.public))
        pusher = Pusher(run.run, Puller(run.run))
        sealed = [envelope.kid_of(record.blob or b"") for record in pusher._seal()]
        assert sealed
        assert envelope.kid_of_key(old) not in sealed
        pusher.push()
    assert one.sync().pending == 0


class PutBack(Server):
    """A server from a backup that does not list the device yet: another life, and no way in."""

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> dict[str, Any]:
        if path == "/v1/login":
            raise transport.ErrorResponse(401, protocol.LOGIN_REFUSED, {})
        return {"epoch": "ab" * 16} if path == "/v1/about" else super().ask(method, path, body, **more)


def test_a_device_that_a_backup_of_the_server_does_not_list_is_told_so(two: tuple[Device, Device]) -> None:
    _, other = two
    with other.open() as journal:
        account_state.save(journal, token=None)
    other.close()
    other.server = PutBack(other.person.origin)
    with pytest.raises(Unreachable) as raised:
        other.sync()
    other.close()
    other.server = None
    assert raised.value.sentence == membership.LOST_DEVICE
    assert other.sync().pending == 0
