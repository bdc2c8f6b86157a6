"""Day One's JSON export, alone or in its zip: each entry becomes a note."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from recovery.errors import Refused
from recovery.exchange.lines import Place, derived_id
from recovery.exchange.readers import archive, json_stream
from recovery.exchange.readers.reading import NO_ZONE, Account, Line, Reader, Wishes, notes, refused, trigger_names
from recovery.store.records import zone_of

LEFT = {
    "photos": "photos",
    "videos": "videos",
    "audios": "sound recordings",
    "pdfAttachments": "PDF files",
    "location": "places",
    "weather": "weather",
}


def read(stream: BinaryIO, wishes: Wishes, account: Account) -> Iterator[Line]:
    """A note for each entry with words in it, at its instant and in its own time zone."""
    if not archive.is_one(stream):
        yield from _document(stream, wishes, account, "")
        return
    with archive.opened(stream) as files:
        names = [name for name in files.names if name.lower().endswith(".json") and "/" not in name]
        if not names:
            raise refused("the archive", "holds no JSON file of Day One")
        for number, name in enumerate(names, start=1):
            with files.open(name) as inside:
                yield from _document(inside, wishes, account, f"journal {number} of the archive, ")


def _document(stream: BinaryIO, wishes: Wishes, account: Account, where: str) -> Iterator[Line]:
    for line, entry in json_stream.entries(stream, "entries"):
        place = f"{where}line {line}" if where else line
        at, words = entry.get("creationDate"), _words(entry)
        for name, what in LEFT.items():
            if entry.get(name):
                account.leave(what, len(entry[name]) if isinstance(entry[name], list) else 1, place=place)
        if not words:
            account.leave("entries without words", place=place)
        elif not isinstance(at, str):
            yield place, Refused("has no creationDate")
        else:
            yield from notes(place, at, words, **_more(place, entry, wishes, account))


def _more(place: Place, entry: dict[str, Any], wishes: Wishes, account: Account) -> dict[str, Any]:
    more: dict[str, Any] = {}
    uuid, tags = entry.get("uuid"), entry.get("tags")
    if isinstance(uuid, str):
        more["id"] = derived_id({"from": "dayone", "uuid": uuid.lower()})
    if isinstance(tags, list) and tags:
        if wishes.tags_as_triggers:
            more["triggers"] = trigger_names(str(tag) for tag in tags)
        else:
            account.leave("tags; --tags-as triggers takes them", len(tags), place=place)
    try:
        more["timezone"] = zone_of(str(entry.get("timeZone"))).key
    except Refused:
        account.say(NO_ZONE.format(zone=wishes.timezone))
    return more


def _words(entry: dict[str, Any]) -> str:
    """The entry's text; newer exports may carry it in `richText` alone."""
    if isinstance(entry.get("text"), str):
        return str(entry["text"]).strip()
    try:
        rich = json.loads(entry["richText"])
        return "".join(str(part.get("text", "")) for part in rich["contents"]).strip()
    except (KeyError, TypeError, ValueError, AttributeError):
        return ""


DAYONE = Reader("dayone", "Day One, its JSON export or the zip of it: entries become notes", read)
