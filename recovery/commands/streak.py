"""`recovery streak`: days without, and the days that stay counted."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands.options import AsOf, Json
from recovery.commands.parameters import Option
from recovery.console import emit, say
from recovery.insights.abstinence import WINDOW_DAYS
from recovery.insights.gather import as_of_day, streaks_of
from recovery.language import tr


def streak(
    as_of: AsOf = None,
    window: Annotated[
        int, Option(min=1, max=36_525, metavar="N", help=tr("Shares over the last N days."))
    ] = WINDOW_DAYS,
    json: Json = False,
) -> None:
    """Days without, and all the days that stay counted."""
    from recovery.insights.views import streak as view

    with diaries.existing() as diary:
        day = as_of_day(diary, as_of)
        streaks = streaks_of(diary, day, window)
    if json:
        emit({"as_of": day.isoformat(), "substances": [streak.to_json() for streak in streaks]})
    else:
        say(*view.lines(streaks, day))
