"""What days of the week and months are called where a date is shown, in the language of the run.

Python's own names follow the machine's language or none; these follow the person's.
"""

from __future__ import annotations

from datetime import date

from recovery.language import tr


def weekdays() -> tuple[str, ...]:
    """Short names, Monday first."""
    return (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))


def weekday(day: date) -> str:
    """`Sat`."""
    return weekdays()[day.weekday()]


def month(day: date) -> str:
    """`Mar`."""
    return (
        tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun"), tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"),
        tr("Nov"), tr("Dec"),
    )[day.month - 1]  # fmt: skip


def month_of_year(day: date) -> str:
    """`March 2026`."""
    return (
        tr("January {year}", year=day.year),
        tr("February {year}", year=day.year),
        tr("March {year}", year=day.year),
        tr("April {year}", year=day.year),
        tr("May {year}", year=day.year),
        tr("June {year}", year=day.year),
        tr("July {year}", year=day.year),
        tr("August {year}", year=day.year),
        tr("September {year}", year=day.year),
        tr("October {year}", year=day.year),
        tr("November {year}", year=day.year),
        tr("December {year}", year=day.year),
    )[day.month - 1]
