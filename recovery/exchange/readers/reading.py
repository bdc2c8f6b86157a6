"""What every reader of another program's file shares: its input, what it gives, and what it says of the file.

A reader gives lines of the journal's own format, each with the place it came from, and the intake of `import` does
the rest. It holds one entry at a time, or one day, so a file may be larger than the memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from recovery import console
from recovery.errors import Refused
from recovery.exchange.lines import Given, Place, derived_id
from recovery.language import tr
from recovery.store.names import NAME_LIMIT, NAMES_LIMIT
from recovery.store.rules import TEXT_LIMIT

Line = tuple[Place, Given]
PLACES_KEPT = 20
NO_ZONE = tr("the file names no time zone, so {zone} was assumed")


class KnownAs(dict[str, Any]):
    """A line that may be in the journal under another id: `also`, which it has where tags are taken otherwise."""

    also: str


class LeftBefore(dict[str, Any]):
    """A line that the first release left out of a file it took: where it took the file, nothing is added to it."""


@dataclass(slots=True)
class FileReport:
    """What a reader says of a file: how it was read, and what was left out, why, how often and where.

    `entries` counts what stands in the file, `taken` what of it became lines, `left` what was left out whole.
    """

    read_as: dict[str, None] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    left_at: list[tuple[Place, str]] = field(default_factory=list)
    more_left: int = 0
    entries: int = 0
    left: int = 0

    def say(self, how: str) -> None:
        """Note how the file was read, once."""
        self.read_as.setdefault(how)

    def entry(self) -> None:
        """Count one entry of the file, whatever becomes of it."""
        self.entries += 1

    def leave(self, what: str, times: int = 1, *, place: Place | None = None, entries: int = 0) -> None:
        """Count something that has no place in the journal; the first places are kept, the others counted.

        `entries` says how many whole entries that is; what is left out of an entry that is taken is none.
        """
        self.left_out[what] = self.left_out.get(what, 0) + times
        self.left += entries
        if place is not None and len(self.left_at) < PLACES_KEPT:
            self.left_at.append((place, what))
        elif place is not None:
            self.more_left += 1


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the person said about the file: names for its columns or values, and what its tags become.

    `date_order` is `dmy`, `mdy` or empty; `timezone` and `now` are those of the journal and of the moment. `encoding`
    is that of a text file, empty where the file shall tell. `only` and `skip` choose habits. `tracked` are the
    substances of the journal, `asked` gives for a habit's name the substances that the person says it is about,
    `asked_moods` for names of moods, with how often each is there, the numbers that the person gives them.
    """

    names: dict[str, str] = field(default_factory=dict)
    tags_as_triggers: bool = False
    date_order: str = ""
    timezone: str = "UTC"
    now: datetime | None = None
    encoding: str = ""
    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    tracked: tuple[str, ...] = ()
    asked: Callable[[str], list[str] | None] | None = None
    asked_moods: Callable[[Counter[str]], dict[str, int]] | None = None


class Reader(NamedTuple):
    """One format: its name, what it reads, and the function.

    `settings` says that it names substances itself, `own` that its lines are entries of our own, which come back whole,
    `learned` that it takes more of a file now than the first release did (`LeftBefore`).
    """

    name: str
    help: str
    read: Callable[[BinaryIO, ReadOptions, FileReport], Iterator[Line]]
    settings: bool = False
    own: bool = False
    learned: bool = False


class RefusedAt(Refused):
    """The file cannot be read from a place on; the sentence names the place, never what stands there."""

    def __init__(self, place: Place, reason: str) -> None:
        where = f"line {place}" if isinstance(place, int) else place
        super().__init__(tr("Nothing was imported: {where} {reason}.", where=where, reason=reason))
        self.place = place
        self.reason = reason


def refused(place: Place, reason: str) -> RefusedAt:
    """The file cannot be read from there on."""
    return RefusedAt(place, reason)


def pieces(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """A long text in parts that an entry can hold, cut between lines or words where that is possible; none is lost."""
    text = text.strip()
    parts: list[str] = []
    while len(text) > limit:
        cut = max(text.rfind("\n", limit // 2, limit), 0) or max(text.rfind(" ", limit // 2, limit), 0) or limit
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts


def notes(
    place: Place, at: str, text: str, *, before: str | None = None, new: Collection[str] = (), **more: Any
) -> Iterator[Line]:
    """A journal entry as a note, or as several where it is longer than one can be; `more` goes to each.

    `before` is the text as the first release had it and `new` names the fields that it left out: ids come from that.
    """
    for line in _parts(at, text, before, new, more):
        yield place, line


def notes_with_tags(
    place: Place, at: str, text: str, more: dict[str, Any], otherwise: dict[str, Any], **first: Any
) -> Iterator[Line]:
    """The same, where `otherwise` is what `more` is with tags taken in the other way: the entry has another id then.

    `first` is `before` and `new` of `notes`.
    """
    if more == otherwise:
        yield from notes(place, at, text, **first, **more)
        return
    before, new = first.get("before"), first.get("new", ())
    others = _parts(at, text, before, new, otherwise)
    for line, other in zip(_parts(at, text, before, new, more), others, strict=True):
        known = KnownAs(line)
        known.also = other.get("id") or derived_id(other)
        yield place, known


def _parts(
    at: str, text: str, before: str | None, new: Collection[str], more: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    earlier = pieces(text if before is None else before)
    parts = pieces(text)
    for number, part in enumerate(parts):
        own = dict(more)
        if number and "id" in own:
            del own["id"]  # it comes from the content of the part
        line = {"kind": "note", "at": at, "text": part, **own}
        old = {name: value for name, value in line.items() if name not in new}
        before_it = {**old, "text": earlier[number]} if number < len(earlier) else old
        yield told_apart(identified(line, before_it), number, part in parts[:number])


def identified(line: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The line with the id that it had in the first release, which read it as `before`."""
    return line if "id" in line or not before or line == before else {**line, "id": derived_id(before)}


def told_apart(line: dict[str, Any], number: int, repeats: bool) -> dict[str, Any]:
    """The line of the part of a text with that number; one that `repeats` an earlier part is no copy of it."""
    return {**line, "id": derived_id({**line, "part": number})} if repeats else line


def rest_of(place: Place, parts: list[str], where: dict[str, Any]) -> Iterator[Line]:
    """The parts of a text that an entry has no room for, as notes at its time."""
    for number, part in enumerate(parts):
        yield place, told_apart({"kind": "note", "text": part, **where}, number, part in parts[:number])


def trigger_names(tags: Iterable[str]) -> list[str]:
    """Tags as names of triggers, each once, as many as an entry holds."""
    return list(dict.fromkeys(" ".join(tag.split()) for tag in tags if tag.strip()))[:NAMES_LIMIT]


class Names(NamedTuple):
    """Names that an entry can hold, and those that it cannot, because they are too long or too many."""

    held: list[str]
    rest: list[str]


def held_names(names: Iterable[str]) -> Names:
    """Sort names into those that an entry holds and those that go into its note."""
    spelled = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
    fitting = [name for name in spelled if len(name) <= NAME_LIMIT]
    held = fitting[:NAMES_LIMIT]
    return Names(held, [name for name in spelled if name not in held])


def with_note(place: Place, line: dict[str, Any], text: str, before: dict[str, Any]) -> Iterator[Line]:
    """An entry with a note of any length: what does not fit goes on in notes at the same time.

    `before` is the line as the first release read it, without which its id is its own.
    """
    parts = pieces(text)
    yield place, identified({**line, "note": parts[0]} if parts else line, before)
    where: dict[str, Any] = {name: line[name] for name in ("at", "timezone") if name in line}
    yield from rest_of(place, parts[1:], where)


def said(report: FileReport) -> list[str]:
    """The report as sentences for the person."""
    lines = [tr("Read as: {names}.", names="; ".join(map(console.one_line, report.read_as)))] if report.read_as else []
    if report.left_out:
        counted = (f"{what} ({number:,})" for what, number in report.left_out.items())
        lines.append(tr("Left out: {names}.", names="; ".join(map(console.one_line, counted))))
    return lines
