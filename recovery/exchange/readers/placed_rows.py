"""The rows of a table with their day and time, and beside each the same as the first release read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, NamedTuple

from recovery.errors import Refused
from recovery.exchange.readers import columns, first_release
from recovery.exchange.readers.clocks import clock_of
from recovery.exchange.readers.reading import FileReport
from recovery.exchange.readers.tables import Row
from recovery.exchange.readers.times import DateOrder
from recovery.language import tr
from recovery.store.rules import zone_of

NOON = tr("a row without a time as noon")
USE_AT_NOON = tr("a use without a time as a lapse at noon")
ELSEWHERE = tr("times of use that are on the day before in your time zone; they are taken as noon")


class Placed(NamedTuple):
    """A row with its day, time and offset, its cells under the names of their fields.

    `before` are the same as the first release read them.
    """

    line: int
    day: date | None
    at: time | None
    offset: str
    cells: dict[str, str]
    before: Placed | None = None

    def instant(self) -> dict[str, str]:
        """When it was, as the intake takes it; noon without a time. Raises `Bad`."""
        return columns.instant(self.day, self.at, self.offset, self.cells)

    def instant_of_use(self, zone: str, report: FileReport) -> dict[str, str] | None:
        """When a use was; `None` without a time, or where the clock of its zone showed it before the row's own date."""
        if self.at is None:
            report.say(USE_AT_NOON)
            return None
        when = self.instant()
        if self.offset and not self._on_its_day(when, zone):
            report.leave(ELSEWHERE, place=self.line)
            return None
        return when

    def _on_its_day(self, when: dict[str, str], zone: str) -> bool:
        """Whether an instant is of the row's own day, as far as an entry can be; a wrong zone the intake names."""
        try:
            at = datetime.fromisoformat(when["at"]).astimezone(zone_of(when.get("timezone", zone)))
        except Refused:
            return True
        return self.day is not None and 0 <= (at.date() - self.day).days <= 1


def placed(rows: Iterator[Row], mapped: dict[str, str], order: DateOrder, encoding: str) -> Iterator[Placed]:
    """Each row with its day and time."""
    first = first_release.Dates(order.order)
    for row in rows:
        cells = {field: row.values[column].strip() for field, column in mapped.items()}
        old = {field: first_release.decoded(row.before[column], encoding).strip() for field, column in mapped.items()}
        placed = _at(row.line, cells, order, clock_of)
        yield placed._replace(before=_at(row.line, old, first, first_release.clock_of))


def _at(line: int, cells: dict[str, str], order: Any, clock: Any) -> Placed:
    day, at, offset = order.moment(cells.get("at") or cells.get("date") or "")
    if cells.get("time"):
        at = clock(cells["time"])
        day = day if at is not None else None
    return Placed(line, day, at, offset, cells)
