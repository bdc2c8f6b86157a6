"""Two devices that find each other by eight words (`pairing_words`), and are sure of it by six digits.

The words serve for five minutes and once. Everything posted is authenticated under them, so the
server, which carries the posts and does not know the words, can change none. Against who saw the words (over a
shoulder, in a shell's history) stand the six digits: the old device fixes its key and the account before it sees the
new one's key, so somebody in the middle has one guess in a million and is noticed when it is wrong. No network here:
what each side posts, what it takes from the other, in the order of `protocol.SLOTS`.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NoReturn

from recovery.errors import Unreachable
from recovery.language import tr
from recovery.store import keys
from recovery.wire import protocol, strict_json
from recovery.wire.strict_json import Malformed

SALT_BYTES = 32
DIGITS = 6
NAME_LIMIT = 200
STOPPED = tr(
    "The pairing was stopped: what came does not belong to these words. Somebody else may have used them, or they were "
    "typed wrongly. Nothing was handed over. Begin again with: recovery pair"
)
_SIZES = {
    protocol.OFFER: (("commit", 32),),
    protocol.JOIN: (("key", 32),),
    protocol.REVEAL: (("key", 32), ("salt", SALT_BYTES), ("account", 32)),
}


class PairingStopped(Unreachable):
    """A pairing that cannot be trusted any more; it is not gone on with."""

    def __init__(self) -> None:
        super().__init__(STOPPED)


@dataclass(frozen=True)
class JoiningDevice:
    """What the new device says of itself; the name is as it came, and made harmless where it is shown or kept."""

    name: str
    device: bytes
    sealing: bytes


@dataclass(frozen=True)
class Handover:
    """What the old device hands over: enough to know the account and its newest ring when they come from the server."""

    account: bytes
    generation: int
    ring: bytes


@dataclass
class _Side:
    """What both sides do alike: the words, what was posted so far, what follows from it."""

    origin: str
    secret: bytes = field(repr=False)
    _private: bytes = field(default_factory=lambda: os.urandom(protocol.KEY_BYTES), repr=False, kw_only=True)
    _posted: bytes = field(default=b"", init=False, repr=False)
    _done: int = field(default=0, init=False)
    _fields: dict[str, dict[str, bytes]] = field(default_factory=dict, init=False, repr=False)
    _shared: bytes = field(default=b"", init=False, repr=False)

    @property
    def mailbox(self) -> bytes:
        """Where the posts are left: 16 bytes from which nobody learns the words."""
        return keys.derived(self.secret, "pair/mailbox")[: protocol.ID_BYTES]

    @property
    def digits(self) -> str:
        """The six digits; raises `PairingStopped` before both keys are known."""
        number = int.from_bytes(self._from_shared("pair/digits\0"))
        return f"{number % 10**DIGITS:0{DIGITS}}"

    def _stop(self) -> NoReturn:
        """Nothing of this pairing may be used again, whatever comes next."""
        self._done = len(protocol.SLOTS)
        self._shared = b""
        raise PairingStopped from None

    def _turn(self, slot: str) -> None:
        """Each part once and in its order: whoever could have it taken twice could try twice."""
        if self._done >= len(protocol.SLOTS) or protocol.SLOTS[self._done] != slot:
            self._stop()
        self._done += 1

    def _mac(self, slot: str, posted: bytes) -> bytes:
        return hmac.digest(keys.derived(self.secret, "pair/auth"), slot.encode() + b"\0" + posted, "sha256")

    def _post(self, slot: str, fields: dict[str, bytes]) -> bytes:
        self._turn(slot)
        self._fields[slot] = fields
        self._posted += b"".join(fields.values())
        said = {name: value.hex() for name, value in fields.items()}
        return strict_json.written({**said, "mac": self._mac(slot, self._posted).hex()})

    def _take(self, slot: str, body: bytes) -> dict[str, bytes]:
        self._turn(slot)
        try:
            members = strict_json.document(body, protocol.MAILBOX_LIMIT)
            fields = {name: strict_json.octets(members.get(name), size) for name, size in _SIZES[slot]}
            mac = strict_json.octets(members.get("mac"), 32)
        except Malformed:
            self._stop()
        posted = self._posted + b"".join(fields.values())
        if not hmac.compare_digest(mac, self._mac(slot, posted)):
            self._stop()
        self._fields[slot], self._posted = fields, posted
        return fields

    def _public(self) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        return X25519PrivateKey.from_private_bytes(self._private).public_key().public_bytes_raw()

    def _agree(self, public: bytes) -> None:
        """The secret that only the holders of the two posted keys share."""
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

        try:
            own = X25519PrivateKey.from_private_bytes(self._private)
            self._shared = own.exchange(X25519PublicKey.from_public_bytes(public))
        except ValueError:  # a key that makes every shared secret the same
            self._stop()

    def _transcript(self) -> bytes:
        reveal = self._fields[protocol.REVEAL]
        commit, join = self._fields[protocol.OFFER]["commit"], self._fields[protocol.JOIN]["key"]
        return sha256(self.origin.encode() + b"\0" + reveal["account"] + commit + join + reveal["key"]).digest()

    def _from_shared(self, purpose: str) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        if not self._shared:
            self._stop()
        info = protocol.info(purpose) + self._transcript()
        return HKDF(SHA256(), protocol.KEY_BYTES, self.secret, info).derive(self._shared)

    def _channel(self, slot: str) -> Any:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._from_shared("pair/old\0" if slot in protocol.FROM_OLD else "pair/new\0"))

    def _close(self, slot: str, content: dict[str, Any]) -> bytes:
        """A part that only the other side opens."""
        channel = self._channel(slot)
        self._turn(slot)
        nonce = os.urandom(protocol.NONCE_BYTES)
        return nonce + bytes(channel.encrypt(nonce, strict_json.written(content), slot.encode()))

    def _open(self, slot: str, body: bytes) -> dict[str, Any]:
        from cryptography.exceptions import InvalidTag

        channel = self._channel(slot)
        self._turn(slot)
        nonce, content = body[: protocol.NONCE_BYTES], body[protocol.NONCE_BYTES :]
        try:
            return strict_json.document(channel.decrypt(nonce, content, slot.encode()), protocol.MAILBOX_LIMIT)
        except (InvalidTag, ValueError, Malformed):
            self._stop()


@dataclass
class OfferingSide(_Side):
    """The device that has the account: `offer`, `take_join`, `reveal`, `take_device`, `ring`."""

    account: bytes = b""
    _salt: bytes = field(default_factory=lambda: os.urandom(SALT_BYTES), repr=False, kw_only=True)

    def offer(self) -> bytes:
        """The first part: bound to a key and an account that are not yet shown."""
        commit = _commitment(self._public(), self._salt, self.account)
        return self._post(protocol.OFFER, {"commit": commit})

    def take_join(self, body: bytes) -> None:
        """The new device's key; raises `PairingStopped`."""
        self._take(protocol.JOIN, body)

    def reveal(self) -> bytes:
        """The key that was bound; from here on there are digits."""
        fields = {"key": self._public(), "salt": self._salt, "account": self.account}
        body = self._post(protocol.REVEAL, fields)
        self._agree(self._fields[protocol.JOIN]["key"])
        return body

    def take_device(self, body: bytes) -> JoiningDevice:
        """Who wants to join; raises `PairingStopped`."""
        members = self._open(protocol.DEVICE, body)
        name = members.get("name")
        if not isinstance(name, str):
            self._stop()
        try:
            return JoiningDevice(
                name[:NAME_LIMIT],
                strict_json.octets(members.get("device"), protocol.KEY_BYTES),
                strict_json.octets(members.get("sealing"), protocol.KEY_BYTES),
            )
        except Malformed:
            self._stop()

    def ring(self, handed: Handover) -> bytes:
        """The last part; only after the person said that the digits are the same."""
        content = {
            "identity": handed.account.hex(),
            "generation": handed.generation,
            "ring": handed.ring.hex(),
        }
        return self._close(protocol.RING, content)


@dataclass
class JoiningSide(_Side):
    """The device that joins: `take_offer`, `join`, `take_reveal`, `device`, `take_ring`."""

    def take_offer(self, body: bytes) -> None:
        """What the old device is bound to; raises `PairingStopped` where the words are others."""
        self._take(protocol.OFFER, body)

    def join(self) -> bytes:
        """This device's key."""
        return self._post(protocol.JOIN, {"key": self._public()})

    def take_reveal(self, body: bytes) -> None:
        """The old device's key and account, which must be those it was bound to; raises `PairingStopped`."""
        fields = self._take(protocol.REVEAL, body)
        bound = self._fields[protocol.OFFER]["commit"]
        if not hmac.compare_digest(bound, _commitment(fields["key"], fields["salt"], fields["account"])):
            self._stop()
        self._agree(fields["key"])

    def device(self, newcomer: JoiningDevice) -> bytes:
        """Who this device is."""
        content = {"name": newcomer.name, "device": newcomer.device.hex(), "sealing": newcomer.sealing.hex()}
        return self._close(protocol.DEVICE, content)

    def take_ring(self, body: bytes) -> Handover:
        """What the old device hands over, of the account whose key it showed before; raises `PairingStopped`."""
        members = self._open(protocol.RING, body)
        try:
            handed = Handover(
                strict_json.octets(members.get("identity"), protocol.KEY_BYTES),
                strict_json.whole(members.get("generation")),
                strict_json.octets(members.get("ring"), protocol.KEY_BYTES),
            )
        except Malformed:
            self._stop()
        if not hmac.compare_digest(handed.account, self._fields[protocol.REVEAL]["account"]):
            self._stop()
        return handed


def _commitment(public: bytes, salt: bytes, account: bytes) -> bytes:
    """All that the old device has a choice in: what it could choose later, it could choose until the digits fit."""
    return sha256(protocol.info("pair/commit\0") + public + salt + account).digest()
