"""What every writing command of treatment does: keep a record as one step of `undo`, and answer with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from recovery.diary import Diary, new_id
from recovery.store import rows
from recovery.store.records import EntryRecord
from recovery.treatment import queries
from recovery.treatment.body import Wellbeing

E = TypeVar("E", bound=EntryRecord)


def timed(diary: Diary, record: type[E], at: str | None, values: Mapping[str, Any]) -> E:
    """A checked record of something that happened at a time, now where none is named; raises `Refused`."""
    return record.checked({**values, **diary.stamps(diary.when(at))})


def dated(diary: Diary, record: type[E], values: Mapping[str, Any], day: date | None = None) -> E:
    """A checked record of a day, the one being lived where none is given; raises `Refused`."""
    return record.checked({**values, "id": new_id(), "day": day or diary.today})


def keep(diary: Diary, command: str, *records: EntryRecord) -> None:
    """Write the records as one command."""
    with diary.journal.command(command):
        for each in records:
            rows.add(diary.journal, each)


def wellbeing(diary: Diary, day: date, values: Mapping[str, Any]) -> None:
    """Keep how a day was with others and within, beside what it says already; inside a command."""
    old = queries.wellbeing(diary.journal, day, day)
    if old:
        columns = {column.name: column for column in Wellbeing.columns()}
        checked = {name: columns[name].check(value) for name, value in values.items()}
        rows.change(diary.journal, queries.row_of(diary.journal, old[0]), old[0], checked)
    else:
        rows.add(diary.journal, dated(diary, Wellbeing, values, day))


def change(diary: Diary, command: str, found: tuple[int, E], changes: Mapping[str, Any]) -> E:
    """Change an entry as one command; raises `Refused` for what it cannot take."""
    row, old = found
    columns = {column.name: column for column in old.columns()}
    checked = {name: columns[name].check(value) for name, value in changes.items()}
    with diary.journal.command(command):
        return rows.change(diary.journal, row, old, checked)
