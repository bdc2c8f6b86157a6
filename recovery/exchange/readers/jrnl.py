"""jrnl's files, its text in both versions and its JSON export: each entry becomes a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from recovery.errors import Refused
from recovery.exchange.lines import derived_id
from recovery.exchange.readers import json_stream, text
from recovery.exchange.readers.reading import NO_ZONE, Account, Line, Reader, Wishes, notes, refused, trigger_names
from recovery.exchange.readers.times import clock_of

_STAMP = r"(\d{4}-\d\d-\d\d)[ T](\d\d?:\d\d(?::\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?)"
HEAD = re.compile(rf"\[{_STAMP}\](?: |$)(.*)", re.DOTALL)
HEAD_1 = re.compile(rf"{_STAMP}(?: |$)(.*)", re.DOTALL)
TAG = re.compile(r"(?:^|(?<=\s))[@#]([\w][-+*#/\w]*)")
STAR = re.compile(r" \*$")
NO_HEAD = "begins no entry; a file of jrnl begins with a date such as [2026-03-07 21:40]"
BANNER_LIMIT = 16 * 1024


def read(stream: BinaryIO, wishes: Wishes, account: Account) -> Iterator[Line]:
    """A note for each entry, in the layout that the file's beginning tells."""
    start = stream.read(BANNER_LIMIT)
    stream.seek(0)
    account.say(NO_ZONE.format(zone=wishes.timezone))
    at = re.search(rb'^\s*\{\s*("(?:tags|entries)"|$|\})', start.removeprefix(b"\xef\xbb\xbf"), re.MULTILINE)
    if at and not re.search(rb"^\[?\d{4}-\d\d-\d\d", start[: at.start()], re.MULTILINE):
        account.say("jrnl's JSON")
        yield from _json(stream, wishes, account)
    else:
        yield from _text(stream, wishes, account)


def _text(stream: BinaryIO, wishes: Wishes, account: Account) -> Iterator[Line]:
    head: re.Pattern[str] | None = None
    entry: tuple[int, str, list[str]] | None = None
    for number, raw in text.lines(stream, account):
        line = raw.rstrip("\r\n")
        if head is None and line.strip():
            head = HEAD if line.startswith("[") else HEAD_1
            account.say("jrnl's text" if head is HEAD else "the text of jrnl's version 1")
        match = head.fullmatch(line) if head else None
        at = _at(match[1], match[2]) if match else None
        if match and at:
            if entry:
                yield from _note(*entry, wishes, account)
            entry = (number, at, [STAR.sub("", match[3])])
        elif entry:
            entry[2].append(line)
        elif line.strip():
            raise refused(number, NO_HEAD)
    if entry:
        yield from _note(*entry, wishes, account)


def _note(number: int, at: str, lines: list[str], wishes: Wishes, account: Account) -> Iterator[Line]:
    content = "\n".join(lines).strip()
    if not content:
        account.leave("entries without words", place=number)
        return
    tags = [tag.lower() for tag in TAG.findall(content)]
    yield from notes(number, at, content, triggers=trigger_names(tags) if wishes.tags_as_triggers else [])


def _at(day: str, clock: str) -> str | None:
    """The instant as the intake takes it; `None` where the numbers are no date."""
    try:
        found = date.fromisoformat(day), clock_of(clock)
    except ValueError:
        return None
    return f"{found[0].isoformat()}T{found[1]:%H:%M:%S}" if found[1] else None


def _json(stream: BinaryIO, wishes: Wishes, account: Account) -> Iterator[Line]:
    for line, entry in json_stream.entries(stream, "entries", banner=True):
        at = _at(str(entry.get("date")), str(entry.get("time"))) if entry.get("date") else None
        if at is None:
            yield line, Refused("has no date and time that can be read")
            continue
        words = [part.strip() for part in (entry.get("title"), entry.get("body")) if isinstance(part, str)]
        content = "\n".join(part for part in words if part)
        if not content:
            account.leave("entries without words", place=line)
            continue
        yield from notes(line, at, content, **_more(entry, wishes))


def _more(entry: dict[str, Any], wishes: Wishes) -> dict[str, Any]:
    tags = entry.get("tags") if wishes.tags_as_triggers else None
    names = [str(tag).lstrip("@#").lower() for tag in tags] if isinstance(tags, list) else []
    more: dict[str, Any] = {"triggers": trigger_names(names)}
    if isinstance(entry.get("uuid"), str):
        more["id"] = derived_id({"from": "jrnl", "uuid": entry["uuid"]})
    return more


JRNL = Reader("jrnl", "jrnl, its text file (version 1 or 2) or its JSON export: entries become notes", read)
