"""Answers about links: tickets that open accounts which end by themselves, and when one does."""

from __future__ import annotations

from starlette.responses import Response

from recovery.server import authentication, logs, messages
from recovery.server.call import ApiError, Call, answer, empty
from recovery.server.storage.errors import Full
from recovery.server.storage.links import ticket_expires
from recovery.wire import protocol

SMALL = 4 * 1024


async def tickets(call: Call) -> Response:
    """Give tickets. Each opens one account that ends; which one is not kept. Such an account gets none itself."""
    bearer = await call.bearer()
    body = await call.body(messages.WantsTickets, SMALL)
    if bearer.until is not None:
        raise ApiError(403, protocol.NOT_ALLOWED)
    now = logs.seconds()
    made = [authentication.new_token() for _ in range(body.count)]
    try:
        kept = await call.storage.give_tickets(bearer.account, [authentication.token_hash(one) for one in made], now)
    except Full as error:
        raise ApiError(429, protocol.SLOW_DOWN, retry_after=error.wait or 0.0) from None
    return answer(messages.Tickets([one.hex() for one in made[:kept]], ticket_expires(now)), 201)


async def move_until(call: Call) -> Response:
    """Let an account that ends by itself end at another second; one that does not stays as it is."""
    bearer = await call.bearer()
    body = await call.body(messages.Until, SMALL)
    if bearer.until is None:
        raise ApiError(403, protocol.NOT_ALLOWED)
    now = logs.seconds()
    check_until(body.until, now)
    if not await call.storage.move_until(bearer.account, body.until, now):
        raise ApiError(401, protocol.NO_TOKEN)
    return empty()


def check_until(until: int, now: int) -> None:
    """Raises `ApiError` for an end that is past or too far ahead."""
    if not now < until <= now + protocol.UNTIL_SECONDS:
        raise ApiError(400, protocol.MALFORMED)
