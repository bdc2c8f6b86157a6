"""What one command writes, as a whole: a craving that ended in use brings its lapse, a day has one check-in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from recovery.diary import Diary, new_id
from recovery.errors import NotFound, Refused, Usage
from recovery.journal import queries, use
from recovery.journal.entries import CheckIn, Craving, Lapse, Note
from recovery.journal.use import Use
from recovery.language import tr
from recovery.store import rows, typed_dates
from recovery.store.names import alike
from recovery.store.records import EntryRecord
from recovery.store.rows import Located

ENDED_WITHIN_HOURS = 24
TOGETHER_MINUTES = 10
SURFED_WITHIN_HOURS = 3
NO_OPEN_CRAVING = tr("No craving is waiting for an answer. Log one with: recovery log NUMBER")
BOTH = tr("That says of one substance that it was used, and that it was not. Nothing was kept.")
NOT_A_CRAVING = tr("That entry is not a craving. recovery edit changes any entry.")

Waiting = tuple[Located, Craving]


def follows_another(diary: Diary, at: datetime) -> bool:
    """Whether a craving was written down for the ten minutes before: several at once are often written down later."""
    begun = at - timedelta(minutes=TOGETHER_MINUTES)
    return queries.any_since(diary.journal, diary.day_of(begun) - timedelta(days=1), begun)


def craving(
    diary: Diary, at: datetime, values: Mapping[str, Any], name: str = "log", *, at_known: bool = True
) -> Craving:
    """Keep a craving, and the lapse where it ended in use; raises `Refused`.

    Without `at_known` it was some time before, and nothing is kept of when it was written down: its hour says nothing.
    """
    substance = queries.tracked(diary.journal, values.get("substance"))
    now = diary.when(None)
    known = {"written": now, "ended": None if values.get("outcome") is None else now} if at_known else {}
    record = Craving.checked({**values, **diary.stamps(at), **known, "substance": substance})
    with diary.journal.command(name):
        rows.add(diary.journal, record)
        if record.outcome == "used":
            _lapse_of(diary, record)
    return record


def outcome(diary: Diary, prefix: str | None, values: Mapping[str, Any]) -> Craving:
    """Say how a craving ended; the last one that is still open, or the one named. Raises `NotFound`, `Refused`."""
    located, old = asked_about(diary, prefix)
    more = {name: value for name, value in values.items() if value is not None}
    more["coping"] = [*old.coping, *more.get("coping", ())]
    changes = ending(diary, old, checked_changes(old, more))
    with diary.journal.command("after"):
        new = rows.change(diary.journal, located.row, old, changes)
        if new.outcome == "used" and old.outcome != "used":
            _lapse_of(diary, new)
    return new


def to_surf(diary: Diary, substance: str | None) -> Craving | None:
    """The craving that a ride goes on with: the latest open one of that substance, of the last three hours."""
    waiting = queries.open_before(diary.journal, substance, diary.when(None), SURFED_WITHIN_HOURS)
    return None if waiting is None else waiting[1]


def surfed_on(diary: Diary, craving: Craving, rating: int, triggers: Iterable[str], skill: str) -> Craving:
    """Begin a ride on a craving that is open: its first rating, after those of a ride before; one step of `undo`."""
    located, old = _craving(diary, craving.id)
    since = max(0, int((diary.when(None) - old.at).total_seconds() // 60)) if old.ratings else 0
    minute = max(since, old.ratings[-1][0] + 1) if old.ratings else 0
    values = {
        "ratings": [*(old.ratings or ()), (minute, rating)],
        "intensity_after": rating,
        "triggers": [*old.triggers, *triggers],
        "coping": [*old.coping, *([] if skill in old.coping else [skill])],
    }
    with diary.journal.command("surf"):
        return rows.change(diary.journal, located.row, old, checked_changes(old, values))


def asked_about(diary: Diary, prefix: str | None) -> Waiting:
    """The craving that an outcome is said of: the one named, else the last that is open. Raises as `outcome`."""
    if prefix is not None:
        return _craving(diary, prefix)
    waiting = queries.open_craving(diary.journal)
    if waiting is None:
        raise NotFound(NO_OPEN_CRAVING)
    return waiting


def tried(diary: Diary, id: str, skill: str) -> Craving:
    """Add a coping skill to a craving, `id` being the whole of it; raises `NotFound`, `Refused`."""
    located, old = _craving(diary, id)
    changes = checked_changes(old, {"coping": [*old.coping, skill]})
    with diary.journal.command("response"):
        return rows.change(diary.journal, located.row, old, changes)


def rated(diary: Diary, id: str, ratings: Sequence[tuple[int, int]]) -> Craving:
    """Keep the ratings of a craving that is being surfed: the last is how strong it is now; raises `NotFound`."""
    located, old = _craving(diary, id)
    values: dict[str, Any] = {"ratings": ratings, "minutes": ratings[-1][0], "intensity_after": ratings[-1][1]}
    with diary.journal.command("surf"):
        return rows.change(diary.journal, located.row, old, checked_changes(old, values))


def _craving(diary: Diary, prefix: str) -> tuple[Located, Craving]:
    located = rows.find(diary.journal, prefix)
    entry = rows.read(diary.journal, located)
    if not isinstance(entry, Craving):
        raise Refused(NOT_A_CRAVING)
    return located, entry


def waiting_before(diary: Diary, substance: str | None, at: datetime) -> Waiting | None:
    """The open craving that a lapse of that substance at that instant may have ended: the latest in 24 hours before."""
    return queries.open_before(diary.journal, substance, at, ENDED_WITHIN_HOURS)


def lapse(diary: Diary, at: datetime, values: Mapping[str, Any], ends: Waiting | None = None) -> Lapse:
    """Keep a lapse, and let it end a craving that was open; raises `Refused`."""
    substance = queries.tracked(diary.journal, values.get("substance"))
    record = Lapse.checked({**values, **diary.stamps(at), "substance": substance})
    with diary.journal.command("lapse"):
        rows.add(diary.journal, record)
        _end(diary, ends)
    return record


def _end(diary: Diary, ends: Waiting | None) -> None:
    """Give an open craving the outcome `used`, inside a command; its lapse is there."""
    if ends is not None:
        located, old = ends
        rows.change(diary.journal, located.row, old, ending(diary, old, {"outcome": "used"}))


def note(diary: Diary, at: datetime, values: Mapping[str, Any]) -> Note:
    """Keep a note; raises `Refused`."""
    record = Note.checked({**values, **diary.stamps(at)})
    with diary.journal.command("note"):
        rows.add(diary.journal, record)
    return record


def checkin(
    diary: Diary,
    day: date,
    values: Mapping[str, Any],
    name: str = "checkin",
    also_write: Callable[[], None] | None = None,
    ends: Waiting | None = None,
) -> CheckIn:
    """Keep the day's check-in or change the one there is; `used` also records the lapse. Raises `Refused`.

    In the same transaction: `also_write` writes what was answered with it, `ends` is the open craving that this use
    ended.
    """
    given = {key: value for key, value in values.items() if value is not None}
    with diary.journal.command(name):
        stored = queries.checkin_of(diary.journal, day)
        before = stored[1] if stored else None
        said = answer_of_use(diary, day, before, given)
        given |= {**said, "filled_in": None} if said else {}
        if stored is None:
            record = CheckIn.checked({**given, "id": new_id(), "day": day})
            rows.add(diary.journal, record)
        else:
            located, old = stored
            record = rows.change(diary.journal, located.row, old, checked_changes(old, given))
        if values.get("used"):
            _lapse_on(diary, day, record.substance)
            _end(diary, ends)
        if also_write is not None:
            also_write()
    return record


def free_days(diary: Diary, days: Iterable[date], substance: str | None = None) -> list[CheckIn]:
    """Answer those of these days that have no answer yet: without use. One command; raises `Refused`."""
    kept = []
    with diary.journal.command("checkin days"):
        for day in days:
            stored = queries.checkin_of(diary.journal, day)
            before = stored[1] if stored else None
            if (before and before.used is not None) or queries.lapses_on(diary.journal, day):
                continue
            given = answer_of_use(diary, day, before, {"used": False, "substance": substance})
            if stored is None or before is None:
                record = CheckIn.checked({**given, "id": new_id(), "day": day, "filled_in": True})
                rows.add(diary.journal, record)
            else:
                record = rows.change(diary.journal, stored[0].row, before, checked_changes(before, given))
            kept.append(record)
    return kept


def answer_of_use(diary: Diary, day: date, old: CheckIn | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a check-in that say whether somebody used, after what the day's said before; none if nothing does.

    `used` with a `substance` is about that one alone: a use, or none of it; `free_of` names others without use. Raises
    `Refused` for an unknown one.
    """
    used, name = values.get("used"), values.get("substance")
    if used is None and name is None:
        return {}
    others = tuple(queries.tracked(diary.journal, other) or other for other in values.get("free_of") or ())
    if used is False:
        new = Use(used) if name is None else Use(free_of=(queries.tracked(diary.journal, name) or name, *others))
    else:
        new = Use(used, queries.tracked(diary.journal, name), others)
        if used and alike(new.substance or "") in map(alike, others):
            raise Refused(BOTH)
    tracked = use.tracked_on(queries.substances(diary.journal, closed=True), day)
    return use.joined(Use.of(old) if old else Use(), new, tracked)._asdict()


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


def checked_changes(old: rows.R, values: Mapping[str, Any]) -> dict[str, Any]:
    """Changes to a record as its rules keep them; raises `Refused` for one it cannot take."""
    columns = {column.name: column for column in old.columns()}
    if not values.keys() <= columns.keys():
        raise Refused(tr("That entry has no such part. recovery show ID lists what it has."))
    return {name: columns[name].check(value) for name, value in values.items()}


def moved(diary: Diary, old: rows.R, at: datetime) -> dict[str, Any]:
    """The changes that give an entry another instant: its wall clock and its day follow, in the profile's zone."""
    return checked_changes(old, {"at": at, "timezone": diary.profile.timezone, "day": diary.day_of(at)})


def locate(diary: Diary, prefix: str) -> Located:
    """The entry whose id begins like that; raises `NotFound`, `Refused`."""
    return rows.find(diary.journal, prefix)


def _lapse_of(diary: Diary, record: Craving) -> None:
    """The lapse that a craving led to: same time, same substance, same triggers."""
    values = {name: getattr(record, name) for name in ("at", "timezone", "day", "substance", "triggers")}
    rows.add(diary.journal, Lapse.checked({**values, "id": new_id()}))


def lapse_at(diary: Diary, day: date, substance: str | None) -> datetime | None:
    """When the lapse is that a check-in tells of: now, or at noon of a day gone by; `None` where that day has one."""
    if any(alike(lapse.substance or "") == alike(substance or "") for lapse in queries.lapses_on(diary.journal, day)):
        return None
    return diary.time_on(day)


def _lapse_on(diary: Diary, day: date, substance: str | None) -> None:
    if lapse_at(diary, day, substance) is not None:
        rows.add(diary.journal, Lapse.checked({**diary.stamps_on(day), "substance": substance}))


def edited(diary: Diary, located: Located, old: EntryRecord, changes: dict[str, Any]) -> EntryRecord:
    """The entry after the changes, written as one command, or not at all where nothing differs.

    Raises `Refused` for a check-in moved to a day that has one already.
    """
    changes = ending(diary, old, changes)
    moves = isinstance(old, CheckIn) and changes.get("day", old.day) != old.day
    if moves and queries.checkin_of(diary.journal, changes["day"]):
        raise Refused(tr("That day has a check-in already. Edit or remove that one first."))
    if all(getattr(old, name) == value for name, value in changes.items()):
        return old
    with diary.journal.command("edit"):
        return rows.change(diary.journal, located.row, old, changes)


def first_day(today: date, since: str | None, last_use: str | None) -> date:
    """The first day without a substance, from one of the two flags; raises `Usage`, `Refused`."""
    if since and last_use:
        raise Usage(tr("Give --since or --last-use, not both."))
    day = typed_dates.day(last_use, today) + timedelta(days=1) if last_use else typed_dates.day(since or "today", today)
    if day > today + timedelta(days=1):
        raise Refused(tr("That day is still to come. Give the day you last used, or the first day without it."))
    return day
