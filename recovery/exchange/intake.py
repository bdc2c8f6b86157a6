"""Records taken into the journal inside one command, part by part, written in a thread while the next are read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from recovery.exchange import queries
from recovery.exchange.background import BackgroundWork
from recovery.exchange.lines import KINDS
from recovery.exchange.queries import ADDED, SKIPPED, Carried, R
from recovery.journal import queries as journal_queries
from recovery.journal.entries import CheckIn, Lapse
from recovery.journal.use import Use, joined, tracked_on
from recovery.store import bulk
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.store.records import Record

Rows = dict[str, list[tuple[Any, ...]]]


class Intake:
    """Takes records in, and tells what became of each. Used with `with`: it ends with nothing under way.

    Of a part of a file the ids are looked up at once, the records taken, and their rows written by thousands: with a
    statement for each, the full-text index would write itself out at every row, and Python's lock would go back and
    forth between two threads. One thread writes what was taken and looks up what was read (`go_on`) while the part
    between the two is taken and the next one is read. Whatever else asks the journal waits for that thread.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._inserting = bulk.Inserting(journal.connection)
        self._background = BackgroundWork()
        self._rows: Rows = {kind: [] for kind in KINDS}  # taken, and nobody writes them yet
        self._keys: dict[str, set[Any]] = {kind: set() for kind in KINDS}  # the natural keys of those
        self._taken, self._taken_before = set[str](), set[str]()  # ids, since this part was looked up
        self._there: dict[str, bool] = {}  # of the ids looked up: whether they were ever taken before
        self._there_next: dict[str, bool] = {}  # the same of the next part

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._background.leave(self._journal.connection.interrupt)

    @property
    def journal(self) -> Journal:
        """The journal, with nothing under way in it."""
        self._background.wait()
        return self._journal

    def go_on(self, ids: Sequence[str]) -> None:
        """Begin to write what was taken and to look up a part's ids; meanwhile the part before it is to be taken."""
        journal, rows = self.journal, self._rows
        self._there, self._there_next = self._there_next, {}
        self._taken, self._taken_before = set(), self._taken
        self._rows, self._keys = {kind: [] for kind in KINDS}, {kind: set() for kind in KINDS}

        def work() -> None:
            self._write(rows)
            there = queries.ever_taken_of(journal, ids)
            self._there_next = {id: id in there for id in ids}

        self._background.begin(work)

    def take(self, record: Carried) -> str:
        """Take one entry in: `added`, `changed` (its day has one) or `skipped` (it is there); raises `Refused`."""
        kind, id, key = record.kind, record.id, record.natural_key
        if self.known(id):
            return SKIPPED
        if key is not None:
            there = self.stored(record)
            if there is not None:
                return self._merge(record, *there)
            self._keys[kind].add(getattr(record, key))
        self._taken.add(id)
        self._rows[kind].append(record.to_row())
        return ADDED

    def finish(self) -> None:
        """Write what is still to be written."""
        self._write_now(*KINDS)
        self._inserting.finish()

    def known(self, id: str) -> bool:
        """Whether that id was ever taken; of one that was not looked up the journal is asked."""
        if id in self._taken or id in self._taken_before:
            return True
        there = self._there.get(id)
        return queries.ever_taken(self.journal, id) if there is None else there

    def stored(self, record: R) -> tuple[int, R] | None:
        """The row that has the same natural key, and what it holds."""
        if record.natural_key is None:
            return None
        if getattr(record, record.natural_key) in self._keys[record.kind]:
            self._write_now(record.kind)
        return queries.stored(self.journal, record)

    def change(self, row: int, old: Record, id: str, changes: dict[str, Any]) -> str:
        """Change an entry as a line of that id says, once."""
        self._taken.add(id)
        return queries.change(self.journal, row, old, id, changes)

    def checkin_of(self, day: date) -> CheckIn | None:
        """The check-in of a day."""
        self._write_now(CheckIn.kind)
        located = journal_queries.checkin_of(self._journal, day)
        return located[1] if located else None

    def has_lapse(self, day: date, name: str | None, first: str | None) -> bool:
        """Whether a day has a lapse of that substance; one without a name is of the `first` tracked."""
        self._write_now(Lapse.kind)
        names = {alike(lapse.substance or first or "") for lapse in journal_queries.lapses_on(self._journal, day)}
        return alike(name or "") in names

    def _merge(self, record: Carried, row: int, old: Carried) -> str:
        """Let a later line change the entry of the same key."""
        names = (column.name for column in record.columns() if column.name not in ("id", record.natural_key))
        changes = {name: value for name in names if (value := getattr(record, name)) not in (None, ())}
        if isinstance(record, CheckIn) and isinstance(old, CheckIn):
            tracked = tracked_on(journal_queries.substances(self._journal, closed=True), record.day)
            changes |= joined(Use.of(old), Use.of(record), tracked)._asdict()
            answers = Use.of(record) != Use() and not record.filled_in
            changes["filled_in"] = None if answers else old.filled_in
        return self.change(row, old, record.id, changes)

    def _write_now(self, *kinds: str) -> None:
        """Write what was taken of these kinds, with nothing under way from here on."""
        self._background.wait()
        self._write({kind: self._rows[kind] for kind in kinds})
        for kind in kinds:
            self._rows[kind], self._keys[kind] = [], set()

    def _write(self, rows: Rows) -> None:
        for kind, new in rows.items():
            if new:
                names, free = [column.name for column in KINDS[kind].columns()], self._inserting.next_key(kind)
                self._inserting.insert(kind, names, [(key, *row) for key, row in enumerate(new, start=free)])
