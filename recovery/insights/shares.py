"""How much a "k of n" can tell: the Wilson interval, and the same in words a person can use."""

from __future__ import annotations

import math

from recovery.language import tr

Z_95 = 1.959963984540054
FEWEST_KNOWN = 5


def wilson(successes: int, known: int) -> tuple[float, float] | None:
    """The 95 % Wilson score interval (Wilson 1927) of a share, as two numbers 0-1; `None` below 5 known."""
    return share_interval(successes, known) if known >= FEWEST_KNOWN else None


def share_interval(successes: int, known: int) -> tuple[float, float]:
    """The same however few there are; 0-1 where there are none."""
    if known == 0:
        return 0.0, 1.0
    share, square = successes / known, Z_95 * Z_95
    middle = (share + square / (2 * known)) / (1 + square / known)
    half = Z_95 * math.sqrt(share * (1 - share) / known + square / (4 * known * known)) / (1 + square / known)
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == known else middle + half
    return max(0.0, low), min(1.0, high)


def in_words(interval: tuple[float, float] | None) -> str:
    """An interval such as `about 7 to 10 in 10`; empty where there is none."""
    if interval is None:
        return ""
    low, high = (math.floor(end * 10 + 0.5) for end in interval)
    return tr("about {low} in 10", low=low) if low == high else tr("about {low} to {high} in 10", low=low, high=high)
