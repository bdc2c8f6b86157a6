"""The spread of ratings 0-10, kept as a histogram so that a million of them cost no more than eleven numbers.

Quartiles follow Python's `statistics.quantiles(..., n=4, method="inclusive")` (Hyndman and Fan's type 7), to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

HIGHEST = 10
FEWEST_FOR_SPREAD = 7
BANDS = ((0, 3), (4, 6), (7, 10))  # ratings at the start that are compared with each other


def band_of(rating: int) -> int:
    """The place of the band that a rating lies in."""
    return next(place for place, (_, high) in enumerate(BANDS) if rating <= high)


@dataclass(frozen=True, slots=True)
class Ratings:
    """How often each rating 0-10 was given."""

    counts: tuple[int, ...]

    @classmethod
    def of(cls, values: Iterable[int]) -> Self:
        """The histogram of single ratings."""
        return cls.of_counts((value, 1) for value in values)

    @classmethod
    def of_counts(cls, pairs: Iterable[tuple[int, int]]) -> Self:
        """The histogram of (rating, how often) pairs; a rating may come more than once."""
        counts = [0] * (HIGHEST + 1)
        for value, often in pairs:
            counts[value] += often
        return cls(tuple(counts))

    @property
    def count(self) -> int:
        """How many ratings there are."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """Arithmetic mean; `None` without ratings."""
        return self._total / self.count if self.count else None

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """First quartile, median, third quartile; one rating is its own quartiles, none have none."""
        last = self.count - 1
        if last < 0:
            return None
        first, median, third = (self._cut(part * last) for part in (1, 2, 3))
        return first, median, third

    @property
    def median(self) -> float | None:
        """The middle rating; `None` without ratings."""
        return self.quartiles[1] if self.quartiles else None

    @property
    def peak(self) -> int | None:
        """The highest rating; `None` without ratings."""
        return max((value for value, often in enumerate(self.counts) if often), default=None)

    @property
    def sd(self) -> float | None:
        """Sample standard deviation (n-1); `None` below 7 ratings."""
        count = self.count
        if count < FEWEST_FOR_SPREAD:
            return None
        squares = sum(value * value * often for value, often in enumerate(self.counts))
        return math.sqrt((count * squares - self._total**2) / (count * (count - 1)))

    @property
    def _total(self) -> int:
        return sum(value * often for value, often in enumerate(self.counts))

    def _cut(self, quarters: int) -> float:
        """The value `quarters` / 4 of a rank above the lowest, between two neighbours where it falls between them."""
        rank, beyond = divmod(quarters, 4)
        low = self._at(rank)
        return (low * (4 - beyond) + (self._at(rank + 1) if beyond else low) * beyond) / 4

    def _at(self, rank: int) -> int:
        """The rating at a place in the sorted row, 0 first."""
        passed = 0
        for value, often in enumerate(self.counts):
            passed += often
            if passed > rank:
                return value
        raise IndexError(rank)
