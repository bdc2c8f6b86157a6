"""The stream that wakes: content-free, ended by revocation and by the server's end."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from queue import Empty, Queue
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.server.conftest import Serving, taken
from tests.server.person import Person

WAKE = "event: wake\ndata: {}\n\n"
END = "<end>"


@contextmanager
def listening(person: Person, token: str | None = None) -> Iterator[Queue[str]]:
    """Everything that comes on the event stream, then `END`."""
    parts: Queue[str] = Queue()
    with httpx.Client(base_url=person.origin, timeout=120) as http:
        headers = {"Authorization": f"Bearer {token or person.token}"}
        opened: list[socket.socket] = []

        def read() -> None:
            try:
                with http.stream("GET", "/v1/events", headers=headers) as answer:
                    opened.append(answer.extensions["network_stream"].get_extra_info("socket"))
                    assert answer.headers["content-type"].startswith("text/event-stream")
                    for part in answer.iter_text():
                        parts.put(part)
            except httpx.HTTPError:
                pass
            parts.put(END)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        yield parts
        for stream in opened:
            with suppress(OSError):
                stream.shutdown(socket.SHUT_RDWR)
        reader.join(10)


def wakes(parts: Queue[str], seconds: float = 120.0) -> str:
    """The next wake or the end; signs of life are passed over."""
    until = time.monotonic() + seconds
    while True:
        part = parts.get(timeout=max(0.01, until - time.monotonic()))
        if part == END or WAKE in part:
            return part


def quiet(parts: Queue[str]) -> bool:
    try:
        wakes(parts, 0.4)
    except Empty:
        return True
    return False


def test_a_push_wakes_the_accounts_clients_and_no_other(person: Person, stranger: Person) -> None:
    with listening(person) as mine, listening(stranger) as other:
        assert wakes(mine) == wakes(other) == WAKE
        person.pushed(person.record())
        assert wakes(mine) == WAKE
        assert quiet(other)
        record = person.record()
        person.pushed(record)
        assert wakes(mine) == WAKE
        person.pushed(record)
        assert quiet(mine), "nothing new was kept"
        person.rotate()
        assert person.put_ring().status_code == 204
        assert wakes(mine) == WAKE


def test_the_stream_ends_with_the_token(person: Person) -> None:
    second = Ed25519PrivateKey.generate()
    person.devices.append(second)
    person.put_ring()
    token = person.log_in(second)
    with listening(person, token) as revoked, listening(person) as kept:
        assert wakes(revoked) == wakes(kept) == WAKE
        person.devices.remove(second)
        person.rotate()
        person.put_ring()
        assert wakes(revoked) == END
        assert wakes(kept) == WAKE
    with listening(person) as stream:
        wakes(stream)
        person.ask("DELETE", "/v1/token")
        assert wakes(stream) == END


def test_a_server_that_stops_ends_streams_and_finishes_what_it_began(database: str) -> None:
    running = Serving(database, "--rate", "0")
    person = Person(running.origin).open()
    body = json.dumps({"epoch": person.epoch, "records": [person.record()]}).encode()
    head = (
        f"POST /v1/c/{person.collection}/push HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nAuthorization: Bearer {person.token}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    parts = urlsplit(running.origin)
    with listening(person) as stream, closing(socket.create_connection((parts.hostname, parts.port), 120)) as begun:
        wakes(stream)
        begun.sendall(head.encode() + body[:100])
        taken(begun)
        running.process.send_signal(signal.SIGTERM)
        while (part := stream.get(timeout=120)) != END:
            assert part.startswith(":")
        begun.sendall(body[100:])
        assert begun.recv(65536).startswith(b"HTTP/1.1 200")
        assert running.stop() == 0
    person.http.close()
    again = Serving(database, "--rate", "0")
    person.http = httpx.Client(base_url=again.origin, timeout=120)
    assert person.http.get("/v1/about").json()["epoch"] == person.epoch, "a restart is no restore"
    assert len(person.everything()) == 1
    person.http.close()
    assert again.stop() == 0
