"""Dates and times in files of other programs, by the program's one reader: what can be read two ways is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

from recovery import clock
from recovery.dates.calendar import DMY, MDY
from recovery.dates.order import YMD, FileOrder, clock_of
from recovery.exchange.readers import clocks
from recovery.language import tr
from recovery.store import home

__all__ = ["AMBIGUOUS", "DMY", "MDY", "MIXED", "ORDERS", "YMD", "DateOrder", "clock_of"]

ORDERS = {
    DMY: tr("dates with the day first"),
    MDY: tr("dates with the month first"),
    YMD: tr("dates with the year first"),
}
AMBIGUOUS = tr("has a date that can be read two ways; say --dates dmy, mdy or ymd")
MIXED = tr("has its day and month the other way round than the dates before it")


class DateOrder(FileOrder):
    """The order of the dates in a file that holds what has happened: none of them is still to come."""

    def __init__(self, wish: str = "") -> None:
        super().__init__(wish, clock.latest_day())

    def learn(self, texts: Iterable[tuple[int, str]]) -> int | None:
        """As before; where the dates of the whole file prove no order, the one that the person chose for all holds."""
        wrong = super().learn(texts)
        if self.ambiguous and (preferred := home.date_order()) in self.possible:
            self.possible = {preferred}
        return wrong

    def clock(self, text: str) -> time | None:
        """A time of day as programs write it in any language, beside a date."""
        return clocks.clock_of(text)
