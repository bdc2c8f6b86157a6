"""Dates and times in files of other programs, by the program's one reader: what can be read two ways is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import time

from recovery import clock
from recovery.dates.calendar import DMY, MDY
from recovery.dates.order import YMD, FileOrder, clock_of
from recovery.exchange.readers import clocks
from recovery.exchange.readers.reading import FileReport, ReadOptions, refused
from recovery.language import tr
from recovery.store import home

__all__ = ["AMBIGUOUS", "DMY", "MDY", "MIXED", "ORDERS", "YMD", "DateOrder", "clock_of", "order_of"]

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


def order_of(
    dates: Iterable[tuple[int, str]], options: ReadOptions, report: FileReport, two_ways: str = AMBIGUOUS
) -> DateOrder:
    """The order of day and month in the dates of a file, each with its line.

    Raises `Refused` where they contradict each other, or, saying `two_ways`, where it cannot be told.
    """
    order = DateOrder(options.date_order)
    first = 0

    def numbered() -> Iterator[tuple[int, str]]:
        nonlocal first
        for line, text in dates:
            first = first or line
            yield line, text

    wrong = order.learn(numbered())
    if wrong is not None:
        raise refused(wrong, MIXED)
    if order.ambiguous:
        raise refused(first, two_ways)
    if order.needed:
        report.say(ORDERS[order.order])
    return order
