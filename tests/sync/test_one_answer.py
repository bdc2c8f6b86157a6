"""Columns that are one answer are merged as one: never one device's "used" with what another was free of."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from tests.sync.devices import Device, Person

ID = "3f9a0000-0000-4000-8000-000000000001"
DAY = "2099-03-07"  # later than all that was written when the devices were made
AT = f"{DAY}T12:00:00Z"


@pytest.fixture
def two(somebody: Person) -> tuple[Device, Device]:
    return somebody.device(), somebody.device()


def say(device: Device, at: str, sql: str, *values: Any) -> None:
    """One command that runs one statement, at that time."""
    with time_machine.travel(at, tick=False), device.open() as journal, journal.command("checkin"):
        assert journal.execute(sql, values).rowcount == 1


def meet(*devices: Device) -> list[list[dict[str, Any]]]:
    """Sync until all have seen everything."""
    with time_machine.travel(AT):  # on that day, or what a device says that it wrote would be later than every edit
        for device in (*devices, *devices):
            device.sync()
    rows = [device.rows("checkin") + device.rows("craving") for device in devices]
    assert all(rows_ == rows[0] for rows_ in rows)
    return rows


def answer(two: tuple[Device, Device]) -> tuple[Any, Any, Any]:
    row = meet(*two)[0][0]
    return row["used"], row["substance"], row["free_of"]


NEW = "INSERT INTO checkin (id, day, used, substance, free_of, mood) VALUES (?, ?, ?, ?, ?, ?)"


def test_of_two_new_answers_the_later_one_stands_whole(two: tuple[Device, Device]) -> None:
    first, second = two
    say(first, f"{DAY}T20:00:00Z", NEW, ID, DAY, 1, "wine", '["heroin"]', None)
    say(second, f"{DAY}T21:00:00Z", NEW, ID.replace("1", "2"), DAY, 0, None, "[]", 6)
    assert answer(two) == (0, None, "[]"), "not what was used with the later 'not used'"


def test_an_answer_left_open_takes_none_away(two: tuple[Device, Device]) -> None:
    first, second = two
    say(first, f"{DAY}T20:00:00Z", NEW, ID, DAY, None, None, '["heroin"]', None)
    say(second, f"{DAY}T21:00:00Z", NEW, ID.replace("1", "2"), DAY, None, None, "[]", 6)
    assert answer(two) == (None, None, '["heroin"]')
    assert two[0].rows("checkin")[0]["mood"] == 6


def test_an_edit_of_one_part_is_an_edit_of_the_whole_answer(two: tuple[Device, Device]) -> None:
    first, second = two
    say(first, f"{DAY}T08:00:00Z", NEW, ID, DAY, 1, "wine", "[]", None)
    meet(*two)
    say(first, f"{DAY}T20:00:00Z", "UPDATE checkin SET substance = 'heroin'")
    say(second, f"{DAY}T21:00:00Z", """UPDATE checkin SET used = NULL, free_of = '["wine"]'""")
    say(second, f"{DAY}T21:00:00Z", "UPDATE checkin SET mood = 3")
    assert answer(two) == (None, "wine", '["wine"]'), "as it stood where it was said last"


def test_an_outcome_keeps_the_time_at_which_it_was_said(two: tuple[Device, Device]) -> None:
    first, second = two
    craving = "INSERT INTO craving (id, at, timezone, day, intensity, written) VALUES (?, ?, 'UTC', ?, 5, ?)"
    say(first, AT, craving, ID, AT, DAY, AT)
    meet(*two)
    ended = "UPDATE craving SET outcome = ?, ended = ?"
    say(first, f"{DAY}T20:00:00Z", ended, "passed", f"{DAY}T20:00:00Z")
    say(second, f"{DAY}T21:00:00Z", ended, "used", f"{DAY}T21:00:00Z")
    say(first, f"{DAY}T22:00:00Z", "UPDATE craving SET intensity = 6")
    row = meet(*two)[1][0]
    assert (row["outcome"], row["ended"], row["intensity"]) == ("used", f"{DAY}T21:00:00Z", 6)
