"""The least that Starlette and uvicorn can do with a push: read its body, answer as many bytes. Run with a port."""

from __future__ import annotations

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


async def echo(request: Request) -> Response:
    """The body, given back."""
    return Response(await request.body(), media_type="application/json")


if __name__ == "__main__":
    app = Starlette(routes=[Route("/echo", echo, methods=["POST"])])
    uvicorn.run(app, port=int(sys.argv[1]), log_level="critical", access_log=False)
