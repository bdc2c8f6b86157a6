"""`recovery moment`: the answer at a moment that chance chose: one number, and more only where that is above 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import names, safety_first
from recovery.commands.answering import answer
from recovery.commands.options import Json, NoteText, Triggers, note_text
from recovery.commands.parameters import Argument, Option
from recovery.console import say, tell
from recovery.dates.amounts import rating_of
from recovery.errors import NotFound, Usage
from recovery.journal import moment_writing, queries, warning
from recovery.journal.moments import Moment
from recovery.language import tr

if TYPE_CHECKING:
    from recovery.diary import Diary

QUESTION = tr("A random check-in. How strong is a craving right now, 0 to 10? 0 is none.")
NUMBER = tr("Say how strong a craving is right now, 0 for none: recovery moment NUMBER")
LATE = tr("It is kept. More than 30 minutes after its moment it does not count as an answer at that hour.")


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
    with diaries.writing() as diary:
        if moment_writing.last_asked(diary) is None:
            raise NotFound(moment_writing.none_asked(diary))
        triggers = list(trigger or ())
        if intensity is None:
            intensity, triggers, place = _asked(diary, triggers, place)
        new_triggers = names.new_and_near(diary, "trigger", triggers, json=json)
        values = {"intensity": intensity, "triggers": triggers, "place": place, "note": text}
        record = moment_writing.answer(diary, values)
        answer(diary, record, json=json)
        _after(diary, record, json=json)
        if not json and record.intensity < warning.WARN_FROM:
            names.ask_same(diary, "trigger", new_triggers)


def ask_if_waiting(diary: Diary) -> bool:
    """Ask what waits for an answer just now, before anything else is; whether it was asked. Enter leaves it open."""
    if moment_writing.waiting(diary) is None:
        return False
    rating = prompts.number(QUESTION, 10)
    if rating is not None:
        values = dict(zip(("intensity", "triggers", "place"), _further(diary, int(rating), [], None), strict=True))
        record = moment_writing.answer(diary, values)
        answer(diary, record, json=False)
        _after(diary, record, json=False)
    return True


def _asked(diary: Diary, triggers: list[str], place: str | None) -> tuple[int, list[str], str | None]:
    return _further(diary, rating_asked(), triggers, place)


def rating_asked() -> int:
    """How strong it is, asked until it is a number."""
    return prompts.ask(QUESTION, prompts.read_rating, flag=tr("a number: recovery moment NUMBER"))


def _further(diary: Diary, rating: int, triggers: list[str], place: str | None) -> tuple[int, list[str], str | None]:
    """What is asked beside a craving; beside none nothing is."""
    if rating > 0:
        if not triggers:
            known = queries.favourites(diary.journal, "triggers", diary.when(None).hour)
            triggers = prompts.several(tr("What set it off?"), known)
        place = place or prompts.words(tr("Where are you? (Enter leaves it out)")) or None
    return rating, triggers, place


def _after(diary: Diary, record: Moment, *, json: bool) -> None:
    """What is to be known after it: the safety card of a strong craving, and where it came too late to count."""
    show = tell if json else say
    if record.intensity >= warning.WARN_FROM:
        safety_first.show(show, warning.card(diary, None))
    if not record.in_time:
        show(LATE)
