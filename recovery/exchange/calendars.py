"""Dates that lie ahead as an iCalendar file (RFC 5545): appointments, doses, review dates.

Times carry no zone ("floating"): eight in the morning stays eight in the morning wherever the person is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import NamedTuple

LINE_OCTETS = 75
NEUTRAL = "Reminder"


class Event(NamedTuple):
    """One event: all day without a time; `every_days` repeats it up to the day `until`."""

    uid: str
    title: str
    day: date
    at: time | None = None
    minutes: int = 15
    every_days: int = 0
    until: date | None = None


def write(events: Iterable[Event], stamp: datetime) -> bytes:
    """The whole file; `stamp` is the moment of writing."""
    return "".join(f"{folded}\r\n" for line in _lines(events, stamp) for folded in _folded(line)).encode("utf-8")


def _lines(events: Iterable[Event], stamp: datetime) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//local//calendar//EN", "CALSCALE:GREGORIAN")
    for event in events:
        yield from ("BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}")
        if event.at is None:
            yield from (f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}", "TRANSP:TRANSPARENT")
        else:
            yield from (f"DTSTART:{event.day:%Y%m%d}T{event.at:%H%M%S}", f"DURATION:PT{event.minutes}M")
        if event.every_days:
            yield f"RRULE:FREQ=DAILY;INTERVAL={event.every_days}" + _until(event)
        yield from (f"SUMMARY:{_escaped(event.title)}", "CLASS:PRIVATE", "END:VEVENT")
    yield "END:VCALENDAR"


def _until(event: Event) -> str:
    if event.until is None:
        return ""
    return f";UNTIL={event.until:%Y%m%d}" + ("T235959" if event.at is not None else "")


def _escaped(text: str) -> str:
    flat = "".join(letter if letter.isprintable() else " " for letter in text)
    return flat.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


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
