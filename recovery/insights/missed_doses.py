"""The day after a missed dose beside other days of its weekday: a list, and no test.

Whether such days have more cravings is tested once, among the patterns (`medication`); the list counts the same days.
A dose counts as missed where it is written down as missed: what is not written down says nothing. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from recovery.language import tr
from recovery.outlets import words

SHOWN = 5
NEXT = timedelta(days=1)
HEADING = tr(
    "The day after a missed dose, beside other days of its weekday (a list and no finding; the patterns ask whether "
    "such days have more):"
)


class AfterMissed(NamedTuple):
    """A day with a missed dose, and the `cravings` of the day after: `None` where nothing was written down on it.

    `others` are those of `other_days` days of the same weekday that came after a day on which no dose was missed.
    """

    missed: date
    cravings: int | None
    others: int
    other_days: int

    def to_json(self) -> dict[str, Any]:
        """As `report --json` holds it under `treatment`."""
        others = {"days": self.other_days, "cravings": self.others}
        return {"missed": self.missed.isoformat(), "cravings": self.cravings, "others": others}


def after_missed(
    doses: Mapping[date, bool], logged: Collection[date], cravings: Mapping[date, int], last: date
) -> list[AfterMissed]:
    """Each day with a missed dose whose next day is over by `last`, the oldest first: no day counts while it lasts.

    `doses` says of a day with a dose written down whether one was missed, `logged` are the days with anything at all.
    """
    known = {day + NEXT: missed for day, missed in doses.items() if day + NEXT in logged and day + NEXT <= last}
    rows = []
    for day in sorted(day for day, missed in doses.items() if missed and day + NEXT <= last):
        following = day + NEXT
        others = [other for other, missed in known.items() if not missed and other.weekday() == following.weekday()]
        own = cravings.get(following, 0) if following in logged else None
        rows.append(AfterMissed(day, own, sum(cravings.get(other, 0) for other in others), len(others)))
    return rows


def said(rows: Sequence[AfterMissed]) -> Iterator[str]:
    """The latest of them, each in a line of its own, the newest last."""
    if rows:
        yield HEADING
        yield from map(row_said, rows[-SHOWN:])


def row_said(row: AfterMissed) -> str:
    """`Thu 12 Nov missed: 3 cravings the day after; others 9 on 6 days`."""
    day = words.short_day(row.missed)
    if row.cravings is None:
        return tr("{day} missed: nothing written down the day after", day=day)
    own = tr("{day} missed: {cravings} the day after", day=day, cravings=words.cravings(row.cravings))
    if not row.other_days:
        return own
    return own + tr("; others {cravings} on {days}", cravings=row.others, days=words.days(row.other_days))
