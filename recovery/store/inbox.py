"""The inbox: one sealed file for each command written while the journal was locked.

Whoever writes needs only the public key. A file is HPKE to the journal's inbox key, padded to whole KiB so that its
size tells little, bound to the journal's id, and put in place complete. Any program of this user could add one: so
what comes from here says so, what cannot be read is set aside, and an id that was taken dies.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from recovery import clock
from recovery.errors import Refused, Unreadable
from recovery.language import tr
from recovery.store import files, home, keys
from recovery.store.keyfile import KeyFile
from recovery.store.sealed_command import IDS, SealedCommand
from recovery.wire import strict_json

PAD = 1024
LENGTH_BYTES = 4
SIZE_LIMIT = 1 << 20
SUFFIX = ".sealed"
ASIDE = "aside"
NUMBER_LIMIT = 10**12
NOT_SEALED = tr(
    "What you wrote could not be kept: the inbox in {folder} cannot be written to. "
    "Check that the disk has room and that the folder is yours."
)
TOO_LONG = tr("That is too long to be sealed, so nothing was kept. Unlock first (recovery unlock), or write less.")


class Waiting(NamedTuple):
    """A file of the inbox, opened."""

    path: Path
    arrival: SealedCommand


def new(command: str, arguments: dict[str, Any], text: str) -> SealedCommand:
    """What is about to be sealed, with the ids its entries will have."""
    ids = tuple(str(uuid4()) for _ in range(IDS))
    zone = clock.system_zone()
    at = clock.now(clock.parse_zone(zone))
    return SealedCommand(str(uuid4()), ids, command, arguments, text, at, zone, clock.nanoseconds())


def put(key_file: KeyFile, arrival: SealedCommand) -> None:
    """Seal one command into the inbox; raises `Refused` when it is too long, `Unreadable` when it cannot be written."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    content = json.dumps(
        {**arrival._asdict(), "at": arrival.at.isoformat(), "ids": list(arrival.ids)}, ensure_ascii=False
    ).encode("utf-8", "surrogatepass")
    if len(content) > SIZE_LIMIT - 2 * PAD:
        raise Refused(TOO_LONG)
    plain = len(content).to_bytes(LENGTH_BYTES) + content
    plain += bytes(-len(plain) % PAD)
    sealed = keys.suite().encrypt(plain, X25519PublicKey.from_public_bytes(key_file.public), info=_info(key_file))
    try:
        folder = home.make_part(home.inbox())
        number = max((_number(path) for path in folder.iterdir()), default=0) + 1
        home.write_private(folder / f"{number:06}-{os.urandom(8).hex()}{SUFFIX}", sealed)
    except OSError as error:
        raise Unreadable(NOT_SEALED.format(folder=home.inbox())) from error


def waiting(key_file: KeyFile, key: bytes) -> tuple[list[Waiting], list[Path]]:
    """What waits, in the order it was written, and the files that cannot be read."""
    private = keys.inbox_private(key)
    sealed, foreign = [], []
    for path in _files():
        arrival = _open(path, key_file, private)
        if arrival is None:
            foreign.append(path)
        else:
            sealed.append(Waiting(path, arrival))
    return sorted(sealed, key=lambda one: (_number(one.path), one.arrival.order)), foreign


def set_aside(paths: Iterable[Path]) -> list[Path]:
    """Move files out of the way, where a person can look at them; returns where they are."""
    folder = home.make_part(home.inbox() / ASIDE)
    moved = []
    for path in paths:
        target = folder / path.name
        if target.exists():
            target = folder / f"{os.urandom(4).hex()}-{path.name}"
        path.rename(target)
        moved.append(target)
    return moved


def _files() -> Iterable[Path]:
    """Everything in the inbox but what was set aside and what is still being written."""
    try:
        files = list(home.inbox().iterdir())
    except OSError:
        return []
    return [path for path in files if path.name != ASIDE and not path.name.startswith(home.NEW)]


def _number(path: Path) -> int:
    digits = path.name.partition("-")[0]
    return int(digits) if digits.isdecimal() and digits.isascii() and int(digits[:13]) < NUMBER_LIMIT else 0


def _info(key_file: KeyFile) -> bytes:
    return b"recovery/v1/inbox\0" + key_file.journal.encode("ascii")


def _read(path: Path) -> bytes | None:
    """A file's bytes; `None` for what is no plain file of a sealed entry's size. Never waits and never follows a link."""
    try:
        return files.read(path, SIZE_LIMIT, follow=False)
    except OSError:
        return None


def _open(path: Path, key_file: KeyFile, private: Any) -> SealedCommand | None:
    from cryptography.exceptions import InvalidTag

    sealed = _read(path)
    if sealed is None:
        return None
    try:
        plain = keys.suite().decrypt(sealed, private, info=_info(key_file))
        length = int.from_bytes(plain[:LENGTH_BYTES])
        values = strict_json.read(plain[LENGTH_BYTES : LENGTH_BYTES + length].decode("utf-8", "surrogatepass"))
        return _checked(values)
    except (InvalidTag, ValueError, TypeError, KeyError, RecursionError):
        return None


def _checked(values: dict[str, Any]) -> SealedCommand:
    """What a file says, each part of its kind; raises `ValueError`, `TypeError`, `KeyError`."""
    ids = tuple(str(UUID(value)) for value in values["ids"])
    at = datetime.fromisoformat(values["at"])
    if at.tzinfo is None or len(ids) > IDS or not isinstance(values["arguments"], dict):
        raise ValueError
    texts = [values[name] for name in ("command", "text", "zone")]
    if not all(isinstance(text, str) for text in texts) or type(values["order"]) is not int:
        raise ValueError
    command, text, zone = texts
    return SealedCommand(str(UUID(values["id"])), ids, command, values["arguments"], text, at, zone, values["order"])
