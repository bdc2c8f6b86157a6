"""`recovery feedback`: one sentence about the week, with one thing to do; and whether it was of any use."""

from __future__ import annotations

from typing import Annotated, Literal

from recovery import diary as diaries
from recovery.commands.options import Json
from recovery.commands.parameters import Argument
from recovery.console import emit, say
from recovery.diary import Diary
from recovery.errors import NotFound
from recovery.insights import gather_feedback
from recovery.insights.feedback import Candidate
from recovery.insights.views import feedback as view
from recovery.language import tr
from recovery.plans import feedback_queries
from recovery.plans.feedback import week_of

NOTHING = tr("Nothing new this week.")
LAPSED = tr("The first days after use: recovery learn lapse")
COMES_LESS = tr("Kept: sentences of that kind come less often from now on. To take it back: recovery undo")
SILENT = tr("Kept: nothing of that kind is said for the next 26 weeks. To take it back: recovery undo")
NOTHING_SAID = tr("Nothing was said this week that could be answered.")


def feedback(
    answer: Annotated[
        Literal["not-helpful"] | None, Argument(metavar="[not-helpful]", help=tr("It was of no use to you."))
    ] = None,
    json: Json = False,
) -> None:
    """One sentence about your week, chosen by what is known best, with one thing to do about it."""
    with diaries.existing() as diary:
        kept = ""
        if answer is not None:
            kept = not_helpful(diary)
        chosen = None if answer else of_this_week(diary)
        lapsed = gather_feedback.lapsed_lately(diary.journal, diary.today)
    if json:
        emit({"week": week_of(diary.today).isoformat(), **view.to_json(chosen), "answer": answer})
    elif answer:
        say(kept)
    elif chosen is None:
        say(NOTHING, *[LAPSED] * lapsed)
    else:
        say(view.sentence(chosen), view.step(chosen), "", tr("Not helpful? recovery feedback not-helpful"))


def of_this_week(diary: Diary) -> Candidate | None:
    """The sentence of this week; the first command that shows it keeps it for all devices."""
    chosen, is_new = gather_feedback.of_week(diary, diary.today)
    if chosen is not None and is_new:
        feedback_queries.keep(diary.journal, week_of(diary.today), chosen.kind, chosen.name)
    return chosen


def not_helpful(diary: Diary) -> str:
    """Keep that the week's sentence was of no use, and say what follows; raises `NotFound` where nothing was said."""
    with diary.journal.command("feedback"):
        if not feedback_queries.answer(diary.journal, week_of(diary.today), "not_helpful"):
            raise NotFound(NOTHING_SAID)
    return SILENT if gather_feedback.silenced(diary.journal, diary.today) else COMES_LESS
