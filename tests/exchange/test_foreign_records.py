"""Another program's day beside the journal's own: nothing is replaced, nothing lost, and use brings its lapse once."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from recovery.exchange.answers import in_words
from recovery.exchange.foreign_records import beside, says_free, whole
from recovery.journal.entries import CheckIn
from recovery.store.records import replace

if TYPE_CHECKING:
    from tests.conftest import Call

TRACKED = ["heroin", "sugar"]
DAY = date(2026, 11, 20)
SUBSTANCES = st.lists(st.sampled_from(TRACKED), unique=True, max_size=2)
TEXTS = st.lists(st.sampled_from(["one", "two  words", "three\nlines", "four"]), max_size=4).map("\n\n".join)


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-29 12:00 +01:00", tick=False):
        yield


def checkin(**values: Any) -> CheckIn:
    given_values = {name: value for name, value in values.items() if value not in ("", ())}
    return CheckIn.checked({"id": str(uuid4()), "day": DAY, **given_values})


@st.composite
def checkins(draw: st.DrawFn) -> CheckIn:
    used = draw(st.sampled_from([None, True, False]))
    free = [] if used is False else draw(SUBSTANCES)
    values: dict[str, Any] = {
        "used": used,
        "free_of": free,
        "note": draw(TEXTS),
        "good": draw(st.sampled_from(["", "tea"])),
    }
    if used:
        values["substance"] = draw(st.sampled_from(TRACKED))
        values["free_of"] = [name for name in free if name != values["substance"]]
    for name in ("mood", "confidence"):
        values[name] = draw(st.none() | st.integers(0, 10))
    return whole(checkin(**values), TRACKED)


@given(checkins(), checkins())
def test_own_answers_and_words_stay_and_what_the_file_says_is_there(own: CheckIn, other: CheckIn) -> None:
    merged = beside(own, other, "Daylio", TRACKED)
    changes = merged.changes
    for name in ("mood", "confidence", "good", "used", "substance"):
        if getattr(own, name) is not None:
            assert changes.get(name, getattr(own, name)) == getattr(own, name)
    assert set(own.free_of) <= set(changes.get("free_of", own.free_of)) or changes.get("used") is False
    note = changes.get("note", own.note) or ""
    assert note.startswith(own.note or "")
    for block in (other.note or "").split("\n\n"):
        assert block in f"{note}\n\n{merged.rest}"
    for name in ("mood", "confidence", "good"):
        value = getattr(other, name)
        if value is not None:
            assert changes.get(name, getattr(own, name)) == value or in_words({name: value}) in note


@given(checkins(), checkins())
def test_a_second_time_adds_nothing(own: CheckIn, other: CheckIn) -> None:
    once = replace(own, **beside(own, other, "Daylio", TRACKED).changes)
    assert beside(once, other, "Daylio", TRACKED).changes in ({}, {"note": once.note})


def test_text_without_room_goes_on_in_the_rest() -> None:
    own = checkin(note="x" * 19_990)
    merged = beside(own, checkin(note="some more words"), "Daylio", TRACKED)
    assert merged.changes == {}
    assert merged.rest == "some more words"


def test_free_of_all_that_is_tracked_is_not_used_and_free_of_some_is_open() -> None:
    some, every = (whole(checkin(used=False, free_of=names), TRACKED) for names in (["sugar"], ["sugar", "heroin"]))
    assert (some.used, some.free_of) == (None, ("sugar",))
    assert (every.used, every.free_of) == (False, ())
    assert says_free(every, "heroin")
    assert not says_free(some, "heroin")


def kinds(call: Call, *wanted: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in call("export", "data").out.splitlines()]
    return [item for item in lines if item["kind"] in wanted]


def taken(call: Call, tmp_path: Path, content: str, *flags: str) -> dict[str, Any]:
    file = tmp_path / "in.csv"
    file.write_text(content, "utf-8")
    answer = call("import", str(file), *flags, "--json").json
    again = call("import", str(file), *flags, "--json").json
    assert (again["added"], again["changed"]) == (0, 0)
    return dict(answer)


CRAVINGS = ("--map", "at=At,intensity=Urge,outcome=End,trigger=Trigger")
DIARY = ("--map", "date=Day,used=Used,substance=What,mood=Mood")


def test_a_craving_that_ended_in_use_brings_its_lapse(berlin: Call, tmp_path: Path) -> None:
    content = "At,Urge,End,Trigger\n2026-11-20 21:00,8,used,payday\n2026-11-21 21:00,5,passed,\n"
    assert taken(berlin, tmp_path, content, *CRAVINGS)["added"] == 3
    (lapse,) = kinds(berlin, "lapse")
    assert (lapse["at"], lapse["substance"], lapse["triggers"]) == ("2026-11-20T21:00:00+01:00", "heroin", ["payday"])
    berlin("undo")
    assert kinds(berlin, "lapse", "craving") == []


@pytest.mark.parametrize("word", ["yes", "Ja", "oui", "sí", "да", "1", "TRUE", "x", "はい"])
def test_a_used_day_brings_its_lapse_once(berlin: Call, tmp_path: Path, word: str) -> None:
    taken(berlin, tmp_path, f"Day,Used,What,Mood\n2026-11-20,{word},,4\n2026-11-21,nein,,6\n", *DIARY)
    (lapse,) = kinds(berlin, "lapse")
    assert (lapse["day"], lapse["substance"]) == ("2026-11-20", "heroin")
    assert [kind["used"] for kind in kinds(berlin, "checkin")] == [True, False]


def test_a_day_that_says_otherwise_stays_and_the_file_stands_in_words(berlin: Call, tmp_path: Path) -> None:
    berlin("checkin", "--day", "2026-11-20", "--no-use", "--mood", "7")
    taken(berlin, tmp_path, "Day,Used,What,Mood\n2026-11-20,yes,heroin,4\n", *DIARY)
    (own,) = kinds(berlin, "checkin")
    assert (own["used"], own["mood"]) == (False, 7)
    assert own["note"] == "From the imported table: used heroin, mood 4"
    assert kinds(berlin, "lapse") == []


def test_a_lapse_that_is_there_is_not_written_twice(berlin: Call, tmp_path: Path) -> None:
    berlin("lapse", "--at", "2026-11-20 23:00")
    taken(berlin, tmp_path, "Day,Used,What,Mood\n2026-11-20,yes,HEROIN,4\n", *DIARY)
    assert len(kinds(berlin, "lapse")) == 1


def test_the_time_and_amount_of_a_lapse_that_is_there_already_stand_in_words(berlin: Call, tmp_path: Path) -> None:
    for day, own in (("2026-11-20", ("lapse", "--at", "2026-11-20 20:00")), ("2026-11-21", ("checkin", "--no-use"))):
        assert berlin(*own, *(("--day", day) if own[0] == "checkin" else ())).code == 0
    rows = "2026-11-20,21:15,yes\n2026-11-21,22:00,yes\n"
    assert taken(berlin, tmp_path, f"Day,Time,Used\n{rows}", "--map", "date=Day,time=Time,used=Used")["added"] == 3
    said = [(note["day"], note["text"]) for note in kinds(berlin, "note")]
    assert said == [
        ("2026-11-20", "From the imported table: used heroin, 21:15"),
        ("2026-11-21", "From the imported table: used heroin, 22:00"),
    ]
    assert [lapse["at"] for lapse in kinds(berlin, "lapse")] == ["2026-11-20T20:00:00+01:00"]
    berlin("substance", "add", "tobacco", "--since", "2026-10-01")
    berlin("lapse", "-s", "tobacco", "--at", "2026-11-22 20:00")
    file = tmp_path / "loop.zip"
    with zipfile.ZipFile(file, "w") as packed:
        head = "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit"
        packed.writestr(
            "Habits.csv",
            f"{head},Target Type,Target Value,Archived?\n001,Cigs,NUMERICAL,,,1,1,#F,cigs,AT_MOST,0,false\n",
        )
        packed.writestr("001 Cigs/Checkmarks.csv", "Date,Value,Notes\n2026-11-22,3000,\n")
    assert berlin("import", str(file), "--map", "tobacco=Cigs").code == 0
    assert [note["text"] for note in kinds(berlin, "note")][2:] == ["From Loop: used tobacco, 3 cigs"]


def test_several_substances_on_one_day_are_each_kept(berlin: Call, tmp_path: Path) -> None:
    content = "Day,Used,What,Mood\n2026-11-20,yes,alcohol,\n2026-11-20,no,tobacco,\n2026-11-20,yes,heroin,4\n"
    taken(berlin, tmp_path, content, *DIARY)
    assert {kind["substance"] for kind in kinds(berlin, "lapse")} == {"alcohol", "heroin"}
    (day,) = kinds(berlin, "checkin")
    assert (day["used"], day["free_of"]) == (True, ["tobacco"])


TIMED = ("--map", "at=When,used=Used,substance=What,timezone=Zone")


def test_a_use_with_a_time_is_a_lapse_at_that_time(berlin: Call, tmp_path: Path) -> None:
    berlin("checkin", "--day", "2026-11-26", "--no-use")
    rows = [
        "2026-11-20 21:00,yes,heroin,",
        "2026-11-21 02:00,yes,,",  # of the day that the table names, in the small hours too: one lapse, not two
        "2026-11-22,yes,heroin,",
        "2026-11-23 22:00,yes,heroin,",
        "2026-11-23 10:00,yes,heroin,",
        "2026-11-23 20:15,yes,alcohol,",
        "2026-11-24 21:00,yes,heroin,America/New_York",
        "2026-11-25T00:30+09:00,yes,heroin,",  # the day before in Berlin
        "2026-11-26 21:00,yes,heroin,",  # not against the journal's own answer
    ]
    answer = taken(berlin, tmp_path, "When,Used,What,Zone\n" + "\n".join(rows) + "\n", *TIMED)
    assert [(lapse["at"][:16], lapse["day"][8:], lapse["substance"]) for lapse in kinds(berlin, "lapse")] == [
        ("2026-11-20T21:00", "20", "heroin"),
        ("2026-11-21T02:00", "21", "heroin"),
        ("2026-11-22T12:00", "22", "heroin"),
        ("2026-11-23T10:00", "23", "heroin"),
        ("2026-11-23T20:15", "23", "alcohol"),
        ("2026-11-24T21:00", "24", "heroin"),
        ("2026-11-25T12:00", "25", "heroin"),
    ]
    assert "a use without a time as a lapse at noon" in answer["read_as"]
    assert [item["count"] for item in answer["left_out"]] == [1]


def test_a_use_that_was_taken_in_at_noon_before_its_time_was_read_adds_nothing(berlin: Call, tmp_path: Path) -> None:
    """The check-in and its lapse have the ids that they had then, also where the lapse was put at its time since."""
    taken(berlin, tmp_path, "When,Used,What,Zone\n2026-11-20,yes,heroin,\n2026-11-21,yes,,\n", *TIMED)
    first, _ = kinds(berlin, "lapse")
    assert berlin("edit", first["id"], "--at", "2026-11-19 21:00").code == 0
    before = kinds(berlin, "lapse", "checkin")
    file = tmp_path / "in.csv"
    file.write_text("When,Used,What,Zone\n2026-11-20 21:00,yes,heroin,\n2026-11-21 02:00,yes,,\n", "utf-8")
    answer = berlin("import", str(file), *TIMED, "--json").json
    assert (answer["added"], answer["changed"], answer["skipped"]) == (0, 0, 4)
    assert kinds(berlin, "lapse", "checkin") == before


def test_used_at_the_end_of_a_line_brings_its_lapse(berlin: Call, tmp_path: Path) -> None:
    content = "2026-11-20\n8 payday 21:00 used\n7 used to meet him here 22:00\n"
    taken(berlin, tmp_path, content, "--from", "lines")
    assert [kind["triggers"] for kind in kinds(berlin, "lapse")] == [["payday"]]
    assert kinds(berlin, "craving")[1]["outcome"] is None


def test_the_order_of_day_and_month_that_was_chosen_holds_where_a_file_proves_none(
    berlin: Call, tmp_path: Path
) -> None:
    file = tmp_path / "in.csv"
    file.write_text("At,Urge\n05/11/2026,8\n", "utf-8")
    assert berlin("import", str(file), "--map", "at=At,intensity=Urge").code == 4
    assert berlin("config", "date-order", "dmy").code == 0
    assert berlin("import", str(file), "--map", "AT=at,intensity=URGE").code == 0
    assert kinds(berlin, "craving")[0]["day"] == "2026-11-05"
