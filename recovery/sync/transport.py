"""The way to a server: JSON out and in, and a stream of events, with every answer held to limits.

Whoever answers may be broken or hostile: an answer is bounded in bytes and seconds, must be a JSON object, and no
redirect is followed. Nothing but what was asked for is believed, and no sentence repeats what a server says.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from email.utils import parsedate_to_datetime
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection, IncompleteRead
from queue import Empty, Queue
from threading import Lock, Thread, Timer
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from recovery import clock
from recovery.errors import Refused, Unreachable
from recovery.language import tr
from recovery.wire import protocol, strict_json

CONNECT_SECONDS = 10.0
SILENCE_SECONDS = 40.0  # longer than the longest wait of a mailbox, and than two heartbeats would be apart
# How long a thread that asks waits for its turn each time the line gives it something: by Python's own 5 ms, a long
# answer would be read more slowly than the one before it is taken in.
TURN_SECONDS = 0.0005
LEAVING_SECONDS = 0.1  # between two pulls at a line that is let go of
ANSWER_SECONDS = 180.0  # a whole answer, however slowly it trickles
ANSWER_LIMIT = 16 * 1024 * 1024
ERROR_LIMIT = 64 * 1024
EVENT_LINE = 4096
AWAY = tr(
    "The server cannot be reached, so this was not done. Nothing is lost: check the network and the server's address, "
    "and try again."
)
CUT = tr(
    "The connection broke, and this device cannot tell whether the server got this. Nothing is lost: check the "
    "network, and try again."
)
BROKEN = tr("The server answered in a way that cannot be used. Nothing was changed here; try again later.")
BUSY = tr("The server is busy. Nothing is lost; try again in a while.")
TROUBLE = tr("The server has trouble of its own. Nothing is lost; try again later.")
REFUSED = tr("The server refused this. Nothing was changed here. Try again later, or ask whoever runs the server.")
OUT = tr(
    "The server does not let this device in. Your journal stays as it is. Either it was taken off your account, or "
    "the account was erased, or the journal was restored from a backup made before the device got other keys, as "
    "happens after recovery passphrase change --new-key. The way back in, which also brings back what was synced: "
    "recovery sync "
    "leave, then recovery pair, or recovery sync join URL --recovery-phrase - with your 24 words."
)
NOT_SECURE = tr(
    "That is not an address to sync with. It begins with https:// and ends after the host, as in "
    "https://sync.example.org; http:// is taken on this machine only."
)
CLOSED = tr("This server takes no new accounts. Ask whoever runs it, or take another one. Nothing was changed here.")
FULL = tr("The server has no room left for this. Nothing is lost here; whoever runs it can give more.")
OTHER_HOST = tr("The server goes by another name. Join with the address that its owner gave you.")
_SENTENCES = {
    protocol.CLOSED: CLOSED,
    protocol.QUOTA: FULL,
    protocol.OTHER_HOST: OTHER_HOST,
    protocol.LOGIN_REFUSED: OUT,
    protocol.NO_TOKEN: OUT,
    protocol.SLOW_DOWN: BUSY,
    protocol.UNAVAILABLE: TROUBLE,
}


class ErrorResponse(Unreachable):
    """The server's answer is an error: its HTTP status, its code (see `protocol`) and what it says beside."""

    def __init__(self, status: int, code: str, fields: Mapping[str, Any]) -> None:
        super().__init__(_SENTENCES.get(code) or (TROUBLE if status >= 500 else REFUSED))
        self.status, self.code, self.fields = status, code, fields


class Server:
    """One server; a connection is kept between two questions. `token` is what `/v1/login` gave; `log_in` gets one."""

    def __init__(self, address: str, token: str | None = None) -> None:
        origin = protocol.origin_of(address)
        if origin is None:
            raise Refused(NOT_SECURE)
        self.origin, self.token = origin, token
        self.log_in: Callable[[], None] | None = None
        # By how many seconds the server's clock was ahead of this device's, at the first answer of a connection.
        self.skew = 0
        self.told_time: int | None = None  # what its clock said then, in seconds since 1970
        self._connection: HTTPConnection | None = None
        self._line = Lock()  # one question at a time
        self._beside: Thread | None = None  # the one that is under way beside the program
        self._leaving = False
        self._usual_turn = sys.getswitchinterval()

    def ask(
        self, method: str, path: str, body: Any = None, *, limit: int = ANSWER_LIMIT, ticket: bytes | None = None
    ) -> dict[str, Any]:
        """The answer of at most `limit` bytes, an empty one as `{}`; raises `ErrorResponse`, or `Unreachable`.

        A `ticket` is sent in place of the token.
        """
        content = None if body is None else json.dumps(body, separators=(",", ":")).encode("ascii")
        status, answer = self._exchange(method, path, content, limit, ticket)
        return _check(status, answer)

    def fetch(self, path: str, limit: int) -> tuple[int, bytes]:
        """HTTP status and content of a file of at most `limit` bytes, as anybody gets it; raises `Unreachable`."""
        if self.token is not None:
            raise ValueError
        return self._exchange("GET", path, None, limit)

    def ask_with_token(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """The same for what only a device may ask: it logs in where there is no token or where that has run out."""
        if self.token is not None:
            try:
                return self.ask(method, path, body)
            except ErrorResponse as error:
                if error.code != protocol.NO_TOKEN or self.log_in is None:
                    raise
        if self.log_in is not None:
            self.log_in()
        return self.ask(method, path, body)

    def asking(self, method: str, path: str, body: Any = None) -> Callable[[], dict[str, Any]]:
        """The same, under way while this program does something else: what is returned waits for the answer.

        It gives or raises what `ask_with_token` would, in the thread that calls it; logging in is done there too.
        """
        outcome: list[dict[str, Any] | Exception] = []

        def ask() -> None:
            try:
                outcome.append(self.ask(method, path, body))
            except Exception as error:  # noqa: BLE001 - it is raised where the answer is waited for
                outcome.append(error)

        if self.token is None:
            return partial(self.ask_with_token, method, path, body)
        thread = self._beside = Thread(target=ask, daemon=True)
        sys.setswitchinterval(TURN_SECONDS)
        thread.start()

        def answer() -> dict[str, Any]:
            thread.join()
            sys.setswitchinterval(self._usual_turn)
            (came,) = outcome
            if isinstance(came, ErrorResponse) and came.code == protocol.NO_TOKEN:
                return self.ask_with_token(method, path, body)
            if isinstance(came, Exception):
                raise came
            return came

        return answer

    def _exchange(
        self, method: str, path: str, content: bytes | None, limit: int, ticket: bytes | None = None
    ) -> tuple[int, bytes]:
        credentials = {"Authorization": f"Ticket {ticket.hex()}"} if ticket else self._credentials()
        headers = {"Accept": "application/json"} | credentials
        if content is not None:
            headers["Content-Type"] = "application/json"
        with self._line:
            return self._exchanged(method, path, content, limit, headers)

    def _exchanged(
        self, method: str, path: str, content: bytes | None, limit: int, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        used = self._connection is not None
        while True:
            if self._leaving:
                raise Unreachable(CUT)
            connection = self._connection = self._connection or self._connect()
            try:
                with _in_time(connection):
                    connection.request(method, path, content, headers)
                    answer = connection.getresponse()
                    if not used:
                        self.told_time = _told_time(answer.headers.get("Date"))
                        self.skew = 0 if self.told_time is None else int(self.told_time - clock.nanoseconds() / 1e9)
                    answered = answer.status, _read(answer, limit)
            except (OSError, HTTPException) as error:
                self._let_go()
                # A kept connection may have been closed meanwhile. Every question may be put twice.
                if used and isinstance(error, ConnectionError) and not self._leaving:
                    used = False
                    continue
                raise Unreachable(CUT if isinstance(error, OSError | IncompleteRead) else BROKEN) from error
            except BaseException:
                self._let_go()
                raise
            if connection.sock is None:  # that was the last answer on this line
                self._let_go()
            return answered

    def _credentials(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _connect(self, timeout: float = CONNECT_SECONDS) -> HTTPConnection:
        parts = urlsplit(self.origin)
        make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = make(parts.hostname or "", parts.port, timeout=timeout)
        try:
            connection.connect()
        except (OSError, HTTPException) as error:
            connection.close()
            raise Unreachable(AWAY) from error
        connection.sock.settimeout(SILENCE_SECONDS)
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def answers(self) -> bool:
        """Whether a connection comes about now; it is closed again."""
        try:
            self._connect().close()
        except Unreachable:
            return False
        return True

    def events(self) -> Events:
        """The stream of wakes, on a connection of its own; raises as `ask` does."""
        connection = self._connect()
        line: socket.socket = connection.sock
        try:
            connection.request("GET", "/v1/events", headers={"Accept": "text/event-stream"} | self._credentials())
            with _in_time(connection):
                answer = connection.getresponse()
                content = b"" if answer.status == 200 else _read(answer, ERROR_LIMIT)
            _check(answer.status, content)
            return Events(connection, answer, line)
        except (OSError, HTTPException) as error:
            connection.close()
            raise Unreachable(CUT if isinstance(error, OSError) else BROKEN) from error
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Let go of the connection, and of what is under way."""
        if self._beside is not None and self._beside.is_alive():
            self._leaving = True
            while self._beside.is_alive():  # again and again: it may just be making a connection, or let go of one
                line: socket.socket | None = getattr(self._connection, "sock", None)
                if line is not None:
                    with suppress(OSError):
                        line.shutdown(socket.SHUT_RDWR)
                self._beside.join(LEAVING_SECONDS)
            self._leaving = False
        self._let_go()

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Events:
    """A stream of wakes. It is read beside the program, which asks now and then whether one has come."""

    def __init__(self, connection: HTTPConnection, answer: HTTPResponse, line: socket.socket) -> None:
        self._connection, self._answer, self._line = connection, answer, line
        self._waiting: Queue[str] = Queue()
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with suppress(OSError, HTTPException, ValueError, AttributeError):
            while line := self._answer.readline(EVENT_LINE):
                if line.startswith(b"event:") and line[6:].strip() == b"wake" and self._waiting.empty():
                    self._waiting.put("wake")
        self._waiting.put("end")

    def wait(self, seconds: float) -> bool:
        """Whether a wake came within that time; raises `Unreachable` once the stream has ended or fell silent."""
        try:
            came = self._waiting.get(timeout=seconds)
        except Empty:
            return False
        if came == "end":
            self._waiting.put("end")
            raise Unreachable(CUT)
        return True

    def close(self) -> None:
        """End the stream."""
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(1)
        self._answer.close()
        self._connection.close()


@contextmanager
def _in_time(connection: HTTPConnection) -> Iterator[None]:
    """Pull the line once this takes too long: a time-out alone would begin anew at every byte."""
    until, line = monotonic() + ANSWER_SECONDS, connection.sock  # which it lets go of at its last answer

    def pull() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = Timer(ANSWER_SECONDS, pull)
    timer.daemon = True
    timer.start()
    try:
        yield
    except HTTPException as error:
        if monotonic() >= until:
            raise OSError from error
        raise
    finally:
        timer.cancel()


def _check(status: int, content: bytes) -> dict[str, Any]:
    """What an answer says; raises `ErrorResponse` for an error, `Unreachable` for what is neither."""
    try:
        members = _document(content) if content else {}
    except Unreachable:
        if status < 400:
            raise
        members = {}  # the words of some machine on the way
    if status >= 400:
        code = members.get("error")
        raise ErrorResponse(status, code if isinstance(code, str) else "", members)
    if not 200 <= status < 300:  # a redirect leads to somebody else
        raise Unreachable(BROKEN)
    return members


def _told_time(date: str | None) -> int | None:
    """What the server's clock says, in seconds since 1970; `None` where it does not tell."""
    try:
        return int(parsedate_to_datetime(date or "").timestamp())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _read(answer: HTTPResponse, limit: int) -> bytes:
    content = answer.read(limit + 1)
    if len(content) > limit or answer.length:  # too long, or cut off: what is left over would spoil the next answer
        raise HTTPException
    return content


def _document(content: bytes) -> dict[str, Any]:
    """The JSON object; raises `Unreachable` for anything else."""
    try:
        return strict_json.document(content, len(content))
    except strict_json.Malformed:
        raise Unreachable(BROKEN) from None
