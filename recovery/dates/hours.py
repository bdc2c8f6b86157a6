"""Times of day and lengths of time as people write them: 9.30pm, 21h30, noon, 1h30m ago, half an hour ago."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time, timedelta
from typing import NamedTuple

from recovery.dates.words import AT, CLOCKS, HALF_PAST, HALVES, HOUR, MIDNIGHT, MINUTES, NUMBERS, PAST, UNITS

_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?(?: ?([ap])\.? ?m\.?)?")
_LETTER_H = re.compile(r"([0-9]{1,2}) ?h(?: ?([0-9]{2}))?")
_BARE = re.compile(r"[0-9]{1,2}")
_AT = re.compile(rf"(?:{'|'.join(sorted(AT, key=len, reverse=True))})\.? (?=\S)")
_WITH_UNIT = re.compile(rf"([0-9]{{1,2}})(?:[:.]([0-9]{{2}}))? ?(?:{'|'.join(HOUR)})\.?(?: ?([0-9]{{2}})[分분]?)?")
_SAID = "|".join(sorted({*NUMBERS} - {"a", "an"}, key=len, reverse=True))
_HALF = r"(?: ?([ap])\.? ?m\.?)?"
_O_CLOCK = re.compile(rf"([0-9]{{1,2}}|{_SAID}) ?o'?clock{_HALF}")
_IN_WORDS = re.compile(
    rf"(?:a )?(?:({HALF_PAST})|({'|'.join(MINUTES)})(?: minutes?)? ({'|'.join(PAST)})) ([0-9]{{1,2}}|{_SAID}){_HALF}"
)
_HALF_AND_HOUR = re.compile(rf"half ([0-9]{{1,2}}|{_SAID}){_HALF}")
_NUMBER = r"[0-9]{1,5}(?:[.,][0-9]{1,2})?"
_UNIT = {word: unit for unit, words in UNITS.items() for word in words}
_UNITS = "|".join(sorted(_UNIT, key=len, reverse=True))
_PIECE = re.compile(rf"(?:({_NUMBER}) ?|({'|'.join(NUMBERS)}) )({_UNITS})(?![^\W\d_])")
_H_MINUTES = re.compile(r"([0-9]{1,2}) ?h ?([0-9]{1,2})(?: ?m(?:ins?)?)?")
_AND_A_HALF = re.compile(rf"([0-9]{{1,2}}|{'|'.join(NUMBERS)}) (?:hours? and a half|and a half hours?)")


class Clock(NamedTuple):
    """A time of day: `bare` is a number alone, `letter` was written like 9h30.

    A bare number is an hour only beside a date. `spoken`: in words or by `o'clock`, on a clock of twelve hours. `sure`:
    it says which half of the day it is in.
    """

    at: time
    bare: bool = False
    letter: bool = False
    spoken: bool = False
    sure: bool = True


def clock(words: str) -> Clock | None:
    """The time of day in small letters; `None` for anything else. `midnight` is 0:00."""
    words = without_at(words)
    if words in MIDNIGHT:
        return Clock(time(0))
    if words in CLOCKS:
        return Clock(CLOCKS[words])
    spoken = _spoken(words)
    if spoken is not None:
        return spoken
    bare, letter = _BARE.fullmatch(words), _LETTER_H.fullmatch(words)
    if match := _WITH_UNIT.fullmatch(words):
        at = None if match[2] and match[3] else time_said(match[1], match[2] or match[3])
    else:
        match = letter or _CLOCK.fullmatch(words)
        at = time_said(*match.groups()) if match else None
    if at is None:
        return None
    sure = at.hour > 12 or at.hour == 0 or words.endswith(("m", "m."))
    return Clock(at, bare=bool(bare), letter=bool(letter), sure=sure)


def clocks(words: str) -> list[Clock]:
    """The times of day that words may mean: `half nine` is half past nine to some, and half past eight to others."""
    if match := _HALF_AND_HOUR.fullmatch(without_at(words)):
        hour, half = int(NUMBERS.get(match[1], match[1])), f" {match[2]}m" if match[2] else ""
        before = hour - 1 or 12
        said = [clock(f"{HALF_PAST} {number}{half}") for number in (hour, before)] if hour else []
        return [at for at in said if at] if all(said) else []
    at = clock(words)
    return [at] if at else []


def without_at(words: str) -> str:
    """A time of day without the word that joins it to its day."""
    return _AT.sub("", words, count=1) if _AT.match(words) else words


def _spoken(words: str) -> Clock | None:
    """`half past nine pm`, `ten to nine`, `nine o'clock`; `None` for other words."""
    if match := _O_CLOCK.fullmatch(words):
        said, minute, more, half = match[1], 0, 0, match[2]
    elif match := _IN_WORDS.fullmatch(words):
        said, half = match[4], match[5]
        minute = 30 if match[1] else MINUTES[match[2]]
        more = -1 if match[3] and PAST[match[3]] < 0 else 0
        minute = 60 - minute if more else minute
    else:
        return None
    hour = int(NUMBERS.get(said, said))
    sure = bool(half) or hour > 12 or hour == 0
    if not 0 <= hour <= 24 or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif hour + more <= 0:
        hour += 12 if hour else 24
    return Clock(time((hour + more) % 24, minute), spoken=not sure, sure=sure)


def time_said(hour: str, minute: str | None = None, second: str | None = None, half: str | None = None) -> time | None:
    """A time of day from its digits and `am`, `p.m.` or nothing; `None` where no clock shows that."""
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + (12 if half[0].lower() == "p" else 0)
    try:
        return time(number, int(minute or 0), int(second or 0))
    except ValueError:
        return None


class Length(NamedTuple):
    """A length of time: `exact` in real time, and whole days, months and years, which keep the time on the clock."""

    exact: timedelta = timedelta()
    days: int = 0
    months: int = 0

    @property
    def dated(self) -> bool:
        """Whether it counts in days or more, and in nothing finer."""
        return bool(self.days or self.months)


def length(words: str) -> Length | None:
    """A length such as `3h`, `1h30m`, `half an hour`, `two weeks`; `None` for anything else, or hours with days."""
    if words in HALVES:
        return Length(timedelta(minutes=HALVES[words]))
    if match := _H_MINUTES.fullmatch(words):
        return Length(timedelta(hours=int(match[1]), minutes=int(match[2]))) if int(match[2]) < 60 else None
    if match := _AND_A_HALF.fullmatch(words):
        return Length(timedelta(hours=_number(match[1]) + 0.5))
    pieces = list(_pieces(words))
    if not pieces or not _descending([unit for _, unit in pieces]):
        return None
    return _sum(pieces)


def _pieces(words: str) -> Iterator[tuple[float, str]]:
    """The numbers and units that the words are made of; nothing where anything else stands between them."""
    rest = words
    readings = []
    while rest:
        match = _PIECE.match(rest)
        if match is None:
            return
        readings.append((_number(match[1] or match[2]), _UNIT[match[3]]))
        rest = rest[match.end() :].lstrip().removeprefix("and ")
    yield from readings


def _descending(units: list[str]) -> bool:
    order = [list(UNITS).index(unit) for unit in units]
    return order == sorted(set(order), reverse=True)


def _sum(pieces: list[tuple[float, str]]) -> Length | None:
    exact, days, months = timedelta(), 0, 0
    for number, unit in pieces:
        if unit in ("seconds", "minutes", "hours"):
            exact += timedelta(**{unit: number})
        elif number % 1:
            return None
        elif unit in ("days", "weeks"):
            days += int(number) * (7 if unit == "weeks" else 1)
        else:
            months += int(number) * (12 if unit == "years" else 1)
    if exact and (days or months):
        return None
    return Length(exact, days, months)


def _number(text: str) -> float:
    return NUMBERS[text] if text in NUMBERS else float(text.replace(",", "."))
