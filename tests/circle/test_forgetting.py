"""What has long been over is forgotten on every device, with its keys, its history and its backups, and not before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

from recovery import diary as diaries
from recovery.circle import forgetting, link_sync, queries
from tests.circle.conftest import Side
from tests.circle.test_commands import invitation
from tests.sync.conftest import device, server
from tests.sync.devices import Person
from tests.sync.served import Device, Served

__all__ = ["device", "server"]


def holds(folder: Path, *texts: str) -> list[str]:
    """Which of these stand in any file of the folder."""
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [text for text in texts if text.encode() in content]


def test_a_link_that_ended_is_forgotten_after_ninety_days_on_all_devices(
    server: Served, device: Callable[[str], Device]
) -> None:
    ana, ben = device("ana"), device("ben")
    for one in (ana, ben):
        assert one("init", "--timezone", "UTC").code == 0
    ben("circle", "accept", invitation(ana, "--server", server.origin)["link"], "--yes")
    ana("sync")
    assert ana("circle", "ask", "--words", "a line for Ben").code == 0
    assert ben("sync").code == 0
    assert ana("backup").code == 0
    secrets = {one.name: seeds(one) for one in (ana, ben)}
    said = ("a line for Ben", server.origin)
    for one in (ana, ben):
        assert holds(one.folder, secrets[one.name], said[0]), one.name
    assert ana("circle", "end", "--all", "--yes").code == 0
    ben("sync")
    began = datetime.now(UTC)
    for days, states in ((90, ["ended"]), (92, [])):
        with time_machine.travel(began + timedelta(days=days), tick=True):
            for one in (ana, ben):
                assert one("sync").code in (0, 2, 3)
                assert [each["state"] for each in one.json("circle", "list")] == states, (days, one.name)
                assert bool(holds(one.folder, secrets[one.name], said[0])) is bool(states), (days, one.name)
    assert ana("undo", "--list").out.count("purge") == 0


def test_a_clock_that_is_wrong_ends_no_link_and_forgets_no_key(server: Served, device: Callable[[str], Device]) -> None:
    ana, ben = device("ana"), device("ben")
    for one in (ana, ben):
        assert one("init", "--timezone", "UTC").code == 0
    ben("circle", "accept", invitation(ana, "--server", server.origin)["link"], "--yes")
    ana("sync")
    ben("sync")
    began = datetime.now(UTC)
    for days, states in ((92, ["ended"]), (300, [])):
        with time_machine.travel(began + timedelta(days=days), tick=True):
            for one in (ana, ben):
                assert one("sync").code in (0, 2, 3)
                assert [each["state"] for each in one.json("circle", "list")] == states, (days, one.name)
    for one in (ana, ben):  # the clock is right again
        one("sync")
        assert [each["state"] for each in one.json("circle", "list")] == ["open"], one.name
    assert ana("circle", "ask", "--words", "a line for Ben").code == 0
    ben("sync")
    assert "a line for Ben" in ben("circle", "show", "Ana").out


def test_a_link_that_ran_out_by_the_servers_clock_is_erased_and_forgotten(linked: tuple[Side, Side]) -> None:
    today = datetime.now(
        UTC
    ).date()  # the server's; a day that is lived until four in the morning may be the one before
    for days, erased in ((1, 0), (100, 1)):  # a day is over everywhere on the second one after it
        for side in linked:
            with side.diary() as diary:
                until = today - timedelta(days=days)
                queries.change(diary.journal, queries.members(diary.journal)[0], until=until)
                assert link_sync.finish_ended(diary.journal, today) == []
                assert [queries.state(diary.journal, one).erased for one in queries.members(diary.journal)] == [erased]
                forgetting.forget_over(diary)
                assert len(queries.members(diary.journal)) == 1 - erased


def seeds(device: Device) -> str:
    device("circle", "list")
    with diaries.existing() as diary:
        return queries.members(diary.journal)[0].seed


def test_what_one_device_forgot_the_others_forget_with_their_next_run(people: Callable[[str], Person]) -> None:
    person = people("two")
    one, two, ben = Side(person.device()), Side(person.device()), Side(people("one").device())
    ben.accept(one.invite("help"))
    for side in (one, two):
        side.device.sync()
        side.carry()
    member = two.member()
    with one.diary() as diary:
        link_sync.end(diary.journal, queries.members(diary.journal), diary.today - timedelta(days=91))
        assert link_sync.finish_ended(diary.journal, diary.today) == []
        assert forgetting.forget_over(diary) == []
        assert queries.members(diary.journal) == []
    for side in (one, two):
        side.device.sync()
    with two.diary() as diary:
        assert queries.members(diary.journal) == []
        assert queries.of_nobody(diary.journal) == [member.id]
        forgetting.forget_over(diary)
        assert (queries.of_nobody(diary.journal), queries.kept(diary.journal, member.id)) == ([], [])
    assert holds(two.device.folder, member.seed) == []
