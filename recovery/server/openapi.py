"""The OpenAPI 3.1 page, made from the table of questions and the structs that check and write every message."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from recovery.language import tr
from recovery.server import messages, routes
from recovery.server.routes import ENDPOINTS, Endpoint
from recovery.wire import protocol

ABOUT = tr(
    "A mailbox of ciphertext. The server keeps sealed records under opaque ids and gives them back in the order in"
    " which they came. It cannot read one, and cannot tell what kind it is. docs/sync-protocol.md says what is inside."
)
WORDS = {
    200: "Done.",
    201: "Made.",
    204: tr("Done; there is nothing to say."),
    400: tr("The request cannot be understood, or what it carries is not allowed here."),
    401: tr("There is no such token, or the login is refused; why is not said."),
    403: tr("This token or ticket may not do that, there is no room, or the server takes no new accounts."),
    404: tr("There is nothing here for you."),
    408: tr("The body came too slowly."),
    409: tr("Something else is there; the answer says what."),
    410: tr("This pairing is over."),
    413: tr("The body is too large."),
    415: tr("The body is not declared as JSON."),
    421: tr("The server does not go by that name."),
    429: tr("Too many requests; `Retry-After` says when to ask again."),
    503: tr("The database does not answer, or too much is under way; `Retry-After` may say when to ask again."),
}
PARAMETERS: dict[str, dict[str, object]] = {
    "collection": {"type": "string", "pattern": f"^[0-9a-f]{{{2 * protocol.ID_BYTES}}}$"},
    "mailbox": {"type": "string", "pattern": f"^[0-9a-f]{{{2 * protocol.ID_BYTES}}}$"},
    "slot": {"type": "string", "enum": list(protocol.SLOTS)},
}
REF = "#/components/schemas/{name}"


def page() -> dict[str, Any]:
    """The whole page."""
    named = (struct for row in ENDPOINTS for struct in (row.takes, row.gives))
    structs = {struct for struct in named if isinstance(struct, type)} | {messages.Error, messages.ClearRing}
    ordered = sorted(structs, key=str)
    _, schemas = msgspec.json.schema_components(ordered, ref_template=REF)
    for schema in schemas.values():
        _as_sent(schema)
    paths: dict[str, Any] = {}
    for row in ENDPOINTS:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "recovery",
            "version": str(protocol.VERSION),
            "description": ABOUT,
            "license": {"name": "MIT"},
        },
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "ticket": {"type": "http", "scheme": "ticket"},
            },
        },
    }


def encoded() -> bytes:
    """The page as it is served and checked in."""
    return (json.dumps(page(), indent=1) + "\n").encode()


def _as_sent(schema: Any) -> None:
    """Bytes are base64 in JSON, which OpenAPI has its own word for."""
    if isinstance(schema, dict):
        if schema.pop("contentEncoding", None):
            schema["contentEncoding"] = "base64"
        for part in schema.values():
            _as_sent(part)
    elif isinstance(schema, list):
        for part in schema:
            _as_sent(part)


def _operation(row: Endpoint) -> dict[str, Any]:
    refuses = {**row.refuses, 503: (protocol.UNAVAILABLE,)}
    if row.path != "/health":
        refuses[429] = (protocol.SLOW_DOWN,)
    if row.path not in routes.WATCHED:
        refuses[421] = (protocol.OTHER_HOST,)
    if row.token not in (routes.NOBODY, routes.TICKET):
        refuses[401] = (protocol.NO_TOKEN,)
    if row.token in (routes.DEVICE, routes.SLOT):
        refuses[403] = (*refuses.get(403, ()), protocol.NOT_ALLOWED)
    said = (row.handler.__doc__ or "").strip()
    operation: dict[str, Any] = {
        "operationId": row.handler.__name__ + ("_pair" if "pair" in row.path else ""),
        "summary": said,
        "parameters": [*_in_path(row.path), *_in_query(row)],
        "responses": {str(row.status): _good(row)}
        | {str(status): _bad(status, words) for status, words in sorted(refuses.items())},
    }
    if row.takes:
        operation["requestBody"] = {"required": True, "content": _json(row.takes.__name__)}
    if row.token == routes.SLOT:
        operation["security"] = [{"token": []}, {}]
        operation["description"] = tr("The parts {names} need a device's token.", names=", ".join(protocol.FROM_OLD))
    elif row.token == routes.TICKET:
        operation["security"] = [{"ticket": []}, {}]
    elif row.token != routes.NOBODY:
        operation["security"] = [{"token": []}]
    return operation


def _in_path(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", path)
    return [{"name": name, "in": "path", "required": True, "schema": PARAMETERS[name]} for name in names]


def _in_query(row: Endpoint) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "query", "required": "default" not in schema, "schema": schema}
        for name, schema in row.query.items()
    ]


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REF.format(name=name)}}}


def _good(row: Endpoint) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": WORDS[row.status]}
    if isinstance(row.gives, str):
        answer["content"] = {row.gives: {"schema": {"type": "string"}}}
    elif row.gives:
        answer["content"] = _json(row.gives.__name__)
    return answer


def _bad(status: int, words: tuple[str, ...]) -> dict[str, Any]:
    named = ", ".join(f"`{word}`" for word in words)
    answer: dict[str, Any] = {"description": f"{WORDS[status]} `error`: {named}.", "content": _json("Error")}
    if status in (429, 503):
        answer["headers"] = {"Retry-After": {"description": tr("Seconds to wait."), "schema": {"type": "integer"}}}
    return answer
