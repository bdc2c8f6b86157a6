"""`recovery sync` as a person runs it: what it says, what it says without a server, and what stays behind it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from recovery.commands.sync import run
from recovery.store import engine
from recovery.sync import client
from recovery.sync.queries import account_state, sync_records
from tests.conftest import PATIENCE_SECONDS, PROGRAM, Call
from tests.server.conftest import Serving
from tests.sync.devices import Device, Person, living_in
from tests.test_startup import modules

LATER = timedelta(seconds=2)  # a command's time is kept in seconds
ID = "3f9a0000-0000-4000-8000-00000000000{}"


@contextmanager
def on(device: Device) -> Iterator[None]:
    with living_in(device.folder):
        yield


@pytest.fixture
def two(somebody: Person) -> tuple[Device, Device]:
    return somebody.device(), somebody.device()


def counts(call: Call, device: Device) -> dict[str, Any]:
    with on(device):
        answer: dict[str, Any] = call("sync", "--json").json
    return answer


def test_what_arrives_does_not_end_a_redo_and_a_redone_step_can_be_undone(
    two: tuple[Device, Device], call: Call
) -> None:
    one, other = two
    with on(one):
        for words in ("first", "second"):
            call("note", words)
        call("sync")
        call("undo")
        call("undo")
    with on(other):
        call("sync")
        call("note", "from elsewhere")
        call("sync")
    with on(one):
        assert call("sync").code == 0
        assert [call("redo").code for _ in range(3)] == [0, 0, 3]
        texts = {entry["text"] for entry in call("show", "--json").json}
        assert texts == {"first", "second", "from elsewhere"}
        assert call("undo").code == 0
        assert {entry["text"] for entry in call("show", "--json").json} == {"first", "from elsewhere"}
        call("sync")
        assert call("redo").code == 0, "what was sent meanwhile does not end it either"
        call("sync")
    with on(other):
        call("sync")
        assert {entry["text"] for entry in call("show", "--json").json} == {"first", "second", "from elsewhere"}


def test_what_is_written_on_one_is_read_on_the_other(two: tuple[Device, Device], call: Call) -> None:
    one, other = two
    with on(one):
        assert call("log", "7", "payday", "-n", "from the first").code == 0
        first = call("sync", "--json").json
        assert first == {"pushed": 2, "pulled": 0, "merged": 0, "pending": 0}
        assert call("sync").out == "Everything is in step.\n"
    with on(other):
        assert "received" in call("sync").out
        (entry,) = call("show", "--json").json
        assert entry["note"] == "from the first"
        assert call("search", "payday", "--json").json == [entry]
        assert "on another device" in call("show", entry["id"], "--history").out
        assert call("undo").code == 3, "what came from elsewhere is not this device's to take back"
        assert call("edit", entry["id"], "--intensity", "4").code == 0
    assert counts(call, other)["pushed"] == 1
    assert counts(call, one) == {"pushed": 0, "pulled": 1, "merged": 0, "pending": 0}
    with on(one):
        assert call("show", "--json").json[0]["intensity"] == 4


def test_names_made_one_are_one_on_the_other_device_too(two: tuple[Device, Device], call: Call) -> None:
    """Also for what was written there meanwhile; and where two devices say the opposite, both show the same."""
    first, second = two

    def counted() -> list[tuple[str, int]]:
        return [(trigger["name"], trigger["count"]) for trigger in call("triggers", "--json").json]

    with on(first):
        for name in ("bored", "boared"):
            assert call("log", "5", name).code == 0
        counts(call, first)
    with on(second):
        counts(call, second)
        assert call("log", "7", "boared").code == 0
        assert call("trigger", "merge", "bored", "boared").code == 0
    with on(first):
        assert call("trigger", "merge", "boared", "bored").code == 0
        counts(call, first)
    for device in (second, first):
        with on(device):
            counts(call, device)
            assert counted() == [("boared", 3)]
    with on(second):
        assert call("undo").code == 0
        counts(call, second)
    for device in (first, second):
        with on(device):
            counts(call, device)
            assert counted() == [("bored", 3)]


def test_two_checkins_of_one_day_are_joined(two: tuple[Device, Device], call: Call) -> None:
    """What one of them left open takes no answer of the other away, whichever came later."""
    one, other = two
    with on(one):
        call("checkin", "--mood", "8", "--no-use")
    with on(other):
        call("checkin", "--sleep", "6")
        call("intend", "no drink today")
    for device in (one, other, one):
        counts(call, device)
    rows = [device.rows("checkin") for device in two]
    assert rows[0] == rows[1]
    (row,) = rows[0]
    assert (row["mood"], row["sleep_hours"], row["intention"], row["used"]) == (8, 6, "no drink today", 0)
    with one.open() as journal, journal.command("edit"):
        journal.execute("UPDATE checkin SET mood = NULL")
    for device in (one, other):
        counts(call, device)
    assert [row["mood"] for row in other.rows("checkin")] == [None], "an answer taken back is an edit"


def test_what_a_new_device_began_with_changes_no_account(somebody: Person, call: Call) -> None:
    """An entry written before its first sync makes a profile of this machine, which the account's own comes before."""
    one, other = somebody.device(init=False), somebody.device(init=False)
    one.init("Asia/Tokyo")
    with one.open() as journal, journal.command("config"):
        journal.execute("UPDATE profile SET day_starts = '03:00'")
    counts(call, one)
    with on(other):
        said = call("log", "7").err
    assert "comes with the first sync" in said
    assert "A new journal was made" not in said
    for device in (other, one):
        counts(call, device)
    for device in (one, other):
        (profile,) = device.rows("profile")
        assert (profile["timezone"], profile["day_starts"]) == ("Asia/Tokyo", "03:00")


def test_undo_says_what_it_left_as_another_device_made_it(two: tuple[Device, Device], call: Call) -> None:
    one, other = two
    with on(one):
        entry = call("log", "7", "--json").json["id"]
    for device in two:
        counts(call, device)
    with on(one):
        call("edit", entry, "--intensity", "5")
        counts(call, one)
    counts(call, other)
    with on(other):
        call("edit", entry, "--intensity", "9")
    counts(call, other)
    counts(call, one)
    with on(one):
        assert "Not taken back: the change of" in call("undo").out
        assert call("show", "--json").json[0]["intensity"] == 9
        undone = call("undo", "--json").json
        assert undone["command"] == "log"
        assert "left" not in undone


def test_a_value_that_lost_is_shown_with_where_it_came_from(two: tuple[Device, Device], call: Call) -> None:
    one, other = two
    with on(one):
        entry = call("log", "7", "--json").json["id"]
    counts(call, one)
    counts(call, other)
    with on(other):
        call("edit", entry, "--note", "theirs")
    counts(call, other)
    with on(one):
        with time_machine.travel(LATER):
            call("edit", entry, "--note", "mine")
        conflict = {"kind": "craving", "id": entry, "field": "note", "stays": "here"}
        counted = {"pushed": 1, "pulled": 0, "merged": 1, "pending": 0, "conflicts": [conflict]}
        assert call("sync", "--json").json == counted
        told = call("show", entry, "--history").out
    assert "changed on another device\n    note: mine \N{RIGHTWARDS ARROW} theirs" in told
    assert "kept as it is here" in told


def test_without_a_server_nothing_is_lost(two: tuple[Device, Device], call: Call, tmp_path: Path) -> None:
    one, _ = two
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
    with one.open() as journal:
        there = account_state.joined(journal).server
        account_state.save(journal, server=nobody)
    with on(one):
        assert call("log", "7").code == 0
        for line in (("sync",), ("sync", "--json")):
            ran = call(*line)
            assert ran.code == 6
            assert ran.out == ""
            assert "Nothing is lost" in ran.err
    with one.open() as journal:
        account_state.save(journal, server=there)
    assert counts(call, one)["pushed"] == 2


def test_a_journal_that_has_not_joined_says_how(heroin: Call) -> None:
    ran = heroin("sync")
    assert ran.code == 3
    assert "sync join" in ran.err
    assert heroin("sync", "--watch", "--json").code == 2


def test_a_copied_journal_does_not_sync(two: tuple[Device, Device], call: Call) -> None:
    one, _ = two
    (one.folder / "device").unlink()
    with on(one):
        assert call("sync").code == 4
        assert "copied" in call("doctor").out


def test_one_sync_at_a_time(two: tuple[Device, Device], call: Call) -> None:
    one, _ = two
    with on(one), client.alone():
        ran = call("sync")
    assert ran.code == 6
    assert "running" in ran.err


def erased_everywhere(folder: Path, words: bytes) -> bool:
    """Whether no journal, none put aside and no backup of that device has these words left."""
    kept = (*folder.glob("journal.db*"), *folder.glob("backups/*"), *folder.glob("aside-*/*"))
    return all(words not in path.read_bytes() for path in kept)


def test_what_is_erased_is_gone_on_every_device(two: tuple[Device, Device], call: Call) -> None:
    one, other = two
    with on(one):
        entry = call("note", "a secretword in it", "--json").json["id"]
        call("edit", entry, "--text", "another secretword")
        checkin = call("checkin", "--mood", "3", "--note", "secretword", "--json").json["id"]
    counts(call, one)
    counts(call, other)
    with on(one):
        assert call("backup").code == 0
        (backup,) = one.folder.glob("backups/*")
        with one.open() as journal:  # as `restore` puts a journal aside
            (one.folder / "aside-2026-03-01-120000").mkdir()
            aside = one.folder / "aside-2026-03-01-120000" / "journal.db"
            journal.execute("VACUUM INTO ?", (str(aside),))
    assert all(b"secretword" in path.read_bytes() for path in (backup, aside))
    with on(other):
        assert call("remove", checkin, "--forever", "--yes").code == 0
        call("edit", entry, "--text", "a third secretword")
        assert call("remove", entry, "--forever", "--yes").code == 0
    assert counts(call, other)["pending"] == 0
    told = counts(call, one)
    assert (told["pulled"], told["erased"]) == (2, 2)
    for device in two:
        with on(device):
            assert call("show", entry).code == 3
            assert call("search", "secretword", "--json").json == []
            assert call("undo").code in (0, 3)
            assert call("show", entry).code == 3
        assert erased_everywhere(device.folder, b"secretword"), device.name


def test_what_is_written_once_another_device_has_erased_is_sent(two: tuple[Device, Device], call: Call) -> None:
    """The newest changes of history go with the entry, and the next ones get their numbers."""
    one, other = two
    with on(one):
        entry = call("note", "soon erased", "--json").json["id"]
    counts(call, one)
    counts(call, other)
    with on(other):
        assert call("remove", entry, "--forever", "--yes").code == 0
    counts(call, other)
    assert counts(call, one)["erased"] == 1
    with on(one):
        call("note", "written since")
    assert counts(call, one)["pushed"] == 1
    assert counts(call, other)["pulled"] == 1


def test_a_checkin_erased_can_be_written_anew(two: tuple[Device, Device], call: Call) -> None:
    one, other = two
    with on(one):
        entry = call("checkin", "--no-use", "--mood", "3", "--json").json["id"]
    counts(call, one)
    counts(call, other)
    with on(one):
        call("remove", entry, "--forever", "--yes")
        call("checkin", "--no-use", "--mood", "8", "--json")
    counts(call, one)
    counts(call, other)
    with on(other):
        (entries,) = call("show", "--kind", "checkin", "--json").json
    assert entries["mood"] == 8


def test_purge_is_told_to_the_others(two: tuple[Device, Device], call: Call) -> None:
    one, other = two
    with on(one):
        call("note", "long ago", "--json")
        with one.open() as journal, journal.command("edit"):
            journal.execute("UPDATE note SET day = '2020-01-01'")
        call("note", "of today")
    counts(call, one)
    counts(call, other)
    with on(one):
        assert call("purge", "--before", "2021-01-01", "--yes").code == 0
    counts(call, one)
    counts(call, other)
    with on(other):
        assert [entry["text"] for entry in call("show", "--all", "--json").json] == ["of today"]
    assert erased_everywhere(other.folder, b"long ago")


def test_an_edit_brings_back_what_another_device_removed(two: tuple[Device, Device], call: Call) -> None:
    one, other = two
    with on(one):
        entry = call("log", "7", "--json").json["id"]
    counts(call, one)
    counts(call, other)
    with on(other):
        call("remove", entry, "--yes")
    counts(call, other)
    with on(one), time_machine.travel(LATER):
        call("edit", entry, "--intensity", "2")
    counts(call, one)
    counts(call, other)
    for device in two:
        with on(device):
            assert call("show", entry, "--json").json[0]["intensity"] == 2


def test_what_the_journal_cannot_hold_is_set_aside_and_named(two: tuple[Device, Device], call: Call) -> None:
    """As from a newer program, whose rules are wider; and it is carried on when this device edits the entry."""
    one, other = two
    with on(one):
        entry = call("log", "7", "--json").json["id"]
        call("note", "beside it")
    with one.open() as journal:
        journal.execute("PRAGMA ignore_check_constraints = ON")
        with journal.command("edit"):
            journal.execute("UPDATE craving SET intensity = 12")
    counts(call, one)
    with on(other):
        assert "1 record set aside, named by recovery doctor" in call("sync").out
        assert [item["text"] for item in call("show", "--json").json] == ["beside it"]
        told = call("doctor").out
    assert f"A craving ({entry[:8]}) was not accepted: intensity must be" in told
    with on(one):
        assert call("edit", entry, "--intensity", "10").code == 0
    counts(call, one)
    counts(call, other)
    with on(other):
        assert len(call("show", "--json").json) == 2
        assert "not accepted" not in call("doctor").out


def test_fields_and_kinds_of_a_newer_program_are_carried_on(two: tuple[Device, Device], call: Call) -> None:
    one, other = two
    with on(one):
        entry = call("log", "7", "--json").json["id"]
    with one.open() as journal:
        journal.execute("ALTER TABLE craving ADD COLUMN weather TEXT")
        journal.execute("UPDATE craving SET weather = 'rain'")
    counts(call, one)
    counts(call, other)
    with on(other):
        assert call("edit", entry, "--intensity", "3").code == 0
    counts(call, other)
    third = one.person.device()
    with third.open() as journal:
        journal.execute("ALTER TABLE craving ADD COLUMN weather TEXT")
    counts(call, third)
    assert [(row["weather"], row["intensity"]) for row in third.rows("craving")] == [("rain", 3)]


def test_an_entry_too_large_is_named_and_the_rest_goes(
    two: tuple[Device, Device], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    with on(one):
        call("note", "x" * 5_000)
        call("note", "short")
    monkeypatch.setattr("recovery.wire.protocol.PLAIN_LIMIT", 4096)
    counted = counts(call, one)
    assert counted["pending"] == 1
    assert "too large" in counted["warnings"][-1]
    with on(one):
        assert "too large" in call("doctor").out
    monkeypatch.undo()
    monkeypatch.setenv("NO_COLOR", "1")
    assert counts(call, one)["pending"] == 0
    assert counts(call, other)["pulled"] >= 2


class Watching:
    """`sync --watch` in a process of its own."""

    def __init__(self, device: Device) -> None:
        self.process = subprocess.Popen(
            [*PROGRAM, "sync", "--watch"],
            env={**os.environ, "RECOVERY_HOME": str(device.folder)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.process.stdout is not None
        self.out = self.process.stdout

    def end(self, how: int) -> tuple[int, str]:
        self.process.send_signal(how)
        said = self.out.read()
        code = self.process.wait(PATIENCE_SECONDS)
        self.out.close()
        return code, said


def until(condition: Callable[[], object]) -> None:
    limit = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.05)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_watching_syncs_at_a_wake_and_at_a_change_and_ends_cleanly(
    two: tuple[Device, Device], call: Call, how: int
) -> None:
    one, other = two
    watching = Watching(other)
    assert "Watching" in watching.out.readline()
    with on(one):
        call("note", "from the first")
    counts(call, one)
    until(lambda: other.rows("note"))
    with on(other):
        call("note", "from the second")

    def arrived() -> bool:
        counts(call, one)
        return len(one.rows("note")) == 2

    until(arrived)
    code, said = watching.end(how)
    assert code == 0
    assert "Stopped." in said
    assert "Traceback" not in said


def test_what_is_written_while_a_run_ends_is_seen_to_be_left(two: tuple[Device, Device], call: Call) -> None:
    """Or watching would wait with it for the next change: nobody wakes it for what this device wrote."""
    one, other = two
    with on(one):
        call("note", "from the first")
    counts(call, one)
    assert counts(call, other)["pulled"] >= 1
    with other.open() as journal:
        assert not sync_records.left_to_send(journal), "what came is not to be sent"
    with other.client() as running:
        running.prepare()
        running.run.follow()
        with on(other):
            call("note", "too late for this run")
        assert sync_records.left_to_send(running.run.journal)
        running._end()
        assert sync_records.left_to_send(running.run.journal)
    assert counts(call, other)["pushed"] == 1
    with other.open() as journal:
        assert not sync_records.left_to_send(journal)


def test_watching_waits_for_a_server_that_is_away(
    somebody: Person, sync_server: Serving, call: Call, tmp_path: Path
) -> None:
    serving = Serving(f"sqlite://{tmp_path}/away.db", "--rate", "0")
    person = Person(serving.origin, tmp_path / "away")
    device = person.device()
    device.sync()
    device.close()
    assert serving.stop() == 0
    watching = Watching(device)
    assert "Watching" in watching.out.readline()
    assert watching.out.readline().strip() == run.WAITS
    code, said = watching.end(signal.SIGTERM)
    assert (code, said) == (0, "Stopped.\n")


def test_watching_ends_when_the_device_is_taken_off(two: tuple[Device, Device]) -> None:
    """No waiting changes that, and a person who never looks would believe it in step."""
    _, other = two
    watching = Watching(other)
    assert "Watching" in watching.out.readline()
    until(lambda: other.rows("profile"))
    other.person.rotate(other)
    assert watching.process.wait(PATIENCE_SECONDS) == 6
    assert "recovery pair" in watching.out.read()
    watching.out.close()


def test_watching_ends_when_the_journal_is_locked(
    two: tuple[Device, Device], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = two
    monkeypatch.setenv("RECOVERY_PASSPHRASE", "four random little words")
    with on(one):
        assert call("passphrase", "set", "--json").code == 0
        assert call("unlock").code == 0
        monkeypatch.delenv("RECOVERY_PASSPHRASE")
        watching = Watching(one)
        assert "Watching" in watching.out.readline()
        until(lambda: call("sync", "--json").code == 0)
        assert call("lock").code == 0
    assert "locked, so watching ends" in watching.out.read()
    assert watching.process.wait(PATIENCE_SECONDS) == 0
    watching.out.close()


NOT_FOR_NOTHING = {f"sync.{name}" for name in "apply chain documents push record_store sealed_ring write_log".split()}
NOT_FOR_NOTHING |= {"commands.sync.conflicts", "store.erasing"}


def test_a_sync_with_nothing_to_do_loads_little_and_opens_the_journal_once(
    two: tuple[Device, Device], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = two
    with on(one):
        call("sync")
        names = modules("sync", "--json")
        opened, connect = [], engine.connect

        def counted(*given: Any) -> Any:
            opened.append(given)
            return connect(*given)

        monkeypatch.setattr(engine, "connect", counted)
        assert call("sync").out == "Everything is in step.\n"
    assert "recovery.sync.pull" in names
    assert names & {f"recovery.{name}" for name in NOT_FOR_NOTHING} == set()
    assert names & {"rich", "typer", "cryptography", "msgspec", "pathlib", "uuid", "signal"} == set()
    assert len(opened) == 1
