"""Naloxone and its dates, tests, vaccines, emergency visits, and what every card must take into account."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import ClassVar

from recovery.console import one_line
from recovery.language import Noun, tr
from recovery.outlets import words
from recovery.store import typed_dates
from recovery.store.names import NAME
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, FLAG, ID, TEXT, choice, whole

TYPES = ("test", "vaccine", "visit", "condition")
EXPIRES_SOON_DAYS = 30


@record
class Supply(EntryRecord):
    """Naloxone (or something else that must be at hand): where it is, how many, until when."""

    kind: ClassVar[str] = "supply"
    called: ClassVar[Noun] = Noun("supply", "supplies")
    searched: ClassVar[tuple[str, ...]] = ("what", "place", "note")

    id: str = ruled(ID)
    day: date = ruled(DAY)
    what: str = ruled(NAME, default="naloxone")
    place: str = ruled(NAME)
    count: int = ruled(whole(1, 100), default=1)
    until: date | None = ruled(DAY, optional=True)
    closed: date | None = ruled(DAY, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield one_line(self.what)
        yield one_line(self.place)
        yield tr("{count} there", count=self.count) if self.count > 1 else ""
        yield tr("until {day}", day=words.day(self.until)) if self.until else ""
        yield tr("gone {day}", day=words.day(self.closed)) if self.closed else ""


@record
class Health(EntryRecord):
    """A test, a vaccine or an emergency visit on a day, or a condition such as a pregnancy from a day on.

    `again` is the day on which it is due again; `confirmed` says whether somebody
    with a laboratory confirmed what the person tells.
    """

    kind: ClassVar[str] = "health"
    called: ClassVar[Noun] = Noun("health entry", "health entries")
    searched: ClassVar[tuple[str, ...]] = ("name", "result", "note")

    id: str = ruled(ID)
    day: date = ruled(DAY)
    type: str = ruled(choice(*TYPES))
    name: str = ruled(NAME)
    dated: date = ruled(DAY)
    until: date | None = ruled(DAY, optional=True)
    result: str | None = ruled(NAME, optional=True)
    confirmed: bool | None = ruled(FLAG, optional=True)
    again: date | None = ruled(DAY, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield self.type
        yield one_line(self.name)
        yield words.day(self.dated)
        yield one_line(self.result or "")
        yield {True: tr("confirmed"), False: tr("not confirmed"), None: ""}[self.confirmed]
        yield tr("again {day}", day=words.day(self.again)) if self.again else ""


def at_hand(supplies: Iterable[Supply], day: date) -> list[Supply]:
    """What is not used up or put away on that day, what lasts longest first."""
    kept = [supply for supply in supplies if supply.closed is None or supply.closed > day]
    return sorted(kept, key=lambda supply: supply.until or date.max, reverse=True)


def expiring(supplies: Iterable[Supply], day: date) -> list[Supply]:
    """What has expired or will within 30 days."""
    limit = day + timedelta(days=EXPIRES_SOON_DAYS)
    return [supply for supply in at_hand(supplies, day) if supply.until is not None and supply.until <= limit]


def pregnant(conditions: Iterable[Health], day: date) -> bool:
    """Whether a pregnancy is written down that holds on that day: the cards then say whom to call."""
    return any(
        condition.type == "condition"
        and "pregnan" in condition.name.casefold()
        and condition.dated <= day
        and (condition.until is None or day <= condition.until)
        for condition in conditions
    )


def expiry(text: str, today: date) -> date:
    """The last day that a date on a package means: a month alone lasts to its last day. Raises `Usage`."""
    match = re.fullmatch(r"(\d{4})-(\d{2})", text.strip())
    if match is None:
        return typed_dates.day(text, today, ahead=True)
    following = typed_dates.day(f"{match[1]}-{match[2]}-28", today) + timedelta(days=4)
    return following - timedelta(days=following.day)
