"""One run of sync: in at the server, the ring followed, what others wrote taken in, what was written here sent.

A run may end anywhere: the next one goes on. What the server answers is held to what an honest one could answer, and a
lie costs a sentence, never an entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from recovery import clock
from recovery.errors import Unreachable, Unreadable
from recovery.language import tr
from recovery.store import home, locks, sync_notices
from recovery.store.connection import Journal
from recovery.sync.hybrid_clock import WARN_SECONDS
from recovery.sync.pull import Puller
from recovery.sync.queries import sync_records
from recovery.sync.run import Progress, SyncRun, silent
from recovery.sync.transport import Server
from recovery.wire import strict_json

if TYPE_CHECKING:
    from recovery.sync.conflicts import Conflict

NOTHING_SAID = "[]"  # what `warnings` holds after a run without any
RUNNING = tr("Another sync is running. Let it finish; nothing was changed.")


class Result(NamedTuple):
    """What a run did, in records; `pending` is what could not be sent."""

    pushed: int
    pulled: int
    merged: int
    pending: int
    warnings: tuple[str, ...]
    set_aside: int = 0  # came in this run, and could not be taken in
    erased: int = 0  # here too, since another device erased them for good
    conflicts: tuple[Conflict, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        counts: dict[str, Any] = {name: getattr(self, name) for name in ("pushed", "pulled", "merged", "pending")}
        counts |= {name: number for name in ("set_aside", "erased") if (number := getattr(self, name))}
        if self.conflicts:
            counts["conflicts"] = [conflict.to_json() for conflict in self.conflicts]
        return counts | ({"warnings": list(self.warnings)} if self.warnings else {})


@contextmanager
def alone() -> Iterator[None]:
    """One sync at a time on this device; raises `Unreachable` where one is running."""
    home.device()
    try:
        with locks.alone(home.place("device"), wait=0):
            yield
    except Unreadable as error:
        if error.sentence == locks.IN_USE:
            raise Unreachable(RUNNING) from error
        raise


class Client:
    """One run for one journal that has joined. `sync` does all of it; `prepare` is its part without the network."""

    def __init__(
        self,
        journal: Journal,
        server: Server | None = None,
        progress: Progress = silent,
        *,
        takes_removals: bool = False,
    ) -> None:
        self.run = SyncRun(journal, server, progress, takes_removals=takes_removals)

    def sync(self) -> Result:
        """All of it; raises `Unreachable` with what could be done kept."""
        if self.run.state.renewing:  # before anything is sent: a copy of this device's keys may be in other hands
            self.run.arrive()
        self.prepare()
        self.run.follow()
        puller = Puller(self.run)
        puller.pull()
        if self.run.state.unsent or self.run.state.noted > self.run.state.scanned:
            from recovery.sync.push import Pusher

            Pusher(self.run, puller).push()
        return self._end()

    def prepare(self) -> None:
        """After joining, look through all that is in the journal, some rows at a time."""
        run = self.run
        if run.state.seeding is None:
            return
        from recovery.sync import change_detection

        while run.state.seeding is not None:
            with run.transaction() as store:
                change_detection.walk(store, store.state.seeding or "")
            run.progress(tr("Looking through the journal"), 0, 0)

    def _end(self) -> Result:
        """Look whether anything is held back, and say what there is to say."""
        run, seen = self.run, self.run.seen
        state = run.state
        known = {word for word, _ in strict_json.read(state.warnings)} if state.warnings != NOTHING_SAID else set()
        withheld = 0
        if seen.read or known:  # what was held back can only show, and only come, with what was read
            from recovery.sync import write_log

            with run.transaction() as store:
                withheld = write_log.withheld(store)
                if withheld and sync_notices.WITHHELD not in known and state.epoch is not None:
                    store.begin_again(state.epoch)  # once: the next run looks through all that the server has
        said, conflicts = list(self._notices(withheld)), self._conflicts()
        run.save(warnings=json.dumps(said), synced_at=clock.stamp())
        warnings = tuple(sync_notices.sentence(*notice) for notice in said)
        pending = sync_records.count_unsent(run.journal)
        return Result(
            seen.pushed,
            seen.pulled,
            seen.merged,
            pending,
            warnings,
            len(seen.aside),
            len(seen.erased),
            conflicts,
        )

    def _conflicts(self) -> tuple[Conflict, ...]:
        """Each field that met another value once, with the name of the other device."""
        if not self.run.seen.conflicts:
            return ()
        names = {device.clock_id: device.name for device in self.run.held.ring.devices}
        last = {(conflict.kind, conflict.id, conflict.name): conflict for conflict in self.run.seen.conflicts}
        return tuple(conflict._replace(device=names.get(conflict.device, "")) for conflict in last.values())

    def _notices(self, withheld: int) -> Iterator[tuple[str, int | str]]:
        """What there is to say, each with its number of records, or with the name of a device in a sentence."""
        seen = self.run.seen
        yield from ((sync_notices.ADDED, new) for new in self.run.news)
        yield from ((sync_notices.STARTS, start) for start in seen.starts)
        held = sync_records.count_aside_for(self.run.journal, sync_notices.HELD) if self.run.state.aside else 0
        counted = {sync_notices.WITHHELD: withheld, sync_notices.LOST: int(seen.lost), sync_notices.OLDER: seen.older}
        counted |= seen.refused | {sync_notices.HELD: held}
        yield from ((word, number) for word, number in counted.items() if number)
        if abs(self.run.server.skew) > WARN_SECONDS:
            yield sync_notices.CLOCK_HERE, 1
        elif seen.ahead > WARN_SECONDS:
            yield sync_notices.CLOCK_THERE, 1
