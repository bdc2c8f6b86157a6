"""The SQL of what goes out and comes in: the whole journal in one order, and many records into it at once."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from itertools import islice
from typing import Any, TypeVar, cast
from uuid import UUID, uuid4

from recovery.aliases import queries as alias_queries
from recovery.aliases.alias import Alias
from recovery.errors import NotFound
from recovery.exchange import lines
from recovery.exchange.lines import FIELDS, KINDS
from recovery.exchange.people import Private
from recovery.journal import queries as journal_queries
from recovery.journal.entries import Substance
from recovery.plans import queries as plan_queries
from recovery.plans.plan import PlanItem, Review
from recovery.safety.own_number import OwnNumber
from recovery.safety.queries import numbers as own_numbers
from recovery.store import connection, kinds, rows
from recovery.store.command_names import INIT
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.store.profile import Profile
from recovery.store.records import EntryRecord, Record, replace

Carried = EntryRecord | PlanItem | Private | Alias | OwnNumber
CARRIED = (EntryRecord, PlanItem, Private, Alias, OwnNumber)
ADDED, CHANGED, SKIPPED = "added", "changed", "skipped"
R = TypeVar("R", bound=EntryRecord | PlanItem | Private | Alias | OwnNumber)
READ_AT_ONCE = 500
# Whether an id was ever taken: an entry's, one that an earlier import merged away, or that of what has no day.
_KNOWN = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE id = asked.value)"
    for table in ("timeline", "taken", *(kind for kind in kinds.UNDATED if "id" in FIELDS.get(kind, ())))
)


def everything(journal: Journal) -> Generator[Record]:
    """The whole journal as it stands at this moment: profile, substances, the plan, names, entries by day and time.

    The order follows from the content alone, so two journals that hold the same read the same.
    """
    journal.execute("BEGIN")
    try:
        profile = rows.profile(journal)
        if profile is not None:
            yield profile
        yield from journal_queries.substances(journal, closed=True)
        plan = plan_queries.plan(journal)
        if plan.reviewed_on is not None:
            yield Review(reviewed_on=plan.reviewed_on)
        yield from plan.items
        yield from sorted(private_names(journal), key=lambda private: (private.name.casefold(), private.id))
        yield from alias_queries.every(journal)
        yield from own_numbers(journal)
        cursor = journal.execute("SELECT kind, row FROM timeline ORDER BY day, at, id")
        while located := cursor.fetchmany(READ_AT_ONCE):
            records = {kind: _read(journal, kind, (row for of, row in located if of == kind)) for kind in KINDS}
            for kind, row in located:
                yield records[kind][row]
    finally:
        journal.execute("ROLLBACK")


def _read(journal: Journal, kind: str, keys: Iterable[int]) -> dict[int, Record]:
    wanted = json.dumps(list(keys))
    if wanted == "[]":
        return {}
    record = KINDS[kind]
    cursor = journal.execute(
        f"SELECT key, {rows.names_of(record)} FROM {kind} WHERE key IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    return {row[0]: record.from_row(row[1:]) for row in cursor}


def prepare(journal: Journal) -> None:
    """Give one big transaction what it needs: room in memory, and patience with another writer (a minute)."""
    journal.execute("PRAGMA cache_size = -64000")
    journal.execute("PRAGMA busy_timeout = 60000")


def has_entries(journal: Journal) -> bool:
    """Whether anything was ever written into the journal and is still there."""
    return bool(journal.execute("SELECT EXISTS (SELECT 1 FROM timeline)").fetchone()[0])


def put_profile(journal: Journal, profile: Profile) -> str:
    """Make it the journal's profile; returns what that was: `added`, `changed` or `skipped`."""
    old = rows.profile(journal)
    if old is None:
        rows.add(journal, replace(profile, seed=None))
        return ADDED
    if old == replace(profile, seed=old.seed):
        return SKIPPED
    changes = {column.name: getattr(profile, column.name) for column in profile.columns() if column.name != "seed"}
    rows.change(journal, 1, old, changes)
    return CHANGED


def seed(journal: Journal) -> UUID:
    """The random number that ids for other systems come from; made here where no device of the person has one yet.

    Of two that were made before their devices met, sync leaves the later one on both. It is part of what a journal
    begins with, so no `undo` takes it back.
    """
    profile = rows.profile(journal)
    if profile is None or profile.seed is None:
        with journal.command(INIT):
            journal.execute("UPDATE profile SET seed = ? WHERE seed IS NULL", (str(uuid4()),))
        profile = rows.profile(journal)
    if profile is None or profile.seed is None:
        raise NotFound(connection.NO_JOURNAL)
    return UUID(profile.seed)


def put_review(journal: Journal, review: Review) -> str:
    """Take in the day of the plan's review, the later of the two; returns `added`, `changed` or `skipped`."""
    old = plan_queries.review(journal).reviewed_on
    if review.reviewed_on is None or (old is not None and old >= review.reviewed_on):
        return SKIPPED
    plan_queries.put_review(journal, review.reviewed_on)
    return CHANGED if old else ADDED


def put_substances(journal: Journal, substances: Iterable[Substance]) -> None:
    """Make these, in this order, all that the journal tracks."""
    journal.execute("DELETE FROM substance")
    for substance in substances:
        rows.add(journal, substance)


def ever_taken(journal: Journal, id: str) -> bool:
    """Whether an entry of that id is in the journal, or a line of that id changed one."""
    return bool(ever_taken_of(journal, [id]))


def ever_taken_of(journal: Journal, ids: Sequence[str]) -> set[str]:
    """Those of these ids of which that is so."""
    cursor = journal.execute(f"SELECT value FROM json_each(?) asked WHERE {_KNOWN}", (json.dumps(ids),))
    return {row[0] for row in cursor.fetchall()}


def stored(journal: Journal, record: R) -> tuple[int, R] | None:
    """The row that has the same natural key, and what it holds."""
    names, key = rows.names_of(type(record)), record.natural_key
    value = record.to_row()[[column.name for column in record.columns()].index(key or "")]
    row = journal.execute(f"SELECT key, {names} FROM {record.kind} WHERE {key} = ?", (value,)).fetchone()
    return (int(row[0]), cast("R", record.from_row(row[1:]))) if row else None


def change(journal: Journal, row: int, old: Record, id: str, changes: dict[str, Any]) -> str:
    """Change an entry as a line of that id says; the id is remembered, so that it does so once."""
    journal.execute("INSERT INTO taken (id) VALUES (?)", (id,))
    return CHANGED if rows.change(journal, row, old, changes) != old else SKIPPED


def private_names(journal: Journal) -> list[Private]:
    """What is never handed over by name, in the order in which it was marked."""
    cursor = journal.execute(f"SELECT {rows.names_of(Private)} FROM private ORDER BY key").fetchall()
    return list(map(Private.from_row, cursor))


def put_private(journal: Journal, made: Private) -> Private:
    """Mark a name, inside a command; one that is marked already gets the new role."""
    marked = _private_row(journal, made.name)
    if marked is None:
        rows.add(journal, made)
        return made
    return rows.change(journal, marked[0], marked[1], {"role": made.role})


def drop_private(journal: Journal, name: str) -> bool:
    """Take a name off the list, inside a command; false when it is not there."""
    marked = _private_row(journal, name)
    if marked is not None:
        journal.execute("DELETE FROM private WHERE key = ?", (marked[0],))
    return marked is not None


def _private_row(journal: Journal, name: str) -> tuple[int, Private] | None:
    for key, *row in journal.execute(f"SELECT key, {rows.names_of(Private)} FROM private").fetchall():
        private = Private.from_row(row)
        if alike(private.name) == alike(name):
            return int(key), private
    return None


def last_handed_over(journal: Journal, before: date) -> date | None:
    """The last day of the period of the page made last, of those made before that day; `None` without one."""
    row = journal.execute(
        "SELECT last FROM handed_over WHERE made_on < ? ORDER BY key DESC LIMIT 1", (before.isoformat(),)
    ).fetchone()
    return date.fromisoformat(row[0]) if row else None


def note_handed_over(journal: Journal, made_on: date, first: date, last: date, format_: str) -> None:
    """Remember that a page was made. It is no entry: no part of the days logged, nor of what `undo` takes back."""
    with journal.command("export counselor"):
        journal.execute(
            "INSERT INTO handed_over (made_on, first, last, format) VALUES (?, ?, ?, ?)",
            (made_on.isoformat(), first.isoformat(), last.isoformat(), format_),
        )


LINES_AT_ONCE = 500


def chunks(journal: Journal, *, ascii_only: bool = False) -> Iterator[tuple[int, bytes]]:
    """The export in parts, each with its number of lines."""
    with closing(everything(journal)) as records:
        while part := [lines.written(record, ascii_only=ascii_only) for record in islice(records, LINES_AT_ONCE)]:
            yield len(part), "".join(f"{line}\n" for line in part).encode("utf-8")
