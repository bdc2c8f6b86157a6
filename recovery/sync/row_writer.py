"""A record made a row of the journal, or taken out of it; what the tables or the rules of its kind refuse is set aside.

A value that loses is written and overwritten in one command, so that history shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from recovery.console import one_line
from recovery.store import erasing, kinds, remarks
from recovery.store.engine import EngineError
from recovery.sync.checking import refusal
from recovery.sync.documents import Document, Field
from recovery.sync.queries import rows
from recovery.sync.queries.sync_records import Trace
from recovery.sync.record_store import AGAIN, Desk, natural

# What the engine says to a row or a value that it cannot hold; Python's own words for a number or a text too wild.
_REFUSALS = (EngineError, OverflowError, UnicodeEncodeError)


class _New(NamedTuple):
    """A row to be made."""

    trace: Trace
    document: Document
    values: dict[str, Any]


class Placer:
    """Makes rows what their documents say, inside one transaction; `insert` is its last step, for the new ones."""

    def __init__(self, desk: Desk, present_ms: int) -> None:
        self._desk, self._present = desk, present_ms
        self.waiting: list[_New] = []
        self.erased: list[erasing.Wanted] = []
        self.starts: list[str] = []  # sentences

    def place(self, trace: Trace, mine: Document | None, theirs: Document | None, whole: Document) -> None:
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
                rows.delete_row(desk.journal, kind, row)
            desk.hold(trace, whole, row, live=False)
            return
        values = {name: whole.fields[name].value for name in columns if name in whole.fields}
        rule = refusal(kind, {**(present or {}), **values})
        reason = None if rule is None else f"{remarks.RULE} {rule}"
        if natural(kind, values) != whole.local.partition(AGAIN)[0]:
            reason = remarks.FOREIGN
        elif not desk.follows_erased(kind, whole.local):
            reason = remarks.TOO_EARLY
        if reason is not None:
            desk.hold(trace, whole, row, live=False, aside=reason)
        elif present is None or row is None:
            desk.hold(trace, whole, row, live=False, aside=remarks.NOT_TAKEN)  # until its row is made
            self.waiting.append(_New(trace, whole, values))
        else:
            self._update(trace, row, whole, {name: each for name, each in values.items() if present[name] != each})
            self._note_start(trace, present, values)
            if mine is not None and theirs is not None and trace.live:
                self.show_losers(kind, row, mine, theirs, whole)

    def _note_start(self, trace: Trace, present: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Another first day without a substance changes all its numbers, so the person is told."""
        before, now = present.get("since"), values.get("since")
        if trace.kind == "substance" and trace.live and before != now:
            self.starts.append(remarks.START.format(one_line(str(values.get("name"))), now, before))

    def _update(self, trace: Trace, row: int, whole: Document, differing: dict[str, Any]) -> None:
        desk = self._desk
        if "id" in differing and rows.id_taken(desk.journal, whole.kind, differing["id"]):
            whole, differing = self._with_own_id(trace, whole, differing)
        try:
            if differing:
                desk.as_sync()
                with rows.attempt(desk.journal):
                    rows.update_row(desk.journal, whole.kind, row, differing)
        except _REFUSALS:
            desk.hold(trace, whole, row, live=False, aside=remarks.NOT_TAKEN)
        else:
            desk.hold(trace, whole, row, live=True)

    def show_losers(self, kind: str, row: int, mine: Document, theirs: Document, whole: Document) -> None:
        """Let history tell the values of another device that a later edit of this one overrode."""
        desk = self._desk
        for name in desk.columns(kind):
            ours, other = mine.fields.get(name), theirs.fields.get(name)
            if ours is None or other is None or whole.fields[name] != ours or ours.value == other.value:
                continue
            if not isinstance(other.value, str | int | float | None):
                continue  # of a newer program; no column holds it, so history cannot tell it
            if rows.told(desk.journal, kind, row, name, other.value):
                continue
            desk.as_sync()
            try:
                with rows.attempt(desk.journal):
                    rows.update_row(desk.journal, kind, row, {name: other.value})
                    rows.update_row(desk.journal, kind, row, {name: ours.value})
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

    def insert(self) -> None:
        """Make the rows that wait, by hundreds in one statement; where that is refused, one by one."""
        desk, waiting = self._desk, self.waiting
        self.waiting = []
        groups: dict[tuple[str, tuple[str, ...]], list[_New]] = {}
        for each in waiting:
            groups.setdefault((each.document.kind, tuple(each.values)), []).append(each)
        for (kind, names), group in groups.items():
            desk.as_sync()
            keys = self._keys(kind, group)
            try:
                with rows.attempt(desk.journal):
                    lines = [[row, *each.values.values()] for row, each in zip(keys, group, strict=True)]
                    rows.insert_rows(desk.journal, kind, names, lines)
            except _REFUSALS:
                for each in group:
                    self._insert_one(each)
            else:
                for row, each in zip(keys, group, strict=True):
                    desk.hold(each.trace, each.document, row, live=True)

    def _keys(self, kind: str, group: list[_New]) -> list[int]:
        """The key of each row: the one that the record had before, or a new one."""
        if kind in kinds.SINGLE:
            return [1] * len(group)
        free = rows.next_key(self._desk.journal, kind)
        keys = []
        for each in group:
            keys.append(free if each.trace.row is None else each.trace.row)
            free += each.trace.row is None
        return keys

    def _insert_one(self, each: _New) -> None:
        desk, kind = self._desk, each.document.kind
        document, values = each.document, each.values
        if kind in kinds.NATURAL and "id" in values and rows.id_taken(desk.journal, kind, values["id"]):
            document, values = self._with_own_id(each.trace, document, values)
        (row,) = self._keys(kind, [each])
        try:
            with rows.attempt(desk.journal):
                rows.insert_rows(desk.journal, kind, tuple(values), [[row, *values.values()]])
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
