"""The body, naloxone and health: `body`, `naloxone`, `health`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

import typer

from recovery import clock, console
from recovery import diary as diaries
from recovery.console import emit, say
from recovery.errors import Refused, Usage
from recovery.options import At, Json, NoteText, note_text
from recovery.treatment import cards, guide, health, queries, writing
from recovery.treatment.body import Body
from recovery.treatment.guide import Question
from recovery.treatment.health import Health, Supply
from recovery.treatment.views import pages

NOTHING = "Nothing is written down there. recovery body --withdrawal 6 writes it down."
NO_NALOXONE = 'No naloxone is written down. Pharmacies have it. recovery naloxone add "hall drawer" --until 2027-05-01'
NO_HEALTH = 'Nothing is written down there. recovery health test "hepatitis C" --on DAY'
NOT_A_TEMPERATURE = "A temperature is written like 37.2, 37.2C or 99.0F."

Id = Annotated[str, typer.Argument(metavar="ID", help="The beginning of its id.")]


def body(
    withdrawal: Annotated[int | None, typer.Option(help="How strong withdrawal is, 0 to 10, as you feel it.")] = None,
    pulse: Annotated[int | None, typer.Option(help="Beats a minute.")] = None,
    temperature: Annotated[str | None, typer.Option(metavar="37.2", help="In Celsius, or like 99.0F.")] = None,
    pressure: Annotated[str | None, typer.Option("--pressure", metavar="120/80", help="Blood pressure.")] = None,
    sleep: Annotated[float | None, typer.Option(help="Hours slept.")] = None,
    symptom: Annotated[list[str] | None, typer.Option("--symptom", metavar="NAME", help="May repeat.")] = None,
    at: At = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """How withdrawal feels, and what you measured. All of it is up to you."""
    values: dict[str, Any] = {"withdrawal": withdrawal, "pulse": pulse, "sleep_hours": sleep, "symptoms": symptom}
    values |= {"temperature": None if temperature is None else _celsius(temperature), "note": note_text(note)}
    values |= dict(zip(("systolic", "diastolic"), _pressure(pressure), strict=True)) if pressure else {}
    values = {name: value for name, value in values.items() if value is not None}
    if not values:
        if not console.interactive():
            raise Usage("Nobody is there to ask. Say it with --withdrawal, --pulse, --temperature or --pressure.")
        values = guide.talk(
            (
                Question("withdrawal", "Withdrawal, 0 (none) to 10?", guide.whole(0, 10)),
                Question("symptoms", "What do you notice? (commas between)", guide.names),
                Question("pulse", "Pulse, if you measured it?", guide.whole(20, 300)),
            )
        )
    with diaries.writing() as diary:
        record = writing.timed(diary, Body, at, values)
        writing.keep(diary, "body", record)
        writing.answer(diary, record, "When to get help at once: recovery learn withdrawal", json=json)


def history(
    span: Annotated[str, typer.Option("--last", metavar="28d", help="The days that end today.")] = "28d",
    json: Json = False,
) -> None:
    """Withdrawal and measurements over some days."""
    with diaries.reading() as diary:
        first = diary.today - timedelta(days=clock.parse_span(span) - 1)
        found = queries.body(diary.journal, first, diary.today)
    if json:
        emit([each.to_json() for each in found])
    else:
        say(*(pages.bodies(found) if found else [NOTHING]))


def naloxone_add(
    place: Annotated[list[str], typer.Argument(metavar="PLACE", help="Where it is.")],
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="The date on it.")] = None,
    count: Annotated[int, typer.Option(min=1, max=100, help="How many.")] = 1,
    what: Annotated[str, typer.Option("--what", metavar="NAME", help="If it is not naloxone.")] = "naloxone",
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Note where naloxone is and until when; recovery today says when it runs out."""
    with diaries.writing() as diary:
        values: dict[str, Any] = {"what": what, "place": " ".join(place), "count": count, "note": note_text(note)}
        values["until"] = None if until is None else _expiry(until, diary.today)
        record = writing.dated(diary, Supply, values)
        writing.keep(diary, "naloxone add", record)
        writing.answer(diary, record, "Tell somebody where it is. How it works: recovery learn naloxone", json=json)


def naloxone_list(json: Json = False) -> None:
    """Naloxone that is at hand, what lasts longest first."""
    with diaries.reading() as diary:
        writing.show(diary, health.at_hand(queries.supplies(diary.journal), diary.today), NO_NALOXONE, json=json)


def naloxone_gone(entry: Id, json: Json = False) -> None:
    """It was used, given away or thrown out."""
    with diaries.reading() as diary:
        found = queries.entry(diary.journal, Supply, entry)
        record = writing.change(diary, "naloxone gone", found, {"closed": diary.today})
        left = health.at_hand(queries.supplies(diary.journal), diary.today)
        writing.answer(diary, record, *([] if left else ["That was the last one. Pharmacies have it."]), json=json)


def health_add(
    type_: Annotated[
        Literal["test", "vaccine", "visit", "condition"],
        typer.Argument(metavar="KIND", help="test, vaccine, visit (emergency) or condition."),
    ],
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="Which: hepatitis C, HIV, urine test, pregnancy.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="When (default: today).")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="A condition's last day.")] = None,
    result: Annotated[str | None, typer.Option(metavar="TEXT", help="What came out.")] = None,
    confirmed: Annotated[bool | None, typer.Option("--confirmed/--not-confirmed", help="By a laboratory.")] = None,
    again: Annotated[str | None, typer.Option("--again", metavar="DAY", help="When it is due again.")] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """A test, a vaccine, an emergency visit, or a condition such as a pregnancy that the cards must know of."""
    with diaries.writing() as diary:
        values: dict[str, Any] = {"type": type_, "name": " ".join(name), "dated": diary.past_day(on)}
        values |= {"until": diary.coming_day(until), "result": result, "confirmed": confirmed}
        values |= {"again": diary.coming_day(again), "note": note_text(note)}
        record = writing.dated(diary, Health, values)
        writing.keep(diary, "health", record)
        more = [cards.PREGNANCY] if health.pregnant([record], diary.today) else []
        writing.answer(diary, record, *more, json=json)


def health_list(json: Json = False) -> None:
    """Tests, vaccines, visits and conditions."""
    with diaries.reading() as diary:
        writing.show(diary, queries.health(diary.journal), NO_HEALTH, json=json)


def _celsius(text: str) -> float:
    """Degrees Celsius from text with or without a unit; raises `Refused`."""
    match = re.fullmatch(r"(\d{2,3}(?:[.,]\d{1,2})?)\s*([cCfF]?)", text.strip())
    if match is None:
        raise Refused(NOT_A_TEMPERATURE)
    degrees = float(match[1].replace(",", "."))
    return round((degrees - 32) * 5 / 9, 2) if match[2] in ("f", "F") else degrees


def _pressure(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{2,3})\s*/\s*(\d{2,3})", text.strip())
    if match is None:
        raise Refused("Blood pressure is written like 120/80.")
    return int(match[1]), int(match[2])


def _expiry(text: str, today: Any) -> Any:
    """The date on a package: a month alone lasts to its last day."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
    if match is None:
        return clock.parse_day(text, today, ahead=True)
    following = clock.parse_day(f"{match[1]}-{match[2]}-28", today) + timedelta(days=4)
    return following - timedelta(days=following.day)
