"""One run of sync: in at the server, the ring followed, what others wrote taken in, what was written here sent.

A run may end anywhere: the next one goes on. What the server answers is held to what an honest one could answer, and a
lie costs a sentence, never an entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from recovery import clock
from recovery.errors import Unreachable, Unreadable
from recovery.store import home, locks
from recovery.store.connection import Journal
from recovery.sync import heads, noticing, queries
from recovery.sync.clocks import WARN_SECONDS
from recovery.sync.http import Server
from recovery.sync.pulling import Puller
from recovery.sync.pushing import Pusher
from recovery.sync.running import Progress, Run, silent

RUNNING = "Another sync is running. Let it finish; nothing was changed."
HELD_BACK = "the server may be holding something back"
WITHHELD = f"{{}} that another of your devices wrote did not come, so {HELD_BACK}."
LOST = "The server had lost records without saying so. What this device has was sent again."
OLDER = "{} came in an older state than this device had seen. The newer one was kept and sent again."
NOT_OPENED = "{} from the server could not be opened and were left out: changed, swapped or damaged there."
NO_KEY = "{} came under a key that this device does not have yet. They are asked for again at the next sync."
CLOCK_HERE = "The clock of this device differs from the server's by more than an hour. Syncing works all the same."
CLOCK_THERE = "The clock of another of your devices is more than an hour ahead. Syncing works all the same."


class Result(NamedTuple):
    """What a run did, in records; `pending` is what could not be sent."""

    pushed: int
    pulled: int
    merged: int
    pending: int
    warnings: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        found: dict[str, Any] = {name: getattr(self, name) for name in ("pushed", "pulled", "merged", "pending")}
        return found | ({"warnings": list(self.warnings)} if self.warnings else {})


@contextmanager
def alone() -> Iterator[None]:
    """One sync at a time on this device; raises `Unreachable` where one is running."""
    home.device()
    try:
        with locks.alone(home.folder() / "device", wait=0):
            yield
    except Unreadable as error:
        if error.sentence == locks.IN_USE:
            raise Unreachable(RUNNING) from error
        raise


class Client:
    """One run for one journal that has joined. `sync` does all of it; `prepare` is its part without the network."""

    def __init__(self, journal: Journal, server: Server | None = None, progress: Progress = silent) -> None:
        self.run = Run(journal, server, progress)

    def sync(self) -> Result:
        """All of it; raises `Unreachable` with what could be done kept."""
        self.run.be_replaced()
        self.prepare()
        self.run.log_in()
        self.run.know_epoch()
        self.run.follow()
        puller = Puller(self.run)
        puller.pull()
        Pusher(self.run, puller).push()
        return self._end()

    def prepare(self) -> None:
        """Look through what was written here; after joining, through everything, some rows at a time."""
        run = self.run
        while (state := run.state).seeding is not None:
            with run.desk() as desk:
                noticing.walk(desk, state.seeding)
            run.progress("Looking through the journal", 0, 0)
        if queries.changed_since(run.journal, state.scanned):
            with run.desk():
                pass

    def _end(self) -> Result:
        """Look whether anything is held back, and say what there is to say."""
        run, seen = self.run, self.run.seen
        state = run.state
        withheld = 0
        if seen.read or state.warnings != "[]":  # what was held back can only show, and only come, with what was read
            with run.desk() as desk:
                withheld = heads.withheld(desk)
        warnings = tuple(self._warnings(withheld))
        queries.save(run.journal, warnings=json.dumps(warnings), synced_at=clock.stamp())
        if withheld and HELD_BACK not in state.warnings and state.epoch is not None:
            with run.desk():  # once: the next run looks through all that the server has
                queries.begin_again(run.journal, state.epoch)
        pending = queries.pending(run.journal)
        return Result(seen.pushed, seen.pulled, seen.merged, pending, warnings)

    def _warnings(self, withheld: int) -> Iterator[str]:
        seen = self.run.seen
        yield from seen.newcomers
        if withheld:
            yield WITHHELD.format(_number(withheld))
        if seen.lost:
            yield LOST
        if seen.older:
            yield OLDER.format(_number(seen.older))
        if seen.damaged:
            yield NOT_OPENED.format(_number(seen.damaged))
        if seen.keyless:
            yield NO_KEY.format(_number(seen.keyless))
        for why, number in seen.refused.items():
            yield f"{_number(number)} could not be sent: {why}. Nothing is lost here."
        if abs(self.run.server.skew) > WARN_SECONDS:
            yield CLOCK_HERE
        elif seen.ahead > WARN_SECONDS:
            yield CLOCK_THERE


def _number(count: int) -> str:
    return "1 record" if count == 1 else f"{count:,} records"
