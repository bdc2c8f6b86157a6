"""`recovery today`: the first screen, and the day's one next thing, offered with one key.

Nothing of the look back is loaded at the top: `today --prompt` runs before each line of a shell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from recovery import console
from recovery import diary as diaries
from recovery.commands.options import AsOf, Json
from recovery.commands.parameters import Option
from recovery.language import tr
from recovery.store import circle_state, rows

if TYPE_CHECKING:
    from recovery.diary import Diary
    from recovery.insights.today import Today
    from recovery.plans.open_question import OpenQuestion


def today(
    as_of: AsOf = None,
    prompt: Annotated[
        bool, Option("--prompt", help=tr("A few signs for your shell's prompt; see docs/how-to/reminders.md."))
    ] = False,
    json: Json = False,
) -> None:
    """Where you stand, on one screen."""
    if prompt:
        from recovery.insights.prompt import at_a_glance, segment

        signs = at_a_glance()
        if signs := segment() if signs is None else signs:
            console.say(signs)
        return
    if as_of is None and not json and console.interactive():
        _show_and_offer()
    else:
        show(as_of, json=json)


def show(as_of: str | None = None, *, json: bool = False) -> None:
    """The first screen alone, which only reads."""
    from recovery.insights.gather import as_of_day, today_of

    with diaries.existing() as diary:
        facts = today_of(diary, as_of_day(diary, as_of))
        if json:
            console.emit(facts.to_json())
        else:
            _say(diary, facts)


def _say(diary: Diary, facts: Today, *, asked: str = "", week: str = "") -> None:
    """The screen, without what is about to be asked; where nothing is counted or written, whoever is in the circle."""
    from recovery.insights.views import today as view

    if not facts.streaks and facts.first_written is None and (circle := _circle(diary)):
        console.say(*circle)
        return
    id_length = rows.prefix_length(diary.journal, [craving.id for craving in facts.open_cravings])
    console.say(*_who_asks(diary), *_moment(diary), *view.lines(facts, id_length, asked=asked, week=week))


def _moment(diary: Diary) -> list[str]:
    """That a random check-in waits: within half an hour of its moment."""
    if not rows.any_in(diary.journal, "sampling"):
        return []
    from recovery.journal import moment_writing

    if moment_writing.waiting(diary) is None:
        return []
    return [tr("A random check-in: how strong is your craving right now? recovery moment 0 to 10"), ""]


def _circle(diary: Diary) -> list[str]:
    """The circle of a journal that is kept for others alone, such as a counselor's; empty where nobody is in it."""
    if not rows.any_in(diary.journal, "member"):
        return []
    from recovery import clock
    from recovery.circle import link_sync
    from recovery.circle.list_views import list_lines

    return [*list_lines(link_sync.listed(diary.journal, diary.today), diary.zone, clock.now(diary.zone))]


def _who_asks(diary: Diary) -> list[str]:
    """Requests for help of others in the circle, as far as they came here: they stand above all."""
    if not circle_state.asks(diary.journal):
        return []
    from recovery.circle import asking, link_sync, views
    from recovery.circle.queries import said
    from recovery.circle.standing import standing

    requests = asking.open_requests(diary.journal, link_sync.live(diary.journal, diary.today))
    lines = [
        line
        for member, request in requests
        for line in views.help_lines(
            console.one_line(member.name),
            request,
            diary.zone,
            standing(said(diary.journal, member.id), member.side).answers,
        )
    ]
    return [*lines, ""] if lines else []


def _show_and_offer() -> None:
    """The screen, then the day's one next thing with one key; after thoughts of suicide that is how it is today."""
    from recovery.commands import first_evening, names
    from recovery.commands.craving_answers import ask_outcome
    from recovery.insights.gather import today_of
    from recovery.insights.next_thing import next_thing
    from recovery.journal import asking

    with diaries.existing() as diary:
        facts = today_of(diary, diary.today)
        if facts.thoughts_yesterday:
            _say(diary, facts)
            _ask_kindly(diary)
            return
        craving, question = asking.due(diary), _plan_question(diary)
        thing = next_thing(facts, unasked=craving is not None, plan_open=question is not None)
        asked = craving.id if craving is not None else thing.kind if thing is not None else ""
        _say(diary, facts, asked=asked, week=_week(diary, facts))
        if craving is not None:
            ask_outcome(diary, craving)
        else:
            names.ask_waiting(diary)
    if thing is not None and thing.kind == "dose":
        _offer_dose(thing.name)
    elif thing is not None and thing.kind == "checkin":
        first_evening.offer_checkin()
    elif thing is not None and thing.kind == "plan" and question is not None:
        _offer_question(question)


def _week(diary: Diary, facts: Today) -> str:
    """The week's sentence with its step, the first time that the week is looked at; later in the week nothing.

    Nothing either where the screen counts days by the same sign already.
    """
    from recovery.plans import feedback_queries
    from recovery.plans.feedback import week_of

    if feedback_queries.is_said(diary.journal, week_of(diary.today)):
        return ""
    from recovery.commands.feedback import of_this_week
    from recovery.insights.views import feedback

    chosen = of_this_week(diary)
    if chosen is None or (facts.like_today and facts.like_today.sign == chosen.kind):
        return ""
    return f"{console.one_line(chosen.text)} {feedback.step(chosen)}"


def _plan_question(diary: Diary) -> OpenQuestion | None:
    """What the plan still asks, from the day after it was begun: on that day it was enough."""
    from recovery.plans import open_question
    from recovery.plans import queries as plan_queries

    begun = plan_queries.begun_at(diary.journal)
    if begun is None or diary.day_of(begun.astimezone(diary.zone)) == diary.today:
        return None
    return open_question.next_open(plan_queries.plan(diary.journal), diary.today)


def _offer_question(question: OpenQuestion) -> None:
    """One key answers the plan's next question."""
    from recovery import prompts
    from recovery.commands.plan import start

    if prompts.key(tr("For your plan: {question} [p]lan, Enter: later", question=question.text), "p") == "p":
        with diaries.existing_or_new() as diary:
            start.ask_one(diary, question)


def _offer_dose(name: str) -> None:
    """One key writes the dose down."""
    from typing import Literal, cast

    from recovery import prompts
    from recovery.commands.dose import dose

    question = tr("{name}: [t]aken [l]ate [m]issed, Enter: not yet", name=console.one_line(name, 40))
    status = {"t": "taken", "l": "late", "m": "missed"}.get(prompts.key(question, "tlm"))
    if status is not None:
        dose(cast("Literal['taken', 'late', 'missed']", status), name)


def _ask_kindly(diary: Diary) -> None:
    """One question, kept with the day, so that it is not asked again; where the answer is yes, who answers now."""
    from recovery import prompts
    from recovery.commands import crisis
    from recovery.plans import queries as plan_queries
    from recovery.treatment import writing

    still = prompts.yes_no(tr("Are you having thoughts of suicide today too?"))
    if still is None:
        return
    with diary.journal.command("today"):
        writing.wellbeing(diary, diary.today, {"thoughts_of_suicide": still})
    if still:
        crisis.show(plan_queries.plan(diary.journal), json=False)
    else:
        console.say(tr("Good that you said so. It is kept with the day."))
