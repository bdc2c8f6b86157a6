"""A disk that takes no more: what was not kept is never said to be, and what can be read is shown."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest

from tests.commands.conftest import GIVEN, Locked
from tests.conftest import PROGRAM, Call, Ran, Run

if sys.platform == "win32":
    pytest.skip("no limits on the size of a file", allow_module_level=True)

PLAINLY = "Two steps and one number of your plan will be readable on this machine, even while the journal is locked."
KEPT = "What the command kept stays kept"
NEW = {**GIVEN, "RECOVERY_NEW_PASSPHRASE": "five other random little words"}


def full() -> None:
    """No file grows any more in this process: as on a full disk, every write into one is refused."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def files(home: Path) -> dict[str, bytes]:
    """The files that hold anything a person could miss."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    }


def test_a_full_disk_changes_no_lock_and_nobody_is_told_that_it_did(opened: Locked, tmp_path: Path) -> None:
    opened.run("log", "7", "payday")
    before = files(opened.home)
    for line in (
        ["passphrase", "change"], ["passphrase", "change", "--new-key"], ["passphrase", "change", "--new-phrase"],
        ["passphrase", "remove", "--yes"], ["backup"], ["backup", "-o", str(tmp_path / "b.zip")],
        ["sos", "--card", "--keep", "--yes"], ["sos", "--card", "-o", str(tmp_path / "card.md")],
        ["export", "data", "-o", str(tmp_path / "e.jsonl")], ["log", "3"], ["config", "quiet", "on"],
        ["numbers", "add", "Sam", "5551234"],
    ):  # fmt: skip
        ran = opened.run(*line, env=NEW, preexec_fn=full)
        said = ran.out.replace(PLAINLY, "").strip()
        assert (ran.code in (4, 5), said, KEPT in ran.err) == (True, "", False), (line, ran)
        assert ran.err.count("\n") <= 2, (line, ran)
    assert files(opened.home) == before
    assert list(tmp_path.glob("*.*")) == []
    assert "payday" in opened.run("show").out
    assert opened.run("unlock", env=GIVEN).code == 0


def test_an_answer_that_nobody_takes_is_told_from_a_file_that_is_not_written(heroin: Call, run: Run) -> None:
    with Path("/dev/full").open("wb") as nowhere:
        for line in (["log", "7"], ["show"], ["sos"], ["log", "--help"], ["backup", "--force"], ["export", "data"]):
            for buffered in ("", "1"):
                ran = run(*line, env={"PYTHONUNBUFFERED": buffered}, preexec_fn=lambda: _onto(nowhere.fileno()))
                assert (ran.code, KEPT in ran.err) == (4, True), (line, ran)
    assert len(heroin("show", "--json").json) == 2


def _onto(descriptor: int) -> None:
    os.dup2(descriptor, 1)


READS = (["today"], ["show"], ["plan", "show"], ["streak"], ["sos"])


def filled(run: Run) -> None:
    """A journal with something to read, and a plan."""
    assert run("log", "7", "payday").code == 0
    assert run("plan", "add", "reasons", "my daughter").code == 0


def answers(run: Run, **more: Any) -> list[str]:
    """What each command that reads says, all of them well; `sos` with the plan and for the right substance."""
    said = [run(*line, **more) for line in READS]
    assert [ran.code for ran in said] == [0] * len(READS), said
    assert "payday" in said[1].out
    assert "my daughter" in said[2].out
    assert "my daughter" in said[4].out
    assert "naloxone" in said[4].out
    assert "stopping" not in said[4].out  # that is for what nobody can tell, and for alcohol
    return [ran.out for ran in said]


@pytest.mark.parametrize("kind", ["open", "locked"])
def test_what_is_there_can_be_read_though_nothing_can_be_written(
    kind: str, request: pytest.FixtureRequest, run: Run, home: Path
) -> None:
    request.getfixturevalue("heroin" if kind == "open" else "opened")
    filled(run)
    before = answers(run)
    assert answers(run, preexec_fn=full) == before
    if kind == "locked":  # what waits in the inbox goes on waiting
        assert run("lock").code == 0
        assert run("log", "9", "sealed").code == 0
        assert run("unlock", env=GIVEN).code == 0
        return
    # A log that waits, as a killed command leaves it, is read too.
    with sqlite3.connect(home / "journal.db") as writing:
        writing.execute("UPDATE plan_item SET text = 'my daughter and I'")
        writing.commit()
        for suffix in ("", "-wal"):
            shutil.copy(home / f"journal.db{suffix}", home.parent / f"kept{suffix}")
    writing.close()
    for suffix in ("", "-wal"):
        shutil.copy(home.parent / f"kept{suffix}", home / f"journal.db{suffix}")
    assert "my daughter and I" in answers(run, preexec_fn=full)[2]
    ran = run("log", "3", preexec_fn=full)
    assert (ran.code, "could not be written" in ran.err) == (5, True)
    assert run("log", "3").code == 0


def test_a_folder_that_may_only_be_read_is_read(heroin: Call, run: Run, home: Path, tmp_path: Path) -> None:
    """On a real file system, mounted for this test alone."""
    filled(run)
    before = answers(run)
    place = tmp_path / "medium"
    place.mkdir()
    script = 'mount -t tmpfs tmpfs "$1" && cp -a "$2" "$1/home" && mount -o remount,ro "$1" && shift 2 && "$@"'
    mounted = ["unshare", "--mount", *([] if os.getuid() == 0 else ["--map-root-user"]), "sh", "-c", script, "sh"]
    command = [*mounted, str(place), str(home)]
    if (
        shutil.which("unshare") is None
        or subprocess.run([*command, "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("nobody may mount here")
    env = {**os.environ, "RECOVERY_HOME": str(place / "home")}

    def read(*arguments: str) -> Ran:
        done = subprocess.run([*command, *PROGRAM, *arguments], env=env, capture_output=True, text=True, check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    assert answers(cast("Run", read)) == before
    ran = read("log", "3")
    assert (ran.code, "could not be written" in ran.err) == (5, True)


@pytest.mark.usefixtures("heroin")
def test_sos_without_its_journal_shows_both_warnings(run: Run, home: Path) -> None:
    filled(run)
    (home / "journal.db").write_bytes(b"x" * 5000)
    ran = run("sos")
    assert (ran.code, "naloxone" in ran.out, "stopping" in ran.out) == (0, True, True)
