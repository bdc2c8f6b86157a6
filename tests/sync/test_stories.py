"""Stories of three devices on both engines: what hypothesis might find by chance, told once for certain.

Each story is asked the same at its end as those of `test_together`. `test_planted` shows which fault each would find.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from recovery.errors import Unreachable
from recovery.sync import write_log
from recovery.sync.documents import HEADS
from recovery.sync.record_store import RecordStore
from tests.server.conftest import Serving, new_database
from tests.sync.devices import DAY
from tests.sync.scenarios import Story, Told, tell
from tests.sync.test_together import Chosen, Devices, Meddled

GONE = "words that were to be erased for good"


@pytest.fixture(scope="module")
def meeting_place(
    engine: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    """One server of either engine for all stories."""
    running = Serving(new_database(engine, request, tmp_path_factory.mktemp("meeting")), "--rate", "0")
    yield running
    assert running.stop() == 0


def in_step(told: Told) -> None:
    """All three have one entry of each kind, as a story begins, and know what the others have of it."""
    for on in (0, 1, 2):
        told.sync(on)


def two_fields_at_once(told: Told) -> None:
    in_step(told)
    told.edit_field(0, "craving", "intensity", 5)
    told.edit_field(1, "craving", "note", "x")
    told.edit_field(2, "craving", "outcome", "passed")
    for on in (0, 1, 2):
        told.sync(on)


def the_same_field_at_once(told: Told) -> None:
    """The clocks decide, so what was edited first by the clock loses, whoever sends last."""
    in_step(told)
    told.edit_field(0, "note", "text", "one")
    told.edit_field(1, "note", "text", "two")
    told.sync(1)
    told.sync(0)


def an_edit_of_what_was_seen(told: Told) -> None:
    """The third device's clock is a day ahead of the second's, which edits after it."""
    in_step(told)
    told.edit_field(2, "note", "text", "one")
    told.sync(2)
    told.sync(1)
    told.edit_field(1, "note", "text", "two")
    told.sync(1)


def a_lost_answer_and_then_an_edit(told: Told) -> None:
    """The server has a version of which this device does not know, and the entry was edited since."""
    in_step(told)
    told.edit_field(0, "craving", "intensity", 5)
    unanswered(told, 0)
    told.edit_field(0, "craving", "intensity", 10)
    told.sync(0)


def nothing_arrived_and_others_wrote(told: Told) -> None:
    """What this device sealed and could not send does not make the others' edits old."""
    in_step(told)
    for value in (5, 10, 0):
        told.edit_field(0, "craving", "intensity", value)
        unanswered(told, 0, arrives=False)
    told.edit_field(1, "craving", "note", "x")
    told.sync(1)


def stopped_before_it_was_kept(told: Told) -> None:
    """The program ends after a page was applied, and before that was committed."""
    for number in range(3):
        told.write(0, "note", DAY)
        told.edit_field(0, "note", "text", ("one", "two", "three")[number])
    told.sync(0)
    for after in (1, 0):
        told.sync_and_stop(1, after)


def another_wrote_between(told: Told) -> None:
    """While this device has looked and not yet sent, another sends."""
    in_step(told)
    told.edit_field(0, "craving", "intensity", 5)

    def meanwhile(ask: Callable[[], Any]) -> Any:
        told.write(1, "note", DAY)
        told.sync(1)
        return ask()

    over(told, 0, 2, meanwhile)
    told.edit_field(0, "craving", "intensity", 10)
    told.sync(0)


def the_same_entry_between(told: Told) -> None:
    """What one device was told is stored, no other pushes away: the third has both without meeting the second."""
    in_step(told)
    told.edit_field(0, "craving", "intensity", 5)

    def meanwhile(ask: Callable[[], Any]) -> Any:
        told.edit_field(1, "craving", "note", "x")
        told.sync(1)
        return ask()

    over(told, 0, 2, meanwhile)
    told.sync(2)
    (row,) = told.person.devices[2].rows("craving")
    assert (row["intensity"], row["note"]) == (5, "x")


def a_new_key_while_something_waits(told: Told) -> None:
    in_step(told)
    told.edit_field(1, "craving", "intensity", 5)
    unanswered(told, 1, arrives=False)
    told.rotate()
    told.edit_field(0, "checkin", "mood", 9)
    told.sync(0)
    told.sync(1)
    told.rotate()
    told.edit_field(2, "craving", "outcome", "used")


def erased_here_and_edited_there(told: Told) -> None:
    """What was erased stays erased, and not a word of it is left in any journal's file."""
    in_step(told)
    told.edit_field(0, "note", "text", GONE)
    for on in (0, 1, 2):
        told.sync(on)
    told.erase(0, "note", 0)
    told.edit_field(1, "note", "day", "2026-03-06")
    told.remove(2, "note", 0)
    for on in (1, 0, 2, 1, 0, 2, 0):
        told.sync(on)
    for device in told.person.devices:
        assert device.rows("note") == []
        with device.open() as journal:
            journal.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            tables = ("changes", "sync_record")
            kept = [journal.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        assert GONE not in repr(kept)
        assert GONE.encode() not in device.folder.joinpath("journal.db").read_bytes()


def a_lost_answer_still_counts(told: Told) -> None:
    """What the server took and did not acknowledge stands in the heads, so that it cannot be hidden."""
    in_step(told)
    told.write(0, "note", DAY)
    unanswered(told, 0)
    told.sync(0)
    device = told.person.devices[0]
    with told.at(0), device.client() as one, one.run.transaction() as store:
        assert isinstance(store, RecordStore)
        _, _, record = store.place(HEADS, store.state.clock_id)
        assert record is not None
        named = dict(write_log._named(store.document(record)))
        note = max(row["id"] for row in device.rows("note"))
        assert named.get(store.record_id("note", note)) == 1


def rows_go_round(told: Told) -> None:
    """Each of two records takes the row that the other has or had, between two looks: no order of writing would do."""
    in_step(told)
    told.edit_field(0, "substance", "name", "Coffee")
    told.track(0, "tea")
    told.sync(0)
    told.sync(1)
    told.remove(1, "substance", 1)
    told.edit_field(1, "substance", "name", "tea")
    told.track(1, "Coffee")
    told.sync(1)


def answered_and_then_moved(told: Told) -> None:
    """The answer was given on the old day, so it stands there where another device keeps that day's check-in."""
    in_step(told)
    told.edit_field(1, "checkin", "sleep_hours", 7.5)
    told.edit_field(1, "checkin", "day", "2026-03-05")
    told.edit_field(0, "checkin", "mood", 9)
    told.sync(0)
    told.sync(1)
    told.sync(0)
    by_day = {row["day"]: row["sleep_hours"] for row in told.person.devices[0].rows("checkin")}
    assert by_day == {DAY: 7.5, "2026-03-05": 7.5}


def moved_and_then_answered(told: Told) -> None:
    """The answer was given on the new day, and says nothing of the old one."""
    told.edit_field(0, "checkin", "sleep_hours", 7)
    in_step(told)
    told.edit_field(1, "checkin", "day", "2026-03-05")
    told.edit_field(1, "checkin", "sleep_hours", 7.5)
    told.edit_field(0, "checkin", "mood", 9)
    told.sync(0)
    told.sync(1)
    told.sync(0)
    by_day = {row["day"]: row["sleep_hours"] for row in told.person.devices[0].rows("checkin")}
    assert by_day == {DAY: 7, "2026-03-05": 7.5}


def moved_twice_and_removed(told: Told) -> None:
    """A check-in that went over two days and away leaves each day as its last answer there had it."""
    in_step(told)
    told.write(0, "checkin", "2026-03-05")
    in_step(told)
    told.remove(1, "checkin", 1)
    told.edit_field(1, "checkin", "mood", 0)
    told.edit_field(1, "checkin", "day", "2026-03-05")
    told.edit_field(1, "checkin", "mood", 9)
    told.edit_field(1, "checkin", "day", "2026-03-06")
    told.remove(1, "checkin", 0)
    told.edit_field(0, "checkin", "note", "x")
    told.edit(0, "checkin", 1, Chosen("note", "y"))
    told.sync(1)
    told.sync(0)
    by_day = {row["day"]: row["mood"] for row in told.person.devices[0].rows("checkin")}
    assert by_day == {DAY: 0, "2026-03-05": 9}


def over(told: Told, on: int, after: int, happens: Callable[[Callable[[], Any]], Any]) -> None:
    """A run of sync in which that happens at one request: 0 asks for the rings, 1 for a page, 2 sends."""
    line = Meddled(told.origin, after)
    with told.at(on) as device, device.client() as one:
        line.run(one, happens)


def unanswered(told: Told, on: int, *, arrives: bool = True) -> None:
    """What a device sends arrives, and the answer does not; or nothing arrives."""
    try:
        over(told, on, 2, lambda ask: told.broken(ask, arrives=arrives))
    except Unreachable:
        told.world.skew = told.world.skew * 0
    else:
        raise AssertionError("there was nothing to send")


STORIES: tuple[Story, ...] = (
    two_fields_at_once,
    the_same_field_at_once,
    an_edit_of_what_was_seen,
    a_lost_answer_and_then_an_edit,
    nothing_arrived_and_others_wrote,
    stopped_before_it_was_kept,
    another_wrote_between,
    the_same_entry_between,
    a_new_key_while_something_waits,
    erased_here_and_edited_there,
    a_lost_answer_still_counts,
    rows_go_round,
    answered_and_then_moved,
    moved_and_then_answered,
    moved_twice_and_removed,
)
SKEWS: dict[Story, tuple[int, int, int]] = {
    an_edit_of_what_was_seen: (0, -7200, 86_400),
    two_fields_at_once: (86_400, 0, -7200),
}
PAGES: dict[Story, int] = {stopped_before_it_was_kept: 1, another_wrote_between: 2}


def told_at(origin: str, story: Story, made_journal: Path) -> None:
    """The story with the clocks and pages that belong to it."""
    tell(story, origin, made_journal, skews=SKEWS.get(story, (0, 0, 0)), pages=PAGES.get(story, 200))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_a_story_ends_with_one_journal(
    story: Story, meeting_place: Serving, made_journal: Path, home: Path, pages: Callable[[int], None]
) -> None:
    told_at(meeting_place.origin, story, made_journal)


def test_three_devices_end_with_one_journal_on_postgresql(
    postgres: Any, made_journal: Path, home: Path, pages: Callable[[int], None], tmp_path: Path
) -> None:
    """The stories that hypothesis writes, a few of them, on the other engine than in `test_together`."""
    running = Serving(postgres.database(), "--rate", "0")
    Devices.origin, Devices.template = running.origin, made_journal
    try:
        run_state_machine_as_test(
            Devices,
            settings=settings(
                max_examples=int(os.environ.get("SYNC_EXAMPLES_POSTGRES", "6")),
                derandomize="SYNC_EXAMPLES_POSTGRES" not in os.environ,
                stateful_step_count=30,
                deadline=None,
                phases=[Phase.explicit, Phase.generate],
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
            ),
        )
    finally:
        assert running.stop() == 0


__all__ = ["STORIES", "told_at"]
