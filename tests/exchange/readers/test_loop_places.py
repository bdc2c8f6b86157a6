"""What a whole export of Loop becomes, line by line, and where everything that is left out stands."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from recovery.errors import Refused
from tests.exchange.readers.test_loop import HABITS, MARKS, without_id

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

RUN = "habit Run, which is not about going without; name what it is about with --map SUBSTANCE=HABIT"
SAID = ["the file names no time zone, so America/New_York was assumed", "a NO as a lapse at noon"]


def export() -> bytes:
    """Three habits in a folder: one that was archived, one about something else, one that is measured."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr(
            "x/Habits.csv",
            HABITS + "001,No heroin,YES_NO,Why?,,1,1,#fff,,,,TRUE\n002,Run,YES_NO,,,1,1,#fff,,,,false\n"
            "003,No wine,NUMERICAL,,,1,1,#fff,glasses,AT_MOST,0,false\n",
        )
        first = (
            "2026-03-09,NO,bad\n2026-03-08,YES_MANUAL,\n2026-03-07,SKIP,\n2026-03-06,UNKNOWN,\n2026-03-05,YES_AUTO,\n"
        )
        packed.writestr("x/001 a/Checkmarks.csv", MARKS + first)
        packed.writestr("x/002 b/Checkmarks.csv", MARKS + "2026-03-09,YES_MANUAL,\n2026-03-08,YES_MANUAL,\n")
        packed.writestr("x/003 c/Checkmarks.csv", MARKS + "2026-03-09,2500,\n2026-03-08,0,\n2026-03-06,SKIP,\n")
    return held.getvalue()


def test_an_export_line_by_line(read: Read) -> None:
    taken = read("loop", export())
    lines = [without_id(line) for line in taken.lines]
    assert list(zip(taken.places, lines, strict=True)) == [
        ("Habits.csv", {"kind": "substance", "name": "heroin", "since": "2026-03-08", "closed": "2026-03-09"}),
        ("Habits.csv", {"kind": "substance", "name": "wine", "since": "2026-03-08"}),
        (
            "Checkmarks.csv of habit 1, line 3,",
            {"kind": "checkin", "day": "2026-03-08", "used": False, "free_of": ["heroin", "wine"]},
        ),
        (
            "Checkmarks.csv of habit 1, line 2,",
            {"kind": "lapse", "at": "2026-03-09T12:00:00", "substance": "heroin"},
        ),
        (
            "Checkmarks.csv of habit 3, line 2,",
            {"kind": "lapse", "at": "2026-03-09T12:00:00", "substance": "wine", "amount": "2.5 glasses"},
        ),
        (
            "Checkmarks.csv of habit 1, line 2,",
            {"kind": "checkin", "day": "2026-03-09", "used": True, "substance": "heroin", "note": "bad"},
        ),
    ]
    assert list(taken.report.read_as) == SAID
    skipped, filled = "days that were skipped", "days that Loop filled in by itself"
    assert taken.report.left_at == [
        ("Habits.csv", "columns of Habits.csv: Question, Color"),
        ("Checkmarks.csv of habit 1, line 4,", skipped),
        ("Checkmarks.csv of habit 1, line 6,", filled),
        ("Habits.csv, line 3,", RUN),
        ("Checkmarks.csv of habit 3, line 4,", skipped),
    ]
    assert taken.report.left_out == {"columns of Habits.csv: Question, Color": 1, skipped: 2, filled: 1, RUN: 2}
    assert (taken.report.entries, taken.report.left) == (9, 5)


@pytest.mark.parametrize("name", ["heroin", "HEROIN"])
def test_only_what_was_asked_for_and_nothing_that_was_not(read: Read, name: str) -> None:
    only, without = read("loop", export(), only=(name,)), read("loop", export(), skip=(name,))
    assert [line["name"] for line in only.of("substance")] == ["heroin"]
    assert [line["name"] for line in without.of("substance")] == ["wine"]
    assert only.report.left_out["habit No wine, which was not asked for"] == 3
    assert without.report.left_out["habit No heroin, which was not asked for"] == 4


def test_a_table_of_marks_alone_is_one_habit_or_several(read: Read) -> None:
    content = "Date,Value,Notes\n2026-03-09,NO,bad\n2026-03-08,YES_MANUAL,\n"
    one = read("loop", content, names={"heroin": "Value"})
    assert [place for place in one.places if place != "Habits.csv"] == [f"Checkmarks.csv, line {n}," for n in (3, 2, 2)]
    assert (one.lines[0]["name"], one.lines[-1]["note"]) == ("heroin", "bad")
    several = read("loop", "Date,No heroin,Run,No wine\n2026-03-09,YES_MANUAL,NO,YES_MANUAL\n2026-03-08,NO,NO,NO\n")
    assert [line["substance"] for line in several.of("lapse")] == ["heroin", "wine"]
    assert several.of("checkin")[-1] == {
        "kind": "checkin", "day": "2026-03-09", "used": False, "free_of": ["heroin", "wine"],
    }  # fmt: skip
    assert (several.report.left_at, several.report.entries, several.report.left) == ([(1, RUN)], 6, 2)


def test_what_is_neither_a_zip_nor_a_table_of_marks_is_refused(read: Read) -> None:
    for content in ("Date\n", "Day,No heroin\n2026-03-08,NO\n", ""):
        with pytest.raises(Refused, match=r"line 1 (begins neither a zip archive nor a table of marks|is missing)"):
            read("loop", content)
