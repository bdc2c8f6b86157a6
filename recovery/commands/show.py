"""`recovery show`: entries, read."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.answering import NOTHING_HERE
from recovery.commands.options import FromDay, Json, Kind, LastDays, ToDay, WithTrigger
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, say
from recovery.diary import Diary
from recovery.errors import Usage
from recovery.journal import writing
from recovery.journal.listing_queries import Filter, listed
from recovery.language import tr
from recovery.outlets import entries as listing
from recovery.store import history, rows

SHOWN_BY_DEFAULT = 20


def show(
    entry: Annotated[str | None, Argument(metavar="ID", help=tr("One entry, by the beginning of its id."))] = None,
    last: LastDays = None,
    first_day: FromDay = None,
    last_day: ToDay = None,
    kind: Kind = None,
    trigger: WithTrigger = None,
    everything: Annotated[bool, Option("--all", help=tr("Every entry, not just the last 20."))] = False,
    changes: Annotated[bool, Option("--history", help=tr("With an ID: what it was before."))] = False,
    json: Json = False,
) -> None:
    """Read entries, oldest first."""
    if changes and entry is None:
        raise Usage(tr("--history needs the ID of an entry."))
    with diaries.existing() as diary:
        if entry is not None:
            _show_one(diary, entry, changes=changes, json=json)
            return
        first, until = diary.days(first_day, last_day, last)
        newest = SHOWN_BY_DEFAULT if not everything and first is None and until is None else None
        wanted = Filter(first_day=first, last_day=until, kind=kind, trigger=trigger or None, last=newest)
        answering.show(diary, list(listed(diary.journal, wanted)), NOTHING_HERE, json=json)


def _show_one(diary: Diary, prefix: str, *, changes: bool, json: bool) -> None:
    located = writing.locate(diary, prefix)
    entry = rows.read(diary.journal, located)
    source = history.origin_of(diary.journal, located.kind, located.row)
    if json:
        emit([entry.to_json() | ({"source": source} if source == "inbox" else {})])
    elif changes:
        say(*listing.history(history.of_row(diary.journal, located.kind, located.row)))
    else:
        say(*listing.detail(entry))
        if source == "inbox":
            say(tr("  {value:<15} inbox (written while the journal was locked)", value="source"))
