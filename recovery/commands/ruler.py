"""`recovery ruler`: importance, confidence and readiness, with the reasons."""

from __future__ import annotations

from typing import Annotated, Any

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands import conversation as guide
from recovery.commands.conversation import FEELS, Question, answers
from recovery.commands.options import At, Json, NoteText, note_text, rating
from recovery.commands.parameters import Argument, Option
from recovery.console import one_line, say
from recovery.language import tr
from recovery.treatment import queries, writing
from recovery.treatment.skills import Ruler


def ruler(
    about: Annotated[str | None, Argument(metavar="ABOUT", help=tr("Which change, in a few words."))] = None,
    importance: Annotated[int | None, rating(tr("How important it is to you, 0 to 10."))] = None,
    confidence: Annotated[int | None, rating(tr("How sure you are that you can, 0 to 10."))] = None,
    readiness: Annotated[int | None, rating(tr("How ready you are, 0 to 10."))] = None,
    reason: Annotated[list[str] | None, Option("--reason", "-r", metavar="TEXT", help=tr("May repeat."))] = None,
    at: At = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Three rulers, 0 to 10: importance, confidence, readiness; and your reasons, which recovery sos gives back."""
    given: dict[str, Any] = {"about": about, "importance": importance, "confidence": confidence, "readiness": readiness}
    given |= {"reasons": reason, "note": note_text(note)}
    values = answers(
        given,
        (
            Question("about", tr("Which change are you thinking of?"), guide.text),
            Question("importance", tr("How important is it to you, 0 to 10?"), FEELS),
            Question("confidence", tr("How sure are you that you can, 0 to 10?"), FEELS),
            Question("readiness", tr("How ready are you, 0 to 10?"), FEELS),
            Question("reasons", tr("Why not a lower number? Your reasons (separate with commas)"), guide.names),
        ),
        tr("--importance, --confidence, --readiness or --reason"),
    )
    with diaries.existing_or_new() as diary:
        record = writing.timed(diary, Ruler, at, values)
        writing.keep(diary, "ruler", record)
        answering.answer(diary, record, json=json)


def reasons() -> None:
    """The reasons you last gave, one a line."""
    with diaries.existing() as diary:
        ruler = queries.last_ruler(diary.journal)
    if ruler is None:
        say(tr("No reasons are written down yet: recovery ruler"))
    else:
        say(*(one_line(reason) for reason in ruler.reasons))
