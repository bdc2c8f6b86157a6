"""The files of the phone app that came with this program, and the SHA-256 of each, as its build wrote them down."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import NamedTuple

from recovery.errors import Refused
from recovery.language import tr
from recovery.wire import strict_json

FOLDER = "/app/"  # where `recovery serve` has it
LIST = "files.json"
LIST_LIMIT = 64 * 1024
NOT_HERE = tr(
    "This program was installed without the phone app, because it could not be built: there was no network for it. "
    "Install it again with a network, or in a checkout: make web"
)
_FOLDER = os.path.join(os.path.dirname(__file__), "static")


class Manifest(NamedTuple):
    """What an app consists of: the version of its program, and each file's name with its SHA-256 in hex."""

    version: str
    files: Mapping[str, str]

    @property
    def checksum(self) -> str:
        """One SHA-256 over all of them, of the lines that `sha256sum` would print in the order of their names."""
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.files.items()))
        return hashlib.sha256(lines.encode("utf-8")).hexdigest()

    @property
    def shown(self) -> str:
        """The beginning of the checksum as it is compared by eye, here and in the app."""
        return " ".join(self.checksum[start : start + 4] for start in range(0, 16, 4))


def ours() -> Manifest:
    """That of the app in this program; raises `Refused` where it has none."""
    listed = here()
    if listed is None:
        raise Refused(NOT_HERE)
    return listed


def here() -> Manifest | None:
    """The same, `None` where the program was installed without the app."""
    try:
        content = _content(LIST)
    except OSError:
        return None
    return read(content)


def read(content: bytes) -> Manifest:
    """A list as the build writes it; raises `Malformed` for anything else."""
    document = strict_json.document(content, LIST_LIMIT)
    version, files = document.get("version"), document.get("files")
    if not isinstance(version, str) or not isinstance(files, dict):
        raise strict_json.Malformed
    if not all(isinstance(digest, str) for digest in files.values()):
        raise strict_json.Malformed
    return Manifest(version, files)


def contents() -> dict[str, bytes]:
    """Every file of the app by its name, the list among them; raises `Refused` where one is not here."""
    listed = ours()
    try:
        contents = {name: _content(name) for name in listed.files}
    except OSError as error:
        raise Refused(NOT_HERE) from error
    return contents | {LIST: _content(LIST)}


def _content(name: str) -> bytes:
    with open(os.path.join(_FOLDER, name), "rb") as file:
        return file.read()
