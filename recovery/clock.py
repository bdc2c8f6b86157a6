"""The only reader of the clock: what time it is, which lived day that is, and what a person means by "fri 21:00".

Instants are aware datetimes in an IANA zone, in whole seconds. A lived day begins at `day_starts`, not at midnight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from time import time_ns
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from recovery.errors import Refused, Usage

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NOON = time(12)
FUTURE = "That time is still to come. An entry is for something that has happened; leave --at out for now."
SKIPPED = (
    "That hour did not exist in your time zone: the clocks went forward over it. Give the time just before or after."
)
NOT_A_TIME = "That is not a time I can read. Write it like: yesterday 11pm, fri 21:00, 3h ago, 2026-03-07 21:40."
NOT_A_DAY = "That is not a day I can read. Write it like: 2026-03-07, yesterday, friday, 3 days ago."

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGO = r"(\d{1,5}|an?)\s*(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w) ago"
_TIME = r"(?:at )?(?:(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([ap]\.?m\.?)?|(\d{1,2})\s*([ap]\.?m\.?))"
_SPAN = r"(\d{1,5})\s*([dw])"


class When(NamedTuple):
    """An instant a person named; `twice` says that its wall-clock time happened twice and the first is meant."""

    at: datetime
    twice: bool = False


class _Recorded:
    """The instant that counts as the present, while something recorded earlier is taken in."""

    instant: datetime | None = None


@contextmanager
def as_recorded(instant: datetime) -> Iterator[None]:
    """Let the present be an instant recorded earlier, never one that is still to come."""
    before = _Recorded.instant
    _Recorded.instant = min(instant.astimezone(UTC), datetime.now(UTC))
    try:
        yield
    finally:
        _Recorded.instant = before


def _present() -> datetime:
    return _Recorded.instant or datetime.now(UTC)


def now(zone: ZoneInfo) -> datetime:
    """The present, in whole seconds."""
    return _present().astimezone(zone).replace(microsecond=0)


def stamp() -> str:
    """The present as UTC text, for history."""
    return _present().strftime("%Y-%m-%dT%H:%M:%SZ")


def machine_now() -> datetime:
    """The present on this machine's own clock, for names of files and for what is due once a day."""
    return datetime.now(UTC).astimezone()


def nanoseconds() -> int:
    """The present in nanoseconds since 1970, to tell apart and to order what happens within a second."""
    return time_ns()


def today(zone: ZoneInfo, day_starts: time) -> date:
    """The day being lived now."""
    return day_of(now(zone), day_starts)


def latest_day() -> date:
    """The calendar date in the place on Earth where it is latest; no lived day can be after it."""
    return (_present() + timedelta(hours=14)).date()


def system_zone() -> str:
    """The IANA name of this machine's time zone, `UTC` where it cannot be told."""
    from tzlocal import get_localzone_name, reload_localzone

    try:
        reload_localzone()  # it remembers the first answer for good, and TZ may have changed since
        name = get_localzone_name()
        return ZoneInfo(name).key if name else "UTC"
    except (ValueError, OSError, LookupError):
        return "UTC"


def day_of(at: datetime, day_starts: time) -> date:
    """The lived day of an instant, by the wall clock of the zone it carries."""
    wall = at.date()
    return wall - timedelta(days=1) if at.time() < day_starts else wall


def exists(wall: datetime) -> bool:
    """Whether a wall-clock time was ever shown in its zone: false in the hour lost in spring."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo).replace(tzinfo=None) == wall.replace(tzinfo=None)


def happens_twice(wall: datetime) -> bool:
    """Whether the clock showed this time twice, as it does in autumn."""
    return exists(wall) and wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


def parse_when(text: str, zone: ZoneInfo) -> When:
    """The past instant that a person names; raises `Usage` when it cannot be read, `Refused` when it cannot be meant.

    A weekday or a time of day alone is the latest one; a date alone is noon of that date, today alone is now.
    """
    present = now(zone)
    words = _words(text)
    try:
        when = _ago(words, present) or _instant(text.strip(), zone) or _wall(words, present)
    except OverflowError as error:  # before the year 1 or after 9999 in one zone or another
        raise Usage(NOT_A_TIME) from error
    if _later(when.at, present):
        raise Refused(FUTURE)
    return when


def parse_day(text: str, today: date) -> date:
    """The day that a person names, seen from the lived day `today`; it may lie ahead. Raises `Usage`."""
    words = _words(text)
    try:
        if (match := re.fullmatch(_AGO, words)) and match[2][0] in "dw":
            return today - _delta(match)
        return _date_words(words, today) or _free_form(words, datetime.combine(today, time.max)).at.date()
    except OverflowError as error:
        raise Usage(NOT_A_DAY) from error


def parse_span(text: str) -> int:
    """A number of days from text like `28d` or `8w`; raises `Usage`."""
    match = re.fullmatch(_SPAN, _words(text))
    days = int(match[1]) * (7 if match[2] == "w" else 1) if match else 0
    if not 0 < days <= 36_525:
        raise Usage("A length of time is written like 28d or 8w.")
    return days


def parse_seconds(text: str) -> int:
    """A length of time in seconds from text like `15m`, `8h` or `2d`; raises `Usage`."""
    match = re.fullmatch(r"(\d{1,4})\s*([mhd])", _words(text))
    seconds = int(match[1]) * {"m": 60, "h": 3600, "d": 86_400}[match[2]] if match else 0
    if not 0 < seconds <= 31 * 86_400:
        raise Usage("A length of time is written like 15m, 8h or 2d, a month at most.")
    return seconds


def parse_zone(name: str) -> ZoneInfo:
    """The zone of that name; raises `Refused`."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise Refused("That is not a time zone I know. Use an IANA name such as America/New_York.") from error


def parse_time_of_day(text: str) -> time:
    """A time of day such as `04:00`; raises `Usage`."""
    found = _time_of(_words(text))
    if found is None:
        raise Usage("A time of day is written like 04:00.")
    return found


def time_said(hour: str, minute: str | None, second: str | None, half: str | None) -> time | None:
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


def resolve(wall: datetime) -> When:
    """The instant of a wall-clock time in its zone, the first where it happens twice; raises `Refused` in a gap."""
    if not exists(wall):
        raise Refused(SKIPPED)
    return When(wall.replace(fold=0), twice=happens_twice(wall))


def _later(one: datetime, other: datetime) -> bool:
    """Whether it comes after the other; between two times of one zone Python would compare the clocks on the wall."""
    return one.astimezone(UTC) > other.astimezone(UTC)


def _words(text: str) -> str:
    return " ".join(text.lower().replace(",", " ").split())


def _delta(match: re.Match[str]) -> timedelta:
    amount = 1 if match[1] in ("a", "an") else int(match[1])
    return timedelta(**{_UNITS[match[2][0]]: amount})


def _ago(words: str, present: datetime) -> When | None:
    """`3h ago` counts real time; `2 days ago` keeps the time on the clock."""
    if words == "now":
        return When(present)
    match = re.fullmatch(_AGO, words)
    if not match:
        return None
    if match[2][0] in "dw":
        return resolve(present - _delta(match))
    return When((present.astimezone(UTC) - _delta(match)).astimezone(present.tzinfo))


def _instant(text: str, zone: ZoneInfo) -> When | None:
    """ISO 8601, with an offset or on the clock of the zone."""
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d", text):
        return None
    try:
        at = datetime.fromisoformat(text.upper().replace(" +", "+")).replace(microsecond=0)
        if at.tzinfo is not None:
            return When(at.astimezone(zone))
    except (ValueError, OverflowError):
        return None
    return resolve(at.replace(tzinfo=zone))


def _time_of(words: str) -> time | None:
    match = re.fullmatch(_TIME, words)
    if words in ("noon", "midday"):
        return NOON
    if not match:
        return None
    return time_said(match[1] or match[5], match[2], match[3], match[4] or match[6])


def _date_words(words: str, today: date) -> date | None:
    if words in ("today", "yesterday", "tomorrow"):
        return today + timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[words])
    name = words.removeprefix("last ").removeprefix("on ")
    matches = [number for number, day in enumerate(WEEKDAYS) if len(name) >= 3 and day.startswith(name)]
    if matches:
        return today - timedelta(days=(today.weekday() - matches[0]) % 7)
    try:
        return date.fromisoformat(words) if len(words) == 10 else None
    except ValueError:
        return None


def _wall(words: str, present: datetime) -> When:
    """Words for a date, a time of day or both, on the clock of `present`'s zone."""
    if (clock := _time_of(words)) is not None:
        wall = present.replace(hour=clock.hour, minute=clock.minute, second=clock.second, fold=0)
        return resolve(wall - timedelta(days=1) if _later(wall, present) else wall)
    if (day := _date_words(words, present.date())) is not None:
        return When(present) if day == present.date() else resolve(_at(day, NOON, present.tzinfo))
    parts = words.split(" ")
    for cut in range(1, len(parts)):
        day = _date_words(" ".join(parts[:cut]), present.date())
        clock = _time_of(" ".join(parts[cut:]))
        if day is not None and clock is not None:
            wall = _at(day, clock, present.tzinfo)
            weekday = not parts[0].startswith(("today", "yesterday", "tomorrow")) and not parts[0][0].isdigit()
            return resolve(wall - timedelta(days=7) if weekday and _later(wall, present) else wall)
    return _free_form(words, present)


def _at(day: date, clock: time, zone: Any) -> datetime:
    return datetime.combine(day, clock, tzinfo=zone)


def _free_form(words: str, present: datetime) -> When:
    """Everything else, by dateutil; a date without a year is the latest one."""
    from dateutil.parser import parse

    unreadable = Usage(NOT_A_TIME if present.tzinfo else NOT_A_DAY)
    # Two leap years: what comes out alike was said, the rest was filled in.
    first, second = datetime(1904, 1, 1), datetime(1908, 2, 2, 1, 1, 1)
    try:
        one, other = parse(words, default=first), parse(words, default=second)
    except (ValueError, OverflowError, TypeError) as error:
        raise unreadable from error
    if (one.month, one.day) != (other.month, other.day):
        raise unreadable
    hour = one.time().replace(microsecond=0) if one.hour == other.hour else NOON
    zone = one.tzinfo or present.tzinfo
    years = [one.year] if one.year == other.year else range(present.year, present.year - 9, -1)
    for year in years:
        try:
            wall = datetime.combine(one.date().replace(year=year), hour, tzinfo=zone)
        except ValueError:  # 29 February of a common year
            continue
        if len(years) == 1 or not (_later(wall, present) if zone else wall > present):
            break
    else:
        raise unreadable
    if zone is None:
        return When(wall)
    return resolve(wall) if one.tzinfo is None else When(wall.astimezone(present.tzinfo))
