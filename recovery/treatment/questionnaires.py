"""Questionnaires as their files describe them, and the scores of their answers, computed each time.

Each instrument is one file in `instruments/`: structure and scoring with their source, and short labels of our own.
Adding one needs no code. A missing answer makes every score that needs it `None`; nothing is imputed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from recovery.errors import FieldRefused, Refused
from recovery.language import tr

FOLDER = Path(__file__).parent / "instruments"
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
        missing = tr("not complete")
        scores = [
            f"{'' if len(self.scores) == 1 else name + ' '}{missing if value is None else f'{value:.3g}'}"
            for name, value in self.scores.items()
        ]
        return ", ".join([*scores, *([self.band] if self.band else [])])


def names() -> list[str]:
    """Every instrument there is a file for."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def instrument(name: str) -> Instrument:
    """The instrument of that name, capitals and dashes aside; raises `Refused` when there is none."""
    plain = name.casefold().replace("-", "").replace(" ", "")
    if plain not in names():
        raise Refused(UNKNOWN)
    import tomllib

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
