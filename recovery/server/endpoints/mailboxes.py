"""Answers about pairing: a mailbox that two devices find by a secret, for five minutes and one use."""

from __future__ import annotations

from time import monotonic

from starlette.responses import Response

from recovery.server import limits, logs, messages
from recovery.server.call import ApiError, Call, answer, empty
from recovery.server.events import moved
from recovery.server.storage.errors import Full
from recovery.wire import protocol

WITH_PART = 2 * protocol.MAILBOX_LIMIT
STATUS = {protocol.TAKEN: 409, protocol.WAITING: 404, protocol.GONE: 410}


async def post(call: Call) -> Response:
    """Put one part of a pairing. The first post wins; a second, different one ends the pairing."""
    slot = _slot(call)
    call.take("pair", call.address, limits.PAIRING)
    account = (await call.bearer()).account if slot in protocol.FROM_OLD else None
    mailbox = call.id("mailbox")
    body = (await call.body(messages.Part, WITH_PART)).body
    if len(body) > protocol.MAILBOX_LIMIT:
        raise ApiError(413, protocol.BODY_TOO_LARGE)
    now = logs.seconds()
    if slot == protocol.OFFER and account is not None:
        try:
            word = await call.storage.offer(mailbox, account, body, now, limits.OFFERS)
        except Full as error:
            raise ApiError(429, protocol.SLOW_DOWN, retry_after=error.wait or protocol.PAIR_SECONDS) from None
    else:
        word = await call.storage.post(mailbox, account, slot, body, now)
    if word:
        raise ApiError(STATUS[word], word)
    return empty()


async def collect(call: Call) -> Response:
    """Give one part of a pairing, waiting for it as long as is asked for."""
    slot = _slot(call)
    call.take("pair", call.address, limits.PAIRING)
    mailbox = call.id("mailbox")
    wait = call.number("wait", 0, protocol.WAIT_SECONDS)
    until = monotonic() + wait
    hub = call.context.hub
    with call.keep_open(), hub.waiting(mailbox) as event:
        while True:
            body = await call.storage.collect(mailbox, slot, logs.seconds())
            if isinstance(body, bytes):
                return answer(messages.Part(body))
            left = until - monotonic()
            if body != protocol.WAITING or left <= 0 or hub.stopped:
                raise ApiError(STATUS[body], body)
            await moved(event, left)


def _slot(call: Call) -> str:
    slot = call.values["slot"]
    if slot not in protocol.SLOTS:
        raise ApiError(404, protocol.NOT_HERE)
    return slot
