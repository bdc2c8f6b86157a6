"""The key file, `key.json`: what is wrapped how, and the MAC that shows whether somebody changed it.

It holds no secret of its own. The MAC under the journal's key covers all of it: with the right key a swapped public
key, a lowered cost or a foreign wrap shows. Python's own `_blake2` computes it, because daily commands check it and
must not load `cryptography`. What makes and opens the wraps is in `keys`.
"""

from __future__ import annotations

import json
from _blake2 import blake2b
from _operator import _compare_digest as compare_digest  # what hmac gives on, without loading OpenSSL
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from recovery.errors import Unreadable
from recovery.language import tr
from recovery.store import files, home
from recovery.wire import strict_json

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 2
SUM_BYTES = 16
KEY_BYTES = 32
SALT_BYTES = 16
SIZE_LIMIT = 65_536
KEY_FILE = tr(
    "The key file cannot be used: it is damaged, was changed, or is not of this journal. Nothing was changed. "
    "A backup holds a whole one: recovery restore FILE (recovery doctor lists them)"
)
NEWER = tr("The key file was written by a newer version of recovery. Update the program; nothing was changed.")

UNCHECKED = tr(
    "You have not shown yet that you have the 24 recovery words. Do it when it suits you: recovery passphrase check"
)


class Cost(NamedTuple):
    """What Argon2id spends on one guess: passes, KiB of memory, lanes."""

    iterations: int
    memory_kib: int
    lanes: int

    def accepted(self) -> bool:
        """Whether it is neither below the floor nor above what this program ever wrote: then opening is an attack."""
        return self.enough() and self.affordable()

    def enough(self) -> bool:
        """Whether it is not below the floor."""
        return self.iterations >= FLOOR.iterations and self.memory_kib >= FLOOR.memory_kib and self.lanes >= FLOOR.lanes

    def affordable(self) -> bool:
        """Whether it is no more than this program ever wrote."""
        return self._within(MOST)

    def bearable(self) -> bool:
        """Whether it can be paid at all by who wants to: 4 GiB and 64 passes are minutes."""
        return self._within(Cost(64, 4 << 20, 64))

    def _within(self, most: Cost) -> bool:
        return self.iterations <= most.iterations and self.memory_kib <= most.memory_kib and self.lanes <= most.lanes


# RFC 9106's second choice in memory, in one lane: 0.3 s on a laptop. The floor is OWASP's lowest advice.
COST = Cost(3, 65_536, 1)
FLOOR = Cost(2, 19_456, 1)
MOST = COST  # of all that any version wrote


class KeyFile(NamedTuple):
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
    generation: int = 0  # how often it was written anew; the journal remembers the last one it was opened with
    account: bytes | None = None  # under the journal's key: what its phrase is at a server; not in older files
    mac: bytes = b""

    def to_json(self) -> dict[str, Any]:
        """The file's one document."""
        known = {} if self.account is None else {"account": self.account.hex()}
        counted = {"generation": self.generation} if self.generation else {}
        return {
            "version": VERSION if self.generation else 1,
            **counted,  # left out where it is not counted: the MAC of an older file stays what it was
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
            if "sum" in document and _sum(document) != document["sum"]:
                raise Unreadable(KEY_FILE)
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
                generation=_whole(document.get("generation", 0)),
                account=_bytes(by_phrase["account"]) if "account" in by_phrase else None,
                mac=_bytes(document["mac"]),
            )
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Unreadable(KEY_FILE) from error

    def check(self, key: bytes) -> None:
        """Raise `Unreadable` unless the file is as the holder of this key left it."""
        if not compare_digest(self.mac_under(key), self.mac):
            raise Unreadable(KEY_FILE)

    def signed(self, key: bytes) -> Self:
        """The next generation of the file, with the MAC that belongs to it."""
        new = self._replace(generation=self.generation + 1)
        return new._replace(mac=new.mac_under(key))

    def content(self) -> bytes:
        """The file's bytes."""
        document = self.to_json()
        return (json.dumps({**document, "sum": _sum(document)}, indent=1) + "\n").encode("ascii")

    def mac_under(self, key: bytes) -> bytes:
        """What shows whoever holds the key that the file is as its holder left it."""
        document = {name: value for name, value in self.to_json().items() if name != "mac"}
        text = json.dumps(document, sort_keys=True, separators=(",", ":"))
        return blake2b(text.encode("ascii"), key=key, digest_size=32, person=b"recovery keyfile").digest()


def _sum(document: dict[str, Any]) -> str:
    """What tells a file that the disk damaged from a wrong passphrase: a checksum of all the rest, no secret in it."""
    text = json.dumps({name: value for name, value in document.items() if name != "sum"}, sort_keys=True)
    return blake2b(text.encode("ascii", "backslashreplace"), digest_size=SUM_BYTES).hexdigest()


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
        return KeyFile.from_json(files.read(path or home.key_path(), SIZE_LIMIT))
    except OSError as error:
        raise Unreadable(KEY_FILE) from error


def save(key_file: KeyFile, path: Path | None = None) -> None:
    """Write the key file whole or not at all; raises `OSError`."""
    home.write_private(path or home.key_path(), key_file.content())
