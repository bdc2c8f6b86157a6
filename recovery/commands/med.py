"""`recovery med`: medication as it is prescribed, and how the doses stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from recovery import clock
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.options import Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.console import emit, one_line, say, tell
from recovery.diary import Diary
from recovery.errors import NotFound, Usage
from recovery.insights import missed_doses
from recovery.insights.gather import after_missed_doses
from recovery.insights.periods import Period
from recovery.language import tr
from recovery.store import typed_dates
from recovery.treatment import (
    health,
    learn_cards,
    medication,
    medication_queries,
    opioid_medication,
    queries,
    regimens,
    writing,
)
from recovery.treatment.medication import Dose, Regimen
from recovery.treatment.views import pages

DEFAULT_DAYS = 28
Name = Annotated[str, Argument(metavar="NAME", help=tr("The medication; the beginning of its name will do."))]
DoseText = Annotated[str | None, Option("--dose", metavar="TEXT", help=tr("As it is prescribed, in your words."))]
Times = Annotated[int | None, Option("--times", metavar="N", help=tr("How many times on a day with doses (1)."))]
Every = Annotated[str | None, Option("--every", metavar="28d", help=tr("Days from one to the next (1d): 28d, 4w."))]
Needed = Annotated[bool, Option("--as-needed", help=tr("Taken only when needed: nothing is expected."))]
Form = Annotated[
    Literal["tablet", "film", "liquid", "injection", "patch", "spray", "other"] | None,
    Option("--form", help=tr("How it is given.")),
]
Hours = Annotated[list[str] | None, Option("--hour", metavar="HH:MM", help=tr("At what time of day. May repeat."))]
Prescriber = Annotated[str | None, Option("--prescriber", metavar="NAME", help=tr("Who prescribes it."))]
Refill = Annotated[str | None, Option("--refill", metavar="DAY", help=tr("When to have it refilled."))]
Visit = Annotated[str | None, Option("--visit", metavar="DAY", help=tr("The next visit for it."))]
Since = Annotated[str | None, Option("--since", metavar="DAY", help=tr("Its first day (default: today)."))]
Until = Annotated[str | None, Option("--until", metavar="DAY", help=tr("Its last day, if there is one."))]


def add(
    name: Annotated[str, Argument(metavar="NAME", help=tr("As it is on the package."))],
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
    with diaries.existing_or_new() as diary:
        today = diary.today
        values: dict[str, Any] = {"name": name, "dose": dose, "times": times, "every_days": _days(every), "form": form}
        values |= {"as_needed": as_needed, "hours": _hours(hour), "prescriber": prescriber, "note": note_text(note)}
        values["since"] = typed_dates.day(since, today) if since else today
        values |= {"until": diary.coming_day(until), "refill": diary.coming_day(refill)}
        values["visit"] = diary.coming_day(visit)
        record = writing.dated(diary, Regimen, values)
        twin = regimens.twin(medication_queries.regimens(diary.journal), record)
        writing.keep(diary, "med add", record)
        more = [tr("Write doses down with: recovery dose taken     About it: recovery learn medication")]
        if twin:
            more.insert(
                0,
                tr(
                    "You already have a medication by that name, and both count. To change its dose instead: recovery "
                    "med change"
                ),
            )
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
        str | None, Option("--from", metavar="DAY", help=tr("With a new dose: its first day (today)."))
    ] = None,
    json: Json = False,
) -> None:
    """Change a medication: a new dose begins a new line and the old one stays; refill and visit dates are replaced."""
    with diaries.existing() as diary:
        today = diary.today
        old = regimens.current(medication_queries.regimens(diary.journal), name, today)
        given: dict[str, Any] = {"prescriber": prescriber, "refill": diary.coming_day(refill)}
        given["visit"] = diary.coming_day(visit)
        new: dict[str, Any] = {"dose": dose, "times": times, "every_days": _days(every), "form": form}
        new["hours"] = _hours(hour)
        given = {key: value for key, value in given.items() if value is not None}
        new = {key: value for key, value in new.items() if value is not None}
        if not given and not new:
            raise Usage(tr("Say what changes, for example: recovery med change NAME --dose TEXT --from DAY"))
        start = typed_dates.day(since, today) if since else today
        if not new or start <= old.since:
            located = (queries.row_of(diary.journal, old), old)
            record = writing.change(diary, "med change", located, given | new)
        else:
            record = writing.replaced(diary, "med change", old, start, given | new)
        answering.answer(diary, record, json=json)


def stop(
    name: Name,
    on: Annotated[str | None, Option("--on", metavar="DAY", help=tr("Its last day (default: today)."))] = None,
    json: Json = False,
) -> None:
    """Say that a medication has ended. Everything written down about it stays."""
    with diaries.existing() as diary:
        last = typed_dates.day(on, diary.today) if on else diary.today
        old = regimens.current(medication_queries.regimens(diary.journal), name, diary.today)
        record = writing.change(diary, "med stop", (queries.row_of(diary.journal, old), old), {"until": last})
        answering.answer(diary, record, json=json)
        show = tell if json else say
        family = opioid_medication.family(record.name)
        if family is not None:
            show(tr("If you stopped on your own: call your prescriber or clinic."))
        if family in opioid_medication.AGONISTS:
            show(tr("Without it your tolerance falls, and your old dose can kill. More: recovery learn tolerance"))
        elif family is not None:
            show(tr("When it wears off tolerance is low, and your old dose can kill. More: recovery learn tolerance"))
        if is_pregnant(diary):
            show(learn_cards.PREGNANCY)


def list_(
    everything: Annotated[bool, Option("--all", help=tr("Also those that have ended."))] = False,
    json: Json = False,
) -> None:
    """What you take."""
    with diaries.existing() as diary:
        prescribed = medication_queries.regimens(diary.journal)
        shown = prescribed if everything else regimens.lasting(prescribed, diary.today)
        answering.show(diary, shown, regimens.NO_MEDICATION, json=json)


def show(
    name: Annotated[str | None, Argument(metavar="NAME", help=tr("Only this one."))] = None,
    first_day: Annotated[str | None, Option("--from", metavar="DAY", help=tr("From this day on."))] = None,
    last_day: Annotated[str | None, Option("--to", metavar="DAY", help=tr("Up to this day (today)."))] = None,
    span: Annotated[str | None, Option("--last", metavar="28d", help=tr("The days that end today (28d)."))] = None,
    json: Json = False,
) -> None:
    """Doses expected, taken, late and missed over some days, and what comes next."""
    with diaries.existing() as diary:
        first, last = diary.days_or_last(first_day, last_day, span, DEFAULT_DAYS)
        prescribed = medication_queries.regimens(diary.journal)
        if name is not None:
            wanted = regimens.known(prescribed, name)
            prescribed = [regimen for regimen in prescribed if regimens.same_name(regimen.name, wanted)]
        figures = medication.adherence(prescribed, medication_queries.taken(diary.journal, first, last), first, last)
        if json:
            emit([figure.to_json() for figure in figures])
            return
        if not prescribed:
            say(regimens.NO_MEDICATION)
            return
        doses = queries.doses(diary.journal, first, last)
        counted = medication_queries.recently_taken(diary.journal, diary.today)
        upcoming = medication.next_doses(prescribed, counted, diary.today)
        say(*pages.medications(figures, prescribed, doses, upcoming, (first, last), diary.today))
        _after_missed(diary, Period(first, min(last, diary.today)), doses)


def _after_missed(diary: Diary, period: Period, doses: Sequence[Dose]) -> None:
    """The days after missed doses beside others, and what to know after one: whom to ask, never a dose."""
    missed = [dose.medication for dose in doses if dose.status == "missed"]
    if missed and period.first <= period.last:
        said = missed_doses.said(after_missed_doses(diary.journal, period, diary.today))
        card = learn_cards.missed_dose(missed, pregnant=is_pregnant(diary))
        say("", *pages.wrapped(map(one_line, said)), "", *pages.wrapped(card))


def card(
    name: Annotated[str | None, Argument(metavar="NAME", help=tr("Which one (default: all you take)."))] = None,
) -> None:
    """What to know after a missed dose: whom to ask, never how much to take."""
    names: list[str] = []
    pregnant = False
    try:
        with diaries.existing() as diary:
            active = [regimen for regimen in medication_queries.regimens(diary.journal) if regimen.covers(diary.today)]
            names = [regimen.name for regimen in active if name is None or regimens.begins(regimen.name, name)]
            pregnant = is_pregnant(diary)
    except NotFound:
        pass
    say(*pages.wrapped(learn_cards.missed_dose(names or ([name] if name else []), pregnant=pregnant)))


def _days(every: str | None) -> int | None:
    if every is None:
        return None
    return int(every) if every.isdecimal() else clock.parse_span(every)


def _hours(given: list[str] | None) -> list[str] | None:
    return None if given is None else [f"{clock.parse_time_of_day(hour):%H:%M}" for hour in given]


def is_pregnant(diary: Diary) -> bool:
    """Whether a pregnancy is written down, so that cards say not to stop."""
    return health.pregnant(queries.health(diary.journal), diary.today)
