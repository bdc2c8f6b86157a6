"""`recovery moment`: the answer at a moment that chance chose: one number, and more only where that is above 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from recovery import console, prompts, system
from recovery import diary as diaries
from recovery.commands import names, safety_first
from recovery.commands.answering import answer
from recovery.commands.options import Json, NoteText, Triggers, note_text
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.dates.amounts import rating_of
from recovery.errors import NotFound, Usage
from recovery.journal import due_card, moment_writing, queries
from recovery.journal.moments import Moment
from recovery.language import tr

if TYPE_CHECKING:
    from recovery.diary import Diary

QUESTION = tr("A random check-in. How strong is your craving right now, 0 to 10? 0 is none.")
NUMBER = tr("Say how strong a craving is right now, 0 for none: recovery moment NUMBER")
LATE = tr("It is kept. It came more than 30 minutes after its moment, so it does not count for that hour.")


class Beside(NamedTuple):
    """What is said beside the number; `stopped`: the questions were cut off."""

    triggers: list[str]
    place: str | None
    stopped: bool = False


def moment(
    intensity: Annotated[
        int | None, Argument(parser=rating_of, metavar="NUMBER", help=tr("How strong right now, 0 for none."))
    ] = None,
    trigger: Triggers = None,
    place: Annotated[str | None, Option("--place", metavar="TEXT", help=tr("Where you are."))] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Answer a random check-in: how strong a craving is just now, 0 for none. See recovery remind random."""
    asks = intensity is None
    if asks and not console.interactive():
        raise Usage(NUMBER)
    text = note_text(note)
    with system.ended_input(), diaries.existing_or_new() as diary:
        if moment_writing.last_asked(diary) is None:
            raise NotFound(moment_writing.none_asked(diary))
        beside = Beside(list(trigger or ()), place)
        if intensity is None:
            intensity = rating_asked()
            beside = _asked_beside(diary, intensity, beside)
        new_triggers = names.new_and_near(diary, "trigger", beside.triggers, json=json)
        record = _keep(diary, intensity, beside, text, json=json)
        if not (json or beside.stopped) and record.intensity < due_card.WARN_FROM:
            names.ask_same(diary, "trigger", new_triggers)


def ask_if_waiting(diary: Diary) -> bool:
    """Ask what waits for an answer just now, before anything else is; Enter leaves it open.

    Gives whether to go on: where its questions are cut off, what was answered is kept and nothing more is asked.
    """
    rating = prompts.number(QUESTION, 10) if moment_writing.waiting(diary) else None
    if rating is None:
        return True
    beside = _asked_beside(diary, int(rating), Beside([], None))
    _keep(diary, int(rating), beside, None, json=False)
    return not beside.stopped


def rating_asked() -> int:
    """How strong it is, asked until it is a number."""
    return prompts.ask(QUESTION, prompts.read_rating, flag=tr("a number: recovery moment NUMBER"))


def _asked_beside(diary: Diary, rating: int, beside: Beside) -> Beside:
    """What is asked beside a craving; beside none nothing is. Cut off, it gives what was said until then."""
    if rating == 0:
        return beside
    try:
        if not beside.triggers:
            known = queries.favourites(diary.journal, "triggers", diary.when(None).hour)
            beside = beside._replace(triggers=prompts.several(tr("What set it off?"), known))
        place = beside.place or prompts.words(tr("Where are you? (Enter leaves it out)")) or None
        return beside._replace(place=place)
    except (EOFError, KeyboardInterrupt):
        return beside._replace(stopped=True)


def _keep(diary: Diary, rating: int, beside: Beside, note: str | None, *, json: bool) -> Moment:
    """Write the answer, and say what is to be known after it: the card of a strong craving, and where it came late."""
    values: dict[str, Any] = {"intensity": rating, "triggers": beside.triggers, "place": beside.place, "note": note}
    record = moment_writing.answer(diary, values)
    if beside.stopped:
        say("", tr("Stopped. What you said is kept: {what}.", what=record.summary()))
    else:
        answer(diary, record, json=json)
    show = tell if json else say
    if record.intensity >= due_card.WARN_FROM:
        safety_first.show(show, due_card.card(diary, None))
    if not record.in_time:
        show(LATE)
    return record
