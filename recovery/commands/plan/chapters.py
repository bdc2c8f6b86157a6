"""The sections as `plan start` presents them: why each is there, examples, and who asks for its items."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from recovery import prompts
from recovery.commands.plan import contact
from recovery.commands.plan import if_then as ifthen
from recovery.console import one_line, say
from recovery.diary import Diary
from recovery.errors import RecoveryError, Refused
from recovery.insights import gaps, periods, queries
from recovery.insights.report import PlanGap
from recovery.insights.triggers import tally
from recovery.language import tr
from recovery.outlets import words
from recovery.plans import one_line as one_line_of
from recovery.plans import queries as plan_queries
from recovery.plans.plan import CRISIS_STEPS, LINE, MOMENTS
from recovery.plans.views import words as views
from recovery.store import typed_dates
from recovery.store.names import NAME
from recovery.store.rules import Rule

STOP = ("q", "stop", "quit")
OFFERED_TRIGGERS = 5
OR_ELSE = tr("or else I (Enter: that is all)")
_IF, _THEN = tr("if"), tr("then I")
_PERSON, _DONE = tr("name, number, who they are, when"), tr("done, or to do")


class Prompt(NamedTuple):
    """One thing that is asked of a section, again and again until nothing more comes; `values` go with each answer."""

    text: str
    values: Mapping[str, Any] = {}


class Chapter(NamedTuple):
    """A section as the conversation presents it: why it is there, examples, what it asks, and who asks it.

    Without `ask` its prompts are asked one after the other.
    """

    section: str
    why: str
    examples: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    ask: Callable[[Diary], Iterator[dict[str, Any]]] | None = None

    def asked(self, diary: Diary) -> Iterator[dict[str, Any]]:
        """What is answered, item by item. Raises `Stopped`."""
        return self.ask(diary) if self.ask else _prompted(self.prompts)


class Stopped(Exception):
    """The person wants to stop for now."""


def _reply(question: str, rule: Rule = LINE) -> str:
    """A line that the plan can keep, empty for Enter; asked again where it cannot. Raises `Stopped`."""

    def read(reply: str) -> str:
        try:
            if reply:
                rule.check(reply)
        except Refused as error:
            raise Refused(tr("That {needed}. A few words are enough.", needed=error.sentence)) from None
        return reply

    reply = prompts.until(question, read)
    if reply.casefold() in STOP:
        raise Stopped
    return "" if prompts.is_unsure(reply) else reply


def _prompted(prompts: tuple[Prompt, ...]) -> Iterator[dict[str, Any]]:
    for prompt in prompts:
        while reply := _reply(f"{prompt.text} >"):
            yield {"text": reply, **prompt.values}


def unanswered(diary: Diary) -> list[PlanGap]:
    """The triggers met of late that the plan does not answer, each said, the one met most often first."""
    period = periods.ending(diary.today, gaps.LOOKBACK_DAYS)
    met = gaps.plan_gaps(plan_queries.situations(diary.journal), tally(queries.names_in(diary.journal, period)))
    for gap in met[:OFFERED_TRIGGERS]:
        say(
            tr(
                "   In your journal: {trigger}, {times} in {lookback_days} days.",
                trigger=one_line(gap.trigger, 40),
                times=words.times(gap.count),
                lookback_days=gaps.LOOKBACK_DAYS,
            )
        )
    return [*met[:OFFERED_TRIGGERS]]


def _situations(diary: Diary) -> Iterator[dict[str, Any]]:
    for gap in unanswered(diary):
        ifthen.write(diary, gap.trigger)
    while reply := _reply(f"{_IF} >"):
        yield _if_then(reply, ifthen.MOST_RESPONSES)


def one_situation(_: Diary) -> Iterator[dict[str, Any]]:
    """A hard situation and the one thing to do then, whatever the journal has met."""
    while reply := _reply(f"{_IF} >"):
        yield _if_then(reply, 1)


def _if_then(reply: str, most: int) -> dict[str, Any]:
    """A situation and a few responses; `payday -> go home` has both."""
    text, answers = one_line_of.situation(reply)
    while len(answers) < most and (then := _reply(OR_ELSE if answers else f"{_THEN} >", NAME)):
        answers.append(then)
    return {"text": text, "triggers": [text] if len(text) <= 40 else [], "responses": answers}


def _contacts(_: Diary) -> Iterator[dict[str, Any]]:
    while line := prompts.until(f"{_PERSON} >", _contact):
        yield contact.confirmed(line)


def _contact(reply: str) -> dict[str, Any] | None:
    if reply.casefold() in STOP:
        raise Stopped
    return None if not reply or prompts.is_unsure(reply) else contact.read(reply)


def _surroundings(diary: Diary) -> Iterator[dict[str, Any]]:
    while reply := _reply(f"{_DONE} >"):
        until = None
        if any(word in reply.casefold() for word in gaps.NALOXONE):
            day = _reply(tr("   good until (2027-05-01; Enter if you don't know) >"))
            try:
                until = typed_dates.day(day, diary.today, ahead=True) if day else None
            except RecoveryError as error:
                say(error.sentence)
        yield {"text": reply, "until": until}


CHAPTERS = (
    Chapter(
        "reasons",
        tr("What you do this for. sos shows it in the worst minute, in your words."),
        (
            tr("I want to wake up without fear"),
            tr("my daughter's eighth birthday"),
            tr("so that my mother sleeps again"),
        ),
        (Prompt(tr("a reason")),),
    ),
    Chapter(
        "warning_signs",
        tr("What others could notice before you do. Early signs come days before, late ones just before."),
        (
            tr("early: I stop answering the phone"),
            tr("middle: I argue about money"),
            tr("late: I keep cash in my pocket"),
        ),
        (
            Prompt(tr("early (days before)"), {"stage": "early"}),
            Prompt(tr("middle (nearer)"), {"stage": "middle"}),
            Prompt(tr("late (just before)"), {"stage": "late"}),
        ),
    ),
    Chapter(
        "situations",
        tr("If it happens, then I do this: decided now, so that nothing has to be decided then."),
        (tr("payday  ->  then I go straight home with my sister"), tr("a row at home  ->  then I walk to the library")),
        (Prompt(_IF), Prompt(_THEN)),
        _situations,
    ),
    Chapter(
        "skills",
        tr("What eases it for you, small and at hand."),
        (tr("cold water on my face"), tr("ten minutes round the block"), tr("ride it out with recovery surf")),
        (Prompt(tr("something that helps")),),
    ),
    Chapter(
        "contacts",
        tr("People to call. One is enough to begin with; ask them first, so that they know."),
        (tr("Maria, 555-0100, sponsor, any hour"),),
        (Prompt(_PERSON),),
        _contacts,
    ),
    Chapter(
        "places",
        tr("Where it is easier, and where it is not."),
        (tr("safe: the library, my sister's kitchen"), tr("to avoid: the old corner, the station at night")),
        (Prompt(tr("a safe place"), {"place": "safe"}), Prompt(tr("a place to avoid"), {"place": "avoid"})),
    ),
    Chapter(
        "surroundings",
        tr("What is gone and what is at hand: supplies and numbers removed, naloxone where somebody finds it."),
        (tr("naloxone in the hall drawer"), tr("the old numbers are deleted"), tr("no cash at home on payday")),
        (Prompt(_DONE),),
        _surroundings,
    ),
    Chapter(
        "treatment",
        tr("What you have agreed with those who treat you. For doses and timing ask your prescriber."),
        (tr("buprenorphine, Dr. Lee"), tr("group on Tuesdays at 18:00"), tr("counselor, Thursday 10:00")),
        (Prompt(tr("treatment")),),
    ),
    Chapter(
        "lapse_steps",
        tr("A lapse is one event. What you do in its first hour and first day, and whom you tell."),
        (
            tr("first hour: stay with somebody who has naloxone"),
            tr("first day: call the clinic"),
            tr("whom I tell: Maria"),
        ),
        tuple(Prompt(views.moment(moment), {"moment": moment}) for moment in MOMENTS),
    ),
    Chapter(
        "rewards",
        tr("A reward for something you did: you went, asked, called. Never for a number of days."),
        (tr("cinema, for four meetings"), tr("a long bath, for calling before it got hard")),
        (Prompt(tr("a reward")),),
    ),
    Chapter(
        "crisis",
        tr(
            "Six steps for a day when living is hard. If you have thoughts of suicide, call now: recovery sos shows "
            "whom."
        ),
        (
            tr("what I can do alone: shower, music, out of the room"),
            tr("making the place safe: my brother keeps the tablets"),
        ),
        tuple(Prompt(f"{step}. {title}", {"step": step}) for step, title in enumerate(CRISIS_STEPS, start=1)),
    ),
)
