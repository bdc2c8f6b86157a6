"""Hours by moments that chance chose: in which of them there was a craving, whenever somebody writes otherwise.

Where there are enough such moments this takes the place of the comparison by what was written down: hours are compared
once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from recovery.insights import chance, time_patterns
from recovery.insights.chance import Unit
from recovery.insights.claims import FEWEST, FEWEST_CRAVINGS, FEWEST_DAYS, Claim, Look, more, week_of
from recovery.insights.facts import MomentFact, instant
from recovery.insights.periods import Period
from recovery.insights.time_patterns import WINDOW_HOURS
from recovery.language import tr

FEWEST_MOMENTS = FEWEST_CRAVINGS
MOST_WITHIN_WEEKS = 0.02


def enough(moments: Sequence[MomentFact]) -> bool:
    """Whether that many moments on that many days may carry a claim about hours."""
    return len(moments) >= FEWEST_MOMENTS and len({moment.day for moment in moments}) >= FEWEST_DAYS


def hours(look: Look) -> list[Claim]:
    """Four hours in which cravings crowd: by random check-ins where there are enough, else by what was written."""
    return _sampled(look) if enough(look.moments) else time_patterns.hours(look)


def _sampled(look: Look) -> list[Claim]:
    """Four hours that follow one another with a craving at more of their moments than the other hours have.

    When a moment came was drawn, so the answers of a weekday could as well have come in any other order of its moments:
    they are turned over them. A bad month, a habit of writing, hours in which fewer are answered change nothing. Turned
    over the moments of their weeks instead they must not be plainly due to chance either: else bad weeks whose mornings
    stay unanswered would make an hour.
    """
    moments = sorted(look.moments, key=lambda moment: instant(moment.at))
    least = _least(moments)
    by_hour = [sum(moment.hour == hour for moment in moments) for hour in range(24)]
    starts = [hour for hour in range(24) if _compared(by_hour, hour, len(moments))]
    if not starts:
        return []
    outstanding = _outstanding(moments, starts, least, lambda day: (day.weekday(),))
    if outstanding is None:
        return []
    within_weeks = _outstanding(moments, [starts[outstanding.cell]], least, week_of)
    within = within_weeks is not None and within_weeks.p <= MOST_WITHIN_WEEKS
    stretch = [(starts[outstanding.cell] + step) % 24 for step in range(WINDOW_HOURS)]

    def counts(some: Iterable[MomentFact], *, inside: bool) -> tuple[int, int]:
        there = [moment.intensity >= least for moment in some if (moment.hour in stretch) == inside]
        return sum(there), len(there)

    def holds(half: Period) -> bool:
        some = [moment for moment in moments if moment.day in half]
        (seen, of), (others, rest) = counts(some, inside=True), counts(some, inside=False)
        return bool(of and rest) and more(seen, of * others / rest)

    (seen, of), (others, rest) = counts(moments, inside=True), counts(moments, inside=False)
    values = {"first": stretch[0], "end": (stretch[-1] + 1) % 24, "seen": seen, "of": of, "others": others}
    values |= {"rest": rest, "least": least}
    if least > 1:
        text = tr(
            "{first:02}:00 to {end:02}:00, at moments chosen at random: a craving of {least} or more at {seen} of "
            "{of}; at the other hours at {others} of {rest}.",
            **values,
        )
    else:
        text = tr(
            "{first:02}:00 to {end:02}:00, at moments chosen at random: a craving at {seen} of {of}; at the other "
            "hours at {others} of {rest}.",
            **values,
        )
    return [Claim("hour", outstanding.p, seen, of, of * others / rest, text, within and look.again(holds))]


def _least(moments: Sequence[MomentFact]) -> int:
    """From which rating on a moment counts: any craving, or more where more than half of the moments have one.

    For somebody who always feels some of it, any craving would tell no hour from another. The choice looks at no hour.
    """
    return next(
        (
            rating
            for rating in range(1, 11)
            if 2 * sum(moment.intensity >= rating for moment in moments) <= len(moments)
        ),
        10,
    )


def _compared(by_hour: Sequence[int], first: int, total: int) -> bool:
    """Whether four hours from `first` on hold enough moments, at least one each, and the other hours enough too."""
    inside = [by_hour[(first + step) % 24] for step in range(WINDOW_HOURS)]
    return min(inside) > 0 and FEWEST <= sum(inside) <= total - FEWEST


def _row(felt: Iterable[tuple[int, int]], starts: Sequence[int]) -> list[int]:
    """How many of these moments had a craving within four hours from each of `starts`."""
    count = [0] * 24
    for hour, had in felt:
        count[hour] += had
    return [sum(count[(start + step) % 24] for step in range(WINDOW_HOURS)) for start in starts]


def _outstanding(
    moments: Sequence[MomentFact], starts: Sequence[int], least: int, alike: Callable[[date], tuple[int, ...]]
) -> chance.Excess | None:
    """The four hours that stand out most when answers change places with those of days that are alike."""
    groups: dict[tuple[int, ...], list[MomentFact]] = defaultdict(list)
    for moment in moments:
        groups[alike(moment.day)].append(moment)
    units = []
    for _, group in sorted(groups.items()):
        rows = [
            _row(zip((moment.hour for moment in group), felt, strict=True), starts)
            for felt in chance.turned([int(moment.intensity >= least) for moment in group])
        ]
        units.append(Unit(rows[0], rows))
    return chance.most_outstanding(units)
