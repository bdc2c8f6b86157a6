"""What goes over the wire, as structs: they check what comes in, write what goes out, and make the OpenAPI page.

All that comes in is read by `read`, and so as strictly as a device reads: a name twice in one object is refused.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType, ValidationError, convert

from recovery.wire import protocol, strict_json

T = TypeVar("T")


def _hex(length: int) -> Meta:
    # Python's `$` would also let a line feed follow.
    pattern, said = f"^[0-9a-f]{{{2 * length}}}$", f"{length} bytes in lower-case hexadecimal"
    return Meta(pattern=pattern, max_length=2 * length, description=said)


Id = Annotated[str, _hex(protocol.ID_BYTES)]
Kid = Annotated[str, _hex(protocol.KID_BYTES)]
Key = Annotated[str, _hex(protocol.KEY_BYTES)]
Signature = Annotated[str, _hex(protocol.SIGNATURE_BYTES)]
Point = Annotated[str, _hex(protocol.POINT_BYTES)]
Secret = Annotated[str, _hex(protocol.SECRET_BYTES)]
Blob = Annotated[bytes, Meta(description="standard base64 with padding")]
Seconds = Annotated[int, Meta(ge=0, le=2**53, description="whole seconds since 1970, UTC")]
Count = Annotated[int, Meta(ge=0, le=2**53)]
Generation = Annotated[int, Meta(ge=1, le=2**53)]
Status = Literal["ok", "duplicate", "conflict", "unknown_key", "stale_key", "too_large", "quota"]
ErrorCode = Literal[
    "login", "token", "scope", "malformed", "body", "slow_down", "not_found", "exists", "epoch", "generation", "ring",
    "waiting", "gone", "taken", "unavailable", "closed", "host", "quota", "ticket",
    "service",
]  # fmt: skip
Capability = Literal["tickets", "until", "doorbell", "reminders"]


class Opening(Struct):
    """What shows that the words opened an account: a key that the account key signed, and its signature over ring 1."""

    key: Key
    certificate: Signature
    signature: Signature


class NewAccount(Struct):
    """An account and its first key ring, signed by the one device that it lists; with `until` it ends then."""

    account_key: Key
    ring: Blob
    signature: Signature
    opening: Opening
    until: Seconds | UnsetType = UNSET


class Account(Struct):
    """The account that was opened, and when it ends where it does."""

    account: Id
    until: Seconds | UnsetType = UNSET


class WantsTickets(Struct):
    """How many tickets are wanted."""

    count: Annotated[int, Meta(ge=1, le=protocol.TICKETS_LIMIT)]


class Tickets(Struct):
    """Tickets, one for each account that is to be opened; there may be fewer than were wanted."""

    tickets: list[Key]
    expires: Seconds


class Until(Struct):
    """When an account ends."""

    until: Seconds


class WantsChallenge(Struct):
    """Who wants to log in."""

    account: Id


class Challenge(Struct):
    """What to sign."""

    nonce: Key
    expires: Seconds


class Login(Struct):
    """A challenge, signed by a listed device's key or by the account's."""

    account: Id
    key: Key
    nonce: Key
    expires: Seconds
    signature: Signature


class Token(Struct):
    """What to send as `Authorization: Bearer`."""

    token: Key
    expires: Seconds


class Device(Struct):
    """A listed device and the day on which it was last here."""

    device: Key
    seen: str | None


class Devices(Struct):
    """The account's devices in the order of its ring."""

    devices: list[Device]


class NewRing(Struct):
    """The next generation of a key ring."""

    ring: Blob
    signature: Signature


class KeptRing(Struct):
    """One generation of a key ring."""

    generation: Generation
    ring: Blob
    signature: Signature


class Rings(Struct):
    """Generations in their order, at most 16; `generation` is the newest that is kept."""

    rings: list[KeptRing]
    generation: Count


class ListedDevice(Struct):
    """A device in the clear part of a ring."""

    device: Key
    sealed: Blob


class ClearRing(Struct):
    """The clear part of a ring, which stands in the `ring` bytes as JSON."""

    generation: Generation
    kid: Kid
    retired: list[Kid]
    devices: Annotated[list[ListedDevice], Meta(min_length=1, max_length=protocol.DEVICES_LIMIT)]
    recovery: Blob
    body: Blob
    previous: Key
    signer: Key


class PushedRecord(Struct, gc=False):
    """A sealed record; `base` is the version that it replaces, `null` for a new one."""

    id: Id
    base: Id | None
    version: Id
    blob: Blob


class Push(Struct):
    """Records to keep; with `ring` the doorbells of the account's other devices ring once something is kept."""

    epoch: Id
    records: Annotated[list[PushedRecord], Meta(max_length=protocol.PUSH_RECORDS)]
    ring: bool = False


class Record(Struct, gc=False):
    """A sealed record and its place in the account's order."""

    id: Id
    version: Id
    seq: Count
    blob: Blob


class Result(Struct, omit_defaults=True, gc=False):
    """What became of a pushed record; `current` is what stands in its way, where there was room for it."""

    id: Id
    status: Status
    seq: Count | UnsetType = UNSET
    current: Record | UnsetType = UNSET


class Results(Struct):
    """One result for each pushed record, in the order in which they came."""

    epoch: Id
    results: list[Result]


class Page(Struct):
    """Records after a place in the order; `next` is where the following page begins, `head` the newest place."""

    records: list[Record]
    next: Count
    head: Count
    epoch: Id
    more: bool


class Quota(Struct):
    """What an account may hold at most."""

    records: Count
    bytes: Count


class Usage(Struct):
    """What an account holds, and when it ends where it does."""

    records: Count
    bytes: Count
    quota: Quota
    until: Seconds | UnsetType = UNSET


class NewDoorbell(Struct):
    """How a browser is rung: what its subscription names `endpoint`, `p256dh` and `auth`."""

    endpoint: Annotated[str, Meta(min_length=1, max_length=1024)]
    key: Point
    secret: Secret


class Doorbell(Struct):
    """The doorbell that is kept."""

    doorbell: Id


class Reminders(Struct):
    """When a doorbell of this device rings by itself: these instants, in the place of those given before."""

    doorbell: Id
    at: Annotated[list[Seconds], Meta(max_length=protocol.REMINDERS_LIMIT)]


class Part(Struct):
    """One part of a pairing."""

    body: Blob


class About(Struct):
    """Which server this is, and what it can beside what every one can; a browser subscribes with `doorbell_key`."""

    name: str
    protocol: int
    epoch: Id
    origin: str
    can: list[Capability]
    doorbell_key: Point | UnsetType = UNSET


class Health(Struct):
    """A sign of life."""

    status: str


class Error(Struct, omit_defaults=True):
    """Why there is no answer; `epoch` and `generation` say the server's own where they differ."""

    error: ErrorCode
    epoch: Id | UnsetType = UNSET
    generation: Count | UnsetType = UNSET


def read(content: bytes, kind: type[T], limit: int) -> T:
    """A message of at most `limit` bytes; raises `strict_json.Malformed`."""
    try:
        return convert(strict_json.document(content, limit), type=kind)
    except ValidationError:
        raise strict_json.Malformed from None
