"""Loop's tables of every version: habits, marks, amounts, and where each stands."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused
from recovery.exchange.readers import loop_marks
from recovery.exchange.readers.loop_marks import Habit, Mark, Marks, habits_in, is_single, marks_of, single
from recovery.exchange.readers.reading import FileReport, ReadOptions

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

DAY = date(2026, 3, 8)
PLAIN = Habit(1, 0, "No heroin", "x")
MEASURED = PLAIN._replace(measured=True)


def said(raw: str, habit: Habit = PLAIN) -> tuple[str, float]:
    return Marks("Checkmarks.csv", []).said(habit, Mark(3, DAY, raw, ""))


def test_what_marks_say_in_words_and_in_numbers() -> None:
    for says, words in (
        ("yes", ("YES_MANUAL", "2")),
        ("no", ("NO", "0")),
        ("filled in", ("YES_AUTO", "1")),
        ("skipped", ("SKIP", "3")),
        ("unknown", ("UNKNOWN", "-1", "")),
    ):
        assert [said(word) for word in words] == [(says, 0.0)] * len(words)
    with pytest.raises(Refused, match=r"Checkmarks\.csv, line 3, has a value that is neither yes nor no"):
        said("5000")


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("2500", ("no", 2.5)),
        ("0.5", ("no", 0.0005)),
        ("0", ("yes", 0.0)),
        ("NO", ("yes", 0.0)),
        ("YES_MANUAL", ("no", 0.002)),
        ("YES_AUTO", ("no", 0.001)),
        ("SKIP", ("skipped", 0.0)),
        ("3", ("skipped", 0.0)),
        ("UNKNOWN", ("unknown", 0.0)),
        ("", ("unknown", 0.0)),
        ("999999999999.999999", ("no", 999_999_999.999_999_999)),
    ],
)
def test_amounts_are_thousandths(raw: str, amount: tuple[str, float]) -> None:
    assert said(raw, MEASURED) == amount


@pytest.mark.parametrize("raw", ["-5", "x", "1000000000000", "1.1234567"])
def test_what_is_no_amount_says_where_it_stands(raw: str) -> None:
    with pytest.raises(Refused, match=r"Checkmarks\.csv, line 3, has a value that is no amount"):
        said(raw, MEASURED)


def test_a_nought_is_a_no_from_version_2_on() -> None:
    ticks, words = Marks("x", [Mark(2, DAY, "2", ""), Mark(3, DAY, "0", "")]), Marks("x", [Mark(2, DAY, "SKIP", "")])
    assert (ticks.knows_no(PLAIN), words.knows_no(PLAIN), ticks.knows_no(PLAIN._replace(since_2=True))) == (
        False,
        True,
        True,
    )


def test_habits_of_both_versions() -> None:
    def read(content: str) -> tuple[list[Habit], FileReport]:
        report = FileReport()
        return list(habits_in(io.BytesIO(content.encode()), ReadOptions(), report)), report

    (plain, other), report = read("Position,Name,Question\n7, No  heroin ,\nx,Run,Why?\n")
    assert plain == Habit(7, 0, "No heroin", "Habits.csv, line 2,")
    assert (other.number, other.place_in_list, other.name) == (0, 1, "Run")
    assert report.left_at == [("Habits.csv", "columns of Habits.csv: Question")]
    head = "Position,Name,Type,Unit,Target Type,Target Value,Archived?,NumRepetitions,Interval\n"
    (new, odd), report = read(f"{head}1,a,Numerical,bags,at_most,2.5,TRUE,1,1\n2,b,YES_NO,,,1e9,no,1,7\n")
    assert new == Habit(
        1, 0, "a", "Habits.csv, line 2,", measured=True, at_most=True, target=2.5, unit="bags", archived=True,
        since_2=True,
    )  # fmt: skip
    assert odd == Habit(2, 1, "b", "Habits.csv, line 3,", daily=False, since_2=True)
    assert report.left_at == []
    with pytest.raises(Refused, match=r"Habits\.csv, line 1, has no column Name; an export of Loop has it"):
        read("Position\n1,a\n")


@pytest.mark.parametrize(
    ("lines", "whether"),
    [
        (["Date,Value\n", "2026-03-08,x\n"], True),
        (["Date,Value,Notes\n", "x\n"], True),
        (['"Date" , "Value"\n', "x\n"], True),
        (["Date,value\n", "2026-03-08,x\n"], False),
        (["Date,No heroin,Run,\n", "2026-03-08,YES_MANUAL, NO,\n"], True),
        (["Date,No heroin\n", "2026-03-08,x\n"], False),
        (["Date,No heroin\n", "2026-03-08\n"], False),
        (["Date,Value\n"], False),
        (["Date\n", "2026-03-08\n"], False),
        (["date,Value\n", "x\n"], False),
        (["DateX,No heroin\n", "2026-03-08,2\n"], False),
        (["Date,Urge\n", "2026-03-08,,\n"], False),
        (["Date,Urge\n", "2026-03-08,X\n"], False),
        (["Date,No heroin,Run\n", "2026-03-08,2,X\n"], False),
        (["Date,No heroin,Run\n", "2026-03-08,7,2\n"], False),
        (["Date,No heroin\n", "2026-03-08,YES_MANUAL,,\n"], True),
    ],
)
def test_a_table_of_marks_alone_is_known_by_its_first_two_lines(lines: list[str], whether: bool) -> None:
    assert is_single(lines) is whether


def test_a_table_alone_has_one_habit_under_value_or_one_in_each_column() -> None:
    def read(content: str) -> list[tuple[Habit, Marks]]:
        return single(io.BytesIO(content.encode()), ReadOptions(), FileReport())

    assert read("Date,Value,Notes\n2026-03-08, yes_manual , fine \n") == [
        (Habit(0, 0, "Value", 1), Marks("Checkmarks.csv", [Mark(2, DAY, "YES_MANUAL", "fine")]))
    ]
    assert read("Date,Value\n2026-03-08,2\n") == [
        (Habit(0, 0, "Value", 1), Marks("Checkmarks.csv", [Mark(2, DAY, "2", "")]))
    ]
    assert [habit.name for habit, _ in read("Date,No beer; no wine; no gin\n2026-03-08,2\n")] == [
        "No beer; no wine; no gin"
    ]
    assert read("Date,a,Notes,b,\n2026-03-08,2,x,0,\n") == [
        (Habit(0, 0, "a", 1), Marks("Checkmarks.csv", [Mark(2, DAY, "2", "")])),
        (Habit(0, 1, "b", 1), Marks("Checkmarks.csv", [Mark(2, DAY, "0", "")])),
    ]


def test_a_habits_file_with_and_without_headings() -> None:
    def read(content: str) -> Marks:
        return marks_of(io.BytesIO(content.encode()), "here", ReadOptions(), FileReport())

    with_headings = read('"Date",Value,Notes\n2026-03-08,2,fine\n')
    assert with_headings == Marks("here", [Mark(2, DAY, "2", "fine")])
    assert read("2026-03-08,2\n2026-03-07,0\n") == Marks(
        "here", [Mark(1, DAY, "2", ""), Mark(2, date(2026, 3, 7), "0", "")]
    )
    assert read("") == Marks("here", [])
    for content, wrong in (
        ("Date,Value\n2026-03-08,2\n2026-03-08,2\n", "here, line 3, names a day a second time"),
        ("Date,Value\nsoon,2\n", "here, line 2, has no date that can be read"),
        ("Date,Notes\n2026-03-08,2\n", "here, line 1, has no column Value; an export of Loop has it"),
        ("Date\n2026-03-08,2\n", "here, line 1, has no column Value"),
    ):
        with pytest.raises(Refused, match=wrong):
            read(content)


def test_marks_that_stand_in_the_overview_alone_are_counted_by_their_place(read: Read) -> None:
    def export(**files: str) -> bytes:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as packed:
            packed.writestr("Habits.csv", "Position,Name\n001,No heroin\n002,No wine\n")
            for name, content in files.items():
                packed.writestr(name.replace("_", "/") + ".csv", content)
        return held.getvalue()

    rows = "Date,a,b,c,\n2026-03-08,2,2,\n2026-03-07,2,-1,\n2026-03-06,2,2,2,\n"
    taken = read("loop", export(Checkmarks=rows))
    plain: list[dict[str, Any]] = [line for line in taken.lines if line["kind"] == "checkin"]
    assert [(line["day"], line["free_of"]) for line in plain] == [
        ("2026-03-07", ["heroin"]),
        ("2026-03-08", ["heroin", "wine"]),
    ]
    assert read("loop", export()).lines == []
    for content, wrong in (("Date,a,b\nsoon,2,2,\n", "no date"), ("Date,a,b\n2026-03-08,2,X\n", "a value that is")):
        with pytest.raises(Refused, match=rf"Checkmarks\.csv, line 2, has {wrong}"):
            read("loop", export(Checkmarks=content))
    assert read("loop", export(x_Checkmarks=rows)).lines == taken.lines
    assert not loop_marks.OVERVIEW.fullmatch("001 x/Checkmarks.csv")
