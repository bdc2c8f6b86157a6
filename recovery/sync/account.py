"""Who somebody is to the server: an account that the 24 words stand for, and a device with keys of its own.

The words never reach the server, nor does anything from which they could be guessed. A device keeps only its own keys;
what it needs of the words to open an account is public or, like the proof, opens nothing by itself.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, NamedTuple, Self

from recovery.store import keys
from recovery.wire import protocol, strict_json
from recovery.wire.strict_json import Malformed

CLOCK_ID_LENGTH = 16


@dataclass(frozen=True)
class Account:
    """What a device may know of the phrase: the account's public key, the recovery key's public half, the proof."""

    public: bytes
    recovery: bytes
    proof: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """What the server knows the account by."""
        return account_id(self.public)

    @classmethod
    def of_phrase(cls, entropy: bytes) -> Self:
        """The account of a phrase, given as its 32 bytes."""
        return cls.of_facts(keys.account_facts(entropy), keys.phrase_public(entropy))

    @classmethod
    def of_facts(cls, facts: bytes, recovery: bytes) -> Self:
        """The account by what a journal keeps of it (`keys.account_facts`, and the phrase's public key)."""
        if len(facts) != 2 * protocol.KEY_BYTES or len(recovery) != protocol.KEY_BYTES:
            raise Malformed
        return cls(facts[: protocol.KEY_BYTES], recovery, facts[protocol.KEY_BYTES :])


@dataclass(frozen=True)
class Identity:
    """Two private keys, one to sign with (Ed25519), one to open with (X25519): a device's own, or the phrase's."""

    signing: bytes = field(repr=False)
    sealing: bytes = field(repr=False)

    @classmethod
    def new(cls) -> Self:
        """A new device."""
        return cls(os.urandom(protocol.KEY_BYTES), os.urandom(protocol.KEY_BYTES))

    @classmethod
    def of_phrase(cls, entropy: bytes) -> Self:
        """The phrase itself, which may sign a ring and open one; its keys are forgotten after the command."""
        return cls(keys.derived(entropy, "account"), keys.derived(entropy, "phrase"))

    @property
    def public(self) -> bytes:
        """The device's id: its Ed25519 public key."""
        return bytes(self._signer().public_key().public_bytes_raw())

    @property
    def sealing_public(self) -> bytes:
        """The X25519 public key to which its share of a ring is sealed."""
        return bytes(self._opener().public_key().public_bytes_raw())

    @property
    def clock_id(self) -> str:
        """The device's name in the clocks of fields: 16 characters, the same for as long as it is this device."""
        return device_clock_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""
        return bytes(self._signer().sign(message))

    def login(self, origin: str, account: bytes, nonce: bytes, expires: int) -> bytes:
        """The signature that logs in at the server of that origin; `expires` in seconds since 1970."""
        return self.sign(protocol.login_message(origin, account, self.public, nonce, expires))

    def open(self, sealed: bytes, info: bytes) -> bytes | None:
        """What was sealed to this identity by HPKE; `None` where it was not, or was changed."""
        from cryptography.exceptions import InvalidTag

        try:
            opener = self._opener()
            return bytes(keys.suite().decrypt(sealed, opener, info=info))
        except (InvalidTag, ValueError):
            return None

    def _signer(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.signing)

    def _opener(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

        return X25519PrivateKey.from_private_bytes(self.sealing)


def account_id(public: bytes) -> bytes:
    """What the server knows an account by: 16 bytes of the SHA-256 of its public key."""
    return sha256(public).digest()[: protocol.ID_BYTES]


def device_clock_id(public: bytes) -> str:
    """The word of a device in the clocks of fields."""
    return sha256(public).hexdigest()[:CLOCK_ID_LENGTH]


def seal_to(public: bytes, content: bytes, info: bytes) -> bytes:
    """Content that only the holder of that X25519 key opens (HPKE); raises `Malformed` for what is no key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    try:
        return bytes(keys.suite().encrypt(content, X25519PublicKey.from_public_bytes(public), info=info))
    except ValueError:
        raise Malformed from None


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of that Ed25519 key signed these bytes."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class OpeningProof(NamedTuple):
    """The proof that the 24 words opened an account, and not a device that once was in it and knows the rest.

    The opening key, the account key's signature over it, and its own over the account and the first ring's hash. So a
    locked journal opens its account without its words at hand: it keeps an opening key from the day on which its words
    were made, and forgets it once there is an account. The server lets nobody else open one, and who joins by words
    alone takes no first ring without this.
    """

    key: bytes
    certificate: bytes
    signature: bytes

    @classmethod
    def of(cls, opener: bytes, account: Account, ring: bytes) -> Self:
        """The proof for a first ring of that hash, by what `keys.opener` made of the words."""
        seed, certificate = opener[: protocol.KEY_BYTES], opener[protocol.KEY_BYTES :]
        identity = Identity(seed, b"")
        return cls(identity.public, certificate, identity.sign(protocol.opening_message(account.id, ring)))

    def proves(self, account: bytes, ring: bytes) -> bool:
        """Whether the words of that account (its public key) opened it with a first ring of that hash."""
        message = protocol.opening_message(account_id(account), ring)
        certified = signed_by(account, protocol.certificate_message(self.key), self.certificate)
        return certified and signed_by(self.key, message, self.signature)

    def to_json(self) -> dict[str, str]:
        """As it is sent."""
        return {name: value.hex() for name, value in self._asdict().items()}

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """As it comes; raises `Malformed`."""
        members = strict_json.mapping(value)
        length = protocol.SIGNATURE_BYTES
        key = strict_json.octets(members.get("key"), protocol.KEY_BYTES)
        return cls(key, *(strict_json.octets(members.get(name), length) for name in ("certificate", "signature")))
