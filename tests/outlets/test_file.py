"""Files for somebody else: whole or not at all, private, never over another one unasked; from every command alike."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.errors import Refused
from recovery.outlets import file

if TYPE_CHECKING:
    from tests.conftest import Call

WRITERS = (
    "backup",
    "export data",
    "export table cravings",
    "export calendar",
    "export counselor",
    "export counselor --format html",
    "plan show --format md",
    "remind add checkin --at 20:00 --with ics",
    "report --format html",
    "sos --card",
)


def test_a_file_appears_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with file.writing(path, force=False) as out:
        out.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_half_written_never_appears(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")

    def write() -> None:
        with file.writing(path, force=True) as out:
            out.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_written_over_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"old")
    path.chmod(0o644)
    with pytest.raises(Refused), file.writing(path, force=False) as out:
        out.write(b"new")
    assert path.read_bytes() == b"old"
    with file.writing(path, force=True) as out:
        out.write(b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_came_up_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "out"

    def write() -> None:
        with file.writing(path, force=False) as out:
            out.write(b"new")
            path.write_bytes(b"theirs")

    with pytest.raises(Refused):
        write()
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("force", [True, False])
def test_only_a_file_is_ever_replaced(tmp_path: Path, *, force: bool) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "nowhere")
    for path in (folder, pipe, link):
        with pytest.raises(Refused), file.writing(path, force=force):
            pass
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(Refused), file.writing(tmp_path / "no such folder" / "out", force=force):
        pass


def test_where_output_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ana")
    assert file.target(None) is file.target("-") is None
    assert file.target("~/page.md") == Path("/home/ana/page.md")
    assert file.target("~nobody-has-this-name/page.md") == Path("~nobody-has-this-name/page.md")


@pytest.fixture
def filled(heroin: Call) -> Call:
    """A journal with a craving and a plan; gives back `call`."""
    heroin("log", "7", "payday")
    heroin("plan", "add", "reason", "my daughter")
    return heroin


@pytest.mark.parametrize("line", WRITERS)
def test_every_command_refuses_what_is_there_alike_and_replaces_a_file_only_with_force(
    line: str, filled: Call, tmp_path: Path
) -> None:
    path = tmp_path / "out"
    path.write_bytes(b"theirs")
    path.chmod(0o644)
    refused = filled(*line.split(), "-o", str(path))
    assert (refused.code, refused.out, refused.err.strip()) == (4, "", file.EXISTS)
    assert path.read_bytes() == b"theirs"
    assert filled(*line.split(), "-o", str(path), "--force").code == 0
    assert path.read_bytes() not in (b"", b"theirs")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".new-")] == []


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("line", WRITERS)
def test_no_command_writes_over_a_folder(line: str, force: list[str], filled: Call, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "inside").write_bytes(b"theirs")
    refused = filled(*line.split(), "-o", str(folder), *force)
    assert (refused.code, refused.err.strip()) == (4, file.NOT_A_FILE)
    assert [path.name for path in folder.iterdir()] == ["inside"]
    assert (folder / "inside").read_bytes() == b"theirs"


@pytest.mark.parametrize("line", [line for line in WRITERS if line != "backup"])
def test_a_dash_is_standard_output(line: str, filled: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written = filled(*line.split(), "-o", "-")
    assert written.code == 0
    assert written.out.strip()
    assert "Written, readable" not in written.out
    assert not (tmp_path / "-").exists()
