"""Whatever somebody puts in the place of a file of the folder: every command ends soon, and says that it is damaged."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import FrameType

import pytest

from tests.commands.conftest import GIVEN, Locked
from tests.conftest import Call, Ran, Run

if sys.platform == "win32":
    pytest.skip("no pipes and devices in folders", allow_module_level=True)

LARGE = 3 << 30
SECONDS = 60  # none takes more than a part of one, however busy the machine is
ROOM = 1 << 30  # bytes of memory; a file of 3 GB does not fit into that
LINES = (["sos"], ["today"], ["log", "4"], ["doctor"])


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()
    (path / "inside").touch()


def large(path: Path) -> None:
    path.touch()
    os.truncate(path, LARGE)


def closed(path: Path) -> None:
    path.write_bytes(b"x")
    path.chmod(0)


def dangling(path: Path) -> None:
    path.symlink_to("nowhere/at-all")


PLANTS = (pipe, endless, folder, large, closed, dangling)
# Every name that the program reads in its folder; `BOTH` in an open and in a locked one.
BOTH = (
    "config.toml", "device", "card.json", "key.json", "key.next.json", "locked", "journal.sum",
    "journal.db", "journal.db-wal", "journal.db-shm", "journal.db-journal",
    "inbox", "inbox/000001-0123456789abcdef.sealed", "inbox/aside", "backups", "backups/daily-2026-01-01.db",
    "backups/daily-2026-01-01.zip", ".edit-x", ".edit-x/entry.txt", ".edit-x/entry.plan.md", ".unread-thought.txt",
    ".new-0123456789abcdef", ".switch-0123456789abcdef", "key.old-01234567.json", "aside-2026-01-01-000000",
)  # fmt: skip


@pytest.fixture
def bounded() -> Iterator[None]:
    """No command may wait for ever or take all the memory."""

    def late(_: int, __: FrameType | None) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, late)
    room = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + ROOM, room[1]))
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, room)


def planted(home: Path, whole: Path, name: str, plant: Callable[[Path], object]) -> None:
    """The folder as it was, but for one file."""
    shutil.rmtree(home)
    shutil.copytree(whole, home)
    path = home / name
    path.parent.mkdir(exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    plant(path)


def check(lines: tuple[list[str], ...], call: Call, what: tuple[str, str]) -> None:
    for line in lines:
        signal.alarm(SECONDS)
        ran = call(*line)
        signal.alarm(0)
        told = (*what, line, ran)
        assert ran.code in (0, 3, 4, 5, 7), told
        assert "in the program itself" not in ran.err, told
        assert "could not be written out" not in ran.err, told
        assert ran.code == 0 or ran.err.strip(), told
        if line[0] == "sos":
            assert ran.code == 0, told
            assert "911" in ran.out or "112" in ran.out, told


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: str(plant.__name__))
def test_every_command_ends_soon_whatever_lies_in_an_open_journals_folder(
    plant: Callable[[Path], None], heroin: Call, home: Path, tmp_path: Path
) -> None:
    heroin("log", "7", "payday")
    heroin("backup", "-o", str(tmp_path / "copy.db"))
    shutil.copytree(home, tmp_path / "whole")
    for name in BOTH:
        planted(home, tmp_path / "whole", name, plant)
        check(LINES, heroin, (name, plant.__name__))
    # What stands in the journal's place is damage, and is said; what is beside it does not take the journal with it.
    planted(home, tmp_path / "whole", "journal.db", plant)
    if plant is not dangling and (plant is not closed or os.getuid()):
        assert (heroin("today").code, "recovery doctor" in heroin("today").err) == (5, True)
    # The way on: a backup in its place, and what was there is put aside without being read.
    assert heroin("restore", str(tmp_path / "copy.db"), "--yes").code == 0
    assert "payday" in heroin("show").out
    for path in home.glob("aside-*/journal.db"):
        assert path.is_symlink() or path.stat().st_blocks * 512 < 1 << 20
    planted(home, tmp_path / "whole", "config.toml", plant)
    assert "payday" in heroin("show").out


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("plant", [pipe, large, dangling], ids=lambda plant: str(plant.__name__))
def test_every_command_ends_soon_whatever_lies_in_a_locked_journals_folder(
    plant: Callable[[Path], None], opened: Locked, call: Call, home: Path, tmp_path: Path
) -> None:
    opened.run("log", "7", "payday")
    shutil.copytree(home, tmp_path / "whole")
    for name in BOTH:
        planted(home, tmp_path / "whole", name, plant)
        check(LINES, call, (name, plant.__name__))


def test_a_planted_key_file_to_come_takes_no_key_away(opened: Locked, call: Call, home: Path, tmp_path: Path) -> None:
    """Garbage, and what another journal's switch would leave: the key file here stays, or is put aside."""
    assert opened.run("log", "7", "payday").code == 0
    assert call("backup", "-o", str(tmp_path / "copy.zip")).code == 0
    shutil.copytree(home, tmp_path / "whole")
    key = (home / "key.json").read_bytes()
    begins = (home / "journal.db").read_bytes()[:16].hex()
    other = json.loads(key) | {"journal": "0" * 32}
    del other["sum"]
    garbage = (
        b"", b"[]", b'{"begins": 7, "key": []}', b"[" * 100_000, b'{"begins": "", "begins": "%s", "key": null}',
        json.dumps({"begins": begins, "key": None}).encode(), json.dumps({"begins": begins, "key": {"a": 1}}).encode(),
    )  # fmt: skip
    restore = ["restore", str(tmp_path / "copy.zip"), "--yes"]
    for number, content in enumerate(garbage):
        way = restore if number % 2 else ["doctor", "--take-as-it-is", "--fix"]
        planted(home, tmp_path / "whole", "key.next.json", partial(Path.write_bytes, data=content))
        ran = call("show")
        assert (ran.code, "recovery restore" in ran.err) == (5, True), (content[:40], ran)
        assert call("sos").code == 0
        assert (home / "key.json").read_bytes() == key, content[:40]
        assert call(*way).code == 0, (content[:40], way)
        assert "payday" in call("show").out, (content[:40], way)
    another = json.dumps({"begins": begins, "key": other}).encode()
    planted(home, tmp_path / "whole", "key.next.json", partial(Path.write_bytes, data=another))
    assert call("show").code == 7
    assert key in [path.read_bytes() for path in home.glob("key.old-*.json")]
    assert opened.run(*restore, env=GIVEN).code == 0
    assert "payday" in opened.run("show", env=GIVEN).out


def test_sos_answers_in_a_process_of_its_own_with_a_pipe_for_its_settings(run: Run, home: Path) -> None:
    home.mkdir()
    for name in ("config.toml", "device", "card.json", "key.json", "journal.db"):
        os.mkfifo(home / name)
    ran: Ran = run("sos")
    assert ran.code == 0
    assert "112" in ran.out


def test_what_never_ends_is_not_taken_in_and_takes_no_memory(run: Run, home: Path) -> None:
    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))

    with Path("/dev/zero").open("rb") as endless_input:
        for line in (["import", "-"], ["import", "/dev/zero"], ["note", "-"], ["log", "5", "--note", "-"]):
            ran = run(*line, stdin=endless_input, preexec_fn=little)
            assert (ran.code, "program itself" in ran.err) == (4, False), (line, ran)
    assert not (home / "journal.db").exists()


def test_a_key_file_cannot_ask_for_all_the_memory_there_is(locked: Locked) -> None:
    path = locked.home / "key.json"
    good = path.read_bytes()
    document = json.loads(good)
    del document["sum"]  # as whoever changes the file would

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))

    for more in ({"memory_kib": 4 << 20}, {"iterations": 64}, {"lanes": 64}, {"memory_kib": 65_537}):
        path.write_text(json.dumps({**document, "passphrase": {**document["passphrase"], **more}}))
        for line in (["unlock"], ["show"], ["doctor"]):
            ran = locked.run(*line, env=GIVEN, preexec_fn=little)
            assert (ran.code, "--any-cost" in ran.err + ran.out) == (5, True), (more, line, ran)
    # Wanted by the person it is tried; the file says more than was paid, so its passphrase does not fit any more.
    assert locked.run("unlock", "--any-cost", env=GIVEN).code in (5, 7)
    path.write_bytes(good)
    assert locked.run("unlock", env=GIVEN).code == 0
