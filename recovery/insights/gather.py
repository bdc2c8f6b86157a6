"""What the look back reads: report, streaks and day, put together from journal, plan and treatment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from recovery import clock
from recovery.diary import Diary
from recovery.insights import after_overdose, periods, queries
from recovery.insights.abstinence import MEASURED_DAYS, WINDOW_DAYS, Streak, streaks
from recovery.insights.days import strip
from recovery.insights.gained import good_line
from recovery.insights.gaps import plan_gaps
from recovery.insights.missed_doses import AfterMissed, after_missed
from recovery.insights.periods import Period
from recovery.insights.report import Facts, Report, build
from recovery.insights.today import GOOD_DAYS, OPEN_DAYS, OPEN_SHOWN, SILENT_DAYS, STRIP_DAYS, WEEK, OpenCraving, Today
from recovery.insights.treatment_summary import NONE, TreatmentSummary
from recovery.insights.use_record import UseRecord, statuses_of_all
from recovery.insights.warning_signs import by_stage
from recovery.insights.weeks import every_week
from recovery.journal import moment_queries, moment_writing
from recovery.journal import queries as entries
from recovery.plans import queries as plan_queries
from recovery.plans.plan import callable_at
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.store.profile import DAY_STARTS_DEFAULT

if TYPE_CHECKING:
    from recovery.insights.like_today import LikeToday


def report_of(diary: Diary, period: Period, day: date) -> Report:
    """The report of a period, as of a day."""
    report = build(period, day, report_facts(diary.journal, period, diary.profile.day_starts, day))
    if not moment_queries.any_plan(diary.journal):
        return report
    return replace(report, moments=moment_writing.between(diary, period.first, min(period.last, day)))


def with_plan(diary: Diary, report: Report) -> Report:
    """The report with what the plan has, what it does not answer, and its warning signs where any were ticked."""
    plan = plan_queries.plan(diary.journal)
    items = [*plan.of("warning_signs"), *plan.of("skills")]
    report = replace(report, planned=frozenset(alike(item.text) for item in items))
    wide = report.period.lookback
    ticked = queries.ticked(diary.journal, wide)
    if not ticked:
        return replace(report, plan_gaps=plan_gaps(plan, report.triggers))
    counts = {day: count for day, (count, _) in queries.craving_days(diary.journal, wide).items()}
    days = queries.logged_days(diary.journal, wide)
    signs = by_stage(ticked, plan.of("warning_signs"), days, counts)
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


def use_of_all(journal: Journal, period: Period) -> UseRecord:
    """What the days of a period are known to be over all substances, and which of several were used."""
    return statuses_of_all(queries.lapses(journal, period), queries.checkins(journal, period), _tracked(journal))


def _tracked(journal: Journal) -> list[str]:
    return [one.name for one in queries.tracked(journal)]


def today_of(diary: Diary, day: date) -> Today:
    """All that the first screen shows of a day."""
    journal, recent = diary.journal, periods.ending(day, STRIP_DAYS)
    use = use_of_all(journal, recent)
    checkin = entries.checkin_of(journal, day)
    today = Today(
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
    if today.after_lapse:
        people = callable_at(plan_queries.contacts(journal), clock.now(diary.zone).hour)
        whom = next(((item.text, item.number) for item in people if item.number), None)
        step = next((step.text for step in plan_queries.lapse_steps(journal)), None)
        return replace(today, lapse_step=step, to_tell=whom)
    return replace(today, like_today=_like_today(diary, day)) if checkin and not today.hard else today


def _like_today(diary: Diary, day: date) -> LikeToday | None:
    """What days like this one held; on most mornings two days are read, and nothing is loaded."""
    from recovery.insights.morning import days_like_today

    return days_like_today(diary.journal, day)


def _open_cravings(diary: Diary, day: date) -> list[OpenCraving]:
    """The latest cravings without an outcome; those older than a day count as asked."""
    asked = entries.asked(diary.journal)
    waiting = queries.open_cravings(diary.journal, periods.ending(day, OPEN_DAYS), OPEN_SHOWN)
    return [craving._replace(asked=craving.id in asked or (day - craving.day).days > 1) for craving in waiting]


def _treatment(diary: Diary, day: date) -> dict[str, Any]:
    """What treatment has to say about the day; nothing where none of it is written down."""
    if not queries.treated(diary.journal):
        return {}
    from recovery.treatment import notices, tolerance

    return {
        "tolerance": tolerance.warning(diary.journal, day),
        "thoughts_yesterday": notices.thoughts_yesterday(diary.journal, day),
        "doses": notices.doses_due(diary.journal, day),
        "coming": notices.coming_days(diary.journal, day),
        "to_discuss": notices.to_discuss(diary.journal),
    }


def treatment_summary(journal: Journal, period: Period, as_of: date) -> TreatmentSummary:
    """What helped in a period, up to `as_of`: a dose of a day to come is not expected yet."""
    from recovery.treatment import medication_queries
    from recovery.treatment import queries as treatment
    from recovery.treatment.medication import adherence

    first, last = period.first, min(period.last, as_of)
    doses = medication_queries.taken(journal, first, last)
    wide = Period(period.lookback.first, max(period.lookback.first, last))
    return TreatmentSummary(
        medication=adherence(medication_queries.regimens(journal), doses, first, last) if first <= last else (),
        missed_days=frozenset(dose.day for dose in doses if dose.status == "missed"),
        attended=treatment.attendances(journal, first, last),
        assessments=treatment.assessments_between(journal, first, last),
        before=treatment.last_before(journal, first),
        wellbeing=treatment.wellbeing(journal, first, last),
        after_missed=after_missed_doses(journal, wide, as_of),
    )


def after_missed_doses(journal: Journal, period: Period, today: date) -> list[AfterMissed]:
    """The days after the missed doses of a period, each beside other days of its weekday; `today` is not over."""
    doses = queries.doses(journal, period)
    if not any(doses.values()):
        return []
    counts = {day: count for day, (count, _) in queries.craving_days(journal, period).items()}
    return after_missed(
        doses, queries.logged_days(journal, period), counts, min(period.last, today - timedelta(days=1))
    )


def report_facts(
    journal: Journal, period: Period, day_starts: time = DAY_STARTS_DEFAULT, as_of: date | None = None
) -> Facts:
    """Everything that the report of a period needs; `day_starts` is the hour its heatmap begins with."""
    wide = Period(min(period.previous.first, period.lookback.first), period.last)
    measured = Period(min(period.first, period.last - timedelta(days=max(MEASURED_DAYS) - 1)), period.last)
    of_period = queries.cravings(journal, wide)
    return Facts(
        cravings=of_period,
        lapses=queries.lapses(journal, measured),
        checkins=queries.checkins(journal, measured),
        days_logged=queries.days_logged(journal, period),
        days_filled_in=queries.days_filled_in(journal, period),
        good=queries.last_good(journal, period),
        day_starts=day_starts,
        treatment=treatment_summary(journal, period, as_of or period.last) if queries.treated(journal) else NONE,
        logged=queries.logged(journal, period.lookback, of_period),
        begun=queries.begun(journal),
        tracked=_tracked(journal),
    )


def weekly_reports(journal: Journal, as_of: date) -> list[Report]:
    """A report for each calendar week since the journal began; none where nothing was written yet."""
    since = queries.first_day(journal)
    if since is None or since > as_of:
        return []
    whole = Period(since, as_of + timedelta(days=6 - as_of.weekday()))
    return every_week(
        since,
        as_of,
        queries.cravings(journal, whole),
        queries.lapses(journal, whole),
        queries.checkins(journal, whole),
        queries.logged_days(journal, whole),
    )
