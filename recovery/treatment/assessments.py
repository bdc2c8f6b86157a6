"""Questionnaires: what they ask, what may be answered, and their scores, computed from the answers each time.

Each instrument is one file in `instruments/`: structure and scoring with their source, and short labels of our own.
Adding one needs no code. A missing answer makes every score that needs it `None`; nothing is imputed.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from recovery.errors import FieldRefused, Refused
from recovery.language import Noun, tr
from recovery.store.names import NAME
from recovery.store.records import EntryRecord, record, ruled
from recovery.store.rules import DAY, FLAG, ID, INSTANT, TEXT, TIMEZONE, Rule, listed, refuse, whole
from recovery.wire import strict_json

FOLDER = Path(__file__).parent / "instruments"
CRISIS = "crisis"
UNKNOWN = tr("There is no such questionnaire. recovery assess list names them all.")

Answers = tuple[int | None, ...]


class Item(NamedTuple):
    """One question: a short label of our own that says which way it counts, and the whole numbers that answer it.

    `ask` is the question with its time, `ends` what the ends of the answers mean; `offered` are the only answers that
    a new one may have, where they are fewer than those that were kept, imported or synced.
    """

    label: str
    low: int
    high: int
    ask: str
    ends: str
    offered: tuple[int, ...] = ()
    reversed: bool = False

    def value(self, answer: int) -> int:
        """The answer as it counts: a reversed item runs the other way."""
        return self.low + self.high - answer if self.reversed else answer


class Threshold(NamedTuple):
    """A figure from which (down to which, where more is better) its source says to look; `who` says for whom."""

    at: int
    who: str = ""


class Score(NamedTuple):
    """A scale: the numbers of its items from 1, how they become one figure, its ends and its thresholds."""

    name: str
    items: tuple[int, ...]
    method: str
    low: int
    high: int
    better: str
    note: str = ""
    thresholds: tuple[Threshold, ...] = ()


class Band(NamedTuple):
    """A word for a range of the one score that has bands; both ends belong to it."""

    name: str
    low: int
    high: int


class Flag(NamedTuple):
    """Something to point out, when an item or a score reaches `at_least` or does not exceed `at_most`."""

    name: str
    text: str
    item: int | None = None
    score: str | None = None
    at_least: int | None = None
    at_most: int | None = None

    def holds(self, figure: float | None) -> bool:
        """Whether a figure raises the flag; an unknown one does not."""
        if figure is None:
            return False
        return (self.at_least is None or figure >= self.at_least) and (self.at_most is None or figure <= self.at_most)


class Instrument(NamedTuple):
    """A questionnaire as its file describes it.

    `official` says that there is a form with its own wording; `first_opens_rest` that the first item, answered with 0,
    leaves nothing to answer after it, and gives 0.
    """

    name: str
    title: str
    form: str
    period: str
    scale: str
    source: str
    items: tuple[Item, ...]
    scores: tuple[Score, ...]
    bands: tuple[Band, ...]
    flags: tuple[Flag, ...]
    official: bool = True
    first_opens_rest: bool = False

    def closed(self, answers: Sequence[Any]) -> bool:
        """Whether the first answer leaves nothing more to ask."""
        return self.first_opens_rest and answers[0] == 0

    def checked(self, answers: Sequence[Any]) -> Answers:
        """The answers, if there is one for each item and each is possible; raises `Refused`."""
        if len(answers) != len(self.items):
            raise FieldRefused(
                "answers", tr("must be {count}, in order; - stands for a missing one", count=len(self.items))
            )
        for number, (item, answer) in enumerate(zip(self.items, answers, strict=True), start=1):
            if answer is not None and (type(answer) is not int or not item.low <= answer <= item.high):
                raise Refused(
                    tr(
                        "answer {number} must be a whole number from {low} to {high}, or missing",
                        number=number,
                        low=item.low,
                        high=item.high,
                    )
                )
        if self.closed(answers) and any(answer is not None for answer in answers[1:]):
            raise Refused(tr("after a first answer of 0 the others are left out, each as -"))
        return tuple(answers)

    def newly_checked(self, answers: Sequence[Any]) -> Answers:
        """The same for answers that are given now; raises `Refused`."""
        given = self.checked(answers)
        for number, (item, answer) in enumerate(zip(self.items, given, strict=True), start=1):
            if item.offered and answer is not None and answer not in item.offered:
                offered = tr(" or ").join(map(str, item.offered))
                raise Refused(tr("answer {number} must be {offered}, or missing", number=number, offered=offered))
        return given


class Result(NamedTuple):
    """What a questionnaire came to."""

    scores: dict[str, float | None]
    band: str | None
    flags: list[str]

    def line(self) -> str:
        """`5, mild`, or each score by its name where there are several; what is missing is said."""
        scores = [
            f"{'' if len(self.scores) == 1 else name + ' '}{tr('not complete') if value is None else f'{value:.3g}'}"
            for name, value in self.scores.items()
        ]
        return ", ".join([*scores, *([self.band] if self.band else [])])


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


def names() -> list[str]:
    """Every instrument there is a file for."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def instrument(name: str) -> Instrument:
    """The instrument of that name, capitals and dashes aside; raises `Refused` when there is none."""
    plain = name.casefold().replace("-", "").replace(" ", "")
    if plain not in names():
        raise Refused(UNKNOWN)
    return read(plain, tomllib.loads((FOLDER / f"{plain}.toml").read_text("utf-8")))


def read(name: str, document: dict[str, Any]) -> Instrument:
    """An instrument from its file's content."""
    low, high = document["values"]
    common: dict[str, Any] = {"low": low, "high": high}
    common |= {name: document[name] for name in ("ask", "ends") if name in document}
    return Instrument(
        name=name,
        title=document["title"],
        form=document["form"],
        period=document["period"],
        scale=document["scale"],
        source=document["source"],
        items=tuple(_item({**common, **item}) for item in document["items"]),
        scores=tuple(map(_scale, document["scores"])),
        bands=tuple(Band(**band) for band in document.get("bands", ())),
        flags=tuple(Flag(**flag) for flag in document.get("flags", ())),
        official=document.get("official", True),
        first_opens_rest=document.get("first_opens_rest", False),
    )


def _item(values: dict[str, Any]) -> Item:
    return Item(**{**values, "offered": tuple(values.get("offered", ()))})


def _scale(values: dict[str, Any]) -> Score:
    thresholds = tuple(Threshold(**threshold) for threshold in values.get("thresholds", ()))
    return Score(**{**values, "items": tuple(values["items"]), "thresholds": thresholds})


def score(which: Instrument, answers: Sequence[int | None]) -> Result:
    """Scores, band and flags of checked answers; a score with a missing answer is `None`, and so is its band."""
    figures = {scale.name: _figure(which, scale, answers) for scale in which.scores}
    banded = figures[which.scores[0].name]
    band = next((band.name for band in which.bands if banded is not None and band.low <= banded <= band.high), None)
    flags = [
        flag.name
        for flag in which.flags
        if flag.holds(answers[flag.item - 1] if flag.item is not None else figures[flag.score or ""])
    ]
    return Result(figures, band, flags)


def _figure(which: Instrument, scale: Score, answers: Sequence[int | None]) -> float | None:
    if which.closed(answers):
        return 0
    if which.first_opens_rest and answers[0] is None:
        return None
    given = [(which.items[number - 1], answers[number - 1]) for number in scale.items]
    values = [item.value(answer) for item, answer in given if answer is not None]
    if len(values) < len(given):
        return None
    return sum(values) / len(values) if scale.method == "mean" else sum(values)


def differences(after: Result, before: Result) -> dict[str, float | None]:
    """How far each score moved; `None` where one of the two is missing."""
    return {
        name: None if value is None or before.scores.get(name) is None else value - (before.scores[name] or 0)
        for name, value in after.scores.items()
    }


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
