"""The week's sentence out of the journal: what there is to choose from, and the choice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from recovery.diary import Diary
from recovery.insights import feedback, feedback_candidates, gaps, periods, plan_check, queries
from recovery.insights.feedback import Candidate, Known
from recovery.insights.today import AFTER_LAPSE_DAYS
from recovery.insights.what_helped import helped
from recovery.journal import queries as entries
from recovery.plans import feedback_queries
from recovery.plans import queries as plan_queries
from recovery.plans.feedback import week_of
from recovery.store.connection import Journal

if TYPE_CHECKING:
    from recovery.insights.patterns import Pattern

THOUGHTS_DAYS = 7
AGAIN_AFTER_DAYS = 7


def known(diary: Diary, day: date, *, tested: bool = True) -> Known:
    """What could be said as of a day; the report's findings only where they are wanted, since they take a while."""
    journal = diary.journal
    facts = plan_check.facts(diary, day)
    if facts.cravings < feedback.ENOUGH_CRAVINGS:
        return Known()
    plan, topics = plan_queries.plan(journal), _topics(journal)
    planned = [item.text for item in plan.of("skills")]
    planned += [response for item in plan.of("situations") for response in item.responses]
    pairs = helped(queries.cravings(journal, periods.ending(day, periods.LOOKBACK_DAYS)))
    lapsed = lapsed_lately(journal, day)
    thoughts = _thoughts(journal, day)
    return Known(
        (
            *feedback_candidates.of_findings(
                _findings(journal, day) if tested and not lapsed and not thoughts else (), plan, topics
            ),
            *feedback_candidates.of_plan(gaps.findings(plan, facts, day), lapsed=lapsed),
            *feedback_candidates.of_helped(pairs, planned),
            *feedback_candidates.of_responses(plan, plan_queries.skill_uses(journal), topics),
        ),
        lapsed,
        thoughts,
    )


def _findings(journal: Journal, day: date) -> tuple[Pattern, ...]:
    """What the report of the days that end with this one finds, and that of a week before found too.

    Who is looked at week after week is told what chance made sooner or later; it seldom lasts (see docs/patterns.md).
    """
    from recovery.insights.patterns import lasting

    now = _of_report(journal, day)
    return lasting(now, _of_report(journal, day - timedelta(days=AGAIN_AFTER_DAYS))) if now else ()


def _of_report(journal: Journal, day: date) -> tuple[Pattern, ...]:
    from recovery.insights.patterns import Evidence, find

    lookback = periods.ending(day, periods.LOOKBACK_DAYS)
    cravings = queries.cravings(journal, lookback)
    return find(Evidence(lookback, cravings, queries.logged(journal, lookback, cravings)))


def _topics(journal: Journal) -> list[str]:
    """What is on the counselor's list."""
    if not queries.treated(journal):
        return []
    from recovery.treatment import queries as treatment

    return [topic.text for topic in treatment.topics(journal)]


def lapsed_lately(journal: Journal, day: date) -> bool:
    """Whether a lapse was on that day or in the three days before it."""
    return any(entries.lapses_on(journal, day - timedelta(days=ago)) for ago in range(AFTER_LAPSE_DAYS + 1))


def silenced(journal: Journal, day: date) -> bool:
    """Whether the kind of the week's sentence rests for months now."""
    said, week = feedback_queries.said(journal), week_of(day)
    return any(feedback.silent(one.about, said, week) for one in said if one.week == week)


def _thoughts(journal: Journal, day: date) -> bool:
    """Whether the last days told of thoughts of suicide."""
    if not queries.treated(journal):
        return False
    from recovery.treatment import assessments
    from recovery.treatment import queries as treatment

    first = day - timedelta(days=THOUGHTS_DAYS)
    ticked = any(wellbeing.thoughts_of_suicide for wellbeing in treatment.wellbeing(journal, first, day))
    answered = treatment.assessments_between(journal, first, day)
    return ticked or any(assessments.CRISIS in assessment.result().flags for assessment in answered)


def of_week(diary: Diary, day: date) -> tuple[Candidate | None, bool]:
    """The sentence of the week of a day, and whether it was chosen just now: then it is to be kept.

    `None` if nothing is to be said, if it was not helpful, or if what it was about is done.
    """
    said = feedback_queries.said(diary.journal)
    week = week_of(day)
    kept = next((one for one in said if one.week == week), None)
    there = known(diary, day, tested=kept is None or kept.about in feedback.TESTED)
    if kept is not None:
        return feedback.said_again(there, kept), False
    chosen = feedback.choose(there, said, day)
    return chosen, chosen is not None
