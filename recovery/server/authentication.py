"""Who speaks: signatures, challenges that nobody has to remember, and tokens. The only cryptography of the server."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from recovery.server.messages import Opening
from recovery.wire import protocol

_HALF = protocol.KEY_BYTES // 2


def signed(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the holder of an Ed25519 key signed the message."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def account_of(key: bytes) -> bytes:
    """The id of the account with that key."""
    return hashlib.sha256(key).digest()[: protocol.ID_BYTES]


def challenge(secret: bytes, account: bytes, expires: int) -> bytes:
    """A nonce that only this server can have given, for this account and until then."""
    chance = secrets.token_bytes(_HALF)
    return chance + _mark(secret, account, chance, expires)


def given_by_us(secret: bytes, account: bytes, nonce: bytes, expires: int, now: int) -> bool:
    """Whether a nonce is one of ours for this account, and still good."""
    mark = _mark(secret, account, nonce[:_HALF], expires)
    return hmac.compare_digest(mark, nonce[_HALF:]) and now < expires <= now + protocol.LOGIN_SECONDS


def new_token() -> bytes:
    """A token that says nothing."""
    return secrets.token_bytes(protocol.KEY_BYTES)


def token_hash(token: bytes) -> bytes:
    """What is kept of a token. A look-up by it tells nothing by its time that helps to guess the token."""
    return hashlib.sha256(token).digest()


def opening(account_key: bytes, ring: bytes, said: Opening) -> bytes | None:
    """What shows that the words opened the account with that first ring, as it is kept; `None` where it does not."""
    key, certificate, signature = (bytes.fromhex(hexed) for hexed in (said.key, said.certificate, said.signature))
    message = protocol.opening_message(account_of(account_key), ring_hash(ring))
    certified = signed(account_key, certificate, protocol.certificate_message(key))
    return key + certificate + signature if certified and signed(key, signature, message) else None


def ring_hash(ring: bytes) -> bytes:
    """What a ring calls the one before it."""
    return hashlib.sha256(ring).digest()


def _mark(secret: bytes, account: bytes, chance: bytes, expires: int) -> bytes:
    message = protocol.info("challenge\0") + account + chance + expires.to_bytes(8)
    return hmac.new(secret, message, hashlib.sha256).digest()[:_HALF]
