"""The words of a date, in one place: what a person may type, and what it stands for."""

from __future__ import annotations

from datetime import time
from typing import NamedTuple

MONTHS = (
    ("january", "jan"),
    ("february", "feb"),
    ("march", "mar"),
    ("april", "apr"),
    ("may",),
    ("june", "jun"),
    ("july", "jul"),
    ("august", "aug"),
    ("september", "sept", "sep"),
    ("october", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
"""The months in English; in other languages they are in `months`, whole names only."""

WEEKDAYS = (
    ("monday", "mon"),
    ("tuesday", "tues", "tue"),
    ("wednesday", "weds", "wed"),
    ("thursday", "thurs", "thur", "thu"),
    ("friday", "fri"),
    ("saturday", "sat"),
    ("sunday", "sun"),
)

DAYS = {
    "today": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "the day before yesterday": -2,
    "day before yesterday": -2,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
}
"""Days counted from the one on the calendar."""

NUMBERS = {
    name: number
    for number, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
} | {"a": 1, "an": 1}

UNITS = {
    "seconds": ("second", "seconds", "sec", "secs", "s"),
    "minutes": ("minute", "minutes", "min", "mins", "m"),
    "hours": ("hour", "hours", "hr", "hrs", "h"),
    "days": ("day", "days", "d"),
    "weeks": ("week", "weeks", "wk", "wks", "w"),
    "months": ("month", "months"),
    "years": ("year", "years"),
}
"""Lengths of time by the name of what they count."""

HALVES = {"half an hour": 30, "half hour": 30, "half a hour": 30, "a half hour": 30, "quarter of an hour": 15,
          "a quarter of an hour": 15, "three quarters of an hour": 45}  # fmt: skip
"""Parts of an hour, in minutes."""

MINUTES = {"quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25, "twenty-five": 25}
"""The minutes that are said past an hour or to it."""

PAST = {"past": 1, "after": 1, "to": -1, "till": -1, "before": -1}
HALF_PAST = "half past"

AT = ("at", "um", "kl", "klo", "om", "à", "a las", "a la", "às", "alle", "alle ore", "ore", "saat", "в", "o", "v")
"""What stands between a day and its time, in English and in the languages of the months."""

HOUR = ("uhr", "uur", "heures?", "horas?", "ore", "hodin", "час(?:а|ов)?", "ч", "[時时点點시]")
"""What follows the hour in other languages."""

NIGHTS = {"two nights ago": -2, "2 nights ago": -2, "three nights ago": -3, "3 nights ago": -3}

YEAR = ("г", "р")
"""What may follow a year, in Russian and in Ukrainian."""

CLOCKS = {"noon": time(12), "midday": time(12), "12 noon": time(12)}

MIDNIGHT = ("midnight", "12 midnight")

SPAN = (
    r"(?:(?:in|during|over|on|at) )?(?:(?:the )?(?:last|past|this|previous) |the )(?:week|weekend|month|year)"
    r"|weekend"
)
"""What is longer than a day, so that the person is asked which one."""

ABOUT = ("about", "around", "approx(?:imately)?", "roughly", "circa", "maybe", "probably", "i think", r"ca\.?", "~")
"""What makes a date or a time a loose one."""


class Part(NamedTuple):
    """A part of a day: the time that stands for it, when it begins, and the hours since midnight that it may name."""

    middle: time
    begins: time
    first: int
    end: int


PARTS = {
    "morning": Part(time(9), time(5), 0, 12),
    "afternoon": Part(time(15), time(12), 12, 18),
    "evening": Part(time(20), time(17), 16, 24),
    "night": Part(time(22), time(20), 18, 29),
}

NAMED_PARTS = {
    **{words: (days, "night") for words, days in NIGHTS.items()},
    "the night before last": (-2, "night"),
    "night before last": (-2, "night"),
    "last night": (-1, "night"),
    "last evening": (-1, "evening"),
    "tonight": (0, "night"),
    "this morning": (0, "morning"),
    "this afternoon": (0, "afternoon"),
    "this evening": (0, "evening"),
}
"""A part of a day together with its day."""
