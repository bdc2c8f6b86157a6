"""The words for right now: `log`, `after`, `lapse`. Writing comes first, then what helps in this minute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

import typer

from recovery import console, prompts, safety
from recovery import diary as diaries
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import RecoveryError, Refused, Unreadable, Usage
from recovery.journal import queries, writing
from recovery.journal.commands import answer, ask_outcome
from recovery.journal.entries import Craving
from recovery.options import At, Coping, Json, NoteText, Substance, Triggers, note_text
from recovery.store import rows

WARN_FROM = 8


def log(
    intensity: Annotated[int | None, typer.Argument(metavar="NUMBER", help="How strong, 0 to 10.")] = None,
    words: Annotated[list[str] | None, typer.Argument(metavar="TRIGGER", help="What set it off, like -t.")] = None,
    trigger: Triggers = None,
    coping: Coping = None,
    outcome: Annotated[Literal["passed", "used"] | None, typer.Option(help="How it ended, if it has.")] = None,
    minutes: Annotated[int | None, typer.Option(help="How long it lasted, 0 to 1440.")] = None,
    at: At = None,
    substance: Substance = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write down a craving. Only the number is needed: recovery log 7 payday bored."""
    triggers, skills = [*(trigger or ()), *(words or ())], list(coping or ())
    if intensity is None and not console.interactive():
        raise Usage("Say how strong it is, from 0 to 10: recovery log NUMBER")
    text = note_text(note)
    high = outcome == "used" or (intensity is not None and WARN_FROM <= intensity <= 10)
    with warned_anyway(tell if json else say, substance, due=high), diaries.writing() as diary:
        waiting, planned = queries.open_craving(diary.journal), has_plan(diary)
        if intensity is None:
            intensity, triggers, skills = _questions(diary, triggers, skills, ask_skills=waiting is None)
        values = {"intensity": intensity, "triggers": triggers, "coping": skills, "outcome": outcome}
        values |= {"minutes": minutes, "substance": substance, "note": text}
        record = writing.craving(diary, diary.when(at), values)
        answer_craving(diary, record, json=json)
        if record.intensity >= WARN_FROM and record.outcome != "used":
            (tell if json else say)(*safety.lapse_card(record.substance))
        if record.outcome is None and not json:
            say("When it has passed: recovery after passed     Hard right now? recovery sos")
        if record.outcome != "used" and planned and not json:
            offer_answer(diary, record)
        if waiting and not json:
            ask_outcome(diary, waiting[1])


def after(
    outcome: Annotated[Literal["passed", "used"], typer.Argument(metavar="passed|used", help="How it ended.")],
    entry: Annotated[
        str | None, typer.Argument(metavar="ID", help="Which craving (default: the last open one).")
    ] = None,
    intensity: Annotated[int | None, typer.Option(help="How strong it is now, 0 to 10.")] = None,
    coping: Coping = None,
    minutes: Annotated[int | None, typer.Option(help="How long it lasted, 0 to 1440.")] = None,
    json: Json = False,
) -> None:
    """Say how the last craving ended."""
    values = {"outcome": outcome, "intensity_after": intensity, "coping": coping, "minutes": minutes}
    with warned_anyway(tell if json else say, None, due=outcome == "used"), diaries.reading() as diary:
        offers = has_plan(diary) and not json and coping is None and console.interactive()
        record = writing.outcome(diary, entry, values)
        answer_craving(diary, record, json=json)
        if record.outcome != "used" and offers:
            offer_answer(diary, record)


def lapse(
    at: At = None,
    trigger: Triggers = None,
    substance: Substance = None,
    amount: Annotated[str | None, typer.Option(help="How much, in your words.")] = None,
    overdose: Annotated[str | None, typer.Option(metavar="near|yes", help="An overdose, or nearly one.")] = None,
    naloxone: Annotated[
        bool | None, typer.Option("--naloxone/--no-naloxone", help="Whether naloxone was given.")
    ] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write down a return to use. What stays counted is said too."""
    show = tell if json else say
    text, warned = note_text(note), False
    try:
        with diaries.writing() as diary:
            name = queries.tracked(diary.journal, substance)
            show(*safety_first(name))
            warned = True
            values: dict[str, Any] = {"triggers": trigger or (), "substance": name, "amount": amount, "note": text}
            values |= {"overdose": overdose, "naloxone": naloxone}
            record = writing.lapse(diary, diary.when(at), values)
            show(*_own_steps(diary))
            answer(diary, record, json=json)
            if not json:
                say(*_next_steps(diary))
    except RecoveryError as error:
        if not warned and not isinstance(error, Refused | Usage):
            show(*safety_first(substance))
        raise


@contextmanager
def warned_anyway(show: Any, substance: str | None, *, due: bool) -> Iterator[None]:
    """What keeps a person alive is said also where the journal cannot take the entry."""
    try:
        yield
    except Unreadable:
        if due:
            show(*safety_first(substance))
        raise


def answer_craving(diary: Diary, record: Craving, *, json: bool) -> None:
    """What was kept; where it ended in use, safety and the person's own steps before it and what helps after it."""
    show = tell if json else say
    if record.outcome == "used":
        show(*safety_first(record.substance))
        show(*_own_steps(diary))
    answer(diary, record, json=json)
    if record.outcome == "used":
        show("The lapse is written down with it. What helps now: recovery sos")


def _own_steps(diary: Diary) -> list[str]:
    """The plan's own steps for after a lapse, in its order."""
    if not has_plan(diary):
        return []
    from recovery.moments import views
    from recovery.plans import queries as plan_queries

    steps = plan_queries.lapse_steps(diary.journal)
    return [*views.rows("YOUR OWN STEPS", *map(views.lapse_step, steps)), ""] if steps else []


def safety_first(substance: str | None) -> list[str]:
    """The safety card as it stands before everything else, with a blank line after it; empty where none is due."""
    card = safety.lapse_card(substance)
    return [console.style(card[0], "bold"), *card[1:], ""] if card else []


def _next_steps(diary: Diary) -> list[str]:
    """What stays counted, and what to do next, in that order."""
    counted = queries.days_without_use(diary.journal)
    kept = (
        f"Your {counted} days checked in without use stay counted."
        if counted > 1
        else "What you did before stays yours."
    )
    helped = queries.helped_before(diary.journal, 1)
    lines = [kept, "One lapse is one event; it does not undo the days before it."]
    if helped:
        lines.append(f"What helped before: {console.one_line(helped[0][0])}.")
    lines.append("Next: tell one person you trust. Numbers and steps: recovery sos")
    return [*lines, "What helps in the days after: recovery learn lapse"]


def _questions(
    diary: Diary, triggers: list[str], skills: list[str], *, ask_skills: bool
) -> tuple[int, list[str], list[str]]:
    """At most three short questions."""
    intensity = prompts.ask("How strong, 0 to 10?", prompts.read_rating, flag="a number: recovery log NUMBER")
    if not triggers:
        triggers = prompts.several("What set it off?", queries.favourites(diary.journal, "triggers"))
    if not skills and ask_skills:
        skills = prompts.several("What did you do, or are you doing?", queries.favourites(diary.journal, "coping"))
    return intensity, triggers, skills


def has_plan(diary: Diary) -> bool:
    """Whether there is a plan: whoever has none pays nothing. Asked before writing, so that damage is met first."""
    return rows.any_in(diary.journal, "plan_item")


def offer_answer(diary: Diary, record: Craving) -> None:
    """Show what the plan answers."""
    from recovery.moments import answers

    answers.offer(diary, record)
