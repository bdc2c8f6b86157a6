"""Stretches of treatment and what comes after: `episode`, `aftercare`, `appointment`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from recovery import clock, console
from recovery import diary as diaries
from recovery.console import emit, say, tell
from recovery.diary import Diary
from recovery.errors import NotFound, Usage
from recovery.options import Json, NoteText, note_text
from recovery.treatment import episodes, guide, notices, queries, writing
from recovery.treatment.episodes import Aftercare, Appointment, Episode
from recovery.treatment.guide import Question
from recovery.treatment.views import pages

NO_EPISODE = "No episode is written down yet: recovery episode add residential --from DAY"
NONE_OPEN = "No episode is open. recovery episode list shows them all."
NO_APPOINTMENT = 'Nothing is coming up. recovery appointment add "counselor" --on friday --time 10:00'
NOT_DUE = "No check-in after a discharge is due. They come 1, 7, 30 and 90 days after it."

Type = Literal["detox", "inpatient", "residential", "outpatient", "sober-living", "hospital", "jail", "other"]
Visit = Literal["visit", "counseling", "refill", "injection", "test", "other"]
Id = Annotated[str, typer.Argument(metavar="ID", help="The beginning of its id.")]


def add(
    type_: Annotated[
        Type,
        typer.Argument(
            metavar="KIND", help="detox, inpatient, residential, outpatient, sober-living, hospital, jail or other."
        ),
    ],
    name: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Where.")] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Its first day (default: today).")] = None,
    until: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Its last day, also one to come.")] = None,
    goal: Annotated[
        list[str] | None, typer.Option("--goal", metavar="TEXT", help="What it is for. May repeat.")
    ] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write down a stretch of treatment. For four weeks after its end, today and sos remind you of your tolerance."""
    with diaries.writing() as diary:
        first = clock.parse_day(since, diary.today) if since else diary.today
        last = clock.parse_day(until, diary.today) if until else None
        values: dict[str, Any] = {"type": type_, "name": " ".join(name) if name else None, "since": first}
        record = writing.dated(diary, Episode, {**values, "until": last, "goals": goal or (), "note": note_text(note)})
        writing.keep(diary, "episode add", record)
        writing.answer(diary, record, json=json)
        _warn(diary, json=json)


def end(
    entry: Annotated[str | None, typer.Argument(metavar="ID", help="Which one (default: the last open one).")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="Its last day (default: today).")] = None,
    json: Json = False,
) -> None:
    """A discharge: the episode ends."""
    with diaries.reading() as diary:
        if entry is None:
            open_ones = [each for each in queries.episodes(diary.journal) if each.until is None]
            if not open_ones:
                raise NotFound(NONE_OPEN)
            found = (queries.row_of(diary.journal, open_ones[-1]), open_ones[-1])
        else:
            found = queries.entry(diary.journal, Episode, entry)
        last = clock.parse_day(on, diary.today) if on else diary.today
        writing.answer(diary, writing.change(diary, "episode end", found, {"until": last}), json=json)
        _warn(diary, json=json)


def list_(json: Json = False) -> None:
    """Every episode, by its first day."""
    with diaries.reading() as diary:
        writing.show(diary, queries.episodes(diary.journal), NO_EPISODE, json=json)


def aftercare(
    going: Annotated[int | None, typer.Option(help="How it is going, 0 to 10.")] = None,
    needs: Annotated[str | None, typer.Option(metavar="TEXT", help="What you need now.")] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """The check-in that is due 1, 7, 30 or 90 days after a discharge."""
    values = {"going": going, "needs": needs, "note": note_text(note)}
    values = {name: value for name, value in values.items() if value is not None}
    with diaries.reading() as diary:
        due = episodes.due_steps(queries.episodes(diary.journal), queries.aftercare(diary.journal), diary.today)
        if not due:
            if json and not values:
                emit([])
                return
            raise NotFound(NOT_DUE)
        if not values and (json or not console.interactive()):
            if not json:
                raise Usage("Nobody is there to ask. Say it with --going, --needs or --note.")
            emit([{"episode": each.episode.id, "step": each.step, "day": each.day.isoformat()} for each in due])
            return
        step = due[0]
        if not values:
            say(f"{step.step} days after your {step.episode.type} stay.")
            values = guide.talk(
                (
                    Question("going", "How is it going, 0 to 10?", guide.whole(0, 10)),
                    Question("needs", "What do you need now?", guide.text),
                )
            )
        record = writing.dated(diary, Aftercare, {**values, "episode": step.episode.id, "step": step.step})
        writing.keep(diary, "aftercare", record)
        writing.answer(diary, record, json=json)


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
        writing.answer(diary, record, pages.when(record.due, diary.today), json=json)


def appointment_list(
    everything: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False, json: Json = False
) -> None:
    """What is coming up."""
    with diaries.reading() as diary:
        found = queries.appointments(diary.journal)
        writing.show(diary, found if everything else episodes.coming(found, diary.today), NO_APPOINTMENT, json=json)


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
        writing.answer(diary, record, *more, json=json)


def _warn(diary: Diary, *, json: bool) -> None:
    (tell if json else say)(*pages.wrapped(notices.tolerance(diary.journal, diary.today)))
