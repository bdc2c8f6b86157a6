"""The app over HTTP, below `/app/`: every file from memory under its own name, and `/` leads there.

What is asked for is looked up among the names that the build wrote down, so no path reaches the disk.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from recovery.web import headers, manifest

LOGGED = "/app"  # one word in the log for all of it: which files somebody took is nobody's business
FIRST_PAGE = "index.html"
TYPES = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "webmanifest": "application/manifest+json",
}
PACKED = frozenset({"css", "html", "js", "json", "txt", "webmanifest"})


class File(NamedTuple):
    """A file as it is sent; `packed` is the same as gzip, where that is worth it."""

    content: bytes
    packed: bytes | None
    headers: Mapping[str, str]


def routes() -> list[Route]:
    """The routes of the app; raises `Refused` where this program has none."""
    files = {name: _file(name, content) for name, content in manifest.contents().items()}

    async def sent(request: Request) -> Response:
        request.scope["recovery.path"] = LOGGED
        file = files.get(request.path_params["name"] or FIRST_PAGE)
        return Response(status_code=404) if file is None else _answer(file, request)

    async def led(request: Request) -> Response:
        request.scope["recovery.path"] = LOGGED
        return RedirectResponse(manifest.FOLDER, 307)

    return [
        Route("/", led, methods=["GET"]),
        Route(manifest.FOLDER.rstrip("/"), led, methods=["GET"]),
        Route(f"{manifest.FOLDER}{{name:path}}", sent, methods=["GET"]),
    ]


def _file(name: str, content: bytes) -> File:
    ending = name.rpartition(".")[2]
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    head = headers.of(name) | {"Content-Type": TYPES[ending], "Vary": "Accept-Encoding", "ETag": tag}
    return File(content, gzip.compress(content, 9, mtime=0) if ending in PACKED else None, head)


def _answer(file: File, request: Request) -> Response:
    known = request.headers.get("if-none-match", "")
    if file.headers["ETag"] in [said.strip().removeprefix("W/") for said in known.split(",")]:
        return Response(status_code=304, headers=file.headers)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.packed, headers={**file.headers, "Content-Encoding": "gzip"})
    return Response(file.content, headers=file.headers)
