"""Whether a key ring may follow the one that is kept: its clear parts and its signature, as a client checks them."""

from __future__ import annotations

from recovery.server import authentication, messages
from recovery.server.messages import ClearRing
from recovery.server.storage.rings import Ring
from recovery.wire import protocol, strict_json

BODY_LIMIT = 2 * protocol.RING_LIMIT  # of a request that carries one


class Refused(Exception):
    """The ring is malformed, or not one that may stand here."""


def first(account: bytes, ring: bytes, signature: bytes) -> Ring:
    """The ring of a new account: generation 1, of one device, signed by it. Raises `Refused`."""
    clear = _clear(ring)
    (device, *others) = (device.device for device in clear.devices)
    if clear.generation != 1 or others or clear.retired or clear.signer != device:
        raise Refused
    if bytes.fromhex(clear.previous) != protocol.NO_PREVIOUS:
        raise Refused
    return _signed(account, clear, ring, signature)


def generation_of(ring: bytes) -> int:
    """Which generation a ring says that it is. Raises `Refused`."""
    return _clear(ring).generation


def following(account: bytes, account_key: bytes, before: bytes, ring: bytes, signature: bytes) -> Ring:
    """The ring after `before`: it names that one, keeps what is retired, and is signed by a device of it.

    One that the account key signed need keep nothing: so the words go on from the last ring that can be read, where a
    device wrote one that none can. Raises `Refused`.
    """
    old, new = _clear(before), _clear(ring)
    if new.generation != old.generation + 1 or bytes.fromhex(new.previous) != authentication.ring_hash(before):
        raise Refused
    if new.signer == account_key.hex():
        return _signed(account, new, ring, signature)._replace(by_words=True)
    listed, used = {device.device for device in old.devices}, [*old.retired, old.kid]
    if new.signer not in listed or [*new.retired, new.kid][: len(used)] != used:
        raise Refused
    if new.kid == old.kid and not listed <= {device.device for device in new.devices}:
        raise Refused  # every client would: who is gone must not have the key
    return _signed(account, new, ring, signature)


def _clear(ring: bytes) -> ClearRing:
    """The open parts, read as strictly as by the devices: what they refuse would end the account for all of them."""
    try:
        clear = messages.read(ring, ClearRing, protocol.RING_LIMIT)
        members = strict_json.document(ring, protocol.RING_LIMIT)  # base64 in its one spelling
        shares = [strict_json.blob(share["sealed"], protocol.SHARE_BYTES) for share in members["devices"]]
        shares.append(strict_json.blob(members["recovery"], protocol.SHARE_BYTES))
        strict_json.blob(members["body"], protocol.RING_LIMIT)
    except strict_json.Malformed:
        raise Refused from None
    if any(len(share) != protocol.SHARE_BYTES for share in shares):
        raise Refused
    devices = {device.device for device in clear.devices}
    if len(devices) != len(clear.devices) or len({*clear.retired, clear.kid}) != len(clear.retired) + 1:
        raise Refused
    return clear


def _signed(account: bytes, clear: ClearRing, ring: bytes, signature: bytes) -> Ring:
    if not authentication.signed(bytes.fromhex(clear.signer), signature, protocol.ring_message(account, ring)):
        raise Refused
    return Ring(
        clear.generation,
        ring,
        signature,
        bytes.fromhex(clear.kid),
        tuple(bytes.fromhex(kid) for kid in clear.retired),
        tuple(bytes.fromhex(device.device) for device in clear.devices),
    )
