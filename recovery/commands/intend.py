"""`recovery intend`: the intention that opens a day and comes back in the evening."""

from __future__ import annotations

from typing import Annotated

from recovery import console
from recovery import diary as diaries
from recovery.commands.options import Day, Json
from recovery.commands.parameters import Argument
from recovery.console import emit, say
from recovery.journal import writing
from recovery.language import tr
from recovery.outlets import words


def intend(
    text: Annotated[list[str], Argument(metavar="TEXT", help=tr("What you mean to do today."))],
    day: Day = None,
    json: Json = False,
) -> None:
    """The morning's intention; recovery today shows it, and the evening's check-in asks whether it was kept."""
    with diaries.existing_or_new() as diary:
        record = writing.checkin(diary, diary.past_day(day), {"intention": " ".join(text)}, name="intend")
        if json:
            emit(record.to_json())
        else:
            say(
                tr(
                    'Kept for {day}: "{one_line}"',
                    day=words.day(record.day),
                    one_line=console.one_line(record.intention or ""),
                )
            )
            say(tr("recovery today shows it, and the check-in asks in the evening whether it worked out."))
