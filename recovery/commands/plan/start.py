"""`plan start`: three things on the first evening, the rest over the days after; with --all section by section.

Every answer is kept at once, so the conversation may stop anywhere and goes on where nothing is written yet. The
examples are made up in our own words, after what the field has found to help.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from recovery import console, prompts
from recovery import diary as diaries
from recovery.commands import first_evening
from recovery.commands.parameters import Option
from recovery.commands.plan import if_then as ifthen
from recovery.commands.plan.chapters import CHAPTERS, STOP, Chapter, Stopped, one_situation, unanswered
from recovery.console import one_line, say, style
from recovery.diary import Diary
from recovery.errors import RecoveryError, Usage
from recovery.journal import queries as journal
from recovery.language import tr
from recovery.plans import open_question, writing
from recovery.plans import queries as plan_queries
from recovery.plans.open_question import OpenQuestion
from recovery.plans.plan import BY_NAME, Plan, PlanItem
from recovery.theme import STRONG

NOBODY = tr("There is no terminal to ask on. Write one line at a time with: recovery plan add SECTION TEXT")
STOPPED = tr("Kept as far as you got. To continue: recovery plan start. Read: recovery plan show.")


def start(
    whole: Annotated[bool, Option("--all", help=tr("Every section that is still empty, in ten minutes."))] = False,
) -> None:
    """Begin your plan: a reason, a person, one if-then. The rest comes one at a time on the days after."""
    if not console.interactive():
        raise Usage(NOBODY)
    with diaries.existing_or_new() as diary:
        plan = plan_queries.plan(diary.journal)
        first, later = (open_question.still_open(plan, asked) for asked in (open_question.FIRST, open_question.LATER))
        if not first and not later:
            say(tr("Every section has something in it. recovery plan show shows it, plan edit changes it."))
            return
        try:
            if whole:
                _lead_through(diary, plan)
            elif first:
                _first_three(diary, first)
            else:
                _one_by_one(diary)
        except (Stopped, EOFError, KeyboardInterrupt):
            say("", STOPPED)
            return
        people = bool(plan_queries.plan(diary.journal).of("contacts"))
        checked_in = journal.checkin_of(diary.journal, diary.today) is not None
    if people and not plan.of("contacts"):
        first_evening.offer_locked_sos()
    if first and not whole and not checked_in:
        first_evening.offer_checkin()


def _first_three(diary: Diary, waiting: Sequence[OpenQuestion]) -> None:
    """What a plan cannot be without, each answered in a line."""
    say(tr("{count} now, the rest over the next days. Enter: next. q: stop.", count=_things(len(waiting))))
    for number, question in enumerate(waiting, start=1):
        chapter = _chapter(question.section)
        say("", style(f"{number}/{len(waiting)}  {question.text}", STRONG))
        say(tr("   for example: {example}", example=chapter.examples[0]))
        if question.section != "situations":
            _keep(diary, chapter, most=1)
        elif met := unanswered(diary):
            ifthen.write(diary, met[0].trigger)
        else:
            _keep(diary, chapter._replace(ask=one_situation), most=1)
    say(
        "",
        tr("Enough for today. recovery asks for the rest, one thing a day; all of it now: recovery plan start --all"),
    )


def ask_one(diary: Diary, question: OpenQuestion) -> None:
    """Ask one open question, as the day's next thing; Enter or q leaves it for another day."""
    try:
        _lead(diary, _chapter(question.section), question.text)
    except (Stopped, EOFError):
        say("")


def _one_by_one(diary: Diary) -> None:
    """The day's open question, and another where the person likes."""
    day = diary.today
    while question := open_question.next_open(plan_queries.plan(diary.journal), day):
        _lead(diary, _chapter(question.section), question.text)
        if not prompts.until(tr("Another one? [y/N]"), _another, "ynq"):
            return
        day = diaries.days_from(day, 2)[1]
    say("", tr("That is your plan. Once a month, or after a hard week: recovery plan review"))


def _another(reply: str) -> bool:
    return bool(reply) and reply.casefold() not in STOP and prompts.read_yes_no(reply)


def _lead_through(diary: Diary, plan: Plan) -> None:
    """Section by section, in the plan's order."""
    waiting = [chapter for chapter in CHAPTERS if not plan.of(chapter.section)]
    say(tr("One thing at a time. Enter: the next section. q: stop. Everything is kept as you go."))
    if len(waiting) < len(CHAPTERS):
        done = len(CHAPTERS) - len(waiting)
        say(tr("Going on: {count} of {every} sections have something already.", count=done, every=len(CHAPTERS)))
    for chapter in waiting:
        title = f"{CHAPTERS.index(chapter) + 1}/{len(CHAPTERS)}  {BY_NAME[chapter.section].title}"
        _lead(diary, chapter, title, chapter.why)
    say("", tr("That is your plan. Once a month, or after a hard week: recovery plan review"))


def _things(count: int) -> str:
    return (tr("One thing"), tr("Two things"), tr("Three things"))[count - 1]


def _chapter(section: str) -> Chapter:
    return next(chapter for chapter in CHAPTERS if chapter.section == section)


def _lead(diary: Diary, chapter: Chapter, title: str, *why: str) -> None:
    say("", style(title, STRONG), *why)
    say(*(tr("   for example: {example}", example=example) for example in chapter.examples))
    _keep(diary, chapter)


def _keep(diary: Diary, chapter: Chapter, most: int | None = None) -> None:
    """Keep what is answered, item by item, `most` at most; what cannot be kept is said, and asked for again."""
    kept = 0
    for values in chapter.asked(diary):
        try:
            item = writing.add(diary, chapter.section, values)
        except RecoveryError as error:
            say(error.sentence)
            continue
        if chapter.section != "contacts":  # shown back already
            say(tr("   kept: {text}", text=_said(item)))
        kept += 1
        if kept == most:
            return


def _said(item: PlanItem) -> str:
    """An item as it was kept; a situation with what is done then."""
    text = one_line(item.text, 60)
    if not item.responses:
        return text
    responses = tr(", or ").join(one_line(response, 60) for response in item.responses)
    return tr("If {situation}: {responses}", situation=text, responses=responses)
