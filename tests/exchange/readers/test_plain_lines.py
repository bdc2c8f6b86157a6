"""Lines as a tired person types them on a phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused
from recovery.exchange.lines import derived_id
from recovery.exchange.readers.reading import NO_ZONE

if TYPE_CHECKING:
    from tests.exchange.readers.conftest import Read

DATED = "2026-03-07\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("7 payday 22:40", {"at": "2026-03-07T22:40:00", "intensity": 7, "triggers": ["payday"]}),
        ("22:40 7 payday", {"at": "2026-03-07T22:40:00", "intensity": 7, "triggers": ["payday"]}),
        ("payday bored 10pm 7/10", {"at": "2026-03-07T22:00:00", "intensity": 7, "triggers": ["payday", "bored"]}),
        ("- 0 10:05 pm", {"at": "2026-03-07T22:05:00", "intensity": 0, "triggers": []}),
        ('5 "old corner" bored', {"at": "2026-03-07T12:00:00", "intensity": 5, "triggers": ["old corner", "bored"]}),
        ("5 old corner, bored", {"at": "2026-03-07T12:00:00", "intensity": 5, "triggers": ["old corner", "bored"]}),
        (
            "5 x 9:15: hard: one 3",
            {"at": "2026-03-07T09:15:00", "intensity": 5, "triggers": ["x"], "note": "hard: one 3"},
        ),
        ("2026-03-09 5 x", {"at": "2026-03-09T12:00:00", "intensity": 5, "triggers": ["x"]}),
        ("5 x 9 Mar 2026 8am", {"at": "2026-03-09T08:00:00", "intensity": 5, "triggers": ["x"]}),
        ("5 x 13/3/2026", {"at": "2026-03-13T12:00:00", "intensity": 5, "triggers": ["x"]}),
    ],
)
def test_date_time_and_rating_stand_in_any_order(read: Read, line: str, expected: dict[str, Any]) -> None:
    assert read("lines", DATED + line).lines == [{"kind": "craving", **expected}]


def test_a_line_that_is_a_date_dates_those_below_it(read: Read) -> None:
    taken = read("lines", "Sat 7 March 2026\n7 a 10:00\n\n8.3.2026:\n6 b 11:00\n")
    assert [line["at"] for line in taken.lines] == ["2026-03-07T10:00:00", "2026-03-08T11:00:00"]


def test_a_time_alone_is_the_last_one_and_the_line_is_known_again_tomorrow(read: Read) -> None:
    taken = read("lines", "7 payday 22:40\n7 lunch 11:00\n7 lunch 11:00\n")
    assert [line["at"] for line in taken.lines] == [
        "2026-03-27T22:40:00-04:00",
        "2026-03-28T11:00:00-04:00",
        "2026-03-28T11:00:00-04:00",
    ]
    assert len({line["id"] for line in taken.lines}) == 3
    later = read("lines", "7 payday 22:40\n7 lunch 11:00\n7 lunch 11:00\n", now=datetime(2026, 4, 2, tzinfo=UTC))
    assert [line["id"] for line in later.lines] == [line["id"] for line in taken.lines]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("payday 22:40", "no rating"),
        ("7 3 payday", "two numbers"),
        ("11 x", "no rating"),
        ("7 payday", "no date and no"),
    ],
)
def test_a_line_that_says_too_little_is_a_bad_line(read: Read, line: str, said: str) -> None:
    dated = "" if "no date" in said else DATED
    (reason,) = read("lines", dated + line).bad.values()
    assert said in reason


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"3/7/2026 7 x\n", "line 1 has a date that can be read two ways"),
        (b"13/3/2026 7 x\n3/14/2026 7 y\n", "line 2 has its day and month the other way round"),
        (b"\0\1\2", "line 1 is not text"),
    ],
)
def test_dates_are_not_guessed(read: Read, content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read("lines", content)
    assert said in refused.value.sentence


def test_the_person_can_say_which_way_dates_are(read: Read) -> None:
    days = [read("lines", "3/7/2026 7 x", date_order=order).lines[0]["at"][:10] for order in ("dmy", "mdy")]
    assert days == ["2026-07-03", "2026-03-07"]


ZONE = NO_ZONE.format(zone="America/New_York")


def of_line(line: str, time: int = 1) -> str:
    return derived_id({"from": "lines", "line": line, "time": time})


@pytest.mark.parametrize(
    ("line", "more"),
    [
        ("7 payday used", {"triggers": ["payday"], "outcome": "used"}),
        ("7 payday LAPSED", {"triggers": ["payday"], "outcome": "used"}),
        ("7 passed", {"triggers": [], "outcome": "passed"}),
        ("7 payday resisted", {"triggers": ["payday"], "outcome": "passed"}),
        ("7 used payday", {"triggers": ["used", "payday"]}),
    ],
)
def test_how_it_ended_stands_at_the_end(read: Read, line: str, more: dict[str, Any]) -> None:
    taken = read("lines", DATED + line)
    old = {"kind": "craving", "intensity": 7, "at": "2026-03-07T12:00:00"}
    new = {**old, **more}
    if "outcome" in more:
        new["id"] = derived_id({**old, "triggers": line.split()[1:]})
    assert taken.lines == [new]
    said = ["used at the end of a line as use, with its lapse"] if more.get("outcome") == "used" else []
    assert list(taken.report.read_as) == [ZONE, "a line without a time as noon", *said]
    assert taken.report.entries == 1


def test_what_a_craving_cannot_hold_stands_in_its_note(read: Read) -> None:
    long, other = "x" * 101, "y" * 101
    (line,) = read("lines", f'{DATED}7 "{long}" "a" "{other}" -- hard\n').lines
    assert (line["triggers"], line["note"]) == (["a"], f"hard\n{long}, {other}")
    old = {"kind": "craving", "intensity": 7, "triggers": [long, "a", other], "note": "hard"}
    assert line["id"] == derived_id({**old, "at": "2026-03-07T12:00:00"})


def test_a_time_that_the_first_release_did_not_know_was_a_word(read: Read) -> None:
    (line,) = read("lines", f"{DATED}7 payday 21h30 -- hard\n").lines
    assert (line["at"], line["triggers"]) == ("2026-03-07T21:30:00", ["payday"])
    old = {"kind": "craving", "intensity": 7, "triggers": ["payday", "21h30"], "note": "hard"}
    assert line["id"] == derived_id({**old, "at": "2026-03-07T12:00:00"})
    (dated,) = read("lines", "2026-03-09 21h30 7 payday\n").lines
    assert dated["id"] == derived_id(
        {**old, "triggers": ["21h30", "payday"], "note": None, "at": "2026-03-09T12:00:00"}
    )
    (unread,) = read("lines", "28. März 2026 7 payday\n").lines
    assert (unread["at"], "id" in unread) == ("2026-03-28T12:00:00", False)


def test_days_in_words_are_seen_from_today_and_known_again(read: Read) -> None:
    taken = read("lines", "yesterday 9pm 7 payday\nyesterday:\n6 bored 22:40\n5 bored\n5 bored\n7 Sat 8pm x\n")
    assert taken.bad == {6: "has a weekday that is not that of the date above it"}
    assert [(line["at"], line["id"]) for line in taken.lines] == [
        ("2026-03-27T21:00:00", of_line("yesterday 9pm 7 payday")),
        ("2026-03-27T22:40:00", of_line("yesterday\n6 bored 22:40")),
        ("2026-03-27T12:00:00", of_line("yesterday\n5 bored")),
        ("2026-03-27T12:00:00", of_line("yesterday\n5 bored", 2)),
    ]
    assert list(taken.report.read_as) == [
        ZONE, "days such as yesterday as seen from today", "a line without a time as noon",
    ]  # fmt: skip
    above = read("lines", "yesterday\n")
    assert (above.lines, list(above.report.read_as)) == ([], [ZONE, "days such as yesterday as seen from today"])


@pytest.mark.parametrize(
    ("line", "at", "triggers"),
    [
        ("last night 7 payday", "2026-03-27T22:00:00", ["payday"]),
        ("Fri 8pm 7 payday", "2026-03-27T20:00:00", ["payday"]),
        ("7 payday Fri 8pm", "2026-03-27T20:00:00", ["payday"]),
        ("7 payday yesterday", "2026-03-27T12:00:00", ["payday"]),
        ("7 payday 2 days ago", "2026-03-26T12:00:00", ["payday"]),
        ("7 Fri payday 22:40", "2026-03-27T22:40:00-04:00", ["Fri", "payday"]),
        ("yesterday 7 today 22:40", "2026-03-27T22:40:00", ["today"]),
        ("7 payday 12:00", "2026-03-28T12:00:00-04:00", ["payday"]),
        ("7 payday 12:01", "2026-03-27T12:01:00-04:00", ["payday"]),
        ("10:00 7 payday 11:00", "2026-03-28T10:00:00-04:00", ["payday", "11:00"]),
        ("2026-03-09 7 2026-03-10", "2026-03-09T12:00:00", ["2026-03-10"]),
        ("7 9 March 2026, payday", "2026-03-09T12:00:00", ["payday"]),
        ("7 sleep, no money,; 10:00, x", "2026-03-28T10:00:00-04:00", ["sleep", "no money", "x"]),
        ("7 payday at half past nine", "2026-03-28T09:30:00-04:00", ["payday"]),
        ("7 payday today", "2026-03-28T12:00:00", ["payday"]),
        ("last night 2020 7 payday", "2026-03-27T22:00:00", ["2020", "payday"]),
        ("Saturday the 7th of March 2026 7 payday", "2026-03-07T12:00:00", ["payday"]),
        ("7, payday 10:00", "2026-03-28T10:00:00-04:00", ["payday"]),
        ("7 X5 10:00X 11:00", "2026-03-28T11:00:00-04:00", ["X5", "10:00X"]),
        ("yesterday, 9pm 7 payday", "2026-03-27T21:00:00", ["payday"]),
        ("(7) 10/10 at home 10:00", "2026-03-28T10:00:00-04:00", ["(7)", "at", "home"]),
    ],
)
def test_a_day_or_a_time_in_a_line(read: Read, line: str, at: str, triggers: list[str]) -> None:
    (craving,) = read("lines", line).lines
    assert (craving["at"], craving["triggers"]) == (at, triggers)


def test_days_are_those_of_the_journals_own_clock(read: Read) -> None:
    now = datetime(2026, 3, 28, 2, 30, tzinfo=UTC)  # 22:30 the day before in New York
    taken = read("lines", "7 payday 23:00\n7 yesterday 9pm\n7 2 days ago\n", now=now)
    assert [line["at"] for line in taken.lines] == [
        *("2026-03-26T23:00:00-04:00", "2026-03-26T21:00:00", "2026-03-25T12:00:00")
    ]  # fmt: skip
    undated = read("lines", "7 payday 22:40\n")
    assert list(undated.report.read_as) == [ZONE, "a time without a date as the last time the clock showed it"]


def test_a_weekday_beside_a_date_does_not_turn_its_day_and_month_round(read: Read) -> None:
    for weekday in ("Fri", "Sat"):
        (line,) = read("lines", f"{weekday} 3/7/2026 7 payday", date_order="mdy").lines
        old = {"kind": "craving", "intensity": 7, "triggers": [weekday, "payday"], "at": "2026-03-07T12:00:00"}
        assert line == {**old, "triggers": ["payday"], "id": derived_id(old)}
    for words, at in (("Fri 3/7/2026 7 payday", "2026-07-03T12:00:00"), ("Thu 3/7 7 payday", "2025-07-03T12:00:00")):
        (line,) = read("lines", words, date_order="dmy" if "2026" in words else "").lines
        assert (line["at"], line["triggers"], line["id"]) == (at, ["payday"], of_line(words))
    (line,) = read("lines", "3/7/2026 7 21h30", date_order="mdy").lines
    old = {"kind": "craving", "intensity": 7, "triggers": ["21h30"], "at": "2026-03-07T12:00:00"}
    assert line["id"] == derived_id(old)


def test_a_year_beside_a_weekday_and_a_date_is_theirs(read: Read) -> None:
    for words in ("Sat 7 March 2020 7 payday", "Sat 7 March, 2020 7 payday"):
        (line,) = read("lines", words).lines
        assert (line["at"], line["triggers"], line["id"]) == ("2020-03-07T12:00:00", ["payday"], of_line(words))

    under = read("lines", "2026-03-09\nMon 9 March 2020 7 payday\nSat 7 March 2020 7 payday\n")
    assert [line["at"][:10] for line in under.lines] == ["2020-03-09", "2020-03-07"]


def test_words_of_a_day_under_a_date_of_another_weekday_are_of_that_date(read: Read) -> None:
    taken = read("lines", "2026-03-09\nyesterday 9pm 7 payday\n2026-03-10X\n")
    assert [line["at"] for line in taken.lines] == ["2026-03-09T21:00:00"]
    assert taken.bad == {3: "has no rating from 0 to 10"}


def test_lines_are_read_in_the_encoding_that_was_said(read: Read) -> None:
    taken = read("lines", "2026-03-09 7 m\u00fcde\n".encode("cp1252"), encoding="cp1252")
    assert [line["triggers"] for line in taken.lines] == [["m\u00fcde"]]
    assert "Windows-1252" in taken.report.read_as


def test_without_a_clock_no_day_is_made_up(read: Read) -> None:
    taken = read("lines", "7 payday 22:40\nyesterday 7 payday\n2026-03-07 7 payday\n", now=None)
    assert taken.bad == dict.fromkeys((1, 2), "has no date and no time; write the date on a line above it")
    assert taken.places == [3]


def test_a_time_that_the_clock_did_not_show_is_left_to_the_intake(read: Read) -> None:
    (line,) = read("lines", "7 payday 02:30", now=datetime(2026, 3, 8, 16, tzinfo=UTC)).lines
    assert line["at"] == "2026-03-08T02:30:00"


def test_the_first_date_that_can_be_read_two_ways_is_named(read: Read) -> None:
    with pytest.raises(Refused, match="line 2 has a date that can be read two ways"):
        read("lines", "2026-03-07 7 x\n3/7/2026: 7 x\n4/7/2026 7 x\n")
    proved = read("lines", "13/3/2026:\n7 x\n")
    assert proved.lines[0]["at"] == "2026-03-13T12:00:00"
    assert "dates with the day first" in proved.report.read_as
