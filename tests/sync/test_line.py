"""A line that loses, doubles, cuts, delays and reorders: all devices end equal, nothing is lost and nothing doubled."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.line import FATES, PASSES, Message
from tests.sync.proofs import Behind, Story, Told, anything, stored, tell


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
        with first.open() as journal:
            ids = {row[0] for row in journal.execute("SELECT id FROM sync_record").fetchall()}
        assert stored(first, behind.origin).keys() == ids

    return story


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
