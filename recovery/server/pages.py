"""By which names a server is asked, and from which pages: none but those that its owner named, never with cookies.

A browser asks first (a preflight) and tells a page nothing that does not name it. The server has nothing that a browser
would send by itself: every token stands in a header, so no answer ever allows credentials.
"""

from __future__ import annotations

from starlette.types import Scope

METHODS = b"GET, POST, PUT, DELETE"
ASKED_WITH = b"authorization, content-type"
TOLD = b"retry-after"
KEPT_SECONDS = b"600"

Headers = list[tuple[bytes, bytes]]


def origin(scope: Scope) -> str | None:
    """The page that asks, as the browser names it."""
    return _header(scope, b"origin")


def host(scope: Scope) -> str | None:
    """The name by which the server was asked, without its port, in lower case; `None` where none is said."""
    said = _header(scope, b"host")
    if said is None:
        return None
    name, colon, port = said.strip().lower().rpartition(":")
    return (name if colon and port.isdigit() else said.strip().lower()).strip("[]")


def is_preflight(scope: Scope) -> bool:
    """Whether a browser asks on behalf of a page whether the page may ask."""
    return scope["method"] == "OPTIONS" and _header(scope, b"access-control-request-method") is not None


def on_every_answer(page: str) -> Headers:
    """What lets that page read an answer."""
    return [
        (b"access-control-allow-origin", page.encode()),
        (b"access-control-expose-headers", TOLD),
        (b"vary", b"origin"),
    ]


def on_preflight() -> Headers:
    """What that page may ask."""
    return [
        (b"access-control-allow-methods", METHODS),
        (b"access-control-allow-headers", ASKED_WITH),
        (b"access-control-max-age", KEPT_SECONDS),
    ]


def _header(scope: Scope, name: bytes) -> str | None:
    found = [value for key, value in scope["headers"] if key == name]
    return found[0].decode("latin-1") if len(found) == 1 else None
