"""Answers about accounts: opening one, logging in, its devices, its end."""

from __future__ import annotations

from starlette.responses import Response

from recovery.server import authentication, limits, logs, messages, ring_validation
from recovery.server.call import Asked, Refusal, answer, empty
from recovery.server.storage.accounts import Token
from recovery.sync import protocol

SMALL = 4 * 1024


async def open_account(asked: Asked) -> Response:
    """Open an account with its first key ring."""
    asked.take("open", asked.address, limits.OPENING)
    if asked.setting.closed or await asked.storage.full():
        raise Refusal(403, protocol.CLOSED if asked.setting.closed else protocol.QUOTA)
    body = await asked.body(messages.NewAccount, ring_validation.BODY_LIMIT)
    key = bytes.fromhex(body.account_key)
    account = authentication.account_of(key)
    try:
        ring = ring_validation.first(account, body.ring, bytes.fromhex(body.signature))
        opening = authentication.opening(key, body.ring, body.opening)
    except ring_validation.Refused:
        raise Refusal(400, protocol.RING_REFUSED) from None
    if opening is None:
        raise Refusal(400, protocol.RING_REFUSED)
    if not await asked.storage.open_account(account, key, opening, ring):
        raise Refusal(409, protocol.EXISTS)
    asked.account = account
    return answer(messages.Account(account.hex()), 201)


async def challenge(asked: Asked) -> Response:
    """Give a nonce to sign. It is the same for an account that is not there: nothing is looked up."""
    asked.take("login", asked.address, limits.LOGIN_ADDRESS)
    body = await asked.body(messages.WantsChallenge, SMALL)
    asked.take("login account", (body.account, asked.address), limits.LOGIN_ACCOUNT)
    account, expires = bytes.fromhex(body.account), logs.seconds() + protocol.LOGIN_SECONDS
    return answer(messages.Challenge(authentication.challenge(asked.storage.secret, account, expires).hex(), expires))


async def log_in(asked: Asked) -> Response:
    """Exchange a signed nonce for a token. Whatever is wrong, the work and the refusal are the same."""
    asked.take("login", asked.address, limits.LOGIN_ADDRESS)
    body = await asked.body(messages.Login, SMALL)
    asked.take("login account", (body.account, asked.address), limits.LOGIN_ACCOUNT)
    account, key, nonce = (bytes.fromhex(each) for each in (body.account, body.key, body.nonce))
    now = logs.seconds()
    known = await asked.storage.keyed(account, key)
    message = protocol.login_message(asked.setting.origin, account, key, nonce, body.expires)
    signed = authentication.signed(key, bytes.fromhex(body.signature), message)
    ours = authentication.given_by_us(asked.storage.secret, account, nonce, body.expires, now)
    if not (signed and ours and (known.account or known.device)):
        raise Refusal(401, protocol.LOGIN_REFUSED)
    token, expires = authentication.new_token(), now + protocol.TOKEN_SECONDS
    # The words stay the words, though a device in other hands lists their key among the devices.
    kept = Token(authentication.token_hash(token), account, None if known.account else key, expires)
    if not await asked.storage.log_in(kept, nonce, body.expires, logs.today()):
        raise Refusal(401, protocol.LOGIN_REFUSED)
    asked.account = account
    return answer(messages.Token(token.hex(), expires))


async def log_out(asked: Asked) -> Response:
    """Forget the token that was sent."""
    bearer = await asked.bearer(device=False)
    await asked.storage.log_out(asked.token_hash, bearer.account)
    return empty()


async def devices(asked: Asked) -> Response:
    """List the devices of the account."""
    bearer = await asked.bearer()
    found = await asked.storage.devices(bearer.account)
    return answer(messages.Devices([messages.Device(device.hex(), seen) for device, seen in found]))


async def get_opening(asked: Asked) -> Response:
    """Give to the 24 words what shows that they opened the account; a device could open it anew with that."""
    bearer = await asked.bearer(device=False)
    kept = await asked.storage.opening(bearer.account) if bearer.device is None else None
    if kept is None:
        raise Refusal(403, protocol.NOT_ALLOWED)
    key, certificate, signature = kept[:32], kept[32:96], kept[96:]
    return answer(messages.Opening(key.hex(), certificate.hex(), signature.hex()))


async def usage(asked: Asked) -> Response:
    """Say how much the account holds, and how much it may."""
    bearer = await asked.bearer()
    used, quota = await asked.storage.usage(bearer.account), asked.storage.quota
    return answer(messages.Usage(used.records, used.bytes, messages.Quota(quota.records, quota.bytes)))


async def erase(asked: Asked) -> Response:
    """Erase the account and all that it holds."""
    bearer = await asked.bearer(device=False)
    await asked.storage.erase(bearer.account)
    return empty()
