"""How one key ring follows another: made and signed by a device, checked by every other, never by trust.

Each device keeps the newest ring it has seen and takes a newer one only by the whole chain from there, each link signed
by a device that the link before it lists, or by the account key of the 24 words.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from hmac import compare_digest
from typing import Any, NamedTuple

from recovery.errors import NotFound, Refused
from recovery.sync import ring as rings
from recovery.sync.account import Account, Identity, OpeningProof
from recovery.sync.ring import Device, NotListed, Ring, RingRefused, Signed, VerifiedRing, plain_name
from recovery.sync.sealed_ring import ClearRing, opened, read_clear, seal, signed_clear
from recovery.wire import protocol


def first(account: Account, signer: Identity, name: str, day: str) -> VerifiedRing:
    """The first ring of a new account: one device, fresh keys."""
    size = protocol.KEY_BYTES
    ring = Ring(
        generation=1,
        collection=os.urandom(protocol.ID_BYTES),
        id_key=os.urandom(size),
        keys=(os.urandom(size),),
        devices=(_device(name, signer.public, signer.sealing_public, day, ()),),
        account=account,
        previous=protocol.NO_PREVIOUS,
    )
    return seal(ring, signer)


def with_device(
    held: VerifiedRing, signer: Identity, name: str, device: bytes, sealing: bytes, day: str
) -> VerifiedRing:
    """The next ring, with one device more. The name gets a number where another device has it. Raises `Refused`."""
    others = tuple(member for member in held.ring.devices if member.device != device)
    if len(others) >= protocol.DEVICES_LIMIT:
        raise Refused(rings.TOO_MANY)
    return _next(held, signer, devices=(*others, _device(name, device, sealing, day, others)))


def alone(held: VerifiedRing, signer: Identity, name: str, device: bytes, sealing: bytes, day: str) -> VerifiedRing:
    """The next ring, of that device and no other, with a new key: all others are lost, or in other hands."""
    return _next(
        held,
        signer,
        devices=(_device(name, device, sealing, day, ()),),
        keys=(*held.ring.keys, os.urandom(protocol.KEY_BYTES)),
    )


def without_device(held: VerifiedRing, signer: Identity, device: bytes) -> VerifiedRing:
    """The next ring, with that device gone and a new key, which it will never have; raises `NotFound`."""
    left = tuple(member for member in held.ring.devices if member.device != device)
    if len(left) == len(held.ring.devices):
        raise NotFound(rings.NO_SUCH)
    return _next(held, signer, devices=left, keys=(*held.ring.keys, os.urandom(protocol.KEY_BYTES)))


def replaced(held: VerifiedRing, signer: Identity, device: bytes, new: Identity, day: str) -> VerifiedRing:
    """The next ring, with other keys for that device under its name, and a new key of the collection.

    So that whoever has a copy of its present keys is out. Raises `NotFound`.
    """
    old = held.ring.device(device)
    if old is None:
        raise NotFound(rings.NO_SUCH)
    other = Device(old.name, new.public, new.sealing_public, day)
    devices = tuple(other if device is old else device for device in held.ring.devices)
    return _next(held, signer, devices=devices, keys=(*held.ring.keys, os.urandom(protocol.KEY_BYTES)))


def followed(held: VerifiedRing, given: Sequence[Signed], mine: Sequence[Identity]) -> list[VerifiedRing]:
    """The rings after the one held, each checked against the one before it, in order; `mine` are this device's keys.

    One that cannot be read, or that changes what never changes, is passed over where a good one comes after it: whoever
    wrote it has stopped nobody then. Raises `RingRefused` with the reason where none does, and for a link that cannot
    be one, `NotListed` where this device is listed no more: nothing of such a chain is taken.
    """
    walk = _walked(held, given, mine)
    if walk.refused is not None:
        raise walk.refused
    return walk.good


class Newest(NamedTuple):
    """What the words found: the ring to go on from, and the devices that it leaves out for what they wrote after it.

    `stands` says that the server's newest ring is that one; else it holds what no ring says yet, and one must be put.
    """

    held: VerifiedRing
    left_out: tuple[Device, ...]
    stands: bool


def by_phrase(given: Sequence[Signed], entropy: bytes, opening: OpeningProof) -> Newest:
    """The newest ring of a whole chain from the first one, opened by the 24 words; raises `RingRefused`.

    `opening` shows that the words made the first one: a device that once was listed knows all else that goes into one.
    It cannot show that the server holds back newer rings: nothing on this device has seen them.

    Where the newest cannot be read, a device in other hands has written it so, and no device can go on. The words can:
    from the last good ring, in the place of the newest, without whoever wrote those since, and with another key.
    """
    owner, account = Identity.of_phrase(entropy), Account.of_phrase(entropy)
    if not given:
        raise RingRefused(rings.GAP)
    before = signed_clear(given[0], account.public)
    if before.generation != 1 or before.previous != protocol.NO_PREVIOUS:
        raise RingRefused(rings.GAP)
    if [device for device, _ in before.devices] != [before.signer]:
        raise RingRefused(rings.FOREIGN)
    if not opening.proves(account.public, given[0].hash):
        raise RingRefused(rings.NOT_OPENED)
    start = opened(given[0], owner, account.public)
    if not _same_account(start.ring.account, account):
        raise RingRefused(rings.OTHER_ACCOUNT)
    walk = _walked(start, given[1:], [owner])
    newest = [start, *walk.good][-1]
    if walk.refused is None:
        return Newest(newest, (), stands=True)
    ring = replace(newest.ring, generation=len(given), keys=(*newest.ring.keys, os.urandom(protocol.KEY_BYTES)))
    left_out = tuple(device for device in ring.devices if device.device in walk.writers)
    ring = replace(ring, devices=tuple(device for device in ring.devices if device not in left_out))
    return Newest(VerifiedRing(ring, given[-1]), left_out, stands=False)


def paired(
    given: Sequence[Signed], identity: Identity, account: bytes, generation: int, hashed: bytes
) -> tuple[VerifiedRing, list[Signed]]:
    """The newest ring, by the one that a pairing named by generation and hash, and all from that one to the one before.

    Raises `RingRefused`.
    """
    for place, signed in enumerate(given):
        if compare_digest(signed.hash, hashed):
            start = opened(signed, identity, account)
            if start.ring.generation != generation:
                raise RingRefused(rings.OTHER_PAST)
            newest = [start, *followed(start, given[place + 1 :], [identity])][-1]
            return newest, list(given[place:-1])
    raise RingRefused(rings.OTHER_PAST)


class _Walk(NamedTuple):
    """The good rings of a chain; why the newest is none of them, and who wrote those since the last good one."""

    good: list[VerifiedRing]
    refused: RingRefused | None
    writers: frozenset[bytes]


def _walked(held: VerifiedRing, given: Sequence[Signed], mine: Sequence[Identity]) -> _Walk:
    """Each link checked by its open parts, else `RingRefused`; and what it holds, by the last good ring."""
    account = held.ring.account.public
    before, hashed = read_clear(held.signed.ring), held.signed.hash
    good, refused, writers = list[VerifiedRing](), None, set[bytes]()
    stayed = {device.device for device in held.ring.devices}
    for signed in given:
        clear = read_clear(signed.ring)
        _check_link(before, hashed, clear, account)
        before, hashed = signed_clear(signed, account), signed.hash
        stayed &= {device for device, _ in clear.devices}
        try:
            new = _opened_after(held.ring, clear, signed, mine, stayed)
        except RingRefused as error:
            if clear.signer == account:  # what the words made counts, whatever was wrong before it
                refused = error if isinstance(error, NotListed) else RingRefused(rings.WENT_ON)
            refused = refused or error
            writers.add(clear.signer)
        else:
            held, refused = new, None
            good.append(new)
            writers.clear()
            stayed = {device.device for device in new.ring.devices}
    return _Walk(good, refused, frozenset(writers))


def _opened_after(
    known: Ring, clear: ClearRing, signed: Signed, mine: Sequence[Identity], stayed: Collection[bytes]
) -> VerifiedRing:
    """A ring opened by whichever of these it lists, and held to one that is trusted; raises `RingRefused`."""
    listed = {device for device, _ in clear.devices}
    writer = known.device(clear.signer)
    new = opened(
        signed,
        next((identity for identity in reversed(mine) if identity.public in listed), mine[0]),
        known.account.public,
        writer.name if writer else rings.SOME_DEVICE,
    )
    _check_kept(known, new.ring, stayed)
    return new


def _check_link(known: ClearRing, hashed: bytes, new: ClearRing, account: bytes) -> None:
    """Whether a ring may follow one of that hash, by the open parts of both; raises `RingRefused`."""
    listed = {device for device, _ in known.devices}
    if new.generation <= known.generation:
        raise RingRefused(rings.LOWER)
    if new.generation != known.generation + 1:
        raise RingRefused(rings.GAP)
    if not compare_digest(new.previous, hashed):
        raise RingRefused(rings.OTHER_PAST)
    if new.signer not in listed | {account}:
        raise RingRefused(rings.FOREIGN)
    if new.signer == account:  # the words go on from the last ring that can be read, whatever was written since
        return
    if new.kids[: len(known.kids)] != known.kids:
        raise RingRefused(rings.CHANGED)
    if new.kids == known.kids and not listed <= {device for device, _ in new.devices}:
        raise RingRefused(rings.NOT_ROTATED)


def _check_kept(known: Ring, new: Ring, stayed: Collection[bytes]) -> None:
    """What a new ring must have as it was; raises `RingRefused`.

    `stayed` are the devices that each ring since `known` lists: one that a ring between took off may be there again
    with another sealing key, and who could read that ring has taken it.
    """
    past = new.keys[: len(known.keys)]
    if not _same_account(known.account, new.account) or known.collection != new.collection:
        raise RingRefused(rings.CHANGED)
    if not compare_digest(known.id_key, new.id_key) or not compare_digest(b"".join(known.keys), b"".join(past)):
        raise RingRefused(rings.CHANGED)
    for device in known.devices:
        now = new.device(device.device)
        if now is None and len(new.keys) == len(known.keys):
            raise RingRefused(rings.NOT_ROTATED)
        if now is not None and now.sealing != device.sealing and device.device in stayed:
            raise RingRefused(rings.CHANGED)


def _same_account(one: Account, other: Account) -> bool:
    return one.public == other.public and one.recovery == other.recovery and compare_digest(one.proof, other.proof)


def _next(held: VerifiedRing, signer: Identity, **changes: Any) -> VerifiedRing:
    ring = replace(held.ring, generation=held.ring.generation + 1, previous=held.signed.hash, **changes)
    return seal(ring, signer)


def _device(name: str, device: bytes, sealing: bytes, day: str, others: Iterable[Device]) -> Device:
    return Device(_free_name(name, others), device, sealing, day)


def _free_name(name: str, others: Iterable[Device]) -> str:
    """The name, with a number where another device has it."""
    plain = plain_name(name)
    taken = {other.name.casefold() for other in others}
    numbered = (f"{plain} {number}" for number in range(2, protocol.DEVICES_LIMIT + 2))
    return next(called for called in (plain, *numbered) if called.casefold() not in taken)
