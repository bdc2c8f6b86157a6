"""What was changed on this device since the last look: history, read as edits of records.

No command pays for sync: that a value was changed stands in history anyway, and here it gets its clock. What was in
the journal before it joined is walked through once.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, replace
from functools import cache
from typing import Any

from recovery import clock as clocks_of_the_machine
from recovery.store import kinds
from recovery.sync.documents import Document, Field
from recovery.sync.hybrid_clock import ZERO, Clock
from recovery.sync.queries import account_state, rows
from recovery.sync.queries.rows import Change
from recovery.sync.queries.sync_records import Trace
from recovery.sync.record_store import AGAIN, Desk, milliseconds, natural

SEEDED_AT_ONCE = 1000


def notice(desk: Desk, scanned: int) -> int:
    """Give every edit since that change of history its clock, inside a transaction; returns the last change seen."""
    known: dict[str, int] = {}
    present = clocks_of_the_machine.nanoseconds() // 1_000_000
    for change in rows.changes(desk.journal, scanned):
        scanned = change.key
        if change.origin == "sync" or change.table not in kinds.CARRIED:
            continue
        clock = desk.stamp(change.at, present, known)
        if change.action == "insert":
            first = ZERO if _only_begun(desk, change.table) else clock
            _appeared(desk, change.table, change.row, first, _as_left(desk, change))
        elif change.action == "update":
            _edited(desk, change, json.loads(change.data), clock)
        else:
            _removed(desk, change.table, change.row, json.loads(change.data), clock)
        desk.save_if_full()
    account_state.save(desk.journal, scanned=scanned)
    return scanned


def _as_left(desk: Desk, change: Change) -> dict[str, Any] | None:
    """The row as that change left it, of a kind whose records are named by what can be edited: by its day, say.

    Of other kinds its present values serve, since the clocks of later edits follow. `None` where there is none.
    """
    values = desk.values(change.table, change.row)
    if change.table in kinds.NATURAL:
        for action, data in rows.later(desk.journal, change):
            if action == "update":
                values = values and values | {name: each[0] for name, each in data.items()}
            else:
                values = data if action == "delete" else None
    return values


def walk(desk: Desk, progress: str) -> str | None:
    """Take up the next rows of a journal that has joined; returns how far it came, `None` once all is done."""
    table, _, after = (progress or f"{kinds.CARRIED[0]} 0").partition(" ")
    found = rows.untraced(desk.journal, table, desk.columns(table), int(after), SEEDED_AT_ONCE)
    for key, at, values in found:
        if desk.trace_of_row(table, key) is None:
            _appeared(desk, table, key, _since(desk, table, at), values)
    if len(found) == SEEDED_AT_ONCE:
        reached: str | None = f"{table} {found[-1][0]}"
    else:
        place = kinds.CARRIED.index(table) + 1
        reached = f"{kinds.CARRIED[place]} 0" if place < len(kinds.CARRIED) else None
    account_state.save(desk.journal, seeding=reached)
    return reached


def _since(desk: Desk, kind: str, at: str | None) -> Clock:
    """The clock of a row that was there before this journal joined, last changed at that time of history."""
    if _only_begun(desk, kind) or (desk.state.existing and kind == "substance"):
        return ZERO  # of a substance that both have, the account's first day stands
    clock = Clock(milliseconds(at) if at else 0, 0, desk.state.word)
    desk.clock.see(clock)
    return clock


def _only_begun(desk: Desk, kind: str) -> bool:
    """Whether that is what a new device began with: what its account already says of itself comes before it."""
    return desk.state.existing and kind == "profile"


def _appeared(desk: Desk, kind: str, row: int, clock: Clock, values: dict[str, Any] | None) -> None:
    """A row is there that was not, or that is there again: what it says otherwise than before was edited."""
    if values is None:
        return
    before = desk.trace_of_row(kind, row)
    id, local, trace = desk.place(kind, natural(kind, values))
    if before is not None and before.id != id:
        desk.hold(before, desk.document(before), None, live=False)
    if trace is None or not trace.kind:
        trace, old = trace or Trace(id=id, kind=kind, local=local), Document(kind, local)
    else:
        old = desk.document(trace)
    fields, unanswered = dict(old.fields), _unanswered(kind)
    for name, value in values.items():
        mine = fields.get(name)
        if mine is None:  # what a new record leaves open was not answered, and takes no answer of another device away
            fields[name] = Field(value, ZERO if value is None or unanswered.get(name) == value else clock)
        elif mine.value != value:
            fields[name] = Field(value, clock)
    desk.hold(trace, replace(old, local=local, fields=fields, deleted=Field(False, clock)), row, live=True)  # noqa: FBT003
    desk.edited(trace)


@cache
def _unanswered(kind: str) -> dict[str, Any]:
    """What stands in a row of that kind where nothing was said, of the columns that have such a value."""
    columns = kinds.carried(kind).columns()
    return {each.name: each.rule.store(each.default) for each in columns if each.default not in (MISSING, None)}


def _edited(desk: Desk, change: Change, data: dict[str, Any], clock: Clock) -> None:
    kind, row = change.table, change.row
    values = _as_left(desk, change)
    trace = desk.trace_of_row(kind, row)
    if trace is None:  # not walked to yet: what was not edited now is as old as it is
        at = rows.last_changed(desk.journal, kind, row, change.key)
        _appeared(desk, kind, row, _since(desk, kind, at), values)
        trace = desk.trace_of_row(kind, row)
        if trace is None:
            return
    if values is not None and natural(kind, values) != trace.local.partition(AGAIN)[0]:
        # A check-in of another day, a substance of another name: one record ends, and another holds the row.
        _ended(desk, trace, None, values | {name: each[0] for name, each in data.items()}, clock)
        _appeared(desk, kind, row, clock, values)
        return
    document = desk.document(trace)
    now = values or {name: each[1] for name, each in data.items()}
    edits = {name: Field(now.get(name), clock) for name in data}
    document = replace(document, fields={**document.fields, **edits}, deleted=Field(False, clock))  # noqa: FBT003
    desk.hold(trace, document, row, live=trace.live, aside=trace.aside)
    desk.edited(trace)


def _removed(desk: Desk, kind: str, row: int, last: dict[str, Any], clock: Clock) -> None:
    trace = desk.trace_of_row(kind, row)
    if trace is not None:  # else it came and went without having been sent
        _ended(desk, trace, row, last, clock)


def _ended(desk: Desk, trace: Trace, row: int | None, last: dict[str, Any], clock: Clock) -> None:
    """A record is taken out of the journal; `last` is what its row said to the end, `row` where an undo finds it."""
    document = desk.document(trace)
    # What could not be taken into the row is newer than what the row said.
    said = {
        name: Field(last[name], each.clock) for name, each in document.fields.items() if trace.live and name in last
    }
    gone = replace(document, fields={**document.fields, **said}, deleted=Field(True, clock))  # noqa: FBT003
    desk.hold(trace, gone, row, live=False)
    desk.edited(trace)
