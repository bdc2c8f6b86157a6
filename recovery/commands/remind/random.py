"""`recovery remind random`: check-ins at moments that chance chooses, switched on, looked at, switched off."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Annotated

from recovery import clock, console, prompts
from recovery import diary as diaries
from recovery.commands.options import Force, Json
from recovery.commands.parameters import Option
from recovery.console import emit, say
from recovery.errors import Usage
from recovery.journal import moment_queries, moment_writing, moments
from recovery.language import tr, trn
from recovery.outlets import file as outlet
from recovery.outlets import icalendar
from recovery.store import home
from recovery.store.rules import zone_of

if TYPE_CHECKING:
    from recovery.diary import Diary
    from recovery.journal.moments import Sampling

BOTH = tr("Say from when to when you are awake: recovery remind random --from 09:00 --to 21:00")
ALONE = tr("--off goes alone.")
TITLE = tr("How strong is it right now? recovery moment")
QUIET_TITLE = tr("A minute for yourself.")


def random(
    first: Annotated[
        str | None, Option("--from", metavar="HH:MM", help=tr("From when on you are awake, as a rule."))
    ] = None,
    last: Annotated[str | None, Option("--to", metavar="HH:MM", help=tr("Until when you are awake."))] = None,
    times: Annotated[int, Option("--times", min=1, max=3, help=tr("How often a day, 1 to 3."))] = 1,
    days: Annotated[int, Option("--days", min=1, max=7, help=tr("On how many of 7 days, chosen at random."))] = 7,
    off: Annotated[bool, Option("--off", help=tr("Switch them off; what was answered stays."))] = False,
    output: Annotated[
        str | None, Option("--output", "-o", metavar="FILE", help=tr("A calendar file of the next 14 days."))
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Check-ins at random moments of the day: the only way to tell which hours are hard, whenever you write.

    A moment asks one thing, how strong a craving is just then, 0 for none. With --from and --to they are switched on;
    without, it says how they stand. The calendar file rings here, the phone app there.
    """
    if off:
        if first or last or output:
            raise Usage(ALONE)
        with diaries.reading() as diary:
            moment_writing.switch_off(diary)
            _show(diary, json=json)
        return
    with diaries.reading() as diary:
        hours = _hours(first, last, asks=not moment_queries.running(diary.journal) and output is None and not json)
        if hours is not None:
            moment_writing.switch_on(diary, *hours, times=times, days=days)
        if output is not None:
            _calendar(diary, output, force=force)
        _show(diary, json=json)


def _hours(first: str | None, last: str | None, *, asks: bool) -> tuple[time, time] | None:
    """From when to when somebody is awake, as given or asked for; `None` where nothing is to be switched on."""
    if first is not None and last is not None:
        return clock.parse_time_of_day(first), clock.parse_time_of_day(last)
    if first is not None or last is not None:
        raise Usage(BOTH)
    if not asks or not console.interactive():
        return None
    read = clock.parse_time_of_day
    return (
        prompts.ask(tr("From when on are you awake, as a rule?"), read, flag="--from", default="09:00"),
        prompts.ask(tr("And until when?"), read, flag="--to", default="21:00"),
    )


def _show(diary: Diary, *, json: bool) -> None:
    running = [plan for _, plan in moment_queries.running(diary.journal)]
    counts = moment_writing.so_far(diary)
    if json:
        emit({"on": bool(running), "plan": _json(running[-1]) if running else None, **counts.to_json()})
        return
    say(*([f"{running[-1].summary()}."] if running else [tr("Random check-ins are off.")]))
    if running:
        say(tr("Answer one with: recovery moment. recovery remind random --off switches them off."))
    if counts.asked:
        late = trn(", {count} later", ", {count} later", counts.late) if counts.late else ""
        say(tr("Answered {answered} of {asked}{late}.", answered=counts.answered, asked=counts.asked, late=late))


def _json(plan: Sampling) -> dict[str, object]:
    return {
        "since": plan.at.isoformat(),
        "from": f"{plan.awake_from:%H:%M}",
        "to": f"{plan.awake_until:%H:%M}",
        "times": plan.times,
        "days": plan.days,
    }


def _calendar(diary: Diary, output: str, *, force: bool) -> None:
    """The moments of the next 14 days; a calendar floats, so they come at these times wherever somebody is."""
    path = outlet.target(output)
    quiet = home.settings().get("quiet") is True
    events = [
        icalendar.Event(
            icalendar.uid("moment", home.device(), moment.wall.isoformat()),
            QUIET_TITLE if quiet else TITLE,
            moment.wall.date(),
            moment.wall.time(),
            minutes=moments.ANSWERED_WITHIN.seconds // 60,
            alarm=0,
        )
        for moment in moment_writing.ahead(diary)
    ]
    outlet.write(path, icalendar.write(events, clock.now(zone_of("UTC"))), force=force)
    if path is not None:
        say(
            trn(
                "Written: 1 moment. Open it with your calendar, and make it anew within 14 days.",
                "Written: {count} moments of the next 14 days. Open it with your calendar, and make it anew by then.",
                len(events),
            )
        )
