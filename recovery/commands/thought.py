"""`recovery thought`: a thought record."""

from __future__ import annotations

from typing import Annotated

import typer

from recovery import diary as diaries
from recovery.commands import answering
from recovery.commands import conversation as guide
from recovery.commands.conversation import FEELS, Question, answers
from recovery.commands.options import At, Json, rating
from recovery.treatment import writing
from recovery.treatment.skills import Thought


def thought(
    situation: Annotated[str | None, typer.Option(metavar="TEXT", help="What happened.")] = None,
    thought: Annotated[
        str | None, typer.Option("--thought", metavar="TEXT", help="What went through your mind.")
    ] = None,
    feeling: Annotated[str | None, typer.Option(metavar="NAME", help="What you felt.")] = None,
    before: Annotated[int | None, rating("How strong, 0 to 10.")] = None,
    evidence_for: Annotated[str | None, typer.Option("--for", metavar="TEXT", help="What speaks for it.")] = None,
    evidence_against: Annotated[
        str | None, typer.Option("--against", metavar="TEXT", help="What speaks against it.")
    ] = None,
    balanced: Annotated[str | None, typer.Option(metavar="TEXT", help="A fairer view.")] = None,
    after: Annotated[int | None, rating("How strong the feeling is now, 0 to 10.")] = None,
    at: At = None,
    json: Json = False,
) -> None:
    """A thought record (CBT): what happened, the thought, what speaks for and against it, a fairer view."""
    values = {"situation": situation, "thought": thought, "feeling": feeling, "before": before, "after": after}
    values |= {"evidence_for": evidence_for, "evidence_against": evidence_against, "balanced": balanced}
    values = answers(
        values,
        (
            Question("situation", "What happened?", guide.text, required=True),
            Question("thought", "What went through your mind?", guide.text),
            Question("feeling", "What did you feel, in a word?", guide.text),
            Question("before", "How strong, 0 to 10?", FEELS),
            Question("evidence_for", "What speaks for the thought?", guide.text),
            Question("evidence_against", "What speaks against it? What would you tell a friend?", guide.text),
            Question("balanced", "A fairer way to see it?", guide.text),
            Question("after", "How strong is the feeling now, 0 to 10?", FEELS),
        ),
        "--situation",
    )
    with diaries.writing() as diary:
        record = writing.timed(diary, Thought, at, values)
        writing.keep(diary, "thought", record)
        answering.answer(diary, record, json=json)
