"""What the journal and the plan hold for the worst minute, behind one function: it never fails.

Without a journal, with a damaged one or with one that is locked it gives nothing but the reason, and `sos` shows what
needs no journal.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recovery import clock
from recovery import diary as diaries
from recovery.diary import Diary
from recovery.errors import NotFound, RecoveryError
from recovery.journal import queries
from recovery.plans import queries as plan_queries
from recovery.plans.plan import Plan, Use
from recovery.plans.queries import skill_uses
from recovery.safety import classes
from recovery.store import circle_state, connection
from recovery.store.engine import DAMAGED

GOOD_SHOWN = 2
FRESH_HOURS = 3
LAPSE_DAYS = 3


class Known(NamedTuple):
    """What helps: plan, skills with their use, good things, what set the craving off, hour and day.

    `substance` is the most dangerous class of what is tracked, `None` where nobody knows. `in_use`: something that it
    can kill to stop suddenly was used lately. `ended` is how many cravings passed, of those whose end is known.
    `lapsed`: a lapse was a few days ago. `trouble`: the sentence that says why nothing is there that should be.
    `circle`: somebody may be asked for help. `also`: the lines of what was read besides.
    """

    plan: Plan = Plan()
    skills: tuple[tuple[str, Use], ...] = ()
    ended: tuple[int, int] = (0, 0)
    good: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    hour: int = 12
    today: date | None = None
    substance: str | None = None
    in_use: bool = False
    lapsed: bool = False
    trouble: str | None = None
    circle: bool = False
    also: tuple[str, ...] = ()


def known(trigger: str | None = None, also: Callable[[Diary], list[str]] | None = None) -> Known:
    """All that `sos` needs; `trigger` is what the person named, else that of a craving written down just now.

    `also` reads more while the journal is open, and must not fail: what it gives is kept where the rest cannot be read.
    """
    lines: tuple[str, ...] = ()
    try:
        with diaries.existing(connection.MACHINE) as diary:
            lines = tuple(also(diary)) if also else ()
            return _read(diary, trigger)._replace(also=lines)
    except NotFound:
        return Known(hour=clock.now(ZoneInfo("UTC")).hour, also=lines)
    except RecoveryError as error:
        return Known(trouble=error.sentence, in_use=True, also=lines)  # nobody knows: both warnings, of stopping too
    except Exception:  # noqa: BLE001 - a journal damaged in a way that nobody foresaw must not take the numbers with it
        return Known(trouble=DAMAGED, in_use=True, also=lines)


def _read(diary: Diary, trigger: str | None) -> Known:
    plan = plan_queries.plan(diary.journal)
    now = clock.now(diary.zone)
    triggers: tuple[str, ...] = (trigger,) if trigger else ()
    if not triggers:
        waiting = queries.open_craving(diary.journal)
        if waiting and (now - waiting[1].at).total_seconds() <= FRESH_HOURS * 3600:
            triggers = waiting[1].triggers
    tracked = queries.substances(diary.journal)
    kinds: set[str | None] = {substance.guess.kind for substance in tracked}
    return Known(
        plan=plan,
        skills=skill_uses(diary.journal).ranked(item.text for item in plan.of("skills")),
        ended=queries.ended(diary.journal),
        good=tuple(queries.good_things(diary.journal, GOOD_SHOWN)),
        triggers=triggers,
        hour=now.hour,
        today=diary.today,
        substance=classes.most_dangerous(kinds),
        in_use=any(
            classes.stopping_kills(substance.guess.kind) and queries.in_use(diary.journal, substance.name, diary.today)
            for substance in tracked
        )
        or (not tracked and queries.in_use(diary.journal, None, diary.today)),
        circle=circle_state.can_be_asked(diary.journal, diary.today),
        lapsed=any(queries.lapses_on(diary.journal, diary.today - timedelta(days=ago)) for ago in range(LAPSE_DAYS)),
    )
