"""`recovery thought`: a thought record."""

from __future__ import annotations

from typing import Annotated

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands import conversation as guide
from recovery.commands.conversation import FEELS, Question, answers
from recovery.commands.options import At, Json, rating
from recovery.commands.parameters import Option
from recovery.language import tr
from recovery.treatment import writing
from recovery.treatment.skills import Thought


def thought(
    situation: Annotated[str | None, Option(metavar="TEXT", help=tr("What happened."))] = None,
    thought: Annotated[str | None, Option("--thought", metavar="TEXT", help=tr("What went through your mind."))] = None,
    feeling: Annotated[str | None, Option(metavar="NAME", help=tr("What you felt."))] = None,
    before: Annotated[int | None, rating(tr("How strong, 0 to 10."))] = None,
    evidence_for: Annotated[str | None, Option("--for", metavar="TEXT", help=tr("What speaks for it."))] = None,
    evidence_against: Annotated[
        str | None, Option("--against", metavar="TEXT", help=tr("What speaks against it."))
    ] = None,
    balanced: Annotated[str | None, Option(metavar="TEXT", help=tr("A fairer view."))] = None,
    after: Annotated[int | None, rating(tr("How strong the feeling is now, 0 to 10."))] = None,
    at: At = None,
    json: Json = False,
) -> None:
    """A thought record (CBT): what happened, the thought, what speaks for and against it, a fairer view."""
    values = {"situation": situation, "thought": thought, "feeling": feeling, "before": before, "after": after}
    values |= {"evidence_for": evidence_for, "evidence_against": evidence_against, "balanced": balanced}
    values = answers(
        values,
        (
            Question("situation", tr("What happened?"), guide.text, required=True),
            Question("thought", tr("What went through your mind?"), guide.text),
            Question("feeling", tr("What did you feel, in a word?"), guide.text),
            Question("before", tr("How strong, 0 to 10?"), FEELS),
            Question("evidence_for", tr("What speaks for the thought?"), guide.text),
            Question("evidence_against", tr("What speaks against it? What would you tell a friend?"), guide.text),
            Question("balanced", tr("A fairer way to see it?"), guide.text),
            Question("after", tr("How strong is the feeling now, 0 to 10?"), FEELS),
        ),
        "--situation",
    )
    with diaries.existing_or_new() as diary:
        record = writing.timed(diary, Thought, at, values)
        writing.keep(diary, "thought", record)
        answering.answer(diary, record, json=json)
