"""Entries as lines for a person: one line in a list, the whole of one, one clear sentence after writing."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from recovery.console import clean, joined, one_line, style
from recovery.journal.entries import HALT, CheckIn, Craving, Entry, Lapse, Note

if TYPE_CHECKING:
    from recovery.store.history import Change

MAX_WIDTH = 100
LABELS = {
    "at": "when",
    "intensity": "rated",
    "intensity_after": "rated after",
    "minutes": "lasted (min)",
    "sleep_hours": "slept (h)",
    "intention_kept": "intention kept",
}


def width() -> int:
    """The columns to write in: the terminal's, at most 100."""
    return min(shutil.get_terminal_size((80, 24)).columns, MAX_WIDTH)


def day_text(day: date) -> str:
    """`Sat 7 Mar 2026`."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def when_text(at: datetime) -> str:
    """`Sat 7 Mar 21:40`."""
    return f"{at:%a} {at.day} {at:%b %H:%M}"


def summary(entry: Entry) -> str:
    """An entry's facts on one line, without its time, id and longer texts."""
    parts: list[str] = []
    match entry:
        case Craving():
            parts = [f"craving {entry.intensity}", _names(entry.triggers), _names(entry.coping), _ending(entry)]
        case Lapse():
            parts = ["lapse", one_line(entry.substance or ""), _names(entry.triggers), one_line(entry.amount or "")]
            parts.append({"near": "near overdose", "yes": "overdose"}.get(entry.overdose or "", ""))
            parts.append("naloxone given" if entry.naloxone else "")
        case CheckIn():
            parts = ["check-in", *_answers(entry)]
        case Note():
            parts = ["note", _names(entry.triggers)]
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def _names(names: Iterable[str]) -> str:
    return ", ".join(one_line(name) for name in names)


def _ending(entry: Craving) -> str:
    words = {"passed": "passed", "used": "used"}.get(entry.outcome or "", "")
    if entry.minutes is not None:
        words += f"{' after' if words else 'lasted'} {entry.minutes} min"
    return words


def _answers(entry: CheckIn) -> Iterator[str]:
    if entry.used is not None:
        yield f"used {one_line(entry.substance or '')}".strip() if entry.used else "no use"
    if entry.mood is not None:
        yield f"mood {entry.mood}"
    if entry.sleep_hours is not None:
        yield f"slept {entry.sleep_hours:g} h"
    if entry.confidence is not None:
        yield f"confidence {entry.confidence}"
    yield ", ".join(name for name in HALT if getattr(entry, name))


def _texts(entry: Entry) -> Iterator[str]:
    """The longer texts of an entry, as they were written."""
    if isinstance(entry, Note):
        yield entry.text
        return
    if isinstance(entry, CheckIn):
        if entry.good:
            yield f"good: {entry.good}"
        if entry.intention:
            kept = {True: " (kept)", False: " (not kept)", None: ""}[entry.intention_kept]
            yield f"intention: {entry.intention}{kept}"
    if entry.note:
        yield entry.note


def listing(entries: Iterable[Entry], id_length: int) -> Iterator[str]:
    """Entries under their days, the id first; texts folded to the width."""
    columns = width()
    indent = " " * (id_length + 9)
    day = None
    for entry in entries:
        if entry.day != day:
            if day is not None:
                yield ""
            day = entry.day
            yield style(day_text(day), "bold")
        clock = "     " if isinstance(entry, CheckIn) else f"{entry.at:%H:%M}"
        facts = textwrap.wrap(summary(entry), columns - len(indent)) or [""]
        yield f"{style(entry.id[:id_length], 'dim')}  {clock}  {facts[0]}"
        yield from (indent + line for line in facts[1:])
        for text in _texts(entry):
            for paragraph in clean(text).splitlines() or [""]:
                yield from (indent + line for line in textwrap.wrap(paragraph, columns - len(indent)) or [""])


def detail(entry: Entry) -> Iterator[str]:
    """One entry whole, a line for each part that it has."""
    yield style(summary(entry), "bold")
    for name, value in entry.to_json().items():
        if value in (None, [], "") or name == "kind":
            continue
        text = joined(value) if isinstance(value, list) else str(value)
        if isinstance(value, bool):
            text = "yes" if value else "no"
        lines = clean(text).splitlines() or [""]
        yield f"  {LABELS.get(name, name):<15} {lines[0]}"
        yield from (" " * 18 + line for line in lines[1:])


def kept(entry: Entry, id_length: int) -> str:
    """The sentence after writing."""
    when = day_text(entry.day) if isinstance(entry, CheckIn) else when_text(entry.at)
    return f"Kept: {summary(entry)} \N{MIDDLE DOT} {when}   {style(entry.id[:id_length], 'dim')}"


def history(changes: Iterable[Change]) -> Iterator[str]:
    """What happened to an entry, oldest first; the time is UTC."""
    verbs = {"insert": "written", "update": "changed", "delete": "removed"}
    for change in changes:
        yield f"{change.at:%Y-%m-%d %H:%M} UTC  {verbs[change.action]} by {change.command} ({change.origin})"
        for name, (before, after) in change.fields.items():
            yield f"    {LABELS.get(name, name)}: {one_line(str(before))} \N{RIGHTWARDS ARROW} {one_line(str(after))}"
