"""What one command writes, as a whole: a craving that ended in use brings its lapse, a day has one check-in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from recovery.diary import Diary, new_id
from recovery.errors import NotFound, Refused
from recovery.journal import queries
from recovery.journal.entries import CheckIn, Craving, Lapse, Note
from recovery.journal.queries import Located
from recovery.store.records import EntryRecord

NO_OPEN_CRAVING = "No craving is waiting for an answer. Log one with: recovery log NUMBER"
NOT_A_CRAVING = "That entry is not a craving. recovery edit changes any entry."


def craving(diary: Diary, at: datetime, values: Mapping[str, Any], name: str = "log") -> Craving:
    """Keep a craving, and the lapse where it ended in use; raises `Refused`."""
    substance = queries.tracked(diary.journal, values.get("substance"))
    now = diary.when(None)
    known = {"written": now, "ended": None if values.get("outcome") is None else now}
    record = Craving.checked({**values, **diary.stamps(at), **known, "substance": substance})
    with diary.journal.command(name):
        queries.add(diary.journal, record)
        if record.outcome == "used":
            _lapse_of(diary, record)
    return record


def outcome(diary: Diary, prefix: str | None, values: Mapping[str, Any]) -> Craving:
    """Say how a craving ended; the last one that is still open, or the one named. Raises `NotFound`, `Refused`."""
    if prefix is None:
        found = queries.open_craving(diary.journal)
        if found is None:
            raise NotFound(NO_OPEN_CRAVING)
        located, old = found
    else:
        located, old = _craving(diary, prefix)
    more = {name: value for name, value in values.items() if value is not None}
    more["coping"] = [*old.coping, *more.get("coping", ())]
    changes = ending(diary, old, checked_changes(old, more))
    with diary.journal.command("after"):
        new = queries.change(diary.journal, located.row, old, changes)
        if new.outcome == "used" and old.outcome != "used":
            _lapse_of(diary, new)
    return new


def tried(diary: Diary, id: str, skill: str) -> Craving:
    """Add a coping skill to a craving, `id` being the whole of it; raises `NotFound`, `Refused`."""
    located, old = _craving(diary, id)
    changes = checked_changes(old, {"coping": [*old.coping, skill]})
    with diary.journal.command("response"):
        return queries.change(diary.journal, located.row, old, changes)


def rated(diary: Diary, id: str, ratings: Sequence[tuple[int, int]]) -> Craving:
    """Keep the ratings of a craving that is being surfed: the last is how strong it is now; raises `NotFound`."""
    located, old = _craving(diary, id)
    values: dict[str, Any] = {"ratings": ratings, "minutes": ratings[-1][0], "intensity_after": ratings[-1][1]}
    with diary.journal.command("surf"):
        return queries.change(diary.journal, located.row, old, checked_changes(old, values))


def _craving(diary: Diary, prefix: str) -> tuple[Located, Craving]:
    located = queries.find(diary.journal, prefix)
    entry = queries.read(diary.journal, located)
    if not isinstance(entry, Craving):
        raise Refused(NOT_A_CRAVING)
    return located, entry


def lapse(diary: Diary, at: datetime, values: Mapping[str, Any]) -> Lapse:
    """Keep a lapse; raises `Refused`."""
    substance = queries.tracked(diary.journal, values.get("substance"))
    record = Lapse.checked({**values, **diary.stamps(at), "substance": substance})
    with diary.journal.command("lapse"):
        queries.add(diary.journal, record)
    return record


def note(diary: Diary, at: datetime, values: Mapping[str, Any]) -> Note:
    """Keep a note; raises `Refused`."""
    record = Note.checked({**values, **diary.stamps(at)})
    with diary.journal.command("note"):
        queries.add(diary.journal, record)
    return record


def checkin(
    diary: Diary,
    day: date,
    values: Mapping[str, Any],
    name: str = "checkin",
    beside: Callable[[], None] | None = None,
) -> CheckIn:
    """Keep the day's check-in or change the one there is; `used` also records the lapse. Raises `Refused`.

    `beside` writes what was answered with it, in the same transaction.
    """
    given = {key: value for key, value in values.items() if value is not None}
    if given.get("substance") is not None or given.get("used"):
        given["substance"] = queries.tracked(diary.journal, given.get("substance"))
    elif given.get("used") is False:
        given["substance"] = None
    with diary.journal.command(name):
        found = queries.checkin_of(diary.journal, day)
        if found is None:
            record = CheckIn.checked({**given, "id": new_id(), "day": day})
            queries.add(diary.journal, record)
        else:
            located, old = found
            record = queries.change(diary.journal, located.row, old, checked_changes(old, given))
        if given.get("used"):
            _lapse_on(diary, day, record.substance)
        if beside is not None:
            beside()
    return record


def ending(diary: Diary, old: EntryRecord, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes, with the instant of this command where they say another outcome of a craving than before.

    Seconds are the finest unit kept, and a later command is a later one: the outcome is known after the craving.
    """
    if not isinstance(old, Craving) or changes.get("outcome", old.outcome) == old.outcome:
        return changes
    now = diary.when(None)
    if old.written is not None and now <= old.written:
        now = old.written + timedelta(seconds=1)
    return changes | {"ended": None if changes["outcome"] is None else now}


def checked_changes(old: queries.R, values: Mapping[str, Any]) -> dict[str, Any]:
    """Changes to a record as its rules keep them; raises `Refused` for one it cannot take."""
    columns = {column.name: column for column in old.columns()}
    if not values.keys() <= columns.keys():
        raise Refused("That entry has no such part. recovery show ID lists what it has.")
    return {name: columns[name].check(value) for name, value in values.items()}


def moved(diary: Diary, old: queries.R, at: datetime) -> dict[str, Any]:
    """The changes that give an entry another instant: its wall clock and its day follow, in the profile's zone."""
    return checked_changes(old, {"at": at, "timezone": diary.profile.timezone, "day": diary.day_of(at)})


def locate(diary: Diary, prefix: str) -> Located:
    """The entry whose id begins like that; raises `NotFound`, `Refused`."""
    return queries.find(diary.journal, prefix)


def _lapse_of(diary: Diary, record: Craving) -> None:
    """The lapse that a craving led to: same time, same substance, same triggers."""
    values = {name: getattr(record, name) for name in ("at", "timezone", "day", "substance", "triggers")}
    queries.add(diary.journal, Lapse.checked({**values, "id": new_id()}))


def _lapse_on(diary: Diary, day: date, substance: str | None) -> None:
    """The lapse that a check-in tells of, unless that day has one already: now, or at noon of a day gone by."""
    if any(each.substance == substance for each in queries.lapses_on(diary.journal, day)):
        return
    if day == diary.today:
        at = diary.when(None)
    else:
        starts = diary.profile.day_starts
        noon = datetime.combine(day, time(12), tzinfo=diary.zone)
        at = noon if noon.time() >= starts else noon + timedelta(days=1)
    values = {"id": new_id(), "at": at, "timezone": diary.profile.timezone, "day": day, "substance": substance}
    queries.add(diary.journal, Lapse.checked(values))
