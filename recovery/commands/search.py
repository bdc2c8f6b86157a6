"""`recovery search`: entries found by their words."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.answering import NOTHING_HERE
from recovery.commands.options import FromDay, Json, Kind, LastDays, ToDay, WithTrigger
from recovery.commands.parameters import Argument
from recovery.console import emit, say
from recovery.errors import Usage
from recovery.journal.listing_queries import Filter, listed, matching
from recovery.language import tr
from recovery.store import rows


def search(
    words: Annotated[list[str] | None, Argument(metavar="WORDS", help=tr("The beginnings of words."))] = None,
    last: LastDays = None,
    first_day: FromDay = None,
    last_day: ToDay = None,
    kind: Kind = None,
    trigger: WithTrigger = None,
    json: Json = False,
) -> None:
    """Find entries, and items of your plan, that contain every word; accents and capitals do not matter."""
    if not words and not trigger:
        raise Usage(tr("Say what to search for: recovery search WORDS"))
    with diaries.existing() as diary:
        first, until = diary.days(first_day, last_day, last)
        wanted = Filter(first_day=first, last_day=until, kind=kind, trigger=trigger)
        entries = matching(diary.journal, " ".join(words), wanted) if words else list(listed(diary.journal, wanted))
        dated = kind or first or until
        undated = [] if dated else list(rows.find_undated(diary.journal, " ".join(words or ()), trigger))
        if json:
            emit([*(entry.to_json() for entry in entries), *(record.to_json() for record, _ in undated)])
            return
        if entries or not undated:
            answering.show(diary, entries, NOTHING_HERE, json=False)
        for record, line in undated:
            name = record.called()
            say(f"{name[0].upper()}{name[1:]}: {line}")
