"""The daily answer in under a minute: the journal's questions, and what a person switched on besides.

Doses, signs and moments with others are treatment's records; they are kept in the check-in's own transaction, so one
`undo` takes the whole answer back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from recovery import console
from recovery import diary as diaries
from recovery.commands import crisis, names, safety_first
from recovery.commands.answering import answer
from recovery.commands.checkin import days
from recovery.commands.checkin.aftercare import aftercare
from recovery.commands.checkin.conversation import Answers, Conversation, Known
from recovery.commands.craving_answers import ask_outcome
from recovery.commands.lapse_answers import ended_by, say_ended
from recovery.commands.moment import ask_if_waiting as ask_moment
from recovery.commands.options import Day, Json, NoteText, hours_long, rating
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import Usage
from recovery.journal import asking, due_card, queries, writing
from recovery.journal.day_asked import DayAsked, day_asked
from recovery.journal.entries import HALT_NEEDS, halt_values
from recovery.language import tr
from recovery.plans import queries as plan_queries
from recovery.store import invocation

NOTHING_GIVEN = tr(
    "Say at least one thing, for example: recovery checkin --no-use --mood 6 --sleep 7.5. "
    "On a terminal, recovery checkin asks."
)
WELLBEING = ("good_exchanges", "hard_exchanges", "thoughts_of_suicide")

Status = Literal["taken", "late", "missed"]


def checkin(
    substance: Annotated[str | None, Argument(metavar="SUBSTANCE", help=tr("The one you used, or did not."))] = None,
    used: Annotated[bool | None, Option("--used/--no-use", help=tr("Whether you used that day."))] = None,
    mood: Annotated[int | None, rating(tr("0 (worst) to 10 (best)."))] = None,
    sleep: Annotated[float | None, hours_long(tr("Hours slept, 0 to 24."))] = None,
    confidence: Annotated[int | None, rating(tr("How sure you are that you can stay free of it, 0 to 10."))] = None,
    halt: Annotated[str | None, Option(metavar="LETTERS", help=HALT_NEEDS)] = None,
    good: Annotated[str | None, Option(metavar="TEXT", help=tr("One good thing."))] = None,
    kept: Annotated[bool | None, Option("--kept/--not-kept", help=tr("Whether the intention was kept."))] = None,
    doses: Annotated[Status | None, Option(help=tr("All of the day's doses that are still open."))] = None,
    sign: Annotated[
        list[str] | None, Option("--sign", metavar="TEXT", help=tr("A warning sign that was there. May repeat."))
    ] = None,
    good_with_others: Annotated[int | None, Option(help=tr("Good moments with others."))] = None,
    hard_with_others: Annotated[int | None, Option(help=tr("Hard moments with others."))] = None,
    suicide_thoughts: Annotated[
        bool | None, Option("--suicide-thoughts/--no-suicide-thoughts", help=tr("Thoughts of suicide."))
    ] = None,
    quick: Annotated[bool, Option("--quick", "-q", help=tr("Three keys: used, mood, doses or how you are."))] = False,
    free: Annotated[
        list[str] | None,
        Option(
            "--free",
            metavar="NAME",
            help=tr("Together with --used or --no-use: another substance you did not use. May repeat."),
        ),
    ] = None,
    note: NoteText = None,
    day: Day = None,
    first_day: Annotated[
        str | None,
        Option("--from", metavar="DAY", help=tr("With --no-use: every unanswered day from this one on.")),
    ] = None,
    last_day: Annotated[str | None, Option("--to", metavar="DAY", help=tr("The last of those days."))] = None,
    json: Json = False,
) -> None:
    """Your daily check-in. Without options it asks; a second one on the same day changes what you said."""
    if used is None and (substance is not None or free):
        raise Usage(tr("Say --used or --no-use with a substance: recovery checkin --no-use NAME"))
    own: dict[str, Any] = {"used": used, "substance": substance, "mood": mood, "sleep_hours": sleep}
    own |= {"confidence": confidence, "good": good, "intention_kept": kept, "note": note}
    own |= {"signs": sign or None, "free_of": free or None}
    others = (good_with_others, hard_with_others, suicide_thoughts)
    answers = Answers(own | halt_values(halt), wellbeing=dict(zip(WELLBEING, others, strict=True)))
    if first_day is not None or last_day is not None:
        own = {name: value for name, value in answers.checkin.items() if name not in ("used", "substance")}
        alone = used is False and day is None and doses is None and not quick
        alone = alone and Answers(own, wellbeing=answers.wellbeing).empty
        days.answer(first_day, last_day, substance, alone=alone, json=json)
        return
    given = not answers.empty or doses is not None
    if (not given or quick) and not console.interactive():
        raise Usage(NOTHING_GIVEN)
    card = due_card.unread(substance, used=True) if used else ()
    keeps_alive = safety_first.anyway(tell if json else say, card, use=used is True, note=note)
    with keeps_alive as answers.checkin["note"], diaries.existing_or_new() as diary:
        lived = diary.past_day(day)
        if doses is not None:
            answers.doses = {name: doses for name, _ in _open_doses(diary, lived)}
        if given and not quick:
            _keep(diary, lived, answers, json=json)
        else:
            _ask_and_keep(diary, lived, answers, named=day is not None, quick=quick, json=json)
        if given and answers.wellbeing.get("thoughts_of_suicide"):
            crisis.show(plan_queries.plan(diary.journal), json=json)


def _ask_and_keep(diary: Diary, day: date, given: Answers, *, named: bool, quick: bool, json: bool) -> None:
    """Ask what was not given, and keep it; then, in the whole conversation, what else waits for an answer."""
    talk = _talk(diary, day, given, named=named, quick=quick)
    if talk is None:
        return
    _keep(diary, talk.day, talk.answers, json=json, stopped=talk.stopped)
    if talk.stopped or json or quick or named:
        return
    waiting = asking.due(diary)
    if waiting:
        ask_outcome(diary, waiting)
    if not talk.answers.checkin.get("used"):
        names.ask_waiting(diary)


def _talk(diary: Diary, day: date, given: Answers, *, named: bool, quick: bool) -> Conversation | None:
    """The questions beyond what was given; `None` where nothing is to be kept.

    A random check-in that waits comes first, since it is about this minute; where it is cut off nothing more is asked.
    """
    if not (named or quick or ask_moment(diary)):
        return None
    talk = Conversation(_known(diary, day, named=named), given).hold(quick=quick)
    if talk.answers.empty:
        say(tr("Nothing was answered, so nothing was kept."))
        return None
    return talk


def _known(diary: Diary, day: date, *, named: bool) -> Known:
    """What the questions need of the journal; a day that was named is the one that is meant."""
    now = diary.when(None)
    waits = not named and queries.waits_for_yesterday(diary.journal, day)
    asked = DayAsked(day, None, now.date()) if named else day_asked(now, day, yesterday_waits=waits)
    return Known(
        asked,
        card=lambda name: _card(diary, name),
        substances=[substance.name for substance in queries.substances(diary.journal)],
        answered=queries.questions_answered(diary.journal),
        doses=lambda day: _open_doses(diary, day),
        lapsed=lambda day: [lapse.substance or "" for lapse in queries.lapses_on(diary.journal, day)],
        intention=lambda day: _intention(diary, day),
        signs=[item.text for item in plan_queries.signs(diary.journal)],
        plan=plan_queries.plan(diary.journal),
    )


def _card(diary: Diary, name: str | None) -> list[str]:
    several = name is None and len(queries.substances(diary.journal)) > 1
    return due_card.unread(None, used=True) if several else due_card.card(diary, name, used=True)


def _intention(diary: Diary, day: date) -> str | None:
    """What was meant for that day, while nobody said what became of it."""
    checkin = queries.checkin_of(diary.journal, day)
    return checkin[1].intention if checkin and checkin[1].intention_kept is None else None


def _keep(diary: Diary, day: date, answers: Answers, *, json: bool, stopped: bool = False) -> None:
    """Write everything as one command, and say what a person should know after it; nothing is asked once `stopped`."""
    show = tell if json else say
    if answers.checkin.get("used") and not (answers.warned or invocation.current().warned):  # before anything is asked
        substance = queries.tracked(diary.journal, answers.checkin.get("substance"))
        safety_first.show(show, due_card.card(diary, substance, used=True))
    lapse = _lapse_to_write(diary, day, answers.checkin)
    ends = ended_by(diary, *lapse) if lapse and not stopped else None
    record = writing.checkin(
        diary, day, answers.checkin, also_write=lambda: _also_write(diary, day, answers), ends=ends
    )
    if stopped:
        kind, *facts = filter(None, record.facts())
        say(tr("Stopped. What you said is kept: {what}.", what=" \N{MIDDLE DOT} ".join(facts) or kind))
    else:
        answer(diary, record, json=json)
    told, in_vain = answers.checkin.get("used") is True, ends[1].coping if ends else ()
    aftercare(diary, record, told=told, lapse_written=lapse is not None, in_vain=in_vain, json=json)
    say_ended(ends, show)
    if answers.doses:
        show(*(_said_of_dose(name, status) for name, status in answers.doses.items()))
    missed = [name for name, status in answers.doses.items() if status == "missed"]
    if missed:
        from recovery.treatment import health, learn_cards
        from recovery.treatment import queries as treatment

        show("", *learn_cards.missed_dose(missed, pregnant=health.pregnant(treatment.health(diary.journal), day)))


def _said_of_dose(name: str, status: str) -> str:
    name = console.one_line(name)
    said = {
        "taken": tr("Dose taken: {name}.", name=name),
        "late": tr("Dose late: {name}.", name=name),
        "missed": tr("Dose missed: {name}.", name=name),
    }
    return said[status]


def _lapse_to_write(diary: Diary, day: date, answers: Mapping[str, Any]) -> tuple[str | None, datetime] | None:
    """The substance and the instant of the lapse that the answer brings; `None` where its day has that one already."""
    if not answers.get("used"):
        return None
    substance = queries.tracked(diary.journal, answers.get("substance"))
    at = writing.lapse_at(diary, day, substance)
    return None if at is None else (substance, at)


def _also_write(diary: Diary, day: date, answers: Answers) -> None:
    """The doses and signs of the answer, inside its command."""
    wellbeing = {name: value for name, value in answers.wellbeing.items() if value is not None}
    if answers.doses or wellbeing:
        from recovery.treatment import writing as treatment

        treatment.with_checkin(diary, day, answers.doses, wellbeing)


def _open_doses(diary: Diary, day: date) -> list[tuple[str, int]]:
    """The medications of which a dose of the day is not written down, each with how many."""
    from recovery.treatment import notices

    return [(dose.name, dose.left) for dose in notices.doses_due(diary.journal, day) if dose.left]
