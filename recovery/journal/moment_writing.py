"""What a random check-in keeps: an answer at a moment, and the plan switched on, changed and off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from secrets import token_hex
from typing import Any

from recovery.diary import Diary
from recovery.errors import NotFound
from recovery.journal import moment_queries as queries
from recovery.journal import moments
from recovery.journal.moments import SEED_DIGITS, Answered, Clock, Drawn, Moment, Outcome, Sampling
from recovery.language import tr
from recovery.store import rows

NONE_ASKED = tr(
    "No random check-in is waiting for an answer. To write a craving down: recovery log NUMBER. "
    "recovery remind random switches random check-ins on."
)
NOT_ON = tr("Random check-ins are not switched on. Switch them on with: recovery remind random --from 09:00 --to 21:00")


NONE_WAITS = tr("Random check-ins are on; none is waiting now. To keep it as a craving: recovery log NUMBER")


def none_asked(diary: Diary) -> str:
    """That no random check-in waits, and what to type instead."""
    return NONE_WAITS if queries.running(diary.journal) else NONE_ASKED


def last_asked(diary: Diary) -> Drawn | None:
    """The latest moment of the last 24 hours that has no answer."""
    if not queries.any_plan(diary.journal):
        return None
    now = diary.when(None)
    answers = queries.answers(diary.journal, diary.today - timedelta(days=2), diary.today)
    return moments.last_asked(queries.plans(diary.journal), answers, now, diary.zone)


def waiting(diary: Diary) -> Drawn | None:
    """The moment that is to be answered now, if there is one."""
    moment = last_asked(diary)
    return moment if moments.waits(moment, diary.when(None)) else None


def answer(diary: Diary, values: Mapping[str, Any]) -> Moment:
    """Keep the answer to the latest moment; raises `NotFound` where none was asked for, `Refused`."""
    moment = last_asked(diary)
    if moment is None:
        raise NotFound(none_asked(diary))
    record = Moment.checked({**values, **diary.stamps(diary.when(None)), "drawn": moment.at.astimezone(diary.zone)})
    with diary.journal.command("moment"):
        rows.add(diary.journal, record)
    return record


def switch_on(diary: Diary, first: time, last: time, *, times: int, days: int) -> Sampling:
    """Draw moments from now on, in the place of what ran before; raises `Refused`."""
    now = diary.when(None)
    values = {
        "awake_from": first,
        "awake_until": last,
        "times": times,
        "days": days,
        "seed": token_hex(SEED_DIGITS // 2),
    }
    plan = Sampling.checked({**values, **diary.stamps(now)})
    with diary.journal.command("remind random"):
        _end(diary, now)
        rows.add(diary.journal, plan)
    return plan


def switch_off(diary: Diary) -> None:
    """Draw none from now on; raises `NotFound` where none are drawn."""
    if not queries.running(diary.journal):
        raise NotFound(NOT_ON)
    with diary.journal.command("remind random"):
        _end(diary, diary.when(None))


def _end(diary: Diary, now: datetime) -> None:
    for located, plan in queries.running(diary.journal):
        rows.change(diary.journal, located.row, plan, {"stopped": now})


def ahead(diary: Diary) -> list[Drawn]:
    """The moments of the next 14 days."""
    now = diary.when(None)
    today = now.date()
    last = today + timedelta(days=moments.AHEAD_DAYS - 1)
    running = [plan for _, plan in queries.running(diary.journal)]
    coming = moments.drawn(running, today - timedelta(days=1), last, diary.zone)
    return [moment for moment in coming if moment.at > moments.instant(now)]


def so_far(diary: Diary) -> Answered:
    """What became of the moments since random check-ins were first switched on."""
    plans = queries.plans(diary.journal)
    return Answered(0, 0, 0, 0) if not plans else between(diary, plans[0].day, diary.today)


def between(diary: Diary, first: date, last: date) -> Answered:
    """Counts of what became of the moments of the days from one to another."""
    return moments.answered(outcomes(diary, first, last))


def outcomes(diary: Diary, first: date, last: date) -> list[Outcome]:
    """What became of the moments of the days from one to another."""
    clock_of = Clock(diary.zone, diary.profile.day_starts)
    came = moments.over(queries.plans(diary.journal), first, last, diary.when(None), clock_of)
    return moments.outcomes(came, queries.answers(diary.journal, first, last))
