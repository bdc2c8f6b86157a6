"""Day One's JSON export, alone or in its zip: each entry becomes a note."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from recovery.errors import Refused
from recovery.exchange.lines import Place, derived_id
from recovery.exchange.readers import archive, json_stream, markup
from recovery.exchange.readers.reading import (
    NO_ZONE,
    FileReport,
    LeftBefore,
    Line,
    Reader,
    ReadOptions,
    notes_with_tags,
    refused,
    trigger_names,
)
from recovery.language import tr
from recovery.store.rules import zone_of

LEFT = {
    "photos": "photos",
    "videos": "videos",
    "audios": tr("sound recordings"),
    "pdfAttachments": "PDF files",
    "location": "places",
    "weather": "weather",
    "music": tr("pieces of music"),
    "starred": "stars",
    "isPinned": "pins",
}
TAGS = tr("tags; --tags-as triggers takes them")
NO_WORDS = tr("entries without words")
OFFSET = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2})(?::?00)?")
SPOKEN = "transcription"


def is_document(names: list[str]) -> bool:
    """Whether an archive's files look like an export of Day One."""
    return bool(_documents(names))


def read(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Line]:
    """A note for each entry with words in it, at its instant and in its own time zone."""
    if not archive.is_one(stream):
        yield from _document(stream, options, report)
        return
    with archive.opened(stream) as files:
        names = _documents(files.names)
        if not names:
            raise refused(archive.THE_ARCHIVE, tr("holds no Day One JSON file"))
        for number, name in enumerate(names, start=1):
            with files.open(name) as inside:
                yield from _document(inside, options, report, tr("journal {number} of the archive, ", number=number))


def _documents(names: list[str]) -> list[str]:
    """The journals in an archive, wherever a program that packed it again has put them."""
    journals = [name for name in names if name.lower().endswith(".json") and not _by_the_way(name)]
    return [name for name in journals if "/" not in name] or journals


def _by_the_way(name: str) -> bool:
    """Whether it is a file that a Mac puts beside the others."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1].startswith(".")


def _document(stream: BinaryIO, options: ReadOptions, report: FileReport, where: str = "") -> Iterator[Line]:
    for line, entry in json_stream.entries(stream, "entries", options, report, banner=False):
        report.entry()
        place = f"{where}line {line}" if where else line
        at, words, spoken = entry.get("creationDate"), _words(entry), _spoken(entry)
        left_before = not _first_words(entry)
        for name, what in LEFT.items():
            if entry.get(name):
                report.leave(what, len(entry[name]) if isinstance(entry[name], list) else 1, place=place)
        text = "\n\n".join(part for part in (words, spoken) if part)
        if not text:
            report.leave(NO_WORDS, place=place, entries=1)
        elif not isinstance(at, str):
            yield place, Refused(tr("has no creationDate"))
        else:
            more = _more(place, entry, options, report)
            new = () if _known_before(entry) else ("timezone",)
            before, otherwise = _first_words(entry) or None, _otherwise(entry, more)
            for part in notes_with_tags(place, at, text, more, otherwise, before=before, new=new):
                yield (place, LeftBefore(part[1])) if left_before and isinstance(part[1], dict) else part


def _more(place: Place, entry: dict[str, Any], options: ReadOptions, report: FileReport) -> dict[str, Any]:
    more: dict[str, Any] = {}
    uuid, tags = entry.get("uuid"), entry.get("tags")
    if isinstance(uuid, str):
        more["id"] = derived_id({"from": "dayone", "uuid": uuid.lower()})
    if isinstance(tags, list) and tags:
        if options.tags_as_triggers:
            more["triggers"] = trigger_names(str(tag) for tag in tags)
        else:
            report.leave(TAGS, len(tags), place=place)
    try:
        more["timezone"] = _zone(str(entry.get("timeZone")))
    except Refused:
        report.say(NO_ZONE.format(zone=options.timezone))
    return more


def _otherwise(entry: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """The same where tags are taken in the other way."""
    if "triggers" in more:
        return {name: value for name, value in more.items() if name != "triggers"}
    tags = entry.get("tags")
    return {**more, "triggers": trigger_names(map(str, tags))} if isinstance(tags, list) and tags else more


def _zone(name: str) -> str:
    r"""A zone of tzdata, also for `Asia\/Calcutta` and `GMT+0200` (which tzdata calls Etc/GMT-2); raises `Refused`."""
    if match := OFFSET.fullmatch(name):
        hours = int(match[2])
        return zone_of(f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}" if hours else "Etc/GMT").key
    return zone_of(name.replace("\\/", "/")).key


def _known_before(entry: dict[str, Any]) -> bool:
    """Whether the first release knew the entry's zone."""
    try:
        return bool(zone_of(str(entry.get("timeZone"))))
    except Refused:
        return False


def _words(entry: dict[str, Any]) -> str:
    """The entry's text without Day One's marks; newer exports may carry it in `richText` alone."""
    text = entry.get("text")
    if isinstance(text, str) and text.strip():
        return markup.without_markdown(text)
    return markup.of_rich_text(entry.get("richText"))


def _first_words(entry: dict[str, Any]) -> str:
    """The same as the first release read it."""
    text = entry.get("text")
    return text.strip() if isinstance(text, str) else markup.first_rich_text(entry.get("richText"))


def _spoken(entry: dict[str, Any]) -> str:
    """What was said in its sound recordings, where Day One wrote it down."""
    recordings = entry.get("audios")
    spoken = recordings if isinstance(recordings, list) else []
    texts = (recording.get(SPOKEN) for recording in spoken if isinstance(recording, dict))
    return "\n\n".join(text.strip() for text in texts if isinstance(text, str) and text.strip())


DAYONE = Reader("dayone", tr("Day One, its JSON export or the zip of it: entries become notes"), read, learned=True)
