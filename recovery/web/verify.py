"""Whether a server serves the app as this program knows it: each file is fetched and its SHA-256 compared.

Whoever serves the app could put in code that reads what a person writes. The list in this program came another way, so
it finds a server that changed the app for everybody. A server that tells a terminal from a phone and lies to one person
alone is not found by this.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Collection
from typing import NamedTuple

from recovery import console
from recovery.errors import NotFound
from recovery.language import tr
from recovery.web import manifest
from recovery.wire import strict_json

FILE_LIMIT = 4 * 1024 * 1024
SHOWN = (".png", ".txt")  # they can hold no code
# They name all the others: a phone stays with a changed app only by one of these.
FIRST = ("index.html", "circle.html", "worker.js")
SAMPLED = 4
NO_APP = tr("No phone app is served at that address. Check it; it ends with a slash, as in https://example.org/app/")
CHANGED = tr(
    "The server serves another phone app than the one in this program. If neither was updated since, somebody changed "
    "it, and it could read what you write. Do not open it on your phone until you know why. More: recovery app verify "
    "URL"
)

Fetch = Callable[[str, int], tuple[int, bytes]]  # a file's name and the most bytes to take -> HTTP status and content


class Verdict(NamedTuple):
    """What is served beside what is known: the names of files that differ and of those that are not there."""

    version: str
    same_version: bool
    changed: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def sentence(self) -> str | None:
        """What there is to say, `None` where everything is as it should be."""
        if self.same:
            return None
        if self.same_version:
            return CHANGED
        return tr(
            "The server serves version {there} of the phone app, and this program knows only {here}, so it cannot "
            "tell whether the app was changed. Update both to the same version.",
            there=console.one_line(self.version, 20),
            here=manifest.ours().version,
        )

    @property
    def same(self) -> bool:
        """Whether everything is as this program knows it."""
        return not self.changed and not self.missing


def sample() -> set[str]:
    """The files that say which others a phone takes, and a few of those, other ones each time."""
    code = [name for name in manifest.ours().files if name not in FIRST and not name.endswith(SHOWN)]
    return {*FIRST, *random.SystemRandom().sample(code, min(SAMPLED, len(code)))}


def verify(fetch: Fetch, names: Collection[str] | None = None) -> Verdict:
    """Compare what is served, all files or those named; raises `NotFound` where there is no app, and `Unreachable`."""
    known = manifest.ours()
    status, content = fetch(manifest.LIST, manifest.LIST_LIMIT)
    if status != 200:
        raise NotFound(NO_APP)
    version = _version(content)
    changed, missing = [], []
    for name, digest in sorted(known.files.items()):
        if names is not None and name not in names:
            continue
        status, content = fetch("" if name == "index.html" else name, FILE_LIMIT)
        if status != 200:
            missing.append(name)
        elif hashlib.sha256(content).hexdigest() != digest:
            changed.append(name)
    return Verdict(version, version == known.version, tuple(changed), tuple(missing))


def _version(content: bytes) -> str:
    try:
        return manifest.read(content).version
    except strict_json.Malformed:
        raise NotFound(NO_APP) from None
