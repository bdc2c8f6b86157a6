"""The proof that an account was opened by its 24 words, and not by a device that once was in it and knows the rest.

An opening key signs the first ring, and the account key has signed the opening key. So a locked journal opens its
account without its words at hand: it keeps an opening key from the day on which its words were made, and forgets it
once there is an account. The server lets nobody else open one, and who joins by words alone takes no first ring without
this.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Self

from recovery.sync.account import Account, Identity, account_id, signed_by
from recovery.wire import protocol, strict_json


class OpeningProof(NamedTuple):
    """The opening key, the account key's signature over it, and its own over the account and the first ring's hash."""

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
        found = strict_json.mapping(value)
        length = protocol.SIGNATURE_BYTES
        key = strict_json.octets(found.get("key"), protocol.KEY_BYTES)
        return cls(key, *(strict_json.octets(found.get(name), length) for name in ("certificate", "signature")))
