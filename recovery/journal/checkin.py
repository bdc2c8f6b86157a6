"""The daily answer in under a minute, and the intention that opens a day and comes back in the evening."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from recovery import console, safety
from recovery import diary as diaries
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import Refused, Usage
from recovery.journal import commands, queries, writing
from recovery.journal.entries import HALT, CheckIn
from recovery.options import Json, NoteText

HALT_NEEDS = "Type the letters that fit, of h (hungry), a (angry), l (lonely), t (tired); none for none of them."
NOTHING_GIVEN = (
    "Say at least one thing, for example: recovery checkin --no-use --mood 6 --sleep 7.5. "
    "On a terminal, recovery checkin asks."
)
# Questions that a person switches on with: recovery config checkin-confidence on
OPTIONAL = ("confidence",)

Day = Annotated[str | None, typer.Option("--day", metavar="DAY", help="Which day (default: today).")]


def checkin(
    substance: Annotated[str | None, typer.Argument(metavar="SUBSTANCE", help="With --used: which one.")] = None,
    used: Annotated[bool | None, typer.Option("--used/--no-use", help="Whether you used that day.")] = None,
    mood: Annotated[int | None, typer.Option(help="0 (worst) to 10 (best).")] = None,
    sleep: Annotated[float | None, typer.Option(help="Hours slept, 0 to 24.")] = None,
    confidence: Annotated[int | None, typer.Option(help="That you can stay free of it, 0 to 10.")] = None,
    halt: Annotated[str | None, typer.Option(metavar="LETTERS", help=HALT_NEEDS)] = None,
    good: Annotated[str | None, typer.Option(metavar="TEXT", help="One good thing.")] = None,
    kept: Annotated[bool | None, typer.Option("--kept/--not-kept", help="Whether the intention was kept.")] = None,
    note: NoteText = None,
    day: Day = None,
    json: Json = False,
) -> None:
    """The daily answer. Without options it asks; again on the same day it changes what you said."""
    if substance is not None and used is not True:
        raise Usage("A substance stands only with --used: recovery checkin --used NAME")
    values: dict[str, Any] = {"used": used, "substance": substance, "mood": mood, "sleep_hours": sleep}
    values |= {"confidence": confidence, "good": good, "intention_kept": kept, "note": commands.note_text(note)}
    values |= halt_values(halt)
    given = any(value is not None for value in values.values())
    if not given and not console.interactive():
        raise Usage(NOTHING_GIVEN)
    with diaries.writing() as diary:
        lived = diary.past_day(day)
        old = queries.checkin_of(diary.journal, lived)
        if not given:
            values = _questions(diary, old[1] if old else None)
            if all(value is None for value in values.values()):
                say("Nothing was answered, so nothing was kept.")
                return
        record = writing.checkin(diary, lived, values)
        if record.used:
            (tell if json else say)(*safety.lapse_card(record.substance))
        commands.answer(diary, record, json=json)
        _aftercare(diary, record, json=json)
        waiting = None if given or json else queries.open_craving(diary.journal)
        if waiting:
            commands.ask_outcome(diary, waiting[1])


def intend(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What you mean to do today.")],
    day: Day = None,
    json: Json = False,
) -> None:
    """The morning's intention; recovery today shows it, and the evening's check-in asks whether it was kept."""
    with diaries.writing() as diary:
        record = writing.checkin(diary, diary.past_day(day), {"intention": " ".join(text)}, name="intend")
        commands.answer(diary, record, json=json)


def halt_values(letters: str | None) -> dict[str, bool | None]:
    """The four answers from their letters: every one is answered once any letter, or `none`, is given."""
    if letters is None:
        return dict.fromkeys(HALT)
    word = letters.strip().lower()
    chosen = set() if word in ("none", "-") else set(word.replace(",", "").replace(" ", ""))
    if not chosen <= {name[0] for name in HALT} or (not chosen and word not in ("none", "-")):
        raise Refused(HALT_NEEDS)
    return {name: name[0] in chosen for name in HALT}


def _aftercare(diary: Diary, record: CheckIn, *, json: bool) -> None:
    """Say what a person should know after the answer they gave."""
    if record.used:
        (tell if json else say)("The lapse is written down with it. What helps now: recovery sos")
    elif record.used is False and queries.lapses_on(diary.journal, record.day):
        tell("A lapse is written down for that day, so the day stays counted as used. recovery show lists it.")


def _questions(diary: Diary, old: CheckIn | None) -> dict[str, Any]:
    """The short conversation; Enter leaves an answer open, or as it was."""
    substances = [substance.name for substance in queries.substances(diary.journal)]
    values: dict[str, Any] = {}
    free_of = console.one_line(substances[0]) if len(substances) == 1 else ""
    reply = _reply(f"Did you use {free_of or 'anything'} today? [y/n]")
    if reply[:1].lower() == "y":
        values["used"] = True
        if len(substances) > 1:
            values["substance"] = _choose("Which one?", substances)
    elif reply[:1].lower() == "n":
        values["used"] = False
    values["mood"] = _number("Mood, 0 (worst) to 10 (best)?", 10, whole=True)
    values["sleep_hours"] = _number("Hours slept?", 24, whole=False)
    values |= _halt_question()
    for name in OPTIONAL:
        if diaries.question_on(name):
            values[name] = _number(f"{name.capitalize()}, 0 to 10?", 10, whole=True)
    values["good"] = _reply("One good thing today?") or None
    if old and old.intention and old.intention_kept is None:
        reply = _reply(f'"{console.one_line(old.intention, 60)}": did it work out? [y/n]')[:1].lower()
        values["intention_kept"] = {"y": True, "n": False}.get(reply)
    return values


def _reply(question: str) -> str:
    return input(question + " ").strip()


def _number(question: str, high: int, *, whole: bool) -> float | int | None:
    while True:
        reply = _reply(question).replace(",", ".")
        if not reply:
            return None
        try:
            value = int(reply) if whole else float(reply)
        except ValueError:
            value = -1
        if 0 <= value <= high:
            return value
        say(f"A {'whole ' if whole else ''}number from 0 to {high}, or Enter to leave it out.")


def _halt_question() -> dict[str, bool | None]:
    while True:
        reply = _reply("Hungry, angry, lonely, tired? [letters h a l t, - for none]")
        try:
            return halt_values(reply or None)
        except Refused as error:
            say(error.sentence)


def _choose(question: str, names: list[str]) -> str:
    say("  ".join(f"[{number}] {console.one_line(name)}" for number, name in enumerate(names, start=1)))
    while True:
        reply = _reply(question)
        if reply.isdecimal() and 0 < int(reply) <= len(names):
            return names[int(reply) - 1]
        if reply.casefold() in [name.casefold() for name in names]:
            return reply
        say("Type its number.")
