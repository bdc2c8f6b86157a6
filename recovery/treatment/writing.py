"""What is written in treatment: records checked and kept, each change one step of `undo`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from recovery.diary import Diary, new_id
from recovery.store import rows
from recovery.store.records import EntryRecord
from recovery.treatment import notices, queries
from recovery.treatment.body import Wellbeing
from recovery.treatment.medication import Dose, Regimen

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
        for record in records:
            rows.add(diary.journal, record)


def wellbeing(diary: Diary, day: date, values: Mapping[str, Any]) -> None:
    """Keep how a day was with others and within, beside what it says already; inside a command."""
    old = queries.wellbeing(diary.journal, day, day)
    if old:
        columns = {column.name: column for column in Wellbeing.columns()}
        checked = {name: columns[name].check(value) for name, value in values.items()}
        rows.change(diary.journal, queries.row_of(diary.journal, old[0]), old[0], checked)
    else:
        rows.add(diary.journal, dated(diary, Wellbeing, values, day))


def change(diary: Diary, command: str, located: tuple[int, E], changes: Mapping[str, Any]) -> E:
    """Change an entry as one command; raises `Refused` for what it cannot take."""
    row, old = located
    columns = {column.name: column for column in old.columns()}
    checked = {name: columns[name].check(value) for name, value in changes.items()}
    with diary.journal.command(command):
        return rows.change(diary.journal, row, old, checked)


def replaced(diary: Diary, command: str, old: Regimen, start: date, changes: Mapping[str, Any]) -> Regimen:
    """End a regimen on the day before `start`, and begin one that differs in the changes, as one command."""
    values = {column.name: getattr(old, column.name) for column in old.columns()}
    new = dated(diary, Regimen, {**values, **changes, "since": start})
    row = queries.row_of(diary.journal, old)
    with diary.journal.command(command):
        rows.change(diary.journal, row, old, {"until": start - timedelta(days=1)})
        rows.add(diary.journal, new)
    return new


def with_checkin(diary: Diary, day: date, doses: Mapping[str, str], within: Mapping[str, Any]) -> None:
    """What was answered with the day's check-in, inside its command: a status for each open dose, how it was within.

    `doses` has a status (`taken`, `late`, `missed`) for the name of a medication; it goes to every dose still open.
    """
    left = {due.name: due.left for due in notices.doses_due(diary.journal, day)} if doses else {}
    for name, status in doses.items():
        for _ in range(left.get(name, 0)):
            values = {"medication": name, "status": status, **diary.stamps_on(day)}
            rows.add(diary.journal, Dose.checked(values))
    if within:
        wellbeing(diary, day, within)
