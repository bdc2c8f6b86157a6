"""What came from the server, merged into the journal: field by field, never jamming, and losing no edit.

A record that the tables or the rules of its kind refuse is set aside with the reason, and the rest goes on. A value
that loses is written and overwritten in one command, so that history shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from recovery.store import erasing, kinds, remarks
from recovery.store.connection import EngineError, EngineFailure
from recovery.sync import documents, heads, queries
from recovery.sync.checking import refusal
from recovery.sync.desk import AGAIN, Desk, natural
from recovery.sync.documents import Document, Field
from recovery.sync.queries import Trace

# What the engine says to a row or a value that it cannot hold; Python's own words for a number or a text too wild.
_REFUSALS = (EngineError, OverflowError, UnicodeEncodeError)
_TOLD = (remarks.DAMAGED, remarks.MALFORMED, remarks.OLD_KEY)  # why a record is left out, in words of its own
_UNFORESEEN = (EngineError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


class Pulled(NamedTuple):
    """A record from the server: its document, or why there is none."""

    id: bytes
    version: bytes
    seq: int
    document: Document | None
    aside: str | None = None
    key: int = 0  # the place of its key among the collection's
    retired: bool = False  # there is a newer key


class _New(NamedTuple):
    """A row to be made."""

    trace: Trace
    document: Document
    values: dict[str, Any]


class Applier:
    """Takes records into the journal inside one transaction, and counts what became of them."""

    def __init__(self, desk: Desk, present_ms: int, *, takes_removals: bool = False) -> None:
        self._takes_removals = takes_removals
        self._newest = (desk.state.newest_key, desk.state.newest_key_seq)
        self._desk = desk
        self._present = present_ms
        self._new: list[_New] = []
        self._arrived: list[tuple[bytes, int]] = []
        self._changed: set[bytes] = set()
        self.pulled = self.merged = self.older = self.aside = 0
        self.erased: list[erasing.Wanted] = []
        self.refused: dict[str, int] = {}  # by why they were left out
        self.ahead = 0  # by how many seconds the furthest clock lies in the future

    def take(self, pulled: Iterable[Pulled]) -> None:
        """Merge these."""
        records, desk = list(pulled), self._desk
        desk.fetch([each.id for each in records])
        for each in records:
            self._take(each)
        self._insert()
        self._count_aside(records)
        if self._newest != (desk.state.newest_key, desk.state.newest_key_seq):
            queries.save(desk.journal, newest_key=self._newest[0], newest_key_seq=self._newest[1])
        if self._arrived:
            heads.add(self._desk, self._arrived, self._present)
        if self.erased:
            erasing.finish_history(self._desk.journal.connection)

    def _count_aside(self, records: list[Pulled]) -> None:
        traces = filter(None, (self._desk.trace(each.id) for each in records))
        waiting = {trace.id for trace in traces if trace.aside is not None and trace.aside not in remarks.NOT_SENT}
        self.aside += len(waiting)
        self.pulled -= len(waiting & self._changed)

    def retry(self, traces: Iterable[Trace]) -> None:
        """Try once more what was set aside."""
        for each in traces:
            trace = self._desk.trace(each.id)
            if trace is None or trace.erased or trace.kind not in kinds.CARRIED:
                continue
            whole = self._desk.document(trace)
            if not whole.deleted.value:
                self._place(trace, None, None, whole)
        self._insert()

    def _take(self, each: Pulled) -> None:
        desk = self._desk
        trace = desk.trace(each.id)
        if trace is not None and each.version in (trace.known, trace.version):
            self._is_there(trace, each)
            return
        if trace is None:
            trace = Trace(id=each.id, kind="", local="")
        if each.document is None:
            self._unopened(trace, each)
            return
        if desk.record_id(each.document.kind, each.document.local) != each.id and not each.document.erased:
            self._unopened(trace, each._replace(aside=remarks.FOREIGN))
            return
        if self._outdated(trace, each):
            self._unopened(trace, each._replace(aside=remarks.OLD_KEY))
            return
        self._note_key(each.key, each.seq)
        waiting = len(self._new)
        try:
            with desk.attempt(trace):
                self._merge(trace, each, each.document)
        except EngineFailure:  # the disk, not the record
            raise
        except _UNFORESEEN:
            # Whatever this program did not foresee of it: the record waits, and sync goes on.
            del self._new[waiting:]
            trace.seq, trace.aside = each.seq, remarks.UNFORESEEN
            desk.change(trace)

    def _is_there(self, trace: Trace, each: Pulled) -> None:
        if each.version == trace.version:  # it had arrived, and only the answer was lost
            trace.known, trace.version, trace.blob, trace.unsent, trace.seq = each.version, None, None, False, 0
            trace.count = documents.following(trace.count)
            if trace.kind != documents.HEADS:
                self._arrived.append((trace.id, trace.count))
        if trace.seq != each.seq:
            trace.seq = each.seq
            self._desk.change(trace)
        self._note_key(trace.sealed_under, each.seq)

    def _outdated(self, trace: Trace, each: Pulled) -> bool:
        """Whether an honest server could not have taken it: a newer key was in use when it came there."""
        newest, since = self._newest
        return each.key < trace.sealed_under or (each.key < newest and since is not None and each.seq > since)

    def _note_key(self, key: int, seq: int) -> None:
        newest, since = self._newest
        if key > newest or (key == newest and (since is None or seq < since)):
            self._newest = (key, seq)

    def _unopened(self, trace: Trace, each: Pulled) -> None:
        """Nothing of it can be used. What this device has of it is sent again, unless only a key is missing.

        Without the key nothing is known of what stands there, so nothing is put in its place as long as the key may
        come. A ring that is asked for at the next sync and still does not name it never will: somebody had a key alone.
        """
        empty, trace.seq = not trace.kind and not trace.erased, each.seq
        waits = each.aside == remarks.NO_KEY and (empty or trace.aside != remarks.NO_KEY)
        why = each.aside if each.aside is not None and (waits or each.aside in _TOLD) else remarks.DAMAGED
        self.refused[why] = self.refused.get(why, 0) + 1
        if empty or waits:
            trace.aside = each.aside if empty or trace.aside is None else trace.aside
        else:
            trace.known, trace.aside = each.version, None if trace.aside == remarks.NO_KEY else trace.aside
            self._desk.edited(trace)
        self._desk.change(trace)

    def _merge(self, trace: Trace, each: Pulled, theirs: Document) -> None:
        desk = self._desk
        mine = desk.document(trace) if trace.kind or trace.erased else None
        latest = max((field.clock for field in (*theirs.fields.values(), theirs.deleted)), default=theirs.deleted.clock)
        desk.clock.see(latest)
        self.ahead = max(self.ahead, (latest.ms - self._present) // 1000)
        if trace.known is not None and theirs.count < trace.count and trace.seq:
            self.older += 1
        if mine is not None and mine.erased:
            theirs = replace(theirs, kind=mine.kind)
        whole = theirs if mine is None else documents.merge(mine, theirs)
        changes = mine is None or not whole.same(mine)
        if self._must_ask(mine, whole, each):
            trace.known, trace.seq, trace.aside = each.version, each.seq, remarks.HELD
            trace.count = max(trace.count, theirs.count)
            desk.change(trace)
            return
        if changes and whole.kind != documents.HEADS:
            self.pulled += 1
            self._changed.add(trace.id)
        trace.sealed_under = each.key
        self.merged += trace.unsent and mine is not None and not theirs.same(mine) and not whole.same(theirs)
        trace.known, trace.seq, trace.version, trace.blob = each.version, each.seq, None, None
        trace.unsent = not whole.same(theirs) or theirs.count < trace.count  # counts go up only, also after a restore
        trace.count = max(trace.count, theirs.count)
        desk.change(trace)
        if changes or trace.aside:
            self._place(trace, mine, theirs, whole)
        elif mine is not None and trace.live and trace.row is not None:
            self._show_losers(trace.kind, trace.row, mine, theirs, whole)

    def _must_ask(self, mine: Document | None, whole: Document, each: Pulled) -> bool:
        """Whether it would take away what is here, under a key that a device which was taken off may have."""
        if mine is None or mine.erased or mine.deleted.value or not each.retired or self._takes_removals:
            return False
        return whole.erased or whole.deleted.value is True

    def _place(self, trace: Trace, mine: Document | None, theirs: Document | None, whole: Document) -> None:
        """Make the journal's row what the document says."""
        desk, kind = self._desk, whole.kind
        if whole.erased:
            self._erase(trace, whole)
            return
        columns = desk.columns(kind)
        if not columns:
            desk.hold(trace, whole, None, live=False)
            return
        row = trace.row
        present = desk.values(kind, row)
        if whole.deleted.value:
            if present is not None and row is not None:
                desk.as_sync()
                queries.delete_row(desk.journal, kind, row)
            desk.hold(trace, whole, row, live=False)
            return
        values = {name: whole.fields[name].value for name in columns if name in whole.fields}
        rule = refusal(kind, {**(present or {}), **values})
        reason = None if rule is None else f"{remarks.RULE} {rule}"
        if natural(kind, values) != whole.local.partition(AGAIN)[0]:
            reason = remarks.FOREIGN
        if reason is not None:
            desk.hold(trace, whole, row, live=False, aside=reason)
        elif present is None or row is None:
            desk.hold(trace, whole, row, live=False, aside=remarks.NOT_TAKEN)  # until its row is made
            self._new.append(_New(trace, whole, values))
        else:
            self._update(trace, row, whole, {name: each for name, each in values.items() if present[name] != each})
            if mine is not None and theirs is not None and trace.live:
                self._show_losers(kind, row, mine, theirs, whole)

    def _update(self, trace: Trace, row: int, whole: Document, differing: dict[str, Any]) -> None:
        desk = self._desk
        if "id" in differing and queries.id_taken(desk.journal, whole.kind, differing["id"]):
            whole, differing = self._with_own_id(trace, whole, differing)
        try:
            if differing:
                desk.as_sync()
                with queries.attempt(desk.journal):
                    queries.update_row(desk.journal, whole.kind, row, differing)
        except _REFUSALS:
            desk.hold(trace, whole, row, live=False, aside=remarks.NOT_TAKEN)
        else:
            desk.hold(trace, whole, row, live=True)

    def _show_losers(self, kind: str, row: int, mine: Document, theirs: Document, whole: Document) -> None:
        """Let history tell the values of another device that a later edit of this one overrode."""
        desk = self._desk
        for name in desk.columns(kind):
            ours, other = mine.fields.get(name), theirs.fields.get(name)
            if ours is None or other is None or whole.fields[name] != ours or ours.value == other.value:
                continue
            if not isinstance(other.value, str | int | float | None):
                continue  # of a newer program; no column holds it, so history cannot tell it
            if queries.told(desk.journal, kind, row, name, other.value):
                continue
            desk.as_sync()
            try:
                with queries.attempt(desk.journal):
                    queries.update_row(desk.journal, kind, row, {name: other.value})
                    queries.update_row(desk.journal, kind, row, {name: ours.value})
            except _REFUSALS:
                continue

    def _erase(self, trace: Trace, whole: Document) -> None:
        desk = self._desk
        if trace.row is not None and trace.kind in kinds.CARRIED:
            desk.as_sync()
            column = kinds.NATURAL.get(trace.kind, "id")
            value = trace.local.partition(AGAIN)[0]
            erasing.erase_row(desk.journal.connection, trace.kind, trace.row, column, value)
            self.erased.append(erasing.Wanted(column, value, trace.kind))
        trace.kind = trace.kind or whole.kind
        desk.forget(trace)

    def _insert(self) -> None:
        """Make the rows that wait, by hundreds in one statement; where that is refused, one by one."""
        desk, waiting = self._desk, self._new
        self._new = []
        groups: dict[tuple[str, tuple[str, ...]], list[_New]] = {}
        for each in waiting:
            groups.setdefault((each.document.kind, tuple(each.values)), []).append(each)
        for (kind, names), group in groups.items():
            desk.as_sync()
            rows = self._keys(kind, group)
            try:
                with queries.attempt(desk.journal):
                    lines = [[row, *each.values.values()] for row, each in zip(rows, group, strict=True)]
                    queries.insert_rows(desk.journal, kind, names, lines)
            except _REFUSALS:
                for each in group:
                    self._insert_one(each)
            else:
                for row, each in zip(rows, group, strict=True):
                    desk.hold(each.trace, each.document, row, live=True)

    def _keys(self, kind: str, group: list[_New]) -> list[int]:
        """The key of each row: the one that the record had before, or a new one."""
        if kind in kinds.SINGLE:
            return [1] * len(group)
        free = queries.next_key(self._desk.journal, kind)
        keys = []
        for each in group:
            keys.append(free if each.trace.row is None else each.trace.row)
            free += each.trace.row is None
        return keys

    def _insert_one(self, each: _New) -> None:
        desk, kind = self._desk, each.document.kind
        document, values = each.document, each.values
        if kind in kinds.NATURAL and "id" in values and queries.id_taken(desk.journal, kind, values["id"]):
            document, values = self._with_own_id(each.trace, document, values)
        (row,) = self._keys(kind, [each])
        try:
            with queries.attempt(desk.journal):
                queries.insert_rows(desk.journal, kind, tuple(values), [[row, *values.values()]])
        except _REFUSALS:
            desk.hold(each.trace, each.document, each.trace.row, live=False, aside=remarks.NOT_TAKEN)
        else:
            desk.hold(each.trace, document, row, live=True)

    def _with_own_id(self, trace: Trace, document: Document, values: dict[str, Any]) -> tuple[Document, dict[str, Any]]:
        """A check-in that was moved to another day took its id along, and its old day is there too: each needs its own.

        It follows from the record's id, so two devices that meet this give the same one.
        """
        own = Field(str(UUID(bytes=trace.id)), self._desk.clock.tick(self._present))
        self._desk.edited(trace)
        return replace(document, fields={**document.fields, "id": own}), {**values, "id": own.value}
