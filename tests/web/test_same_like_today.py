"""Days like today: the phone counts what the terminal counts, on journals of half a year and at each bound."""

from __future__ import annotations

import os
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.worlds import LAST, World
from recovery.insights import gather, morning
from recovery.store.connection import Journal
from tests.web.drawn_journals import Row, kept
from tests.web.drawn_lookbacks import rows
from tests.web.phone_rules import Phone

TIMES = 20 if os.environ.get("TESTS_ALL") else 1
WORLDS = (
    World(cravings=160, days=120, plant="sleep", strength=0.9),
    World(cravings=160, days=120, plant="mood", strength=1.0),
    World(cravings=200, days=190, plant="medication", strength=0.9, lapses=4),
    World(cravings=60, days=60),
)


@given(
    world=st.sampled_from(WORLDS), seed=st.integers(0, 99), late=st.lists(st.integers(0, 30), min_size=8, max_size=8)
)
@settings(max_examples=3 * TIMES)
def test_mornings(phone: Phone, journal: Journal, world: World, seed: int, late: set[int]) -> None:
    compared(phone, journal, world, seed, late)


def test_a_short_night_is_told_on_both_sides(phone: Phone, journal: Journal) -> None:
    assert compared(phone, journal, WORLDS[0], 3, {5, 11, 12}) == 2


def compared(phone: Phone, journal: Journal, world: World, seed: int, late: set[int]) -> int:
    """On how many of these mornings something is told: as the terminal tells it."""
    told = 0
    drawn = rows(world, seed, "Europe/Berlin")
    with kept(journal, drawn) as diary:
        for day in sorted(LAST - timedelta(days=days) for days in late):
            facts = gather.today_of(diary, day)
            assert phone.ask("today.isHard", phone.ask("today.today", drawn, day.isoformat())) == facts.hard
            here = morning.days_like_today(diary.journal, day) if checked_in(drawn, day.isoformat()) else None
            there = phone.ask("like_today.likeToday", drawn, day.isoformat())
            assert there == (here and {name: getattr(here, name) for name in there})
            assert facts.like_today == (None if facts.hard else here)
            if here is not None:
                skill = phone.ask("like_today.helped", drawn)
                assert phone.ask("like_today.sentence", there, skill) == here.text
                told += 1
    return told


def checked_in(drawn: list[Row], day: str) -> bool:
    return any(row["kind"] == "checkin" and row["day"] == day for row in drawn)
