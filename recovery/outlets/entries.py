"""Entries of every kind as lines for a person: a list, one in whole, one clear sentence after writing.

What is particular to a kind its record says; the order, the ids, the days and the folding are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from recovery.console import clean, joined, layout_width, one_line, style
from recovery.errors import NotFound
from recovery.language import tr
from recovery.outlets import words
from recovery.store.records import EntryRecord
from recovery.theme import QUIET, STRONG

if TYPE_CHECKING:
    from recovery.store.connection import Journal
    from recovery.store.history import Change, Step

MAX_WIDTH = 100
WORDS_SHOWN = 40
LABELS = {
    "at": tr("when"),
    "intensity": tr("rated"),
    "intensity_after": tr("rated after"),
    "minutes": tr("lasted (min)"),
    "sleep_hours": tr("slept (h)"),
    "intention_kept": tr("intention kept"),
    "free_of": tr("not used"),
    "written": tr("written down"),
    "ended": tr("outcome said"),
    "drawn": tr("its moment"),
}


def width() -> int:
    """The columns to write in: the terminal's, at most 100."""
    return layout_width(MAX_WIDTH)


def listing(entries: Iterable[EntryRecord], id_length: int) -> Iterator[str]:
    """Entries under their days, the id first; texts folded to the width."""
    from recovery.folding import wrap

    columns = width()
    indent = " " * (id_length + 9)
    day = None
    for entry in entries:
        if entry.day != day:
            if day is not None:
                yield ""
            day = entry.day
            yield style(words.day(day), STRONG)
        at = getattr(entry, "at", None)
        clock = f"{at:%H:%M}" if at else "     "
        first = f"{style(entry.id[:id_length], QUIET)}  {clock}  "
        yield from wrap(entry.summary(), columns, indent, first)
        for text in entry.texts():
            for paragraph in clean(text).splitlines() or [""]:
                yield from wrap(paragraph, columns, indent) or [""]


def detail(entry: EntryRecord) -> Iterator[str]:
    """One entry whole, a line for each part that it has."""
    yield style(entry.summary(), STRONG)
    for name, value in entry.to_json().items():
        if value in (None, [], "") or name in ("kind", "ratings", "seed"):
            continue
        text = joined(map(str, value)) if isinstance(value, list) else str(value)
        if isinstance(value, bool):
            text = tr("yes") if value else tr("no")
        lines = clean(text).splitlines() or [""]
        yield f"  {LABELS.get(name, name):<15} {lines[0]}"
        yield from (" " * 18 + line for line in lines[1:])


def kept(entry: EntryRecord, id_length: int) -> str:
    """The sentence after writing."""
    what = f"{entry.summary()} \N{MIDDLE DOT} {written(entry)}"
    return tr("Kept: {what}   {id}", what=what, id=style(entry.id[:id_length], QUIET))


def written(entry: EntryRecord) -> str:
    """When an entry is of: its day with its year, and its time where it has one."""
    at = getattr(entry, "at", None)
    return words.when(at) if at else words.day(entry.day)


def changed(journal: Journal, step: Step) -> Iterator[str]:
    """What a command touched, a line for each: an entry with its day and first words, anything else in its facts."""
    from recovery.store import history, kinds, rows

    for table, row, action, data in history.touched(journal, step):
        if table not in kinds.SYNCED:
            continue
        record = kinds.record_class(table)
        try:
            if action == "delete":
                entry = record.from_row(data.get(column.name) for column in record.columns())
            else:
                entry = rows.read_any(journal, rows.Located(table, row))
        except NotFound:  # another command took it out since
            continue
        if not isinstance(entry, EntryRecord):
            yield rows.undated_summary(entry)
            continue
        text = next(iter(entry.texts()), "")
        quoted = f' \N{MIDDLE DOT} "{one_line(text, WORDS_SHOWN)}"' if text else ""
        yield f"{entry.summary()} \N{MIDDLE DOT} {written(entry)}{quoted}"


def history(changes: Iterable[Change]) -> Iterator[str]:
    """What happened to an entry, oldest first; the time is UTC."""
    verbs = {"insert": "written", "update": "changed", "delete": "removed"}
    last: Change | None = None
    for change in changes:
        did = f"{verbs[change.action]} by {change.command} ({change.origin})"
        if change.origin == "sync":
            did = tr("{verbs} on another device", verbs=verbs[change.action])
            if last is not None and last.origin == "sync" and change.fields and change.fields == _back(last):
                did = tr("kept as it is here, where it was changed later")
        yield f"{words.stamp(change.at)} UTC  {did}"
        for name, (before, after) in change.fields.items():
            yield f"    {LABELS.get(name, name)}: {one_line(str(before))} \N{RIGHTWARDS ARROW} {one_line(str(after))}"
        last = change


def _back(change: Change) -> dict[str, tuple[Any, Any]]:
    return {name: (after, before) for name, (before, after) in change.fields.items()}
