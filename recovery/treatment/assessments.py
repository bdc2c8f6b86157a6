"""Assessments: a questionnaire as it was answered, and how often a person wants to answer one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from recovery.errors import Refused
from recovery.language import Noun, tr
from recovery.store.names import NAME
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, FLAG, ID, INSTANT, TEXT, TIMEZONE, Rule, listed, refuse, whole
from recovery.treatment.questionnaires import Answers, Result, instrument, score
from recovery.wire import strict_json

CRISIS = "crisis"


def _answers(value: Any) -> Answers:
    if not isinstance(value, (list, tuple)) or not 0 < len(value) <= 100:
        raise refuse(tr("a list of answers"))
    if not all(answer is None or type(answer) is int for answer in value):
        raise refuse(tr("a list of whole numbers, null for a missing answer"))
    return tuple(value)


ANSWERS = Rule(
    _answers,
    dump=list,
    store=lambda value: json.dumps(value, separators=(",", ":")),
    load=lambda text: tuple(strict_json.read(text)),
    wants=listed(100, {"type": ["integer", "null"]}, least=1),
)


@record
class Assessment(EntryRecord):
    """A questionnaire as it was answered; the scores follow from the answers.

    `form_at_hand` says whether the person had the official form before them and not our short labels alone.
    """

    kind: ClassVar[str] = "assessment"
    called: ClassVar[Noun] = Noun("questionnaire", "questionnaires")
    searched: ClassVar[tuple[str, ...]] = ("instrument", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    instrument: str = ruled(NAME)
    answers: Answers = ruled(ANSWERS)
    note: str | None = ruled(TEXT, optional=True)
    form_at_hand: bool | None = ruled(FLAG, optional=True)

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it; `form_at_hand` stands only where it is known."""
        document = super().to_json()
        if self.form_at_hand is None:
            del document["form_at_hand"]
        return document

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield instrument(self.instrument).title
        yield self.result().line()

    def check_whole(self) -> None:
        """The answers must be possible ones of a known questionnaire; raises `Refused`."""
        instrument(self.instrument).checked(self.answers)

    def result(self) -> Result:
        """Scores, band and flags."""
        return score(instrument(self.instrument), self.answers)

    def result_json(self) -> dict[str, Any]:
        """As the contract writes the answer of `assess`."""
        result = self.result()
        return {
            "instrument": self.instrument,
            "day": self.day.isoformat(),
            "answers": list(self.answers),
            "scores": result.scores,
            "band": result.band,
            "flags": result.flags,
            **({} if self.form_at_hand is None else {"form_at_hand": self.form_at_hand}),
        }


@record
class Rhythm(EntryRecord):
    """How often a person wants to answer a questionnaire: every so many days."""

    kind: ClassVar[str] = "rhythm"
    called: ClassVar[Noun] = Noun("questionnaire's rhythm", "questionnaires' rhythms")
    searched: ClassVar[tuple[str, ...]] = ("instrument",)
    long: ClassVar[Mapping[str, str]] = {}
    natural_key: ClassVar[str | None] = "instrument"

    id: str = ruled(ID)
    day: date = ruled(DAY)
    instrument: str = ruled(NAME)
    every_days: int = ruled(whole(1, 366))

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("questionnaire")
        yield instrument(self.instrument).title
        yield tr("every {count} days", count=self.every_days)


def due(rhythms: Sequence[Rhythm], last: dict[str, date], day: date) -> list[tuple[str, date]]:
    """The questionnaires whose day has come, with that day: so long after the last one, at once without one."""
    days = [
        (rhythm.instrument, last[rhythm.instrument] + timedelta(days=rhythm.every_days))
        if rhythm.instrument in last
        else (rhythm.instrument, rhythm.day)
        for rhythm in rhythms
    ]
    return sorted((pair for pair in days if pair[1] <= day), key=lambda pair: (pair[1], pair[0]))


def answers_from(answers: str) -> list[int | None]:
    """Answers with commas or blanks between, `-` for a missing one; raises `Refused` for what is no number."""
    parts = [part.strip() for part in answers.split(",")] if "," in answers else answers.split()
    read: list[int | None] = []
    for number, part in enumerate(parts, start=1):
        if part == "-":
            read.append(None)
        elif part.isascii() and part.isdecimal() and len(part) <= 3:
            read.append(int(part))
        else:
            raise Refused(tr("Answer {number} is not a whole number. - stands for a missing one", number=number))
    return read
