"""What cravings had in common: triggers met and coping skills tried, by how often.

Names that differ only in case are one name, in the spelling first written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from recovery.insights.ratings import Ratings
from recovery.insights.shares import share_interval, wilson
from recovery.store.names import alike

ENOUGH_AHEAD = 10


class Ended(NamedTuple):
    """How many cravings passed without use, of those whose end is known."""

    passed: int
    known: int


NONE_ENDED = Ended(0, 0)


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

    @property
    def said(self) -> Ended:
        """What a person is shown: the cravings written ahead where there are enough of them, else all."""
        return self.ahead if self.ahead.known >= ENOUGH_AHEAD else Ended(self.passed, self.known)

    def helps(self, all_ended: Ended) -> bool:
        """Whether more than half passed, as a person is shown it, and no smaller share than without it."""
        return helps(self.said, Ended(all_ended.passed - self.passed, all_ended.known - self.known))

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
    """Whether a skill may be named as one that helped: more than half passed, and no smaller share than without it."""
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


def helping(met: Iterable[Met], all_ended: Ended) -> list[Met]:
    """Of coping skills those that may be named as ones that helped, the surest first."""
    return [skill for skill in ranked(met) if skill.helps(all_ended)]


def surest_first(said: Ended, count: int, name: str) -> tuple[float, float, int, str]:
    """By what to order skills: the lower end of the 95 % interval of the share that passed; then the upper one.

    So few lucky tries (2 of 2 is 0.34) do not outrank many (18 of 20 is 0.70). Last by how often tried, and by name.
    """
    low, high = share_interval(*said)
    return -low, -high, -count, alike(name)


def _met(group: list[NameCount]) -> Met:
    return Met(
        name=min(group, key=lambda count: count.first).name.strip(),
        ratings=Ratings.of_counts((count.intensity, count.times) for count in group),
        passed=sum(count.times for count in group if count.outcome == "passed"),
        known=sum(count.times for count in group if count.outcome),
        ahead=Ended(
            sum(count.ahead for count in group if count.outcome == "passed"),
            sum(count.ahead for count in group if count.outcome),
        ),
    )
