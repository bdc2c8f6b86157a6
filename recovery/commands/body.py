"""`recovery body`: withdrawal and measurements."""

from __future__ import annotations

from typing import Annotated, Any

from recovery import console
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands import conversation as guide
from recovery.commands.conversation import Question
from recovery.commands.options import At, Json, NoteText, hours_long, note_text, rating
from recovery.commands.parameters import Option
from recovery.console import emit, say
from recovery.errors import Usage
from recovery.language import tr
from recovery.treatment import queries, writing
from recovery.treatment.body import Body, blood_pressure, celsius
from recovery.treatment.views import pages

NOTHING = tr("Nothing is written down there. recovery body --withdrawal 6 writes it down.")


def body(
    withdrawal: Annotated[int | None, rating(tr("How strong withdrawal is, 0 to 10, as you feel it."))] = None,
    pulse: Annotated[int | None, Option(help=tr("Beats a minute."))] = None,
    temperature: Annotated[str | None, Option(metavar="37.2", help=tr("In Celsius, or like 99.0F."))] = None,
    pressure: Annotated[str | None, Option("--pressure", metavar="120/80", help=tr("Blood pressure."))] = None,
    sleep: Annotated[float | None, hours_long(tr("Hours slept."))] = None,
    symptom: Annotated[list[str] | None, Option("--symptom", metavar="NAME", help=tr("May repeat."))] = None,
    at: At = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """How withdrawal feels, and what you measured. All of it is up to you."""
    values: dict[str, Any] = {"withdrawal": withdrawal, "pulse": pulse, "sleep_hours": sleep, "symptoms": symptom}
    values |= {"temperature": None if temperature is None else celsius(temperature), "note": note_text(note)}
    values |= dict(zip(("systolic", "diastolic"), blood_pressure(pressure), strict=True)) if pressure else {}
    values = {name: value for name, value in values.items() if value is not None}
    if not values:
        if not console.interactive():
            raise Usage(tr("There is no terminal to ask on. Use --withdrawal, --pulse, --temperature or --pressure."))
        values = guide.talk(
            (
                Question("withdrawal", tr("Withdrawal, 0 (none) to 10?"), guide.whole(0, 10)),
                Question("symptoms", tr("What do you notice? (separate with commas)"), guide.names),
                Question("pulse", tr("Pulse, if you measured it?"), guide.whole(20, 300)),
            )
        )
    with diaries.existing_or_new() as diary:
        record = writing.timed(diary, Body, at, values)
        writing.keep(diary, "body", record)
        answering.answer(diary, record, tr("When to get help at once: recovery learn withdrawal"), json=json)


def history(
    span: Annotated[str, Option("--last", metavar="28d", help=tr("The days that end today."))] = "28d",
    json: Json = False,
) -> None:
    """Withdrawal and measurements over some days."""
    with diaries.existing() as diary:
        entries = queries.body(diary.journal, *diary.last_days(span))
    if json:
        emit([entry.to_json() for entry in entries])
    else:
        say(*(pages.bodies(entries) if entries else [NOTHING]))
