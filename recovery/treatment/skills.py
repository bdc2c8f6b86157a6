"""Skills work: the thought record (CBT), the diary card (DBT), and the three rulers (motivational interviewing)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import ClassVar

from recovery.console import commas, one_line
from recovery.errors import Refused
from recovery.language import Noun, tr
from recovery.store.names import NAME, NAMES
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, FLAG, ID, INSTANT, RATING, TEXT, TIMEZONE
from recovery.treatment.phrases import change, rated


@record
class Thought(EntryRecord):
    """A thought record: what happened, what went through the mind, what speaks for and against it, a fairer view.

    `before` and `after` rate how strong the feeling is, 0-10.
    """

    kind: ClassVar[str] = "thought"
    called: ClassVar[Noun] = Noun("thought record", "thought records")
    searched: ClassVar[tuple[str, ...]] = (
        *("situation", "thought", "feeling"),
        *("evidence_for", "evidence_against", "balanced"),
    )
    long: ClassVar[Mapping[str, str]] = {
        "situation": tr("what happened"),
        "thought": tr("thought"),
        "evidence_for": tr("speaks for it"),
        "evidence_against": tr("speaks against it"),
        "balanced": tr("fairer view"),
    }

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

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield self.called()
        yield change(one_line(self.feeling or tr("feeling")), self.before, self.after)


@record
class DiaryCard(EntryRecord):
    """A line of the diary card: the urge 0-10, feelings, skills used, and whether the urge was acted on."""

    kind: ClassVar[str] = "card"
    called: ClassVar[Noun] = Noun("diary card", "diary cards")
    searched: ClassVar[tuple[str, ...]] = ("feelings", "skills", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    urge: int = ruled(RATING)
    feelings: tuple[str, ...] = ruled(NAMES, default=())
    skills: tuple[str, ...] = ruled(NAMES, default=())
    acted_on: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield self.called()
        yield tr("urge {urge}", urge=self.urge)
        yield commas(self.feelings)
        yield commas(self.skills)
        yield {True: tr("acted on"), False: tr("not acted on"), None: ""}[self.acted_on]


@record
class Ruler(EntryRecord):
    """How important a change is, how sure one is of it, how ready, each 0-10; and the reasons, in own words."""

    kind: ClassVar[str] = "ruler"
    called: ClassVar[Noun] = Noun("set of rulers", "sets of rulers")
    searched: ClassVar[tuple[str, ...]] = ("about", "reasons", "note")

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

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("rulers")
        yield one_line(self.about or "")
        yield rated(tr("importance"), self.importance)
        yield rated(tr("confidence"), self.confidence)
        yield rated(tr("readiness"), self.readiness)
        yield commas(self.reasons)

    def check_whole(self) -> None:
        """At least one ruler or reason; raises `Refused`."""
        if (self.importance, self.confidence, self.readiness, *self.reasons) == (None, None, None):
            raise Refused(tr("There must be importance, confidence, readiness or a reason."))
