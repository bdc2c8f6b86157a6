"""Skills work, each a two-minute conversation on a terminal and flags elsewhere: `thought`, `card`, `ruler`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from recovery import console
from recovery import diary as diaries
from recovery.console import one_line, say
from recovery.errors import Usage
from recovery.options import At, Json, NoteText, note_text
from recovery.treatment import guide, queries, writing
from recovery.treatment.guide import Question
from recovery.treatment.skills import Card, Ruler, Thought

FEELS = guide.whole(0, 10)


def thought(
    situation: Annotated[str | None, typer.Option(metavar="TEXT", help="What happened.")] = None,
    thought: Annotated[
        str | None, typer.Option("--thought", metavar="TEXT", help="What went through your mind.")
    ] = None,
    feeling: Annotated[str | None, typer.Option(metavar="NAME", help="What you felt.")] = None,
    before: Annotated[int | None, typer.Option(help="How strong, 0 to 10.")] = None,
    evidence_for: Annotated[str | None, typer.Option("--for", metavar="TEXT", help="What speaks for it.")] = None,
    evidence_against: Annotated[
        str | None, typer.Option("--against", metavar="TEXT", help="What speaks against it.")
    ] = None,
    balanced: Annotated[str | None, typer.Option(metavar="TEXT", help="A fairer view.")] = None,
    after: Annotated[int | None, typer.Option(help="How strong the feeling is now, 0 to 10.")] = None,
    at: At = None,
    json: Json = False,
) -> None:
    """A thought record (CBT): what happened, the thought, what speaks for and against it, a fairer view."""
    values = {"situation": situation, "thought": thought, "feeling": feeling, "before": before, "after": after}
    values |= {"evidence_for": evidence_for, "evidence_against": evidence_against, "balanced": balanced}
    values = _answers(
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
        writing.answer(diary, record, json=json)


def card(
    urge: Annotated[int | None, typer.Argument(metavar="NUMBER", help="The strongest urge, 0 to 10.")] = None,
    feeling: Annotated[list[str] | None, typer.Option("--feeling", "-f", metavar="NAME", help="May repeat.")] = None,
    skill: Annotated[list[str] | None, typer.Option("--skill", "-k", metavar="NAME", help="May repeat.")] = None,
    acted_on: Annotated[bool | None, typer.Option("--acted-on/--not-acted-on", help="Whether you acted on it.")] = None,
    at: At = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """A line of your diary card (DBT): urge, feelings, skills used, and whether you acted on the urge."""
    given = {"urge": urge, "feelings": feeling, "skills": skill, "acted_on": acted_on, "note": note_text(note)}
    values = _answers(
        given,
        (
            Question("urge", "How strong was the urge at its strongest, 0 to 10?", FEELS, required=True),
            Question("feelings", "What did you feel? (commas between)", guide.names),
            Question("skills", "Which skills did you use? (commas between)", guide.names),
            Question("acted_on", "Did you act on the urge? [y/n]", guide.yes_no),
            Question("note", "Anything to add?", guide.text),
        ),
        "a number: recovery card NUMBER",
    )
    with diaries.writing() as diary:
        record = writing.timed(diary, Card, at, values)
        writing.keep(diary, "card", record)
        more = (
            ["If you used, write it down too, so that the day counts as it was: recovery lapse"]
            if record.acted_on
            else []
        )
        writing.answer(diary, record, *more, json=json)


def ruler(
    about: Annotated[str | None, typer.Argument(metavar="ABOUT", help="Which change, in a few words.")] = None,
    importance: Annotated[int | None, typer.Option(help="How important it is to you, 0 to 10.")] = None,
    confidence: Annotated[int | None, typer.Option(help="How sure you are that you can, 0 to 10.")] = None,
    readiness: Annotated[int | None, typer.Option(help="How ready you are, 0 to 10.")] = None,
    reason: Annotated[list[str] | None, typer.Option("--reason", "-r", metavar="TEXT", help="May repeat.")] = None,
    at: At = None,
    note: NoteText = None,
    json: Json = False,
) -> None:
    """Three rulers, 0 to 10: importance, confidence, readiness; and your reasons, which recovery sos gives back."""
    given: dict[str, Any] = {"about": about, "importance": importance, "confidence": confidence, "readiness": readiness}
    given |= {"reasons": reason, "note": note_text(note)}
    values = _answers(
        given,
        (
            Question("about", "Which change do you think of?", guide.text),
            Question("importance", "How important is it to you, 0 to 10?", FEELS),
            Question("confidence", "How sure are you that you can, 0 to 10?", FEELS),
            Question("readiness", "How ready are you, 0 to 10?", FEELS),
            Question("reasons", "Why not a lower number? Your reasons (commas between)", guide.names),
        ),
        "--importance, --confidence, --readiness or --reason",
    )
    with diaries.writing() as diary:
        record = writing.timed(diary, Ruler, at, values)
        writing.keep(diary, "ruler", record)
        writing.answer(diary, record, json=json)


def reasons() -> None:
    """The reasons you last gave, one a line."""
    with diaries.reading() as diary:
        found = queries.last_ruler(diary.journal)
    if found is None:
        say("No reasons are written down yet: recovery ruler")
    else:
        say(*(one_line(each) for each in found.reasons))


def _answers(given: Mapping[str, Any], questions: Sequence[Question], flag: str) -> dict[str, Any]:
    """What the flags gave; without any, the conversation. Raises `Usage` when nobody is there."""
    values = {name: value for name, value in given.items() if value is not None}
    if values:
        return values
    if not console.interactive():
        raise Usage(f"Nobody is there to ask. Say it with {flag}.")
    return guide.talk(questions)
