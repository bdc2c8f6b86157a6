"""kill -9 of either side at any moment: what was acknowledged is stored, and a first sync goes on until it is whole."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from recovery.errors import RecoveryError
from recovery.sync.queries import account_state, sync_records
from tests.conftest import PATIENCE_SECONDS
from tests.sync.devices import Device, Person
from tests.sync.faulty_proxy import PASSES, Message
from tests.sync.scenarios import Behind, acknowledged, stored, texts, until_whole, write_notes

ROUNDS = 4
NOTES = 60
LARGE = 1500
FEW, MANY = 500, 6000
GROWTH_MB = 24  # from few to many, what the cache of pages fills; benchmarks/syncing.py tries 100,000, limit 150
STATUS = Path("/proc/self/status")
MEASURED = f"""
import sys
from recovery import cli
code = cli.run(["sync", "--json"])
with open("{STATUS}") as file:
    print(*[line.split()[1] for line in file if line.startswith("VmHWM:")], file=sys.stderr)
sys.exit(code)
"""
SYNC = [sys.executable, "-m", "recovery", "sync", "--json"]


@pytest.fixture
def person(server_of_its_own: Behind, tmp_path: Path) -> Iterator[Person]:
    made = Person(server_of_its_own.origin, tmp_path)
    yield made
    made.close()


class Killer:
    """Kills the server a moment after one of the next pushes came in, or right after it was answered."""

    def __init__(self, behind: Behind, chance: random.Random) -> None:
        self.behind, self.chance, self.left = behind, chance, -1
        self.dead = threading.Event()
        behind.line.fate, behind.line.answered = self.comes_in, self.answered

    def arm(self, *, answered: bool) -> None:
        self.left, self.after_answer = self.chance.randint(1, 3), answered
        self.dead.clear()

    def comes_in(self, message: Message, /) -> str:
        if "/push" in message.line:
            self.left -= 1
            if self.left == 0 and not self.after_answer:
                threading.Timer(self.chance.uniform(0, 0.02), self.kill).start()
        return PASSES

    def answered(self, message: Message) -> None:
        if "/push" in message.line and self.left == 0 and self.after_answer:
            self.kill()

    def kill(self) -> None:
        self.behind.running.process.send_signal(signal.SIGKILL)
        self.dead.set()


def dies_while_clients_push(behind: Behind, person: Person, rounds: int = ROUNDS) -> None:
    """What a device believes to be stored is stored, after each death of the server; raises `AssertionError`."""
    device, killer = person.device(), Killer(behind, random.Random(8))
    for number in range(rounds):
        write_notes(device, NOTES, first=number * NOTES)
        killer.arm(answered=bool(number % 2))
        with suppress(RecoveryError):
            device.sync()
        assert killer.dead.wait(PATIENCE_SECONDS), "the server was not killed"
        behind.stop()
        behind.start(behind.database)
        with device.open() as journal:
            believed = acknowledged(journal)
            assert sync_records.count_unsent(journal) or not number % 2, "it died after all was sent"
        there = stored(device, behind.origin)
        assert believed.items() <= there.items(), "something acknowledged was lost"
    behind.line.fate = lambda _: PASSES
    until_whole(device)
    second = person.device()
    until_whole(second)
    assert texts(second) == texts(device) == sorted(f"note {n}" for n in range(rounds * NOTES))


def test_what_was_acknowledged_is_stored_however_the_server_dies(
    server_of_its_own: Behind, person: Person, pages: Callable[[int], None]
) -> None:
    pages(10)
    dies_while_clients_push(server_of_its_own, person)


class Victim:
    """`recovery sync` as a process of its own, killed at a request of the line."""

    def __init__(self, behind: Behind, device: Device) -> None:
        self.behind, self.device = behind, device
        self.process: subprocess.Popen[bytes] | None = None
        self.counted = 0
        self.begun = threading.Event()
        self.cursors: list[int] = []  # from where each page of the last run was asked for

    def run(self, kill_at: int | None, delay: float) -> int:
        """Its exit code; `kill_at` counts the pages and pushes that came in."""
        self.counted = 0
        self.cursors.clear()
        self.begun.clear()

        def fate(message: Message) -> str:
            if "/v1/c/" in message.line:
                self.cursors += map(int, re.findall(r"[?&]after=(\d+)", message.line))
                self.counted += 1
                if self.counted == kill_at:
                    threading.Timer(delay, self.kill).start()
            return PASSES

        self.behind.line.fate = fate
        env = {**os.environ, "RECOVERY_HOME": str(self.device.folder)}
        with subprocess.Popen(SYNC, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            self.process = process
            self.begun.set()
            process.communicate(timeout=PATIENCE_SECONDS)
        self.behind.line.fate = lambda _: PASSES
        return process.returncode

    def kill(self) -> None:
        assert self.begun.wait(PATIENCE_SECONDS)
        assert self.process is not None
        self.process.kill()


def a_first_sync_is_killed(
    behind: Behind, device: Device, chance: random.Random, progress: Callable[[Any], int]
) -> None:
    """Killed three times and then let run: each run goes on where the one before ended; raises `AssertionError`."""
    victim, done, codes = Victim(behind, device), 0, []
    for _ in range(3):
        with device.open() as journal:
            begins = taken_in(journal)
        codes.append(victim.run(chance.randint(3, 4), chance.uniform(0, 0.05)))
        assert victim.cursors[:1] in ([], [begins]), "it began anew"
        assert victim.cursors == sorted(victim.cursors)
        with device.open() as journal:
            assert journal.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            before, done = done, progress(journal)
        assert done >= before
    assert codes[0] == -signal.SIGKILL, "it was too quick to be killed"
    assert {*codes} <= {0, -signal.SIGKILL}
    assert done > 0, "nothing is kept of a run that did not come to its end"
    assert victim.run(None, 0) == 0
    with device.open() as journal:
        assert sync_records.count_unsent(journal) == 0


def taken_in(journal: Any) -> int:
    """How far the cursor came."""
    return account_state.joined(journal).cursor


def sent(journal: Any) -> int:
    """How much was acknowledged."""
    return len(acknowledged(journal))


def test_a_first_sync_killed_at_any_moment_goes_on_and_ends_whole(server_of_its_own: Behind, person: Person) -> None:
    chance = random.Random(server_of_its_own.database.startswith("sqlite"))
    first = person.device()
    write_notes(first, LARGE)
    a_first_sync_is_killed(server_of_its_own, first, chance, sent)
    second = person.device()
    a_first_sync_is_killed(server_of_its_own, second, chance, taken_in)
    assert texts(second) == texts(first) == sorted(f"note {n}" for n in range(LARGE))
    with first.open() as journal:
        believed = acknowledged(journal)
    assert believed == stored(first, server_of_its_own.origin)


def memory_stays_small(behind: Behind, folder: Path) -> None:
    """A first sync takes little more for many entries than for few, either way; raises `AssertionError`."""
    taken = []
    for count in (FEW, MANY):
        (folder / str(count)).mkdir()
        person = Person(behind.origin, folder / str(count))
        first = person.device()
        write_notes(first, count)
        out = measured(first)
        second = person.device()
        taken.append((out, measured(second)))
        with second.open() as journal:
            assert journal.execute("SELECT count(*) FROM note").fetchone() == (count,)
        person.close()
    few, many = taken
    growth = [there - here for here, there in zip(few, many, strict=True)]
    assert max(growth) < GROWTH_MB, f"it grows with the journal: {growth}"


def measured(device: Device) -> int:
    """The most memory that a whole sync takes in a process of its own, in MB, not counting that of this one."""
    env = {**os.environ, "RECOVERY_HOME": str(device.folder)}
    done = subprocess.run([sys.executable, "-c", MEASURED], env=env, capture_output=True, text=True, check=True)
    return int(done.stderr.split()[-1]) // 1024


@pytest.mark.skipif(not STATUS.exists(), reason="the system tells no process what it took at most")
def test_memory_does_not_grow_with_the_journal(home: Path, tmp_path: Path) -> None:
    behind = Behind(f"sqlite://{tmp_path}/s.db")
    memory_stays_small(behind, tmp_path)
    behind.close()
