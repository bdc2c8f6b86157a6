"""The phone's rules give what the terminal's give: both run on drawn journals, and the answers are compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery import clock
from recovery.errors import Refused
from recovery.insights import gather
from recovery.store import connection
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.store.profile import TIME_OF_DAY
from tests.web import phone_rules
from tests.web.drawn_journals import Row, days, journals, kept, names, zoned_seconds
from tests.web.phone_rules import Phone, canonical

FEW = settings(max_examples=60)
MANY = settings(max_examples=400)
# Letters that both languages know, whatever the age of their tables.
LETTERS = st.characters(max_codepoint=0x2FFF, exclude_categories=("Cs", "Cn"))


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    with phone_rules.running() as process:
        yield process


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOVERY_HOME", str(Path(tmp_path_factory.mktemp("phone")) / "home"))
        with connection.rehearsing() as empty:
            yield empty


@given(drawn=journals(substance=3, lapse=6, checkin=12), as_of=days(30, 30), window=st.sampled_from((1, 7, 90, 400)))
@FEW
def test_streaks(phone: Phone, journal: Journal, drawn: list[Row], as_of: str, window: int) -> None:
    with kept(journal, drawn) as diary:
        day = datetime.fromisoformat(as_of).date()
        here = [streak.to_json() for streak in gather.streaks_of(diary, day, window)]
    given = [phone.ask(f"rows.{name}", drawn) for name in ("substances", "lapses", "checkIns")]
    assert canonical(phone.ask("abstinence.streaks", *given, as_of, window)) == canonical(here)


@given(zoned_seconds(), st.sampled_from(("00:00", "04:00", "23:59")))
@MANY
def test_day_of_an_instant(phone: Phone, drawn: tuple[str, int], starts: str) -> None:
    zone, seconds = drawn
    at = datetime.fromtimestamp(seconds, ZoneInfo(zone))
    instant = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    day = clock.day_of(at, TIME_OF_DAY.load(starts)).isoformat()
    assert phone.ask("clock.dayOf", instant, zone, starts) == day
    assert phone.ask("clock.isoformat", instant, zone) == at.isoformat()


@given(zoned_seconds())
@MANY
def test_wall_clock_to_instant(phone: Phone, drawn: tuple[str, int]) -> None:
    zone, seconds = drawn
    wall = (datetime(1970, 1, 1) + timedelta(seconds=seconds)).replace(tzinfo=ZoneInfo(zone))
    try:
        when = clock.resolve(wall)
        here = {"at": when.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "twice": when.twice}
    except Refused:
        here = None
    assert phone.ask("clock.resolve", wall.replace(tzinfo=None).isoformat(), zone) == here


@given(st.text(LETTERS, max_size=12) | names())
@MANY
def test_names_alike(phone: Phone, name: str) -> None:
    assert phone.ask("names.alike", name) == alike(name)
    assert phone.ask("names.stripped", name) == name.strip()
    assert phone.ask("names.length", name) == len(name)
