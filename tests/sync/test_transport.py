"""A question that is under way beside the program."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import sleep

import pytest

from recovery.errors import Unreachable
from recovery.sync.transport import ErrorResponse, Server


@pytest.fixture
def echo() -> Iterator[str]:
    """The address of a server that says which path was asked for, or that nobody is let in."""

    class Echo(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = f'{{"path": "{self.path}", "error": "scope"}}'.encode()
            self.send_response(403 if "closed" in self.path else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as running:
        thread = Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_each_question_gets_its_own_answer(echo: str) -> None:
    server = Server(echo, "token")
    for number in range(20):
        answer = server.asking("GET", f"/first/{number}")
        assert server.ask("GET", f"/second/{number}")["path"] == f"/second/{number}"
        assert answer()["path"] == f"/first/{number}"
    refused = server.asking("GET", "/closed")
    with pytest.raises(ErrorResponse):
        refused()
    server.close()


def test_what_is_under_way_ends_with_the_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}", "token")
        answer = server.asking("GET", "/never")
        there, _ = listener.accept()
        with there:
            assert there.recv(1000).startswith(b"GET /never")
            server.close()
            with pytest.raises(Unreachable):
                answer()
            assert there.recv(1000) == b"", "the line is still open"


def test_what_is_just_connecting_ends_too() -> None:
    """It passes the look whether this is the end before the end comes, and waits for an answer that nobody gives."""
    connected, goes_on = Event(), Event()

    class Connecting(Server):
        def _connect(self, *timeout: float) -> HTTPConnection:
            connection = super()._connect(*timeout)
            connected.set()
            goes_on.wait()
            return connection

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Connecting(f"http://127.0.0.1:{listener.getsockname()[1]}", "token")
        answer = server.asking("GET", "/never")
        connected.wait()
        closing = Thread(target=server.close, daemon=True)
        closing.start()
        while not server._leaving:
            sleep(0.001)
        goes_on.set()
        closing.join(30)
        assert not closing.is_alive()
        with pytest.raises(Unreachable):
            answer()
