"""By which name a server is asked, from which pages, by whom at all, and how full it may become."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import httpx
import pytest

from recovery.server import app, openapi, routes
from recovery.server.routes import ENDPOINTS
from recovery.sync.transport import ErrorResponse, Server
from tests.server.conftest import Serving
from tests.server.person import Person, new_id, statuses

APP, OTHER = "https://app.example.org", "https://evil.example.org"


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server with a name, which two pages may ask."""
    folder = tmp_path_factory.mktemp("named")
    origin = ("--origin", "https://sync.example.org", "--behind-proxy")
    running = Serving(
        f"sqlite://{folder}/s.db", *origin, "--allow-origin", APP, "--allow-origin", "http://localhost:5173"
    )
    yield running
    assert running.stop() == 0


@pytest.fixture
def http(named: Serving) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=named.origin, headers={"X-Forwarded-For": "192.0.2.1"}) as made:
        yield made


def test_only_the_servers_own_names_are_answered(http: httpx.Client) -> None:
    for host in ("sync.example.org", "SYNC.example.org:443", "127.0.0.1:1", "localhost", "[::1]:8765"):
        assert http.get("/v1/about", headers={"Host": host}).status_code == 200, host
    for host in ("evil.example.org", "evil.example.org:8765", "sync.example.org.evil", "", "192.0.2.1", "x@localhost"):
        for path in ("/v1/about", "/openapi.json", "/nowhere"):
            answer = http.get(path, headers={"Host": host})
            assert (answer.status_code, answer.json()) == (421, {"error": "host"}), (host, path)
    assert http.get("/health", headers={"Host": "server:8765"}).status_code == 200, "whoever watches uses any name"


def test_a_body_that_is_not_said_to_be_json_is_refused(http: httpx.Client) -> None:
    body = b'{"account": "%s"}' % new_id().encode()
    for said in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", None):
        headers = {} if said is None else {"Content-Type": said}
        answer = http.post("/v1/challenge", content=body, headers=headers)
        assert (answer.status_code, answer.json()) == (415, {"error": "malformed"}), said
    for said in ("application/json", "Application/JSON; charset=utf-8"):
        assert http.post("/v1/challenge", content=body, headers={"Content-Type": said}).status_code == 200


def exchange(running: Serving, request: bytes) -> bytes:
    """All that the server says to these bytes until it hangs up; empty at the end where it does not."""
    parts = urlsplit(running.origin)
    with closing(socket.create_connection((parts.hostname, parts.port), 120)) as connection:
        connection.sendall(request)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


def test_a_body_whose_end_is_said_in_two_ways_is_refused_and_the_connection_closed(named: Serving) -> None:
    """What follows would be the next request to this server, and part of the body to a proxy, or the other way."""
    smuggled = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    chunked, said = b"Transfer-Encoding: chunked\r\n", b"Content-Length: %d\r\n" % (5 + len(smuggled))
    for lines in (
        chunked + said,
        said + chunked,
        chunked.upper() + said.lower(),
        said + b"tRANSFER-eNCODING:\tChunked\r\n",
    ):
        for path in (b"/v1/challenge", b"/health", b"/nowhere"):
            head = b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            answers = exchange(named, head + lines + b"\r\n0\r\n\r\n" + smuggled)
            assert answers.startswith(b"HTTP/1.1 400"), (path, lines)
            assert answers.count(b"HTTP/1.1") == 1, (path, lines)
            assert b"connection: close" in answers.lower(), (path, lines)
    twice = b"POST /v1/challenge HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n"
    assert exchange(named, twice + smuggled).count(b"HTTP/1.1") == 1


def asks(page: str) -> dict[str, str]:
    return {
        "Origin": page,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }


def test_a_page_that_was_named_may_ask_and_no_other(http: httpx.Client) -> None:
    for page in (APP, "http://localhost:5173"):
        answer = http.options("/v1/login", headers=asks(page))
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == page
        allowed = set(answer.headers["access-control-allow-headers"].lower().split(", "))
        assert {"authorization", "content-type"} <= allowed <= {
            "authorization", "content-type", "accept", "accept-language", "content-language",
        }  # fmt: skip
        assert set(answer.headers["access-control-allow-methods"].split(", ")) == {"GET", "POST", "PUT", "DELETE"}
        assert "origin" in answer.headers["vary"].lower()
    for page in (OTHER, f"{APP}:444", f"{APP}.evil", APP.upper(), "null", "http://app.example.org", "*"):
        for answer in (
            http.options("/v1/login", headers=asks(page)),
            http.get("/v1/about", headers={"Origin": page}),
        ):
            assert "access-control-allow-origin" not in answer.headers, page
            assert "access-control-allow-credentials" not in answer.headers, page
    assert http.options("/v1/login", headers=asks(OTHER)).status_code == 400
    for more in ({"Access-Control-Request-Method": "PATCH"}, {"Access-Control-Request-Headers": "x-other"}):
        assert http.options("/v1/login", headers=asks(APP) | more).status_code == 400, more


def test_a_page_reads_errors_and_the_stream_too_and_never_with_cookies(named: Serving, http: httpx.Client) -> None:
    person = Person(named.origin, "https://sync.example.org").open()
    origin = {"Origin": APP}
    answers = [
        http.get("/v1/about", headers=origin),
        http.get("/v1/usage", headers=origin),
        http.get("/nowhere", headers=origin),
        http.post("/v1/login", content=b"{", headers=origin),
        http.get("/v1/about", headers={**origin, "Host": OTHER}),
        *[http.post("/v1/challenge", json={"account": person.account}, headers=origin) for _ in range(25)],
    ]
    assert [answer.status_code for answer in answers[:5]] == [200, 401, 404, 415, 421]
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    token = {"Authorization": f"Bearer {person.token}"}
    with http.stream("GET", "/v1/events", headers={**origin, **token}) as stream:
        assert stream.status_code == 200
        answers.append(stream)
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == APP
        assert answer.headers["access-control-expose-headers"] == "retry-after"
        assert "access-control-allow-credentials" not in answer.headers
    person.http.close()


def test_without_a_word_of_the_owner_no_page_may_ask(person: Person) -> None:
    for page in (APP, person.origin, "null"):
        answer = person.http.options("/v1/login", headers=asks(page))
        assert answer.status_code == 405
        assert not [header for header in answer.headers if header.startswith("access-control")]


def test_a_closed_server_takes_no_new_account_and_serves_the_others(database: str) -> None:
    running = Serving(database, "--rate", "0")
    person = Person(running.origin).open()
    person.pushed(person.record())
    assert running.stop() == 0
    person.http.close()
    running = Serving(database, "--rate", "0", "--closed")
    person.http = httpx.Client(base_url=running.origin, timeout=120)
    person.signed_origin = running.origin
    person.token = person.log_in(person.devices[0])
    assert statuses(person.pushed(person.record())) == ["ok"]
    other = Person(running.origin)
    answer = other.http.post("/v1/accounts", json=other.first(other.devices[0]))
    assert (answer.status_code, answer.json()) == (403, {"error": "closed"})
    with closing(Server(running.origin)) as asking, pytest.raises(ErrorResponse, match="no new accounts"):
        asking.ask("POST", "/v1/accounts", {})
    for someone in (person, other):
        someone.http.close()
    assert running.stop() == 0


def test_a_full_disk_is_said_as_a_full_account_is(database: str) -> None:
    running = Serving(database, "--rate", "0", "--disk-mib", "16")
    person = Person(running.origin).open()
    big = b"\x01" + bytes.fromhex(person.kid) + bytes(500_000)
    kept = person.record()
    outcomes = statuses(person.pushed(kept))
    for _ in range(40):
        outcomes += statuses(person.pushed(person.record(blob=big)))
    assert outcomes[0] == "ok"
    assert outcomes[-1] == "quota"
    if database.startswith("sqlite"):
        assert 30 <= outcomes.count("ok") <= 36
    changed = person.record(base=kept["version"], id=kept["id"])
    assert statuses(person.pushed(changed)) == ["ok"], "what does not grow may change"
    other = Person(running.origin)
    answer = other.http.post("/v1/accounts", json=other.first(other.devices[0]))
    assert (answer.status_code, answer.json()) == (403, {"error": "quota"})
    person.rotate()
    assert person.put_ring().status_code == 204, "a device can still be taken off"
    for someone in (person, other):
        someone.http.close()
    assert running.stop() == 0


def test_a_page_may_ask_by_every_method_that_the_server_has() -> None:
    methods = {method.upper() for row in openapi.page()["paths"].values() for method in row}
    assert methods == set(app.METHODS)


def test_a_question_is_found_by_its_address_and_asked_by_its_method(http: httpx.Client) -> None:
    for row in ENDPOINTS:
        path = row.path.format(collection=new_id(), mailbox=new_id(), slot="offer") if "{" in row.path else row.path
        found = routes.asked(path)
        assert found is not None, path
        assert found.methods[row.method] is row
        assert set(found.values) == set(re.findall(r"{(\w+)}", row.path))
    for path in ("/v1", "/v1/", "/v1/about/", "/v1/c//push", "/v1/c/a/b/push", "/v1/c/a/push/", "//v1/about", ""):
        assert routes.asked(path) is None, path
    answer = http.request("PATCH", "/v1/ring")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, PUT")
    answer = http.head("/v1/about")
    assert (answer.status_code, answer.content) == (200, b"")
