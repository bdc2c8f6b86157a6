"""What came from the server, merged into the journal: field by field, never jamming, and losing no edit.

A record that cannot be read, or that this program stumbles on, is left out with the reason, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from recovery.store import erasing, kinds, remarks
from recovery.store.engine import EngineError, EngineFailure
from recovery.sync import documents, write_log
from recovery.sync.documents import Document
from recovery.sync.queries import account_state, sync_records
from recovery.sync.queries.sync_records import Trace
from recovery.sync.record_store import Desk
from recovery.sync.row_writer import Placer

UNREADABLE = 10_000  # records that could not be opened, and of which nothing is here, are noted at most
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


class Applier:
    """Takes records into the journal inside one transaction, and counts what became of them."""

    def __init__(self, desk: Desk, present_ms: int, *, takes_removals: bool = False) -> None:
        self._takes_removals = takes_removals
        self._newest = (desk.state.newest_key, desk.state.newest_key_seq)
        self._desk = desk
        self._present = present_ms
        self._placer = Placer(desk, present_ms)
        self._unreadable: int | None = None
        self._arrived: list[tuple[bytes, int]] = []
        self._changed: set[bytes] = set()
        self.pulled = self.merged = self.older = self.aside = 0
        self.refused: dict[str, int] = {}  # by why they were left out
        self.ahead = 0  # by how many seconds the furthest clock lies in the future

    @property
    def erased(self) -> list[erasing.Wanted]:
        """What was erased, to be erased in copies too."""
        return self._placer.erased

    @property
    def starts(self) -> list[str]:
        """What there is to say of first days that are others now."""
        return self._placer.starts

    def take(self, pulled: Iterable[Pulled]) -> None:
        """Merge these."""
        records, desk = list(pulled), self._desk
        desk.fetch([each.id for each in records])
        for each in records:
            self._take(each)
        self._placer.insert()
        self._count_aside(records)
        if self._newest != (desk.state.newest_key, desk.state.newest_key_seq):
            account_state.save(desk.journal, newest_key=self._newest[0], newest_key_seq=self._newest[1])
        if self._arrived:
            write_log.add(self._desk, self._arrived, self._present)
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
                self._placer.place(trace, None, None, whole)
        self._placer.insert()

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
        if self._takes_what_lasts(each.id, each.document):
            self._unopened(trace, each._replace(aside=remarks.MALFORMED))
            return
        if self._outdated(trace, each):
            self._unopened(trace, each._replace(aside=remarks.OLD_KEY))
            return
        self._note_key(each.key, each.seq)
        waiting = len(self._placer.waiting)
        try:
            with desk.attempt(trace):
                self._merge(trace, each, each.document)
        except EngineFailure:  # the disk, not the record
            raise
        except _UNFORESEEN:
            # Whatever this program did not foresee of it: the record waits, and sync goes on.
            del self._placer.waiting[waiting:]
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

    def _takes_what_lasts(self, id: bytes, theirs: Document) -> bool:
        gone = theirs.erased or theirs.deleted.value is True
        return gone and id == self._desk.record_id(kinds.LASTING, kinds.LASTING)

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
        if empty and trace.aside is None and not self._room_for_unreadable():
            return
        if empty or waits:
            trace.aside = each.aside if empty or trace.aside is None else trace.aside
        else:
            trace.known, trace.aside = each.version, None if trace.aside == remarks.NO_KEY else trace.aside
            self._desk.edited(trace)
        self._desk.change(trace)

    def _room_for_unreadable(self) -> bool:
        """Whether one more is noted: a server may make up as many as it likes, and the disk is not its own."""
        if self._unreadable is None:
            self._unreadable = sync_records.unreadable(self._desk.journal)
        self._unreadable += 1
        return self._unreadable <= UNREADABLE

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
            self._placer.place(trace, mine, theirs, whole)
        elif mine is not None and trace.live and trace.row is not None:
            self._placer.show_losers(trace.kind, trace.row, mine, theirs, whole)

    def _must_ask(self, mine: Document | None, whole: Document, each: Pulled) -> bool:
        """Whether it would take away what is here, under a key that a device which was taken off may have."""
        if mine is None or mine.erased or mine.deleted.value or not each.retired or self._takes_removals:
            return False
        return whole.erased or whole.deleted.value is True
