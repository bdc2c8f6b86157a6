"""The SQL of look backs: every statement is answered from an index.

What is read of cravings lies between two days. Counts of names over all time come from derived tables.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from recovery.aliases import queries as alias_queries
from recovery.aliases.alias import Aliases
from recovery.aliases.queries import aliases
from recovery.insights.facts import Answers, CravingFact, Logged, MomentFact
from recovery.insights.gained import GoodLine, Written
from recovery.insights.periods import Period
from recovery.insights.report import coping_counts, trigger_counts
from recovery.insights.today import OpenCraving
from recovery.insights.triggers import Banded, Ended, NameCount, banded
from recovery.insights.use_record import CheckInFact, LapseFact, Tracked
from recovery.insights.warning_signs import Ticked
from recovery.journal import queries as entries
from recovery.store import kinds
from recovery.store.connection import Journal
from recovery.wire import strict_json

SUBSTANCES = "SELECT name, since, closed FROM substance ORDER BY key"
LAPSES = "SELECT day, substance FROM lapse WHERE day BETWEEN ? AND ?"
CHECKINS = "SELECT day, used, substance, free_of, filled_in FROM checkin WHERE day BETWEEN ? AND ?"
CRAVINGS = """SELECT day, at, timezone, intensity, triggers, coping, outcome, key, written, ended, intensity_after,
    minutes FROM craving WHERE day BETWEEN ? AND ? ORDER BY day"""
CARRYING = CRAVINGS.replace(
    "day BETWEEN ? AND ?", "key IN (SELECT craving FROM {table} WHERE name IN (SELECT value FROM json_each(?)))"
)
CRAVING_DAYS = "SELECT day, count(*), max(intensity) FROM craving WHERE day BETWEEN ? AND ? GROUP BY day"
TREATED = "SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in kinds.of_slice("treatment"))
DOSES = "SELECT day, max(status = 'missed') FROM dose WHERE day BETWEEN ? AND ? GROUP BY day"
# Days filled in afterwards, of which nothing else is known: nothing was written while they were lived.
FILLED_DAYS = """SELECT day FROM checkin WHERE filled_in = 1 AND day BETWEEN ?1 AND ?2 AND signs = '[]'
    AND coalesce(mood, sleep_hours, confidence, hungry, good, note, intention) IS NULL
    AND (SELECT count(*) FROM timeline WHERE timeline.day = checkin.day) = 1"""
DAYS_LOGGED = f"""SELECT count(DISTINCT day) - (SELECT count(*) FROM ({FILLED_DAYS})) FROM timeline
    WHERE day BETWEEN ?1 AND ?2"""
LOGGED_DAYS = f"SELECT day FROM timeline WHERE day BETWEEN ?1 AND ?2 EXCEPT {FILLED_DAYS}"
SIGNS = "SELECT day, signs FROM checkin WHERE signs <> '[]' AND day BETWEEN ? AND ? ORDER BY day"
# The hours of cravings are read with them; these are the other entries that carry a time.
OTHER_TIMES = """SELECT at, (SELECT timezone FROM {kind} WHERE key = timeline.row) FROM timeline
    WHERE kind = '{kind}' AND day BETWEEN ? AND ?"""
KINDS_IN = "SELECT DISTINCT kind FROM timeline WHERE day BETWEEN ? AND ?"
ANSWERS = """SELECT day, sleep_hours, mood, hungry, angry, lonely, tired FROM checkin
    WHERE day BETWEEN ? AND ?"""
MOMENTS_IN = "SELECT 1 FROM moment WHERE day BETWEEN ? AND ? LIMIT 1"
FIRST_DAY = "SELECT min(day) FROM timeline"
GOOD_LINES = "SELECT day, good, mood, used FROM checkin WHERE day BETWEEN ? AND ? AND good IS NOT NULL"
PRIVATE = "SELECT name FROM private"
# One look at the index for each day, however many entries it has.
DAYS_EVER = """WITH RECURSIVE there (day) AS (SELECT min(day) FROM timeline
    UNION ALL SELECT (SELECT min(day) FROM timeline WHERE day > there.day) FROM there WHERE there.day IS NOT NULL)
    SELECT count(day) FROM there WHERE day <= ?"""
CRAVINGS_IN = "SELECT count(*), coalesce(sum(outcome = 'passed'), 0) FROM craving WHERE day BETWEEN ? AND ?"
FIRST_WRITTEN = f"""SELECT day FROM timeline WHERE day > '' AND day NOT IN ({FILLED_DAYS}) ORDER BY day LIMIT 1"""
GOOD = "SELECT day, good FROM checkin WHERE day BETWEEN ? AND ? AND good IS NOT NULL ORDER BY day DESC LIMIT 1"
OPEN_CRAVINGS = """SELECT id, at, timezone, day, intensity, triggers FROM craving
    WHERE outcome IS NULL AND at >= ? AND day BETWEEN ? AND ? ORDER BY at DESC, id DESC LIMIT ?"""
TRIGGERS_IN = """SELECT value, intensity, outcome, count(*), min(craving.key),
    coalesce(sum(ended > written AND outcome IS NOT NULL), 0) FROM craving, json_each(triggers)
    WHERE day BETWEEN ? AND ? GROUP BY 1, 2, 3"""
COPING_IN = """SELECT value, intensity, outcome, count(*), min(craving.key),
    coalesce(sum(ended > written AND outcome IS NOT NULL), 0) FROM craving, json_each(coping)
    WHERE day BETWEEN ? AND ? GROUP BY 1, 2, 3"""
# The first key is looked up once for each group: a min() beside the count costs a third more over 300,000 cravings.
_EVER = """SELECT name, intensity, nullif(outcome, ''), times, (
        SELECT min(craving) FROM {table} AS same
        WHERE same.name = met.name AND same.intensity = met.intensity AND same.outcome = met.outcome)
    FROM (SELECT name, intensity, outcome, count(*) AS times FROM {table} GROUP BY name, intensity, outcome) AS met"""
ALL_TRIGGERS = _EVER.format(table="craving_trigger")
ALL_COPING = _EVER.format(table="craving_coping")
ENDED_EVER = "SELECT intensity, outcome, count(*) FROM craving WHERE outcome IS NOT NULL GROUP BY 1, 2"
ENDED = "SELECT coalesce(sum(outcome = 'passed'), 0), count(outcome) FROM craving WHERE day BETWEEN ? AND ?"


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@cache
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _wall(at: str, timezone: str) -> datetime:
    return datetime.fromisoformat(at).astimezone(_zone(timezone))


def _names(text: str) -> tuple[str, ...]:
    return tuple(strict_json.read(text)) if text != "[]" else ()


def _span(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


def tracked(journal: Journal) -> list[Tracked]:
    """The substances in the order in which they were added."""
    rows = journal.execute(SUBSTANCES)
    return [Tracked(name, _day(since), _day(closed) if closed else None) for name, since, closed in rows]


def lapses(journal: Journal, period: Period) -> list[LapseFact]:
    """The lapses of a period."""
    return [LapseFact(_day(day), substance) for day, substance in journal.execute(LAPSES, _span(period))]


def checkins(journal: Journal, period: Period) -> list[CheckInFact]:
    """The check-ins of a period."""
    rows = journal.execute(CHECKINS, _span(period))
    return [
        CheckInFact(_day(day), None if used is None else bool(used), substance, _names(free_of), bool(filled_in))
        for day, used, substance, free_of, filled_in in rows
    ]


def cravings(journal: Journal, period: Period) -> list[CravingFact]:
    """The cravings of a period, on the wall clock of each, under the names by which things are counted."""
    return _facts(journal, journal.execute(CRAVINGS, _span(period)))


def _facts(journal: Journal, rows: Iterable[Any]) -> list[CravingFact]:
    met, tried = aliases(journal, "trigger").all_shown, aliases(journal, "skill").all_shown
    return [
        CravingFact(
            _day(day),
            _wall(at, zone),
            intensity,
            met(_names(triggers)),
            tried(_names(coping)),
            outcome,
            key,
            _wall(written, zone) if written else None,
            _wall(ended, zone) if ended else None,
            after,
            minutes,
        )
        for day, at, zone, intensity, triggers, coping, outcome, key, written, ended, after, minutes in rows
    ]


def craving_days(journal: Journal, period: Period) -> dict[date, tuple[int, int]]:
    """How many cravings each day of a period had, and its highest."""
    return {_day(day): (count, peak) for day, count, peak in journal.execute(CRAVING_DAYS, _span(period))}


def treated(journal: Journal) -> bool:
    """Whether anything of treatment is written down; where it is not, its modules are not even loaded."""
    return bool(journal.execute(TREATED).fetchone()[0])


def logged(journal: Journal, period: Period, seen: Sequence[CravingFact]) -> Logged:
    """Where and when anything was written in a look-back whose cravings are `found`, on each entry's own clock."""
    hours = {craving.at.hour for craving in seen if craving.day in period}
    met = {kind for (kind,) in journal.execute(KINDS_IN, _span(period))} - {"craving"}
    for kind in filter(lambda kind: kinds.record_of(kind).timed(), met):
        rows = journal.execute(OTHER_TIMES.format(kind=kind), _span(period))
        hours.update(_wall(at, zone).hour for at, zone in rows)
    days = frozenset(logged_days(journal, period))
    told = answers(journal, period), doses(journal, period), moments(journal, period)
    return Logged(days, frozenset(hours), *told, uses(journal, period), _signs(journal, period))


def moments(journal: Journal, period: Period) -> list[MomentFact]:
    """The random check-ins of a period that were answered at their moments."""
    if journal.execute(MOMENTS_IN, _span(period)).fetchone() is None:
        return []
    from recovery.journal import moment_queries
    from recovery.journal.moments import in_time

    given = moment_queries.answers(journal, period.first, period.last)
    return [MomentFact(moment.day, moment.drawn, moment.intensity) for moment in in_time(given)]


def uses(journal: Journal, period: Period) -> frozenset[date]:
    """The days of use of a period, whatever was used."""
    said = {checkin.day for checkin in checkins(journal, period) if checkin.used}
    return frozenset(said | {lapse.day for lapse in lapses(journal, period)})


def _signs(journal: Journal, period: Period) -> dict[date, bool]:
    """Of each day with a check-in, whether a warning sign was ticked; nothing where none ever was in the period."""
    there = {one.day for one in ticked(journal, period)}
    answered = [one.day for one in checkins(journal, period) if not one.filled_in] if there else []
    return {day: day in there for day in answered}


def answers(journal: Journal, period: Period) -> dict[date, Answers]:
    """What each check-in of a period says that may go with cravings."""
    rows = journal.execute(ANSWERS, _span(period))
    return {
        _day(day): Answers(sleep, mood, *(None if answer is None else bool(answer) for answer in felt))
        for day, sleep, mood, *felt in rows
    }


def doses(journal: Journal, period: Period) -> dict[date, bool]:
    """Of each day of which a dose is written down, whether one was missed."""
    return {_day(day): bool(missed) for day, missed in journal.execute(DOSES, _span(period))}


def names_in(journal: Journal, period: Period, *, coping: bool = False) -> list[NameCount]:
    """How often each trigger (or coping skill) came with a craving of the period."""
    if aliases(journal, "skill" if coping else "trigger"):
        return (coping_counts if coping else trigger_counts)(cravings(journal, period))
    return [NameCount(*row) for row in journal.execute(COPING_IN if coping else TRIGGERS_IN, _span(period))]


def names_ever(journal: Journal, *, coping: bool = False) -> list[NameCount]:
    """The same over the whole journal, from the derived tables."""
    counts = [NameCount(*row) for row in journal.execute(ALL_COPING if coping else ALL_TRIGGERS)]
    ahead = entries.ended_ahead(journal, "coping" if coping else "triggers")
    counts = [
        count._replace(ahead=ahead.get((count.name, count.intensity, count.outcome or ""), 0)) for count in counts
    ]
    names = aliases(journal, "skill" if coping else "trigger")
    return [*(count for count in counts if count.name not in names), *_merged(journal, names, coping=coping)]


def _merged(journal: Journal, names: Aliases, *, coping: bool) -> Iterator[NameCount]:
    """The counts of names that are one, from the cravings that carry one of them: a craving counts once."""
    if names:
        spelled = [
            spelling
            for spelling in alias_queries.spellings(journal, "skill" if coping else "trigger")
            if spelling in names
        ]
        sql = CARRYING.format(table="craving_coping" if coping else "craving_trigger")
        facts = _facts(journal, journal.execute(sql, (json.dumps(spelled),)))
        yield from (count for count in (coping_counts if coping else trigger_counts)(facts) if count.name in names)


def ended(journal: Journal, period: Period | None) -> Ended:
    """How many cravings passed, of those whose end is known; over the whole journal without a period."""
    if period is None:
        return Ended(*entries.ended(journal))
    return Ended(*journal.execute(ENDED, _span(period)).fetchone())


def ended_ever(journal: Journal) -> Banded:
    """The same over the whole journal, by how strong they began."""
    return banded(journal.execute(ENDED_EVER))


def days_logged(journal: Journal, period: Period) -> int:
    """On how many days of the period anything was written; one that was only filled in afterwards is none."""
    return int(journal.execute(DAYS_LOGGED, _span(period)).fetchone()[0])


def days_filled_in(journal: Journal, period: Period) -> int:
    """How many days of the period were only filled in afterwards."""
    return len(journal.execute(FILLED_DAYS, _span(period)).fetchall())


def logged_days(journal: Journal, period: Period) -> set[date]:
    """The days of the period on which anything was written; none that was only filled in afterwards."""
    return {_day(day) for (day,) in journal.execute(LOGGED_DAYS, _span(period))}


def ticked(journal: Journal, period: Period) -> list[Ticked]:
    """The warning signs ticked in the check-ins of the period."""
    return [Ticked(_day(day), _names(signs)) for day, signs in journal.execute(SIGNS, _span(period))]


def first_day(journal: Journal) -> date | None:
    """The day of the oldest entry."""
    text = journal.execute(FIRST_DAY).fetchone()[0]
    return _day(text) if text else None


def first_written(journal: Journal, as_of: date) -> date | None:
    """The first day, up to `as_of`, on which anything was written while it was lived."""
    row = journal.execute(FIRST_WRITTEN, ("", as_of.isoformat())).fetchone()
    return _day(row[0]) if row else None


def begun(journal: Journal) -> date | None:
    """The first day of which the journal could know anything: the oldest entry, or the oldest `since`."""
    return min([*(tracked.since for tracked in tracked(journal)), *filter(None, [first_day(journal)])], default=None)


def last_good(journal: Journal, period: Period) -> tuple[date, str] | None:
    """The latest good thing that a check-in of the period names."""
    row = journal.execute(GOOD, _span(period)).fetchone()
    return (_day(row[0]), row[1]) if row else None


def good_lines(journal: Journal, period: Period) -> list[GoodLine]:
    """The good things that check-ins of the period name."""
    rows = journal.execute(GOOD_LINES, _span(period)).fetchall()
    return [GoodLine(_day(day), good, mood, bool(used)) for day, good, mood, used in rows]


def private_names(journal: Journal) -> list[str]:
    """The names that the person keeps out of what is shown to others."""
    return [str(name) for (name,) in journal.execute(PRIVATE)]


def written(journal: Journal, period: Period) -> Written:
    """What was written down in a period."""
    count, passed = journal.execute(CRAVINGS_IN, _span(period)).fetchone()
    return Written(days_logged(journal, period), count, passed, days_filled_in(journal, period))


def written_ever(journal: Journal, day: date) -> Written:
    """What was written down up to a day."""
    days = int(journal.execute(DAYS_EVER, (day.isoformat(),)).fetchone()[0])
    days -= len(journal.execute(FILLED_DAYS, ("", day.isoformat())).fetchall())
    return Written(days, *journal.execute(CRAVINGS_IN, ("", day.isoformat())).fetchone())


def open_cravings(journal: Journal, period: Period, limit: int) -> list[OpenCraving]:
    """The latest cravings of the period without an outcome, oldest first."""
    earliest = period.first - timedelta(days=1)  # a lived day can begin on the day before, in UTC
    rows = journal.execute(OPEN_CRAVINGS, (earliest.isoformat(), *_span(period), limit)).fetchall()
    return [
        OpenCraving(entry, _wall(at, zone), _day(day), intensity, _names(triggers))
        for entry, at, zone, day, intensity, triggers in reversed(rows)
    ]
