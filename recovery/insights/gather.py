"""What the look back reads: report, streaks and day, put together from journal, plan and treatment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from recovery.diary import Diary
from recovery.insights import after_overdose, periods, queries
from recovery.insights.abstinence import WINDOW_DAYS, Streak, statuses_of_all, streaks
from recovery.insights.days import strip
from recovery.insights.gained import good_line
from recovery.insights.gaps import plan_gaps
from recovery.insights.periods import Period
from recovery.insights.report import Report, build
from recovery.insights.today import GOOD_DAYS, OPEN_DAYS, OPEN_SHOWN, SILENT_DAYS, STRIP_DAYS, WEEK, OpenCraving, Today
from recovery.insights.warnings import by_stage
from recovery.journal import queries as entries
from recovery.plans import queries as plan_queries


def report_of(diary: Diary, period: Period, day: date) -> Report:
    """The report of a period, as of a day."""
    return build(period, day, queries.report_facts(diary.journal, period, diary.profile.day_starts, day))


def beside_plan(diary: Diary, report: Report) -> Report:
    """The report with what the plan does not answer, and with the plan's warning signs where any were ticked."""
    plan = plan_queries.situations(diary.journal)
    wide = report.period.lookback
    ticked = queries.ticked(diary.journal, wide)
    if not ticked:
        return replace(report, plan_gaps=plan_gaps(plan, report.triggers))
    counts = {day: count for day, (count, _) in queries.craving_days(diary.journal, wide).items()}
    days = queries.logged_days(diary.journal, wide)
    signs = by_stage(ticked, plan_queries.signs(diary.journal), days, counts)
    return replace(report, plan_gaps=plan_gaps(plan, report.triggers), signs=tuple(signs))


def as_of_day(diary: Diary, text: str | None) -> date:
    """The day to look back from: the one that was named, else today; raises `Refused`."""
    return diary.today if text is None else periods.day_named(text, diary.today)


def streaks_of(diary: Diary, day: date, window: int = WINDOW_DAYS) -> list[Streak]:
    """The streak of every tracked substance as of a day; `window` in days."""
    substances = queries.tracked(diary.journal)
    period = Period(min((substance.since for substance in substances), default=day), day)
    lapses, checkins = queries.lapses(diary.journal, period), queries.checkins(diary.journal, period)
    return streaks(substances, lapses, checkins, day, window)


def today_of(diary: Diary, day: date) -> Today:
    """All that the first screen shows of a day."""
    journal, recent = diary.journal, periods.ending(day, STRIP_DAYS)
    use = statuses_of_all(queries.lapses(journal, recent), queries.checkins(journal, recent))
    checkin = entries.checkin_of(journal, day)
    return Today(
        as_of=day,
        streaks=streaks_of(diary, day),
        days=strip(recent, use, queries.craving_days(journal, recent)),
        logged_lately=queries.days_logged(journal, periods.ending(day, SILENT_DAYS + 1)),
        checked_in=checkin is not None and (checkin[1].used is not None or bool(checkin[1].free_of)),
        open_cravings=_open_cravings(diary, day),
        intention=checkin[1].intention if checkin else None,
        good=good_line(
            queries.good_lines(journal, periods.ending(day, GOOD_DAYS)), day, queries.private_names(journal)
        ),
        week=queries.written(journal, periods.ending(day, WEEK)),
        in_all=queries.written_ever(journal, day),
        first_day=queries.begun(diary.journal),
        first_written=queries.first_written(diary.journal, day),
        after_overdose=after_overdose.lines(diary, day),
        **_treatment(diary, day),
    )


def _open_cravings(diary: Diary, day: date) -> list[OpenCraving]:
    """The latest cravings without an outcome; those older than a day count as asked."""
    asked = entries.asked(diary.journal)
    waiting = queries.open_cravings(diary.journal, periods.ending(day, OPEN_DAYS), OPEN_SHOWN)
    return [craving._replace(asked=craving.id in asked or (day - craving.day).days > 1) for craving in waiting]


def _treatment(diary: Diary, day: date) -> dict[str, Any]:
    """What treatment has to say about the day; nothing where none of it is written down."""
    if not queries.treated(diary.journal):
        return {}
    from recovery.treatment import notices

    return {
        "tolerance": notices.tolerance(diary.journal, day),
        "thoughts_yesterday": notices.thoughts_yesterday(diary.journal, day),
        "doses": notices.doses_due(diary.journal, day),
        "coming": notices.coming_days(diary.journal, day),
        "to_discuss": notices.to_discuss(diary.journal),
    }
