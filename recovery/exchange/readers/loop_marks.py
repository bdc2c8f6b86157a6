"""Loop's two kinds of table: the habits of an archive, and the marks of one habit, in the layouts of its versions.

A habit that is answered by yes or no has words (version 2) or 2 for a tick (version 1, which wrote 0 for a day without
a tick, whatever that meant). A measured one has thousandths, and 0 is written like a NO.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import BinaryIO, Literal, NamedTuple

from recovery.exchange.lines import Place
from recovery.exchange.readers import text
from recovery.exchange.readers.archive import Archive
from recovery.exchange.readers.reading import FileReport, ReadOptions, refused
from recovery.exchange.readers.tables import Row, Table
from recovery.exchange.readers.times import DateOrder

YES, NO = ("YES_MANUAL", "2"), ("NO", "0")
FILLED_IN, SKIPPED, UNKNOWN = ("YES_AUTO", "1"), ("SKIP", "3"), ("UNKNOWN", "-1", "")
NOTHING = FILLED_IN + SKIPPED + UNKNOWN
ONLY_IN_2 = ("-1", "3", "NO", "SKIP", "UNKNOWN", "YES_MANUAL", "YES_AUTO")
THOUSANDTHS = {"YES_MANUAL": 2, "YES_AUTO": 1, "NO": 0, "0": 0}
OVERVIEW = re.compile(r"(?:(?!\d{3} )[^/]*/)?Checkmarks\.csv")
NEEDED = "an export of Loop has it"
DAILY = (("FrequencyNumerator", "FrequencyDenominator"), ("NumRepetitions", "Interval"))
USED_COLUMNS = frozenset(
    ("Position", "Name", "Type", "Unit", "Target Type", "Target Value", "Archived?", *chain.from_iterable(DAILY))
)

Says = Literal["yes", "no", "filled in", "skipped", "unknown"]
SAYS: tuple[tuple[tuple[str, ...], Says], ...] = (
    (YES, "yes"),
    (NO, "no"),
    (FILLED_IN, "filled in"),
    (SKIPPED, "skipped"),
    (UNKNOWN, "unknown"),
)


class Habit(NamedTuple):
    """A row of Habits.csv; `since_2` says that it is of version 2.1 or later, which has columns that say its type."""

    number: int
    place_in_list: int
    name: str
    place: Place
    measured: bool = False
    at_most: bool = False
    target: float = 0.0
    unit: str = ""
    daily: bool = True
    archived: bool = False
    since_2: bool = False


class Mark(NamedTuple):
    """A row of a habit's file: its line, its day, the cell as it stands, and the words beside it."""

    line: int
    day: date
    raw: str
    note: str


class Marks(NamedTuple):
    """The rows of a habit that hold something, and where they stand."""

    where: str
    rows: list[Mark]

    def place(self, mark: Mark) -> str:
        """Where a row is, for a person."""
        return f"{self.where}, line {mark.line},"

    def said(self, habit: Habit, mark: Mark) -> tuple[Says, float]:
        """What a row says, and the amount of a measured habit; raises `Refused` for what is no mark."""
        if habit.measured:
            return _measured(self.place(mark), mark.raw)
        return _said(self.place(mark), mark.raw), 0.0

    def knows_no(self, habit: Habit) -> bool:
        """Whether a 0 is a NO: not in version 1, whose files hold nothing but ticks."""
        return habit.since_2 or any(mark.raw in ONLY_IN_2 for mark in self.rows)


def habits_in(stream: BinaryIO, options: ReadOptions, report: FileReport) -> Iterator[Habit]:
    """The habits of an archive, archived ones too."""
    table = Table(text.lines(stream, options, report), delimiter=",", place="Habits.csv")
    table.need(["Position", "Name"], NEEDED)
    filled = dict.fromkeys(name for name in table.header if name not in USED_COLUMNS)
    seen: dict[str, None] = {}
    for place_in_list, row in enumerate(table):
        seen.update(dict.fromkeys(name for name in filled if row.values[name].strip()))
        yield _habit(table, row, place_in_list)
    if seen:
        report.leave(f"columns of Habits.csv: {', '.join(seen)}", place="Habits.csv")


def _habit(table: Table, row: Row, place_in_list: int) -> Habit:
    values = defaultdict(str, {name: cell.strip() for name, cell in row.values.items()})
    number = int(values["Position"]) if values["Position"].isdecimal() else 0
    target = values["Target Value"]
    return Habit(
        number=number,
        place_in_list=place_in_list,
        name=" ".join(values["Name"].split()),
        place=table.place(row.line),
        measured=values["Type"].upper().startswith("NUM"),
        at_most=values["Target Type"].upper() == "AT_MOST",
        target=float(target) if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", target) else 0.0,
        unit=values["Unit"],
        daily=all(values[first] == values[second] for first, second in DAILY),
        archived=values["Archived?"].casefold() == "true",
        since_2="Type" in table.header,
    )


def marks_of(stream: BinaryIO, where: str, options: ReadOptions, report: FileReport) -> Marks:
    """The marks of a habit, in the order of its file; raises `Refused` for a row without a day or a day given twice."""
    return _gathered(where, ((row.line, row.values) for row in _rows(stream, where, options, report)))


def is_single(lines: list[str]) -> bool:
    """Whether the first lines are those of a table of marks that was taken out of an archive."""
    header = [name.strip().strip('"') for name in lines[0].strip().split(",")]
    if header[0] != "Date" or len(header) < 2 or len(lines) < 2:
        return False
    cells = [cell.strip() for cell in lines[1].strip().rstrip(",").split(",")[1:]]
    words = {word for words, _ in SAYS for word in words}
    return header[1:] in (["Value"], ["Value", "Notes"]) or (bool(cells) and all(cell in words for cell in cells))


def single(stream: BinaryIO, options: ReadOptions, report: FileReport) -> list[tuple[Habit, Marks]]:
    """The habits of a table of marks alone: one under `Value`, or several under their names."""
    table = Table(text.lines(stream, options, report), delimiter=",")
    if not table.header or table.header[0] != "Date" or len(table.header) < 2:
        raise refused(1, "begins neither a zip archive nor a table of marks; export all habits from Loop as CSV")
    names = [name for name in dict.fromkeys(table.header[1:]) if name and name != "Notes"]
    rows = [(row.line, row.values) for row in table]
    habits = []
    for place, name in enumerate(names):
        habit = Habit(0, place, name, 1)
        only = names == ["Value"]
        of_one = (
            (line, {**row, "Value": row[name], "Notes": row.get("Notes", "") if only else ""}) for line, row in rows
        )
        habits.append((habit, _gathered("Checkmarks.csv", of_one)))
    return habits


def _gathered(where: str, rows: Iterator[tuple[int, dict[str, str]]]) -> Marks:
    order, seen = DateOrder(), set[date]()
    marks = Marks(where, [])
    for line, row in rows:
        day = order.day(row["Date"])
        if day is None:
            raise refused(f"{where}, line {line},", "has no date that can be read")
        if day in seen:
            raise refused(f"{where}, line {line},", "names a day a second time")
        seen.add(day)
        marks.rows.append(Mark(line, day, row["Value"].strip().upper(), row.get("Notes", "").strip()))
    return marks


def _said(place: str, raw: str) -> Says:
    for words, says in SAYS:
        if raw in words:
            return says
    raise refused(place, "has a value that is neither yes nor no")


def _measured(place: str, raw: str) -> tuple[Says, float]:
    """What an amount says of a habit of "at most": none of it is a yes, some of it a no."""
    if raw in SKIPPED:
        return "skipped", 0.0
    if raw in UNKNOWN:
        return "unknown", 0.0
    if raw in THOUSANDTHS:
        amount = float(THOUSANDTHS[raw])
    elif re.fullmatch(r"\d{1,12}(\.\d{1,6})?", raw):
        amount = float(raw)
    else:
        raise refused(place, "has a value that is no amount")
    return ("no" if amount else "yes"), amount / 1000


def _rows(stream: BinaryIO, where: str, options: ReadOptions, report: FileReport) -> Iterator[Row]:
    """The rows of a habit's file; older versions of Loop write no line of headings."""
    numbered = text.lines(stream, options, report)
    first = next(numbered, None)
    if first is None:
        return
    heading = first[1].lower().startswith(("date", '"date'))

    def again() -> Iterator[tuple[int, str]]:
        if not heading:
            yield 0, "Date,Value\n"
        yield first
        yield from numbered

    table = Table(again(), delimiter=",", place=where)
    table.need(["Date", "Value"], NEEDED)
    yield from table


def overview(files: Archive, place: int, habits: int, options: ReadOptions) -> Marks:
    """The marks of the habit at that place, counted from 0, in the table that stands beside the folders.

    Names are not quoted there, so columns are counted; none are given without such a table, or from other columns.
    """
    where = "Checkmarks.csv"
    name = next((name for name in files.names if OVERVIEW.fullmatch(name)), None)
    if name is None:
        return Marks(where, [])

    def rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, str]]]:
        for number, line in text.lines(stream, options, FileReport()):
            cells = line.strip().rstrip(",").split(",")
            if number > 1 and len(cells) == habits + 1:
                yield number, {"Date": cells[0], "Value": cells[place + 1]}

    with files.open(name) as stream:
        return _gathered(where, rows(stream))
