"""`recovery aftercare`: the check-ins 1, 7, 30 and 90 days after a discharge."""

from __future__ import annotations

from typing import Annotated

from recovery import console
from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands import conversation as guide
from recovery.commands.conversation import Question
from recovery.commands.options import Json, NoteText, note_text, rating
from recovery.commands.parameters import Option
from recovery.console import emit, say
from recovery.errors import NotFound, Usage
from recovery.language import tr
from recovery.treatment import episodes, queries, writing
from recovery.treatment.episodes import Aftercare

NOT_DUE = tr("No aftercare check-in is due. They come 1, 7, 30 and 90 days after a discharge.")


def aftercare(
    going: Annotated[int | None, rating(tr("How it is going, 0 to 10."))] = None,
    needs: Annotated[str | None, Option(metavar="TEXT", help=tr("What you need now."))] = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """The check-in that is due 1, 7, 30 or 90 days after a discharge."""
    values = {"going": going, "needs": needs, "note": note_text(note)}
    values = {name: value for name, value in values.items() if value is not None}
    with diaries.existing() as diary:
        due = episodes.due_steps(queries.episodes(diary.journal), queries.aftercare(diary.journal), diary.today)
        if not due:
            if json and not values:
                emit([])
                return
            raise NotFound(NOT_DUE)
        if not values and (json or not console.interactive()):
            if not json:
                raise Usage(tr("There is no terminal to ask on. Use --going, --needs or --note."))
            emit([{"episode": step.episode.id, "step": step.step, "day": step.day.isoformat()} for step in due])
            return
        step = due[0]
        if not values:
            say(tr("{step} days after your {type} stay.", step=step.step, type=step.episode.type))
            values = guide.talk(
                (
                    Question("going", tr("How is it going, 0 to 10?"), guide.whole(0, 10)),
                    Question("needs", tr("What do you need now?"), guide.text),
                )
            )
        record = writing.dated(diary, Aftercare, {**values, "episode": step.episode.id, "step": step.step})
        writing.keep(diary, "aftercare", record)
        answering.answer(diary, record, json=json)
