"""The one folder: where it is, its rights, and settings that are whole or not there."""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from recovery.errors import Refused, Unreadable
from recovery.store import home as homes
from tests.conftest import Call


@pytest.mark.skipif(sys.platform != "linux", reason="the platform's folder is asked of platformdirs elsewhere")
def test_where_everything_lives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("RECOVERY_HOME", "")
    assert homes.folder() == tmp_path / ".local/share/recovery"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert homes.folder() == tmp_path / "data" / "recovery"
    monkeypatch.setenv("RECOVERY_HOME", "~/mine")
    assert homes.folder() == tmp_path / "mine"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECOVERY_HOME", "mine")
    assert homes.folder() == tmp_path / "mine"
    monkeypatch.setenv("RECOVERY_HOME", "~nobody-of-that-name/mine")
    assert homes.folder().is_absolute()


def test_the_folder_is_the_owners(home: Path) -> None:
    old = os.umask(0)
    try:
        homes.make_folder()
        homes.write_private(home / "file", b"content")
    finally:
        os.umask(old)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "file").stat().st_mode) == 0o600


def test_a_file_is_written_whole_or_not_at_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    homes.make_folder()
    homes.write_private(home / "file", b"before")

    def no_room(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OSError, match="No space"):
        homes.write_private(home / "file", b"after")
    assert [path.name for path in home.iterdir()] == ["file"]
    assert (home / "file").read_bytes() == b"before"
    with pytest.raises(Unreadable):
        homes.save_settings({"country": "US"})


def test_the_device_has_a_random_name_that_stays(home: Path) -> None:
    homes.make_folder()
    name = homes.device()
    assert len(name) == 16
    assert int(name, 16) >= 0
    assert homes.device() == name
    (home / "device").unlink()
    assert homes.device() != name
    for damaged in (b"\xff\xfe", b""):
        (home / "device").write_bytes(damaged)
        assert len(homes.device()) == len(name)


def test_settings_come_back(home: Path) -> None:
    assert homes.settings() == {}
    homes.save_settings({"country": "US", "lines": [{"name": "Ana \u2764", "number": "5"}]})
    assert homes.settings() == {"country": "US", "lines": [{"name": "Ana \u2764", "number": "5"}]}
    for damaged in (b"\xff", b"lines = " + b"[" * 20_000, b"lines = " + b"{a = " * 20_000):
        (home / "config.toml").write_bytes(damaged)
        with pytest.raises(Refused, match="cannot be read"):
            homes.settings()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "\n",
            'a = "b"',
            'country = "US"\nquiet = true\nask = false\n',
            '\na = true\n\nb = ""\n',
            'a = "b = c"\n',
        ),
        *('a = "b"\na = "c"\n', r'a = "\u0041"', 'a = "b" # "c"\n', "a = 5\n", 'a="b"\n', ' a = "b"\n', 'a.b = "c"\n'),
        *(
            'a = "\u2764"\n',
            '\u00e4 = "b"\n',
            'a = "b\x00"\n',
            'a = "b\x85c"\n',
            'a = "b"\r\n',
            "a = true \n",
            'a = "\n',
        ),
        *(
            '[a]\nb = "c"\n',
            '[[a]]\nb = "c"\n',
            'a = """b"""\n',
            'a = ["b"]\n',
            "a = 'b'\n",
            " = true\n",
            'a = "b" "c"\n',
        ),
    ],
)
def test_settings_are_read_as_any_toml_is(text: str, home: Path) -> None:
    homes.make_folder()
    (home / "config.toml").write_bytes(text.encode("utf-8"))
    try:
        meant = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(Refused, match="cannot be read"):
            homes.settings()
    else:
        assert homes.settings() == meant


@pytest.mark.parametrize(
    "line", ["show", "today", "streak", "report", "search x", "plan show", "export data", "undo", "doctor", "backup"]
)
def test_what_finds_no_journal_leaves_nothing_behind(call: Call, home: Path, line: str) -> None:
    assert call(*line.split()).code == 3
    assert not home.exists()
    home.mkdir()
    assert call(*line.split()).code == 3
    assert not [*home.iterdir()]
