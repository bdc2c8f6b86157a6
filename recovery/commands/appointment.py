"""`recovery appointment`: what is coming up, and whether it was kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from recovery import clock
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import Json, NoteText, note_text
from recovery.treatment import episodes, queries, writing
from recovery.treatment.episodes import Appointment
from recovery.treatment.views import pages

NO_APPOINTMENT = 'Nothing is coming up. recovery appointment add "counselor" --on friday --time 10:00'
Visit = Literal["visit", "counseling", "refill", "injection", "test", "other"]
Id = Annotated[str, typer.Argument(metavar="ID", help="The beginning of its id.")]


def appointment_add(
    what: Annotated[list[str], typer.Argument(metavar="WHAT", help="With whom, or what for.")],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help='When: 2026-03-07, friday, "in 3 days".')],
    time: Annotated[str | None, typer.Option("--time", metavar="HH:MM", help="At what time.")] = None,
    type_: Annotated[Visit, typer.Option("--type", help="What kind of appointment.")] = "visit",
    place: Annotated[str | None, typer.Option(metavar="TEXT", help="Where.")] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Note an appointment: recovery today shows it in the week before."""
    with diaries.writing() as diary:
        values: dict[str, Any] = {
            "what": " ".join(what),
            "due": diary.coming_day(on),
            "type": type_,
        }
        values |= {"clock": clock.parse_time_of_day(time) if time else None, "place": place, "note": note_text(note)}
        record = writing.dated(diary, Appointment, values)
        writing.keep(diary, "appointment add", record)
        answering.answer(diary, record, pages.when(record.due, diary.today), json=json)


def appointment_list(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False, json: Json = False
) -> None:
    """What is coming up."""
    with diaries.reading() as diary:
        found = queries.appointments(diary.journal)
        answering.show(diary, found if everything else episodes.coming(found, diary.today), NO_APPOINTMENT, json=json)


def appointment_kept(
    entry: Id,
    missed: Annotated[bool, typer.Option("--missed", help="It did not come about.")] = False,
    json: Json = False,
) -> None:
    """Say that an appointment came about."""
    with diaries.reading() as diary:
        found = queries.entry(diary.journal, Appointment, entry)
        record = writing.change(diary, "appointment kept", found, {"kept": not missed})
        more = ["You can call and ask for a new one; that is all it takes."] if missed else []
        answering.answer(diary, record, *more, json=json)
