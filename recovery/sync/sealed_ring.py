"""A key ring as the server keeps it: sealed to those it lists, signed, and opened again with all of that checked.

In clear stand the devices' ids and the names of the keys (`kid`), because the server must know who may log in and which
key is retired; they must equal what is sealed. What is sealed is one body under a key of its own, and that key sealed
to each device and to the recovery key of the 24 words: so a ring stays small, and all who can open it open the same
bytes. A device that is listed can still write a ring that some or none can open: the words need the newest one alone,
and an account can be erased without any.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from recovery.errors import Refused
from recovery.sync import account as accounts
from recovery.sync import envelope
from recovery.sync import ring as rings
from recovery.sync.account import Account, Identity
from recovery.sync.ring import Device, NotListed, Ring, RingRefused, Signed, VerifiedRing
from recovery.wire import protocol, strict_json
from recovery.wire.strict_json import Malformed


@dataclass(frozen=True)
class ClearRing:
    """The open parts of a ring: what a server reads of it."""

    generation: int
    kid: bytes
    retired: tuple[bytes, ...]
    devices: tuple[tuple[bytes, bytes], ...]
    recovery: bytes
    body: bytes
    previous: bytes
    signer: bytes

    @property
    def kids(self) -> tuple[bytes, ...]:
        """The names of all keys, from the oldest to the current one."""
        return (*self.retired, self.kid)


class _Unreadable(Exception):
    """A ring that was well signed and cannot be opened: whoever signed it wrote it so."""


def seal(ring: Ring, signer: Identity) -> VerifiedRing:
    """The ring sealed to all it lists, and signed. Raises `Refused` where it has grown too large."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    info = protocol.ring_info(ring.account.id, ring.generation)
    key, nonce = os.urandom(protocol.KEY_BYTES), os.urandom(protocol.NONCE_BYTES)
    body = nonce + AESGCM(key).encrypt(nonce, envelope.padded(strict_json.written(_to_json(ring))), info)
    kids = [kid.hex() for kid in ring.by_kid]
    content = strict_json.written(
        {
            "generation": ring.generation,
            "kid": kids[-1],
            "retired": kids[:-1],
            "devices": [
                {"device": device.device.hex(), "sealed": strict_json.base64(_share(device.sealing, key, info))}
                for device in ring.devices
            ],
            "recovery": strict_json.base64(accounts.seal_to(ring.account.recovery, key, info)),
            "body": strict_json.base64(body),
            "previous": ring.previous.hex(),
            "signer": signer.public.hex(),
        }
    )
    if len(content) > protocol.RING_LIMIT:
        raise Refused(rings.FULL)
    return VerifiedRing(ring, Signed(content, signer.sign(protocol.ring_message(ring.account.id, content))))


def opened(signed: Signed, identity: Identity, account: bytes, writer: str = rings.SOME_DEVICE) -> VerifiedRing:
    """A ring of that account (its public key) opened by one it lists, its signature and its open parts checked.

    Whether it belongs in the chain is for `followed`; `writer` is the name of who signed it. Raises `RingRefused`,
    `NotListed`.
    """
    clear, public = signed_clear(signed, account), identity.public
    try:
        ring = _body(clear, identity, public, accounts.account_id(account), by_phrase=public == account)
    except _Unreadable:
        raise RingRefused(rings.UNREADABLE.format(writer)) from None
    if ring.account.public != account:
        raise RingRefused(rings.OTHER_ACCOUNT)
    said = (clear.generation, [*clear.kids], [device for device, _ in clear.devices], clear.previous)
    if said != (ring.generation, [*ring.by_kid], [device.device for device in ring.devices], ring.previous):
        raise RingRefused(rings.UNEQUAL)
    return VerifiedRing(ring, signed)


def opened_again(signed: Signed, identity: Identity, device: bytes, account: bytes) -> VerifiedRing:
    """A ring that this device has pinned by its hash: what was checked when it was taken is not checked again.

    `device` is the public key of `identity`, `account` the account's id. Raises `RingRefused`, `NotListed`.
    """
    try:
        return VerifiedRing(_body(read_clear(signed.ring), identity, device, account), signed)
    except _Unreadable:
        raise RingRefused from None


def _share(sealing: bytes, key: bytes, info: bytes) -> bytes:
    """The ring's key sealed to a device; noise where nothing can be sealed to what it gave as its key.

    Or whoever lists a device with such a key would have written the last ring, and could never be taken off.
    """
    try:
        return accounts.seal_to(sealing, key, info)
    except Malformed:
        return os.urandom(protocol.SHARE_BYTES)


def read_clear(content: bytes) -> ClearRing:
    """The open parts; raises `RingRefused` for what is no ring."""
    try:
        members = strict_json.document(content, protocol.RING_LIMIT)
        clear = ClearRing(
            generation=strict_json.whole(members.get("generation")),
            kid=strict_json.octets(members.get("kid"), protocol.KID_BYTES),
            retired=tuple(
                strict_json.octets(kid, protocol.KID_BYTES) for kid in strict_json.many(members.get("retired"), 4096)
            ),
            devices=tuple(
                (
                    strict_json.octets(strict_json.mapping(share).get("device"), protocol.KEY_BYTES),
                    strict_json.blob(share.get("sealed"), protocol.SHARE_BYTES),
                )
                for share in strict_json.many(members.get("devices"), protocol.DEVICES_LIMIT)
            ),
            recovery=strict_json.blob(members.get("recovery"), protocol.SHARE_BYTES),
            body=strict_json.blob(members.get("body"), protocol.RING_LIMIT),
            previous=strict_json.octets(members.get("previous"), protocol.KEY_BYTES),
            signer=strict_json.octets(members.get("signer"), protocol.KEY_BYTES),
        )
    except Malformed:
        raise RingRefused from None
    if clear.generation < 1 or len({device for device, _ in clear.devices}) != len(clear.devices):
        raise RingRefused
    return clear


def signed_clear(signed: Signed, account: bytes) -> ClearRing:
    """The open parts of a ring whose signature is right; raises `RingRefused`. Whether that signer may is not asked."""
    clear = read_clear(signed.ring)
    message = protocol.ring_message(accounts.account_id(account), signed.ring)
    if not accounts.signed_by(clear.signer, message, signed.signature):
        raise RingRefused(rings.FOREIGN)
    return clear


def _body(clear: ClearRing, identity: Identity, public: bytes, account: bytes, *, by_phrase: bool = False) -> Ring:
    """What is sealed in a ring of the account with that id, opened by the holder of that public key.

    Raises `_Unreadable`, `NotListed`.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    info = protocol.ring_info(account, clear.generation)
    mine = clear.recovery if by_phrase else dict(clear.devices).get(public)
    if mine is None:
        raise NotListed
    key = identity.open(mine, info)
    if key is None or len(key) != protocol.KEY_BYTES:
        raise _Unreadable
    try:
        content = AESGCM(key).decrypt(clear.body[: protocol.NONCE_BYTES], clear.body[protocol.NONCE_BYTES :], info)
        return _read(envelope.unpadded(content))
    except (InvalidTag, ValueError, Malformed, envelope.Unopened):
        raise _Unreadable from None


def _to_json(ring: Ring) -> dict[str, Any]:
    return {
        "generation": ring.generation,
        "collection": ring.collection.hex(),
        "id_key": ring.id_key.hex(),
        "keys": [{"kid": kid.hex(), "key": key.hex()} for kid, key in ring.by_kid.items()],
        "devices": [_listed(device) for device in ring.devices],
        "recovery": ring.account.recovery.hex(),
        "account": ring.account.public.hex(),
        "proof": ring.account.proof.hex(),
        "previous": ring.previous.hex(),
    }


def _listed(device: Device) -> dict[str, str]:
    """A device in it, without labels that say nothing: so no ring grows by being written again.

    A new key takes less room than the line of a device that goes, so no ring is too full to take one off.
    """
    keys = {"device": device.device.hex(), "sealing": device.sealing.hex()}
    named = {} if device.name == rings.NAMELESS else {"name": device.name}
    return named | keys | ({"added": device.added} if device.added else {})


def _read(content: bytes) -> Ring:
    """The sealed part; raises `Malformed`."""
    members, size = strict_json.document(content, protocol.RING_LIMIT), protocol.KEY_BYTES
    pairs = [strict_json.mapping(key) for key in strict_json.many(members.get("keys"), 4096)]
    keys = tuple(strict_json.octets(pair.get("key"), size) for pair in pairs)
    kids = [strict_json.octets(pair.get("kid"), protocol.KID_BYTES) for pair in pairs]
    devices = [
        strict_json.mapping(member) for member in strict_json.many(members.get("devices"), protocol.DEVICES_LIMIT)
    ]
    keys_of = [
        (strict_json.octets(device.get("device"), size), strict_json.octets(device.get("sealing"), size))
        for device in devices
    ]
    ring = Ring(
        generation=strict_json.whole(members.get("generation")),
        collection=strict_json.octets(members.get("collection"), protocol.ID_BYTES),
        id_key=strict_json.octets(members.get("id_key"), size),
        keys=keys,
        account=Account(*(strict_json.octets(members.get(name), size) for name in ("account", "recovery", "proof"))),
        previous=strict_json.octets(members.get("previous"), size),
        devices=tuple(
            Device.labelled(member.get("name"), device, sealing, member.get("added"))
            for member, (device, sealing) in zip(devices, keys_of, strict=True)
        ),
    )
    if not keys or len({*kids}) != len(kids) or kids != [*ring.by_kid]:
        raise Malformed
    return ring
