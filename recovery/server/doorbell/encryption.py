"""One message that says nothing, encrypted for one browser (RFC 8291, RFC 8188), and who sends it (RFC 8292)."""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

# The same for everybody and every occasion. A browser that reads it by itself (declarative web push) shows it as it
# is; one that hands it to the app shows what the app says.
MESSAGE = b'{"web_push":8030,"notification":{"title":"A moment for yourself","navigate":"/"}}'
CURVE = ec.SECP256R1()
SALT_BYTES, COORDINATE_BYTES = 16, 32
RECORD_BYTES = 4096
LAST = b"\x02"  # after the last record of a message
VALID_SECONDS = 12 * 3600  # of a signature; a push service takes a day at most


class NoKey(ValueError):
    """Not a point of P-256."""


def new_private() -> bytes:
    """A private key, as it is kept."""
    return ec.generate_private_key(CURVE).private_numbers().private_value.to_bytes(COORDINATE_BYTES)


def check_key(key: bytes) -> None:
    """Raises `NoKey` for what is no browser's public key."""
    _point(key)


class Sender:
    """The server as push services know it: by one key of P-256, and an address where its owner can be found."""

    def __init__(self, private: bytes, contact: str) -> None:
        self._key = ec.derive_private_key(int.from_bytes(private), CURVE)
        self._contact = contact
        self.public = _raw(self._key.public_key())

    def authorization(self, service: str, now: int) -> str:
        """The header by which the service at that origin knows the server, in that second."""
        claims = {"aud": service, "exp": now + VALID_SECONDS, "sub": self._contact}
        said = ".".join(_base64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
        halves = decode_dss_signature(self._key.sign(said.encode(), ec.ECDSA(SHA256())))
        signature = b"".join(half.to_bytes(COORDINATE_BYTES) for half in halves)
        return f"vapid t={said}.{_base64(signature)}, k={_base64(self.public)}"


def encrypted(key: bytes, secret: bytes, message: bytes = MESSAGE) -> bytes:
    """The message for the browser with that public key and that secret. Raises `NoKey`."""
    theirs, ours = _point(key), ec.generate_private_key(CURVE)
    public, salt = _raw(ours.public_key()), os.urandom(SALT_BYTES)
    shared = _derived(ours.exchange(ec.ECDH(), theirs), secret, b"WebPush: info\0" + key + public, 32)
    content_key = _derived(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(shared, salt, b"Content-Encoding: nonce\0", 12)
    head = salt + RECORD_BYTES.to_bytes(4) + bytes([len(public)]) + public
    return head + AESGCM(content_key).encrypt(nonce, message + LAST, None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def _point(key: bytes) -> ec.EllipticCurvePublicKey:
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, key)
    except ValueError:
        raise NoKey from None


def _raw(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
