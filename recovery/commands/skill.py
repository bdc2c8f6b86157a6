"""`recovery skill`: the names of coping skills, and which of them are one."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands import names
from recovery.commands.names import Into, New, Old
from recovery.commands.options import AsOf, From, Json, Last, Month, To, Week
from recovery.commands.parameters import Option
from recovery.language import tr


def list_(json: Json = False) -> None:
    """Every coping skill with how many cravings it came with, and its other names."""
    names.listed("skill", json=json)


def rename(old: Old, new: New, json: Json = False) -> None:
    """Call a coping skill by another name, in all that is counted; entries keep their words."""
    names.renamed("skill", old, new, json=json)


def merge(old: Old, into: Into, json: Json = False) -> None:
    """Count one name under another, in entries to come too; entries keep their words."""
    names.merged("skill", old, into, json=json)


def helped(
    trigger: Annotated[
        str | None, Option("--trigger", "-t", metavar="NAME", help=tr("Only what this set off."))
    ] = None,
    everything: Annotated[bool, Option("--all", help=tr("Every skill, with all its numbers."))] = False,
    week: Week = None,
    month: Month = None,
    last: Last = None,
    first_day: From = None,
    last_day: To = None,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """What helped with what (the last 8 weeks): each skill with a trigger, beside the same trigger without it.

    Skills whose end is known fewer than 5 times are only counted, unless you name a trigger or say --all.
    """
    from recovery.aliases.queries import aliases
    from recovery.console import draw, emit
    from recovery.insights import periods, queries
    from recovery.insights import what_helped as pure
    from recovery.insights.gather import as_of_day
    from recovery.insights.views import what_helped as view

    flags = {"week": week, "month": month, "last": last, "first_day": first_day, "last_day": last_day}
    with diaries.existing() as diary:
        period = periods.named(as_of_day(diary, as_of), **flags, default_days=periods.LOOKBACK_DAYS)
        pairs = pure.helped(queries.cravings(diary.journal, period))
        if trigger is not None:
            pairs = pure.of_triggers(pairs, [aliases(diary.journal, "trigger").shown(trigger)])
    if json:
        emit([pair.to_json() for pair in pairs])
    else:
        one = trigger is not None
        draw(*view.page(pairs, period, whole=everything or one, one=one))
