"""`recovery calendar`: months as a grid of days."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands.options import AsOf, From, Json, Month, To
from recovery.commands.parameters import Option
from recovery.console import emit
from recovery.errors import Usage
from recovery.insights import periods, queries
from recovery.insights.days import strip
from recovery.insights.gather import as_of_day, use_of_all
from recovery.insights.periods import Period
from recovery.language import tr

CALENDAR_MONTHS = 3
MONTHS_LIMIT = 120


def calendar(
    months: Annotated[
        int | None,
        Option("--months", min=1, max=MONTHS_LIMIT, metavar="N", help=tr("How many months, ending with this one.")),
    ] = None,
    month: Month = None,
    first_day: From = None,
    last_day: To = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Months as a grid of days (the last three)."""
    if months is not None and (month or first_day or last_day):
        raise Usage(tr("Choose one way to name the months: --months, --month, or --from and --to."))
    with diaries.existing() as diary:
        day = as_of_day(diary, as_of)
        if month or first_day or last_day:
            period = periods.named(day, month=month, first_day=first_day, last_day=last_day)
        else:
            start = periods.months_later(day.replace(day=1), 1 - (months or CALENDAR_MONTHS))
            period = Period(start, periods.month_of(day).last)
        days = strip(period, use_of_all(diary.journal, period), queries.craving_days(diary.journal, period))
        begun = queries.begun(diary.journal)
    if json:
        ends = period.to_json()
        emit({"from": ends["from"], "to": ends["to"], "days": [day.to_json() for day in days]})
        return
    from recovery.console import draw
    from recovery.insights.views import calendar as view

    draw(*view.months(days, as_of=day, begun=begun))
