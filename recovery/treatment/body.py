"""The body and the day's signs: self-rated withdrawal, optional vital signs, and what the check-in may ask besides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar

from recovery.console import commas
from recovery.errors import Refused
from recovery.language import Noun, tr
from recovery.store.names import NAMES
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, FLAG, ID, INSTANT, RATING, TEXT, TIMEZONE, number, whole
from recovery.treatment.phrases import rated

FAHRENHEIT = (86, 113)  # 30 to 45 degrees Celsius: whatever lies between can be nothing else
PARTS = ("withdrawal", "pulse", "temperature", "systolic", "diastolic", "sleep_hours")


@record
class Body(EntryRecord):
    """Withdrawal as the person rates it, 0-10, and what was measured; at least one of them.

    `pulse` is beats a minute, `temperature` degrees Celsius, `systolic` and `diastolic` mmHg, `sleep_hours` hours.
    """

    kind: ClassVar[str] = "body"
    called: ClassVar[Noun] = Noun("body entry", "body entries")
    searched: ClassVar[tuple[str, ...]] = ("symptoms", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    withdrawal: int | None = ruled(RATING, optional=True)
    pulse: int | None = ruled(whole(20, 300), optional=True)
    temperature: float | None = ruled(number(30, 45), optional=True)
    systolic: int | None = ruled(whole(40, 300), optional=True)
    diastolic: int | None = ruled(whole(20, 200), optional=True)
    sleep_hours: float | None = ruled(number(0, 24), optional=True)
    symptoms: tuple[str, ...] = ruled(NAMES, default=())
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("body")
        yield rated(tr("withdrawal"), self.withdrawal)
        yield rated(tr("pulse"), self.pulse)
        yield f"{self.temperature:.1f} \N{DEGREE SIGN}C" if self.temperature is not None else ""
        yield f"{self.systolic}/{self.diastolic} mmHg" if self.systolic is not None else ""
        yield tr("slept {hours:g} h", hours=self.sleep_hours) if self.sleep_hours is not None else ""
        yield commas(self.symptoms)

    def check_whole(self) -> None:
        """At least one part, and blood pressure with both its numbers; raises `Refused`."""
        if all(getattr(self, name) is None for name in PARTS) and not self.symptoms:
            raise Refused(tr("There must be withdrawal, a measurement or a symptom."))
        if (self.systolic is None) != (self.diastolic is None):
            raise Refused(tr("Blood pressure has two numbers, such as 120/80."))
        if self.systolic is not None and self.diastolic is not None and self.diastolic >= self.systolic:
            raise Refused(tr("Blood pressure has its higher number first, such as 120/80."))


@record
class Wellbeing(EntryRecord):
    """The day's answers beyond the check-in's own: good and hard moments with others, thoughts of suicide."""

    kind: ClassVar[str] = "wellbeing"
    called: ClassVar[Noun] = Noun("day with others and within", "days with others and within")
    searched: ClassVar[tuple[str, ...]] = ("note",)
    natural_key: ClassVar[str | None] = "day"

    id: str = ruled(ID)
    day: date = ruled(DAY)
    good_exchanges: int | None = ruled(whole(0, 100), optional=True)
    hard_exchanges: int | None = ruled(whole(0, 100), optional=True)
    thoughts_of_suicide: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("with others and within")
        if self.good_exchanges is not None or self.hard_exchanges is not None:
            good, hard = self.good_exchanges or 0, self.hard_exchanges or 0
            yield tr("with others: {good} good, {hard} hard", good=good, hard=hard)
        yield tr("thoughts of suicide") if self.thoughts_of_suicide else ""


def celsius(text: str) -> float:
    """Degrees Celsius from text with or without a unit: `37.2`, `37,2C`, `99.0F`, `99.0`; raises `Refused`."""
    match = re.fullmatch(r"(\d{2,3}(?:[.,]\d{1,2})?)\s*([cCfF]?)", text.strip())
    if match is None:
        raise Refused(tr("A temperature is written like 37.2, 37.2C or 99.0F."))
    degrees = float(match[1].replace(",", "."))
    is_fahrenheit = match[2] in ("f", "F") or (not match[2] and FAHRENHEIT[0] <= degrees <= FAHRENHEIT[1])
    return round((degrees - 32) * 5 / 9, 2) if is_fahrenheit else degrees


def blood_pressure(text: str) -> tuple[int, int]:
    """The systolic and the diastolic number of `120/80`, in mmHg; raises `Refused`."""
    match = re.fullmatch(r"(\d{2,3})\s*/\s*(\d{2,3})", text.strip())
    if match is None:
        raise Refused(tr("Blood pressure is written like 120/80."))
    return int(match[1]), int(match[2])
