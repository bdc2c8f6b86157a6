"""The moments of a day as its check-in, its lapses and its notes, with the ids that the first release gave them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from recovery.errors import Refused
from recovery.exchange.lines import derived_id, lapse_id
from recovery.exchange.readers import moments
from recovery.exchange.readers.moments import Days, Moment, day_of_moments

DAY = date(2026, 3, 7)
CHECKIN = {"kind": "checkin", "day": "2026-03-07"}
NOON = {"at": "2026-03-07T12:00:00"}
EVENING = {"at": "2026-03-07T21:00:00", "timezone": "UTC"}


def lines(*moments: Moment) -> list[dict[str, Any]]:
    given = list(day_of_moments(9, DAY, list(moments)))
    assert {place for place, _ in given} == {9}
    return [dict(line) for _, line in given if isinstance(line, dict)]


def test_later_answers_count_and_every_use_is_a_lapse() -> None:
    checkin, lapse = lines(
        Moment(time(22), 7, "at last", {"used": True, "substance": "wine", "confidence": 3}, at=EVENING),
        Moment(time(8), 4, "early", {"used": True, "substance": "gin", "confidence": 8}),
        Moment(None, None, "", {"used": False, "free_of": ["beer", "gin"], "good": "sea"}),
    )
    said = {"good": "sea", "confidence": 3, "used": True, "mood": 6, "note": "early\n\nat last"}
    assert checkin == {
        **CHECKIN, **said, "substance": "gin", "free_of": ["beer"],
        "id": derived_id({**CHECKIN, **said, "substance": "wine"}),
    }  # fmt: skip
    assert lapse == {
        "kind": "lapse", **EVENING, "day": "2026-03-07", "substance": "wine",
        "id": derived_id({"kind": "lapse", **NOON, "substance": "wine"}),
    }  # fmt: skip


def test_a_use_whose_time_is_known_is_the_lapse_of_the_check_in() -> None:
    lapse, checkin = lines(
        Moment(time(8), None, "a", {"used": True, "substance": "gin"}),
        Moment(time(9), None, "b", {"used": True, "substance": "gin"}, at=EVENING),
    )
    assert checkin == {**CHECKIN, "used": True, "substance": "gin", "note": "a\n\nb"}
    assert lapse == {
        "kind": "lapse", **EVENING, "day": "2026-03-07", "substance": "gin", "id": lapse_id(derived_id(checkin)),
    }  # fmt: skip
    (later,) = lines(Moment(time(8), None, "", {"used": True}), Moment(time(9), None, "", {"used": False}))
    assert later == {**CHECKIN, "used": True, "substance": None, "id": derived_id({**CHECKIN, "used": False})}


def test_a_day_without_anything_is_free_of_all_whatever_else_is_said() -> None:
    whole = Moment(time(8), 7, "", {"used": False})
    wine, beer = (Moment(time(9), 8, "", {"used": False, "free_of": [name]}) for name in ("wine", "beer"))
    assert lines(whole, beer) == [{**CHECKIN, "used": False, "mood": 8}]
    assert lines(wine, beer) == [
        {
            **CHECKIN,
            "used": False,
            "free_of": ["wine", "beer"],
            "mood": 8,
            "id": derived_id({**CHECKIN, "used": False, "mood": 8}),
        }
    ]
    assert lines(Moment(None, 3, ""), Moment(None, 4, "")) == [{**CHECKIN, "mood": 4}], "a half is rounded up"
    assert lines(Moment(None, None, "")) == [CHECKIN]


def test_what_is_too_long_goes_on_in_a_note_at_noon_with_its_earlier_id() -> None:
    checkin, note = lines(Moment(time(8), None, "x" * 25_000, {}), Moment(time(9), None, "y", {}, before="z"))
    assert checkin == {**CHECKIN, "note": "x" * 20_000}
    text = "x" * 5_000 + "\n\n"
    assert note == {
        "kind": "note", **NOON, "text": f"{text}y", "id": derived_id({"kind": "note", **NOON, "text": f"{text}z"}),
    }  # fmt: skip


def test_a_moment_without_a_time_comes_before_the_first_minutes_of_its_day() -> None:
    lapse, checkin, other = lines(
        Moment(time(0, 30), None, "a", {"used": True, "substance": "gin", "confidence": 3}, at=EVENING),
        Moment(None, None, "b", {"used": True, "substance": "wine", "confidence": 8}, at=EVENING),
    )
    assert checkin == {
        **CHECKIN, "confidence": 3, "used": True, "substance": "wine", "note": "b\n\na",
        "id": derived_id({**CHECKIN, "confidence": 3, "used": True, "substance": "gin", "note": "b\n\na"}),
    }  # fmt: skip
    assert (lapse["substance"], other["substance"]) == ("wine", "gin")
    assert lapse["id"] == lapse_id(checkin["id"]), "the lapse of a check-in goes by the id that this has"


def test_a_substance_of_which_no_use_is_said_is_none_that_was_used() -> None:
    named = {**CHECKIN, "substance": "gin"}
    assert lines(Moment(time(8), None, "", {"substance": "gin"})) == [{**CHECKIN, "id": derived_id(named)}]
    free = Moment(time(8), None, "", {"used": False, "substance": "gin", "free_of": ["gin"]})
    said = {**CHECKIN, "used": False, "free_of": ["gin"]}
    assert lines(free) == [{**said, "id": derived_id({**named, "used": False})}]


def test_each_part_of_a_long_text_is_an_entry_of_its_own() -> None:
    checkin, note = lines(Moment(time(8), None, "x" * 30_000, before="y"))
    assert checkin["id"] == derived_id({**CHECKIN, "note": "y"})
    assert note == {"kind": "note", **NOON, "text": "x" * 10_000}
    _, note, repeated = lines(Moment(time(8), None, "x" * 60_000))
    assert note == {"kind": "note", **NOON, "text": "x" * 20_000}
    assert repeated == {**note, "id": derived_id({**note, "part": 2})}


def test_a_day_is_given_with_its_last_row_and_mixed_days_are_held_up_to_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(moments, "HELD_LIMIT", 5)
    other = date(2026, 3, 8)
    days = Days({DAY: 3, other: 2})
    assert list(days.taken(2, DAY, Moment(time(9), 4, "aa"))) == []
    assert list(days.taken(3, DAY, None)) == []
    assert list(days.taken(4, other, Moment(time(9), 6, "b"))) == []
    assert list(days.taken(5, DAY, Moment(time(8), 6, "cc"))) == [(5, {**CHECKIN, "mood": 5, "note": "cc\n\naa"})]
    whole = {"kind": "checkin", "day": "2026-03-08", "mood": 6, "note": "b\n\ndddd"}
    assert list(days.taken(6, other, Moment(time(9), None, "dddd"))) == [(6, whole)]
    days = Days({DAY: 2, other: 1})
    assert list(days.taken(7, other, None)) == [], "of a day of which nothing can be read there is nothing"
    assert list(days.taken(8, DAY, Moment(None, None, "eee"))) == []
    with pytest.raises(Refused, match="line 9 is too far from the other lines of its day"):
        list(days.taken(9, DAY, Moment(None, None, "fff")))
