"""`recovery export data` as it is typed: whole, private, and the same on its way through another journal."""

from __future__ import annotations

import os
import pty
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.exchange.conftest import NOTE, Program, jsonl, many, started


def test_an_export_goes_to_a_file_once(program: Program, tracked: None, tmp_path: Path) -> None:
    program("import", "-", stdin=many(1500))
    path = tmp_path / "out.jsonl"
    said = program("export", "data", "-o", str(path)).stdout
    assert said.startswith(b"Written: 1,502 lines.")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == program("export", "data", "-o", "-").stdout
    path.write_bytes(b"mine")
    program("export", "data", "-o", str(path), code=4)
    assert path.read_bytes() == b"mine"
    program("export", "data", "-o", str(path), "--force")
    assert path.read_bytes().count(b"\n") == 1502


def test_an_export_reads_only(program: Program, home: Path, tmp_path: Path) -> None:
    program("export", "data", "-o", str(tmp_path / "out"), code=3)
    assert not home.exists()
    assert not (tmp_path / "out").exists()


def test_an_export_in_any_locale_is_utf_8(program: Program, tracked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("PYTHONUTF8", "0")
    program("import", "-", stdin=jsonl({**NOTE, "text": "déjà \u2028 👩"}))
    with started("export", "data", stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert "déjà \u2028 👩".encode() in running.stdout.read()


def test_a_reader_that_leaves_early_does_no_harm(program: Program, tracked: None) -> None:
    program("import", "-", stdin=many(2000))
    with started("export", "data", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk_is_said_once(program: Program, tracked: None) -> None:
    with (
        Path("/dev/full").open("wb") as full,
        started("export", "data", stdout=full, stderr=subprocess.PIPE) as running,
    ):
        assert running.stderr is not None
        said = running.stderr.read().decode()
    assert running.returncode == 4
    assert said.count("\n") == 1
    assert said.startswith("The answer could not be written out")


def on_a_terminal(*line: str) -> str:
    """What the program shows when its three streams are a terminal."""
    main, other = pty.openpty()
    with started(*line, stdin=other, stdout=other, stderr=other, env={**os.environ, "TERM": "xterm"}):
        os.close(other)
        shown = b""
        try:
            while part := os.read(main, 65536):
                shown += part
        except OSError:  # how Linux says that nobody writes to it any more
            pass
    os.close(main)
    return shown.decode()


def test_progress_is_shown_on_a_terminal_only(program: Program, tracked: None, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(many(600))
    assert program("import", str(path), "--dry-run").stderr == b""
    assert "Reading" in on_a_terminal("import", str(path), "--dry-run")


def test_a_terminal_is_not_driven_by_what_an_entry_holds(program: Program, tracked: None) -> None:
    program("import", "-", stdin=jsonl({**NOTE, "text": "\x9b31m \u202e"}))
    shown = on_a_terminal("export", "data")
    assert "\\u009b31m \\u202e" in shown


def test_an_export_is_the_same_after_a_way_through_another_journal(
    program: Program, tracked: None, export: Callable[[], bytes], tmp_path: Path
) -> None:
    program("log", "7", "payday", "-n", "a  note\twith \u202e all", "--at", "yesterday 11pm")
    program("checkin", "--used", "heroin", "--mood", "4", "--good", "tea")
    program("import", "-", stdin=many(50))
    before = export()
    path = tmp_path / "out.jsonl"
    program("export", "data", "-o", str(path))
    other = tmp_path / "other"
    program("init", "--since", "2020-01-01", "--substance", "x", "--timezone", "Asia/Tokyo", home=other)
    program("import", str(path), home=other)
    assert program("export", "data", home=other).stdout == before == path.read_bytes()
    shutil.rmtree(other)
    program("import", str(path), home=other)
    assert program("export", "data", home=other).stdout == before
