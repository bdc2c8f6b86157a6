"""`recovery appointment`: what is coming up, and whether it was kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from recovery import clock, prompts
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.conversation import text
from recovery.commands.options import Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.console import say
from recovery.diary import Diary
from recovery.errors import Refused
from recovery.language import tr
from recovery.treatment import episodes, queries, writing
from recovery.treatment.episodes import Appointment
from recovery.treatment.views import pages

NO_APPOINTMENT = tr('Nothing is coming up. recovery appointment add "counselor" --on friday --time 10:00')
NOTHING_WRITTEN = tr("Nothing was written down.")
Visit = Literal["visit", "counseling", "refill", "injection", "test", "other"]
Id = Annotated[str, Argument(metavar="ID", help=tr("The beginning of its id."))]


def appointment_add(
    what: Annotated[list[str] | None, Argument(metavar="WHAT", help=tr("With whom, or what for."))] = None,
    on: Annotated[str | None, Option("--on", metavar="DAY", help=tr('When: 2026-03-07, friday, "in 3 days".'))] = None,
    time: Annotated[str | None, Option("--time", metavar="HH:MM", help=tr("At what time."))] = None,
    type_: Annotated[Visit, Option("--type", help=tr("What kind of appointment."))] = "visit",
    place: Annotated[str | None, Option(metavar="TEXT", help="Where.")] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Note an appointment: recovery today shows it in the week before."""
    whom = " ".join(what or ()) or prompts.ask(tr("With whom, or what for?"), prompts.or_leave(text), flag="WHAT")
    if whom is None:
        say(NOTHING_WRITTEN)
        return
    with diaries.existing_or_new() as diary:
        due = diary.coming_day(on) or prompts.ask(
            tr("Which day? (friday, in 3 days, 2026-03-07)"),
            prompts.or_leave(lambda reply: _day(diary, reply)),
            flag="--on DAY",
        )
        if due is None:
            say(NOTHING_WRITTEN)
            return
        values: dict[str, Any] = {
            "what": whom,
            "due": due,
            "type": type_,
        }
        values |= {"clock": clock.parse_time_of_day(time) if time else None, "place": place, "note": note_text(note)}
        record = writing.dated(diary, Appointment, values)
        writing.keep(diary, "appointment add", record)
        answering.answer(diary, record, pages.when(record.due, diary.today), json=json)


def _day(diary: Diary, reply: str) -> date:
    """The day of an appointment; raises `Refused` for none, `Usage` for one that cannot be read."""
    day = diary.coming_day(reply or None)
    if day is None:
        raise Refused(tr("A day, such as friday."))
    return day


def appointment_list(
    everything: Annotated[bool, Option("--all", help=tr("Include those that are over."))] = False, json: Json = False
) -> None:
    """What is coming up."""
    with diaries.existing() as diary:
        appointments = queries.appointments(diary.journal)
        answering.show(
            diary, appointments if everything else episodes.coming(appointments, diary.today), NO_APPOINTMENT, json=json
        )


def appointment_kept(
    entry: Id,
    missed: Annotated[bool, Option("--missed", help=tr("It did not take place."))] = False,
    json: Json = False,
) -> None:
    """Say that an appointment took place."""
    with diaries.existing() as diary:
        located = queries.entry(diary.journal, Appointment, entry)
        record = writing.change(diary, "appointment kept", located, {"kept": not missed})
        more = [tr("You can call and ask for a new one; that is all it takes.")] if missed else []
        answering.answer(diary, record, *more, json=json)
