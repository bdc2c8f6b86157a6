"""What differs between systems, behind one seam: the journal runs where Windows' lacks are, and locks hold there."""

from __future__ import annotations

import ast
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from recovery import system
from tests.conftest import Run

WINDOWS = Path(__file__).with_name("windows.py")
SOURCE = Path(system.__file__).parent
INIT = ("init", "-s", "heroin", "--since", "2026-01-01", "--timezone", "America/New_York")
ONLY_SOMEWHERE = {"fcntl", "termios", "tty", "pwd", "grp", "resource", "msvcrt", "winreg", "curses", "pty"}


def windows(*arguments: str, given: str = "", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One command as on Windows."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(WINDOWS), *arguments],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(SOURCE.parent), **(env or {})},
    )
    assert done.returncode == 0, (arguments, done.stdout, done.stderr)
    return done


def test_only_the_seam_names_what_not_every_system_has() -> None:
    names_of = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in SOURCE.rglob("*.py")
        if "systems" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.partition(".")[0] in ONLY_SOMEWHERE
    }
    assert names_of == set()


def test_both_systems_have_the_same_names() -> None:
    public = {}
    for name in ("posix", "windows"):
        body = ast.parse((SOURCE / "systems" / f"{name}.py").read_text("utf-8")).body
        targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
        constants = {node_.id for target in targets for node_ in ast.walk(target) if isinstance(node_, ast.Name)}
        public[name] = constants | {node.name for node in body if isinstance(node, ast.FunctionDef)}
    visible = {
        name: {public_name for public_name in names if not public_name.startswith("_")}
        for name, names in public.items()
    }
    assert visible["posix"] == visible["windows"]
    assert visible["posix"] <= vars(system).keys()


@pytest.mark.skipif(sys.platform == "win32", reason="plays Windows elsewhere")
def test_every_module_loads_without_what_windows_lacks() -> None:
    assert int(windows("--import").stdout) > 250


@pytest.mark.skipif(sys.platform == "win32", reason="plays Windows elsewhere")
def test_a_journal_is_kept_without_what_windows_lacks(home: Path, tmp_path: Path) -> None:
    windows(*INIT)
    assert "Kept: craving 7" in windows("log", "7", "payday").stdout
    windows("checkin", "--no-use", "--mood", "6")
    assert "payday" in windows("show").stdout
    assert "naloxone" in windows("sos", "overdose").stdout.lower()
    windows("sos")
    assert windows("today").stdout
    assert '"kind": "craving"' in windows("export", "data", "-o", "-").stdout
    windows("doctor")
    assert "was opened" not in windows("undo").stdout


@pytest.mark.skipif(sys.platform == "win32", reason="plays Windows elsewhere")
def test_a_locked_journal_asks_each_time_without_a_session(home: Path, tmp_path: Path) -> None:
    words = {"RECOVERY_PASSPHRASE": "correct horse battery staple", "TEMP": str(tmp_path)}
    windows(*INIT, env=words)
    windows("log", "7", "payday", env=words)
    windows("passphrase", "set", env={**words, "RECOVERY_NEW_PASSPHRASE": words["RECOVERY_PASSPHRASE"]})
    assert b"SQLite format" not in (home / "journal.db").read_bytes()[:16]
    assert "payday" in windows("show", env=words).stdout
    assert not [path for path in home.iterdir() if path.name.startswith(".new-")], "the old file's second name is gone"


HOLDS = """
import sys; sys.path.insert(0, {folder!r})
import windows; windows.become("ctypes tempfile")
from pathlib import Path
from recovery import system
let_go = system.lock_folder(Path({home!r}), alone={alone})
print("held", flush=True); sys.stdin.readline(); let_go(); print("gone", flush=True); sys.stdin.readline()
"""
TRIES = """
import sys; sys.path.insert(0, {folder!r})
import windows; windows.become("ctypes tempfile")
from pathlib import Path
from recovery import system
try:
    print(system.lock_folder(Path({home!r}), alone={alone}) is not None)
except BlockingIOError:
    print(False)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="plays Windows elsewhere")
@pytest.mark.parametrize(("held", "wanted", "both"), [(False, False, True), (False, True, False), (True, False, False)])
def test_windows_locks_let_many_share_and_one_be_alone(held: bool, wanted: bool, both: bool, tmp_path: Path) -> None:
    env = {**os.environ, "TEMP": str(tmp_path), "PYTHONPATH": str(SOURCE.parent)}
    given = {"folder": str(WINDOWS.parent), "home": str(tmp_path)}

    def tried() -> bool:
        code = TRIES.format(**given, alone=wanted)
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        return done.stdout.strip() == "True"

    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS.format(**given, alone=held)],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert tried() is both
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "gone\n"
        assert tried()
        holder.stdin.close()


SECRETS = {
    name: f"kingfisher {name}"
    for name in ("RECOVERY_NEW_PASSPHRASE", "RECOVERY_SERVER_DATABASE", "RECOVERY_LATER", "_RECOVERY_COMPLETE_ARGS")
}


@pytest.mark.skipif(not system.FORKS, reason="the stand-ins are shell scripts")
def test_no_secret_reaches_a_program_that_is_started(run: Run, home: Path, tmp_path: Path) -> None:
    """The editor, the password manager, the notifier and the scheduler, each in the place of a real one."""
    seen, programs = tmp_path / "seen", tmp_path / "programs"
    programs.mkdir()
    for name in ("vi", "manager", "notify-send", "systemctl"):
        script = programs / name
        script.write_text(
            f'#!/bin/sh\nenv > "{seen}.{name}"\ncase {name} in manager) echo words;; vi) echo text > "$1";; esac\n'
        )
        script.chmod(0o700)
    given = SECRETS | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "EDITOR": "vi",
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "RECOVERY_PASSPHRASE_COMMAND": "manager", "RECOVERY_DEBUG": "1",
    }  # fmt: skip
    assert run(*INIT, env=given).code == 0
    entry = run("log", "5", "--json", env=given).json["id"]
    assert run("passphrase", "set", env={**given, "RECOVERY_NEW_PASSPHRASE": "words"}).code == 0
    assert run("edit", entry, env=given).code in (0, 4)
    assert run("remind", "add", "checkin", "--at", "20:00", "--with", "systemd", env=given).code == 0
    assert run("remind", "say", "checkin", env=given).code == 0
    for name in ("vi", "manager", "notify-send", "systemctl"):
        environment = Path(f"{seen}.{name}").read_text()
        assert "kingfisher" not in environment, name
        assert "RECOVERY_PASSPHRASE" not in environment, name
        assert f"RECOVERY_HOME={home}" in environment, name
        assert "RECOVERY_DEBUG=1" in environment, name


def test_a_program_that_takes_too_long_is_ended() -> None:
    with pytest.raises(TimeoutError):
        system.run_program([sys.executable, "-c", "import time; time.sleep(60)"], seconds=0.2)
    with pytest.raises(OSError, match="nowhere"):
        system.run_program(["/nowhere"])
    done = system.run_program([sys.executable, "-c", "print('said')"], answers=True)
    assert (done.returncode, done.stdout.strip()) == (0, b"said")


def test_a_reminder_runs_nothing_of_the_folder_that_it_runs_in(run: Run, home: Path, tmp_path: Path) -> None:
    """As cron does in the home folder, where a folder of that name may lie."""
    assert run(*INIT).code == 0
    line = run("remind", "add", "checkin", "--at", "20:00", "--with", "cron").out.splitlines()[1]
    (tmp_path / "recovery").mkdir()
    (tmp_path / "recovery" / "__init__.py").write_text("")
    (tmp_path / "recovery" / "__main__.py").write_text("print('planted')")
    (tmp_path / "shutil.py").write_text("print('planted')")
    command = line.split(" * * * ", 1)[1].replace("\\%", "%")
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S602
    assert "planted" not in done.stdout + done.stderr
    assert "check-in" in done.stdout + done.stderr or done.returncode == 0


FREES = """
import resource, sys, threading
from recovery import system

def work():
    for turn in range(100):
        if turn == 50:
            counted.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
        records = [bytes(1061) for _ in range(400)]
        parts = [bytes(1416) for _ in records]
        page = b"".join(parts)
        del records, parts, page
    counted.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)

counted = []
if sys.argv[1] == "keeps":
    system.keep_freed(16 * 1024 * 1024)
thread = threading.Thread(target=work)
thread.start()
thread.join()
print(counted[1] - counted[0])
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another library keeps what was freed as it likes")
def test_what_is_freed_is_kept_for_the_next_page_of_records() -> None:
    """Given back to the system and asked for anew, each page of memory is a page fault; a page of records has fifty."""

    def faults(how: str) -> int:
        line = [sys.executable, "-c", FREES, how]
        return int(subprocess.run(line, capture_output=True, text=True, check=True).stdout)

    assert faults("keeps") < 50
    assert faults("gives back") > 50 * 20
