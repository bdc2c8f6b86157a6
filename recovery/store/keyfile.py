"""The key file, `key.json`: what is wrapped how, and the MAC that shows whether somebody changed it.

It holds no secret of its own. The MAC under the journal's key covers all of it: with the right key a swapped public
key, a lowered cost or a foreign wrap shows. Python's own `_blake2` computes it, because daily commands check it and
must not load `cryptography`. What makes and opens the wraps is in `keys`.
"""

from __future__ import annotations

import json
from _blake2 import blake2b
from _operator import _compare_digest as compare_digest  # what hmac gives on, without loading OpenSSL
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from recovery.errors import Unreadable
from recovery.language import tr
from recovery.store import home
from recovery.wire import strict_json

VERSION = 1
KEY_BYTES = 32
SALT_BYTES = 16
SIZE_LIMIT = 65_536
KEY_FILE = tr(
    "The key file cannot be used: it is damaged, was changed, or is not of this journal. Nothing was changed. "
    "A backup holds a whole one: recovery restore FILE"
)
NEWER = tr("The key file was written by a newer version of recovery. Update the program; nothing was changed.")


@dataclass(frozen=True)
class Cost:
    """What Argon2id spends on one guess: passes, KiB of memory, lanes."""

    iterations: int
    memory_kib: int
    lanes: int

    def accepted(self) -> bool:
        """Whether it is neither below the floor nor so high that opening would be an attack."""
        enough = self.iterations >= FLOOR.iterations and self.memory_kib >= FLOOR.memory_kib and self.lanes >= 1
        return enough and self.iterations <= 64 and self.memory_kib <= 4 * 1024 * 1024 and self.lanes <= 64


# RFC 9106's second choice in memory, in one lane: 0.3 s on a laptop. The floor is OWASP's lowest advice.
COST = Cost(3, 65_536, 1)
FLOOR = Cost(2, 19_456, 1)


@dataclass(frozen=True)
class KeyFile:
    """What `key.json` says: the journal's id, the inbox's public key, and the journal's key wrapped in several ways."""

    journal: str
    public: bytes
    cost: Cost
    salt: bytes
    passphrase: bytes
    phrase_public: bytes
    phrase: bytes
    phrase_checked: bool = False
    keyring: bytes | None = None
    retired: tuple[tuple[bytes, bytes], ...] = ()
    account: bytes | None = None  # under the journal's key: what its phrase is at a server; not in older files
    mac: bytes = field(default=b"", compare=False)

    def to_json(self) -> dict[str, Any]:
        """The file's one document."""
        known = {} if self.account is None else {"account": self.account.hex()}
        return {
            "version": VERSION,
            "journal": self.journal,
            "public": self.public.hex(),
            "passphrase": {
                "kdf": "argon2id",
                "iterations": self.cost.iterations,
                "memory_kib": self.cost.memory_kib,
                "lanes": self.cost.lanes,
                "salt": self.salt.hex(),
                "sealed": self.passphrase.hex(),
            },
            "phrase": {
                "public": self.phrase_public.hex(),
                "sealed": self.phrase.hex(),
                "checked": self.phrase_checked,
                **known,  # left out where it is not known: the MAC of an older file stays what it was
            },
            "keyring": self.keyring.hex() if self.keyring else None,
            "retired": [{"public": public.hex(), "sealed": sealed.hex()} for public, sealed in self.retired],
            "mac": self.mac.hex(),
        }

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """The file read; raises `Unreadable` for one that is damaged or newer."""
        try:
            document = strict_json.read(text)
            if document["version"] > VERSION:
                raise Unreadable(NEWER)
            by_passphrase, by_phrase = document["passphrase"], document["phrase"]
            return cls(
                journal=_text(document["journal"]),
                public=_bytes(document["public"], KEY_BYTES),
                cost=Cost(*(_whole(by_passphrase[name]) for name in ("iterations", "memory_kib", "lanes"))),
                salt=_bytes(by_passphrase["salt"], SALT_BYTES),
                passphrase=_bytes(by_passphrase["sealed"]),
                phrase_public=_bytes(by_phrase["public"], KEY_BYTES),
                phrase=_bytes(by_phrase["sealed"]),
                phrase_checked=by_phrase["checked"] is True,
                keyring=_bytes(document["keyring"]) if document["keyring"] else None,
                retired=tuple((_bytes(old["public"]), _bytes(old["sealed"])) for old in document["retired"]),
                account=_bytes(by_phrase["account"]) if "account" in by_phrase else None,
                mac=_bytes(document["mac"]),
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Unreadable(KEY_FILE) from error

    def check(self, key: bytes) -> None:
        """Raise `Unreadable` unless the file is as the holder of this key left it."""
        if not compare_digest(self._mac(key), self.mac):
            raise Unreadable(KEY_FILE)

    def signed(self, key: bytes) -> Self:
        """The file with the MAC that belongs to it."""
        return replace(self, mac=self._mac(key))

    def content(self) -> bytes:
        """The file's bytes."""
        return (json.dumps(self.to_json(), indent=1) + "\n").encode("ascii")

    def _mac(self, key: bytes) -> bytes:
        document = {name: value for name, value in self.to_json().items() if name != "mac"}
        text = json.dumps(document, sort_keys=True, separators=(",", ":"))
        return blake2b(text.encode("ascii"), key=key, digest_size=32, person=b"recovery keyfile").digest()


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.isalnum() or not value.isascii() or len(value) > 64:
        raise ValueError
    return value


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise ValueError
    return value


def _bytes(value: Any, length: int | None = None) -> bytes:
    octets = bytes.fromhex(value)
    if length is not None and len(octets) != length:
        raise ValueError
    return octets


def load(path: Path | None = None) -> KeyFile:
    """The key file; raises `Unreadable`."""
    try:
        with (path or home.key_path()).open("rb") as file:
            return KeyFile.from_json(file.read(SIZE_LIMIT))
    except OSError as error:
        raise Unreadable(KEY_FILE) from error


def save(key_file: KeyFile, path: Path | None = None) -> None:
    """Write the key file whole or not at all; raises `OSError`."""
    home.write_private(path or home.key_path(), key_file.content())
