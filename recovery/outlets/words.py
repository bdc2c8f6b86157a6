"""Numbers and days in words: one plural, one form of each day and time, for every screen, page and file."""

from __future__ import annotations

from datetime import date, datetime

from recovery.dates import names
from recovery.dates.understood import said, said_at
from recovery.language import tr, trn

NIGHT_HOUR, EVENING_HOUR = 22, 17


def day(value: date) -> str:
    """`Sat 7 Mar 2026`."""
    return said(value)


def short_day(value: date) -> str:
    """`Sat 7 Mar`."""
    return tr("{weekday} {day} {month}", weekday=names.weekday(value), day=value.day, month=names.month(value))


def near(value: date, today: date) -> str:
    """A day, with its year only where that is another one than today's."""
    return short_day(value) if value.year == today.year else day(value)


def away(value: date, today: date) -> str:
    """`today`, `tomorrow`, `in 5 days`, `5 days ago`."""
    ahead = (value - today).days
    if abs(ahead) <= 1:
        return (tr("yesterday"), tr("today"), tr("tomorrow"))[ahead + 1]
    return tr("in {days}", days=days(ahead)) if ahead > 0 else tr("{days} ago", days=days(-ahead))


def when(at: datetime) -> str:
    """`Sat 7 Mar 2026 21:40`."""
    return said_at(at)


def lately(at: datetime, day: date, today: date) -> str:
    """`Last night 22:40`, `Today 09:15`, `Fri 17:20`: a time of the last days, `day` being the one it was lived on."""
    clock = f"{at:%H:%M}"
    if day == today:
        return tr("Today {clock}", clock=clock)
    if (today - day).days == 1:
        if at.hour >= NIGHT_HOUR or at.date() > day:
            return tr("Last night {clock}", clock=clock)
        if at.hour >= EVENING_HOUR:
            return tr("Yesterday evening {clock}", clock=clock)
        return tr("Yesterday {clock}", clock=clock)
    return weekday_time(at)


def weekday_time(at: datetime) -> str:
    """`Fri 17:20`."""
    return f"{names.weekday(at)} {clock(at)}"


def clock(at: datetime) -> str:
    """`22:40`."""
    return f"{at:%H:%M}"


def stamp(at: datetime) -> str:
    """`2026-03-07 21:40`, where lines stand below each other."""
    return f"{at:%Y-%m-%d %H:%M}"


def timer(seconds: float) -> str:
    """`4:05`, minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def number(value: float) -> str:
    """`5`, `5.5`: one decimal where it is needed."""
    return f"{value:.1f}".removesuffix(".0")


def percent(share: float) -> str:
    """`89 %`, never rounded up to a whole."""
    return f"{100 if share == 1 else min(99, round(share * 100))} %"


def cravings(count: int) -> str:
    """`1 craving`, `2 cravings`."""
    return trn("{count:,} craving", "{count:,} cravings", count)


def days(count: int) -> str:
    """`1 day`, `2 days`."""
    return trn("{count:,} day", "{count:,} days", count)


def entries(count: int) -> str:
    """`1 entry`, `2 entries`."""
    return trn("{count:,} entry", "{count:,} entries", count)


def free_days(count: int) -> str:
    """`1 free day`, `2 free days`: days without use."""
    return trn("{count:,} free day", "{count:,} free days", count)


def filled_in(count: int) -> str:
    """`, 3 filled in later`, behind the days on which something was written; empty without any."""
    return tr(", {count:,} filled in later", count=count) if count else ""


def full_days(count: int) -> str:
    """`1 full day`, `2 full days`: days that are over."""
    return trn("{count:,} full day", "{count:,} full days", count)


def lapses(count: int) -> str:
    """`1 lapse`, `2 lapses`."""
    return trn("{count:,} lapse", "{count:,} lapses", count)


def records(count: int) -> str:
    """`1 record`, `2 records`."""
    return trn("{count:,} record", "{count:,} records", count)


def things(count: int) -> str:
    """`1 thing`, `2 things`."""
    return trn("{count:,} thing", "{count:,} things", count)


def times(count: int) -> str:
    """`once`, `2 times`."""
    return trn("once", "{count:,} times", count)


def weeks(length: int) -> str:
    """A number of days as the name of a stretch: `week`, `8 weeks`, `31 days`."""
    if length == 7:
        return tr("week")
    return trn("{count} week", "{count} weeks", length // 7) if length % 7 == 0 else days(length)


def before(length: int) -> str:
    """As many days just before others: `the week before`, `the 4 weeks before`, `the 31 days before`."""
    if length == 7:
        return tr("the week before")
    if length % 7 == 0:
        return trn("the week before", "the {count} weeks before", length // 7)
    return trn("the day before", "the {count:,} days before", length)
