"""A run of sync, as all its parts share it: this device at its server, the journal, and what was met on the way.

Every transaction that applies something looks through this device's own edits first, and nothing in a transaction
waits for the network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from recovery.errors import Unreachable
from recovery.store.connection import Journal
from recovery.sync.membership import Member
from recovery.sync.queries import account_state
from recovery.sync.transport import BROKEN, ErrorResponse, Server
from recovery.wire import protocol, strict_json

if TYPE_CHECKING:
    from recovery.store import erasing
    from recovery.sync.conflicts import Conflict
    from recovery.sync.record_store import RecordStore

ANEW_LIMIT = 3  # how often a server may begin anew during one run

Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _of: int) -> None:
    """Nobody looks."""


@dataclass
class Tally:
    """What a run did, in records, and what it met that is worth a sentence."""

    older: int = 0
    aside: set[bytes] = field(default_factory=set)
    ahead: int = 0
    lost: bool = False
    pushed: int = 0
    pulled: int = 0
    merged: int = 0
    erased: list[erasing.Wanted] = field(default_factory=list)
    starts: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    read: bool = False
    refused: dict[str, int] = field(default_factory=dict)


class SyncRun(Member):
    """One run for one journal that has joined."""

    def __init__(self, journal: Journal, server: Server | None, progress: Progress, *, takes_removals: bool) -> None:
        super().__init__(journal, server)
        self.progress, self.seen = progress, Tally()
        self.takes_removals = takes_removals
        self._renewals = 0
        self._has_room = False

    @contextmanager
    def transaction(self) -> Iterator[RecordStore]:
        """A transaction that has looked through this device's own edits first."""
        from recovery.sync import change_detection
        from recovery.sync.queries import sync_records
        from recovery.sync.record_store import RecordStore

        journal = self.journal
        if not self._has_room:
            sync_records.make_room(journal)
            self._has_room = True
        with journal.transaction():
            state = self.state = account_state.joined(journal)
            held = self._held
            if held is None or held.ring.generation != state.generation:
                held = self.held
            store = RecordStore(journal, state, held.ring)
            if state.noted > state.scanned:
                change_detection.detect(store)
                store.save()  # what is done in SQL from here on finds it, and is not written over at the end
            yield store
            store.finish()
        self.state = store.state

    def go_on(self, error: ErrorResponse) -> None:
        """Go on with a server that says it began anew; raises `Unreachable` for one that says so again and again."""
        epoch = strict_json.octets(error.fields.get("epoch"), protocol.ID_BYTES)
        self._renewals += 1
        if epoch == self.state.epoch or self._renewals > ANEW_LIMIT:
            raise Unreachable(BROKEN) from error
        self.began_anew(epoch)

    def began_anew(self, epoch: bytes) -> None:
        """The server was reset or restored: give its rings back, look through all it has, send what it lacks."""
        with self.transaction() as store:
            store.begin_again(epoch)
        self.follow()
