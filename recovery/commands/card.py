"""`recovery card`: a line of the diary card."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands import conversation as guide
from recovery.commands.conversation import FEELS, Question, answers
from recovery.commands.options import At, Json, NoteText, note_text
from recovery.commands.parameters import Argument, Option
from recovery.dates.amounts import rating_of
from recovery.language import tr
from recovery.treatment import writing
from recovery.treatment.skills import DiaryCard


def card(
    urge: Annotated[
        int | None, Argument(parser=rating_of, metavar="NUMBER", help=tr("The strongest urge, 0 to 10."))
    ] = None,
    feeling: Annotated[list[str] | None, Option("--feeling", "-f", metavar="NAME", help=tr("May repeat."))] = None,
    skill: Annotated[list[str] | None, Option("--skill", "-k", metavar="NAME", help=tr("May repeat."))] = None,
    acted_on: Annotated[bool | None, Option("--acted-on/--not-acted-on", help=tr("Whether you acted on it."))] = None,
    at: At = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """A line of your diary card (DBT): urge, feelings, skills used, and whether you acted on the urge."""
    given = {"urge": urge, "feelings": feeling, "skills": skill, "acted_on": acted_on, "note": note_text(note)}
    values = answers(
        given,
        (
            Question("urge", tr("How strong was the urge at its strongest, 0 to 10?"), FEELS, required=True),
            Question("feelings", tr("What did you feel? (separate with commas)"), guide.names),
            Question("skills", tr("Which skills did you use? (separate with commas)"), guide.names),
            Question("acted_on", tr("Did you act on the urge? [y/n]"), guide.yes_no, keys=guide.YES_NO_KEYS),
            Question("note", tr("Anything to add?"), guide.text),
        ),
        tr("a number: recovery card NUMBER"),
    )
    with diaries.existing_or_new() as diary:
        record = writing.timed(diary, DiaryCard, at, values)
        writing.keep(diary, "card", record)
        more = (
            [tr("If you used, write it down too, so that the day counts as it was: recovery lapse")]
            if record.acted_on
            else []
        )
        answering.answer(diary, record, *more, json=json)
