"""Where a person stands today: a handful of facts and one kind line, chosen by what is known and by nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from recovery.insights.abstinence import Streak
from recovery.insights.days import DayFacts
from recovery.insights.gained import Written
from recovery.language import tr

if TYPE_CHECKING:  # loaded only where there is something to say
    from recovery.insights.like_today import LikeToday
    from recovery.treatment.medication import DueDose
    from recovery.treatment.notices import Notice

STRIP_DAYS = 14
WEEK = 7
GOOD_DAYS = 90
OPEN_DAYS = 7
OPEN_SHOWN = 3
SILENT_DAYS = 3
AFTER_LAPSE_DAYS = 3

KIND_LINES = (
    tr("One day at a time is the real size of it."),
    tr("Writing it down is already doing something about it."),
    tr("A craving often eases by itself, like a wave."),
    tr("You do not have to feel strong to get through today."),
    tr("Asking somebody for help is a skill, and it counts."),
    tr("Hungry, angry, lonely, tired? One small thing about one of them is plenty."),
    tr("What you learn on a hard day is yours to keep."),
)


class OpenCraving(NamedTuple):
    """A craving of which it is not yet known how it ended; `asked`: this device has asked already."""

    id: str
    at: datetime
    day: date
    intensity: int
    triggers: tuple[str, ...]
    asked: bool = False

    def to_json(self) -> dict[str, Any]:
        """The parts of the entry that a list needs, under the entry's own keys."""
        return {
            "id": self.id,
            "at": self.at.isoformat(),
            "day": self.day.isoformat(),
            "intensity": self.intensity,
            "triggers": list(self.triggers),
        }


@dataclass(frozen=True, slots=True)
class Today:
    """One screen: the streaks, the last 14 days, today's check-in, what is still open, and own words.

    `logged_lately` counts the days on which anything was written among `as_of` and the three days before it;
    `first_written` is the first such day at all, `first_day` the first of which the journal could know anything.
    `lapse_step`: the plan's first step for after a lapse, as the days after one show it; `to_tell`: name and number of
    the first person to call.
    """

    as_of: date
    streaks: Sequence[Streak]
    days: Sequence[DayFacts]
    checked_in: bool
    open_cravings: Sequence[OpenCraving]
    logged_lately: int = 0
    intention: str | None = None
    good: tuple[date, str] | None = None
    first_day: date | None = None
    first_written: date | None = None
    tolerance: Sequence[str] = ()
    after_overdose: Sequence[str] = ()
    thoughts_yesterday: bool = False
    doses: Sequence[DueDose] = ()
    coming: Sequence[Notice] = ()
    to_discuss: int = 0
    week: Written | None = None
    in_all: Written | None = None
    like_today: LikeToday | None = None
    lapse_step: str | None = None
    to_tell: tuple[str, str] | None = None

    @property
    def after_lapse(self) -> bool:
        """Whether a lapse is of this day or of the three before it."""
        last = max((streak.last_lapse_day for streak in self.streaks if streak.last_lapse_day), default=None)
        return last is not None and (self.as_of - last).days <= AFTER_LAPSE_DAYS

    @property
    def hard(self) -> bool:
        """Whether the day is about staying alive or about a lapse: then it is counted beside no other days."""
        return self.after_lapse or self.thoughts_yesterday or bool(self.tolerance or self.after_overdose)

    @property
    def line(self) -> str:
        """One kind line: after a lapse, after silent days, for a journal just begun, else one that changes daily."""
        lead = self.streaks[0] if self.streaks else None
        if lead and lead.last_lapse_day and (self.as_of - lead.last_lapse_day).days <= AFTER_LAPSE_DAYS:
            kept = lead.total_free_days
            return (
                tr("A lapse takes nothing away: {kept} free days stay yours.", kept=kept) if kept > 1 else KIND_LINES[3]
            )
        if self.first_written is None or self.first_written > self.as_of:
            return tr("Good that you are here. Nothing has to be perfect in this journal.")
        if self._silent():
            return tr("It has been quiet for a few days. How are you? There is no wrong answer.")
        return KIND_LINES[self.as_of.toordinal() % len(KIND_LINES)]

    def _silent(self) -> bool:
        """Whether nothing was written on the last three full days nor today, though the journal had begun."""
        begun = self.first_written is not None and (self.as_of - self.first_written).days > SILENT_DAYS
        return begun and self.logged_lately == 0

    def to_json(self) -> dict[str, Any]:
        """`substances` as in `streak --json`, `days` as in `report --json`, the last 14, oldest first."""
        return {
            "as_of": self.as_of.isoformat(),
            "substances": [streak.to_json() for streak in self.streaks],
            "days": [day.to_json() for day in self.days],
            "checkin": {"done": self.checked_in},
            "open_cravings": [open_craving.to_json() for open_craving in self.open_cravings],
            "intention": self.intention,
            "good": {"day": self.good[0].isoformat(), "text": self.good[1]} if self.good else None,
            "line": self.line,
            "tolerance": list(self.tolerance),
            "after_overdose": list(self.after_overdose),
            "thoughts_yesterday": self.thoughts_yesterday,
            "doses": [{"name": dose.name, "planned": dose.planned, "left": dose.left} for dose in self.doses],
            "coming": [notice.to_json() for notice in self.coming],
            "to_discuss": self.to_discuss,
            "week": self.week.to_json() if self.week else None,
            "in_all": self.in_all.to_json() if self.in_all else None,
            "like_today": self.like_today.to_json() if self.like_today else None,
        }
