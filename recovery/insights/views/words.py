"""The sentences of the look back, said the same on a terminal, in Markdown and in HTML. Care's rules hold for each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from recovery.console import one_line
from recovery.insights.abstinence import FEWEST_KNOWN_DAYS, FreeDays, Status
from recovery.insights.periods import Period
from recovery.insights.report import Report
from recovery.insights.shares import in_words
from recovery.insights.triggers import ENOUGH_AHEAD, Ended, Met
from recovery.language import tr, trn
from recovery.outlets import words as wording

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
STATUS: dict[Status, str] = {"abstinent": tr("no use"), "used": "use", "unknown": tr("not known")}
FULL_COVERAGE = 0.9
UNPLANNED_SHOWN = 3
FEWEST_DAYS = 5


def span(period: Period) -> str:
    """`16-22 Feb 2026`, `26 Jan - 22 Feb 2026`."""
    first, last = period.first, period.last
    if first == last:
        return wording.day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{last.day} {last:%b} {last.year}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%b}{year} - {last.day} {last:%b} {last.year}"


def title(period: Period) -> str:
    """`Week 16-22 Feb 2026`, `March 2026`, `28 days, 23 Feb - 22 Mar 2026`."""
    if period.first.day == 1 and (period.last.day, period.days) == (period.days, period.days):
        following = date.fromordinal(period.last.toordinal() + 1)
        if following.day == 1:
            return f"{period.first:%B} {period.first.year}"
    if period.days == 7:
        return f"Week {span(period)}"
    return f"{wording.days(period.days)}, {span(period)}" if period.days > 1 else span(period)


def coverage(report: Report) -> str:
    """On how many of the lived days there is an entry."""
    return tr("logged {logged} of {days}", logged=report.days_logged, days=wording.days(report.lived.days))


def cravings(report: Report) -> str:
    """How many, how strong, the hardest; then the period before."""
    figures = report.cravings
    before = report.previous
    count = figures.ratings.count
    if not count:
        now = tr("No cravings written down.")
    else:
        now = f"{wording.cravings(count)}, {_usual(figures.ratings.quartiles, count)}"
        if report.hardest:
            now += tr(
                "hardest {intensity} ({time}).",
                intensity=report.hardest.intensity,
                time=wording.weekday_time(report.hardest.at),
            )
    unit = "week" if report.period.days == 7 else wording.days(report.period.days)
    if not before.ratings.count:
        return tr("{now} None written down in the {unit} before.", now=now, unit=unit) if count else now
    return tr(
        "{now} The {unit} before: {count}, hardest {peak}.",
        now=now,
        unit=unit,
        count=before.ratings.count,
        peak=before.ratings.peak,
    )


def _usual(quartiles: tuple[float, float, float] | None, count: int) -> str:
    """The middle half in whole ratings, rounded outwards; from four cravings on."""
    if quartiles is None or count < 4:
        return ""
    low, high = math.floor(quartiles[0]), math.ceil(quartiles[2])
    return f"usually {low}, " if low == high else f"usually {low}-{high}, "


def usual_range(report: Report) -> str:
    """The middle half of the look-back's ratings; empty where there are too few to have a usual."""
    if report.usual is None:
        return ""
    low, _, high = report.usual
    return tr(
        "The band is your usual range over {span}: {low} to {high}.",
        span=short_span(report.period.lookback),
        low=wording.number(low),
        high=wording.number(high),
    )


def outcomes(report: Report) -> str:
    """How the cravings ended, as far as it is known."""
    figures = report.cravings
    parts = []
    if figures.passed:
        parts.append(tr("{passed} passed without use", passed=figures.passed))
    if figures.used:
        parts.append(tr("{used} ended in use", used=figures.used))
    if figures.unknown_outcome:
        parts.append(tr("{open} still without an answer", open=figures.unknown_outcome))
    return "; ".join(parts) + "." if parts else ""


def tested() -> str:
    """What was asked of a finding before it was shown."""
    return tr(
        "Each finding shows in both halves of the weeks it is about, after counting every comparison made. It names no "
        "cause."
    )


def given_away() -> str:
    """What stands below a page that may be given to somebody."""
    return " ".join(
        (
            tr("Self-reported diary, not a medical record."),
            tr(
                "This page is about a person's health. It is for whoever they chose to give it to; please do not pass "
                "it on."
            ),
        )
    )


def strong(report: Report) -> str:
    """Days with a craving of 7 or more, and the spread where there are enough ratings to have one."""
    figures = report.cravings
    if not figures.ratings.count:
        return ""
    days = tr("A craving of 7 or more on {days}.", days=wording.days(figures.high_days))
    if figures.ratings.sd is None or figures.ratings.mean is None or figures.ratings.median is None:
        return days
    middle = tr(
        "Median {median}, mean {mean}",
        median=wording.number(figures.ratings.median),
        mean=wording.number(figures.ratings.mean),
    )
    return tr("{days} {middle}, spread {sd:.1f}.", days=days, middle=middle, sd=figures.ratings.sd)


def passed_of(met: Met) -> str:
    """`18 of 20 passed`; `-` where no outcome is known."""
    return f"{met.said.passed} of {met.said.known}" if met.known else "-"


def base_rate(ended: Ended) -> str:
    """What every share of some cravings is seen beside."""
    return tr("As written down. All cravings: {passed} of {known} passed.", passed=ended.passed, known=ended.known)


def only_ahead(met: Sequence[Met]) -> str:
    """What is said where a share leaves out the cravings whose end was known when they were written; else nothing."""
    if all(skill.ahead.known < ENOUGH_AHEAD for skill in met):
        return ""
    return tr(
        "Where {count} or more were written down before their end was known, those alone are counted.",
        count=ENOUGH_AHEAD,
    )


def true_share(met: Met) -> str:
    """`about 7 to 10 in 10` from 5 known outcomes, else nothing."""
    return in_words(met.said_interval)


def abstinence(report: Report) -> str:
    """The shares of the period's lived days; the worst and best case stand with it below 90 % known."""
    lived = [day for day in report.days if day.day in report.lived]
    free = sum(1 for day in lived if day.status == "abstinent")
    used = sum(1 for day in lived if day.status == "used")
    return known_days(free, used, len(lived))


def known_days(free: int, used: int, days: int) -> str:
    """`Without use 6 of 7 days, use 0, not known 1.` and, where little is known, what that could mean."""
    unknown = days - free - used
    sentence = tr(
        "Without use {free} of {days}, use on {used}, not known {unknown}.",
        free=free,
        days=wording.days(days),
        used=used,
        unknown=unknown,
    )
    if not free + used:
        return tr(
            "Nothing is known yet about use on {days}.",
            days=trn(tr("this day"), tr("these {days} days"), days, days=days),
        )
    if unknown and (free + used) / days < FULL_COVERAGE:
        worst, best = wording.percent(free / days), wording.percent((free + unknown) / days)
        sentence += tr(" Depending on the days not known, that is between {worst} and {best}.", worst=worst, best=best)
    return sentence


def free_days(measured: Sequence[FreeDays]) -> str:
    """`26 to 29 of the last 30; 80 to 89 of the last 90`, worst to best case; empty in the first week."""
    said: list[str] = []
    for free in measured:
        days = free.window.days
        if days >= FEWEST_KNOWN_DAYS and (not said or days > measured[0].window.days):
            range_ = str(free.worst) if free.worst == free.best else f"{free.worst} to {free.best}"
            last = tr("the last ") if days == free.last else "all "
            said.append(f"{range_} of {last}{days}")
    return "; ".join(said)


def free_days_sentence(report: Report) -> str:
    """The same as a sentence, where it reaches further back than the period; with days not known, why it is a range."""
    said = free_days(report.free_days)
    if not said or report.free_days[-1].window.days <= report.lived.days:
        return ""
    unknown = any(free_day.window.unknown for free_day in report.free_days)
    return tr("Days without use: {said}.", said=said) + (
        tr(" The range is from days that are not known.") if unknown else ""
    )


def bias(report: Report) -> str:
    """What a log of cravings alone cannot say; empty where check-ins balance it."""
    if report.checkins or not report.cravings.ratings.count:
        return ""
    return tr(
        "There are no check-ins in these days. Cravings alone show when you wrote, not when it is hard: a check-in at "
        "a fixed time balances them."
    )


def next_step(report: Report) -> str:
    """What to do with an empty or unanswered period; empty where there is nothing to add."""
    if report.empty:
        return tr("Nothing is written down here yet, and that is all right. Try: recovery checkin")
    if report.cravings.unknown_outcome:
        return tr("Did they pass? Answer with: recovery after passed")
    if not report.checkins:
        return tr("A check-in takes under a minute: recovery checkin")
    return ""


def unplanned(report: Report) -> str:
    """The triggers of the period that the plan has no response to, by count; empty where it has one to each."""
    if not report.plan_gaps:
        return ""
    named = [f"{one_line(plan_gap.trigger, 40)} ({plan_gap.count})" for plan_gap in report.plan_gaps[:UNPLANNED_SHOWN]]
    more = len(report.plan_gaps) - len(named)
    return tr(
        "No plan yet for: {names}{more}.",
        names=", ".join(named),
        more=tr(" and {count} more", count=more) if more else "",
    )


def signs(report: Report) -> list[str]:
    """The warning signs by stage, their days beside the other days; a rate only from 5 days on each side."""
    said = []
    for sign in report.signs:
        stage = tr("{stage} warning signs", stage=sign.stage.capitalize())
        text = tr(
            "{stage} on {days} of {logged} logged ({span}): ",
            stage=stage,
            days=sign.days,
            logged=wording.days(sign.days + sign.other_days),
            span=_span(report),
        )
        text += tr(
            "{cravings} on those, {other_cravings} on the others",
            cravings=wording.cravings(sign.cravings),
            other_cravings=sign.other_cravings,
        )
        if min(sign.days, sign.other_days) >= FEWEST_DAYS:
            rates = wording.number(sign.cravings / sign.days), wording.number(sign.other_cravings / sign.other_days)
            text += tr(", {rate} a day against {others}", rate=rates[0], others=rates[1])
        said.append(text + ".")
    return said


def _span(report: Report) -> str:
    return short_span(report.period.lookback)


def summary(report: Report) -> list[str]:
    """All that is said about a period in sentences, in order; at least one."""
    said = (
        cravings(report),
        outcomes(report),
        strong(report),
        abstinence(report),
        free_days_sentence(report),
        bias(report),
    )
    peaks = {day.day: day.peak for day in report.days if day.peak is not None}
    cared = map(one_line, report.treatment.sentences(peaks))
    return [sentence for sentence in (*said, *signs(report), *cared, unplanned(report)) if sentence]


def short_span(period: Period) -> str:
    """`week`, `8 weeks`, `31 days`: a period's length as a column's heading."""
    return wording.weeks(period.days)
