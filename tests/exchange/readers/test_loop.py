"""Loop's archive: what a YES, a NO and a silence say of a day, and what no honest archive holds."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused

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
    found = read("loop", ONE)
    assert found.of("substance") == [{"kind": "substance", "name": "heroin", "since": "2026-03-07"}]
    assert [without_id(line) for line in found.of("checkin")] == [
        {"kind": "checkin", "day": "2026-03-07", "used": True, "substance": "heroin"},
        {"kind": "checkin", "day": "2026-03-08", "used": False, "free_of": ["heroin"], "note": "fine"},
    ]
    assert found.of("lapse") == [{"kind": "lapse", "at": "2026-03-07T12:00:00", "substance": "heroin"}]
    left = "habit Run, which is not about going without; name what it is about with --map SUBSTANCE=HABIT"
    assert found.account.left_out[left] == 1


def test_a_day_is_free_of_what_its_habits_say_and_of_nothing_else(read: Read) -> None:
    two = archive(
        {
            "no heroin": MARKS + "2026-03-08,2\n2026-03-07,2\n".replace("\n", ",\n"),
            "alcohol-free": MARKS + "2026-03-08,YES_MANUAL,\n",
        }
    )
    found = read("loop", two)
    assert [(line["day"], line["free_of"]) for line in found.of("checkin")] == [
        ("2026-03-07", ["heroin"]),
        ("2026-03-08", ["heroin", "alcohol"]),
    ]
    assert [line["name"] for line in found.of("substance")] == ["heroin", "alcohol"]


def test_any_habit_can_be_named_for_a_substance(read: Read) -> None:
    other = archive({"Meditate": MARKS + "2026-03-08,YES_MANUAL,\n"})
    assert read("loop", other).lines == []
    assert read("loop", other, names={"heroin": "meditate"}).of("substance")[0]["name"] == "heroin"


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
