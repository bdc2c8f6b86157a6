"""The only reader of the clock: what time it is, which lived day that is, and what a person means by "fri 21:00".

Instants are aware datetimes in an IANA zone, in whole seconds. A lived day begins at `day_starts`, not at midnight.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from time import time_ns
from zoneinfo import ZoneInfo

from recovery.errors import Refused, Usage
from recovery.language import tr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from recovery.dates.reading import Order
    from recovery.dates.understood import Loose, Reading

NOON = time(12)
FUTURE = tr(
    "That time is still to come. An entry is for something that has already happened; leave out --at to mean now."
)
SKIPPED = tr(
    "That time did not exist in your time zone: the clocks jumped forward past it. Give the time just before or after."
)
NOT_A_TIME = tr("That is not a time I can read. Write it like: yesterday 11pm, fri 21:00, 3h ago, 2026-03-07 21:40.")
NOT_A_DAY = tr("That is not a day I can read. Write it like: 2026-03-07, yesterday, friday, 3 days ago.")

# The instant that counts as the present while something recorded earlier is taken in.
_RECORDED: ContextVar[datetime | None] = ContextVar("recorded", default=None)
_SPAN = r"(\d{1,5})\s*(d|days?|w|weeks?)"
LAST_NIGHT = (tr("last night"), tr("last evening"))


class When:
    """An instant a person named; `twice` says that its wall-clock time happened twice and the first is meant.

    `loose`: the time (`time`) or the day (`day`) is only about right, or part of it was a `guess`; else empty.
    """

    __slots__ = ("at", "loose", "twice")

    def __init__(self, at: datetime, *, twice: bool = False, loose: Loose = "") -> None:
        self.at, self.twice, self.loose = at, twice, loose


@contextmanager
def as_recorded(instant: datetime) -> Iterator[None]:
    """Let the present be an instant recorded earlier, never one that is still to come."""
    before = _RECORDED.set(min(instant.astimezone(UTC), datetime.now(UTC)))
    try:
        yield
    finally:
        _RECORDED.reset(before)


def _present() -> datetime:
    return _RECORDED.get() or datetime.now(UTC)


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


def parse_when(text: str, zone: ZoneInfo, order: Order | None = None) -> When:
    """The past instant that a person names; raises `Usage` when it cannot be read, `Refused` when it cannot be meant.

    A weekday or a time of day alone is the latest one; a date alone is noon of that date, today alone is now.
    """
    from recovery.dates.reading import read

    present = now(zone)
    reading = read(text, present, order=order)
    if reading is None:
        raise Usage(NOT_A_TIME)
    try:
        when = When(reading.instant) if reading.instant else _resolved(reading, present)
        still_to_come = _later(when.at, present)
    except OverflowError as error:  # before the year 1 or after 9999 in one zone or another
        raise Usage(NOT_A_TIME) from error
    if still_to_come:
        raise Refused(FUTURE)
    noon = reading.at is None and reading.instant is None and reading.day != present.date()
    counted = reading.at is not None and not reading.timed
    loose = "time" if reading.loose in ("", "guess") and (noon or counted) else reading.loose
    return When(when.at, twice=when.twice, loose=loose)


def parse_day(text: str, today: date, *, ahead: bool = False, night: bool = False, order: Order | None = None) -> date:
    """The day that a person names, seen from the lived day `today`; it may lie ahead. Raises `Usage`.

    With `ahead` a weekday, or a date without a year, is the next one: for something to come. `night` says that the
    calendar is a date further than `today`, so that `last night` still belongs to it.
    """
    from recovery.dates.reading import read

    if night and _words(text) in LAST_NIGHT:
        return today
    reading = read(text, datetime.combine(today, time.max), ahead=ahead, order=order)
    if reading is None or reading.timed:
        raise Usage(NOT_A_DAY)
    return reading.day


def parse_span(text: str) -> int:
    """A number of days from text like `28d` or `8w`; raises `Usage`."""
    import re

    match = re.fullmatch(_SPAN, _words(text))
    days = int(match[1]) * (7 if match[2].startswith("w") else 1) if match else 0
    if not 0 < days <= 36_525:
        raise Usage(tr("Write a length of time like 28d or 8w."))
    return days


def parse_seconds(text: str) -> int:
    """A length of time in seconds from text like `15m`, `8h` or `2d`; raises `Usage`."""
    import re

    match = re.fullmatch(r"(\d{1,4})\s*([mhd])", _words(text))
    seconds = int(match[1]) * {"m": 60, "h": 3600, "d": 86_400}[match[2]] if match else 0
    if not 0 < seconds <= 31 * 86_400:
        raise Usage(tr("Write a length of time like 15m, 8h or 2d, up to a month."))
    return seconds


def parse_zone(name: str) -> ZoneInfo:
    """The zone of that name, or of a city, `new york`; raises `Refused`."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        from recovery.dates import zones

        full_name = zones.named(name)
        if full_name is None:
            raise Refused(
                tr(
                    "That is not a time zone I know. Type a large city near you, such as New York, or a zone name such "
                    "as America/New_York."
                )
            ) from error
        return ZoneInfo(full_name)


def parse_time_of_day(text: str) -> time:
    """A time of day such as `04:00`; raises `Usage`."""
    from recovery.dates import hours

    at = hours.clock(_words(text))
    if at is None or at.bare:
        raise Usage(tr("Write a time of day like 04:00."))
    return at.at


def country_of(zone: str) -> str | None:
    """The ISO 3166 code of the country whose clock a zone is; `None` for a zone that is of no country, such as UTC.

    An older name of a zone, such as Asia/Calcutta, which browsers still give, is of the country of the newer one.
    """
    rows = (line.split("\t") for line in _tzdata("zone.tab") if not line.startswith("#"))
    countries = {columns[2]: columns[0] for columns in rows}
    if zone in countries:
        return countries[zone]
    links = (line.split() for line in _tzdata("tzdata.zi") if line.startswith("L "))
    return next((countries.get(target) for _, target, name in links if name == zone), None)


def _tzdata(name: str) -> list[str]:
    from importlib.resources import files

    return files("tzdata").joinpath("zoneinfo", name).read_text("utf-8").splitlines()


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


def _resolved(reading: Reading, present: datetime) -> When:
    """The instant of a day by the calendar with a time of day, or with what stands for one."""
    if reading.at is None and reading.day == present.date():
        return When(present)
    return resolve(datetime.combine(reading.day, reading.at or NOON, tzinfo=present.tzinfo))
