"""`recovery meetings`: which meetings come next, from a list of meetings in a file. Nothing is asked of anybody."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from recovery import clock
from recovery import diary as diaries
from recovery.circle import meetings as lists
from recovery.circle.meetings import Coming
from recovery.commands.options import Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say, tell
from recovery.dates.amounts import hours_of
from recovery.errors import RecoveryError
from recovery.exchange import files
from recovery.language import tr, trn
from recovery.outlets import words
from recovery.store import connection

CALL_AHEAD = tr("Call ahead: lists go stale.")
NONE = tr("No meeting in that file fits.")
SHOWN = 20


def meetings(
    file: Annotated[Path, Argument(metavar="FILE", help=tr("A list of meetings: JSON or a sheet."))],
    day: Annotated[str | None, Option("--day", metavar="DAY", help=tr("On that day: today, friday."))] = None,
    within: Annotated[
        str | None, Option("--within", metavar="3h", help=tr("Only those that begin within this many hours."))
    ] = None,
    type_: Annotated[
        list[str] | None, Option("--type", metavar="BEG", help=tr("Of that type: BEG, open, women. May repeat."))
    ] = None,
    online: Annotated[bool, Option("--online", help=tr("Those that can be joined online or by phone."))] = False,
    zone: Annotated[
        str | None, Option("--zone", metavar="ZONE", help=tr("The time zone of a list that does not say."))
    ] = None,
    json: Json = False,
) -> None:
    """Which meetings come next, from a list in a file. It works offline."""
    used = clock.parse_zone(zone) if zone else _zone_here()
    meetings, left_out = lists.read(files.bounded(file, lists.FILE_LIMIT))
    now = clock.now(used)
    on = clock.parse_day(day, now.date(), ahead=True) if day else None
    by = lists.within(now, hours_of(within.strip().casefold().removesuffix("h"))) if within else None
    chosen = lists.chosen(lists.coming(meetings, now, used.key), on=on, by=by, types=type_ or (), online=online)
    if json:
        emit([one.to_json() for one in chosen])
    else:
        say(*_lines(chosen, now, used.key))
    if left_out:
        tell(
            trn("{count} line of the file could not be read.", "{count} lines of the file could not be read.", left_out)
        )


def _zone_here() -> ZoneInfo:
    """The journal's where one is open here, else this machine's; nobody is asked for a passphrase."""
    try:
        with diaries.existing(connection.SESSION) as diary:
            return diary.zone
    except RecoveryError:
        return ZoneInfo(clock.system_zone())


def _lines(chosen: list[Coming], now: datetime, zone: str) -> list[str]:
    if not chosen:
        return [NONE]
    lines = list[str]()
    for one in chosen[:SHOWN]:
        when = tr("on now, since {at}", at=words.clock(one.at)) if one.at <= now else words.weekday_time(one.at)
        lines.append(f"{when}  {one_line(one.meeting.name)}")
        facts = (one.meeting.place, lists.type_words(one.meeting.types), one.meeting.phone)
        lines += [f"    {one_line(fact)}" for fact in facts if fact]
    if len(chosen) > SHOWN:
        lines.append(
            trn(
                "and {count} more; --json lists them all",
                "and {count} more; --json lists them all",
                len(chosen) - SHOWN,
            )
        )
    unsaid = any(one.meeting.zone is None for one in chosen[:SHOWN])
    return [*lines, "", *((tr("Times as in {zone}.", zone=zone),) if unsaid else ()), CALL_AHEAD]
