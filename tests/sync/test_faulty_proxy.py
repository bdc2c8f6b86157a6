"""A line that loses, doubles, cuts, delays and reorders: all devices end equal, nothing is lost and nothing doubled."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from recovery.errors import Unreachable
from tests.sync.devices import Device, Person
from tests.sync.faulty_proxy import CUT, FATES, PASSES, Message
from tests.sync.scenarios import Behind, Story, Told, anything, stored, tell, write_notes


def on_a_bad_line(behind: Behind, seed: int) -> Story:
    """Every second message comes to harm; at the end the line is good again, so that all can agree."""
    chance = random.Random(seed)
    to_come: list[str] = []

    def fate(_: Message) -> str:
        if not to_come:
            to_come.extend(chance.sample((PASSES,) * len(FATES) + FATES, 2 * len(FATES)))
        return to_come.pop()

    def story(told: Told) -> None:
        for on in range(3):
            told.sync(on)
        behind.line.fate = fate
        try:
            anything(chance)(told)
        finally:
            behind.line.fate = lambda _: PASSES
        for on in (0, 1, 2, 0, 1):
            told.sync(on)
        first = told.person.devices[0]
        assert stored(first, behind.origin).keys() == _ids(first)

    return story


def _ids(device: Device) -> set[bytes]:
    with device.open() as journal:
        return {row[0] for row in journal.execute("SELECT id FROM sync_record").fetchall()}


SEEDS = int(os.environ.get("SYNC_SEEDS", "3"))


@pytest.mark.parametrize("seed", range(1, SEEDS + 1))
def test_three_devices_on_a_bad_line_end_equal(
    seed: int, server_of_its_own: Behind, made_journal: Path, pages: Callable[[int], None]
) -> None:
    behind = server_of_its_own
    tell(
        on_a_bad_line(behind, seed), behind.origin, made_journal, skews=(0, -7200, 86_400), pages=(1, 2, 200)[seed % 3]
    )
    assert {*behind.line.happened} == {*FATES}


def a_cut_answer_spoils_no_later_one(behind: Behind, person: Person) -> None:
    """The run that met it ends with a sentence, and the next one is whole; raises `AssertionError`, `Unreachable`."""
    device = person.device()
    for number, path in enumerate(("/v1/ring", "/pull", "/push")):
        write_notes(device, 1, first=number)
        cut = [CUT]

        def fate(message: Message, path: str = path, cut: list[str] = cut) -> str:
            return cut.pop() if cut and path in message.line else PASSES

        behind.line.fate = fate
        with suppress(Unreachable):
            device.sync()
        assert not cut
        assert device.sync().pending == 0
    assert stored(device, behind.origin).keys() == _ids(device)


def test_a_cut_answer_spoils_no_later_one(server_of_its_own: Behind, tmp_path: Path) -> None:
    person = Person(server_of_its_own.origin, tmp_path)
    a_cut_answer_spoils_no_later_one(server_of_its_own, person)
    person.close()
