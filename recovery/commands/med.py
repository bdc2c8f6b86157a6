"""`recovery med`: medication as it is prescribed, and how the doses stand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

import typer

from recovery import clock
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import Json, NoteText, note_text
from recovery.console import emit, say, tell
from recovery.diary import Diary
from recovery.errors import NotFound, Refused, Usage
from recovery.store import rows
from recovery.treatment import cards, health, medication, queries, writing
from recovery.treatment.medication import Regimen
from recovery.treatment.views import pages

DEFAULT_DAYS = 28
FROM_AFTER_TO = "The first day is after the last one. Swap --from and --to."
Name = Annotated[str, typer.Argument(metavar="NAME", help="The medication; the beginning of its name will do.")]
DoseText = Annotated[str | None, typer.Option("--dose", metavar="TEXT", help="As it is prescribed, in your words.")]
Times = Annotated[int | None, typer.Option("--times", metavar="N", help="How many times on a day with doses (1).")]
Every = Annotated[str | None, typer.Option("--every", metavar="28d", help="Days from one to the next (1d): 28d, 4w.")]
Needed = Annotated[bool, typer.Option("--as-needed", help="Taken only when needed: nothing is expected.")]
Form = Annotated[
    Literal["tablet", "film", "liquid", "injection", "patch", "spray", "other"] | None,
    typer.Option("--form", help="How it is given."),
]
Hours = Annotated[list[str] | None, typer.Option("--hour", metavar="HH:MM", help="When on the day. May repeat.")]
Prescriber = Annotated[str | None, typer.Option("--prescriber", metavar="NAME", help="Who prescribes it.")]
Refill = Annotated[str | None, typer.Option("--refill", metavar="DAY", help="When to have it refilled.")]
Visit = Annotated[str | None, typer.Option("--visit", metavar="DAY", help="The next visit for it.")]
Since = Annotated[str | None, typer.Option("--since", metavar="DAY", help="Its first day (default: today).")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="Its last day, if there is one.")]


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it stands on the package.")],
    dose: DoseText = None,
    times: Times = None,
    every: Every = None,
    as_needed: Needed = False,
    form: Form = None,
    hour: Hours = None,
    since: Since = None,
    until: Until = None,
    prescriber: Prescriber = None,
    refill: Refill = None,
    visit: Visit = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Add a medication as it is prescribed. Taking it is never use."""
    with diaries.writing() as diary:
        today = diary.today
        values: dict[str, Any] = {"name": name, "dose": dose, "times": times, "every_days": _days(every), "form": form}
        values |= {"as_needed": as_needed, "hours": _hours(hour), "prescriber": prescriber, "note": note_text(note)}
        values["since"] = clock.parse_day(since, today) if since else today
        values |= {"until": diary.coming_day(until), "refill": diary.coming_day(refill)}
        values["visit"] = diary.coming_day(visit)
        record = writing.dated(diary, Regimen, values)
        twin = any(
            same_name(each.name, record.name) and each.covers(record.since) for each in queries.regimens(diary.journal)
        )
        writing.keep(diary, "med add", record)
        more = ["Write doses down with: recovery dose taken     About it: recovery learn medication"]
        if twin:
            more.insert(0, "One of that name is there already and both count. For another dose: recovery med change")
        answering.answer(diary, record, *more, json=json)


def change(
    name: Name,
    dose: DoseText = None,
    times: Times = None,
    every: Every = None,
    form: Form = None,
    hour: Hours = None,
    prescriber: Prescriber = None,
    refill: Refill = None,
    visit: Visit = None,
    since: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="With a new dose: its first day (today).")
    ] = None,
    json: Json = False,
) -> None:
    """Change a medication: a new dose begins a new line and the old one stays; refill and visit dates are replaced."""
    with diaries.reading() as diary:
        today = diary.today
        old = _current(diary, name, today)
        given: dict[str, Any] = {"prescriber": prescriber, "refill": diary.coming_day(refill)}
        given["visit"] = diary.coming_day(visit)
        new: dict[str, Any] = {"dose": dose, "times": times, "every_days": _days(every), "form": form}
        new["hours"] = _hours(hour)
        given = {key: value for key, value in given.items() if value is not None}
        new = {key: value for key, value in new.items() if value is not None}
        if not given and not new:
            raise Usage("Say what changes, for example: recovery med change NAME --dose TEXT --from DAY")
        start = clock.parse_day(since, today) if since else today
        if not new or start <= old.since:
            found = (queries.row_of(diary.journal, old), old)
            record = writing.change(diary, "med change", found, given | new)
        else:
            record = _replaced(diary, old, start, given | new)
        answering.answer(diary, record, json=json)


def stop(
    name: Name,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="Its last day (default: today).")] = None,
    json: Json = False,
) -> None:
    """Say that a medication has ended. Everything written down about it stays."""
    with diaries.reading() as diary:
        last = clock.parse_day(on, diary.today) if on else diary.today
        old = _current(diary, name, diary.today)
        record = writing.change(diary, "med stop", (queries.row_of(diary.journal, old), old), {"until": last})
        answering.answer(diary, record, json=json)
        show = tell if json else say
        if medication.family(record.name) is not None:
            show("If you stopped on your own: call your prescriber or clinic.")
            show("Without it your tolerance falls, and your old dose can kill. More: recovery learn tolerance")
        if is_pregnant(diary):
            show(cards.PREGNANCY)


def list_(
    everything: Annotated[bool, typer.Option("--all", help="Also what has ended.")] = False, json: Json = False
) -> None:
    """What you take."""
    with diaries.reading() as diary:
        found = [
            each
            for each in queries.regimens(diary.journal)
            if everything or each.until is None or each.until >= diary.today
        ]
        answering.show(diary, found, NO_MEDICATION, json=json)


def show(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only this one.")] = None,
    first_day: Annotated[str | None, typer.Option("--from", metavar="DAY", help="From this day on.")] = None,
    last_day: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Up to this day (today).")] = None,
    span: Annotated[str | None, typer.Option("--last", metavar="28d", help="The days that end today (28d).")] = None,
    json: Json = False,
) -> None:
    """Doses expected, taken, late and missed over some days, and what comes next."""
    with diaries.reading() as diary:
        first, last = _period(diary.today, first_day, last_day, span)
        regimens = queries.regimens(diary.journal)
        if name is not None:
            wanted = known(regimens, name)
            regimens = [each for each in regimens if same_name(each.name, wanted)]
        found = medication.adherence(regimens, queries.taken(diary.journal, first, last), first, last)
        if json:
            emit([each.to_json() for each in found])
            return
        if not regimens:
            say(NO_MEDICATION)
            return
        doses = queries.doses(diary.journal, first, last)
        recent = queries.taken(diary.journal, diary.today - timedelta(days=400), diary.today)
        upcoming = medication.next_doses(regimens, recent, diary.today)
        say(*pages.medications(found, regimens, doses, upcoming, (first, last), diary.today))


def card(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Which one (default: all you take).")] = None,
) -> None:
    """What to know after a missed dose: whom to ask, never a dose."""
    names: list[str] = []
    pregnant = False
    try:
        with diaries.reading() as diary:
            active = [each for each in queries.regimens(diary.journal) if each.covers(diary.today)]
            names = [each.name for each in active if name is None or _begins(each.name, name)]
            pregnant = is_pregnant(diary)
    except NotFound:
        pass
    say(*pages.wrapped(cards.missed_dose(names or ([name] if name else []), pregnant=pregnant)))


def _days(every: str | None) -> int | None:
    if every is None:
        return None
    return int(every) if every.isdecimal() else clock.parse_span(every)


def _hours(given: list[str] | None) -> list[str] | None:
    return None if given is None else [f"{clock.parse_time_of_day(each):%H:%M}" for each in given]


def _begins(name: str, start: str) -> bool:
    return name.casefold().startswith(" ".join(start.split()).casefold())


def _current(diary: Diary, name: str, day: date) -> Regimen:
    """The latest regimen of that name that has not ended before the day; raises `Refused`, `NotFound`."""
    regimens = queries.regimens(diary.journal)
    if not regimens:
        raise NotFound(NO_MEDICATION)
    wanted = known(regimens, name)
    running = [each for each in regimens if same_name(each.name, wanted) and (each.until is None or each.until >= day)]
    if not running:
        raise Refused("That medication has ended. recovery med add NAME adds it anew.")
    return max(running, key=lambda each: each.since)


def _replaced(diary: Diary, old: Regimen, start: date, changes: dict[str, Any]) -> Regimen:
    """End the old regimen on the day before, and begin one that differs in the changes, as one command."""
    values = {column.name: getattr(old, column.name) for column in old.columns()}
    new = writing.dated(diary, Regimen, {**values, **changes, "since": start})
    row = queries.row_of(diary.journal, old)
    with diary.journal.command("med change"):
        rows.change(diary.journal, row, old, {"until": start - timedelta(days=1)})
        rows.add(diary.journal, new)
    return new


def _period(today: date, first: str | None, last: str | None, span: str | None) -> tuple[date, date]:
    if span is not None:
        if first or last:
            raise Usage("Use --last, or --from and --to, not both.")
        return today - timedelta(days=clock.parse_span(span) - 1), today
    end = clock.parse_day(last, today) if last else today
    start = clock.parse_day(first, today) if first else end - timedelta(days=DEFAULT_DAYS - 1)
    if start > end:
        raise Refused(FROM_AFTER_TO)
    return start, end


NO_MEDICATION = "No medication is written down yet. Add one with: recovery med add NAME --since DAY"
UNKNOWN = "That medication is not one you take. recovery med list names them; recovery med add NAME adds one."
SEVERAL = "Several medications fit. Say which one: recovery dose taken NAME; recovery med list names them."


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, whatever their case."""
    return one.casefold() == other.casefold()


def known(regimens: list[Regimen], name: str) -> str:
    """The spelling of the one medication meant by a name or its beginning; raises `Refused`."""
    names = {each.name.casefold(): each.name for each in regimens}
    wanted = " ".join(name.split()).casefold()
    if wanted in names:
        return names[wanted]
    found = [spelling for folded, spelling in names.items() if folded.startswith(wanted)]
    if len(found) > 1:
        raise Refused(SEVERAL)
    if not found:
        raise Refused(UNKNOWN)
    return found[0]


def is_pregnant(diary: Diary) -> bool:
    """Whether a pregnancy is written down, so that cards say not to stop."""
    return health.pregnant(queries.health(diary.journal), diary.today)
