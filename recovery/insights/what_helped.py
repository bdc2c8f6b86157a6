"""What helps with what: the cravings of one trigger in which a skill was tried, beside the others of that trigger.

All of it is what was written down, and nothing here is a cause: what begins lower passes more easily,
so how strong they began stands beside every share. Pure: it takes cravings and knows no journal and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from recovery.insights.facts import CravingFact
from recovery.insights.ratings import BANDS, Ratings
from recovery.insights.shares import FEWEST_KNOWN
from recovery.insights.triggers import ENOUGH_AHEAD, Ended, Met, helps, surest_first
from recovery.store.names import alike

HALF, ROUNDING = 0.5, 1e-9


class Lasted(NamedTuple):
    """How long cravings lasted whose minutes are written down, `known` with a known end, `open` ones without.

    Within `half_within` minutes half of them had passed; where fewer had, they were `at_least` so long.
    """

    half_within: int | None = None
    at_least: int | None = None
    known: int = 0
    open: int = 0

    def to_json(self) -> dict[str, Any]:
        """As `skill helped --json` holds it."""
        return self._asdict()


class Side(NamedTuple):
    """The cravings with a skill, or those without it; `drop` is the median fall of the `rated` ones."""

    met: Met
    drop: float | None
    rated: int
    lasted: Lasted
    bands: tuple[Ended, ...]

    def to_json(self) -> dict[str, Any]:
        """As `skill helped --json` holds it; `median` is how strong they began."""
        counted = {key: value for key, value in self.met.to_json().items() if key != "name"}
        return {**counted, "drop": self.drop, "rated": self.rated, "lasted": self.lasted.to_json()}


@dataclass(frozen=True, slots=True)
class Helped:
    """One skill with one trigger: the cravings in which it was `tried`, and the `others` of that trigger."""

    trigger: str
    skill: str
    tried: Side
    others: Side

    @property
    def only_ahead(self) -> bool:
        """Whether both sides have so many cravings written down before their end was known that those alone count."""
        return min(self.tried.met.ahead.known, self.others.met.ahead.known) >= ENOUGH_AHEAD

    def said(self, side: Side) -> Ended:
        """How many of one side passed, of how many, as a person is shown it: both sides are counted alike."""
        return side.met.ahead if self.only_ahead else Ended(side.met.passed, side.met.known)

    @property
    def enough(self) -> bool:
        """Whether more than plain counts may be said of the skill."""
        return self.said(self.tried).known >= FEWEST_KNOWN

    @property
    def helps(self) -> bool:
        """Whether more than half passed after it, and no smaller share than without it."""
        return helps(self.said(self.tried), self.said(self.others))

    def to_json(self) -> dict[str, Any]:
        """As `skill helped --json` holds it."""
        bands = zip(BANDS, self.tried.bands, self.others.bands, strict=True)
        return {
            "trigger": self.trigger,
            "skill": self.skill,
            "tried": self.tried.to_json(),
            "others": self.others.to_json(),
            "bands": [
                {"from": low, "to": high, "tried": tried._asdict(), "others": others._asdict()}
                for (low, high), tried, others in bands
            ],
        }


def helped(cravings: Iterable[CravingFact]) -> list[Helped]:
    """Each skill with each trigger that it was tried with: triggers by count, then by name; the surest skill first."""
    in_order = sorted(cravings, key=lambda craving: craving.key)
    skills = _spelled(name for craving in in_order for name in craving.coping)
    triggers = _spelled(name for craving in in_order for name in craving.triggers)
    by_trigger: dict[str, list[CravingFact]] = {trigger: [] for trigger in triggers}
    for craving in in_order:
        for trigger in set(map(alike, craving.triggers)):
            by_trigger[trigger].append(craving)
    by_count = sorted(by_trigger, key=lambda trigger: (-len(by_trigger[trigger]), trigger))
    return [pair for trigger in by_count for pair in _of_trigger(triggers[trigger], by_trigger[trigger], skills)]


def _spelled(names: Iterable[str]) -> dict[str, str]:
    """The first spelling of each name."""
    spelled: dict[str, str] = {}
    for name in names:
        spelled.setdefault(alike(name), name.strip())
    return spelled


def of_triggers(pairs: Iterable[Helped], triggers: Iterable[str]) -> list[Helped]:
    """The pairs of some triggers, by any of their spellings."""
    wanted = set(map(alike, triggers))
    return [pair for pair in pairs if alike(pair.trigger) in wanted]


def helped_before(pairs: Iterable[Helped], triggers: Iterable[str]) -> Helped | None:
    """The skill to name while a craving with these triggers lasts: the surest of those that help.

    `None` where none is known well enough.
    """
    helping = [pair for pair in of_triggers(pairs, triggers) if pair.enough and pair.helps]
    return min(helping, key=_surest_first, default=None)


def _surest_first(pair: Helped) -> tuple[float, float, int, str]:
    return surest_first(pair.said(pair.tried), pair.tried.met.count, pair.skill)


def _of_trigger(trigger: str, cravings: Sequence[CravingFact], skills: Mapping[str, str]) -> list[Helped]:
    folded = [(craving, set(map(alike, craving.coping))) for craving in cravings]
    pairs = [
        Helped(
            trigger,
            skills[skill],
            _side(skills[skill], [craving for craving, tried in folded if skill in tried]),
            _side(skills[skill], [craving for craving, tried in folded if skill not in tried]),
        )
        for skill in {skill for _, tried in folded for skill in tried}
    ]
    return sorted(pairs, key=_surest_first)


def _side(name: str, cravings: Sequence[CravingFact]) -> Side:
    ahead = [craving for craving in cravings if craving.ahead]
    ended = _ended(cravings)
    drops = [craving.intensity - craving.after for craving in cravings if craving.after is not None]
    return Side(
        Met(name, Ratings.of(craving.intensity for craving in cravings), *ended, _ended(ahead)),
        _median(drops),
        len(drops),
        lasted(cravings),
        tuple(_ended(craving for craving in cravings if low <= craving.intensity <= high) for low, high in BANDS),
    )


def _ended(cravings: Iterable[CravingFact]) -> Ended:
    outcomes = [craving.outcome for craving in cravings if craving.outcome is not None]
    return Ended(outcomes.count("passed"), len(outcomes))


def _median(values: Iterable[int]) -> float | None:
    in_order = sorted(values)
    return (in_order[(len(in_order) - 1) // 2] + in_order[len(in_order) // 2]) / 2 if in_order else None


def lasted(cravings: Sequence[CravingFact]) -> Lasted:
    """Within how many minutes half of the cravings had passed (Kaplan and Meier 1958, JASA 53).

    An open one counts as long as it is known to have lasted; one that ended in use never passed, and counts throughout.
    """
    timed = [(craving.minutes, craving.outcome) for craving in cravings if craving.minutes is not None]
    minutes = sorted(minutes for minutes, outcome in timed if outcome != "used")
    ended = sum(1 for _, outcome in timed if outcome is not None)
    within = next((minute for minute, left in _left(timed) if left <= HALF + ROUNDING), None)
    at_least = minutes[-1] if minutes and within is None else None
    return Lasted(within, at_least, ended, len(timed) - ended)


def _left(timed: Sequence[tuple[int, str | None]]) -> Iterator[tuple[int, float]]:
    """After each minute at which any passed: the share of which it is to be expected that they had not."""
    left = 1.0
    for minute in sorted({minutes for minutes, outcome in timed if outcome == "passed"}):
        there = sum(1 for minutes, outcome in timed if outcome == "used" or minutes >= minute)
        left *= 1 - sum(1 for timing in timed if timing == (minute, "passed")) / there
        yield minute, left
