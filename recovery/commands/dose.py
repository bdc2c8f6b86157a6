"""`recovery dose`: a dose taken, late or missed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, cast

import typer

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.med import NO_MEDICATION, SEVERAL, is_pregnant, known, same_name
from recovery.commands.options import At, Json, NoteText, note_text
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import NotFound, Refused, Usage
from recovery.language import tr
from recovery.treatment import cards, medication, queries, writing
from recovery.treatment.medication import Dose
from recovery.treatment.views import pages


def dose(
    status: Annotated[Literal["taken", "late", "missed"] | None, typer.Argument(help="What became of it.")] = None,
    name: Annotated[str | None, typer.Argument(metavar="MED", help="Which one; left out where there is one.")] = None,
    at: At = None,
    effect: Annotated[
        list[str] | None, typer.Option("--effect", "-e", metavar="NAME", help="A side effect. May repeat.")
    ] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write a dose down: taken, taken late, or missed."""
    if status is None:
        asked = prompts.ask(tr("Your dose? [t]aken [l]ate [m]issed"), _status, flag="taken, late or missed")
        status = cast("Literal['taken', 'late', 'missed']", asked)
    text = note_text(note)
    with diaries.reading() as diary:
        when = diary.when(at)
        which = _meant(diary, name, diary.day_of(when))
        values = {"medication": which, "status": status, "side_effects": effect or (), "note": text}
        record = Dose.checked({**values, **diary.stamps(when)})
        writing.keep(diary, "dose", record)
        answering.answer(diary, record, json=json)
        show = tell if json else say
        if status == "missed":
            show("", *pages.wrapped(cards.missed_dose([which], pregnant=is_pregnant(diary))))
        elif _too_many(diary, record):
            show(
                "More doses of it stand for that day than are planned. recovery undo takes the last one back.",
                f"If you took more than is prescribed, ask your clinic or pharmacist now; unwell: {_call()}.",
            )


def _status(reply: str) -> str:
    """What became of a dose, by the word or its beginning; raises `Refused`."""
    found = [word for word in ("taken", "late", "missed") if reply and word.startswith(reply.casefold())]
    if not found:
        raise Refused(tr("Type t for taken, l for late or m for missed."))
    return found[0]


def _call() -> str:
    from recovery.safety import numbers

    return numbers.emergency()


def _meant(diary: Diary, name: str | None, day: date) -> str:
    """The medication of a dose: the one named, else the only one of that day, else asked for."""
    regimens = queries.regimens(diary.journal)
    if not regimens:
        raise NotFound(NO_MEDICATION)
    if name is not None:
        return known(regimens, name)
    active = {each.name.casefold(): each.name for each in regimens if each.covers(day)}
    planned = {each.name.casefold(): each.name for each in regimens if each.covers(day) and not each.as_needed}
    offered = list((planned if len(planned) == 1 else active or planned).values())
    if len(offered) == 1:
        return offered[0]
    if not offered:
        raise Refused("No medication is written down for that day. Say which one: recovery dose taken NAME")
    if not console.interactive():
        raise Usage(SEVERAL)
    return prompts.one("Which one?", offered, lambda reply: known(regimens, reply))


def _too_many(diary: Diary, record: Dose) -> bool:
    """Whether more is written down for the day than its regimens plan; as-needed medication plans nothing."""
    regimens = [each for each in queries.regimens(diary.journal) if same_name(each.name, record.medication)]
    if any(each.as_needed for each in regimens) or not any(each.covers(record.day) for each in regimens):
        return False
    planned = max(1, sum(medication.expected(each, record.day, record.day) for each in regimens))
    done = [each for each in queries.taken(diary.journal, record.day, record.day) if each.status != "missed"]
    return sum(same_name(each.medication, record.medication) for each in done) > planned
