"""`recovery export calendar`: appointments, doses and review dates."""

from __future__ import annotations

from typing import Annotated

from recovery import clock
from recovery import diary as diaries
from recovery.commands.options import Force
from recovery.commands.parameters import Option
from recovery.console import say
from recovery.exchange import dates_ahead
from recovery.language import tr, trn
from recovery.outlets import file as outlet
from recovery.plans import queries as plan_queries
from recovery.store import home
from recovery.store.rules import zone_of
from recovery.treatment import medication_queries
from recovery.treatment import queries as treatment_queries


def export_calendar(
    output: Annotated[str, Option("--output", "-o", metavar="FILE", help=tr("The .ics file; - is standard output."))],
    quiet: Annotated[bool, Option("--quiet", help=tr("Neutral titles (always so in quiet mode)."))] = False,
    force: Force = False,
) -> None:
    """Appointments, doses and review dates for any calendar. Many calendars copy what they hold to a server."""
    from recovery.outlets import icalendar

    with diaries.existing() as diary:
        events = dates_ahead.events(
            treatment_queries.appointments(diary.journal),
            medication_queries.regimens(diary.journal),
            plan_queries.plan(diary.journal),
            diary.today,
            diary.zone,
            quiet=quiet or home.settings().get("quiet") is True,
        )
        content = icalendar.write(events, clock.now(zone_of("UTC")))
    path = outlet.target(output)
    outlet.write(path, content, force=force)
    if path is not None:
        say(
            trn(
                "Written: 1 date. A calendar may copy it to a server.",
                "Written: {count} dates. A calendar may copy it to a server.",
                len(events),
            )
        )
