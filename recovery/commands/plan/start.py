"""`plan start`: a newcomer led through the plan in about ten minutes, section by section.

Every answer is kept at once, so the conversation may stop anywhere and goes on where nothing is written yet. The
examples are made up in our own words, after what the field has found to help.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands.plan import if_then as ifthen
from recovery.console import one_line, say, style
from recovery.diary import Diary
from recovery.errors import RecoveryError, Usage
from recovery.insights import gaps, periods, queries
from recovery.insights.triggers import tally
from recovery.language import tr
from recovery.plans import queries as plan_queries
from recovery.plans import writing
from recovery.plans.plan import BY_NAME, CRISIS_STEPS
from recovery.store import typed_dates
from recovery.theme import STRONG

NOBODY = tr("There is no terminal to ask on. Write one line at a time with: recovery plan add SECTION TEXT")
STOP = ("q", "stop", "quit")
STOPPED = tr("Kept as far as you came. Go on: recovery plan start. Read: recovery plan show.")
OFFERED_TRIGGERS = 5


class Chapter(NamedTuple):
    """A section as the conversation presents it: why it is there, examples, and who asks for its items."""

    section: str
    why: str
    examples: tuple[str, ...]
    ask: Callable[[Diary], Iterator[dict[str, Any]]]


class _Stopped(Exception):
    """The person wants to stop for now."""


def start() -> None:
    """Write your plan in about ten minutes, section by section; stop and go on whenever you like."""
    if not console.interactive():
        raise Usage(NOBODY)
    with diaries.writing() as diary:
        plan = plan_queries.plan(diary.journal)
        waiting = [chapter for chapter in CHAPTERS if not plan.of(chapter.section)]
        if not waiting:
            say(tr("Every section has something in it. recovery plan show shows it, plan edit changes it."))
            return
        say(tr("One thing at a time. Enter: the next section. q: stop. Everything is kept as you go."))
        if len(waiting) < len(CHAPTERS):
            say(
                tr(
                    "Going on: {count} of {count_other} sections have something already.",
                    count=len(CHAPTERS) - len(waiting),
                    count_other=len(CHAPTERS),
                )
            )
        try:
            for chapter in waiting:
                _lead(diary, chapter, CHAPTERS.index(chapter) + 1)
        except (_Stopped, EOFError, KeyboardInterrupt):
            say("", STOPPED)
            return
        say("", tr("That is your plan. Once a month, or after a hard week: recovery plan review"))


def _lead(diary: Diary, chapter: Chapter, number: int) -> None:
    section = BY_NAME[chapter.section]
    say("", style(f"{number}/{len(CHAPTERS)}  {section.title}", STRONG), chapter.why)
    say(*(tr("   for example: {example}", example=example) for example in chapter.examples))
    for values in chapter.ask(diary):
        try:
            item = writing.add(diary, chapter.section, values)
        except RecoveryError as error:
            say(error.sentence)
        else:
            say(f"   kept: {one_line(item.text, 60)}")


def _reply(question: str) -> str:
    reply = prompts.line(question)
    if reply.casefold() in STOP:
        raise _Stopped
    return reply


def _texts(question: str) -> Callable[[Diary], Iterator[dict[str, Any]]]:
    def ask(_: Diary) -> Iterator[dict[str, Any]]:
        while reply := _reply(f"{question} >"):
            yield {"text": reply}

    return ask


def _signs(_: Diary) -> Iterator[dict[str, Any]]:
    for stage, hint in (("early", tr("days before")), ("middle", "nearer"), ("late", tr("just before"))):
        while reply := _reply(f"{stage} ({hint}) >"):
            yield {"text": reply, "stage": stage}


def _situations(diary: Diary) -> Iterator[dict[str, Any]]:
    period = periods.ending(diary.today, gaps.LOOKBACK_DAYS)
    met = gaps.plan_gaps(plan_queries.situations(diary.journal), tally(queries.names_in(diary.journal, period)))
    for gap in met[:OFFERED_TRIGGERS]:
        say(
            tr(
                "   In your journal: {trigger}, {count} times in {lookback_days} days.",
                trigger=one_line(gap.trigger, 40),
                count=gap.count,
                lookback_days=gaps.LOOKBACK_DAYS,
            )
        )
        ifthen.write(diary, gap.trigger)
    while reply := _reply(tr("a hard situation >")):
        answers: list[str] = []
        while len(answers) < ifthen.MOST_RESPONSES and (then := _reply("   then I >")):
            answers.append(then)
        yield {"text": reply, "triggers": [reply] if len(reply) <= 40 else [], "responses": answers}


def _contacts(_: Diary) -> Iterator[dict[str, Any]]:
    while name := _reply("name >"):
        phone, role = _reply("   number >"), _reply(tr("   who they are to you >"))
        awake = _reply(tr("   when to call, 08-23 or any hour >"))
        yield {"text": name, "phone": phone or None, "role": role or None, "awake": awake or None}


def _places(_: Diary) -> Iterator[dict[str, Any]]:
    for kind, question in (("safe", tr("a safe place >")), ("avoid", tr("a place to avoid >"))):
        while reply := _reply(question):
            yield {"text": reply, "place": kind}


def _surroundings(diary: Diary) -> Iterator[dict[str, Any]]:

    while reply := _reply(tr("done, or to do >")):
        until = None
        if any(word in reply.casefold() for word in gaps.NALOXONE):
            day = _reply(tr("   good until (2027-05-01; Enter if you don't know) >"))
            try:
                until = typed_dates.day(day, diary.today, ahead=True) if day else None
            except RecoveryError as error:
                say(error.sentence)
        yield {"text": reply, "until": until}


def _lapse_steps(_: Diary) -> Iterator[dict[str, Any]]:
    for moment in (tr("first hour"), tr("first day"), tr("whom I tell")):
        while reply := _reply(f"{moment} >"):
            yield {"text": reply, "moment": moment}


def _crisis(_: Diary) -> Iterator[dict[str, Any]]:
    for step, title in enumerate(CRISIS_STEPS, start=1):
        while reply := _reply(f"{step}. {title} >"):
            yield {"text": reply, "step": step}


CHAPTERS = (
    Chapter(
        "reasons",
        tr("What you do this for. sos shows it in the worst minute, in your words."),
        (
            tr("I want to wake up without fear"),
            tr("my daughter's eighth birthday"),
            tr("so that my mother sleeps again"),
        ),
        _texts("a reason"),
    ),
    Chapter(
        "warning_signs",
        tr("What others could notice before you do. Early signs come days before, late ones just before."),
        (
            tr("early: I stop answering the phone"),
            tr("middle: I argue about money"),
            tr("late: I keep cash in my pocket"),
        ),
        _signs,
    ),
    Chapter(
        "situations",
        tr("If it happens, then I do this: decided now, so that nothing has to be decided then."),
        (tr("payday  ->  then I go straight home with my sister"), tr("a row at home  ->  then I walk to the library")),
        _situations,
    ),
    Chapter(
        "skills",
        tr("What eases it for you, small and at hand."),
        (tr("cold water on my face"), tr("ten minutes round the block"), tr("ride it out with recovery surf")),
        _texts(tr("something that helps")),
    ),
    Chapter(
        "contacts",
        tr("People to call. One is enough to begin with; ask them first, so that they know."),
        (tr("Maria, 555-0100, sponsor, any hour"),),
        _contacts,
    ),
    Chapter(
        "places",
        tr("Where it is easier, and where it is not."),
        (tr("safe: the library, my sister's kitchen"), tr("to avoid: the old corner, the station at night")),
        _places,
    ),
    Chapter(
        "surroundings",
        tr("What is gone and what is at hand: supplies and numbers removed, naloxone where somebody finds it."),
        (tr("naloxone in the hall drawer"), tr("the old numbers are deleted"), tr("no cash at home on payday")),
        _surroundings,
    ),
    Chapter(
        "treatment",
        tr("What you have agreed with those who treat you. For doses and timing ask your prescriber."),
        (tr("buprenorphine, Dr. Lee"), tr("group on Tuesdays at 18:00"), tr("counselor, Thursday 10:00")),
        _texts("treatment"),
    ),
    Chapter(
        "lapse_steps",
        tr("A lapse is one event. What you do in its first hour and first day, and whom you tell."),
        (
            tr("first hour: stay with somebody who has naloxone"),
            tr("first day: call the clinic"),
            tr("whom I tell: Maria"),
        ),
        _lapse_steps,
    ),
    Chapter(
        "rewards",
        tr("Something good for what you did: went, asked, called. Never for a number of days."),
        (tr("cinema, for four meetings"), tr("a long bath, for calling before it got hard")),
        _texts("a reward"),
    ),
    Chapter(
        "crisis",
        tr(
            "Six steps for the day on which living is hard. With thoughts of suicide call now: recovery sos shows whom."
        ),
        (
            tr("what I can do alone: shower, music, out of the room"),
            tr("making the place safe: my brother keeps the tablets"),
        ),
        _crisis,
    ),
)
