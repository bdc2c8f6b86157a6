"""Dates as an iCalendar file (RFC 5545), for any calendar: the one writer of them.

An event without a zone floats: eight in the morning stays eight in the morning wherever the person is. One in a zone is
meant there, and the file carries what that zone's clocks do in the years of its events.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

LINE_OCTETS = 75
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SPACE = UUID("2b7c1c0e-6d0f-5a57-9d5b-8a4f0f6f3a11")


class Event(NamedTuple):
    """One event.

    `at` is a time on the clock, `None` for the whole day, and `minutes` how long it lasts; `busy` keeps that time
    free of other things. It comes again every `every_days` days, or each week on a `weekday` (0 is Monday), up to and
    with the day `until`; one that comes again floats. It rings `alarm` minutes after its beginning, or before it
    where that is negative; a whole day begins at midnight.
    """

    uid: str
    title: str
    day: date
    at: time | None = None
    minutes: int = 15
    busy: bool = False
    zone: ZoneInfo | None = None
    place: str | None = None
    note: str | None = None
    alarm: int | None = None
    every_days: int = 0
    weekday: int | None = None
    until: date | None = None

    @property
    def fixed(self) -> ZoneInfo | None:
        """The zone that its time is meant in, `None` where it floats."""
        return None if self.at is None or self.every_days or self.weekday is not None else self.zone


def uid(*parts: str) -> str:
    """A name for an event made of such parts: the same each time, so a calendar replaces it. It tells nothing."""
    return f"{uuid5(_SPACE, '/'.join(parts))}@local"


def write(events: Iterable[Event], stamp: datetime) -> bytes:
    """The whole file; `stamp` is the moment of writing, in UTC."""
    return "".join(f"{part}\r\n" for line in _lines(list(events), stamp) for part in _folded(line)).encode("utf-8")


def _lines(events: list[Event], stamp: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//local//calendar//EN", "CALSCALE:GREGORIAN")
    for zone in sorted({event.fixed for event in events if event.fixed}, key=str):
        years = [event.day.year for event in events if event.fixed == zone]
        yield from _zone(zone, min(years), max(years))
    for event in events:
        yield from _event(event, stamp)
    yield "END:VCALENDAR"


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}")
    if event.at is None:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    else:
        zone = f";TZID={event.fixed}" if event.fixed else ""
        yield from (f"DTSTART{zone}:{event.day:%Y%m%d}T{event.at:%H%M%S}", f"DURATION:PT{event.minutes}M")
    yield from _rule(event)
    yield f"SUMMARY:{_escaped(event.title)}"
    if event.place:
        yield f"LOCATION:{_escaped(event.place)}"
    if event.note:
        yield f"DESCRIPTION:{_escaped(event.note)}"
    yield from (f"TRANSP:{'OPAQUE' if event.busy else 'TRANSPARENT'}", "CLASS:PRIVATE")
    if event.alarm is not None:
        trigger = f"TRIGGER:{'-' if event.alarm < 0 else ''}PT{abs(event.alarm)}M"
        text = f"DESCRIPTION:{_escaped(event.title)}"
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", text, trigger, "END:VALARM")
    yield "END:VEVENT"


def _rule(event: Event) -> Iterator[str]:
    """When it comes again; the last time is the day `until` itself, to its last second."""
    if event.weekday is not None:
        rule = f"FREQ=WEEKLY;BYDAY={_DAYS[event.weekday]}"
    elif event.every_days:
        rule = f"FREQ=DAILY;INTERVAL={event.every_days}"
    else:
        return
    if event.until is not None:
        rule += f";UNTIL={event.until:%Y%m%d}" + ("" if event.at is None else "T235959")
    yield f"RRULE:{rule}"


def _zone(zone: ZoneInfo, first: int, last: int) -> Iterator[str]:
    """What a zone's clocks do from the beginning of one year to the end of another: an observance for each change."""
    yield from ("BEGIN:VTIMEZONE", f"TZID:{zone}")
    moment, end = datetime(first - 1, 12, 30, tzinfo=UTC), datetime(last + 1, 1, 2, tzinfo=UTC)
    before = moment.astimezone(zone)
    yield from _observance(before, before)
    while moment < end:
        following = moment + timedelta(days=1)
        if following.astimezone(zone).utcoffset() != moment.astimezone(zone).utcoffset():
            before, after = _change(moment, following, zone)
            yield from _observance(before, after)
        moment = following
    yield "END:VTIMEZONE"


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The last second before the clocks change between two moments, and the first one after it, in that zone."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return low.astimezone(zone), high.astimezone(zone)


def _observance(before: datetime, after: datetime) -> Iterator[str]:
    """The clocks from `after` on; its beginning is told on the clock that went before, as RFC 5545 asks."""
    name = "DAYLIGHT" if after.dst() else "STANDARD"
    start = after.replace(tzinfo=None) - (after.utcoffset() or timedelta()) + (before.utcoffset() or timedelta())
    yield from (f"BEGIN:{name}", f"DTSTART:{start:%Y%m%dT%H%M%S}", f"TZNAME:{after.tzname()}")
    yield from (f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(after)}", f"END:{name}")


def _offset(moment: datetime) -> str:
    return f"{moment:%z}"


def _escaped(text: str) -> str:
    """Text as a value: the lines of a person stay lines, no other character that cannot be seen comes through."""
    lines = ("".join(letter if letter.isprintable() else " " for letter in line) for line in text.splitlines())
    whole = "\n".join(lines).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return whole.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, never within a letter; every part after the first begins with a blank."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode("utf-8"))
        if size + octets > LINE_OCTETS:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + octets
    yield part
