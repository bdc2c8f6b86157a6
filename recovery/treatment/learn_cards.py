"""The one-screen cards that `learn` shows: each is one file in `learn/`, in our own words, with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from recovery.errors import NotFound
from recovery.language import tr
from recovery.safety import numbers, safety_cards
from recovery.treatment.opioid_medication import family

FOLDER = Path(__file__).parent / "learn"
NO_SUCH_CARD = tr("There is no such card. recovery learn lists them.")
PREGNANCY = tr("Pregnancy: do not stop medication, call your clinician.")


class LearnCard(NamedTuple):
    """What one card says, paragraph by paragraph; `see` are commands that go on from there."""

    name: str
    title: str
    source: str
    order: int
    lines: tuple[str, ...]
    see: tuple[str, ...]
    families: dict[str, list[str]]

    def to_json(self) -> dict[str, Any]:
        """Title, text and source."""
        return {
            "name": self.name,
            "title": self.title,
            "lines": list(self.lines),
            "see": list(self.see),
            "source": self.source,
        }


def cards() -> list[LearnCard]:
    """Every card, in the order of the files' own numbers."""
    return sorted(
        (card(path.stem) for path in FOLDER.glob("*.toml")), key=lambda learned: (learned.order, learned.name)
    )


def card(name: str) -> LearnCard:
    """The card of that name, with the lines for the country where it has some; raises `NotFound`."""
    values = _read(name)
    place = numbers.country() or "US"  # said in the sentence itself, for who has told no country
    return LearnCard(
        name=name,
        title=tr(values["title"]),
        source=values["source"],
        order=values["order"],
        lines=tuple(map(tr, (*values["lines"], *values.get("in", {}).get(place, ())))),
        see=tuple(values.get("see", ())),
        families={name: [*map(tr, lines)] for name, lines in values.get("families", {}).items()},
    )


@cache
def _read(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.toml"
    if name not in {path.stem for path in FOLDER.glob("*.toml")}:
        raise NotFound(NO_SUCH_CARD)
    return tomllib.loads(path.read_text("utf-8"))


def missed_dose(medications: Iterable[str], *, pregnant: bool = False) -> list[str]:
    """What to know after a missed dose of these; never a dose, never a schedule. The emergency number comes last."""
    dose_card = card("missed-dose")
    kinds = dict.fromkeys(family(name) for name in medications)
    lines = [line for kind in kinds if kind is not None for line in dose_card.families[kind]]
    return [
        *lines,
        *dose_card.lines,
        *([PREGNANCY] if pregnant else []),
        safety_cards.not_breathing(),
        *safety_cards.not_read_yet(),
    ]
