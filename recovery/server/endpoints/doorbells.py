"""Answers about doorbells: how a device's phone is rung, when by itself, and that it is rung no longer."""

from __future__ import annotations

import hashlib

from starlette.responses import Response

from recovery.server import limits, logs, messages
from recovery.server.call import ApiError, Call, answer, empty, is_id
from recovery.server.doorbell import encryption, hosts
from recovery.server.doorbell.ringer import Ringer
from recovery.server.storage.doorbells import Doorbell
from recovery.server.storage.errors import AccountErased, Full
from recovery.wire import protocol

SMALL = 4 * 1024


async def put_doorbell(call: Call) -> Response:
    """Ring a browser of this device through its push service from now on, with a message that says nothing."""
    ringer = _ringer(call)
    bearer = await call.bearer()
    call.take("doorbell", call.sender, limits.DOORBELLS)
    body = await call.body(messages.NewDoorbell, SMALL)
    to, key = hosts.endpoint(body.endpoint), bytes.fromhex(body.key)
    try:
        encryption.check_key(key)
    except encryption.NoKey:
        to = None
    if to is None:
        raise ApiError(400, protocol.MALFORMED)
    if hosts.listed(to.host, ringer.allowed) is None:
        raise ApiError(403, protocol.OTHER_SERVICE)
    identity = hashlib.sha256(body.endpoint.encode("ascii")).digest()[: protocol.ID_BYTES]
    try:
        await call.storage.keep_doorbell(
            bearer.account, bearer.device or b"", Doorbell(identity, body.endpoint, key, bytes.fromhex(body.secret))
        )
    except Full:
        raise ApiError(403, protocol.QUOTA) from None
    except AccountErased:
        raise ApiError(401, protocol.NO_TOKEN) from None
    return answer(messages.Doorbell(identity.hex()))


async def delete_doorbell(call: Call) -> Response:
    """Ring this device no longer: by one doorbell that is named, or by none of its own."""
    _ringer(call)
    bearer = await call.bearer()
    named = call.parameter("doorbell") or ""
    if named and not is_id(named):
        raise ApiError(400, protocol.MALFORMED)
    await call.storage.take_off_doorbell(bearer.account, bearer.device or b"", bytes.fromhex(named) or None)
    return empty()


async def put_reminders(call: Call) -> Response:
    """Ring a doorbell of this device at these instants too, with the same message. What is past is left out."""
    _ringer(call)
    bearer = await call.bearer()
    call.take("reminders", call.sender, limits.REMINDERS)
    body, now = await call.body(messages.Reminders, SMALL), logs.seconds()
    if any(at > now + protocol.REMINDERS_SECONDS for at in body.at):
        raise ApiError(400, protocol.MALFORMED)
    doorbell, coming = bytes.fromhex(body.doorbell), sorted({at for at in body.at if at > now})
    if not await call.storage.keep_reminders(bearer.account, bearer.device or b"", doorbell, coming):
        raise ApiError(404, protocol.NOT_HERE)
    return empty()


def _ringer(call: Call) -> Ringer:
    """Raises `ApiError` where this server rings nobody."""
    if call.context.ringer is None:
        raise ApiError(404, protocol.NOT_HERE)
    return call.context.ringer
