"""Looking back: `today`, `streak`, `triggers`, `report`, `calendar`. They read; nothing here writes to the journal."""

from __future__ import annotations

from recovery import diary as diaries
from recovery.console import emit, say
from recovery.insights.gather import as_of_day, today_of
from recovery.journal import queries as entries


def today(as_of: str | None = None, *, json: bool = False) -> None:
    """Where you stand, on one screen; `recovery.moments.today` is the command."""
    from recovery.insights.views import today as view

    with diaries.reading() as diary:
        facts = today_of(diary, as_of_day(diary, as_of))
        id_length = entries.prefix_length(diary.journal, [each.id for each in facts.open_cravings])
    if json:
        emit(facts.to_json())
    else:
        say(*view.lines(facts, id_length))
