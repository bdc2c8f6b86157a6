"""Loop's archive: what a YES, a NO and a silence say of a day, and what no honest archive holds."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused
from recovery.exchange.lines import derived_id
from recovery.exchange.readers import archive as packs
from recovery.exchange.readers import loop
from recovery.exchange.readers.loop import is_export

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

HABITS = (
    "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,"
    "Target Value,Archived?\n"
)
MARKS = "Date,Value,Notes\n"


def without_id(line: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "id"}


def archive(habits: dict[str, str], *, names: dict[str, str] | None = None) -> bytes:
    """An export with these habits, each with the rows of its Checkmarks.csv."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        rows = "".join(
            f'{number:03},"{name}",YES_NO,,,1,1,#fff,,,,false\n' for number, name in enumerate(habits, start=1)
        )
        packed.writestr("Habits.csv", HABITS + rows)
        packed.writestr("Checkmarks.csv", "Date," + ",".join(habits) + ",\n")
        for number, (name, marks) in enumerate(habits.items(), start=1):
            packed.writestr(f"{number:03} {name}/Checkmarks.csv", marks)
        for name, content in (names or {}).items():
            packed.writestr(name, content)
    return held.getvalue()


ONE = archive(
    {
        "No heroin": MARKS
        + "2026-03-09,YES_AUTO,\n2026-03-08,YES_MANUAL,fine\n2026-03-07,NO,\n2026-03-06,UNKNOWN,\n2026-03-05,SKIP,\n",
        "Run": MARKS + "2026-03-08,5000,\n",
    }
)


def test_yes_is_a_day_without_no_is_a_lapse_and_the_rest_says_nothing(read: Read) -> None:
    taken = read("loop", ONE)
    assert taken.of("substance") == [{"kind": "substance", "name": "heroin", "since": "2026-03-07"}]
    assert [without_id(line) for line in taken.of("checkin")] == [
        {"kind": "checkin", "day": "2026-03-07", "used": True, "substance": "heroin"},
        {"kind": "checkin", "day": "2026-03-08", "used": False, "free_of": ["heroin"], "note": "fine"},
    ]
    assert taken.of("lapse") == [{"kind": "lapse", "at": "2026-03-07T12:00:00", "substance": "heroin"}]
    left = "habit Run, which is not about going without; name what it is about with --map SUBSTANCE=HABIT"
    assert taken.report.left_out[left] == 1


def test_a_day_is_free_of_what_its_habits_say_and_of_nothing_else(read: Read) -> None:
    two = archive(
        {
            "no heroin": MARKS + "2026-03-08,2\n2026-03-07,2\n".replace("\n", ",\n"),
            "alcohol-free": MARKS + "2026-03-08,YES_MANUAL,\n",
        }
    )
    taken = read("loop", two)
    assert [(line["day"], line["free_of"]) for line in taken.of("checkin")] == [
        ("2026-03-07", ["heroin"]),
        ("2026-03-08", ["heroin", "alcohol"]),
    ]
    assert [line["name"] for line in taken.of("substance")] == ["heroin", "alcohol"]


def test_any_habit_can_be_named_for_a_substance(read: Read) -> None:
    other = archive({"Meditate": MARKS + "2026-03-08,YES_MANUAL,\n"})
    assert read("loop", other).lines == []
    for chosen in ({}, {"only": ("gear",)}):
        taken = read("loop", other, names={"gear": "meditate"}, **chosen)
        assert taken.of("substance")[0]["name"] == "gear"
        (line,) = taken.of("checkin")
        assert (type(line), line["id"]) == (dict, derived_id({"kind": "checkin", "day": "2026-03-08", "used": False}))
    some = measured("AT_MOST,2.0", "2026-03-08,1000,\n", name="No wine")
    assert [line["substance"] for line in read("loop", some, names={"wine": "No wine"}).of("lapse")] == ["wine"]


def test_days_have_the_ids_that_the_first_release_gave_them(read: Read) -> None:
    marks = {
        "No heroin": "2026-03-08,YES_MANUAL,fine\n2026-03-07,SKIP,\n2026-03-06,YES_MANUAL,\n",
        "No gin": "2026-03-08,YES_MANUAL,\n2026-03-06,NO,\n",
        "No wine": "2026-03-08,SKIP,\n",
    }
    old: dict[str, Any] = {"kind": "checkin", "day": "2026-03-08", "used": False, "note": "fine"}
    habits = {name: MARKS + rows for name, rows in marks.items()}
    assert [line.get("id") for line in read("loop", archive(habits)).of("checkin")] == [
        derived_id({"kind": "checkin", "day": "2026-03-06", "used": True, "substance": "gin"}),
        derived_id(old),
    ]
    single = "Date,No heroin,No gin\n2026-03-08,2,2\n"
    assert ["id" in line for line in read("loop", single).of("checkin")] == [False]


def test_of_a_file_that_the_first_release_refused_nothing_is_known(read: Read) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        rows = "001,No beer,NUMERICAL,,,1,1,#F,,AT_MOST,0,false\n002,No gin,YES_NO,,,1,1,#F,,,,false\n"
        packed.writestr("Habits.csv", HABITS + rows)
        packed.writestr("001 a/Checkmarks.csv", MARKS + "2026-03-08,2500,\n")
        packed.writestr("002 b/Checkmarks.csv", MARKS + "2026-03-07,YES_MANUAL,\n")
    taken = read("loop", held.getvalue())
    assert len(taken.of("checkin")) == 2
    assert not any("id" in line for line in taken.lines)


def test_a_tick_that_is_missing_in_version_1_was_a_no_in_the_first_release(read: Read) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("Habits.csv", "Position,Name\n001,No heroin\n002,No gin\n")
        packed.writestr("001 a/Checkmarks.csv", "2016-05-03,2\n")
        packed.writestr("002 b/Checkmarks.csv", "2016-05-03,0\n")
    (line,) = read("loop", held.getvalue()).of("checkin")
    day = {"kind": "checkin", "day": "2016-05-03"}
    old = {**day, "used": True, "substance": "gin"}
    assert line == {**day, "used": False, "free_of": ["heroin"], "id": derived_id(old)}


def test_a_habit_that_does_not_say_without_what_is_asked_about(read: Read) -> None:
    asked: list[str] = []

    def answer(name: str) -> list[str]:
        asked.append(name)
        return ["heroin"]

    rows = "2026-03-08,YES_MANUAL,\n2026-03-07,-1,\n2026-03-06,,\n2026-03-05,UNKNOWN,\n2026-03-04,UNKNOWN,hm\n"
    sober = archive({"Sober": MARKS + rows, "No gin": MARKS + "2026-03-08,YES_MANUAL,\n"})
    taken = read("loop", sober, asked=answer)
    assert asked == ["Sober"]
    assert [line["name"] for line in taken.of("substance")] == ["heroin", "gin"]
    assert "a NO as a lapse at noon" not in taken.report.read_as
    left = read("loop", sober).report
    why = "habit Sober, whose name does not say what it is about; say it with --map SUBSTANCE=HABIT"
    assert left.left_out[why] == 2
    assert (left.left_at[-1], left.left, left.entries) == (("Habits.csv, line 2,", why), 2, 3)
    assert read("loop", sober, asked=lambda _: None).report.left_out[why] == 2
    assert (
        read("loop", sober, asked=answer, skip=("sober",)).report.left_out["habit Sober, which was not asked for"] == 2
    )
    assert asked == ["Sober"], "of a habit that was not asked for nothing is asked"


def test_a_substance_is_closed_once_all_its_habits_are_archived(read: Read) -> None:
    def closed(first: str, second: str) -> bool:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w") as packed:
            rows = f"001,No beer,YES_NO,,,1,1,#F,,,,{first}\n002,Beer-free,YES_NO,,,1,1,#F,,,,{second}\n"
            packed.writestr("a/b/Habits.csv", HABITS + rows)
            packed.writestr("a/b/001 x/Checkmarks.csv", MARKS + "2026-03-08,YES_MANUAL,\n")
            packed.writestr("a/b/002 y/Checkmarks.csv", MARKS + "2026-03-07,YES_MANUAL,\n")
        (substance,) = read("loop", held.getvalue()).of("substance")
        return "closed" in substance

    assert [closed(*pair) for pair in (("true", "true"), ("false", "true"), ("true", "false"))] == [True, False, False]
    assert is_export(["x", "a/b/Habits.csv"])
    assert not is_export(["Habits.csv/x", "MyHabits.csv"])


def test_tables_in_another_encoding_are_read_and_it_is_said(read: Read) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        names = "Position,Name\n001,No heroin\n002,No gin\n"
        packed.writestr("Habits.csv", names.encode("utf-16"))
        packed.writestr("001 a/Checkmarks.csv", "2016-05-03,2\n2016-05-02,2\n".encode("utf-16"))
        packed.writestr("Checkmarks.csv", "Date,a,b,\n2016-05-03,2,2,\n".encode("utf-16"))
    wide = read("loop", held.getvalue())
    assert wide.of("checkin")[-1]["free_of"] == ["heroin", "gin"]
    assert "UTF-16" in wide.report.read_as
    alone = read("loop", "Date,No heroin\n2016-05-03,2\n".encode("utf-16"))
    assert "UTF-16" in alone.report.read_as


def test_an_archive_of_loop_may_not_swell(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "SMALL", 0)
    monkeypatch.setattr(loop, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="would swell"):
        read("loop", ONE)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Day,Value\n", "begins neither a zip"),
        (ONE[:-40], "cannot be opened"),
        (archive({"No heroin": MARKS + "2026-03-08,5000,\n"}), "Checkmarks.csv of habit 1, line 2, has a value"),
        (archive({"No heroin": MARKS + "2026-03-08,NO,\n2026-03-08,NO,\n"}), "line 3, names a day a second time"),
        (archive({"No heroin": "Date,Notes\n2026-03-08,x\n"}), "line 1, has no column Value"),
        (archive({"No heroin": MARKS + "8 of May,NO,\n"}), "line 2, has no date"),
        (archive({"No heroin": ""}, names={"../evil.csv": "x"}), "names a file outside"),
        (archive({"No heroin": ""}, names={"/etc/passwd": "x"}), "names a file outside"),
        (archive({"No heroin": ""}, names={"C:\\x": "x"}), "names a file outside"),
        (archive({"No heroin": ""}, names={"zeros": "0" * 60_000_000}), "would swell"),
    ],
)
def test_what_is_damaged_or_means_harm_is_refused(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read("loop", content)
    assert said in refused.value.sentence
    assert "evil" not in refused.value.sentence
    assert "passwd" not in refused.value.sentence


def test_an_archive_of_very_many_files_is_refused(read: Read) -> None:
    many = archive({"No heroin": ""}, names={f"{number}": "" for number in range(10_001)})
    with pytest.raises(Refused, match="more than 10,000 files"):
        read("loop", many)


def measured(target: str, rows: str, *, name: str = "No heroin", more: str = "") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("Habits.csv", f"{HABITS}001,{name},NUMERICAL,,,1,1,#fff,bags,{target},{more or 'false'}\n")
        packed.writestr("001 x/Checkmarks.csv", MARKS + rows)
    return held.getvalue()


def test_a_measured_at_most_says_how_much_was_used(read: Read) -> None:
    taken = read("loop", measured("AT_MOST,0.0", "2026-03-08,2500,bad\n2026-03-07,NO,\n2026-03-06,SKIP,\n"))
    assert [line["amount"] for line in taken.of("lapse")] == ["2.5 bags"]
    assert [(line["day"], line["used"]) for line in taken.of("checkin")] == [
        ("2026-03-07", False),
        ("2026-03-08", True),
    ]
    assert taken.report.left_out["days that were skipped"] == 1


@pytest.mark.parametrize("target", ["AT_LEAST,24.0", "AT_MOST,2.0", "AT_MOST,0.5"])
def test_what_counts_something_else_is_left_out_by_name(read: Read, target: str) -> None:
    taken = read("loop", measured(target, "2026-03-08,1000,\n"))
    assert taken.lines == []
    assert any(what.startswith("habit No heroin, which") for what in taken.report.left_out)


def test_an_archived_habit_is_a_substance_that_is_closed(read: Read) -> None:
    taken = read("loop", measured("AT_MOST,0.0", "2026-03-08,NO,\n2026-03-06,NO,\n", more="true"))
    assert taken.of("substance") == [
        {"kind": "substance", "name": "heroin", "since": "2026-03-06", "closed": "2026-03-08"}
    ]


def test_habits_are_chosen_by_only_and_skip(read: Read) -> None:
    both = archive({"No heroin": MARKS + "2026-03-08,NO,\n", "No alcohol": MARKS + "2026-03-08,NO,\n"})
    for chosen in ({"only": ("no alcohol",)}, {"only": ("Alcohol",)}, {"skip": ("NO HEROIN",)}):
        taken = read("loop", both, **chosen)
        assert [line["substance"] for line in taken.of("lapse")] == ["alcohol"]
        assert taken.report.left_out["habit No heroin, which was not asked for"] == 1


def test_a_part_of_a_long_note_that_repeats_another_is_no_copy_of_it(read: Read) -> None:
    note = "x" * 70_000
    lines = read("loop", archive({"No heroin": MARKS + f"2026-03-08,YES_MANUAL,{note}\n"})).of("note")
    assert len({line.get("id") or derived_id(line) for line in lines}) == len(lines) == 3


@pytest.mark.parametrize("chosen", [{"skip": ("no alcohl",)}, {"only": ("No heroin", "no alcohl")}])
def test_a_habit_that_is_not_there_cannot_be_chosen(read: Read, chosen: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="no habit of a name that --only or --skip gives"):
        read("loop", archive({"No heroin": MARKS + "2026-03-08,NO,\n"}), **chosen)


def test_version_1_knows_no_day_that_was_answered_by_no(read: Read) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr(
            "Habits.csv", "Position,Name,Description,NumRepetitions,Interval,Color\n001,No heroin,,1,1,#F\n"
        )
        packed.writestr("001 No heroin/Checkmarks.csv", "2016-05-03,2\n2016-05-02,0\n2016-05-01,1\n")
    taken = read("loop", held.getvalue())
    assert [(line["day"], line["used"]) for line in taken.of("checkin")] == [("2016-05-03", False)]
    assert taken.of("lapse") == []
    assert sum(taken.report.left_out.values()) == 3  # the untouched day, the day filled in, the column of colours


def test_a_weekly_habit_and_one_of_two_substances_say_no_in_words_only(read: Read) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        rows = '001,No heroin,YES_NO,,,1,7,#F,,,,false\n002,"No beer, no wine",YES_NO,,,1,1,#F,,,,false\n'
        packed.writestr("Habits.csv", HABITS + rows)
        packed.writestr("001 a/Checkmarks.csv", MARKS + "2026-03-08,NO,\n2026-03-07,YES_MANUAL,\n")
        packed.writestr("002 b/Checkmarks.csv", MARKS + "2026-03-08,NO,hard\n")
    taken = read("loop", held.getvalue())
    assert taken.of("lapse") == []
    free, open_day = taken.of("checkin")
    assert free["free_of"] == ["heroin"]
    assert "used" not in open_day
    assert open_day["note"] == "No heroin: no\n\nhard\n\nNo beer, no wine: no"


def test_a_habit_without_a_file_is_read_from_the_table_of_all(read: Read) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        rows = '001,"No beer, no wine",YES_NO,,,1,1,#F,,,,false\n002,No heroin,YES_NO,,,1,1,#F,,,,false\n'
        packed.writestr("Habits.csv", HABITS + rows)
        packed.writestr("Checkmarks.csv", "Date,No beer, no wine,No heroin,\n2026-03-08,2,0,\n")
    taken = read("loop", held.getvalue())
    assert [line["substance"] for line in taken.of("lapse")] == ["heroin"]
    assert taken.of("checkin")[0]["free_of"] == ["beer", "wine"]


def test_one_thing_has_one_name_whatever_its_habits_call_it(read: Read) -> None:
    habits = {"Alcohol free": MARKS + "2026-03-08,YES_MANUAL,\n2026-03-07,NO,\n"}
    habits |= dict.fromkeys(("NO ALCOHOL", "No booze"), MARKS + "2026-03-08,YES_MANUAL,\n2026-03-07,YES_MANUAL,\n")
    taken = read("loop", archive(habits))
    assert [line["name"] for line in taken.of("substance")] == ["Alcohol"]
    used, free = (without_id(line) for line in taken.of("checkin"))
    assert (used["used"], used["substance"], "free_of" in used) == (True, "Alcohol", False)
    assert free["free_of"] == ["Alcohol"]
