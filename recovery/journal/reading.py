"""Reading the journal: `show` and `search`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer

from recovery import clock, listing
from recovery import diary as diaries
from recovery.console import emit, say
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.journal import queries, writing
from recovery.journal.queries import Filter
from recovery.options import Json
from recovery.store import history, kinds, rows
from recovery.store.records import EntryRecord

SHOWN_BY_DEFAULT = 20
FROM_AFTER_TO = "The first day is after the last one. Swap --from and --to."
NOTHING_HERE = "Nothing is written down there."

Kind = Annotated[kinds.Name | None, typer.Option("--kind", metavar="KIND", help="Only this kind.")]
Trigger = Annotated[str | None, typer.Option("--trigger", "-t", metavar="NAME", help="Only with this trigger.")]
First = Annotated[str | None, typer.Option("--from", metavar="DAY", help="From this day on.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Up to this day.")]
Span = Annotated[str | None, typer.Option("--last", metavar="7d", help="The days that end today.")]


def show(
    entry: Annotated[str | None, typer.Argument(metavar="ID", help="One entry, by the beginning of its id.")] = None,
    last: Span = None,
    first_day: First = None,
    last_day: Last = None,
    kind: Kind = None,
    trigger: Trigger = None,
    everything: Annotated[bool, typer.Option("--all", help="Every entry, not the last 20.")] = False,
    changes: Annotated[bool, typer.Option("--history", help="With an ID: what it was before.")] = False,
    json: Json = False,
) -> None:
    """Read entries, oldest first."""
    if changes and entry is None:
        raise Usage("--history needs the ID of an entry.")
    with diaries.reading() as diary:
        if entry is not None:
            _show_one(diary, entry, changes=changes, json=json)
            return
        first, until = days_between(diary, first_day, last_day, last)
        newest = SHOWN_BY_DEFAULT if not everything and first is None and until is None else None
        wanted = Filter(first_day=first, last_day=until, kind=kind, trigger=trigger or None, last=newest)
        _print(diary, list(queries.listed(diary.journal, wanted)), json=json)


def search(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", help="The beginnings of words.")] = None,
    last: Span = None,
    first_day: First = None,
    last_day: Last = None,
    kind: Kind = None,
    trigger: Trigger = None,
    json: Json = False,
) -> None:
    """Find entries, and items of your plan, that hold every word; accents and capitals do not matter."""
    if not words and not trigger:
        raise Usage("Say what to search for: recovery search WORDS")
    with diaries.reading() as diary:
        first, until = days_between(diary, first_day, last_day, last)
        wanted = Filter(first_day=first, last_day=until, kind=kind, trigger=trigger)
        if words:
            entries = queries.matching(diary.journal, " ".join(words), wanted)
        else:
            entries = list(queries.listed(diary.journal, wanted))
        dated = kind or first or until
        beside = [] if dated else list(rows.found_beside(diary.journal, " ".join(words or ()), trigger))
        if json:
            emit([*(entry.to_json() for entry in entries), *(record.to_json() for record, _ in beside)])
            return
        if entries or not beside:
            _print(diary, entries, json=False)
        for record, line in beside:
            name = record.called()
            say(f"{name[0].upper()}{name[1:]}: {line}")


def days_between(
    diary: Diary, first: str | None, last: str | None, span: str | None
) -> tuple[date | None, date | None]:
    """The days from the options; both ends included. Raises `Usage`, or `Refused` when they are the wrong way round."""
    if span is not None:
        if first or last:
            raise Usage("Use --last, or --from and --to, not both.")
        return diary.today - timedelta(days=clock.parse_span(span) - 1), diary.today
    start = clock.parse_day(first, diary.today) if first else None
    end = clock.parse_day(last, diary.today) if last else None
    if start and end and start > end:
        raise Refused(FROM_AFTER_TO)
    return start, end


def _show_one(diary: Diary, prefix: str, *, changes: bool, json: bool) -> None:
    located = writing.locate(diary, prefix)
    entry = queries.read(diary.journal, located)
    source = history.origin_of(diary.journal, located.kind, located.row)
    if json:
        emit([entry.to_json() | ({"source": source} if source == "inbox" else {})])
    elif changes:
        say(*listing.history(history.of_row(diary.journal, located.kind, located.row)))
    else:
        say(*listing.detail(entry))
        if source == "inbox":
            say(f"  {'source':<15} inbox (written while the journal was locked)")


def _print(diary: Diary, entries: list[EntryRecord], *, json: bool) -> None:
    if json:
        emit([entry.to_json() for entry in entries])
    elif not entries:
        say(NOTHING_HERE)
    else:
        length = queries.prefix_length(diary.journal, [entry.id for entry in entries])
        say(*listing.listing(entries, length))
