"""What every reader of another program's file shares: its input, what it gives, and what it says of the file.

A reader gives lines of the journal's own format, each with the place it came from, and the intake of `import` does
the rest. It holds one entry at a time, or one day, so a file may be larger than the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, BinaryIO, NamedTuple

from recovery import console
from recovery.errors import Refused
from recovery.exchange.lines import Given, Place
from recovery.store.records import NAMES_LIMIT, TEXT_LIMIT

Line = tuple[Place, Given]
PLACES_KEPT = 20
HELD_LIMIT = 16_000_000
MIXED_DAYS = "is too far from the other lines of its day for a file of this size; sort its lines by date"
NO_ZONE = "the file names no time zone, so {zone} was taken"


@dataclass(slots=True)
class Account:
    """What a reader says of a file: how it was read, and what was left out, why, how often and where."""

    read_as: dict[str, None] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    left_at: list[tuple[Place, str]] = field(default_factory=list)
    more_left: int = 0

    def say(self, how: str) -> None:
        """Note how the file was read, once."""
        self.read_as.setdefault(how)

    def leave(self, what: str, times: int = 1, *, place: Place | None = None) -> None:
        """Count something that has no place in the journal; the first places are kept, the others counted."""
        self.left_out[what] = self.left_out.get(what, 0) + times
        if place is not None and len(self.left_at) < PLACES_KEPT:
            self.left_at.append((place, what))
        elif place is not None:
            self.more_left += 1


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person said about the file: names for its columns or values, and what its tags become.

    `date_order` is `dmy`, `mdy` or empty; `timezone` and `now` are those of the journal and of the moment.
    """

    names: dict[str, str] = field(default_factory=dict)
    tags_as_triggers: bool = False
    date_order: str = ""
    timezone: str = "UTC"
    now: datetime | None = None


class Reader(NamedTuple):
    """One format: its name, what it reads, and the function; `settings` says that it names substances itself."""

    name: str
    help: str
    read: Callable[[BinaryIO, Wishes, Account], Iterator[Line]]
    settings: bool = False


class Moment(NamedTuple):
    """One entry of a mood diary: its time of day if it has one, its mood 0-10 if that is known, its words.

    `answers` are what else the check-in of its day gets from it.
    """

    clock: time | None
    mood: int | None
    text: str
    answers: Mapping[str, Any] | None = None


def refused(place: Place, reason: str) -> Refused:
    """The file cannot be read from there on; the sentence names the place, never what stands there."""
    where = f"line {place}" if isinstance(place, int) else place
    return Refused(f"Nothing was taken in: {where} {reason}.")


def pieces(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """A long text in parts that an entry can hold, cut between lines or words where that is possible; none is lost."""
    text = text.strip()
    parts: list[str] = []
    while len(text) > limit:
        cut = max(text.rfind("\n", limit // 2, limit), 0) or max(text.rfind(" ", limit // 2, limit), 0) or limit
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts


def notes(place: Place, at: str, text: str, **more: Any) -> Iterator[Line]:
    """A journal entry as a note, or as several where it is longer than one can be; `more` goes to each."""
    for number, part in enumerate(pieces(text)):
        own = dict(more)
        if number and "id" in own:
            del own["id"]  # it comes from the content of the part
        yield place, {"kind": "note", "at": at, "text": part, **own}


def trigger_names(tags: Iterable[str]) -> list[str]:
    """Tags as names of triggers, each once, as many as an entry holds."""
    return list(dict.fromkeys(" ".join(tag.split()) for tag in tags if tag.strip()))[:NAMES_LIMIT]


class Days:
    """Gathers the rows of a diary by day, in whatever order they come; a day is given with the last of its rows.

    `rows` says how many there are of each day, so a file in order is held a day at a time, and any other only as far
    as its days are mixed. `taken` raises `Refused` where that would be too much for the memory.
    """

    def __init__(self, rows: Mapping[date, int]) -> None:
        self._left = dict(rows)
        self._held: dict[date, list[Moment]] = {}
        self._letters = 0

    def taken(self, line: int, day: date, moment: Moment | None) -> Iterator[Line]:
        """Take the row of a line, `None` for one that cannot be read; gives the day's lines once it is whole."""
        self._left[day] -= 1
        if moment is not None:
            self._held.setdefault(day, []).append(moment)
            self._letters += len(moment.text)
        if self._letters > HELD_LIMIT:
            raise refused(line, MIXED_DAYS)
        if not self._left[day] and (moments := self._held.pop(day, None)):
            self._letters -= sum(len(each.text) for each in moments)
            yield from day_of_moments(line, day, moments)


def day_of_moments(place: Place, day: date, moments: list[Moment]) -> Iterator[Line]:
    """The moments of one day as its check-in, in the order of the clock: the mood is their mean, the words stay.

    Of two answers to the same question the later one counts, by the clock, else by the file.
    """
    moods = [each.mood for each in moments if each.mood is not None]
    texts = sorted((each.clock or time(0), each.text) for each in moments if each.text)
    parts = pieces("\n\n".join(text for _, text in texts))
    values: dict[str, Any] = {"kind": "checkin", "day": day.isoformat()}
    for each in sorted(moments, key=lambda each: each.clock or time(0)):
        values.update(each.answers or {})
    if moods:
        values["mood"] = (2 * sum(moods) + len(moods)) // (2 * len(moods))
    if parts:
        values["note"] = parts[0]
    yield place, values
    for part in parts[1:]:
        yield from notes(place, f"{day.isoformat()}T12:00:00", part)


def said(account: Account) -> list[str]:
    """The account as sentences for the person."""
    lines = [f"Read as: {'; '.join(map(console.one_line, account.read_as))}."] if account.read_as else []
    if account.left_out:
        counted = (f"{what} ({number:,})" for what, number in account.left_out.items())
        lines.append(f"Left out: {'; '.join(map(console.one_line, counted))}.")
    return lines
