"""An open journal together with whose it is: its clock and its days. Every command of a slice starts here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from recovery import clock
from recovery.console import tell
from recovery.dates.understood import said_at
from recovery.errors import NotFound, Refused, Usage
from recovery.language import tr
from recovery.prompts import ask_again
from recovery.store import connection, home, invocation, rows, rules, typed_dates
from recovery.store.command_names import INIT
from recovery.store.connection import Journal
from recovery.store.profile import Profile
from recovery.store.rules import zone_of

FUTURE_DAY = tr("That day is still to come.")
FROM_AFTER_TO = tr("The first day is after the last one. Swap --from and --to.")
ONE_WAY = tr("Use --last, or --from and --to, not both.")
NOON = time(12)
TWICE = tr("The clock showed that time twice that night; the first one was taken.")
WHEN = tr("When was it? (such as yesterday 9pm, 3 days ago, 2026-03-07 21:40; Enter: now)")
WHICH_DAY = tr("Which day? (such as yesterday, friday, 2026-03-07)")

NOT_CARRIED = tr("Nothing was carried over to this device yet. Do that with: recovery sync")
NEW_JOURNAL = tr("A new journal was made on this machine (time zone {}, days begin at 04:00).")
WHAT_OF = tr("To count days, say what you stay free of: recovery substance add NAME --since DAY")
BEFORE_SYNC = (tr("What your other devices hold comes with the first sync: recovery sync"),)


class Diary(NamedTuple):
    """A journal and the profile that its new entries take their clock from."""

    journal: Journal
    profile: Profile

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of new entries."""
        return zone_of(self.profile.timezone)

    @property
    def today(self) -> date:
        """The day being lived."""
        return clock.today(self.zone, self.profile.day_starts)

    def day_of(self, at: datetime) -> date:
        """The lived day of an instant."""
        return clock.day_of(at, self.profile.day_starts)

    def when(self, text: str | None) -> datetime:
        """The past instant a person names, now when they name none; what cannot be read is asked on a terminal."""
        return self._now() if text is None else ask_again(text, self.instant, WHEN, left=self._now)

    def _now(self) -> datetime:
        """The present."""
        return clock.now(self.zone)

    def instant(self, text: str) -> datetime:
        """The past instant a text names; says so where it was loose, or where the clock showed it twice."""
        when = typed_dates.when(text, self.zone)
        if when.loose:
            tell(tr("Taken as {when}.", when=said_at(when.at, when.loose)))
        if when.twice:
            tell(TWICE)
        return when.at

    def past_day(self, text: str | None) -> date:
        """The day a person names, today when they name none; raises `Refused` for one that is still to come."""
        return self.today if text is None else ask_again(text, self.day, WHICH_DAY)

    def day(self, text: str) -> date:
        """The day a text names; raises `Usage`, and `Refused` for one that is still to come."""
        day = self.named_day(text)
        if day > self.today:
            raise Refused(FUTURE_DAY)
        return day

    def named_day(self, text: str) -> date:
        """The day a text names, whenever that is; raises `Usage`."""
        today = self.today
        return typed_dates.day(text, today, night=clock.now(self.zone).date() > today)

    def days(self, first: str | None, last: str | None, span: str | None) -> tuple[date | None, date | None]:
        """The first and the last day that the options name, both included, `None` for an open end.

        `span` is the length of the days that end today. Raises `Usage`, `Refused` where the first is after the last.
        """
        if span is not None:
            if first or last:
                raise Usage(ONE_WAY)
            return self.last_days(span)
        start = ask_again(first, self.named_day, WHICH_DAY) if first else None
        end = ask_again(last, self.named_day, WHICH_DAY) if last else None
        if start and end and start > end:
            raise Refused(FROM_AFTER_TO)
        return start, end

    def days_or_last(self, first: str | None, last: str | None, span: str | None, count: int) -> tuple[date, date]:
        """The same without an open end: up to today, and `count` days in all where no first day is named."""
        start, end = self.days(first, last, span)
        end = end or self.today
        start = start or end - timedelta(days=count - 1)
        if start > end:
            raise Refused(FROM_AFTER_TO)
        return start, end

    def last_days(self, span: str) -> tuple[date, date]:
        """The first and the last of the days that end today, `span` in all: `28d`, `8w`; raises `Usage`."""
        return self.today - timedelta(days=clock.parse_span(span) - 1), self.today

    def coming_day(self, text: str | None) -> date | None:
        """The day a text names for something to come, `None` where none is named: a weekday is the next one."""
        return None if text is None else ask_again(text, self._ahead, WHICH_DAY)

    def _ahead(self, text: str) -> date:
        return typed_dates.day(text, self.today, ahead=True)

    def stamps(self, at: datetime) -> dict[str, object]:
        """What every new timed entry carries: a fresh id, its instant, its zone and its lived day."""
        return {"id": new_id(), "at": at, "timezone": self.profile.timezone, "day": self.day_of(at)}

    def stamps_on(self, day: date) -> dict[str, object]:
        """The same for what is written down for a day as a whole."""
        return {**self.stamps(self.time_on(day)), "day": day}

    def time_on(self, day: date) -> datetime:
        """The instant that stands for a day: now for today, noon of a day gone by."""
        if day == self.today:
            return clock.now(self.zone)
        noon = datetime.combine(day, NOON, tzinfo=self.zone)
        return noon if noon.time() >= self.profile.day_starts else noon + timedelta(days=1)


def days_from(first: date, count: int) -> list[date]:
    """`count` days in a row, beginning with `first`."""
    return [first + timedelta(days=number) for number in range(count)]


def days_before(day: date, count: int) -> list[date]:
    """`count` days in a row, the last of them the one before `day`."""
    return days_from(day - timedelta(days=count), count)


def new_id() -> str:
    """A random UUIDv4: an id must not tell when it was made."""
    return invocation.next_id() or rules.new_id()


@contextmanager
def existing(ask: str = connection.PERSON) -> Iterator[Diary]:
    """The diary of the journal that is there, to read it or to write into it; raises as `connection.existing` does."""
    with connection.existing(ask) as journal:
        yield Diary(journal, _profile(journal))


@contextmanager
def existing_or_new() -> Iterator[Diary]:
    """The diary, for a command that may write the first entry.

    A journal that is not there yet is made with this machine's zone, and the person is told.
    """
    with connection.existing_or_new() as journal:
        profile = rows.profile(journal)
        if profile is None:
            profile = Profile(timezone=clock.system_zone())
            start(journal, profile)
            from recovery.store import sync_state

            tell(*(BEFORE_SYNC if sync_state.syncs(journal) else (NEW_JOURNAL.format(profile.timezone), WHAT_OF)))
        yield Diary(journal, profile)


def start(journal: Journal, profile: Profile) -> None:
    """Give a new journal its profile; not a step that `undo` takes back.

    The country of its zone is kept where none is, so that nobody reads the numbers of another one.
    """
    with journal.command(INIT):
        if rows.profile(journal) is None:
            rows.add(journal, profile)
    settings, country = home.settings(), clock.country_of(profile.timezone)
    if country is not None and "country" not in settings:
        home.save_settings({**settings, "country": country})


def _profile(journal: Journal) -> Profile:
    profile = rows.profile(journal)
    if profile is None:
        from recovery.store import sync_state

        raise NotFound(NOT_CARRIED if sync_state.syncs(journal) else connection.NO_JOURNAL)
    return profile
