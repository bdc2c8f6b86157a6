"""What a person writes down: cravings, lapses, check-ins and notes.

Each class is one table, one JSON object and one word of the contract; the fields stand in its order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Literal, Self

from recovery.console import commas, one_line
from recovery.errors import Refused
from recovery.language import Noun, tr, trn
from recovery.safety.classes import CLASSES, Guess, guess
from recovery.store.names import NAME, NAMES
from recovery.store.records import EntryRecord, Record, record, ruled
from recovery.store.rules import (
    DAY,
    FLAG,
    ID,
    INSTANT,
    RATING,
    TEXT,
    TIMEZONE,
    Rule,
    choice,
    listed,
    number,
    refuse,
    whole,
)
from recovery.wire import strict_json

OUTCOMES = ("passed", "used")
OVERDOSES = ("near", "yes")
HALT = ("hungry", "angry", "lonely", "tired")
HALT_NEEDS = tr("Type the letters that fit, of h (hungry), a (angry), l (lonely), t (tired); none for none of them.")
HIGH_INTENSITY = 7
RATINGS_LIMIT = 100
JSON_NAMES = {"class": "type"}  # what a field of a substance is called outside, where Python cannot call it so


def _ratings(value: Any) -> tuple[tuple[int, int], ...]:
    if not isinstance(value, (list, tuple)) or not 0 < len(value) <= RATINGS_LIMIT:
        raise refuse(tr("a list of 1 to {ratings_limit} pairs of a minute and a rating", ratings_limit=RATINGS_LIMIT))
    minute = whole(0, 1440)
    pairs = [tuple(pair) if isinstance(pair, (list, tuple)) and len(pair) == 2 else (None, None) for pair in value]
    return tuple((minute.check(first), RATING.check(second)) for first, second in pairs)


def _ratings_text(ratings: tuple[tuple[int, int], ...]) -> str:
    return json.dumps(ratings, separators=(",", ":"))


def _ratings_load(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((minute, rating) for minute, rating in strict_json.read(text))


def _ratings_dump(ratings: tuple[tuple[int, int], ...]) -> list[list[int]]:
    return [list(pair) for pair in ratings]


RATINGS = Rule(
    _ratings,
    dump=_ratings_dump,
    store=_ratings_text,
    load=_ratings_load,
    wants=listed(
        RATINGS_LIMIT,
        {"type": "array", "prefixItems": (whole(0, 1440).wants, RATING.wants), "minItems": 2, "maxItems": 2},
        least=1,
    ),
)


def _without_empty(document: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        if document.get(name) in (None, []):
            document.pop(name, None)
    return document


@record
class Craving(EntryRecord):
    """An urge, rated 0-10. `minutes` is how long it lasted, `intensity_after` the rating once it ended.

    `ratings` are those of an urge that was surfed: pairs of a minute from the start and a rating. `written` is the
    instant of the command that wrote it down, `ended` that of the command that said the outcome, where they are known.
    """

    kind: ClassVar[str] = "craving"
    called: ClassVar[Noun] = Noun("craving", "cravings")
    searched: ClassVar[tuple[str, ...]] = ("triggers", "coping", "note")
    one_answer: ClassVar[tuple[tuple[str, ...], ...]] = (("outcome", "ended"),)

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    substance: str | None = ruled(NAME, optional=True)
    intensity: int = ruled(RATING)
    triggers: tuple[str, ...] = ruled(NAMES, default=())
    coping: tuple[str, ...] = ruled(NAMES, default=())
    outcome: Literal["passed", "used"] | None = ruled(choice(*OUTCOMES), optional=True)
    intensity_after: int | None = ruled(RATING, optional=True)
    minutes: int | None = ruled(whole(0, 1440), optional=True)
    note: str | None = ruled(TEXT, optional=True)
    ratings: tuple[tuple[int, int], ...] | None = ruled(RATINGS, optional=True)
    written: datetime | None = ruled(INSTANT, optional=True)
    ended: datetime | None = ruled(INSTANT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("craving {intensity}", intensity=self.intensity)
        yield commas(self.triggers)
        yield commas(self.coping)
        yield self._ending()

    def _ending(self) -> str:
        words = {"passed": tr("passed"), "used": tr("used")}.get(self.outcome or "", "")
        if self.ratings:
            surfed = tr("surfed {ratings}", ratings=" ".join(str(rating) for _, rating in self.ratings))
            words = f"{surfed}, {words}" if words else surfed
        if self.minutes is not None:
            after = tr("after {minutes} min", minutes=self.minutes)
            words = f"{words} {after}" if words else tr("lasted {minutes} min", minutes=self.minutes)
        return words

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it; `ratings`, `written` and `ended` stand only where they are known."""
        return _without_empty(super().to_json(), "ratings", "written", "ended")


@record
class Lapse(EntryRecord):
    """One return to use. `overdose` is `near` or `yes`; `naloxone` says whether it was given."""

    kind: ClassVar[str] = "lapse"
    called: ClassVar[Noun] = Noun("lapse", "lapses")
    searched: ClassVar[tuple[str, ...]] = ("triggers", "amount", "note")

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    substance: str | None = ruled(NAME, optional=True)
    triggers: tuple[str, ...] = ruled(NAMES, default=())
    amount: str | None = ruled(NAME, optional=True)
    overdose: Literal["near", "yes"] | None = ruled(choice(*OVERDOSES), optional=True)
    naloxone: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("lapse")
        yield one_line(self.substance or "")
        yield commas(self.triggers)
        yield one_line(self.amount or "")
        yield {"near": tr("near overdose"), "yes": tr("overdose")}.get(self.overdose or "", "")
        yield tr("naloxone given") if self.naloxone else ""


@record
class CheckIn(EntryRecord):
    """The daily answer, one for each day. `substance` names what was used when it was not the first tracked one.

    "Not used" is about all that is tracked then, or about `free_of` where that names any. Where it names some but not
    all and nothing was used, `used` is left open.
    `signs` are the warning signs of the plan that were there that day, in the person's words. `filled_in` says that the
    day was answered afterwards, together with others: its answer counts, but nothing was written while it was lived.
    """

    kind: ClassVar[str] = "checkin"
    called: ClassVar[Noun] = Noun("check-in", "check-ins")
    searched: ClassVar[tuple[str, ...]] = ("good", "intention", "signs", "note")
    one_answer: ClassVar[tuple[tuple[str, ...], ...]] = (("used", "substance", "free_of", "filled_in"),)
    natural_key: ClassVar[str | None] = "day"

    id: str = ruled(ID)
    day: date = ruled(DAY)
    used: bool | None = ruled(FLAG, optional=True)
    substance: str | None = ruled(NAME, optional=True)
    mood: int | None = ruled(RATING, optional=True)
    sleep_hours: float | None = ruled(number(0, 24), optional=True)
    confidence: int | None = ruled(RATING, optional=True)
    hungry: bool | None = ruled(FLAG, optional=True)
    angry: bool | None = ruled(FLAG, optional=True)
    lonely: bool | None = ruled(FLAG, optional=True)
    tired: bool | None = ruled(FLAG, optional=True)
    good: str | None = ruled(TEXT, optional=True)
    intention: str | None = ruled(TEXT, optional=True)
    intention_kept: bool | None = ruled(FLAG, optional=True)
    note: str | None = ruled(TEXT, optional=True)
    signs: tuple[str, ...] = ruled(NAMES, default=())
    free_of: tuple[str, ...] = ruled(NAMES, default=())
    filled_in: bool | None = ruled(FLAG, optional=True)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("check-in")
        if self.used:
            yield tr("used {substance}", substance=one_line(self.substance)) if self.substance else tr("used")
        if self.free_of:
            yield tr("no use of {names}", names=commas(self.free_of))
        elif self.used is False:
            yield tr("no use")
        yield tr("filled in later") if self.filled_in else ""
        if self.mood is not None:
            yield tr("mood {mood}", mood=self.mood)
        if self.sleep_hours is not None:
            yield tr("slept {hours:g} h", hours=self.sleep_hours)
        if self.confidence is not None:
            yield tr("confidence {confidence}", confidence=self.confidence)
        called = {"hungry": tr("hungry"), "angry": tr("angry"), "lonely": tr("lonely"), "tired": tr("tired")}
        yield ", ".join(called[name] for name in HALT if getattr(self, name))
        if self.signs:
            yield trn("sign: {signs}", "signs: {signs}", len(self.signs), signs=commas(self.signs))

    def texts(self) -> Iterator[str]:
        """The good thing, the intention and what became of it, the note."""
        if self.good:
            yield tr("good: {text}", text=self.good)
        if self.intention:
            kept = {True: tr(" (kept)"), False: tr(" (not kept)"), None: ""}[self.intention_kept]
            yield tr("intention: {text}", text=self.intention) + kept
        if self.note:
            yield self.note

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it; `signs`, `free_of` and `filled_in` stand only where they say something."""
        return _without_empty(super().to_json(), "signs", "free_of", "filled_in")


@record
class Note(EntryRecord):
    """Free text, with or without triggers."""

    kind: ClassVar[str] = "note"
    called: ClassVar[Noun] = Noun("note", "notes")
    searched: ClassVar[tuple[str, ...]] = ("triggers", "text")
    long: ClassVar[Mapping[str, str]] = {"text": ""}

    id: str = ruled(ID)
    at: datetime = ruled(INSTANT)
    timezone: str = ruled(TIMEZONE)
    day: date = ruled(DAY)
    triggers: tuple[str, ...] = ruled(NAMES, default=())
    text: str = ruled(TEXT)

    def facts(self) -> Iterator[str]:
        """What it says in short, part by part."""
        yield tr("note")
        yield commas(self.triggers)


@record
class Substance(Record):
    """Something the person stays free of; `since` is the first day without it, `closed` the last day it was tracked.

    `type` is its class as somebody chose it, `class` outside; `None` where it is guessed from the name on reading.
    """

    kind: ClassVar[str] = "substance"
    called: ClassVar[Noun] = Noun("substance", "substances")
    natural_key: ClassVar[str | None] = "name"

    name: str = ruled(NAME)
    since: date = ruled(DAY)
    closed: date | None = ruled(DAY, optional=True)
    type: str | None = ruled(choice(*CLASSES), optional=True)

    @classmethod
    def checked(cls, values: Mapping[str, Any]) -> Self:
        """A substance from values of any source, under the names of JSON or its own; raises `Refused`."""
        return super().checked({JSON_NAMES.get(name, name): value for name, value in values.items()})

    @property
    def guess(self) -> Guess:
        """The class that decides its cards: the chosen one, else what the name lets guess."""
        return guess(self.name) if self.type is None else Guess(self.type, sure=True)

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it; `class` and `closed` are written only if set."""
        document: dict[str, Any] = {
            "kind": self.kind,
            "name": self.name,
            "since": self.since.isoformat(),
        }
        if self.type is not None:
            document["class"] = self.type
        if self.closed is not None:
            document["closed"] = self.closed.isoformat()
        return document


Entry = Craving | Lapse | CheckIn | Note


def halt_values(letters: str | None) -> dict[str, bool | None]:
    """The four answers from their letters: every one is answered once any letter, or `none`, is given."""
    if letters is None:
        return dict.fromkeys(HALT)
    word = letters.strip().lower()
    chosen = set() if word in ("none", "-") else set(word.replace(",", "").replace(" ", ""))
    if not chosen <= {name[0] for name in HALT} or (not chosen and word not in ("none", "-")):
        raise Refused(HALT_NEEDS)
    return {name: name[0] in chosen for name in HALT}
