"""Reminders by the machine's own scheduler: `remind add`, `list`, `remove`, and `say`, which is what they run."""

from __future__ import annotations

import os
import sys
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal

from recovery import clock, console, prompts
from recovery import diary as diaries
from recovery.commands.options import Force, Json
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say, tell
from recovery.errors import NotFound, RecoveryError, Refused, Usage
from recovery.language import tr, trn
from recovery.outlets import file as outlet
from recovery.outlets import icalendar
from recovery.store import home
from recovery.store.rules import zone_of
from recovery.treatment import episodes, notices, queries, reminders, schedulers
from recovery.treatment.reminders import Reminder
from recovery.treatment.schedulers import Way

NO_REMINDER = tr("No reminder is set. recovery remind add checkin --at 20:00 sets one.")
UNKNOWN = tr("There is no such reminder. recovery remind list names them.")
ALREADY = tr("That reminder is set already. recovery remind remove NAME takes it away.")

What = Literal["checkin", "doses", "appointments", "plan"]


def add(
    what: Annotated[What, Argument(metavar="WHAT", help=tr("checkin, doses, appointments or plan."))],
    at: Annotated[
        str | None,
        Option(
            "--at",
            metavar="HH:MM",
            help=tr("When on the day (default: checkin 20:00, doses 08:00, appointments 18:00, plan 10:00)."),
        ),
    ] = None,
    weekday: Annotated[str | None, Option("--on", metavar="WEEKDAY", help=tr("Only on that weekday."))] = None,
    way: Annotated[Way | None, Option("--with", help=tr("What shows it (default: what this machine has)."))] = None,
    output: Annotated[
        str | None, Option("--output", "-o", metavar="FILE", help=tr("The calendar file for ics."))
    ] = None,
    details: Annotated[bool, Option("--details", help=tr("ics: appointments in your own words."))] = False,
    force: Force = False,
) -> None:
    """Set a reminder. systemd and launchd: it is set; cron and Windows: the line to paste; ics: a calendar file."""
    reminder = Reminder(what, _time(what, at), _weekday(weekday), quiet=quiet())
    chosen = way or schedulers.way_here()
    command = [sys.executable, "-P", "-m", "recovery", "remind", "say", what]  # nothing of the folder it runs in
    folder = os.environ.get("RECOVERY_HOME")
    if chosen == "cron":
        say(tr("Paste this line after: crontab -e"), reminders.cron(reminder, command, folder))
        return
    if chosen == "windows":
        say(tr("Run this line once:"), reminders.windows(reminder, command))
        say(tr("To take it away again:"), reminders.windows_remove(reminder.name))
        return
    if chosen == "ics":
        _calendar(reminder, outlet.target(output), details=details, force=force)
        return
    if any(known["name"] == reminder.name for known in _set()):
        raise Refused(ALREADY)
    written = schedulers.set_up(chosen, reminder, command, folder)
    tell(*([written.left_to_do] if written.left_to_do else []))
    entry = {"name": reminder.name, "what": what, "at": f"{reminder.at:%H:%M}", "with": chosen, "files": written.files}
    home.save_settings({**home.settings(), "reminders": [*_set(), entry]})
    say(tr("Set: {name}, {at:%H:%M}. recovery remind remove {name} takes it away.", name=reminder.name, at=reminder.at))


def list_(json: Json = False) -> None:
    """The reminders that this program set on this machine."""
    reminders = _set()
    if json:
        emit(reminders)
    else:
        say(
            *(
                [f"{reminder['name']:<28} {reminder['at']}  {reminder['with']}" for reminder in reminders]
                or [NO_REMINDER]
            )
        )


def remove(
    name: Annotated[str | None, Argument(metavar="NAME", help=tr("Which one."))] = None,
    everything: Annotated[bool, Option("--all", help=tr("All of them."))] = False,
) -> None:
    """Take a reminder away; nothing of it stays on the machine."""
    if name is None and not everything:
        raise Usage(tr("Name one, or give --all. recovery remind list names them."))
    kept: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for reminder in _set():
        (gone if everything or reminder["name"] == name else kept).append(reminder)
    if not gone:
        raise NotFound(NO_REMINDER if everything else UNKNOWN)
    for reminder in gone:
        schedulers.take_away(reminder)
    settings = {key: value for key, value in home.settings().items() if key != "reminders"}
    home.save_settings({**settings, "reminders": kept} if kept else settings)
    say(trn("Taken away.", "Taken away: {count} reminders.", len(gone)))


def say_(what: Annotated[What, Argument(metavar="WHAT", help=tr("What for."))]) -> None:
    """Show the notification now, unless what it is for is done already."""
    if not _waiting(what):
        return
    text = reminders.TEXTS[what][quiet()]
    title = "A note" if quiet() else "recovery"
    if not schedulers.notify(title, text):
        say(text)


def quiet() -> bool:
    """Whether outward signs use neutral words; a broken settings file must not make them loud."""
    try:
        return home.settings().get("quiet") is True
    except RecoveryError:
        return True


def _waiting(what: str) -> bool:
    """Whether there is still something to be reminded of; yes, where the journal cannot be read."""
    try:
        with diaries.existing() as diary:
            return notices.waits(diary.journal, what, diary.today)
    except NotFound:
        return False
    except RecoveryError:
        return True


def _time(what: What, given: str | None) -> time:
    """When on the day: as it was given, else as a person says with the usual time at hand, else that time."""
    question = tr("At what time of day? (such as 20:00 or 8pm)")
    if given is not None:
        return prompts.ask_again(given, clock.parse_time_of_day, question)
    usual = reminders.USUAL[what]
    if console.interactive():
        return prompts.ask(question, clock.parse_time_of_day, flag="--at", default=f"{usual:%H:%M}")
    tell(tr("Taken as {usual:%H:%M}. Another time: recovery remind add {what} --at HH:MM", usual=usual, what=what))
    return usual


def _weekday(name: str | None) -> int | None:
    if name is None:
        return None
    from recovery.dates import calendar

    number = calendar.weekday(name.strip().casefold())
    if number is None:
        raise Usage(tr("Write a weekday like sunday or sun."))
    return number


def _set() -> list[dict[str, Any]]:
    reminders = home.settings().get("reminders", [])
    return (
        [reminder for reminder in reminders if isinstance(reminder, dict) and "name" in reminder]
        if isinstance(reminders, list)
        else []
    )


def _calendar(reminder: Reminder, path: Path | None, *, details: bool, force: bool) -> None:
    if reminder.what == "appointments":
        with diaries.existing() as diary:
            events = [
                reminders.appointment(
                    appointment,
                    diary.zone,
                    appointment.what if details else _neutral(reminder),
                    reminders.alarm(appointment, reminder.at),
                    details=details,
                )
                for appointment in episodes.coming(queries.appointments(diary.journal), diary.today)
            ]
    else:
        home.make_folder()
        events = [reminders.event(reminder, home.device(), _today())]
    if not events:
        raise NotFound(tr("No appointment is coming up. recovery appointment add notes one."))
    outlet.write(path, icalendar.write(events, clock.now(zone_of("UTC"))), force=force)
    if path is not None:
        say(
            tr(
                "Written: {name}. Open it with your calendar. To stop it, delete it there.",
                name=one_line(path.name),
            )
        )


def _today() -> date:
    """The journal's day, the machine's where there is no journal yet."""
    try:
        with diaries.existing() as diary:
            return diary.today
    except NotFound:
        return clock.today(clock.parse_zone(clock.system_zone()), time.min)


def _neutral(reminder: Reminder) -> str:
    return "Appointment" if not reminder.quiet else "A date"
