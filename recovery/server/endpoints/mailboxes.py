"""Answers about pairing: a mailbox that two devices find by a secret, for five minutes and one use."""

from __future__ import annotations

from time import monotonic

from starlette.responses import Response

from recovery.server import limits, logs, messages
from recovery.server.call import Asked, Refusal, answer, empty
from recovery.server.events import moved
from recovery.server.storage.errors import Full
from recovery.sync import protocol

WITH_PART = 2 * protocol.MAILBOX_LIMIT
STATUS = {protocol.TAKEN: 409, protocol.WAITING: 404, protocol.GONE: 410}


async def post(asked: Asked) -> Response:
    """Put one part of a pairing. The first post wins; a second, different one ends the pairing."""
    slot = _slot(asked)
    asked.take("pair", asked.address, limits.PAIRING)
    account = (await asked.bearer()).account if slot in protocol.FROM_OLD else None
    mailbox = asked.id("mailbox")
    body = (await asked.body(messages.Part, WITH_PART)).body
    if len(body) > protocol.MAILBOX_LIMIT:
        raise Refusal(413, protocol.BODY_TOO_LARGE)
    now = logs.seconds()
    if slot == protocol.OFFER and account is not None:
        try:
            word = await asked.storage.offer(mailbox, account, body, now, limits.OFFERS)
        except Full as error:
            raise Refusal(429, protocol.SLOW_DOWN, retry_after=error.wait or protocol.PAIR_SECONDS) from None
    else:
        word = await asked.storage.post(mailbox, account, slot, body, now)
    if word:
        raise Refusal(STATUS[word], word)
    return empty()


async def collect(asked: Asked) -> Response:
    """Give one part of a pairing, waiting for it as long as is asked for."""
    slot = _slot(asked)
    asked.take("pair", asked.address, limits.PAIRING)
    mailbox = asked.id("mailbox")
    wait = asked.number("wait", 0, protocol.WAIT_SECONDS)
    until = monotonic() + wait
    hub = asked.setting.hub
    with hub.waiting(mailbox) as event:
        while True:
            found = await asked.storage.collect(mailbox, slot, logs.seconds())
            if isinstance(found, bytes):
                return answer(messages.Part(found))
            left = until - monotonic()
            if found != protocol.WAITING or left <= 0 or hub.stopped:
                raise Refusal(STATUS[found], found)
            await moved(event, left)


def _slot(asked: Asked) -> str:
    slot = str(asked.request.path_params["slot"])
    if slot not in protocol.SLOTS:
        raise Refusal(404, protocol.NOT_HERE)
    return slot
