"""The key ring: which keys the account has, and which devices. What it is, and what is said of one that is not taken.

A ring has a generation, and names the hash of the one before: `chain` says what may follow what. The server stores
rings and cannot make one: `sealed_ring` is what it stores.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple, Self

from recovery.errors import NotFound, Refused, Unreachable
from recovery.language import tr
from recovery.sync import account as accounts
from recovery.sync import envelope
from recovery.sync.account import Account
from recovery.wire import protocol, strict_json

NAME_LIMIT = 64
NAMELESS = "device"
FINGERPRINT = 16  # hex digits

NOT_TRUSTED = tr(
    "What the server gave as the keys of your account cannot be trusted: {}. Nothing was taken from it. Compare the "
    "fingerprint in recovery devices with that on another device."
)
DAMAGED = NOT_TRUSTED.format(tr("it is damaged"))
LOWER = tr(
    "The server gave an older list of your devices and keys than this device has seen. It may have been put "
    "back from an old backup, or somebody is hiding a change from you. Nothing was taken from it."
)
GAP = NOT_TRUSTED.format(tr("a step in its history is missing"))
OTHER_PAST = NOT_TRUSTED.format(tr("it does not go on from what this device knows"))
FOREIGN = NOT_TRUSTED.format(tr("none of your devices signed it"))
CHANGED = NOT_TRUSTED.format(tr("it changes what never changes"))
UNEQUAL = NOT_TRUSTED.format(tr("what it says openly is not what it holds"))
NOT_ROTATED = NOT_TRUSTED.format(tr("it takes a device away and keeps the key which that device has"))
NOT_OPENED = NOT_TRUSTED.format(tr("your words did not open this account; somebody else did"))
OTHER_ACCOUNT = NOT_TRUSTED.format(tr("it is of another account"))
UNREADABLE = (
    "{} wrote a list of your devices and keys that cannot be read here. Nothing was taken from it, and nothing is "
    "synced until that is mended; your journal here stays as it is. Your 24 words go on from there: say "
    "recovery sync join URL --recovery-phrase - on a new device, or after recovery sync leave on this one. Take that "
    "device off then; with --alone the words take all others off at once."
)
FORKED = tr(
    "The server was put back from a backup, and another device has changed the list of your devices and keys since, so "
    "it goes on without what this device has. Nothing is synced here; your journal stays as it is. To sync again: "
    "recovery sync leave, then join or pair again, and all of your entries go along."
)
WENT_ON = tr(
    "Your 24 words went on from an older list of devices and keys than this device has: they could not read a newer "
    "one. Nothing is synced here; your journal stays as it is. To sync again: recovery sync leave, then join or pair "
    "again, and all of your entries go along."
)
SOME_DEVICE = tr("One of your devices")
NOT_LISTED = tr(
    "This device was taken off your account, so nothing is synced. Your journal here stays as it is. "
    "To sync again: recovery sync leave, then pair it again."
)
TOO_MANY = tr(
    "An account has at most {devices_limit} devices. Take one off first, with recovery devices revoke NAME on one of "
    "them, or all of them by your 24 words: recovery sync join URL "
    "--recovery-phrase - --alone",
    devices_limit=protocol.DEVICES_LIMIT,
)
FULL = tr("The list of keys is full. Leave with --delete-account and join again; your journal stays as it is.")
ALIKE = tr(
    "That could mean more than one of your devices. Give its id instead: recovery devices shows it where names are "
    "alike."
)
NO_SUCH = tr("No device of your account has that name. recovery devices lists them.")


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

    @classmethod
    def labelled(cls, name: Any, device: bytes, sealing: bytes, added: Any) -> Self:
        """A device as a ring has it, whatever its labels are: safe to show and to write again.

        Of `added`, which may be an instant, the day is taken; empty for what is no day.
        """
        day = added[: len("2026-01-01")] if isinstance(added, str) else ""
        try:
            day = day if date.fromisoformat(day).isoformat() == day else ""
        except ValueError:
            day = ""
        return cls(plain_name(name, NAME_LIMIT) if isinstance(name, str) else NAMELESS, device, sealing, day)

    @property
    def clock_id(self) -> str:
        """Its name in the clocks of fields."""
        return accounts.device_clock_id(self.device)


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

    @cached_property
    def by_kid(self) -> dict[bytes, bytes]:
        """Every key of the collection under its name."""
        return {envelope.kid_of_key(key): key for key in self.keys}

    @cached_property
    def envelope(self) -> envelope.Envelope:
        """What seals and opens the collection's records."""
        return envelope.Envelope(self.collection, self.by_kid)

    def device(self, public: bytes) -> Device | None:
        """The device with that id."""
        return next((device for device in self.devices if device.device == public), None)

    def named(self, given: str) -> Device:
        """The device of that name, without regard to case, of that id, or on that line of the list; raises `NotFound`.

        An id comes first: no device can take that of another. What could mean two devices is `Refused`.
        """
        wanted = _folded(given)
        devices = [device for device in self.devices if device.clock_id == wanted] or [
            device for number, device in enumerate(self.devices, 1) if wanted in (_folded(device.name), str(number))
        ]
        if not devices:
            raise NotFound(NO_SUCH)
        if len(devices) > 1:
            raise Refused(ALIKE)
        return devices[0]

    def typed(self, device: Device) -> str:
        """What a person types to mean that device: its name where that is plain and means it alone, else its id."""
        plain = device.name.isascii() and device.name.replace("-", "").isalnum() and device.name[0] != "-"
        return device.name if plain and device not in alike(self.devices) else device.clock_id


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
        return {"ring": strict_json.base64(self.ring), "signature": self.signature.hex()}

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """As it comes; raises `Malformed`. The ring itself is looked at when it is opened."""
        members = strict_json.mapping(value)
        ring = strict_json.blob(members.get("ring"), protocol.RING_LIMIT)
        return cls(ring, strict_json.octets(members.get("signature"), protocol.SIGNATURE_BYTES))


class VerifiedRing(NamedTuple):
    """A ring that was opened and checked, with the bytes it came in."""

    ring: Ring
    signed: Signed

    @property
    def fingerprint(self) -> str:
        """Sixteen hex digits, in fours, which two devices show alike if they have the same ring of one collection."""
        digest = sha256(protocol.info("fingerprint\0") + self.signed.hash + self.ring.collection).hexdigest()
        return " ".join(digest[place : place + 4] for place in range(0, FINGERPRINT, 4))


def plain_name(name: str, limit: int = NAME_LIMIT - 4) -> str:
    """A device's name on one line, without what a terminal might obey, at a length that has room for a number."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printable.split())[:limit].rstrip() or NAMELESS


def alike(devices: Sequence[Device]) -> list[Device]:
    """Those whose name could mean another one too: but for case and width of letters it is its name, line or id."""
    folded = [_folded(device.name) for device in devices]
    taken = [*folded, *(str(number) for number, _ in enumerate(devices, 1)), *(device.clock_id for device in devices)]
    return [device for name, device in zip(folded, devices, strict=True) if taken.count(name) > 1]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", plain_name(name, NAME_LIMIT)).casefold()
