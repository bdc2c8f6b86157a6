"""Nothing lost: real processes beside each other, killed, without room, with a damaged file, on a clock turned back."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine

from tests.conftest import PATIENCE_SECONDS

if TYPE_CHECKING:
    from tests.conftest import Call, Ran, Run

PROGRAM = [sys.executable, "-m", "recovery"]
SECRET = "zq7canary"
AS_ROOT = os.geteuid() == 0


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def whole(home: Path) -> bool:
    """Whether the file is whole, asked of the standard engine."""
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        rows = connection.execute("PRAGMA integrity_check").fetchall()
        connection.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    return rows == [("ok",)]


def bytes_of(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def intensities(call: Call) -> list[int]:
    return [entry["intensity"] for entry in call("show", "--all", "--json", "--kind", "craving").json]


# Beside each other


def at_once(run: Run, *lines: list[str]) -> list[Ran]:
    """What each of these lines left behind, run side by side in processes of their own."""
    with ThreadPoolExecutor(len(lines)) as side:
        return list(side.map(lambda line: run(*line), lines))


def test_two_dozen_first_commands_at_once_make_one_journal_that_keeps_them_all(
    home: Path, call: Call, run: Run
) -> None:
    """Nothing is there yet: folder, file, tables, profile and the device's name are made in the race as well."""
    ended = at_once(run, *(["log", str(number % 11), f"trigger {number}"] for number in range(24)))
    assert [ran.code for ran in ended] == [0] * 24, [ran.err for ran in ended if ran.code]
    assert len(intensities(call)) == 24
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        assert connection.execute("SELECT count(DISTINCT device) FROM commands").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM profile").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM journal").fetchone() == (1,)
    assert whole(home)


def test_what_is_taken_back_at_once_is_taken_back_once(heroin: Call, run: Run) -> None:
    for number in range(8):
        assert heroin("log", str(number)).code == 0
    assert sorted(ran.code for ran in at_once(run, *[["undo"]] * 10)) == [0] * 8 + [3] * 2
    assert intensities(heroin) == []


def test_the_answers_of_one_day_given_at_once_are_one_checkin(heroin: Call, run: Run) -> None:
    given = [["--mood", "5"], ["--sleep", "7"], ["--good", "sun"], ["--no-use"], ["--confidence", "8"]]
    assert [ran.code for ran in at_once(run, *(["checkin", *answer] for answer in given))] == [0] * 5
    (checkin,) = heroin("show", "--json").json
    assert (checkin["mood"], checkin["sleep_hours"], checkin["good"]) == (5, 7, "sun")
    assert (checkin["used"], checkin["confidence"]) == (False, 8)


def test_another_writer_is_waited_for_and_then_the_person_is_told(heroin: Call, run: Run, home: Path) -> None:
    """The other holds its lock in this process, where a second SQLite that closes the file would drop it (POSIX)."""
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        patient, waiting = start("log", "7"), start("log", "3")
        out, err = patient.communicate(timeout=PATIENCE_SECONDS)
        assert time.monotonic() - began > 4.5
        assert (patient.returncode, out) == (5, "")
        assert "try again" in err
        assert run("show", "--json").json == []  # reading goes on meanwhile
        waiting.communicate(timeout=PATIENCE_SECONDS)
        assert waiting.returncode == 5
        other.execute("ROLLBACK")
    with closing(sqlite3.connect(home / "journal.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        patient = start("log", "5")
        threading.Event().wait(0.5)
        other.execute("COMMIT")
        assert patient.wait(PATIENCE_SECONDS) == 0
        patient.communicate()
    assert intensities(heroin) == [5]


# Killed


def test_killed_at_any_instant_the_journal_is_whole_and_keeps_what_it_acknowledged(heroin: Call, home: Path) -> None:
    """Writers that log as fast as they can and say so after each; 30 of them die by SIGKILL, one after the other."""
    writer = (
        "import os, sys\n"
        "from recovery.cli import run\n"
        "for number in range(10_000):\n"
        "    name = f'{sys.argv[1]}-{number}'\n"
        "    if run(['log', '9', name, '--outcome', 'used', '--json']) == 0:\n"
        "        os.write(2, f'ack {name}\\n'.encode())\n"
    )
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for life in range(30):
        process = subprocess.Popen(
            [sys.executable, "-c", writer, f"life{life}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        assert process.stderr is not None
        acknowledged.add(first_acknowledged(process))
        time.sleep(chance.random() * 0.08)
        process.send_signal(signal.SIGKILL)
        acknowledged |= {line.split()[1] for line in process.stderr.read().splitlines() if line.startswith("ack ")}
        process.stderr.close()
        assert process.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    entries = heroin("show", "--all", "--json").json
    cravings = {entry["triggers"][0] for entry in entries if entry["kind"] == "craving"}
    lapses = {entry["triggers"][0] for entry in entries if entry["kind"] == "lapse"}
    assert len(acknowledged) >= 30
    assert acknowledged <= cravings
    assert cravings == lapses, "a craving and the lapse it led to are one transaction"
    assert whole(home)


def first_acknowledged(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("ack "):
            return line.split()[1]
    raise AssertionError(process.wait())


# No room, no right


def limited(size: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_file_that_may_not_grow_keeps_the_journal_whole(heroin: Call, run: Run, home: Path) -> None:
    for _ in range(3):
        assert heroin("note", "before " * 2000).code == 0
    before = heroin("show", "--all", "--json").json
    size = (home / "journal.db").stat().st_size
    codes = []
    for room in (0, 4096, size // 2, size, size + 4096):
        ran = run("note", "more " * 4000, preexec_fn=limited(room))
        codes.append(ran.code)
        assert ran.code in (0, 5), ran.err
        assert "Traceback" not in ran.err
        assert "more" not in ran.err
        assert whole(home)
    assert 5 in codes
    after = heroin("show", "--all", "--json").json
    assert [entry for entry in after if entry in before] == before
    assert len(after) == len(before) + codes.count(0)
    assert heroin("log", "5").code == 0


@pytest.mark.parametrize("line", [["init"], ["log", "7"]])
def test_without_room_for_a_first_journal_nothing_stands_in_the_way_of_the_next_try(
    line: list[str], run: Run, call: Call
) -> None:
    for room in (0, 512, 8192, 65_536):
        ran = run(*line, preexec_fn=limited(room))
        assert ran.code == 5, ran.err
        assert "disk" in ran.err or "cannot be made" in ran.err
    assert call(*line).code == 0
    assert call("show").code == 0


def mounted(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script in a mount namespace of its own."""
    return subprocess.run(
        ["unshare", "-m", "sh", "-ec", script, "sh", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


NAMESPACES = AS_ROOT and shutil.which("unshare") is not None and mounted("true").returncode == 0
needs_mounts = pytest.mark.skipif(not NAMESPACES, reason="needs root and mount namespaces")


@needs_mounts
def test_a_full_disk_keeps_the_journal_whole(tmp_path: Path, home: Path) -> None:
    """A disk of 1,500 KiB fills up with notes; after some have gone again, it is written on as if nothing had been."""
    script = f"""
        mount -t tmpfs -o size=1500k tmpfs "$1"
        export RECOVERY_HOME="$1/home"
        recovery() {{ "{sys.executable}" -m recovery "$@"; }}
        recovery init >/dev/null
        head -c 8000 /dev/urandom | od -An -tx1 | tr -d ' \\n' > "$1/text"
        kept=0
        while recovery note - < "$1/text" >/dev/null 2>"$2/err"; do
            kept=$((kept + 1))
            test $kept -lt 200
        done
        recovery note - < "$1/text" >/dev/null 2>"$2/err" && exit 9 || code=$?
        echo "$kept $code $(recovery show --all | grep -c note || true)"
        rm "$1/text"
        recovery sos >/dev/null && echo sos
        head -c 100000 /dev/zero > "$1/more" || true
        recovery log 7 >/dev/null 2>&1 && echo written || echo refused
        rm "$1/more"
        first="$(recovery show --json | grep -m1 '"id"' | cut -d'"' -f4)"
        recovery remove --forever --yes "$first" >/dev/null 2>&1 || true
        recovery show --all >/dev/null && echo readable
        cp "$RECOVERY_HOME"/journal.db* "$2"/
    """
    (tmp_path / "disk").mkdir()
    home.mkdir()
    done = mounted(script, str(tmp_path / "disk"), str(home))
    said = done.stdout.splitlines()
    assert done.returncode == 0, (said, done.stderr)
    kept, code, shown = map(int, said[0].split())
    assert kept > 5
    assert code == 5
    assert shown == kept
    assert said[1] == "sos"
    assert said[-1] == "readable"
    assert "disk has room" in (home / "err").read_text()
    assert whole(home)


def read_only(home: Path, line: list[str]) -> tuple[int, str]:
    """Run the program while nobody can write into the folder, not even root."""
    if NAMESPACES:
        script = (
            f'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; shift; exec "{sys.executable}" -m recovery "$@"'
        )
        done = mounted(script, str(home), *line)
        return done.returncode, done.stdout + done.stderr
    home.chmod(0o500)
    try:
        done = subprocess.run([*PROGRAM, *line], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr
    finally:
        home.chmod(0o700)


@pytest.mark.skipif(AS_ROOT and not NAMESPACES, reason="root may write anywhere")
@pytest.mark.parametrize(
    "line",
    [
        ["log", "7", SECRET],
        ["lapse", "--note", SECRET],
        ["checkin", "--good", SECRET],
        ["undo"],
        ["config", "country", "DE"],
        ["numbers", "add", SECRET, "555-0100"],
        ["remove", "--yes", "ID"],
        ["edit", "ID", "--intensity", "1"],
    ],
    ids=lambda line: line[0],
)
def test_a_folder_that_cannot_be_written_is_said(line: list[str], heroin: Call, home: Path) -> None:
    entry = heroin("log", "7", "--json").json["id"]
    before = bytes_of(home)
    code, said = read_only(home, [entry if part == "ID" else part for part in line])
    assert code == 5, said
    assert "nothing was kept" in said
    assert SECRET not in said
    assert "Traceback" not in said
    assert bytes_of(home) == before
    assert heroin("log", "3").code == 0


@pytest.mark.skipif(AS_ROOT and not NAMESPACES, reason="root may write anywhere")
def test_sos_and_the_overdose_steps_need_no_right_to_write(heroin: Call, home: Path) -> None:
    for line in (["sos"], ["sos", "overdose"], ["sos", "--json"]):
        assert read_only(home, line)[0] == 0


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("in the way")
    for place in (tmp_path / "file" / "home", tmp_path / "file", Path("/proc/nowhere"), Path("/" + "x" * 300)):
        ran = run("log", "7", env={"RECOVERY_HOME": str(place)})
        assert ran.code == 5, ran.err
        assert run("sos", env={"RECOVERY_HOME": str(place)}).code == 0
        assert run("show", env={"RECOVERY_HOME": str(place)}).code in (3, 5)


def test_everything_is_the_owners_alone_whatever_the_umask(run: Run, home: Path, tmp_path: Path) -> None:
    def loose() -> None:
        os.umask(0)

    seen: set[str] = set()
    watching = threading.Event()

    def watch() -> None:
        while not watching.is_set():
            with suppress(FileNotFoundError):  # a folder may go while it is walked
                for path in [*home.rglob("*")]:
                    rights = stat.S_IMODE(path.stat().st_mode)
                    seen.add(f"{'folder' if path.is_dir() else path.name.split('-')[-1]} {rights:o}")

    watcher = threading.Thread(target=watch)
    watcher.start()
    script = tmp_path / "editor.py"
    script.write_text("import sys, time; time.sleep(0.2); open(sys.argv[1], 'a').write('more')")
    editing = {"EDITOR": f"{sys.executable} {script}"}
    assert run("init", "--since", "today", "-s", "heroin", preexec_fn=loose).code == 0
    entry = run("log", "7", "--json", preexec_fn=loose).json["id"]
    assert run("edit", entry, env=editing, preexec_fn=loose).code == 0
    assert run("config", "checkin-confidence", "on", preexec_fn=loose).code == 0
    assert run("remove", entry, "--forever", "--yes", preexec_fn=loose).code == 0
    watching.set()
    watcher.join()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert {line for line in seen if line.startswith("folder")} == {"folder 700"}, "the editor's"
    assert {line.split()[-1] for line in seen} == {"700", "600"}, seen
    assert {line.split()[0] for line in seen} >= {"journal.db", "wal", "shm", "device", "config.toml"} - {"shm"}


# Damaged, newer, somebody else's


@pytest.fixture
def filled(heroin: Call) -> Call:
    for number in range(6):
        assert (
            heroin("log", str(number), f"{SECRET} {number}", "-c", f"skill {SECRET}", "--note", SECRET * 200).code == 0
        )
    assert heroin("checkin", "--no-use", "--good", SECRET).code == 0
    assert heroin("after", "passed").code == 0
    return heroin


COMMANDS = [
    ["show", "--all"],
    ["log", "7"],
    ["lapse"],
    ["search", "zq"],
    ["undo"],
    ["init"],
    ["report"],
    ["config"],
    ["export", "data"],
]


def refused_unread(call: Call, home: Path, *, phrase: str) -> None:
    before = bytes_of(home)
    for line in COMMANDS:
        ran = call(*line)
        assert ran.code == 5, (line, ran)
        assert phrase in ran.err
        assert SECRET not in ran.out + ran.err
        assert bytes_of(home) == before, line
    for line in (["sos"], ["sos", "overdose"]):
        assert call(*line).code == 0
    assert bytes_of(home) == before


def random_bytes(path: Path) -> None:
    path.write_bytes(random.Random(1).randbytes(100_000))


def text(path: Path) -> None:
    path.write_text("Dear diary\n" * 1000)


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def no_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(random.Random(2).randbytes(100)))


def zeros(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


@pytest.mark.parametrize("damage", [random_bytes, text, truncated, no_header, zeros])
def test_a_damaged_file_is_refused_and_left_as_it_is(damage: Callable[[Path], None], filled: Call, home: Path) -> None:
    damage(home / "journal.db")
    refused_unread(filled, home, phrase="damaged")


def test_a_newer_journal_is_refused_and_left_as_it_is(filled: Call, home: Path) -> None:
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
    refused_unread(filled, home, phrase="newer version")


@pytest.mark.parametrize("version", [0, 1, 999])
def test_somebody_elses_file_is_refused_and_left_as_it_is(version: int, call: Call, home: Path) -> None:
    home.mkdir()
    with closing(sqlite3.connect(home / "journal.db")) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
        connection.execute("INSERT INTO recipes VALUES ('soup')")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.commit()
    refused_unread(call, home, phrase="damaged or is not a journal")


def test_a_folder_in_the_journals_place_is_refused(call: Call, home: Path) -> None:
    (home / "journal.db").mkdir(parents=True)
    for line in (["show"], ["log", "7"]):
        assert call(*line).code == 5


READ, WRITTEN = (["show", "--all"], ["sos"]), (["log", "7"], ["search", "zq"])


def test_any_page_overwritten_is_a_sentence_and_never_a_crash(filled: Call, home: Path, tmp_path: Path) -> None:
    """Damage in the middle is found when it is read: then exit 5; what does not touch it goes on working.

    Each page is overwritten in both ways, and each command meets each page, in one way or the other.
    """
    path = home / "journal.db"
    good = path.read_bytes()
    chance = random.Random(3)
    codes = []
    for page in range(1, len(good) // 4096):
        ways = [chance.randbytes(4096), bytes(4096)]
        for garbage, lines in zip(ways[:: -1 if page % 2 else 1], (READ, WRITTEN), strict=True):
            broken = good[: page * 4096] + garbage + good[(page + 1) * 4096 :]
            for line in lines:
                for file in home.glob("journal.db*"):
                    file.unlink()
                path.write_bytes(broken)
                ran = filled(*line)
                codes.append(ran.code)
                assert ran.code == 0 or (ran.code == 5 and line != ["sos"]), (page, line, ran.err)
                assert SECRET not in ran.err
                if ran.code == 5:
                    assert path.read_bytes() == broken, (page, line)
    assert codes.count(5) > 20


# The clock


def test_a_clock_turned_back_loses_nothing(heroin: Call) -> None:
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC), tick=False):
        late = heroin("log", "8", "late", "--json").json
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False):
        early = heroin("log", "3", "early", "--json").json
        assert early["at"] < late["at"]
        assert [entry["id"] for entry in heroin("show", "--json").json] == [early["id"], late["id"]]
        for line in (["today"], ["streak"], ["report"], ["calendar"], ["checkin", "--no-use"], ["search", "late"]):
            assert heroin(*line).code == 0, line
        assert heroin("undo").code == 0  # the last command, not the entry with the latest time
        assert heroin("undo", "--json").json["command"] == "log"
        assert [entry["id"] for entry in heroin("show", "--json").json] == [late["id"]]


def test_ids_tell_nothing_and_are_never_given_twice(heroin: Call) -> None:
    ids = [heroin("log", "1", "--json").json["id"] for _ in range(20)]
    assert len(set(ids)) == 20
    assert sorted(ids) != ids
    assert {entry_id[19] for entry_id in ids} <= {*"89ab"}
    assert {entry_id[14] for entry_id in ids} == {"4"}


@pytest.fixture(autouse=True)
def _settled() -> Iterator[None]:
    """Leave no process behind."""
    yield
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                break
        except ChildProcessError:
            break
