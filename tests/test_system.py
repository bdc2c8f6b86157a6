"""What differs between systems, behind one seam: the journal runs where Windows' lacks are, and locks hold there."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from recovery import system

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
    found = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path in SOURCE.rglob("*.py")
        if "systems" not in path.parts
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([each.name for each in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if name.partition(".")[0] in ONLY_SOMEWHERE
    }
    assert found == set()


def test_both_systems_have_the_same_names() -> None:
    public = {}
    for name in ("posix", "windows"):
        body = ast.parse((SOURCE / "systems" / f"{name}.py").read_text("utf-8")).body
        targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
        constants = {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
        public[name] = constants | {node.name for node in body if isinstance(node, ast.FunctionDef)}
    visible = {name: {each for each in names if not each.startswith("_")} for name, names in public.items()}
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
import windows; windows.become()
from pathlib import Path
from recovery import system
let_go = system.lock_folder(Path({home!r}), alone={alone})
print("held", flush=True); sys.stdin.readline(); let_go(); print("gone", flush=True); sys.stdin.readline()
"""
TRIES = """
import sys; sys.path.insert(0, {folder!r})
import windows; windows.become()
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
