"""jrnl's files, its text in both versions and its JSON export: each entry becomes a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any, BinaryIO, NamedTuple
from zoneinfo import ZoneInfo

from recovery.errors import Refused
from recovery.exchange.lines import derived_id
from recovery.exchange.readers import first_release, json_stream, text
from recovery.exchange.readers.encodings import as_utf8
from recovery.exchange.readers.jrnl_heads import Heads, Stamp, heads_of, parts_of, read_stamp, without_weekday
from recovery.exchange.readers.reading import (
    NO_ZONE,
    FileReport,
    Line,
    Reader,
    ReadOptions,
    notes_with_tags,
    refused,
    trigger_names,
)
from recovery.exchange.readers.times import DateOrder, order_of
from recovery.language import tr
from recovery.store.rules import zone_of

TAG = re.compile(r"(?:^|(?<=\s))[@#]([\w][-+*#/\w]*)")
STAR = re.compile(r" \*$")
JSON_START = re.compile(rb'^\s*\{\s*("(?:tags|entries)"|$|\})', re.MULTILINE)
HEAD_START = re.compile(rb"^\[?\d{4}-\d\d-\d\d", re.MULTILINE)
INSTEAD = tr("or export it with jrnl --export json")
NO_HEAD = tr(
    "begins no entry that can be read; a jrnl file begins with a date such as [2026-03-07 21:40], {instead}",
    instead=INSTEAD,
)
UNREADABLE = tr("begins an entry with a date that cannot be read; mend it, {instead}", instead=INSTEAD)
AMBIGUOUS = tr("has a date that can be read two ways; say --dates dmy, mdy or ymd, {instead}", instead=INSTEAD)
NOON = tr("an entry without a time as noon")
STARS = "stars"
LETTERS = tr("time zone names that stand for several zones")
NO_WORDS = tr("entries without words")
BANNER_LIMIT = 16 * 1024


class Entry(NamedTuple):
    """An entry of the text file while its lines are gathered."""

    line: int
    at: str
    where: dict[str, str]
    lines: list[str]


def read(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    """A note for each entry, in the layout that the file's beginning tells."""
    start = stream.read(BANNER_LIMIT)
    stream.seek(0)
    if is_json(start):
        report.say(NO_ZONE.format(zone=options.timezone))
        report.say("jrnl's JSON")
        yield from _json(stream, options, report)
    else:
        yield from _text(stream, options, report)


def is_json(start: bytes) -> bool:
    """Whether a file begins as jrnl's JSON does, maybe below what a terminal put before it."""
    start = as_utf8(start)
    at = JSON_START.search(start.removeprefix(b"\xef\xbb\xbf"))
    return at is not None and not HEAD_START.search(start[: at.start()])


def _text(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    options = text.settled(stream, options)
    first = next((line for _, line in text.lines(stream, options, FileReport()) if line.strip()), "")
    heads = heads_of(first)
    order = _order(stream, heads, options, report)
    report.say(tr("jrnl's text") if heads.brackets else tr("the text of jrnl's version 1"))
    entry: Entry | None = None
    for number, raw in text.lines(stream, options, report):
        line = raw.rstrip("\r\n")
        head = heads.split(line)
        stamp = read_stamp(head[0], order) if head else None
        if head and stamp:
            if entry:
                yield from _note(entry, options, report)
            report.entry()
            if STAR.search(head[1]):
                report.leave(STARS, place=number)
            entry = Entry(number, _at(stamp, report), _zone(number, stamp, options, report), [STAR.sub("", head[1])])
        elif head and heads.brackets:
            raise refused(number, UNREADABLE)
        elif entry:
            entry.lines.append(line)
        elif line.strip():
            raise refused(number, NO_HEAD)
    if entry:
        yield from _note(entry, options, report)


def _order(stream: BinaryIO, heads: Heads, options: ReadOptions, report: FileReport) -> DateOrder:
    """The order of day and month in the heads; raises `Refused` where it contradicts itself or cannot be told."""
    lines = ((number, heads.split(line)) for number, line in text.lines(stream, options, FileReport()))
    dates = ((number, without_weekday(parts_of(head[0])[0])) for number, head in lines if head)
    return order_of(dates, options, report, AMBIGUOUS)


def _note(entry: Entry, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    content = "\n".join(entry.lines).strip()
    if not content:
        report.leave(NO_WORDS, place=entry.line, entries=1)
        return
    named = {"triggers": trigger_names(tag.lower() for tag in TAG.findall(content)), **entry.where}
    plain: dict[str, Any] = {"triggers": [], **entry.where}
    more, otherwise = (named, plain) if options.tags_as_triggers else (plain, named)
    yield from notes_with_tags(entry.line, entry.at, content, more, otherwise)


def _at(stamp: Stamp, report: FileReport) -> str:
    """The instant as the intake takes it."""
    if stamp.at is None:
        report.say(NOON)
    return f"{stamp.day.isoformat()}T{stamp.at or time(12):%H:%M:%S}{stamp.offset}"


def _zone(line: int, stamp: Stamp, options: ReadOptions, report: FileReport) -> dict[str, str]:
    """The zone of an entry that names one; the letters of `EST` stand for several, so others than ours are left out."""
    if stamp.offset:
        return {}
    if "/" in stamp.zone:
        with suppress(Refused):
            return {"timezone": zone_of(stamp.zone).key}
    at = datetime.combine(stamp.day, stamp.at or time(12), ZoneInfo(options.timezone))
    if not stamp.zone:
        report.say(NO_ZONE.format(zone=options.timezone))
    elif at.tzname() != stamp.zone:
        report.leave(LETTERS, place=line)
    return {}


def _json(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    for line, entry in json_stream.entries(stream, "entries", options, report, banner=True):
        report.entry()
        at = _json_at(entry)
        if at is None:
            yield line, Refused(tr("has no date and time that can be read"))
            continue
        words = [part.strip() for part in (entry.get("title"), entry.get("body")) if isinstance(part, str)]
        content = "\n".join(part for part in words if part)
        if entry.get("starred"):
            report.leave(STARS, place=line)
        if not content:
            report.leave(NO_WORDS, place=line, entries=1)
            continue
        named, plain = _more(entry, tags=True), _more(entry, tags=False)
        more, otherwise = (named, plain) if options.tags_as_triggers else (plain, named)
        yield from notes_with_tags(line, at, content, more, otherwise)


def _json_at(entry: dict[str, Any]) -> str | None:
    """The instant of an entry of the JSON export, which writes every date in one way."""
    try:
        day, at = date.fromisoformat(str(entry.get("date"))), first_release.clock_of(str(entry.get("time")))
    except ValueError:
        return None
    return f"{day.isoformat()}T{at:%H:%M:%S}" if at else None


def _more(entry: dict[str, Any], *, tags: bool) -> dict[str, Any]:
    said = entry.get("tags") if tags else None
    names = [str(tag).lstrip("@#").lower() for tag in said] if isinstance(said, list) else []
    more: dict[str, Any] = {"triggers": trigger_names(names)}
    if isinstance(entry.get("uuid"), str):
        more["id"] = derived_id({"from": "jrnl", "uuid": entry["uuid"]})
    return more


JRNL = Reader("jrnl", tr("jrnl, its text file (version 1 or 2) or its JSON export: entries become notes"), read)
