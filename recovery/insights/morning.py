"""What a morning says beside the days like it: read from the journal only where this morning has one of the signs."""

from __future__ import annotations

from datetime import date, timedelta

from recovery.insights import queries
from recovery.insights.like_today import LOOKED_BACK, SIGNS, LikeToday, Past, like_today, marked
from recovery.insights.periods import Period, ending
from recovery.insights.shares import FEWEST_KNOWN
from recovery.insights.triggers import Met, helping, tally
from recovery.store.connection import Journal


def days_like_today(journal: Journal, day: date) -> LikeToday | None:
    """What days like this one held, and the skill that helped most; `None` where nothing stands out."""
    now = Period(day - timedelta(days=1), day)
    known = Past((), queries.answers(journal, now), queries.doses(journal, now), {})
    if not any(marked(known, sign, day) for sign in SIGNS):
        return None
    wide = ending(day, LOOKED_BACK + 2)
    peaks = {lived: peak for lived, (_, peak) in queries.craving_days(journal, wide).items()}
    past = Past(queries.logged_days(journal, wide), queries.answers(journal, wide), queries.doses(journal, wide), peaks)
    told = like_today(past, day)
    skill = _helped(journal) if told else None
    return told._replace(skill=skill.name, skill_ended=skill.said) if told and skill else told


def _helped(journal: Journal) -> Met | None:
    """The skill after which cravings passed most surely, of those that help and were tried often enough to say so."""
    skills = helping(tally(queries.names_ever(journal, coping=True)), queries.ended_ever(journal))
    return next((skill for skill in skills if skill.said.known >= FEWEST_KNOWN), None)
