"""What a client without good intentions sends beside bodies: heads without an end, and what may follow a body."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from recovery.server.limits import HEAD_BYTES
from tests.server.conftest import Serving
from tests.server.person import Person
from tests.sync.scenarios import planted

START = b"GET /health HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = (
    b"POST /v1/challenge HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
PART = 1024


WITHOUT = "from recovery.server import processes\nprocesses.find_spec = lambda _: None"


@pytest.fixture(scope="module", params=["in C", "in Python"])
def plain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server with no proxy before it, with the parser and the loop that it has here, and those of elsewhere."""
    folder = tmp_path_factory.mktemp("plain")
    env = planted(folder / "planted", WITHOUT) if request.param == "in Python" else None
    running = Serving(f"sqlite://{folder}/s.db", "--rate", "0", env=env)
    loaded = Path(f"/proc/{running.process.pid}/maps").read_text("utf-8")
    for library in ("uvloop/loop", "httptools/parser"):
        assert (library in loaded) is (request.param == "in C"), library
    yield running
    assert running.stop() == 0


def sent(running: Serving, beginning: bytes, part: bytes, most: int) -> tuple[int, bytes]:
    """How many bytes the server takes, of these and then that part again and again, and what it says; -1: all."""
    parts = urlsplit(running.origin)
    with closing(socket.create_connection((parts.hostname, parts.port), 120)) as connection:
        connection.sendall(beginning)
        taken = len(beginning)
        connection.settimeout(0)
        said = b""
        while taken < most:
            try:
                connection.send(part)
                taken += len(part)
            except BlockingIOError:
                time.sleep(0.001)
            except OSError:
                return taken, said
            try:
                got = connection.recv(65536)
            except BlockingIOError:
                continue
            except OSError:
                return taken, said
            said += got
            if not got:
                return taken, said
        return -1, said


@pytest.mark.parametrize(
    ("beginning", "part"),
    [
        (START + b"X-Long: ", b"x" * PART),
        (START, b"X-Many: 1\r\n" * 64),
        (b"GET /" + b"a" * PART, b"a" * PART),
        (CHUNKED + b"2\r\n{}\r\n0\r\n", b"X-After: 1\r\n" * 64),
        (CHUNKED + b"2\r\n{}\r\n0\r\nX-After: ", b"x" * PART),
        (CHUNKED + b"2;", b"x" * PART),
    ],
    ids=["one line", "many lines", "address", "trailers", "one trailer", "an extension of a chunk"],
)
def test_nothing_beside_a_body_goes_on_for_ever(plain: Serving, beginning: bytes, part: bytes) -> None:
    taken, _ = sent(plain, beginning, part, 64 * 1024 * 1024)
    assert taken > 0, "it read on and on"


def answer(running: Serving, *parts: bytes) -> bytes:
    place = urlsplit(running.origin)
    with closing(socket.create_connection((place.hostname, place.port), 120)) as connection:
        for part in parts:
            connection.sendall(part)
        return connection.recv(65536)


@pytest.mark.parametrize("plain", ["in C"], indirect=True)  # h11 counts what it holds when a read ends
def test_a_head_is_bounded_to_the_byte(plain: Serving) -> None:
    def head(size: int) -> bytes:
        end = b"\r\nConnection: close\r\n\r\n"
        return START + b"X: " + b"x" * (size - len(START) - len(b"X: ") - len(end)) + end

    assert len(head(HEAD_BYTES)) == 16 * 1024
    assert answer(plain, head(16 * 1024)).startswith(b"HTTP/1.1 200")
    assert answer(plain, head(16 * 1024 + 1)).startswith(b"HTTP/1.1 400")


def test_a_body_is_no_head_and_the_next_request_is_counted_anew(plain: Serving) -> None:
    """A large body in one piece, then one in small chunks: neither is taken for a head that grows."""
    pad = b" " * 3000
    whole = CHUNKED.replace(b"Transfer-Encoding: chunked", b"Content-Length: %d")
    body = b'{"account":"%s"}' % (b"a" * 32) + pad
    chunk = b"".join(b"%x\r\n%s\r\n" % (30, body[at : at + 30].ljust(30)) for at in range(0, len(body), 30))
    place = urlsplit(plain.origin)
    with closing(socket.create_connection((place.hostname, place.port), 120)) as connection:
        for _ in range(8):
            for request in (whole % len(body) + body, CHUNKED + chunk + b"0\r\n\r\n"):
                connection.sendall(request)
                said = b""
                while not said.endswith(b"}"):
                    said += connection.recv(65536)
                    assert said.startswith(b"HTTP/1.1 200")


def test_an_answer_goes_out_in_one_write(plain: Serving) -> None:
    said = answer(plain, START + b"\r\n")
    assert said.startswith(b"HTTP/1.1 200")
    assert said.endswith(b'{"status":"alive"}')


def test_who_reads_no_answer_is_hung_up_on(tmp_path: Path) -> None:
    quick = planted(tmp_path / "quick", "from recovery.server import bounded_http\nbounded_http.UNREAD_SECONDS = 0.3")
    running = Serving(f"sqlite://{tmp_path}/s.db", "--rate", "0", env=quick)
    person = Person(running.origin).open()
    large = b"\x01" + bytes.fromhex(person.kid) + bytes(500_000)
    person.pushed(person.record(blob=large))
    person.pushed(person.record(blob=large))
    epoch = person.http.get("/v1/about").json()["epoch"]
    head = f"GET /v1/c/{person.collection}/pull?epoch={epoch} HTTP/1.1\r\nHost: localhost\r\n"
    place = urlsplit(running.origin)
    with closing(socket.create_connection((place.hostname, place.port), 120)) as connection:
        connection.sendall(f"{head}Authorization: Bearer {person.token}\r\n\r\n".encode() * 24)
        ours = connection.getsockname()[1]
        until = time.monotonic() + 60
        while f":{place.port:04X} 0100007F:{ours:04X} 01" in Path("/proc/net/tcp").read_text("ascii"):
            assert time.monotonic() < until, "it is held for ever"
            time.sleep(0.05)
    assert person.ask("GET", "/v1/usage").status_code == 200
    person.http.close()
    assert running.stop() == 0
