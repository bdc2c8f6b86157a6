"""One request: its body within limits, its sender's token, the values in its address, and the refusal of all these."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar, cast
from urllib.parse import parse_qs

import msgspec
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from recovery.server import authentication, limits, logs, messages
from recovery.server.doorbell.ringer import Ringer
from recovery.server.events import Hub
from recovery.server.limits import BodyMemory, Rate, RateLimiter, Share, Waiting
from recovery.server.messages import Error, ErrorCode
from recovery.server.storage.records import TokenUse
from recovery.server.storage.storage import Storage
from recovery.server.storage.values import Bearer
from recovery.wire import protocol, strict_json

T = TypeVar("T")
BODY_SECONDS = 30.0
DAY = 24 * 3600
WHOLE = re.compile(r"[0-9]{1,16}")
FULL_SECONDS = 2.0
JSON = b"application/json"
HEX = re.compile(r"[0-9a-f]+")


class ApiError(Exception):
    """An error response: status, code, fields."""

    def __init__(self, status: int, code: str, *, retry_after: float = 0.0, **fields: Any) -> None:
        super().__init__()
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.fields = fields

    def response(self) -> Response:
        """The answer itself."""
        headers = {"Retry-After": str(int(self.retry_after) + 1)} if self.retry_after else None
        if self.status == 401 and self.code == protocol.NO_TOKEN:
            headers = {"WWW-Authenticate": "Bearer"}
        return answer(Error(cast("ErrorCode", self.code), **self.fields), self.status, headers)


class ServerContext(NamedTuple):
    """What every request needs to know of the server."""

    storage: Storage
    hub: Hub
    limits: RateLimiter
    log: logs.Log
    origin: str
    behind_proxy: bool
    bodies: BodyMemory
    waiting: Waiting
    hosts: frozenset[str]  # the names by which it may be asked
    pages: frozenset[str] = frozenset()  # the origins of pages that may ask
    closed: bool = False  # to new accounts
    app: bool = False  # whether the phone app is served too
    ringer: Ringer | None = None  # where doorbells are rung


class Answer(Response):
    """A whole answer in JSON, without what starlette's can do beside: texts, cookies, work afterwards."""

    def __init__(self, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> None:
        self.status_code, self.body, self.background = status, body, None
        self.raw_headers = [(b"content-length", b"%d" % len(body)), (b"content-type", JSON)]
        self.raw_headers += [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send({"type": "http.response.body", "body": self.body})


def answer(value: msgspec.Struct, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """A struct as JSON."""
    return Answer(msgspec.json.encode(value), status, headers)


def empty() -> Response:
    """Nothing to say: it was done."""
    return Response(status_code=204)


def _due(bearer: Bearer, now: int) -> bool:
    """Whether a token's end is to be moved, once a day."""
    return bearer.expires < now + protocol.TOKEN_SECONDS - DAY


def is_id(text: str) -> bool:
    """Whether that is an id as it is written."""
    return len(text) == 2 * protocol.ID_BYTES and HEX.fullmatch(text) is not None


class Call:
    """A request in the hands of its handler."""

    def __init__(self, scope: Scope, receive: Receive, values: Mapping[str, str], context: ServerContext) -> None:
        self.scope = scope
        self.values = values  # in the address
        self.context = context
        self.storage = context.storage
        self.account: bytes | None = None  # for the log, once it is known
        self.sender: tuple[bytes, bytes | None] | None = None  # account and device, for limits
        self.token_hash = b""
        self.address = self._address()
        self._receive = receive
        self._query: dict[str, list[str]] | None = None  # once it is asked for
        self._share: Share | None = None

    def _address(self) -> str:
        """Where it comes from, as far as limits are concerned; behind a proxy that is what the proxy says last."""
        client = self.scope.get("client")
        address = client[0] if client else ""
        if self.context.behind_proxy:
            said = self._said(b"x-forwarded-for")  # the proxy's own word is the last of the last
            address = said[-1].rpartition(",")[2].strip() if said else address
        return limits.address_block(address)

    def _said(self, header: bytes) -> list[str]:
        """All that is said under the name of a header."""
        return [value.decode("latin-1") for name, value in self.scope["headers"] if name == header]

    def let_go(self) -> None:
        """The request is answered: its body counts no longer."""
        if self._share is not None:
            self._share.let_go()

    def take(self, name: str, whose: object, rate: Rate) -> None:
        """Count this request against a limit. Raises `ApiError`."""
        wait = self.context.limits.wait(name, whose, rate)
        if wait:
            raise ApiError(429, protocol.SLOW_DOWN, retry_after=wait)

    def keep_open(self) -> Share:
        """Count this question among those that wait, until what is returned is let go. Raises `ApiError`."""
        share = self.context.waiting.share(self.address, self.sender)
        if not share.grow(1):
            raise ApiError(429, protocol.SLOW_DOWN, retry_after=protocol.HEARTBEAT_SECONDS)
        return share

    async def body(self, kind: type[T], limit: int = protocol.BODY_LIMIT) -> T:
        """The body as a struct; its size is watched while it comes. Raises `ApiError`."""
        headers = dict(reversed(self.scope["headers"]))  # where one is said twice, the first counts
        if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != JSON:
            raise ApiError(415, protocol.MALFORMED)
        length = headers.get(b"content-length", b"")
        if length.isdigit() and int(length[:16]) > limit:
            raise ApiError(413, protocol.BODY_TOO_LARGE)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                content = await self._content(limit)
        except TimeoutError:
            raise ApiError(408, protocol.BODY_TOO_LARGE) from None
        try:
            return messages.read(content, kind, limit)
        except strict_json.Malformed:
            raise ApiError(400, protocol.MALFORMED) from None

    async def _content(self, limit: int) -> bytes:
        """The bytes of the body. Raises `ApiError`, `ClientDisconnect`."""
        self._share = self.context.bodies.share(self.address, self.sender)
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await self._receive()
            if message["type"] != "http.request":
                raise ClientDisconnect
            part: bytes = message.get("body", b"")
            size += len(part)
            if size > limit:
                raise ApiError(413, protocol.BODY_TOO_LARGE)
            if not self._share.grow(len(part)):
                raise ApiError(503, protocol.UNAVAILABLE, retry_after=FULL_SECONDS)
            parts.append(part)
            more = message.get("more_body", False)
        return b"".join(parts)

    async def bearer(self, *, device: bool = True, cached: bool = False) -> Bearer:
        """Whom the token stands for; with `device` that of the account key is not enough. Raises `ApiError`.

        With `cached` one that was looked up before is not looked up again: the storage does so where it is asked.
        """
        token = self._authorization("bearer")
        if not token:
            raise ApiError(401, protocol.NO_TOKEN)
        self.token_hash = authentication.token_hash(token)
        now = logs.seconds()
        bearer = self.storage.token_cache.of(self.token_hash) if cached else None
        if bearer is None or _due(bearer, now):
            bearer = await self.storage.bearer(self.token_hash, now)
        if bearer is None:
            raise ApiError(401, protocol.NO_TOKEN)
        self.account, self.sender = bearer.account, (bearer.account, bearer.device)
        self.take("sender", self.sender, limits.ASKING_DEVICE)
        if device and bearer.device is None:
            raise ApiError(403, protocol.NOT_ALLOWED)
        if _due(bearer, now):
            await self.storage.seen(self.token_hash, bearer, now + protocol.TOKEN_SECONDS, logs.today())
        return bearer

    def token_use(self) -> TokenUse:
        """With which token this is asked, for what looks it up again."""
        return TokenUse(self.token_hash, logs.seconds())

    def ticket(self) -> bytes | None:
        """The hash of the ticket that was sent; `None` if none was sent. Raises `ApiError` for anything else."""
        ticket = self._authorization("ticket")
        if ticket == b"":
            raise ApiError(403, protocol.TICKET_REFUSED)
        return None if ticket is None else authentication.token_hash(ticket)

    def _authorization(self, wanted: str) -> bytes | None:
        """The secret after that scheme; empty if it is no secret, `None` for another scheme or none."""
        said = self._said(b"authorization")
        scheme, _, text = said[0].partition(" ") if len(said) == 1 else ("", "", "")
        if scheme.lower() != wanted:
            return None
        secret = text.strip()
        return bytes.fromhex(secret) if len(secret) == 2 * protocol.KEY_BYTES and HEX.fullmatch(secret) else b""

    def id(self, name: str) -> bytes:
        """An id in the address. Raises `ApiError` if it is not one, as for an id that is not there."""
        text = self.values[name]
        if not is_id(text):
            raise ApiError(404, protocol.NOT_HERE)
        return bytes.fromhex(text)

    def ring(self, bearer: Bearer) -> None:
        """Ring the other devices of the account, if this server rings anybody. Nothing is waited for."""
        if self.context.ringer is not None and bearer.device is not None:
            self.context.ringer.announce(bearer.account, bearer.device)

    def number(self, name: str, usual: int, most: int) -> int:
        """A whole number from 0 to `most` after the question mark. Raises `ApiError`."""
        text = self.parameter(name)
        if text is None:
            return usual
        if not WHOLE.fullmatch(text) or int(text) > most:
            raise ApiError(400, protocol.MALFORMED)
        return int(text)

    def parameter(self, name: str) -> str | None:
        """What is said after the question mark under that name. Raises `ApiError` where it is said twice."""
        if self._query is None:
            self._query = parse_qs(self.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        said = self._query.get(name, [])
        if len(said) > 1:
            raise ApiError(400, protocol.MALFORMED)
        return said[0] if said else None
