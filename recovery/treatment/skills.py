"""Skills work: the thought record (CBT), the diary card (DBT), and the three rulers (motivational interviewing)."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from recovery.errors import Refused
from recovery.store.records import (
    DAY,
    FLAG,
    ID,
    INSTANT,
    NAME,
    NAMES,
    RATING,
    TEXT,
    TIMEZONE,
    EntryRecord,
    record,
    ruled,
)


@record
class Thought(EntryRecord):
    """A thought record: what happened, what went through the mind, what speaks for and against it, a fairer view.

    `before` and `after` rate how strong the feeling is, 0-10.
    """

    kind: ClassVar[str] = "thought"

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    situation: str = ruled(TEXT)
    thought: str | None = ruled(TEXT, optional=True)
    feeling: str | None = ruled(NAME, optional=True)
    before: int | None = ruled(RATING, optional=True)
    evidence_for: str | None = ruled(TEXT, optional=True)
    evidence_against: str | None = ruled(TEXT, optional=True)
    balanced: str | None = ruled(TEXT, optional=True)
    after: int | None = ruled(RATING, optional=True)


@record
class Card(EntryRecord):
    """A line of the diary card: the urge 0-10, feelings, skills used, and whether the urge was acted on."""

    kind: ClassVar[str] = "card"

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    urge: int = ruled(RATING)
    feelings: tuple[str, ...] = ruled(NAMES, default=())
    skills: tuple[str, ...] = ruled(NAMES, default=())
    acted_on: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)


@record
class Ruler(EntryRecord):
    """How important a change is, how sure one is of it, how ready, each 0-10; and the reasons, in own words."""

    kind: ClassVar[str] = "ruler"

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    about: str | None = ruled(NAME, optional=True)
    importance: int | None = ruled(RATING, optional=True)
    confidence: int | None = ruled(RATING, optional=True)
    readiness: int | None = ruled(RATING, optional=True)
    reasons: tuple[str, ...] = ruled(NAMES, default=())
    note: str | None = ruled(TEXT, optional=True)

    def check_whole(self) -> None:
        """At least one ruler or reason; raises `Refused`."""
        if (self.importance, self.confidence, self.readiness, *self.reasons) == (None, None, None):
            raise Refused("There must be importance, confidence, readiness or a reason.")
