"""The class that somebody chose goes to every device; a device that only guesses takes it from none."""

from __future__ import annotations

import pytest
import time_machine

from tests.sync.devices import Device, Person

ADD = "INSERT INTO substance (name, since) VALUES ('gizmo', '2026-01-01')"
AT = "2099-03-07T{}:00:00Z"


@pytest.fixture
def two(somebody: Person) -> tuple[Device, Device]:
    return somebody.device(), somebody.device()


def say(device: Device, hour: int, sql: str) -> None:
    at = AT.format(f"{hour:02}")
    with time_machine.travel(at, tick=False), device.open() as journal, journal.command("substance"):
        assert journal.execute(sql).rowcount == 1


def classes(*devices: Device) -> list[str | None]:
    with time_machine.travel(AT.format(23)):
        for device in (*devices, *devices):
            device.sync()
    return [device.rows("substance")[0]["type"] for device in devices]


def test_a_choice_reaches_the_device_that_only_guesses_and_holds_there(two: tuple[Device, Device]) -> None:
    first, second = two
    say(first, 8, ADD)
    assert classes(*two) == [None, None]
    say(first, 9, "UPDATE substance SET type = 'opioid'")
    say(second, 10, "UPDATE substance SET since = '2026-02-01'")
    assert classes(*two) == ["opioid", "opioid"], "a later edit of something else says nothing of it"
    say(second, 11, "UPDATE substance SET type = 'other'")
    assert classes(*two) == ["other", "other"]


def test_added_on_both_without_a_class_the_one_choice_holds(two: tuple[Device, Device]) -> None:
    first, second = two
    say(first, 8, ADD)
    say(first, 9, "UPDATE substance SET type = 'opioid'")
    say(second, 10, ADD)
    assert classes(*two) == ["opioid", "opioid"]
