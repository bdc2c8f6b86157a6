"""What habits say of a day, as its check-in and lapses, with the ids that the first release gave them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from recovery.exchange.lines import derived_id
from recovery.exchange.readers.loop_days import Answer, lines_of
from recovery.exchange.readers.reading import LeftBefore

DAY = date(2026, 3, 8)
CHECKIN: dict[str, Any] = {"kind": "checkin", "day": "2026-03-08"}
LAPSE: dict[str, Any] = {"kind": "lapse", "at": "2026-03-08T12:00:00"}
WINE = Answer("line 2", ("wine",), True, "", "", "", "Wine", True)  # noqa: FBT003 - as a row of a table
GIN = Answer("line 3", ("gin",), False, "", "", "hard", "Gin", False)  # noqa: FBT003
RUM = Answer("line 4", ("rum",), True, "", "rum: no", "", None, None)  # noqa: FBT003


def lines(*answers: Answer, first: int | None) -> list[tuple[Any, Any]]:
    return list(lines_of(DAY, [*answers], first))


def test_used_is_what_any_habit_says_and_free_of_what_the_others_say() -> None:
    said = {**CHECKIN, "used": True, "substance": "gin", "free_of": ["wine", "rum"], "note": "hard\n\nrum: no"}
    lapse = {**LAPSE, "substance": "gin"}
    assert lines(WINE, GIN, RUM, first=None) == [("line 3", lapse), ("line 2", said)]
    assert lines(WINE, GIN, RUM, first=2) == [
        ("line 3", {**lapse, "id": derived_id({**LAPSE, "substance": "Gin"})}),
        ("line 2", {**said, "id": derived_id({**CHECKIN, "used": True, "substance": "Gin", "note": "hard"})}),
    ]

    assert lines(replace(GIN, amount="2 glasses"), first=1)[0] == (
        "line 3",
        {**lapse, "amount": "2 glasses", "id": derived_id({**LAPSE, "substance": "Gin"})},
    )


def test_a_day_was_free_of_all_once_every_habit_of_the_file_said_so() -> None:
    said = {**CHECKIN, "used": False, "free_of": ["wine"]}
    ((_, known),) = lines(WINE, first=1)
    assert (type(known), known) == (dict, {**said, "id": derived_id({**CHECKIN, "used": False})})
    ((_, unknown),) = lines(WINE, first=2)
    assert (type(unknown), unknown) == (LeftBefore, said), "nothing was made of such a day"
    noted = [replace(WINE, note="fine"), replace(GIN, yes=True, first_yes=True), replace(RUM, note="ours", words="")]
    ((_, line),) = lines(*noted, first=2)
    assert line["id"] == derived_id({**CHECKIN, "used": False, "note": "fine\n\nhard"})
    ((_, line),) = lines(replace(WINE, note="fine", first_yes=None), first=0)
    assert line["id"] == derived_id({**CHECKIN, "note": "fine"})


def test_what_the_first_release_did_not_know_is_marked_so() -> None:
    for unknown in (replace(GIN, first_name=None), replace(GIN, first_yes=None), replace(GIN, first_yes=True)):
        lapse = lines(unknown, first=1)[0][1]
        assert (type(lapse), lapse) == (LeftBefore, {**LAPSE, "substance": "gin"})
    ((_, line),) = lines(replace(RUM, yes=None), first=1)
    assert (type(line), line) == (LeftBefore, {**CHECKIN, "note": "rum: no"})
    ((_, line),) = lines(replace(WINE, first_yes=False), first=1)
    assert line["id"] == derived_id({**CHECKIN, "used": True, "substance": "Wine"})
    assert lines(replace(WINE, yes=None, first_yes=False), first=1) == []


def test_a_long_note_goes_on_at_noon() -> None:
    checkin, note = lines(replace(WINE, note="x" * 20_001), RUM, first=None)
    assert checkin[1]["note"] == "x" * 20_000
    assert note == ("line 2", {"kind": "note", "at": LAPSE["at"], "text": "x\n\nrum: no"})
