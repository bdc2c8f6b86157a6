"""`recovery remind random`: check-ins at moments that chance chooses, switched on, looked at, switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from recovery import clock
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

BOTH = tr("To switch them on, say from when to when you are awake: recovery remind random --from 09:00 --to 21:00")
ALONE = tr("--off goes alone.")
RING = tr(
    "Nothing rings yet: make a calendar file with recovery remind random -o FILE.ics, or switch reminders on "
    "in the phone app."
)
OFF = tr("Random check-ins are off.")
TITLE = tr("How strong is it right now? recovery moment")
QUIET_TITLE = tr("A minute for yourself.")


def random(
    first: Annotated[
        str | None, Option("--from", metavar="HH:MM", help=tr("From when on you are awake, as a rule."))
    ] = None,
    last: Annotated[str | None, Option("--to", metavar="HH:MM", help=tr("Until when you are awake."))] = None,
    times: Annotated[
        int | None, Option("--times", metavar="N", min=1, max=3, help=tr("How often a day, 1 to 3 (default: 1)."))
    ] = None,
    days: Annotated[
        int | None,
        Option("--days", metavar="N", min=1, max=7, help=tr("On how many of 7 days, chosen at random (default: 7).")),
    ] = None,
    off: Annotated[bool, Option("--off", help=tr("Switch them off; what was answered stays."))] = False,
    output: Annotated[
        str | None, Option("--output", "-o", metavar="FILE", help=tr("A calendar file of the next 14 days."))
    ] = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Check-ins at random moments of the day: the only way to tell which hours are hard, whenever you write.

    A moment asks one thing, how strong a craving is just then, 0 for none. With --from and --to they are switched on;
    without, it says how they stand. The file rings in your calendar, the app on the phone.
    """
    if off and (first or last or times or days or output):
        raise Usage(ALONE)
    with diaries.existing() as diary:
        if off:
            moment_writing.switch_off(diary)
        elif first or last or times or days:
            _switch_on(diary, first, last, times, days)
        if output is not None:
            _calendar(diary, output, force=force)
        _show(diary, json=json)
        if not json and output is None and (first or last):
            say(RING)


def _switch_on(diary: Diary, first: str | None, last: str | None, times: int | None, days: int | None) -> None:
    """Switch them on; where they are on already, what is not given stays."""
    before = next((plan for _, plan in moment_queries.running(diary.journal)), None)
    if before is None and not (first and last):
        raise Usage(BOTH)
    hours = [
        (getattr(before, name) if given is None else clock.parse_time_of_day(given))
        for name, given in (("awake_from", first), ("awake_until", last))
    ]
    moment_writing.switch_on(
        diary, *hours, times=times or (before.times if before else 1), days=days or (before.days if before else 7)
    )


def _show(diary: Diary, *, json: bool) -> None:
    running = [plan for _, plan in moment_queries.running(diary.journal)]
    counts = moment_writing.so_far(diary)
    if json:
        emit({"on": bool(running), "plan": _json(running[-1]) if running else None, **counts.to_json()})
        return
    say(f"{running[-1].summary()}." if running else f"{OFF} {BOTH}")
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
                "Written: 1 moment. Open it with your calendar, and make a new one within 14 days.",
                "Written: {count} moments of the next 14 days. Open it with your calendar, and make a new one by then.",
                len(events),
            )
        )
