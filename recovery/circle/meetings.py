"""A list of meetings, read from a file: the Meeting Guide's JSON, BMLT's output in the same form, or a sheet.

A file from elsewhere is not trusted: it is bounded, entities and escapes are cleaned, links are never opened, and names
of contacts are left out. The form: github.com/code4recovery/spec (MIT).
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from recovery.errors import Refused, Usage
from recovery.language import tr
from recovery.store.rules import zone_of
from recovery.wire import strict_json

FILE_LIMIT = 16 * 1024 * 1024
ROWS_LIMIT = 50_000
TEXT_LIMIT = 200
TYPES_LIMIT = 40
LENGTH = timedelta(minutes=60)  # of a meeting that does not say when it ends
NOT_MEETINGS = tr(
    "That is not a list of meetings that this program can read. It reads the Meeting Guide's JSON, or a sheet with "
    "day, time and name."
)
TOO_LARGE = tr("That file is too large for a list of meetings (16 MB at most).")
NAMED_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
# Names of types in the Meeting Guide's list that most fellowships share; another one is shown as it is.
TYPE_WORDS = {
    "BEG": tr("beginners"),
    "C": tr("closed"),
    "O": tr("open"),
    "D": tr("discussion"),
    "SP": tr("speaker"),
    "ONL": tr("online"),
    "TC": tr("not in person at present"),
    "W": tr("women"),
    "M": tr("men"),
    "X": tr("wheelchair"),
    "LGBTQ": "LGBTQ",
    "S": tr("Spanish"),
    "EN": tr("English"),
}
# What the columns of a sheet are called, folded, and the field each is.
COLUMNS = {
    "day": "day",
    "weekday": "day",
    "time": "time",
    "start": "time",
    "start time": "time",
    "end": "end_time",
    "end time": "end_time",
    "name": "name",
    "meeting": "name",
    "location": "location",
    "address": "formatted_address",
    "formatted address": "formatted_address",
    "city": "city",
    "types": "types",
    "type": "types",
    "url": "conference_url",
    "conference url": "conference_url",
    "conference phone": "conference_phone",
    "timezone": "timezone",
    "time zone": "timezone",
}
_TAG = re.compile(r"<[^<>]{0,500}>")
_TIME = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])(?::[0-5][0-9])?\s*([ap])?\.?m?\.?", re.IGNORECASE)
_NUMBERED_DAY = re.compile(r"[0-6]")


class Meeting(NamedTuple):
    """One meeting on one day of the week, 0 being Sunday. `zone` is `None` where the file does not say."""

    name: str
    day: int
    start: time
    length: timedelta
    types: tuple[str, ...]
    place: str
    online: bool
    phone: str
    zone: str | None


class Coming(NamedTuple):
    """A meeting at the instant at which it begins next, or began if it is on; `zone` is the one that was used."""

    meeting: Meeting
    at: datetime
    until: datetime
    zone: str

    def to_json(self) -> dict[str, Any]:
        """As `meetings --json` says it."""
        return {
            "name": self.meeting.name,
            "at": self.at.isoformat(),
            "until": self.until.isoformat(),
            "timezone": self.zone,
            "types": list(self.meeting.types),
            "place": self.meeting.place or None,
            "online": self.meeting.online,
            "phone": self.meeting.phone or None,
        }


def read(content: bytes) -> tuple[list[Meeting], int]:
    """The meetings of a file, and how many of its lines could not be read; raises `Refused` for what is no list."""
    if len(content) > FILE_LIMIT:
        raise Refused(TOO_LARGE)
    rows = _rows(content)
    meetings, left_out = list[Meeting](), 0
    for row in rows:
        of_row = list(_meetings(row))
        meetings += of_row
        left_out += not of_row
    if not meetings:
        raise Refused(NOT_MEETINGS)
    return meetings, left_out


def _rows(content: bytes) -> list[Mapping[str, Any]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(NOT_MEETINGS) from None
    if text.lstrip()[:1] in ("[", "{"):
        try:
            value = strict_json.read(text)
        except ValueError:
            raise Refused(NOT_MEETINGS) from None
        if isinstance(value, dict):  # a sheet's values, or a list under a name
            value = next((value[name] for name in ("meetings", "values", "data") if name in value), None)
        rows = _of_lists(value) if isinstance(value, list) and value and isinstance(value[0], list) else value
    else:
        rows = _of_lists(list(_lines(text)))
    if not isinstance(rows, list) or len(rows) > ROWS_LIMIT:
        raise Refused(NOT_MEETINGS)
    return [row for row in rows if isinstance(row, dict)]


def _lines(text: str) -> Iterator[list[str]]:
    separator = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator)):
            if number > ROWS_LIMIT:
                return
            yield row
    except csv.Error:
        raise Refused(NOT_MEETINGS) from None


def _of_lists(value: list[Any]) -> list[dict[str, Any]]:
    """The rows of a sheet: its first line names the columns."""
    head, *rows = value or [[]]
    names = [COLUMNS.get(_plain(cell).casefold().replace("_", " ")) for cell in head] if isinstance(head, list) else []
    return [
        {name: cell for name, cell in zip(names, row, strict=False) if name} for row in rows if isinstance(row, list)
    ]


def _meetings(row: Mapping[str, Any]) -> Iterator[Meeting]:
    """One meeting for each day that a line names; none where it names no day, no time or no name."""
    start, name = _time(row.get("time")), _plain(row.get("name"))
    if start is None or not name:
        return
    end = _time(row.get("end_time"))
    types = tuple(dict.fromkeys(_types(row.get("types"))))
    url, phone = _plain(row.get("conference_url")), _plain(row.get("conference_phone"))
    place = ", ".join(dict.fromkeys(part for part in map(_plain, _places(row)) if part))
    zone = _zone(row.get("timezone"))
    online = bool(url or phone) or "ONL" in types
    for day in dict.fromkeys(_days(row.get("day"))):
        yield Meeting(name, day, start, _length(start, end), types, place, online, phone, zone)


def _places(row: Mapping[str, Any]) -> Iterable[Any]:
    whole = row.get("formatted_address")
    return (row.get("location"), whole) if whole else (row.get("location"), row.get("address"), row.get("city"))


def _days(value: Any) -> Iterator[int]:
    """0 is Sunday: a number, its text, the name of a day, or a list of them."""
    for given in value[:7] if isinstance(value, list) else [value]:
        if type(given) is int and 0 <= given < 7:
            yield given
        elif isinstance(given, str):
            for word in re.split(r"[,/;]", given)[:7]:
                plain = word.strip().casefold()
                if _NUMBERED_DAY.fullmatch(plain):
                    yield int(plain)
                elif len(plain) >= 3:
                    yield from (number for number, day in enumerate(NAMED_DAYS) if day.startswith(plain[:3]))


def _time(value: Any) -> time | None:
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) and len(value) < 20 else None
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2]), (match[3] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour % 24, minute) if hour < 24 or minute == 0 else None


def _length(start: time, end: time | None) -> timedelta:
    if end is None or end == start:
        return LENGTH
    minutes = (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % (24 * 60)
    return timedelta(minutes=minutes)


def _types(value: Any) -> Iterator[str]:
    given = re.split(r"[,;]", value) if isinstance(value, str) else value if isinstance(value, list) else []
    for one in given[:TYPES_LIMIT]:
        plain = _plain(one)
        if plain:
            yield plain


def _zone(value: Any) -> str | None:
    try:
        return zone_of(value).key if isinstance(value, str) and value else None
    except Refused:
        return None


def _plain(value: Any) -> str:
    """Text without entities and tags, on one line, of bounded length; numbers as text, anything else empty."""
    if type(value) in (int, float):
        return str(value)
    if not isinstance(value, str):
        return ""
    text = _TAG.sub(" ", html.unescape(value[: TEXT_LIMIT * 10]))
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(text.split())[:TEXT_LIMIT]


def coming(meetings: Iterable[Meeting], now: datetime, zone: str) -> list[Coming]:
    """Each meeting at its next beginning, one that is on now with the time at which it began, the earliest first."""
    coming_ones = [_next(meeting, now, meeting.zone or zone) for meeting in meetings]
    return sorted(coming_ones, key=lambda one: (one.at.timestamp(), one.meeting.name))


def _next(meeting: Meeting, now: datetime, zone: str) -> Coming:
    local = now.astimezone(ZoneInfo(zone))
    ahead = (meeting.day - (local.isoweekday() % 7)) % 7
    for days in (ahead - 7, ahead, ahead + 7):
        day = local.date() + timedelta(days=days)
        at = datetime.combine(day, meeting.start, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        until = at + meeting.length
        if until > now.astimezone(UTC):
            return Coming(meeting, at.astimezone(ZoneInfo(zone)), until.astimezone(ZoneInfo(zone)), zone)
    raise AssertionError


def chosen(
    coming_ones: Iterable[Coming],
    *,
    on: date | None = None,
    by: datetime | None = None,
    types: Iterable[str] = (),
    online: bool = False,
) -> list[Coming]:
    """Those on a day, those that begin up to an instant, those of all these types, those that can be joined online."""
    wanted = {word.casefold() for word in types}
    return [
        one
        for one in coming_ones
        if (on is None or one.at.date() == on)
        and (by is None or one.at.timestamp() <= by.timestamp())
        and wanted <= {name.casefold() for word in one.meeting.types for name in (word, TYPE_WORDS.get(word, word))}
        and (not online or one.meeting.online)
    ]


def within(now: datetime, hours: float) -> datetime:
    """The instant that many hours from now; raises `Usage` beyond a week."""
    if not 0 < hours <= 7 * 24:
        raise Usage(tr("Say a number of hours, such as 3h."))
    return (now.astimezone(UTC) + timedelta(hours=hours)).astimezone(now.tzinfo)


def type_words(types: Iterable[str]) -> str:
    """Types as a person reads them; one that is not known stays as it is."""
    return ", ".join(TYPE_WORDS.get(word, word) for word in types)
