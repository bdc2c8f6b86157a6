"""Where a person went for help: counseling, groups, activities; and what they want to talk about there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import ClassVar

from recovery.console import one_line
from recovery.language import Noun, tr
from recovery.outlets import words
from recovery.store.names import NAME
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, FLAG, ID, INSTANT, RATING, TEXT, TIMEZONE, choice, whole
from recovery.treatment.phrases import change

TYPES = ("counseling", "group", "family", "12-step", "smart", "activity", "other")
ACTIVITY = "activity"


@record
class Attendance(EntryRecord):
    """A session, meeting or activity. `before` and `after` rate the mood, for an activity the craving, 0-10."""

    kind: ClassVar[str] = "attendance"
    called: ClassVar[Noun] = Noun("attendance", "attendances")
    searched: ClassVar[tuple[str, ...]] = ("type", "name", "takeaway", "homework", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    type: str = ruled(choice(*TYPES))
    name: str | None = ruled(NAME, optional=True)
    before: int | None = ruled(RATING, optional=True)
    after: int | None = ruled(RATING, optional=True)
    minutes: int | None = ruled(whole(0, 1440), optional=True)
    takeaway: str | None = ruled(TEXT, optional=True)
    homework: str | None = ruled(TEXT, optional=True)
    homework_done: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield self.type
        yield one_line(self.name or "")
        yield change(self.rated, self.before, self.after)
        yield tr("{minutes} min", minutes=self.minutes) if self.minutes is not None else ""

    def texts(self) -> Iterator[str]:
        """What was taken away, the homework and whether it is done, the note."""
        if self.takeaway:
            yield tr("takeaway: {text}", text=self.takeaway)
        if self.homework:
            yield tr("homework: {text}", text=self.homework) + (tr(" (done)") if self.homework_done else "")
        if self.note:
            yield self.note

    @property
    def rated(self) -> str:
        """What `before` and `after` rate: `craving` for an activity, else `mood`."""
        return "craving" if self.type == ACTIVITY else "mood"


@record
class Topic(EntryRecord):
    """Something to discuss at the next appointment; it heads the counselor's page until it is `done`."""

    kind: ClassVar[str] = "topic"
    called: ClassVar[Noun] = Noun("topic", "topics")
    searched: ClassVar[tuple[str, ...]] = ("text",)
    long: ClassVar[Mapping[str, str]] = {"text": ""}

    id: str = ruled(ID)
    day: date = ruled(DAY)
    text: str = ruled(TEXT)
    done: date | None = ruled(DAY, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("to discuss (done {day})", day=words.day(self.done)) if self.done else tr("to discuss")
