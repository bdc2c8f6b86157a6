"""Two edits of one entry on two devices: the sync says which value stays, and which gave way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from recovery.commands.sync.conflicts import ENTRIES_SHOWN, ON_TWO
from tests.conftest import Call, OpenTerminal, Terminal
from tests.sync.devices import Device, Person, living_in

SECRET = "the blue door behind the old corner, where nobody looks"
BEFORE = datetime.now(UTC) - timedelta(minutes=30)


@pytest.fixture
def apart(somebody: Person, call: Call) -> tuple[Device, Device, str]:
    """Two devices in step, and the id of a craving that both hold."""
    with time_machine.travel(BEFORE):
        laptop, phone = somebody.device(), somebody.device()
        with living_in(laptop.folder):
            id = call("log", "7", "payday", "--json").json["id"]
            call("checkin", "--no-use", "--mood", "6")
            call("sync")
        with living_in(phone.folder):
            assert call("sync", "--json").json["pulled"] >= 2
        with living_in(laptop.folder):
            call("sync")
    return laptop, phone, str(id)


@pytest.fixture
def edit(call: Call) -> Callable[..., None]:
    def edited(device: Device, minutes: int, *words: str) -> None:
        with time_machine.travel(BEFORE + timedelta(minutes=minutes)), living_in(device.folder):
            assert call("edit", *words).code == 0

    return edited


def synced_on_a_terminal(terminal: OpenTerminal, device: Device) -> list[str]:
    opened: Terminal = terminal("sync", env={"RECOVERY_HOME": str(device.folder)})
    assert opened.end() == 0
    return [line.rstrip() for line in opened.screen.splitlines() if line.strip()]


def test_the_value_that_stays_and_the_one_that_gave_way_are_said(
    apart: tuple[Device, Device, str], edit: Callable[..., None], call: Call, terminal: OpenTerminal
) -> None:
    laptop, phone, id = apart
    edit(laptop, 1, id, "--intensity", "8", "--note", SECRET)
    edit(phone, 2, id, "--intensity", "5")
    edit(phone, 3, id, "--note", "home")
    with living_in(laptop.folder):
        assert "conflicts" not in call("sync", "--json").json  # nobody else wrote anything yet
    said = synced_on_a_terminal(terminal, phone)
    whole = " ".join(" ".join(said).split())
    rated, note = "rated: 5 from here, not 8 from device 1", 'note: "home" from here, not "the blue door behind the old'
    assert f"{ON_TWO} {id[:4]} {rated}; {note}" in whole
    assert SECRET not in whole
    with living_in(phone.folder):
        history = call("show", id, "--history").out
        assert all(value in history for value in ("8", "5", SECRET))
        assert "conflicts" not in call("sync", "--json").json  # said once
    with living_in(laptop.folder):  # the phone's edits were made without these: here they are changes like any other
        assert ON_TWO not in call("sync").out


def test_what_was_set_here_and_gave_way_is_said_here(
    apart: tuple[Device, Device, str], edit: Callable[..., None], call: Call
) -> None:
    laptop, phone, id = apart
    edit(phone, 1, id, "--intensity", "5")
    edit(laptop, 2, id, "--intensity", "8")
    edit(phone, 3, id, "--minutes", "20")  # another field of that entry: no conflict
    with living_in(laptop.folder):
        call("sync")
    with living_in(phone.folder):
        ran = call("sync")
        assert f"{ON_TWO} ({id[:4]})" in ran.out
        assert not {"8", "5", "20"}.intersection(ran.out.partition(ON_TWO)[2].replace(id[:4], "").split()), "no value"
        assert call("show", id, "--json").json[0]["intensity"] == 8


def test_the_json_names_the_field_and_no_value(
    apart: tuple[Device, Device, str], edit: Callable[..., None], call: Call
) -> None:
    laptop, phone, id = apart
    edit(phone, 1, id, "--note", SECRET)
    edit(laptop, 2, id, "--note", "short")
    with living_in(laptop.folder):
        call("sync")
    with living_in(phone.folder):
        ran = call("sync", "--json")
    assert ran.json["conflicts"] == [{"kind": "craving", "id": id, "field": "note", "stays": "there"}]
    assert SECRET not in ran.out


def test_the_same_value_on_both_is_no_conflict_and_many_are_counted(
    apart: tuple[Device, Device, str], edit: Callable[..., None], call: Call, terminal: OpenTerminal
) -> None:
    laptop, phone, id = apart
    with time_machine.travel(BEFORE + timedelta(minutes=1)):
        with living_in(laptop.folder):
            ids = [call("log", "3", "--json").json["id"] for _ in range(ENTRIES_SHOWN + 2)]
            call("sync")
        with living_in(phone.folder):
            call("sync")
    for device, minutes, rated in ((laptop, 4, "1"), (phone, 5, "2")):
        edit(device, minutes, id, "--intensity", "5")
        for entry in ids:
            edit(device, minutes, entry, "--intensity", rated)
    with living_in(laptop.folder):
        call("sync")
    said = synced_on_a_terminal(terminal, phone)
    assert sum("rated: 2 from here, not 1 from device 1" in line for line in said) == ENTRIES_SHOWN
    assert said[-1].strip() == "and 2 more"
    assert not any(line.strip().startswith(id[:4]) for line in said)
