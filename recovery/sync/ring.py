"""The key ring: which keys, which devices. Made and signed by a device, checked by every other, never by trust.

A ring has a generation, and names the hash of the one before. Each device keeps the newest ring it has seen and takes
a newer one only by the whole chain from there, each link signed by a device that the link before it lists. The server
stores rings and cannot make one. In clear stand the devices' ids and the names of the keys (`kid`), because the server
must know who may log in and which key is retired; they must equal what is sealed.

What is sealed is one body under a key of its own, and that key sealed to each device and to the recovery key of the
24 words: so a ring stays small, and all who can open it open the same bytes. A device that is listed can still write
a ring that some or none can open: the words need the newest one alone, and an account can be erased without any.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from hmac import compare_digest
from itertools import pairwise
from typing import Any, NamedTuple, Self

from recovery.errors import NotFound, Refused, Unreachable
from recovery.sync import account as accounts
from recovery.sync import envelope, protocol, shapes
from recovery.sync.account import Account, Identity
from recovery.sync.opening import Opening
from recovery.sync.shapes import Garbled

NAME_LIMIT = 64
NAMELESS = "device"
FINGERPRINT = 16  # hex digits

NOT_TRUSTED = "What the server gave as the keys of your account is not to be trusted: {}. Nothing was taken from it."
DAMAGED = NOT_TRUSTED.format("it is damaged")
LOWER = (
    "The server gave an older list of your devices and keys than this device has seen. It may have been put back from "
    "an old backup, or somebody hides a change from you. Nothing was taken from it."
)
GAP = NOT_TRUSTED.format("a step in its history is missing")
OTHER_PAST = NOT_TRUSTED.format("it does not go on from what this device knows")
FOREIGN = NOT_TRUSTED.format("none of your devices signed it")
CHANGED = NOT_TRUSTED.format("it changes what never changes")
UNEQUAL = NOT_TRUSTED.format("what it says openly is not what it holds")
NOT_ROTATED = NOT_TRUSTED.format("it takes a device away and keeps the key which that device has")
NOT_OPENED = NOT_TRUSTED.format("your words did not open this account; somebody else did")
OTHER_ACCOUNT = NOT_TRUSTED.format("it is of another account")
UNREADABLE = (
    "{} wrote a list of your devices and keys that cannot be read here. Nothing was taken from it, and nothing is "
    "synced until that is mended; your journal here stays as it is. To begin anew without that device, say on one that "
    "syncs: recovery sync leave --delete-account, then join again."
)
SOME_DEVICE = "One of your devices"
NOT_LISTED = (
    "This device was taken off your account, so nothing is synced. Your journal here stays as it is. "
    "To sync again: recovery sync leave, then pair it anew."
)
TOO_MANY = f"An account has at most {protocol.DEVICES_LIMIT} devices. Take one away first: recovery devices revoke NAME"
FULL = "The list of keys is full. Leave with --delete-account and join again; your journal stays as it is."
ALIKE = "That could mean more than one of your devices. Say its id: recovery devices shows it where names are alike."
NO_SUCH = "No device of your account has that name. recovery devices lists them."


class RingRefused(Unreachable):
    """A ring that is not taken; the sentence says why."""

    def __init__(self, sentence: str = DAMAGED) -> None:
        super().__init__(sentence)


class NotListed(RingRefused):
    """A ring, well signed, that this device is no longer part of."""

    def __init__(self) -> None:
        super().__init__(NOT_LISTED)


@dataclass(frozen=True)
class Device:
    """A device of the account; `added` is a day, `YYYY-MM-DD`, or empty where the ring says none that is one.

    Name and day are labels that any listed device may have written: made harmless, and never a reason to refuse.
    """

    name: str
    device: bytes
    sealing: bytes
    added: str

    @property
    def word(self) -> str:
        """Its name in the clocks of fields."""
        return accounts.device_word(self.device)


@dataclass(frozen=True)
class Ring:
    """What is sealed: the collection, its keys from the oldest to the current one, and the devices."""

    generation: int
    collection: bytes
    id_key: bytes = field(repr=False)
    keys: tuple[bytes, ...] = field(repr=False)
    devices: tuple[Device, ...]
    account: Account
    previous: bytes

    @property
    def key(self) -> bytes:
        """The key that seals records from now on."""
        return self.keys[-1]

    @property
    def by_kid(self) -> dict[bytes, bytes]:
        """Every key of the collection under its name."""
        return {envelope.kid_of_key(key): key for key in self.keys}

    def device(self, public: bytes) -> Device | None:
        """The device with that id."""
        return next((each for each in self.devices if each.device == public), None)

    def named(self, given: str) -> Device:
        """The device of that name, without regard to case, of that id, or on that line of the list; raises `NotFound`.

        An id comes first: no device can take that of another. What could mean two devices is `Refused`.
        """
        wanted = _folded(given)
        found = [each for each in self.devices if each.word == wanted] or [
            each for number, each in enumerate(self.devices, 1) if wanted in (_folded(each.name), str(number))
        ]
        if not found:
            raise NotFound(NO_SUCH)
        if len(found) > 1:
            raise Refused(ALIKE)
        return found[0]

    def typed(self, device: Device) -> str:
        """What a person types to mean that device: its name where that is plain and means it alone, else its id."""
        plain = device.name.isascii() and device.name.replace("-", "").isalnum() and device.name[0] != "-"
        return device.name if plain and device not in alike(self.devices) else device.word


class Signed(NamedTuple):
    """A ring as it is stored and carried, with its signature."""

    ring: bytes
    signature: bytes

    @property
    def hash(self) -> bytes:
        """What the next ring names as its previous one."""
        return sha256(self.ring).digest()

    def to_json(self) -> dict[str, Any]:
        """As it is sent."""
        return {"ring": shapes.base64(self.ring), "signature": self.signature.hex()}

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """As it comes; raises `Garbled`. The ring itself is looked at when it is opened."""
        found = shapes.mapping(value)
        ring = shapes.blob(found.get("ring"), protocol.RING_LIMIT)
        return cls(ring, shapes.octets(found.get("signature"), protocol.SIGNATURE_BYTES))


class Held(NamedTuple):
    """A ring that was opened and checked, with the bytes it came in."""

    ring: Ring
    signed: Signed

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits, in fours, which two devices show alike if they have the same ring of one collection."""
        digest = sha256(protocol.info("fingerprint\0") + self.signed.hash + self.ring.collection).hexdigest()
        return " ".join(digest[place : place + 4] for place in range(0, FINGERPRINT, 4))


@dataclass(frozen=True)
class _Clear:
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


def plain_name(name: str, limit: int = NAME_LIMIT - 4) -> str:
    """A device's name on one line, without what a terminal might obey, at a length that has room for a number."""
    printable = "".join(each if each.isprintable() else " " for each in name)
    return " ".join(printable.split())[:limit].rstrip() or NAMELESS


def alike(devices: Sequence[Device]) -> list[Device]:
    """Those whose name could mean another one too: but for case and width of letters it is its name, line or id."""
    folded = [_folded(each.name) for each in devices]
    taken = [*folded, *(str(number) for number, _ in enumerate(devices, 1)), *(each.word for each in devices)]
    return [each for name, each in zip(folded, devices, strict=True) if taken.count(name) > 1]


def first(account: Account, signer: Identity, name: str, day: str) -> Held:
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
    return _signed(ring, signer)


def with_device(held: Held, signer: Identity, name: str, device: bytes, sealing: bytes, day: str) -> Held:
    """The next ring, with one device more. The name gets a number where another device has it. Raises `Refused`."""
    if len(held.ring.devices) >= protocol.DEVICES_LIMIT:
        raise Refused(TOO_MANY)
    new = _device(name, device, sealing, day, held.ring.devices)
    return _next(held, signer, devices=(*held.ring.devices, new))


def without_device(held: Held, signer: Identity, device: bytes) -> Held:
    """The next ring, with that device gone and a new key, which it will never have; raises `NotFound`."""
    left = tuple(each for each in held.ring.devices if each.device != device)
    if len(left) == len(held.ring.devices):
        raise NotFound(NO_SUCH)
    return _next(held, signer, devices=left, keys=(*held.ring.keys, os.urandom(protocol.KEY_BYTES)))


def replaced(held: Held, signer: Identity, device: bytes, new: Identity, day: str) -> Held:
    """The next ring, with other keys for that device under its name, and a new key of the collection.

    So that whoever has a copy of its present keys is out. Raises `NotFound`.
    """
    old = held.ring.device(device)
    if old is None:
        raise NotFound(NO_SUCH)
    other = Device(old.name, new.public, new.sealing_public, day)
    devices = tuple(other if each is old else each for each in held.ring.devices)
    return _next(held, signer, devices=devices, keys=(*held.ring.keys, os.urandom(protocol.KEY_BYTES)))


def opened(signed: Signed, identity: Identity, account: bytes, writer: str = SOME_DEVICE) -> Held:
    """A ring of that account (its public key) opened by one it lists, its signature and its open parts checked.

    Whether it belongs in the chain is for `followed`; `writer` is the name of who signed it. Raises `RingRefused`,
    `NotListed`.
    """
    clear = _clear_of(signed, account)
    try:
        ring = _body(clear, identity, account)
    except _Unreadable:
        raise RingRefused(UNREADABLE.format(writer)) from None
    return Held(ring, signed)


def followed(held: Held, rings: Sequence[Signed], identity: Identity) -> list[Held]:
    """The rings after the one held, each checked against the one before it, in order.

    Raises `RingRefused` with the reason, and `NotListed` from the ring on that takes this device away: nothing of a
    chain with a bad link is taken.
    """
    found: list[Held] = []
    for signed in rings:
        held = _step(held, signed, identity)
        found.append(held)
    return found


def by_phrase(rings: Sequence[Signed], entropy: bytes, opening: Opening) -> Held:
    """The newest ring of a whole chain from the first one, opened by the 24 words; raises `RingRefused`.

    `opening` shows that the words made the first one: a device that once was listed knows all else that goes into one.

    Those before it are judged by their open parts: a ring that a device in other hands sealed to nobody must not be
    the end of the words, and the newest holds all keys and the proof. It cannot show that the server holds back newer
    rings: nothing on this device has seen them.
    """
    owner, account = Identity.of_phrase(entropy), Account.of_phrase(entropy)
    if not rings:
        raise RingRefused(GAP)
    before = _clear_of(rings[0], account.public)
    if before.generation != 1 or before.previous != protocol.NO_PREVIOUS:
        raise RingRefused(GAP)
    if [each for each, _ in before.devices] != [before.signer]:
        raise RingRefused(FOREIGN)
    if not opening.proves(account.public, rings[0].hash):
        raise RingRefused(NOT_OPENED)
    for one, signed in pairwise(rings):
        clear = _clear_of(signed, account.public)
        _check_link(before, one.hash, clear, account.public)
        before = clear
    newest = opened(rings[-1], owner, account.public)
    if not _same_account(newest.ring.account, account):
        raise RingRefused(OTHER_ACCOUNT)
    return newest


def paired(rings: Sequence[Signed], identity: Identity, account: bytes, generation: int, hashed: bytes) -> list[Held]:
    """The ring that a pairing named by generation and hash, and those after it; raises `RingRefused`."""
    for place, signed in enumerate(rings):
        if compare_digest(signed.hash, hashed):
            start = opened(signed, identity, account)
            if start.ring.generation != generation:
                raise RingRefused(OTHER_PAST)
            return [start, *followed(start, rings[place + 1 :], identity)]
    raise RingRefused(OTHER_PAST)


def _step(held: Held, signed: Signed, identity: Identity) -> Held:
    """The next ring after one that is trusted."""
    known, clear = held.ring, _clear(signed.ring)
    _check_link(_clear(held.signed.ring), held.signed.hash, clear, known.account.public)
    writer = known.device(clear.signer)
    new = opened(signed, identity, known.account.public, writer.name if writer else SOME_DEVICE)
    _check_kept(known, new.ring)
    return new


def _check_link(known: _Clear, hashed: bytes, new: _Clear, account: bytes) -> None:
    """Whether a ring may follow one of that hash, by the open parts of both; raises `RingRefused`."""
    listed = {each for each, _ in known.devices}
    if new.generation <= known.generation:
        raise RingRefused(LOWER)
    if new.generation != known.generation + 1:
        raise RingRefused(GAP)
    if not compare_digest(new.previous, hashed):
        raise RingRefused(OTHER_PAST)
    if new.signer not in listed | {account}:
        raise RingRefused(FOREIGN)
    if new.kids[: len(known.kids)] != known.kids:
        raise RingRefused(CHANGED)
    if new.kids == known.kids and not listed <= {each for each, _ in new.devices}:
        raise RingRefused(NOT_ROTATED)


def _check_kept(known: Ring, new: Ring) -> None:
    """What a new ring must have as it was; raises `RingRefused`."""
    past = new.keys[: len(known.keys)]
    if not _same_account(known.account, new.account) or known.collection != new.collection:
        raise RingRefused(CHANGED)
    if not compare_digest(known.id_key, new.id_key) or not compare_digest(b"".join(known.keys), b"".join(past)):
        raise RingRefused(CHANGED)
    for each in known.devices:
        now = new.device(each.device)
        if now is None and len(new.keys) == len(known.keys):
            raise RingRefused(NOT_ROTATED)
        if now is not None and now.sealing != each.sealing:
            raise RingRefused(CHANGED)


def _same_account(one: Account, other: Account) -> bool:
    return one.public == other.public and one.recovery == other.recovery and compare_digest(one.proof, other.proof)


def _next(held: Held, signer: Identity, **changes: Any) -> Held:
    ring = replace(held.ring, generation=held.ring.generation + 1, previous=held.signed.hash, **changes)
    return _signed(ring, signer)


def _device(name: str, device: bytes, sealing: bytes, day: str, others: Iterable[Device]) -> Device:
    return Device(_free_name(name, others), device, sealing, day)


def _free_name(name: str, others: Iterable[Device]) -> str:
    """The name, with a number where another device has it."""
    plain = plain_name(name)
    taken = {each.name.casefold() for each in others}
    numbered = (f"{plain} {number}" for number in range(2, protocol.DEVICES_LIMIT + 2))
    return next(each for each in (plain, *numbered) if each.casefold() not in taken)


def _signed(ring: Ring, signer: Identity) -> Held:
    """The ring sealed to all it lists, and signed. Raises `Refused` where it has grown too large."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    info = protocol.ring_info(ring.account.id, ring.generation)
    key, nonce = os.urandom(protocol.KEY_BYTES), os.urandom(protocol.NONCE_BYTES)
    body = nonce + AESGCM(key).encrypt(nonce, envelope.padded(shapes.written(_to_json(ring))), info)
    kids = [envelope.kid_of_key(each).hex() for each in ring.keys]
    content = shapes.written(
        {
            "generation": ring.generation,
            "kid": kids[-1],
            "retired": kids[:-1],
            "devices": [
                {"device": each.device.hex(), "sealed": shapes.base64(accounts.seal_to(each.sealing, key, info))}
                for each in ring.devices
            ],
            "recovery": shapes.base64(accounts.seal_to(ring.account.recovery, key, info)),
            "body": shapes.base64(body),
            "previous": ring.previous.hex(),
            "signer": signer.public.hex(),
        }
    )
    if len(content) > protocol.RING_LIMIT:
        raise Refused(FULL)
    return Held(ring, Signed(content, signer.sign(protocol.ring_message(ring.account.id, content))))


def _clear(content: bytes) -> _Clear:
    """The open parts; raises `RingRefused` for what is no ring."""
    try:
        found = shapes.document(content, protocol.RING_LIMIT)
        clear = _Clear(
            generation=shapes.whole(found.get("generation")),
            kid=shapes.octets(found.get("kid"), protocol.KID_BYTES),
            retired=tuple(shapes.octets(each, protocol.KID_BYTES) for each in shapes.many(found.get("retired"), 4096)),
            devices=tuple(
                (
                    shapes.octets(shapes.mapping(each).get("device"), protocol.KEY_BYTES),
                    shapes.blob(each.get("sealed"), protocol.SHARE_BYTES),
                )
                for each in shapes.many(found.get("devices"), protocol.DEVICES_LIMIT)
            ),
            recovery=shapes.blob(found.get("recovery"), protocol.SHARE_BYTES),
            body=shapes.blob(found.get("body"), protocol.RING_LIMIT),
            previous=shapes.octets(found.get("previous"), protocol.KEY_BYTES),
            signer=shapes.octets(found.get("signer"), protocol.KEY_BYTES),
        )
    except Garbled:
        raise RingRefused from None
    if clear.generation < 1 or len({each for each, _ in clear.devices}) != len(clear.devices):
        raise RingRefused
    return clear


def _clear_of(signed: Signed, account: bytes) -> _Clear:
    """The open parts of a ring whose signature is right; raises `RingRefused`. Whether that signer may is not asked."""
    clear = _clear(signed.ring)
    message = protocol.ring_message(accounts.account_id(account), signed.ring)
    if not accounts.signed_by(clear.signer, message, signed.signature):
        raise RingRefused(FOREIGN)
    return clear


def _body(clear: _Clear, identity: Identity, account: bytes) -> Ring:
    """What is sealed, and that it says what stands in clear; raises `_Unreadable`, `RingRefused`, `NotListed`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    public, info = identity.public, protocol.ring_info(accounts.account_id(account), clear.generation)
    mine = clear.recovery if public == account else dict(clear.devices).get(public)
    if mine is None:
        raise NotListed
    key = identity.open(mine, info)
    if key is None or len(key) != protocol.KEY_BYTES:
        raise _Unreadable
    try:
        content = AESGCM(key).decrypt(clear.body[: protocol.NONCE_BYTES], clear.body[protocol.NONCE_BYTES :], info)
        ring = _from_json(shapes.document(envelope.unpadded(content), protocol.RING_LIMIT))
    except (InvalidTag, ValueError, Garbled, envelope.Unopened):
        raise _Unreadable from None
    if ring.account.public != account:
        raise RingRefused(OTHER_ACCOUNT)
    kids = [envelope.kid_of_key(each) for each in ring.keys]
    said = (clear.generation, [*clear.kids], [each for each, _ in clear.devices], clear.previous)
    if said != (ring.generation, kids, [each.device for each in ring.devices], ring.previous):
        raise RingRefused(UNEQUAL)
    return ring


def _label(name: Any) -> str:
    """The name of a device as a ring has it, whatever it has, safe to show and to write again."""
    return plain_name(name, NAME_LIMIT) if isinstance(name, str) else NAMELESS


def _day(added: Any) -> str:
    """The day that a ring notes for a device, also from an instant; empty for what is no day."""
    day = added[: len("2026-01-01")] if isinstance(added, str) else ""
    try:
        return day if date.fromisoformat(day).isoformat() == day else ""
    except ValueError:
        return ""


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", plain_name(name, NAME_LIMIT)).casefold()


def _to_json(ring: Ring) -> dict[str, Any]:
    return {
        "generation": ring.generation,
        "collection": ring.collection.hex(),
        "id_key": ring.id_key.hex(),
        "keys": [{"kid": envelope.kid_of_key(each).hex(), "key": each.hex()} for each in ring.keys],
        "devices": [
            {"name": each.name, "device": each.device.hex(), "sealing": each.sealing.hex(), "added": each.added}
            for each in ring.devices
        ],
        "recovery": ring.account.recovery.hex(),
        "account": ring.account.public.hex(),
        "proof": ring.account.proof.hex(),
        "previous": ring.previous.hex(),
    }


def _from_json(found: dict[str, Any]) -> Ring:
    """The sealed part; raises `Garbled`."""
    size = protocol.KEY_BYTES
    pairs = [shapes.mapping(each) for each in shapes.many(found.get("keys"), 4096)]
    keys = tuple(shapes.octets(each.get("key"), size) for each in pairs)
    kids = [shapes.octets(each.get("kid"), protocol.KID_BYTES) for each in pairs]
    if not keys or len({*kids}) != len(kids) or kids != [envelope.kid_of_key(each) for each in keys]:
        raise Garbled
    return Ring(
        generation=shapes.whole(found.get("generation")),
        collection=shapes.octets(found.get("collection"), protocol.ID_BYTES),
        id_key=shapes.octets(found.get("id_key"), size),
        keys=keys,
        devices=tuple(
            Device(
                _label(shapes.mapping(each).get("name")),
                shapes.octets(each.get("device"), size),
                shapes.octets(each.get("sealing"), size),
                _day(each.get("added")),
            )
            for each in shapes.many(found.get("devices"), protocol.DEVICES_LIMIT)
        ),
        account=Account(*(shapes.octets(found.get(name), size) for name in ("account", "recovery", "proof"))),
        previous=shapes.octets(found.get("previous"), size),
    )
