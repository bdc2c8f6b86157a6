"""Words that several sections say alike: days in a row, names with how often, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from recovery.language import tr
from recovery.store.names import alike

MOST_DAYS = 12


def days_said(days: Iterable[date], most: int = MOST_DAYS) -> str:
    """`12, 13, 14 Nov, 2 Dec`, each day once; of more than `most` the latest, and how many more there are."""
    every = sorted(set(days))
    parts: list[str] = []
    shown = every[-most:]
    for number, day in enumerate(shown, start=1):
        month = number == len(shown) or (shown[number].year, shown[number].month) != (day.year, day.month)
        parts.append(f"{day.day} {day:%b}" if month else str(day.day))
    return and_more(", ".join(parts), len(every) - most)


def and_more(text: str, left: int) -> str:
    """The text, and how many there are that it leaves out."""
    return tr("{text} and {count} more", text=text, count=left) if left > 0 else text


def counts(names: Iterable[str]) -> list[tuple[str, int]]:
    """Names by how often they come, without regard to case."""
    spelling: dict[str, str] = {}
    often: dict[str, int] = {}
    for name in names:
        folded = alike(name)
        spelling.setdefault(folded, name)
        often[folded] = often.get(folded, 0) + 1
    return [(spelling[key], often[key]) for key in sorted(often, key=lambda key: (-often[key], key))]
