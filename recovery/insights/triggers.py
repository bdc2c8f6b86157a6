"""What cravings had in common: triggers met and coping skills tried, by how often.

Names that differ only in case are one name, in the spelling first written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from recovery.insights.ratings import BANDS, Ratings, band_of
from recovery.insights.shares import share_interval, wilson
from recovery.store.names import alike

ENOUGH_AHEAD = 10
ROUNDING = 1e-9


class Ended(NamedTuple):
    """How many cravings passed without use, of those whose end is known."""

    passed: int
    known: int


NONE_ENDED = Ended(0, 0)
Banded = Sequence[Ended]  # how cravings ended by how strong they began, an `Ended` for each of `BANDS`
NONE_BANDED: Banded = (NONE_ENDED,) * len(BANDS)


def total(banded: Banded) -> Ended:
    """How all of them ended, however strong they began."""
    return Ended(sum(ended.passed for ended in banded), sum(ended.known for ended in banded))


class NameCount(NamedTuple):
    """How many cravings of one rating and outcome carry a name, and the key of the first of them.

    `ahead` of them were written down before their end was known.
    """

    name: str
    intensity: int
    outcome: str | None
    times: int
    first: int
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Met:
    """A trigger or a coping skill over some cravings; `passed` of the `known` outcomes went by without use.

    `ahead` counts the same among the cravings that were written down before their end was known: what is written
    afterwards is a memory of how it went, and a skill comes to mind more easily when it did.
    """

    name: str
    ratings: Ratings
    passed: int
    known: int
    ahead: Ended = NONE_ENDED
    banded: Banded = NONE_BANDED
    ahead_banded: Banded = NONE_BANDED

    @property
    def said(self) -> Ended:
        """What a person is shown: the cravings written ahead where there are enough of them, else all."""
        return self.ahead if self.ahead.known >= ENOUGH_AHEAD else Ended(self.passed, self.known)

    def compared(self, all_ended: Banded) -> list[tuple[Ended, Ended]]:
        """What a person is shown of it beside the cravings without it that began as strong.

        Left out are bands in which there are none without it, unless there are none at all.
        """
        said = self.ahead_banded if self.ahead.known >= ENOUGH_AHEAD else self.banded
        others = [
            Ended(max(0, every.passed - mine.passed), max(0, every.known - mine.known))
            for every, mine in zip(all_ended, self.banded, strict=True)
        ]
        alone = not total(others).known
        return [
            (mine, other) for mine, other in zip(said, others, strict=True) if mine.known and (other.known or alone)
        ]

    def helps(self, all_ended: Banded) -> bool:
        """Whether it may be named as one that helped.

        That is: more than half passed, and no smaller share than without it of cravings that began as strong.
        """
        compared = self.compared(all_ended)
        usual = sum(mine.known * other.passed / other.known for mine, other in compared if other.known)
        enough = sum(mine.passed for mine, _ in compared) >= usual - ROUNDING
        return 2 * self.said.passed > self.said.known and bool(compared) and enough

    @property
    def count(self) -> int:
        """How many cravings carry the name."""
        return self.ratings.count

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % Wilson interval of passed / known; `None` below 5 known."""
        return wilson(self.passed, self.known)

    @property
    def said_interval(self) -> tuple[float, float] | None:
        """The same of what a person is shown."""
        return wilson(*self.said)

    def to_json(self) -> dict[str, Any]:
        """As the contract writes it."""
        interval = self.interval
        return {
            "name": self.name,
            "count": self.count,
            "median": self.ratings.median,
            "peak": self.ratings.peak,
            "passed": self.passed,
            "known": self.known,
            "passed_interval": list(interval) if interval else None,
            "ahead": self.ahead._asdict(),
        }


def helps(tried: Ended, others: Ended) -> bool:
    """Whether a skill helped with a trigger: more than half passed, and no smaller share than without it."""
    return 2 * tried.passed > tried.known and tried.passed * others.known >= others.passed * tried.known


def tally(counts: Iterable[NameCount]) -> list[Met]:
    """The names by count, the most frequent first, then by name without regard to case."""
    groups: dict[str, list[NameCount]] = {}
    for count in counts:
        groups.setdefault(alike(count.name.strip()), []).append(count)
    met = {folded: _met(group) for folded, group in groups.items()}
    return [met[folded] for folded in sorted(met, key=lambda folded: (-met[folded].count, folded))]


def ranked(met: Iterable[Met]) -> list[Met]:
    """Coping skills by the share that passed, the surest first."""
    return sorted(met, key=lambda skill: surest_first(skill.said, skill.count, skill.name))


def helping(met: Iterable[Met], all_ended: Banded) -> list[Met]:
    """Of coping skills those that may be named as ones that helped, the surest first."""
    return [skill for skill in ranked(met) if skill.helps(all_ended)]


def surest_first(said: Ended, count: int, name: str) -> tuple[float, float, int, str]:
    """By what to order skills: the lower end of the 95 % interval of the share that passed; then the upper one.

    So few lucky tries (2 of 2 is 0.34) do not outrank many (18 of 20 is 0.70). Last by how often tried, and by name.
    """
    low, high = share_interval(*said)
    return -low, -high, -count, alike(name)


def banded(counts: Iterable[tuple[int, str | None, int]]) -> Banded:
    """How cravings ended, by how strong they began; counts are rating, outcome and how many."""
    passed, known = [0] * len(BANDS), [0] * len(BANDS)
    for rating, outcome, times in counts:
        if outcome:
            known[band_of(rating)] += times
            passed[band_of(rating)] += times * (outcome == "passed")
    return tuple(map(Ended, passed, known))


def _met(group: list[NameCount]) -> Met:
    ended = banded((count.intensity, count.outcome, count.times) for count in group)
    ahead = banded((count.intensity, count.outcome, count.ahead) for count in group)
    return Met(
        name=min(group, key=lambda count: count.first).name.strip(),
        ratings=Ratings.of_counts((count.intensity, count.times) for count in group),
        passed=total(ended).passed,
        known=total(ended).known,
        ahead=total(ahead),
        banded=ended,
        ahead_banded=ahead,
    )
