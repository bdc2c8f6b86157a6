"""A record sealed: padded, bound to its place, opened by no one but this account's devices.

The key of each sealed record is its own, from the collection's key with the record's id and version; what is bound to
it (`record_aad`) is rebuilt by the reader from what the server gave in clear. So the server cannot give one
record as another, an old version as a new one, or one person's as another's. The bytes are pinned by tests/vectors/.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping

from recovery.errors import Refused, Unreachable
from recovery.language import tr
from recovery.store import keys as derivation
from recovery.wire import protocol

TOO_LONG = tr(
    "This entry is too long to be carried to other devices. Nothing of it is lost here; shorten it to sync it."
)
DAMAGED = tr("A record from the server does not open: it was changed, swapped or damaged on the way. It was not taken.")
OTHER_KEY = tr("A record from the server is sealed with a key that this device does not have.")
_LENGTH = 4
_FIRST_BYTE = bytes([protocol.ENVELOPE])


class Unopened(Unreachable):
    """A sealed record that is not what its place says, or not whole."""

    def __init__(self, sentence: str = DAMAGED) -> None:
        super().__init__(sentence)


class UnknownKey(Unopened):
    """A record sealed with a key that is not at hand: newer than this device's ring, or never this account's."""

    def __init__(self) -> None:
        super().__init__(OTHER_KEY)


def kid_of_key(key: bytes) -> bytes:
    """The 8 bytes by which a collection's key is named in clear."""
    return derivation.derived(key, "kid")[: protocol.KID_BYTES]


def record_id(id_key: bytes, kind: str, local: str) -> bytes:
    """A record's id on the wire: the same on each device of the account, and telling nothing to anybody else."""
    return hmac.digest(id_key, f"{kind}\0{local}".encode(), "sha256")[: protocol.ID_BYTES]


def record_info(record: bytes, version: bytes) -> bytes:
    """The HKDF info of one record's key: it belongs to this record and to this version of it alone."""
    return b"recovery/v1/record\0" + record + version


def record_aad(collection: bytes, record: bytes, version: bytes, kid: bytes) -> bytes:
    """What a sealed record is bound to; rebuilt by the reader from the clear columns."""
    return b"recovery/v1\0" + collection + record + version + kid


def new_version() -> bytes:
    """16 random bytes that name one state of a record; every write takes new ones."""
    return os.urandom(protocol.ID_BYTES)


def padded_length(length: int) -> int:
    """How many bytes a plain text of `length` bytes takes with its 4-byte length: 1 KiB, then powers of two."""
    size = protocol.PAD_BYTES
    while size < length + _LENGTH:
        size *= 2
    return size


def padded(plain: bytes) -> bytes:
    """The plain text behind its length, with zeros up to one of few sizes; raises `Refused` for one too long."""
    size = padded_length(len(plain))
    if size > protocol.PLAIN_LIMIT:
        raise Refused(TOO_LONG)
    return (len(plain).to_bytes(_LENGTH) + plain).ljust(size, b"\0")


def unpadded(content: bytes) -> bytes:
    """The plain text again; raises `Unopened` for padding that this program would not have made."""
    length = int.from_bytes(content[:_LENGTH])
    end = _LENGTH + length
    if len(content) > protocol.PLAIN_LIMIT or end > len(content) or content.count(0, end) != len(content) - end:
        raise Unopened
    if len(content) != padded_length(length):
        raise Unopened
    return content[_LENGTH:end]


def kid_of(blob: bytes) -> bytes:
    """Which key sealed these bytes; raises `Unopened` for bytes that are no sealed record."""
    head = protocol.HEAD_BYTES + protocol.NONCE_BYTES + protocol.TAG_BYTES
    if not head + protocol.PAD_BYTES <= len(blob) <= protocol.BLOB_LIMIT or blob[0] != protocol.ENVELOPE:
        raise Unopened
    return blob[1 : protocol.HEAD_BYTES]


class Envelope:
    """Seals the records of a collection under the newest of its keys, and opens them under any.

    `keys` has them under their `kid`, the newest last. What each record's key takes of them is reckoned once: HKDF
    (RFC 5869) is two HMACs, the first of the collection's key alone.
    """

    def __init__(self, collection: bytes, keys: Mapping[bytes, bytes]) -> None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher, self._invalid = AESGCM, InvalidTag  # not looked up for each record
        self._collection = collection
        self._expanding = {kid: hmac.new(_extracted(key), digestmod="sha256") for kid, key in keys.items()}

    def seal(self, record: bytes, version: bytes, plain: bytes) -> bytes:
        """The bytes that leave this device; once per version. Raises `Refused` for a plain text too long."""
        return self._sealed(record, version, plain, os.urandom(protocol.NONCE_BYTES))

    def _sealed(self, record: bytes, version: bytes, plain: bytes, nonce: bytes) -> bytes:
        kid = next(reversed(self._expanding))
        aad = record_aad(self._collection, record, version, kid)
        content = self._cipher(self._record_key(kid, record, version)).encrypt(nonce, padded(plain), aad)
        return b"".join((_FIRST_BYTE, kid, nonce, content))

    def unseal(self, record: bytes, version: bytes, blob: bytes) -> bytes:
        """The plain text of a sealed record.

        Raises `UnknownKey` where none of the keys sealed it, `Unopened` where it was changed or belongs elsewhere.
        """
        kid = kid_of(blob)
        if kid not in self._expanding:
            raise UnknownKey
        begins = protocol.HEAD_BYTES + protocol.NONCE_BYTES
        aad = record_aad(self._collection, record, version, kid)
        try:
            plain = self._cipher(self._record_key(kid, record, version)).decrypt(
                blob[protocol.HEAD_BYTES : begins], blob[begins:], aad
            )
        except self._invalid:
            raise Unopened from None
        return unpadded(plain)

    def _record_key(self, kid: bytes, record: bytes, version: bytes) -> bytes:
        expanded = self._expanding[kid].copy()
        expanded.update(record_info(record, version) + b"\1")
        return expanded.digest()


def _extracted(key: bytes) -> bytes:
    """HKDF's first half, without salt."""
    return hmac.digest(bytes(protocol.KEY_BYTES), key, "sha256")


def seal(kid: bytes, key: bytes, collection: bytes, record: bytes, version: bytes, plain: bytes) -> bytes:
    """One record sealed; see `Envelope.seal`."""
    return Envelope(collection, {kid: key}).seal(record, version, plain)


def unseal(keys: Mapping[bytes, bytes], collection: bytes, record: bytes, version: bytes, blob: bytes) -> bytes:
    """One record opened; see `Envelope.unseal`."""
    return Envelope(collection, keys).unseal(record, version, blob)
