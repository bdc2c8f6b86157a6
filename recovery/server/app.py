"""The app: each question of the table behind limits, a log line, and answers that nobody may store."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan, Message, Receive, Scope, Send

from recovery.server import limits, logs, openapi, routes
from recovery.server.call import ApiError, Call, ServerContext
from recovery.server.events import moved
from recovery.server.routes import WATCHED, Endpoint
from recovery.server.storage.errors import StillErasing
from recovery.web import serving
from recovery.wire import protocol

SWEEP_SECONDS = 60.0
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

    pages = [Route("/openapi.json", described, methods=["GET"]), *(serving.routes() if context.app else ())]
    handlers = {HTTPException: _no_such, Exception: _broken}
    inner = Starlette(routes=pages, exception_handlers=handlers, lifespan=lifespan)
    inner.router.redirect_slashes = False
    return _Around(_for_pages(_KnownHosts(_Questions(inner, context), context.hosts), context.pages), context)


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


class _Questions:
    """Answers the questions of the table; whatever else is asked for is a page, or nothing."""

    def __init__(self, pages: ASGIApp, context: ServerContext) -> None:
        self._pages, self._context = pages, context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = routes.asked(scope["path"]) if scope["type"] == "http" else None
        if asked is None:
            await self._pages(scope, receive, send)
            return
        question = asked.methods.get(scope["method"])
        if question is None:
            response = ApiError(405, protocol.NOT_HERE).response()
            response.headers["Allow"] = ", ".join(sorted(asked.methods))
        else:
            response = await self._answer(question, Call(scope, receive, asked.values, self._context))
        await response(scope, receive, send)

    async def _answer(self, question: Endpoint, call: Call) -> Response:
        scope = call.scope
        scope["recovery.path"] = question.path
        try:
            if question.path != "/health":
                call.take("address", call.address, limits.ASKING_ADDRESS)
            return await question.handler(call)
        except ApiError as refusal:
            return refusal.response()
        except StillErasing:
            return ApiError(503, protocol.UNAVAILABLE, retry_after=LATER_SECONDS).response()
        finally:
            scope["recovery.account"] = call.account
            call.let_go()


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
    """The name by which the server was asked; `None` where none is said, or two."""
    said = [value for name, value in scope["headers"] if name == b"host"]
    return _name(said[0]) if len(said) == 1 else None


@lru_cache(maxsize=64)
def _name(said: bytes) -> str:
    """A name without its port, in lower case."""
    host = said.decode("latin-1").strip().lower()
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).strip("[]")


def _framed_twice(scope: Scope) -> bool:
    """Whether a request says in two ways where it ends.

    A proxy in front may believe the other one, and take what follows for a request of somebody else (RFC 9112, 6.1).
    """
    names = dict(scope["headers"])
    return b"transfer-encoding" in names and b"content-length" in names


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
                own = dict(message["headers"])
                message["headers"] = [*message["headers"], *[said for said in HEADERS if said[0] not in own]]
            await send(message)

        error = None
        try:
            if _framed_twice(scope):
                response = ApiError(400, protocol.MALFORMED).response()
                response.headers["connection"] = "close"
                await response(scope, receive, sent)
            else:
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
        log.request(
            method=scope["method"] if path else None,
            route=path or "none",
            status=status,
            ms=round((monotonic() - begun) * 1000, 1),
            account=log.account(scope.get("recovery.account")),
            error=error,
        )
