"""The moments of a day as its check-in, its lapses and its notes, with the ids that the first release gave them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from recovery.exchange.lines import derived_id, lapse_id
from recovery.exchange.readers.moments import Moment, day_of_moments

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
        Moment(time(22), 7, "late", {"used": True, "substance": "wine", "confidence": 3}, at=EVENING),
        Moment(time(8), 4, "early", {"used": True, "substance": "gin", "confidence": 8}),
        Moment(None, None, "", {"used": False, "free_of": ["beer", "gin"], "good": "sea"}),
    )
    said = {"good": "sea", "confidence": 3, "used": True, "mood": 6, "note": "early\n\nlate"}
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
