"""`recovery dose`: a dose taken, late or missed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, cast

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands.med import is_pregnant
from recovery.commands.options import At, Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.diary import Diary
from recovery.errors import NotFound, Usage
from recovery.language import tr
from recovery.treatment import learn_cards, medication_queries, regimens, writing
from recovery.treatment.medication import Dose
from recovery.treatment.views import pages

STATUSES = ("taken", "late", "missed")


def dose(
    status: Annotated[Literal["taken", "late", "missed"] | None, Argument(help=tr("What became of it."))] = None,
    name: Annotated[str | None, Argument(metavar="MED", help=tr("Which one; not needed if you take only one."))] = None,
    at: At = None,
    effect: Annotated[
        list[str] | None, Option("--effect", "-e", metavar="NAME", help=tr("A side effect. May repeat."))
    ] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Write a dose down: taken, taken late, or missed."""
    if status is None:
        asked = _asked()
        if asked is None:
            say(tr("Nothing was written down."))
            return
        status = cast("Literal['taken', 'late', 'missed']", asked)
    text = note_text(note)
    with diaries.existing() as diary:
        when = diary.when(at)
        which = _meant(diary, name, diary.day_of(when))
        values = {"medication": which, "status": status, "side_effects": effect or (), "note": text}
        record = Dose.checked({**values, **diary.stamps(when)})
        writing.keep(diary, "dose", record)
        answering.answer(diary, record, json=json)
        show = tell if json else say
        if status == "missed":
            show("", *pages.wrapped(learn_cards.missed_dose([which], pregnant=is_pregnant(diary))))
        elif _too_many(diary, record):
            show(
                tr("You have now logged more doses for that day than planned. recovery undo takes the last one back."),
                tr(
                    "If you took more than prescribed, ask your clinic or pharmacist now. If you feel unwell, call "
                    "{call}.",
                    call=_call(),
                ),
            )


def _asked() -> str | None:
    """What became of a dose, by one key; `None` for Enter, `NotFound` where nothing is taken."""
    if not console.interactive():
        raise Usage(tr("There is no terminal to ask on. Use {flag}.", flag=tr("taken, late or missed")))
    with diaries.existing() as diary:
        if not medication_queries.regimens(diary.journal):
            raise NotFound(regimens.NO_MEDICATION)
    pressed = prompts.key(tr("Your dose? [t]aken [l]ate [m]issed"), "tlm")
    return {word[0]: word for word in STATUSES}.get(pressed)


def _call() -> str:
    from recovery.safety import numbers

    return numbers.emergency()


def _meant(diary: Diary, name: str | None, day: date) -> str:
    """The medication of a dose: the one named, else the only one of that day, else asked for."""
    prescribed = medication_queries.regimens(diary.journal)
    if name is not None:
        if not prescribed:
            raise NotFound(regimens.NO_MEDICATION)
        return regimens.known(prescribed, name)
    offered = regimens.offered(prescribed, day)
    if len(offered) == 1:
        return offered[0]
    if not console.interactive():
        raise Usage(regimens.SEVERAL)
    return prompts.one(tr("Which one?"), offered, lambda reply: regimens.known(prescribed, reply))


def _too_many(diary: Diary, dose: Dose) -> bool:
    taken = medication_queries.taken(diary.journal, dose.day, dose.day)
    return regimens.too_many(medication_queries.regimens(diary.journal), taken, dose)
