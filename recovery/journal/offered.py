"""Which of the person's own names to offer first with a craving: what is frequent, recent, and met at this hour.

In whole numbers alone, so that the phone (`webapp/src/rules/triggers.ts`) has them in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from recovery.store.names import alike

LATEST = 300  # cravings that are looked at, by the order in which they were written
FIRST_WEIGHT = 1_000_000
KEPT_PERCENT = 98  # what a craving weighs of the one after it
NEAR_HOURS = 2
NEAR_TIMES = 3  # how much more a craving weighs whose hour was near this one


def ordered(cravings: Iterable[tuple[Sequence[str], int | None]], hour: int | None) -> list[str]:
    """The names of some cravings, the latest first, each with its hour (0-23), in the order in which to offer them.

    Without an `hour` no craving is nearer than another. A name keeps the spelling of the oldest of them.
    """
    weights: dict[str, int] = {}
    spelled: dict[str, str] = {}
    weight = FIRST_WEIGHT
    for names, at in cravings:
        for name in names:
            folded = alike(name)
            weights[folded] = weights.get(folded, 0) + weight * (NEAR_TIMES if _near(at, hour) else 1)
            spelled[folded] = name
        weight = weight * KEPT_PERCENT // 100
    return [spelled[folded] for folded in sorted(weights, key=lambda folded: (-weights[folded], folded))]


def _near(at: int | None, hour: int | None) -> bool:
    """Whether two hours are at most two apart, midnight or not."""
    if at is None or hour is None:
        return False
    apart = abs(at - hour)
    return min(apart, 24 - apart) <= NEAR_HOURS
