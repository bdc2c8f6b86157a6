"""The SQL that every kind of entry shares: in and out of its table, found by the beginning of an id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from recovery.errors import NotFound, Refused
from recovery.language import tr
from recovery.store import kinds
from recovery.store.connection import Journal
from recovery.store.profile import Profile
from recovery.store.records import EntryRecord, Record, replace

R = TypeVar("R", bound=Record)
NO_SUCH_ENTRY = tr("There is no entry with that id. recovery show lists entries with theirs.")
SEVERAL_ENTRIES = tr("More than one entry has an id that begins like that. Give one or two characters more.")
LONG_LIST = 200
# Of kinds without a day: what finds the records that `search` names beside the entries, and what says one on a line.
SEARCHED_UNDATED = {"plan_item": "recovery.plans.queries:matching"}
UNDATED_SUMMARIES = {
    "plan_item": "recovery.plans.views.words:summary",
    "alias": "recovery.aliases.alias:summary",
    "number": "recovery.safety.own_number:summary",
}


class Located(NamedTuple):
    """Where an entry is kept: its kind (the table) and its row."""

    kind: str
    row: int


def names_of(record: type[Record]) -> str:
    """The record's columns for a SELECT, in the order that `Record.from_row` takes."""
    return ", ".join(column.name for column in record.columns())


def add(journal: Journal, record: Record) -> int:
    """Write one new record, inside a command; returns its row."""
    row = record.to_row()
    marks = ", ".join("?" * len(row))
    sql = f"INSERT INTO {record.kind} ({names_of(type(record))}) VALUES ({marks})"
    return int(journal.execute(sql, row).lastrowid or 0)


def change(journal: Journal, row: int, old: R, changes: Mapping[str, Any]) -> R:
    """Write the fields that differ, inside a command; returns the record as it is now."""
    new = replace(old, **changes)
    new.check_whole()
    pairs = [
        (column.name, after)
        for column, before, after in zip(old.columns(), old.to_row(), new.to_row(), strict=True)
        if before != after
    ]
    if pairs:
        assignments = ", ".join(f"{name} = ?" for name, _ in pairs)
        values = [value for _, value in pairs]
        journal.execute(f"UPDATE {old.kind} SET {assignments} WHERE key = ?", (*values, row))
    return new


def any_in(journal: Journal, table: str) -> bool:
    """Whether a table has any row."""
    return journal.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def select(journal: Journal, record: type[R], rest: str = "ORDER BY key", values: Sequence[Any] = ()) -> list[R]:
    """The records of a kind, in the order in which they were added; `rest` of the SELECT chooses and orders others."""
    return [
        record.from_row(row)
        for row in journal.execute(f"SELECT {names_of(record)} FROM {record.kind} {rest}", values).fetchall()
    ]


def of_day(journal: Journal, record: type[R], day: date) -> list[R]:
    """The records of a kind that a lived day has."""
    return select(journal, record, "WHERE day = ? ORDER BY key", (day.isoformat(),))


def delete(journal: Journal, located: Located) -> None:
    """Take one entry out, inside a command."""
    journal.execute(f"DELETE FROM {located.kind} WHERE key = ?", (located.row,))


def profile(journal: Journal) -> Profile | None:
    """Whose journal it is; `None` only while it is being made."""
    row = journal.execute(f"SELECT {names_of(Profile)} FROM profile").fetchone()
    return Profile.from_row(row) if row else None


def find(journal: Journal, prefix: str) -> Located:
    """The one entry whose id begins like that; raises `NotFound`, or `Refused` when there are several."""
    wanted = prefix.strip().lower()
    if not re.fullmatch(r"[0-9a-f-]{1,36}", wanted):
        raise NotFound(NO_SUCH_ENTRY)
    rows = journal.execute(
        "SELECT kind, row FROM timeline WHERE id >= ? AND id < ? LIMIT 2", (wanted, wanted + "g")
    ).fetchall()
    if not rows:
        raise NotFound(NO_SUCH_ENTRY)
    if len(rows) > 1:
        raise Refused(SEVERAL_ENTRIES)
    return Located(*rows[0])


def read(journal: Journal, located: Located) -> EntryRecord:
    """One entry of any kind; raises `NotFound`."""
    return _read(journal, kinds.record_of(located.kind), located)


def read_any(journal: Journal, located: Located) -> Record:
    """One record of any synced kind, an entry or not; raises `NotFound`."""
    return _read(journal, kinds.record_class(located.kind), located)


def _read(journal: Journal, record: type[R], located: Located) -> R:
    row = journal.execute(f"SELECT {names_of(record)} FROM {located.kind} WHERE key = ?", (located.row,)).fetchone()
    if row is None:  # another command took it out in between
        raise NotFound(NO_SUCH_ENTRY)
    return record.from_row(row)


def find_undated(journal: Journal, words: str, trigger: str | None) -> Iterator[tuple[Record, str]]:
    """What is no entry and holds these words: its record and its facts on one line."""
    for kind, finds in SEARCHED_UNDATED.items():
        for record in _named(finds)(journal, words, trigger):
            yield record, _named(UNDATED_SUMMARIES[kind])(record)


def undated_summary(record: Record) -> str:
    """What is no entry on one line: its facts, else what it is called."""
    says = UNDATED_SUMMARIES.get(record.kind)
    return str(_named(says)(record)) if says else record.called()


def _named(target: str) -> Any:
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


def prefix_length(journal: Journal, ids: Sequence[str]) -> int:
    """How many characters of these ids tell each from every other entry, at least 4; 8 for a long list."""
    if len(ids) > LONG_LIST:
        return 8
    length = 4
    for name in ids:
        while (
            length < 36
            and journal.execute(
                "SELECT 1 FROM timeline WHERE id >= ? AND id < ? AND id <> ? LIMIT 1",
                (name[:length], name[:length] + "g", name),
            ).fetchone()
        ):
            length += 1
    return length
