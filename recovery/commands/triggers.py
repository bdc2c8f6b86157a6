"""`recovery triggers`: what set cravings off, and how they ended."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands.options import AsOf, From, Json, Last, Month, To, Week
from recovery.commands.parameters import Option
from recovery.console import emit
from recovery.errors import Usage
from recovery.insights import periods, queries
from recovery.insights.gather import as_of_day
from recovery.insights.periods import Period
from recovery.insights.triggers import tally
from recovery.language import tr

TRIGGER_DAYS = 28


def triggers(
    week: Week = None,
    month: Month = None,
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    everything: Annotated[bool, Option("--all", help=tr("All that was ever written."))] = False,
    coping: Annotated[bool, Option("--coping", help=tr("Coping skills instead of triggers."))] = False,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """What set cravings off (the last 28 days), and how they ended."""
    flags = {"week": week, "month": month, "last": last, "first_day": first_day, "last_day": last_day}
    if everything and any(flags.values()):
        raise Usage(tr("Choose one way to name the period: --all, or one of the others."))
    with diaries.existing() as diary:
        day = as_of_day(diary, as_of)
        period = None if everything else periods.named(day, **flags, default_days=TRIGGER_DAYS)
        if everything and as_of is not None:
            period = Period(periods.EARLIEST, day)
        if period is None:
            counts = queries.names_ever(diary.journal, coping=coping)
        else:
            counts = queries.names_in(diary.journal, period, coping=coping)
        ended = queries.ended(diary.journal, period)
    met = tally(counts)
    if json:
        emit([trigger.to_json() for trigger in met])
        return
    from recovery.console import draw
    from recovery.insights.views import triggers as view

    draw(*view.table(met, ended, None if everything else period, coping=coping))
