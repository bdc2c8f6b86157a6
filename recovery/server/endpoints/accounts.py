"""Answers about accounts: opening one, logging in, its devices, its end."""

from __future__ import annotations

from msgspec import UNSET, UnsetType
from starlette.responses import Response

from recovery.server import authentication, limits, logs, messages, ring_validation
from recovery.server.call import ApiError, Call, answer, empty
from recovery.server.endpoints.links import check_until
from recovery.server.storage.accounts import Token
from recovery.server.storage.errors import NoTicket
from recovery.wire import protocol

SMALL = 4 * 1024


async def open_account(call: Call) -> Response:
    """Open an account with its first key ring. A ticket opens one that ends, past a closed door and its limit."""
    ticket, now = call.ticket(), logs.seconds()
    if ticket is None or not await call.storage.is_ticket(ticket, now):
        call.take("open", call.address, limits.OPENING)
    closed = call.context.closed and ticket is None
    if closed or await call.storage.full():
        raise ApiError(403, protocol.CLOSED if closed else protocol.QUOTA)
    body = await call.body(messages.NewAccount, ring_validation.BODY_LIMIT)
    key = bytes.fromhex(body.account_key)
    account = authentication.account_of(key)
    try:
        ring = ring_validation.first(account, body.ring, bytes.fromhex(body.signature))
        opening = authentication.opening(key, body.ring, body.opening)
    except ring_validation.Refused:
        raise ApiError(400, protocol.RING_REFUSED) from None
    if opening is None:
        raise ApiError(400, protocol.RING_REFUSED)
    until = None if isinstance(body.until, UnsetType) else body.until
    if ticket is not None and until is None:
        raise ApiError(400, protocol.MALFORMED)
    if until is not None:
        check_until(until, now)
    used = None if ticket is None else (ticket, now)
    try:
        if not await call.storage.open_account(account, key, opening, ring, until=until, ticket=used):
            raise ApiError(409, protocol.EXISTS)
    except NoTicket:
        raise ApiError(403, protocol.TICKET_REFUSED) from None
    call.account = account
    return answer(messages.Account(account.hex(), body.until), 201)


async def challenge(call: Call) -> Response:
    """Give a nonce to sign. It is the same for an account that is not there: nothing is looked up."""
    call.take("login", call.address, limits.LOGIN_ADDRESS)
    body = await call.body(messages.WantsChallenge, SMALL)
    call.take("login account", (body.account, call.address), limits.LOGIN_ACCOUNT)
    account, expires = bytes.fromhex(body.account), logs.seconds() + protocol.LOGIN_SECONDS
    return answer(messages.Challenge(authentication.challenge(call.storage.secret, account, expires).hex(), expires))


async def log_in(call: Call) -> Response:
    """Exchange a signed nonce for a token. Whatever is wrong, the work and the refusal are the same."""
    call.take("login", call.address, limits.LOGIN_ADDRESS)
    body = await call.body(messages.Login, SMALL)
    call.take("login account", (body.account, call.address), limits.LOGIN_ACCOUNT)
    account, key, nonce = (bytes.fromhex(hexed) for hexed in (body.account, body.key, body.nonce))
    now = logs.seconds()
    known = await call.storage.keyed(account, key, now)
    message = protocol.login_message(call.context.origin, account, key, nonce, body.expires)
    signed = authentication.signed(key, bytes.fromhex(body.signature), message)
    ours = authentication.given_by_us(call.storage.secret, account, nonce, body.expires, now)
    if not (signed and ours and (known.account or known.device)):
        raise ApiError(401, protocol.LOGIN_REFUSED)
    token, expires = authentication.new_token(), now + protocol.TOKEN_SECONDS
    # The words stay the words, though a device in other hands lists their key among the devices.
    kept = Token(authentication.token_hash(token), account, None if known.account else key, expires)
    if not await call.storage.log_in(kept, nonce, body.expires, logs.today()):
        raise ApiError(401, protocol.LOGIN_REFUSED)
    call.account = account
    return answer(messages.Token(token.hex(), expires))


async def log_out(call: Call) -> Response:
    """Forget the token that was sent."""
    bearer = await call.bearer(device=False)
    await call.storage.log_out(call.token_hash, bearer.account)
    return empty()


async def devices(call: Call) -> Response:
    """List the devices of the account."""
    bearer = await call.bearer()
    devices = await call.storage.devices(bearer.account)
    return answer(messages.Devices([messages.Device(device.hex(), seen) for device, seen in devices]))


async def get_opening(call: Call) -> Response:
    """Give to the 24 words what shows that they opened the account; a device could open it anew with that."""
    bearer = await call.bearer(device=False)
    kept = await call.storage.opening(bearer.account) if bearer.device is None else None
    if kept is None:
        raise ApiError(403, protocol.NOT_ALLOWED)
    key, certificate, signature = kept[:32], kept[32:96], kept[96:]
    return answer(messages.Opening(key.hex(), certificate.hex(), signature.hex()))


async def usage(call: Call) -> Response:
    """Say how much the account holds, and how much it may."""
    bearer = await call.bearer()
    used = await call.storage.usage(bearer.account)
    quota = call.storage.quota_of(used.until)
    until = UNSET if used.until is None else used.until
    return answer(messages.Usage(used.records, used.bytes, messages.Quota(quota.records, quota.bytes), until))


async def erase(call: Call) -> Response:
    """Erase the account and all that it holds."""
    bearer = await call.bearer(device=False)
    await call.storage.erase(bearer.account)
    return empty()
