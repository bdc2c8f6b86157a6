"""Days, shares and names in words, said the same on a terminal, in Markdown and in HTML. Care's rules hold for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from recovery.console import one_line
from recovery.dates import names
from recovery.insights.abstinence import FreeDays
from recovery.insights.days import DayFacts
from recovery.insights.periods import Period
from recovery.insights.shares import in_words
from recovery.insights.triggers import ENOUGH_AHEAD, Ended, Met
from recovery.insights.use_record import Status
from recovery.language import tr, trn
from recovery.outlets import words as wording

STATUS: dict[Status, str] = {"abstinent": tr("no use"), "used": tr("use"), "unknown": tr("not known")}
FULL_COVERAGE = 0.9
NAME_SHOWN = 30


def which_used(days: Iterable[DayFacts]) -> str:
    """`heroin 23, 25 Nov \N{MIDDLE DOT} wine 1 Dec`; empty where one thing alone is tracked."""
    of: dict[str, list[date]] = {}
    for facts in days:
        for name in facts.used:
            of.setdefault(name, []).append(facts.day)
    said = (f"{one_line(name, NAME_SHOWN)} {_dates(on)}" for name, on in of.items())
    return " \N{MIDDLE DOT} ".join(said)


def _dates(days: Iterable[date]) -> str:
    """`23, 25 Nov, 1 Dec`."""
    months = groupby(days, key=lambda day: (day.year, names.month(day)))
    return ", ".join(
        tr("{days} {month}", days=", ".join(str(day.day) for day in own), month=name) for (_, name), own in months
    )


def day_of_month(day: date) -> str:
    """`23 Feb`."""
    return tr("{day} {month}", day=day.day, month=names.month(day))


def span(period: Period) -> str:
    """`16-22 Feb 2026`, `26 Jan - 22 Feb 2026`."""
    first, last = period.first, period.last
    if first == last:
        return wording.day(first)
    if (first.year, first.month) == (last.year, last.month):
        return tr(
            "{first}-{last} {month} {year}", first=first.day, last=last.day, month=names.month(last), year=last.year
        )
    year = f" {first.year}" if first.year != last.year else ""
    return f"{day_of_month(first)}{year} - {day_of_month(last)} {last.year}"


def title(period: Period) -> str:
    """`Week 16-22 Feb 2026`, `March 2026`, `28 days, 23 Feb - 22 Mar 2026`."""
    if period.first.day == 1 and (period.last.day, period.days) == (period.days, period.days):
        following = date.fromordinal(period.last.toordinal() + 1)
        if following.day == 1:
            return names.month_of_year(period.first)
    if period.days == 7:
        return tr("Week {span}", span=span(period))
    return f"{wording.days(period.days)}, {span(period)}" if period.days > 1 else span(period)


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


def passed_of(met: Met) -> str:
    """`18 of 20 passed`; `-` where no outcome is known."""
    return tr("{passed} of {known}", passed=met.said.passed, known=met.said.known) if met.known else "-"


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
            days=trn("this day", "these {count} days", days),
        )
    if unknown and (free + used) / days < FULL_COVERAGE:
        worst, best = wording.percent(free / days), wording.percent((free + unknown) / days)
        sentence += tr(" Depending on the days not known, that is between {worst} and {best}.", worst=worst, best=best)
    return sentence


def free_days(measured: Sequence[FreeDays]) -> str:
    """`26 to 29 of the last 30; 80 to 89 of the last 90`, worst to best case; only of days that are all counted.

    A younger count is told by the free days in all, so that no two numbers stand for the same days.
    """
    said: list[str] = []
    for free in measured:
        if free.window.days == free.last:
            range_ = (
                str(free.worst) if free.worst == free.best else tr("{low} to {high}", low=free.worst, high=free.best)
            )
            said.append(tr("{range_} of the last {days}", range_=range_, days=free.last))
    return "; ".join(said)


def short_span(period: Period) -> str:
    """`week`, `8 weeks`, `31 days`: a period's length as a column's heading."""
    return wording.weeks(period.days)
