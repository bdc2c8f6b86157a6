"""The flags that choose entries, shared by `show` and `search`."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer

from recovery import clock
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.store import kinds

FROM_AFTER_TO = "The first day is after the last one. Swap --from and --to."
NOTHING_HERE = "Nothing is written down there."
Kind = Annotated[kinds.Name | None, typer.Option("--kind", metavar="KIND", help="Only this kind.")]
Trigger = Annotated[str | None, typer.Option("--trigger", "-t", metavar="NAME", help="Only with this trigger.")]
First = Annotated[str | None, typer.Option("--from", metavar="DAY", help="From this day on.")]
Last = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Up to this day.")]
Span = Annotated[str | None, typer.Option("--last", metavar="7d", help="The days that end today.")]


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
