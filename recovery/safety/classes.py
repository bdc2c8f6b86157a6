"""The class of a substance, which decides its cards: what the person said, else what its name lets guess.

A guess is made on reading and never kept, so that it beats no choice, made here or on another device.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from recovery.safety.texts import texts

CLASSES = ("opioid", "alcohol", "sedative", "stimulant", "other", "cannabis", "nicotine", "behaviour")
UNPLACED = "other"  # a name that nobody can place: it may hold fentanyl
STOPPING_KILLS = frozenset({"alcohol", "sedative"})
NO_STREET_SUPPLY = frozenset({"alcohol", "cannabis", "nicotine", "behaviour"})


class Guess(NamedTuple):
    """What a name is taken for; `sure` where it says so plainly."""

    kind: str
    sure: bool


@cache
def guess(name: str) -> Guess:
    """The class that a name lets guess, the most dangerous one where it names several; `other` where nobody can say."""
    spoken = " {} ".format(" ".join(re.findall(r"[^\W_]+", name.casefold())))
    table: dict[str, list[str]] = texts("substances")
    named = {kind: {known for known in table[kind] if f" {known} " in spoken} for kind in table if kind in CLASSES}
    kinds = [kind for kind, names in named.items() if names]
    if not kinds:
        return Guess(UNPLACED, sure=False)
    return Guess(kinds[0], sure=len(kinds) == 1 and not named[kinds[0]] <= {*table["ambiguous"]})


def most_dangerous(kinds: set[str | None]) -> str | None:
    """The class whose card comes first among several; `None`, which gets every warning, where one is not known."""
    if None in kinds or not kinds:
        return None
    return next(kind for kind in texts("substances") if kind in kinds)


def is_opioid(kind: str | None) -> bool:
    """Whether opioid safety applies; where the class is not known it does, since a needless warning costs less."""
    return kind in (None, "opioid")


def stopping_kills(kind: str | None) -> bool:
    """Whether stopping it suddenly can kill: alcohol and sedatives, and what is not known."""
    return kind is None or kind in STOPPING_KILLS


def naloxone_matters(kind: str | None) -> bool:
    """Whether naloxone is worth having near: for opioids, and for what may hold fentanyl."""
    return kind not in NO_STREET_SUPPLY
