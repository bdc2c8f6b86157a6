"""Lines as a tired person types them on a phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from recovery.errors import Refused

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
