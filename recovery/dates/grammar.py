"""The grammar of dates and times: every reading that it permits is gathered, and only a single one is taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from recovery.dates import calendar, days, hours
from recovery.dates.days import Day, Frame
from recovery.dates.hours import Clock
from recovery.dates.understood import Reading, said
from recovery.dates.words import ABOUT, MIDNIGHT, NAMED_PARTS, PARTS, SPAN, Part
from recovery.errors import Usage
from recovery.language import tr

YEAR_DIGITS = tr(
    "A year needs four digits and a time needs its minutes: write it like 2026-03-07 or 7 March 2026 21:40."
)
WHICH_DAY = tr("That is more than one day. Say which one, like: friday, 5 days ago, 2026-03-07.")
BY_HOUR = time(4)

_ORDERED = re.compile(r"[0-9][/-][0-9]")
_PART = re.compile(rf"(?:^| )(?:in the |at )?({'|'.join(PARTS)})(?= |$)")
_NAMED_PART = re.compile(rf"(?:^| )({'|'.join(NAMED_PARTS)})(?= |$)")
_ABOUT = re.compile(
    rf"(?:^|(?<= ))(?:{'|'.join(ABOUT[:-1])}) |~ ?|(?:(?<=[0-9])|(?<=noon))ish\b"
    r"| (?:or so|i think|maybe)(?= ago$|$)"
)
_COUPLE = re.compile(r"(?:\ba )?\bcouple (?:of )?(?=[a-z]+ ago$)")


def read(text: str, present: datetime, *, ahead: bool, order: Callable[[], str]) -> Reading | None:
    """The one reading of a text, `None` without any; raises `Usage` for several, or for a year of two digits."""
    words, about = _prepared(text)
    frame = Frame(present, ahead, order() if _ORDERED.search(words) else "")
    try:
        readings = list({reading[:4]: reading for reading in _readings(words, frame)}.values())
    except (OverflowError, ValueError):  # before the year 1 or after 9999
        return None
    if len(readings) == 1:
        return _loosened(readings[0]) if about else readings[0]
    if readings:
        raise Usage(_both(readings, words))
    if calendar.two_digit_year(words):
        raise Usage(YEAR_DIGITS)
    if re.fullmatch(SPAN, words):
        raise Usage(WHICH_DAY)
    return _in_spanish(words, present, ahead=ahead, order=order)


def _in_spanish(words: str, present: datetime, *, ahead: bool, order: Callable[[], str]) -> Reading | None:
    from recovery.dates import spanish

    english = spanish.in_english(words)
    return None if english == words else read(english, present, ahead=ahead, order=order)


def _loosened(reading: Reading) -> Reading:
    return reading._replace(loose="time" if reading.timed or reading.loose == "time" else "day")


def _both(readings: list[Reading], words: str) -> str:
    times = [reading.at or (reading.instant.time() if reading.instant else None) for reading in readings]
    names = [
        f"{said(reading.day)} {at:%H:%M}" if reading.timed and at else said(reading.day)
        for reading, at in zip(readings, times, strict=True)
    ]
    sentence = tr(
        "That can be read as {readings}. Write it in full, like 2026-03-07 or 7 March 2026 21:40.",
        readings=tr(" or as ").join(names),
    )
    if _ORDERED.search(words):
        return tr("{sentence} Or say once which order you use: recovery config date-order dmy|mdy", sentence=sentence)
    return sentence


def _prepared(text: str) -> tuple[str, bool]:
    """The text in small letters with single blanks, commas only inside numbers; whether it says `about`."""
    plain = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    words = unicodedata.normalize("NFC", plain.casefold()).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    words = " ".join(re.sub(r",(?![0-9])|(?<![0-9]),", " ", words).split())
    without = " ".join(_COUPLE.sub("2 ", _ABOUT.sub("", words)).split())
    return without, without != words


def _readings(words: str, frame: Frame) -> Iterator[Reading]:
    """Everything that the grammar lets the words mean."""
    yield from _from_now(words, frame)
    rest, offset, name = _without_part(words)
    part = PARTS[name] if name else None
    for day_words, clock, clock_words, follows in _places(rest):
        if offset is not None:
            named = [] if day_words else [Day(_lived(frame, offset))]
        else:
            named = list(days.days(day_words, frame)) if day_words else []
        for day in named:
            if clock and clock.bare and not part and not _is_hour(day, clock_words, follows=follows):
                continue
            yield from _on(day, clock, clock_words, part, frame)
        if clock and not day_words and offset is None:
            yield from _alone(clock, clock_words, part, frame)


def _places(words: str) -> Iterator[tuple[str, Clock | None, str, bool]]:
    """The words as a day, a time of day, or both, the time with its words; `True` where it comes last."""
    for day_words, clock_words, follows in _splits(words):
        for clock in hours.clocks(clock_words) if clock_words else (None,):
            yield day_words, clock, clock_words, follows


def _is_hour(day: Day, words: str, *, follows: bool) -> bool:
    """Whether a number alone is the hour of a day: after `at`, or after a day that it cannot belong to as its year."""
    return hours.without_at(words) != words or (follows and (day.whole or len(words) == 1))


def _from_now(words: str, frame: Frame) -> Iterator[Reading]:
    """`now`, and what counts back from it in real time; days and weeks keep the time on the clock."""
    present = frame.present
    if words in ("now", tr("just now"), tr("right now")):
        yield Reading(present.date(), instant=present, timed=True)
    length = hours.length(words.removesuffix(" ago")) if words.endswith(" ago") else None
    if length is None or length.dated:
        return
    instant = (present.astimezone(UTC) - length.exact).astimezone(present.tzinfo) if present.tzinfo else None
    if instant is not None:
        yield Reading(instant.date(), instant=instant.replace(microsecond=0), timed=True)


def _without_part(words: str) -> tuple[str, int | None, str]:
    """The words without a part of a day, the day that it brings along, and its name."""
    if match := _NAMED_PART.search(words):
        offset, name = NAMED_PARTS[match[1]]
        return _cut(words, match), offset, name
    if match := _PART.search(words):
        return _cut(words, match), None, match[1]
    return words, None, ""


def _cut(words: str, match: re.Match[str]) -> str:
    return " ".join((words[: match.start()] + words[match.end() :]).split())


def _splits(words: str) -> Iterator[tuple[str, str, bool]]:
    """The words as a day and a time of day, either of which may be missing; whether the time comes last."""
    yield words, "", False
    if words:
        yield "", words, True
    tokens = words.split(" ")
    for cut in range(1, len(tokens)):
        first, second = " ".join(tokens[:cut]), " ".join(tokens[cut:])
        yield first, second, True
        yield second, first, False


def _lived(frame: Frame, offset: int) -> date:
    """The day of `this evening` or `last night`; in the small hours it is still the evening before."""
    still = offset == 0 and frame.present.time() < BY_HOUR
    return frame.today + timedelta(days=offset - still)


def _on(day: Day, clock: Clock | None, words: str, part: Part | None, frame: Frame) -> Iterator[Reading]:
    """A day, with a time of day, a part of the day, or both."""
    if part is not None:
        yield from _in_part(day, clock, part, frame)
    elif clock is None:
        yield Reading(day.day, frame.wall if day.counted else None, loose="guess" if day.guessed else "")
    elif hours.without_at(words) in MIDNIGHT:
        for morning in (day.day, day.day + timedelta(days=1)):
            if frame.ahead or not frame.later(morning, clock.at):
                yield Reading(morning, clock.at, timed=True)
    else:
        back = day.slides and frame.later(day.day, clock.at)
        guessed = back or day.guessed or clock.spoken or (clock.bare and not clock.sure)
        yield Reading(day.day - timedelta(days=7 * back), clock.at, timed=True, loose="guess" if guessed else "")


def _in_part(day: Day, clock: Clock | None, part: Part, frame: Frame) -> Iterator[Reading]:
    """A part of a day: the time that stands for it, or the one time in it that the hour can mean."""
    if clock is not None:
        for hour in _hours(clock):
            if part.first <= hour < part.end:
                on = day.day + timedelta(days=hour // 24)
                back = day.slides and frame.later(on, clock.at)
                yield Reading(on - timedelta(days=7 * back), clock.at.replace(hour=hour % 24), timed=True)
        return
    if not frame.later(day.day, part.middle) or frame.ahead:
        yield Reading(day.day, part.middle, loose="time")
    elif not frame.later(day.day, part.begins):  # it has begun, and its middle is still to come
        yield Reading(day.day, frame.wall, loose="time")
    else:
        yield Reading(day.day - timedelta(days=7 * day.slides), part.middle, loose="time")


def _hours(clock: Clock) -> set[int]:
    """The hours, counted from the midnight before, that a time of day may mean beside a part of the day."""
    hour = clock.at.hour
    if clock.sure:
        return {hour, hour + 24}
    return {12, 24} if hour == 12 else {hour, hour + 12, hour + 24}


def _alone(clock: Clock, words: str, part: Part | None, frame: Frame) -> Iterator[Reading]:
    """A time of day without a day: the latest one that has passed."""
    if part is not None:
        times = {clock.at.replace(hour=hour % 24) for hour in _hours(clock) if part.first <= hour < part.end}
    elif clock.spoken:
        yield _latest(clock, frame)
        return
    else:
        times = set() if clock.bare else {clock.at}
    for at in sorted(times):
        back = frame.later(frame.today, at)
        yield Reading(frame.today - timedelta(days=back), at, timed=True, loose="guess" if back else "")
    if part is None and clock.letter and not clock.sure:  # 1h30 may be a length whose "ago" was left out
        yield from _from_now(f"{words} ago", frame)


def _latest(clock: Clock, frame: Frame) -> Reading:
    """The latest time at which a clock of twelve hours said that."""
    times = [clock.at.replace(hour=(clock.at.hour + more) % 24) for more in (0, 12)]
    walls = [(frame.today - timedelta(days=frame.later(frame.today, at)), at) for at in times]
    return Reading(*max(walls), timed=True, loose="guess")
