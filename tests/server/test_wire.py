"""What comes over the wire and should not: too large, too deep, too slow, garbage; and answers nobody may keep."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from recovery.server import call
from recovery.server.routes import ENDPOINTS, Endpoint
from tests.conftest import PATIENCE_SECONDS
from tests.server.conftest import Serving
from tests.server.person import Person, new_id
from tests.server.push_service import doorbell

MIB = 1024 * 1024


def raw(server: Serving, sent: bytes, *, wait: float = 20.0) -> bytes:
    """Send bytes as they are; returns what comes back first, nothing if the server hangs up."""
    parts = urlsplit(server.origin)
    with closing(socket.create_connection((parts.hostname, parts.port), wait)) as connection:
        connection.sendall(sent)
        return connection.recv(65536)


@pytest.mark.parametrize(
    "question", [endpoint for endpoint in ENDPOINTS if endpoint.takes], ids=lambda endpoint: endpoint.handler.__name__
)
def test_what_is_named_twice_is_refused_on_every_route(question: Endpoint, person: Person) -> None:
    path = question.path.format(collection=person.collection, mailbox=new_id(), slot="offer")
    ring = json.dumps(person.ring(person.devices[0]))
    for body in ('{"x": 1, "x": 1}', f'{{"x": {{"y": [{ring[:-1]}, "signature": ""}}]}}}}'):
        answer = person.ask(question.method, path, content=body.encode())
        assert (answer.status_code, answer.json()) == (400, {"error": "malformed"}), body[:40]
    again = json.dumps(dict.fromkeys(question.takes.__struct_fields__ if question.takes else ()))
    twice = again[:-1] + f", {again[1:]}"
    answer = person.ask(question.method, path, content=twice.encode())
    assert (answer.status_code, answer.json()) == (400, {"error": "malformed"})


def test_a_parameter_or_a_token_that_is_said_twice_is_refused(person: Person) -> None:
    pull = f"/v1/c/{person.collection}/pull?epoch={person.epoch}"
    assert person.ask("GET", pull).status_code == 200
    for more in (f"&epoch={person.epoch}", "&after=0&after=1", "&limit=1&limit=1"):
        answer = person.ask("GET", pull + more)
        assert (answer.status_code, answer.json()) == (400, {"error": "malformed"}), more
    twice = [("Authorization", f"Bearer {person.token}")] * 2
    assert person.http.get("/v1/usage", headers=twice).status_code == 401


def test_a_ring_that_names_something_twice_is_refused(person: Person) -> None:
    signer = person.devices[0]
    ring = base64.b64decode(person.ring(signer)["ring"])
    twice = ring[:-1] + b', "kid": "' + person.kid.encode() + b'"}'
    body = {"ring": base64.b64encode(twice).decode(), "signature": person.sign_ring(signer, twice)}
    answer = person.ask("PUT", "/v1/ring", json=body)
    assert (answer.status_code, answer.json()) == (400, {"error": "ring"})


def test_garbage_is_refused(person: Person) -> None:
    path = f"/v1/c/{person.collection}/push"
    good = {"epoch": person.epoch, "records": [person.record()]}
    bodies = [
        b"",
        b"nonsense",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"epoch":' * 50_000,
        json.dumps(good | {"extra": None})[:-1].encode(),
        json.dumps(good).replace("records", "recordz").encode(),
        json.dumps(good | {"records": good}).encode(),
        json.dumps(good | {"records": [person.record() for _ in range(201)]}).encode(),
        json.dumps(good | {"epoch": person.epoch.upper() + "g"}).encode(),
        json.dumps(good | {"epoch": person.epoch + "\n"}).encode(),
        json.dumps(good | {"records": [person.record() | {"id": "00"}]}).encode(),
        json.dumps(good | {"records": [person.record() | {"base": 1}]}).encode(),
        json.dumps(good | {"records": [person.record() | {"version": None}]}).encode(),
    ]
    for body in bodies:
        answer = person.ask("POST", path, content=body)
        assert (answer.status_code, answer.json()) == (400, {"error": "malformed"}), body[:60]
    deep = b'{"extra": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert person.ask("POST", path, content=deep).status_code == 400
    assert person.everything() == []
    assert person.ask("POST", path, content=json.dumps(good | {"later": {"more": [1]}}).encode()).status_code == 200


def test_a_name_given_twice_is_refused_on_every_route(person: Person) -> None:
    """Two readers might each take another of the two; the same body with each name once is taken."""
    account = {"account": person.account}
    mailbox = new_id()
    login = person.signed(person.devices[0], person.challenge())
    bell = doorbell()
    named = hashlib.sha256(bell["endpoint"].encode()).hexdigest()[:32]
    bodies: list[tuple[str, str, object, int]] = [
        ("POST", "/v1/challenge", account, 200),
        ("POST", "/v1/login", login, 200),
        ("POST", f"/v1/c/{person.collection}/push", {"epoch": person.epoch, "records": [person.record()]}, 200),
        ("PUT", f"/v1/pair/{mailbox}/offer", {"body": "aGk="}, 204),
        ("POST", "/v1/tickets", {"count": 1}, 201),
        ("PUT", "/v1/doorbell", bell, 200),
        ("PUT", "/v1/reminders", {"doorbell": named, "at": []}, 204),
        ("PUT", "/v1/ring", person.ring(person.devices[0]), 204),
    ]
    for method, path, body, good in bodies:
        text = json.dumps(body)
        twice = f'{{"later": {{"x": 1, "x": 1}}, {text[1:]}'.encode()
        answer = person.ask(method, path, content=twice)
        assert (answer.status_code, answer.json()) == (400, {"error": "malformed"}), path
        assert person.ask(method, path, content=text.encode()).status_code == good, path
    taking = {row.takes for row in ENDPOINTS if row.takes}
    assert len(taking) == len(bodies) + 2, "opening an account, and moving its end, read their body in the same way"


def test_a_question_that_makes_no_sense(person: Person) -> None:
    for query in ("after=-1", "after=x", f"after={2**54}", "limit=0", "limit=501", "limit=1e3", "after=\u0661"):
        answer = person.ask("GET", f"/v1/c/{person.collection}/pull?epoch={person.epoch}&{query}")
        assert (answer.status_code, answer.json()) == (400, {"error": "malformed"}), query
    for epoch in ("", person.epoch[:-1], person.epoch.upper() + "x", person.epoch + "00"):
        assert person.pull(epoch=epoch).status_code == 400
    for collection in ("x", person.collection[:-1] + "g", person.collection.upper() + "0", "00"):
        assert person.pull(collection=collection).status_code == 404
        assert person.push(person.record(), collection=collection).status_code == 404
    for path in ("/", "/v1", "/v2/about", "/v1/about/", "/v1/ring/%2e%2e/about", "/%00", "/v1/c//push"):
        answer = person.ask("GET", path)
        assert (answer.status_code, answer.json()) == (404, {"error": "not_found"}), path
    answer = person.ask("PATCH", "/v1/ring")
    assert (answer.status_code, answer.json()) == (405, {"error": "not_found"})


def test_a_body_too_large_is_not_read(person: Person, server: Serving) -> None:
    path = f"/v1/c/{person.collection}/push"
    answer = person.ask("POST", path, content=bytes(MIB + 1))
    assert (answer.status_code, answer.json()) == (413, {"error": "body"})

    def endless() -> Iterator[bytes]:
        for _ in range(20):
            yield bytes(MIB // 4)

    answer = person.ask("POST", path, content=endless())
    assert (answer.status_code, answer.json()) == (413, {"error": "body"})
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {person.token}\r\nContent-Length: {10**15}\r\n\r\n"
    )
    assert raw(server, head.encode()).startswith(b"HTTP/1.1 413")
    small = person.ask("POST", "/v1/challenge", content=json.dumps({"account": new_id(), "x": "y" * 5000}))
    assert small.status_code == 413
    assert person.ask("GET", "/v1/usage").status_code == 200


def test_no_http_at_all(server: Serving) -> None:
    for sent in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"y" * 30_000):
        answer = raw(server, sent)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400"), answer[:80]


def test_nobody_may_keep_or_frame_an_answer(person: Person) -> None:
    for answer in (person.ask("GET", "/v1/usage"), person.ask("GET", "/nowhere"), person.push(person.record())):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"] == "application/json"
        assert "server" not in answer.headers


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server that waits for a second where the real one waits for 30."""
    folder = tmp_path_factory.mktemp("impatient")
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Later:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'recovery.server.processes':\n"
        "            sys.meta_path.remove(self)\n"
        "            from recovery.server import call\n"
        "            call.BODY_SECONDS = 1.0\n"
        "sys.meta_path.insert(0, Later())\n"
    )
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    running_one = Serving(f"sqlite://{folder}/s.db", "--rate", "0", env={"PYTHONPATH": path})
    yield running_one
    assert running_one.stop() == 0


def test_a_body_that_comes_too_slowly_is_not_waited_for(impatient: Serving) -> None:
    assert call.BODY_SECONDS == 30.0
    parts = urlsplit(impatient.origin)
    slow_body = (
        b"POST /v1/challenge HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    )
    with closing(socket.create_connection((parts.hostname, parts.port), PATIENCE_SECONDS)) as connection:
        connection.sendall(slow_body)
        begun = time.monotonic()
        assert connection.recv(65536).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - begun > 0.5


def test_the_smallest_answers(person: Person) -> None:
    assert person.http.get("/health").json() == {"status": "alive"}
    assert person.http.get("/ready").json() == {"status": "ready"}
    about = person.http.get("/v1/about").json()
    assert bytes.fromhex(about.pop("doorbell_key"))[:1] == b"\4"
    assert about == {
        "name": "recovery",
        "protocol": 1,
        "epoch": person.epoch,
        "origin": person.signed_origin,
        "can": ["tickets", "until", "doorbell", "reminders"],
    }
