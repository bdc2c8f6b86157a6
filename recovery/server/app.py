"""The app: each question of the table behind limits, a log line, and answers that nobody may store."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from recovery.server import limits, logs, openapi
from recovery.server.call import ApiError, Call, ServerContext
from recovery.server.events import moved
from recovery.server.routes import ENDPOINTS, WATCHED, Endpoint
from recovery.server.storage.errors import StillErasing
from recovery.web import serving
from recovery.wire import protocol

SWEEP_SECONDS = 60.0
WRITE_SECONDS = 30.0
LATER_SECONDS = 10.0
METHODS = ("GET", "POST", "PUT", "DELETE")
HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


def app(context: ServerContext, lifespan: Lifespan[Starlette] | None = None) -> ASGIApp:
    """The app on a storage that is open, or that `lifespan` opens."""
    page = openapi.encoded()

    async def described(_: Request) -> Response:
        return Response(page, media_type="application/json")

    routes = [Route("/openapi.json", described, methods=["GET"])]
    routes += [Route(endpoint.path, _endpoint(endpoint, context), methods=[endpoint.method]) for endpoint in ENDPOINTS]
    if context.app:
        routes += serving.routes()
    handlers = {HTTPException: _no_such, Exception: _broken}
    inner = Starlette(routes=routes, exception_handlers=handlers, lifespan=lifespan)
    inner.router.redirect_slashes = False
    return _Around(_OneFraming(_for_pages(_KnownHosts(inner, context.hosts), context.pages)), context)


def _for_pages(inner: ASGIApp, pages: frozenset[str]) -> ASGIApp:
    """Lets pages of these origins ask, never with cookies: every token stands in a header, so none is needed."""
    if not pages:
        return inner
    return CORSMiddleware(
        inner,
        allow_origins=pages,
        allow_methods=METHODS,
        allow_headers=("authorization", "content-type"),
        expose_headers=("retry-after",),
    )


def _endpoint(question: Endpoint, context: ServerContext) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        call = Call(request, context)
        request.scope["recovery.path"] = question.path
        try:
            if question.path != "/health":
                call.take("address", call.address, limits.ASKING_ADDRESS)
            return await question.handler(call)
        except ApiError as refusal:
            return refusal.response()
        except StillErasing:
            return ApiError(503, protocol.UNAVAILABLE, retry_after=LATER_SECONDS).response()
        finally:
            request.scope["recovery.account"] = call.account
            call.let_go()

    return endpoint


async def _no_such(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    response = ApiError(status, protocol.NOT_HERE).response()
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return response


async def _broken(_: Request, __: Exception) -> Response:
    return ApiError(503, protocol.UNAVAILABLE).response()


async def sweep(context: ServerContext) -> None:
    """Forget what is over, again and again, and take what was erased off the disk."""
    while True:
        try:
            await context.storage.sweep(logs.seconds())
        except Exception as error:  # noqa: BLE001 - the next round may find the database again
            context.log.write("sweep", error=type(error).__name__)
        await moved(context.storage.erased, SWEEP_SECONDS)


class _OneFraming:
    """Refuses a request that says in two ways where it ends, and hangs up.

    A proxy in front may believe the other one, and take what follows for a request of somebody else (RFC 9112, 6.1).
    """

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        names = {name for name, _ in scope["headers"]} if scope["type"] == "http" else set()
        if {b"transfer-encoding", b"content-length"} <= names:
            response = ApiError(400, protocol.MALFORMED).response()
            response.headers["connection"] = "close"
            await response(scope, receive, send)
        else:
            await self._inner(scope, receive, send)


class _KnownHosts:
    """Refuses what is asked by another name, so that no page in a browser can reach the server by one of its own."""

    def __init__(self, inner: ASGIApp, hosts: frozenset[str]) -> None:
        self._inner, self._hosts = inner, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in WATCHED and _host(scope) not in self._hosts:
            await ApiError(421, protocol.OTHER_HOST).response()(scope, receive, send)
        else:
            await self._inner(scope, receive, send)


def _host(scope: Scope) -> str | None:
    """The name by which the server was asked, without its port, in lower case; `None` where none is said, or two."""
    said = Headers(scope=scope).getlist("host")
    if len(said) != 1:
        return None
    host = said[0].strip().lower()
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).strip("[]")


class _Around:
    """What stands around every request: headers, one log line, and an answer where something broke."""

    def __init__(self, inner: ASGIApp, context: ServerContext) -> None:
        self._inner = inner
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        begun, status = monotonic(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((name, said) for name, said in HEADERS if name not in own)]
            async with asyncio.timeout(WRITE_SECONDS):  # for a client that does not read
                await send(message)

        error = None
        try:
            await self._inner(scope, receive, sent)
        except ClientDisconnect:
            status = 499
        except Exception as broken:  # noqa: BLE001 - said in the log, without what it was about
            error = type(broken).__name__
            if not status:
                await ApiError(503, protocol.UNAVAILABLE).response()(scope, receive, sent)
        self._log(scope, status, begun, error)

    def _log(self, scope: Scope, status: int, begun: float, error: str | None) -> None:
        path = scope.get("recovery.path")
        if path in WATCHED and status == 200:
            return
        log = self._context.log
        log.write(
            "request",
            method=scope["method"] if path else None,
            route=path or "none",
            status=status,
            ms=round((monotonic() - begun) * 1000, 1),
            account=log.account(scope.get("recovery.account")),
            error=error,
        )
