"""Small files that were once misread, each with what is right (`tests/cases/`, made up after public complaints)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

CASES = Path(__file__).parents[1] / "cases"
ZONE = "Europe/Berlin"


def case(number: str, name: str = "") -> str:
    """The file of a case."""
    (folder,) = CASES.glob(f"{number}-*")
    return str(folder / name) if name else str(next(folder.iterdir()))


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-29 12:00 +01:00", tick=False):
        yield


def entries(call: Call, kind: str) -> list[dict[str, Any]]:
    """What the journal holds of one kind."""
    lines = [json.loads(line) for line in call("export", "data").out.splitlines()]
    return [item for item in lines if item["kind"] == kind]


def taken(call: Call, *line: str) -> dict[str, Any]:
    """Import, and what the answer says; the second time nothing is new."""
    answer = call("import", *line, "--json").json
    before = call("export", "data").out
    again = call("import", *line, "--json").json
    assert (again["added"], again["changed"]) == (0, 0)
    assert call("export", "data").out == before
    return dict(answer)


def left(answer: dict[str, Any]) -> str:
    return "; ".join(f"{item['what']} ({item['count']})" for item in answer["left_out"])


def test_01_the_scales_of_daylio_are_in_the_note(berlin: Call) -> None:
    taken(berlin, case("01"), "--from", "daylio")
    (checkin,) = entries(berlin, "checkin")
    assert checkin["note"] == ("12:00 rad\nSleep Quality: 8/10 points, Sleep Time: 8:00, Craving: 7\nWoke up early.")


def test_02_html_in_a_note_becomes_text(berlin: Call) -> None:
    taken(berlin, case("02"), "--from", "daylio")
    assert entries(berlin, "checkin")[0]["note"] == "10:00 meh\nNever mind.\n\nSecond paragraph & tea <3"


@pytest.mark.parametrize("named", [(), ("--from", "daylio"), ("--from", "csv")])
def test_04_a_file_saved_again_with_semicolons_is_read(berlin: Call, named: tuple[str, ...]) -> None:
    taken(berlin, case("04"), *named)
    assert entries(berlin, "checkin")[0]["note"] == "22:00 good · walk, read\nnote"


def test_06_the_words_and_answers_of_the_journal_stay(berlin: Call) -> None:
    berlin("checkin", "--day", "2026-11-28", "--mood", "2", "--note", "My own words")
    assert taken(berlin, case("06"), "--from", "daylio")["changed"] == 1
    (checkin,) = entries(berlin, "checkin")
    assert checkin["mood"] == 2
    assert checkin["note"] == "My own words\n\nFrom Daylio: mood 7\n\n23:50 good\nfrom daylio"
    berlin("undo")
    assert entries(berlin, "checkin")[0]["note"] == "My own words"


def test_07_a_measured_zero_is_a_day_without(berlin: Call) -> None:
    taken(berlin, case("07"), "--from", "loop", "--map", "heroin=Heroin bags")
    assert [(entry["used"], entry["note"]) for entry in entries(berlin, "checkin")] == [
        (False, "quiet day"),
        (False, None),
        (False, None),
    ]
    assert entries(berlin, "lapse") == []


def test_08_a_counted_habit_is_left_out_by_name(berlin: Call) -> None:
    answer = taken(berlin, case("08"), "--from", "loop")
    assert "habit No alcohol, which counts what was reached, not what was used (1)" in left(answer)
    assert [entry["day"] for entry in entries(berlin, "checkin")] == ["2026-11-01", "2026-11-02"]


def test_10_what_is_of_another_substance_says_nothing_of_heroin(berlin: Call) -> None:
    taken(berlin, case("10", "in.zip"), "--from", "loop")
    taken(berlin, case("10", "tobacco.csv"), "--from", "csv", "--map", "at=Date,used=Used,substance=Substance")
    streaks = {substance["name"]: substance for substance in berlin("streak", "--json").json["substances"]}
    known = {name: (item["since"], item["confirmed_days"], item["unknown_days"]) for name, item in streaks.items()}
    assert known == {
        "heroin": ("2026-01-01", 0, 332),
        "sugar": ("2026-11-08", 21, 0),
        "tobacco": ("2026-11-27", 1, 1),
    }
    free = [entry["free_of"] for entry in entries(berlin, "checkin")]
    assert len(free) == 21
    assert free.count(["sugar", "tobacco"]) == 1


def test_11_names_are_understood_or_named(berlin: Call) -> None:
    answer = taken(berlin, case("11"), "--from", "loop")
    assert "habit Sober, whose name does not say what it is about" in left(answer)
    names = {entry["name"] for entry in entries(berlin, "substance")}
    assert names == {"heroin", "smoking", "alcohol", "sugar after 8"}
    for checkin in entries(berlin, "checkin"):
        assert set(checkin["free_of"]) == names - {"heroin"}
        assert checkin["used"] is None


def test_11_on_a_terminal_a_name_that_does_not_say_it_is_asked_about(berlin: Call, terminal: OpenTerminal) -> None:
    with time_machine.travel("2026-11-29 12:00 +01:00"):
        shown = terminal("import", case("11"))
    shown.see("The habit Sober does not say what it goes without.")
    shown.see("[heroin]")
    shown.type("")
    assert shown.end() == 0
    assert [entry["used"] for entry in entries(berlin, "checkin")] == [False, False]


@pytest.mark.parametrize("name", ["day", "dot", "lng", "wd"])
def test_12_every_time_format_of_jrnl_is_read(berlin: Call, name: str) -> None:
    taken(berlin, case("12", f"{name}.txt"), "--from", "jrnl")
    times = ["12:00", "12:00", "12:00"] if name == "day" else ["21:40", "08:05", "12:30"]
    notes = entries(berlin, "note")
    assert sorted(note["at"][:16] for note in notes) == sorted(
        f"2026-03-{day}T{time}" for day, time in zip(("07", "08", "08"), times, strict=True)
    )
    assert {note["text"] for note in notes} == {
        "Walked past the @corner.\nHands shaking, called @Maria and ate.",
        "Slept badly",
        "Second today!\nAte lunch.",
    }


def test_12_a_format_that_can_be_read_two_ways_names_the_way_out(berlin: Call) -> None:
    refused = berlin("import", case("12", "uk.txt"), "--from", "jrnl")
    assert refused.code == 4
    assert "jrnl --export json" in refused.err
    assert berlin("import", case("12", "uk.txt"), "--dates", "dmy").code == 0
    assert entries(berlin, "note")[0]["at"] == "2026-03-07T21:40:00+01:00"


@pytest.mark.parametrize("file", [("17", ""), ("18", "")])
def test_17_and_18_day_ones_words_come_without_its_marks(berlin: Call, file: tuple[str, str]) -> None:
    answer = taken(berlin, case(*file))
    first, *_, rich, spoken = entries(berlin, "note")
    assert first["text"] == (
        "Test of Special-Characters\n\nA 30-minute walk (alone). Cost $5! 1. not a list\n\n"
        "- [ ] call\n#nofilter *stars* a_b"
    )
    assert rich["text"] == "Rich title\nbold\n[ ] todo item"
    assert spoken["text"] == "I said all this aloud."
    assert answer["added"] == 6
    assert "photos (1)" in left(answer)


def test_29_both_columns_of_one_name_are_kept(berlin: Call) -> None:
    taken(berlin, case("29"), "--from", "csv", "--map", "at=Date,intensity=Urge,note=Note")
    assert entries(berlin, "craving")[0]["note"] == "first\nsecond"


def test_31_short_last_cells_are_blank(berlin: Call) -> None:
    answer = taken(berlin, case("31"), "--from", "csv", "--map", "at=Date,intensity=Urge,trigger=Trigger,note=Note")
    assert answer["added"] == 24


def test_32_the_line_that_names_the_delimiter_is_passed_over(berlin: Call) -> None:
    taken(berlin, case("32"), "--from", "csv", "--map", "at=Date,intensity=Urge,trigger=Trigger,note=Note")
    (craving,) = entries(berlin, "craving")
    assert (craving["at"], craving["triggers"], craving["note"]) == ("2026-11-28T21:40:00+01:00", ["payday"], "fine")


def test_26_days_in_words_are_read_in_lines(berlin: Call, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("yesterday 9pm 7 payday\nSat 8pm 6 bored\n", "utf-8")
    taken(berlin, str(file), "--from", "lines")
    assert [(entry["at"], entry["triggers"]) for entry in entries(berlin, "craving")] == [
        ("2026-11-28T20:00:00+01:00", ["bored"]),
        ("2026-11-28T21:00:00+01:00", ["payday"]),
    ]


@pytest.mark.parametrize("named", [(), ("--from", "csv")])
def test_39_a_table_of_our_own_comes_back_as_it_was(berlin: Call, tmp_path: Path, named: tuple[str, ...]) -> None:
    hard = ["-t", "pay; day", "-t", '"quoted"', "-t", "=x", "-n", '\'=1, and\n"two"\r\nlines\r\x9b']
    berlin("log", "7", *hard, "--at", "yesterday 21:00")
    berlin("log", "3", "-t", "a", "-t", "b", "-c", "walk", "--outcome", "used", "--at", "yesterday 22:00")
    berlin("checkin", "--no-use", "--mood", "5", "--sleep", "7.5", "--good", "-tea")
    berlin("assess", "phq9", "--answers", "1,0,-,1,0,0,1,0,0")
    berlin("note", "@home")
    before = berlin("export", "data").out
    tables = []
    for name in ("cravings", "lapses", "check-ins", "questionnaires", "notes"):
        tables.append(str(tmp_path / f"{name}.csv"))
        assert berlin("export", "table", name, "-o", tables[-1]).code == 0
        assert berlin("import", tables[-1], *named, "--json").json["added"] == 0
    assert berlin("export", "data").out == before
    berlin("wipe", "--yes")
    berlin("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", ZONE)
    for table in tables:
        assert berlin("import", table, *named, "--json").json["added"] > 0
    assert berlin("export", "data").out == before
