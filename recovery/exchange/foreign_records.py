"""What another program's file says beside the journal's own answers of a day: those stay, and nothing is lost.

An answer that the journal has not got is taken; one that differs goes into the note in words, and so does the text, but
for what stands there already. A use that the file tells of brings its lapse, as `log --outcome used` and
`checkin --used` do, unless the day says otherwise itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from recovery import clock
from recovery.exchange import queries
from recovery.exchange.answers import in_words
from recovery.exchange.intake import Intake
from recovery.exchange.lines import Frame, derived_id, lapse_id
from recovery.exchange.readers.reading import pieces
from recovery.journal.entries import CheckIn, Craving, Lapse, Note, Substance
from recovery.language import tr
from recovery.store.names import alike
from recovery.store.records import EntryRecord, Record, replace
from recovery.store.rules import TEXT_LIMIT, zone_of

USE = ("used", "substance", "free_of")
NOON = time(12)
Outcome = tuple[Record, str]


class Merged(NamedTuple):
    """What becomes of the check-in of a day: its changes, and the text that its note has no room for."""

    changes: dict[str, Any]
    rest: str


class ForeignRecords:
    """Takes the records of another program's file into a journal; `used` collects the substances that they name."""

    def __init__(self, intake: Intake, program: str, frame: Frame, tracked: Sequence[Substance]) -> None:
        self._intake = intake
        self._program = program
        self._frame = frame
        self._tracked = tracked
        self.used: set[str] = set()

    def take(self, record: EntryRecord) -> Iterator[Outcome]:
        """Take one entry in, and what follows from it; each with what became of it. Raises `Refused`."""
        if self._intake.known(record.id):
            yield record, queries.SKIPPED
        elif isinstance(record, CheckIn):
            yield from self._checkin(record)
        elif isinstance(record, Lapse):
            yield from self._lapse(record)
        else:
            yield from self._add(record)
            if isinstance(record, Craving) and record.outcome == "used":
                yield from self._lapse_of(record)

    def _add(self, record: EntryRecord) -> Iterator[Outcome]:
        named = (getattr(record, "substance", None), *getattr(record, "free_of", ()))
        self.used.update(name for name in named if name)
        yield record, self._intake.take(record)

    def _checkin(self, record: CheckIn) -> Iterator[Outcome]:
        names = self._tracked_on(record.day)
        record = whole(replace(record, substance=record.substance or self._first) if record.used else record, names)
        there = self._intake.stored(record)
        if there is None:
            yield from self._add(record)
            brings = bool(record.used)
        else:
            row, old = there
            merged = beside(old, record, self._program, names)
            changed = self._intake.change(row, old, record.id, merged.changes)
            if changed != queries.SKIPPED:
                self.used.update(name for name in (record.substance, *record.free_of) if name)
            yield record, changed
            yield from self._rest(record, merged.rest)
            same = alike(old.substance or "") == alike(record.substance or "")
            brings = bool(record.used) and not (old.used and same)
        if brings:
            at = self._noon(record.day)
            values = {"id": lapse_id(record.id), "at": at, "timezone": self._frame.timezone}
            lapse = Lapse.checked({**values, "day": record.day, "substance": record.substance})
            yield from (taken for taken in self._lapse(lapse) if taken[1] != queries.SKIPPED)

    def _rest(self, record: CheckIn | Lapse, text: str) -> Iterator[Outcome]:
        """Notes for what the check-in or the lapse of a day has no room for."""
        for number, part in enumerate(pieces(text)):
            values = {"id": derived_id({"beside": record.id, "part": number}), "at": self._noon(record.day)}
            yield from self._add(
                Note.checked({**values, "timezone": self._frame.timezone, "day": record.day, "text": part})
            )

    def _lapse(self, record: Lapse) -> Iterator[Outcome]:
        """A lapse that a day tells of, unless that day has it already or says that it was without."""
        name = record.substance or self._first
        own = self._intake.checkin_of(record.day)
        if (own and says_free(own, name)) or self._intake.has_lapse(record.day, name, self._first):
            yield record, queries.SKIPPED
            if said := lapse_in_words(replace(record, substance=name)):
                yield from self._rest(record, tr("From {program}: {answers}", program=self._program, answers=said))
        else:
            yield from self._add(replace(record, substance=name))

    def _lapse_of(self, record: Craving) -> Iterator[Outcome]:
        """The lapse that a craving led to: same time, same substance, same triggers."""
        values = {name: getattr(record, name) for name in ("at", "timezone", "day", "triggers")}
        values["substance"] = record.substance or self._first
        lapse = Lapse.checked({**values, "id": lapse_id(record.id)})
        if not self._intake.known(lapse.id):
            yield from self._add(lapse)

    @property
    def _first(self) -> str | None:
        return next((substance.name for substance in self._tracked if substance.closed is None), None)

    def _tracked_on(self, day: date) -> list[str]:
        """The substances that are tracked on a day."""
        return [
            substance.name
            for substance in self._tracked
            if substance.since <= day and (substance.closed is None or day <= substance.closed)
        ]

    def _noon(self, day: date) -> datetime:
        """Noon of a lived day, on the clock of the journal's zone."""
        starts = self._frame.day_starts
        wall = datetime.combine(
            day if starts <= NOON else day + timedelta(days=1), NOON, tzinfo=zone_of(self._frame.timezone)
        )
        return min(clock.resolve(wall).at, self._frame.now)


def whole(record: CheckIn, tracked: Sequence[str]) -> CheckIn:
    """A check-in as the journal keeps it: free of all that is tracked is "not used", free of some is left open."""
    if not record.free_of or record.used:
        return record
    folded = {alike(name) for name in record.free_of}
    every = bool(tracked) and all(alike(name) in folded for name in tracked)
    return replace(record, used=False if every else None, substance=None, free_of=() if every else record.free_of)


def lapse_in_words(record: Lapse) -> str:
    """When and how much was used, as far as a file says so: it gives noon to a use without a time."""
    at = record.at.astimezone(zone_of(str(record.timezone)))
    said = [f"{at:%H:%M}"] if at.time() != NOON else []
    said += [record.amount] if record.amount else []
    return ", ".join([in_words({"used": True, "substance": record.substance}), *said]) if said else ""


def says_free(own: CheckIn, name: str | None) -> bool:
    """Whether a check-in says that its day was without that substance."""
    if own.free_of:
        return name is not None and alike(name) in {alike(free) for free in own.free_of}
    return own.used is False


def beside(old: CheckIn, new: CheckIn, program: str, tracked: Sequence[str]) -> Merged:
    """What a day's check-in gets from another program's; `tracked` are the substances that are tracked on it."""
    changes, differing = _use(old, new, tracked)
    for column in new.columns():
        if column.name in ("id", "day", "note", *USE):
            continue
        own, given = getattr(old, column.name), getattr(new, column.name)
        if given in (None, ()) or given == own:
            continue
        if own in (None, ()):
            changes[column.name] = given
        else:
            differing[column.name] = given
    words = in_words(differing)
    said = tr("From {program}: {answers}", program=program, answers=words) if words else ""
    return _written(old.note or "", said, new.note or "", changes)


def _written(own: str, said: str, text: str, changes: dict[str, Any]) -> Merged:
    """The note with what is new in the words; where it would be too long it stays, and all that is new is the rest."""
    there = {" ".join(block.split()) for block in _blocks(own)}
    new = [block for block in (*([said] if said else ()), *_blocks(text)) if " ".join(block.split()) not in there]
    if not new:
        return Merged(changes, "")
    added = "\n\n".join(new)
    note = f"{own}\n\n{added}" if own else added
    return Merged({**changes, "note": note}, "") if len(note) <= TEXT_LIMIT else Merged(changes, added)


def _blocks(text: str) -> list[str]:
    return [block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]


def _use(old: CheckIn, new: CheckIn, tracked: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the file says about use, as changes where the day is open about it and as words where it says otherwise."""
    changes: dict[str, Any] = {}
    differing: dict[str, Any] = {}
    used = (old.substance or next(iter(tracked), None)) if old.used else None
    free = [name for name in new.free_of if not says_free(old, name)]
    if new.used is False and old.used:
        differing["used"] = False
    elif new.used is False and not says_free(old, None) and old.used is None:
        changes.update(used=False, free_of=())
    if new.used and says_free(old, new.substance):
        differing.update(used=True, substance=new.substance)
    elif new.used and not old.used:
        changes.update(used=True, substance=new.substance)
    against = [name for name in free if used and alike(name) == alike(used)]
    if against:
        differing["free_of"] = against
    more = [name for name in free if name not in against]
    if more:
        merged = whole(replace(old, free_of=(*old.free_of, *more)), tracked)
        changes.update(
            {"free_of": merged.free_of}
            if old.used or changes.get("used")
            else {"used": merged.used, "free_of": merged.free_of}
        )
    return changes, differing
