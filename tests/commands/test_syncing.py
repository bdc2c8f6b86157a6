"""What `restore`, `purge`, `wipe` and `doctor` say of a journal that syncs, and only of one; against a real server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from recovery.circle.member import SHARING_ENDED
from recovery.commands.circle import leaving
from recovery.commands.purge import UNTIL_THEY_SYNC
from recovery.commands.restore import BROUGHT_BACK, NO_LONGER, OF_ANOTHER
from recovery.commands.wipe import IF_IT_SYNCED, STILL_LISTED
from recovery.errors import Unreachable
from recovery.store import keyfile, keys, sync_notices
from recovery.sync.transport import CUT, Server
from tests.server.conftest import Serving
from tests.sync.conftest import device, server
from tests.sync.served import Device, Served

__all__ = ["device", "server"]

PASSPHRASE = "correct horse battery"


def cut(*_: object) -> None:
    """No server is to be had."""
    raise Unreachable(CUT)


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", keyfile.FLOOR)


def test_restore_says_what_the_next_sync_does(server: Served, device: Callable[[str], Device], tmp_path: Path) -> None:
    laptop, phone = device("laptop"), device("phone")
    before, joined = tmp_path / "before.db", tmp_path / "joined.db"
    laptop("log", "5", "bored")
    laptop("backup", "-o", str(before))
    assert laptop("restore", str(before)).err == "", "nothing here syncs"
    laptop("sync", "join", server.origin)
    laptop("sync")
    laptop("backup", "-o", str(joined))
    laptop("log", "9", "later")
    laptop("sync")

    assert phone("restore", str(joined)).err.split() == OF_ANOTHER.split()
    assert phone("sync").code == 4
    assert laptop("restore", str(joined)).err.split() == BROUGHT_BACK.split()
    assert len(laptop.json("show", "--kind", "craving")) == 1
    laptop("sync")
    assert len(laptop.json("show", "--kind", "craving")) == 2, "as it was said"
    assert laptop("restore", str(before)).err.split() == NO_LONGER.split()
    assert laptop("sync").code == 3
    laptop("sync", "join", server.origin)
    assert laptop("restore", str(joined)).err.split() == OF_ANOTHER.split(), "of the account that it left"


def test_purge_and_wipe_say_what_they_do_not_reach(server: Served, device: Callable[[str], Device]) -> None:
    laptop = device("laptop")
    laptop("note", "--at", "2026-03-01 12:00", "early")
    assert UNTIL_THEY_SYNC not in laptop("purge", "--before", "2026-03-02", "--yes").out
    laptop("sync", "join", server.origin)
    assert UNTIL_THEY_SYNC in laptop("purge", "--before", "2026-03-02", "--yes").out
    assert STILL_LISTED in laptop("wipe", "--yes").out


def test_wipe_ends_the_circle_unless_another_device_has_it_too(
    server: Served, device: Callable[[str], Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `circle end --all` does, also for a journal that syncs with nobody; offline the links run out."""
    friend = device("friend")
    friend("init", "--timezone", "UTC")

    def asked_in(device: Device, name: str) -> None:
        invite = ("circle", "invite", name, "--as", "peer", "--link", "--yes", "--server", server.origin)
        friend.json("circle", "accept", device.json(*invite)["link"], "--yes", "--name", name)

    alone = device("alone")
    alone("init", "--timezone", "UTC")
    asked_in(alone, "Ana")
    assert leaving.ENDS_TOO in " ".join(alone("wipe").err.split())  # nobody is there to type the words
    assert alone.json("wipe", "--yes") == {"erased": True, "left": [], "links_ended": 1, "links_left": 0}
    assert SHARING_ENDED in friend("sync").out

    alone("init", "--timezone", "UTC")
    asked_in(alone, "Ben")
    with monkeypatch.context() as away:
        away.setattr(Server, "_connect", cut)
        out = " ".join(alone("wipe", "--yes").out.split())
    assert "what Ben already got from you can be read there until" in out

    alone("init", "--timezone", "UTC")
    asked_in(alone, "Dan")
    assert alone.json("wipe", "--keep-circle", "--yes")["links_ended"] == 0
    friend("sync")
    assert [one["state"] for one in friend.json("circle", "list")] == ["ended", "open", "open"]

    laptop, phone = device("laptop"), device("phone")
    words = laptop.json("init", "--passphrase", passphrase=PASSPHRASE)["recovery_phrase"]
    laptop("sync", "join", server.origin, passphrase=PASSPHRASE)
    joined = ("sync", "join", server.origin, "--recovery-phrase", "-")
    assert phone(*joined, piped=f"{words}\n", passphrase=PASSPHRASE).code == 0
    laptop("sync", passphrase=PASSPHRASE)
    assert laptop("circle", "invite", "Cleo", "--as", "peer", "--link", "--yes", passphrase=PASSPHRASE).code == 0
    wiped = laptop("wipe", "--yes", passphrase=PASSPHRASE)
    assert leaving.GOES_ON in " ".join(wiped.out.split())


def test_wipe_asks_nobody_for_a_key_to_see_whether_the_journal_syncs(device: Callable[[str], Device]) -> None:
    laptop = device("laptop")
    laptop("log", "5")
    assert STILL_LISTED not in laptop("wipe", "--yes").out
    laptop("init", "--passphrase", passphrase=PASSPHRASE)
    laptop("lock")
    assert IF_IT_SYNCED in laptop("wipe", "--yes").out


def test_doctor_says_that_a_deletion_was_not_sent(device: Callable[[str], Device], tmp_path: Path) -> None:
    laptop, full = device("laptop"), Serving(f"sqlite://{tmp_path}/server.db", "--rate", "0", "--records", "2")
    try:
        laptop("log", "5")
        laptop("sync", "join", full.origin)
        laptop("sync")
        id = laptop.json("note", "more")["id"]
        laptop("sync")
        assert laptop("remove", id, "--yes").code == 0
        laptop("sync")
    finally:
        full.stop()
    named = [check["text"] for check in laptop("doctor", "--json").json["checks"] if check["name"] == "sync"]
    assert f"A note ({id[:8]}) was not sent: {sync_notices.why(sync_notices.NO_ROOM)}." in named
