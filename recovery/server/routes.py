"""Every question that the server answers, in one table: the app is made from it, and so is the OpenAPI page."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from msgspec import UNSET, Struct
from starlette.responses import Response

from recovery.server import messages
from recovery.server.call import ApiError, Call, answer
from recovery.server.endpoints import accounts, doorbells, key_rings, links, mailboxes, records
from recovery.wire import protocol

# Whose token is asked for; TICKET: none, or a ticket in its place.
NOBODY, DEVICE, ACCOUNT, SLOT, TICKET = "nobody", "device", "account", "slot", "ticket"

WATCHED = ("/health", "/ready")  # asked every few seconds by whoever watches the server, by any name

Handler = Callable[[Call], Awaitable[Response]]


class Endpoint(NamedTuple):
    """One row: `takes` is what the body holds, `gives` what a good answer does, `refuses` which answers are none."""

    method: str
    path: str
    handler: Handler
    token: str
    takes: type[Struct] | None
    status: int
    gives: type[Struct] | str | None
    refuses: Mapping[int, tuple[str, ...]]
    query: Mapping[str, Mapping[str, object]] = MappingProxyType({})


async def health(_: Call) -> Response:
    """Say that the process is alive."""
    return answer(messages.Health("alive"))


async def ready(call: Call) -> Response:
    """Say whether the database answers."""
    try:
        await call.storage.present_epoch()
    except Exception:  # noqa: BLE001 - whatever it is, the database does not answer
        raise ApiError(503, protocol.UNAVAILABLE) from None
    return answer(messages.Health("ready"))


async def about(call: Call) -> Response:
    """Say which server this is, which life of its database, and the address that devices sign when they log in."""
    epoch, ringer = await call.storage.present_epoch(), call.context.ringer
    can: list[messages.Capability] = ["tickets", "until"]
    if ringer is not None:
        can += ["doorbell", "reminders"]
    key = UNSET if ringer is None else ringer.public.hex()
    return answer(messages.About("recovery", protocol.VERSION, epoch.hex(), call.context.origin, can, key))


_WHOLE: dict[str, object] = {"type": "integer", "minimum": 0, "maximum": 2**53}
_AFTER = {"after": {**_WHOLE, "default": 0}}
_PULL: dict[str, dict[str, object]] = {
    **_AFTER,
    "limit": {"type": "integer", "minimum": 1, "maximum": protocol.PULL_RECORDS, "default": records.USUAL_PAGE},
    "epoch": {"type": "string", "pattern": f"^[0-9a-f]{{{2 * protocol.ID_BYTES}}}$"},
}
_WAIT: dict[str, dict[str, object]] = {
    "wait": {"type": "integer", "minimum": 0, "maximum": protocol.WAIT_SECONDS, "default": 0}
}
_DOORBELL: dict[str, dict[str, object]] = {
    "doorbell": {"type": "string", "pattern": f"^([0-9a-f]{{{2 * protocol.ID_BYTES}}})?$", "default": ""}
}
_BODY = {
    400: (protocol.MALFORMED,), 408: (protocol.BODY_TOO_LARGE,), 413: (protocol.BODY_TOO_LARGE,),
    415: (protocol.MALFORMED,),
}  # fmt: skip
_RING = {**_BODY, 400: (protocol.MALFORMED, protocol.RING_REFUSED)}
_EPOCH = {409: (protocol.OTHER_EPOCH,)}
_BOX = {404: (protocol.NOT_HERE, protocol.WAITING), 410: (protocol.GONE,)}

ENDPOINTS = (
    Endpoint("GET", "/health", health, NOBODY, None, 200, messages.Health, {}),
    Endpoint("GET", "/ready", ready, NOBODY, None, 200, messages.Health, {}),
    Endpoint("GET", "/v1/about", about, NOBODY, None, 200, messages.About, {}),
    Endpoint(
        "POST", "/v1/accounts", accounts.open_account, TICKET, messages.NewAccount, 201, messages.Account,
        {**_RING, 403: (protocol.CLOSED, protocol.QUOTA, protocol.TICKET_REFUSED), 409: (protocol.EXISTS,)},
    ),
    Endpoint("POST", "/v1/tickets", links.tickets, DEVICE, messages.WantsTickets, 201, messages.Tickets, _BODY),
    Endpoint("PUT", "/v1/until", links.move_until, DEVICE, messages.Until, 204, None, _BODY),
    Endpoint(
        "PUT", "/v1/doorbell", doorbells.put_doorbell, DEVICE, messages.NewDoorbell, 200, messages.Doorbell,
        {**_BODY, 403: (protocol.OTHER_SERVICE, protocol.QUOTA), 404: (protocol.NOT_HERE,)},
    ),
    Endpoint(
        "DELETE", "/v1/doorbell", doorbells.delete_doorbell, DEVICE, None, 204, None,
        {400: (protocol.MALFORMED,), 404: (protocol.NOT_HERE,)}, _DOORBELL,
    ),
    Endpoint(
        "PUT", "/v1/reminders", doorbells.put_reminders, DEVICE, messages.Reminders, 204, None,
        {**_BODY, 404: (protocol.NOT_HERE,)},
    ),
    Endpoint("DELETE", "/v1/account", accounts.erase, ACCOUNT, None, 204, None, {}),
    Endpoint(
        "POST", "/v1/challenge", accounts.challenge, NOBODY, messages.WantsChallenge, 200, messages.Challenge, _BODY
    ),
    Endpoint(
        "POST", "/v1/login", accounts.log_in, NOBODY, messages.Login, 200, messages.Token,
        {**_BODY, 401: (protocol.LOGIN_REFUSED,)},
    ),
    Endpoint("DELETE", "/v1/token", accounts.log_out, ACCOUNT, None, 204, None, {}),
    Endpoint("GET", "/v1/devices", accounts.devices, DEVICE, None, 200, messages.Devices, {}),
    Endpoint(
        "GET", "/v1/ring", key_rings.get_rings, ACCOUNT, None, 200, messages.Rings, {400: (protocol.MALFORMED,)}, _AFTER
    ),
    Endpoint(
        "PUT", "/v1/ring", key_rings.put_ring, ACCOUNT, messages.NewRing, 204, None,
        {**_RING, 403: (protocol.QUOTA,), 409: (protocol.OTHER_GENERATION,)},
    ),
    Endpoint(
        "GET", "/v1/opening", accounts.get_opening, ACCOUNT, None, 200, messages.Opening, {403: (protocol.NOT_ALLOWED,)}
    ),
    Endpoint("GET", "/v1/usage", accounts.usage, DEVICE, None, 200, messages.Usage, {}),
    Endpoint(
        "POST", "/v1/c/{collection}/push", records.push, DEVICE, messages.Push, 200, messages.Results,
        {**_BODY, **_EPOCH, 403: (protocol.QUOTA,), 404: (protocol.NOT_HERE,)},
    ),
    Endpoint(
        "GET", "/v1/c/{collection}/pull", records.pull, DEVICE, None, 200, messages.Page,
        {**_EPOCH, 400: (protocol.MALFORMED,), 404: (protocol.NOT_HERE,)}, _PULL,
    ),
    Endpoint("GET", "/v1/events", records.events, DEVICE, None, 200, "text/event-stream", {}),
    Endpoint(
        "PUT", "/v1/pair/{mailbox}/{slot}", mailboxes.post, SLOT, messages.Part, 204, None,
        {**_BODY, **_BOX, 409: (protocol.TAKEN,)},
    ),
    Endpoint(
        "GET", "/v1/pair/{mailbox}/{slot}", mailboxes.collect, NOBODY, None, 200, messages.Part,
        {**_BOX, 400: (protocol.MALFORMED,)}, _WAIT,
    ),
)  # fmt: skip


class Asked(NamedTuple):
    """What an address stands for: the questions that may be asked there, by method, and the values in it."""

    methods: Mapping[str, Endpoint]
    values: Mapping[str, str]


def _methods(path: str) -> Mapping[str, Endpoint]:
    methods = {row.method: row for row in ENDPOINTS if row.path == path}
    return {**methods, "HEAD": methods["GET"]} if "GET" in methods else methods


_PLAIN = {row.path: Asked(_methods(row.path), {}) for row in ENDPOINTS if "{" not in row.path}
_PATTERNS = {
    re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", row.path)): _methods(row.path)
    for row in ENDPOINTS
    if "{" in row.path
}


def asked(path: str) -> Asked | None:
    """What is asked at an address; `None` where it is none of the table's."""
    if path in _PLAIN:
        return _PLAIN[path]
    for pattern, methods in _PATTERNS.items():
        if match := pattern.fullmatch(path):
            return Asked(methods, match.groupdict())
    return None
