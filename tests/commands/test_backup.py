"""Backups, restoring, moving house, erasing: nothing is lost that should stay, and nothing stays that should go."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest

from recovery.safety import shown_while_locked
from tests.commands import everything
from tests.commands.conftest import GIVEN, Locked
from tests.conftest import PATIENCE_SECONDS, PROGRAM, Call, OpenTerminal, Run


def test_a_backup_of_an_open_journal_is_a_plain_file_and_comes_back(
    heroin: Call, run: Run, home: Path, tmp_path: Path
) -> None:
    heroin("log", "7", "payday")
    target = tmp_path / "copy.db"
    assert heroin("backup", "-o", str(target), "--json").json["locked"] is False
    assert target.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT intensity FROM craving").fetchall() == [(7,)]
    assert heroin("backup", "-o", str(target)).code == 4
    whole = heroin("export", "data").out
    heroin("log", "3")
    newer = heroin("export", "data").out
    aside = heroin("restore", str(target), "--json").json["aside"]
    assert heroin("export", "data").out == whole
    assert heroin("restore", aside).code == 0
    assert heroin("export", "data").out == newer
    (home / "journal.db").write_bytes(b"damaged beyond repair")
    assert heroin("restore", str(target)).code == 0
    assert heroin("export", "data").out == whole
    (kept,) = home.glob("aside-*")
    assert (kept / "journal.db").read_bytes() == b"damaged beyond repair"


def test_what_is_made_within_one_second_has_names_of_its_own(heroin: Call, home: Path, tmp_path: Path) -> None:
    """Backups, and what `restore` puts aside, whole or as it was; time stands still here."""
    said = []
    for intensity in ("1", "2", "3"):
        heroin("log", intensity)
        said.append(Path(heroin("backup", "--json").json["file"]))
    newest = heroin("export", "data").out
    asides = [Path(heroin("restore", str(path), "--json").json["aside"]) for path in said]
    for content in (b"first", b"second"):
        (home / "journal.db").write_bytes(content)
        asides.append(Path(heroin("restore", str(said[2]), "--json").json["aside"]))
    assert len({*said, *asides}) == 8
    assert [(path / "journal.db").read_bytes() for path in asides[3:]] == [b"first", b"second"]
    assert heroin("export", "data").out == newest
    assert heroin("restore", str(asides[0])).code == 0
    assert heroin("export", "data").out == newest
    assert heroin("restore", str(said[0])).code == 0
    assert len(heroin("show", "--json").json) == 1


@pytest.mark.parametrize("content", [b"", b"text", bytes(4096), b"PK\x03\x04 and then nothing"])
def test_what_is_no_backup_is_refused_and_nothing_changes(
    content: bytes, heroin: Call, home: Path, tmp_path: Path
) -> None:
    heroin("log", "7")
    before = heroin("export", "data").out
    (tmp_path / "bad").write_bytes(content)
    assert heroin("restore", str(tmp_path / "bad")).code == 5
    assert heroin("restore", str(tmp_path / "missing")).code == 3
    assert heroin("export", "data").out == before
    assert not list(home.glob(".*"))


def test_force_writes_over_a_file_and_never_over_a_folder(heroin: Call, tmp_path: Path) -> None:
    file, folder = tmp_path / "copy.db", tmp_path / "copies"
    file.write_bytes(b"an older one")
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    assert heroin("backup", "-o", str(file)).code == 4
    assert file.read_bytes() == b"an older one"
    assert heroin("backup", "-o", str(file), "--force").code == 0
    assert heroin("restore", str(file)).code == 0
    for flags in ([], ["--force"]):
        refused = heroin("backup", "-o", str(folder), *flags)
        assert (refused.code, refused.out) == (4, "")
        assert "cannot be overwritten" in refused.err
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_a_backup_of_a_newer_program_is_refused(heroin: Call, tmp_path: Path) -> None:
    heroin("backup", "-o", str(tmp_path / "new.db"))
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        connection.execute("PRAGMA user_version = 999")
    ran = heroin("restore", str(tmp_path / "new.db"))
    assert (ran.code, "newer version" in ran.err) == (5, False)  # its checksum does not fit any more
    (tmp_path / "new.db").write_bytes((tmp_path / "new.db").read_bytes()[:-32])
    ran = heroin("restore", str(tmp_path / "new.db"))
    assert (ran.code, "newer version" in ran.err) == (5, True)


def test_moved_to_a_new_machine_with_one_file_and_the_words(opened: Locked, tmp_path: Path) -> None:
    """As docs/how-to/move-to-a-new-machine.md says."""
    run = opened.run
    run("log", "7", "payday", "-n", "a canary of a note")
    whole = run("export", "data").out
    file = tmp_path / "move.zip"
    assert run("backup", "-o", str(file)).code == 0
    assert b"canary" not in file.read_bytes()
    with ZipFile(file) as archive:
        assert archive.namelist() == ["key.json", "journal.db"]
    for number, line in enumerate((["--recovery-phrase", "-"], [])):
        machine = {"RECOVERY_HOME": str(tmp_path / f"machine{number}")}
        assert run("restore", str(file), *line, piped=opened.words, env=machine).code == 0
        assert run("show", env=machine).code == 7
        assert run("unlock", "--recovery-phrase", "-", piped=opened.words, env=machine).code == 0
        assert run("export", "data", env=machine).out == whole
        changed = run("passphrase", "change", env=machine | {"RECOVERY_NEW_PASSPHRASE": "another one for here"})
        assert changed.code == 0
        assert run("lock", env=machine).code == 0


def test_a_backup_while_others_write_is_whole(heroin: Call, tmp_path: Path) -> None:
    writer = "from recovery.cli import run\nfor n in range(40): run(['log', '9', f't{n}', '--outcome', 'used'])"
    process = subprocess.Popen([sys.executable, "-c", writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    number = 0
    while process.poll() is None:
        target = tmp_path / f"{number}.db"
        assert heroin("backup", "-o", str(target)).code == 0
        with closing(sqlite3.connect(target)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            counts = [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("craving", "lapse")]
            assert counts[0] == counts[1]
        number += 1
    assert number > 2


def test_rolling_backups_are_made_once_a_day_and_the_oldest_go(heroin: Call, run: Run, home: Path) -> None:
    folder = home / "backups"
    for day in range(1, 10):
        folder.mkdir(exist_ok=True)
        (folder / f"daily-2026-01-0{day}.db").write_bytes(b"old")
        (folder / f"weekly-2025-W0{day}.db").write_bytes(b"old")
    assert run("show").code == 0
    assert len(list(folder.iterdir())) == 18
    assert run("log", "7").code == 0
    names = sorted(path.name for path in folder.iterdir())
    assert (len([n for n in names if n[0] == "d"]), len([n for n in names if n[0] == "w"])) == (7, 4)
    made = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert run("log", "7").code == 0
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == made


def bytes_under(*folders: Path) -> bytes:
    """Everything that lies there, names too."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return b"".join(path.name.encode() + path.read_bytes() for path in files)


def test_purge_leaves_no_byte(run: Run, heroin: Call, home: Path) -> None:
    word = "Zanzibarite"
    heroin("log", "7", f"{word} trigger", "-c", f"{word} skill", "--at", "2026-01-05 12:00", "--note", f"{word} " * 300)
    heroin("checkin", "--day", "2026-01-06", "--good", f"{word} good")
    heroin("lapse", "--at", "2026-01-07 12:00", "--amount", f"{word} amount")
    note = heroin("note", "--at", "2026-01-08 12:00", f"{word} note", "--json").json["id"]
    heroin("edit", note, "--text", f"other {word}")
    heroin("remove", note, "--yes")
    stays = heroin("note", "--at", "2026-02-01 12:00", "this stays", "--json").json["id"]
    assert run("log", "2", "today").code == 0
    heroin("backup")
    assert word.encode() in bytes_under(home / "backups")
    assert heroin("purge", "--before", "2026-02-01").code == 2
    assert heroin("purge", "--before", "2026-02-01", "--yes", "--json").json == {"erased": 3, "not_reached": []}
    left = bytes_under(home)
    assert word.encode() not in left
    assert word.lower().encode() not in left
    assert note.encode() not in left
    assert [entry["id"] for entry in heroin("show", "--kind", "note", "--json").json] == [stays]
    assert heroin("doctor").code == 0
    for backup in (home / "backups").iterdir():
        with closing(sqlite3.connect(backup)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_wipe_leaves_nothing_but_what_is_not_its_own(opened: Locked) -> None:
    opened.run("log", "7")
    (opened.home / "mine.txt").write_text("not the program's")
    opened.run("config", "country", "gb")
    shown_while_locked.keep_locked_card(shown_while_locked.LockedCard(["call Maria"], "Maria", "555-0100"))
    there = {path.name for path in opened.home.iterdir()}
    assert {"journal.db", "key.json", "card.json", "config.toml"} <= there, "wipe is tried on all of them"
    assert opened.run("wipe").code == 2
    assert opened.run("wipe", "--yes").code == 0
    assert [path.name for path in opened.home.iterdir()] == ["mine.txt"]


def test_doctor_names_and_mends(opened: Locked, home: Path) -> None:
    run = opened.run
    run("log", "7")
    (home / "journal.db").chmod(0o644)
    home.chmod(0o755)
    checks = run("doctor")
    assert (checks.code, "644" in checks.out, "755" in checks.out) == (5, True, True)
    assert run("doctor", "--fix").code == 0
    assert (home / "journal.db").stat().st_mode & 0o777 == 0o600
    (home / "backups" / "daily-2026-01-01.db").write_bytes(b"an unlocked one, and damaged")
    assert "cannot be read" in run("doctor").out
    states = {check["name"]: check["state"] for check in json.loads(run("doctor", "--json").out)["checks"]}
    assert states["backups"] == "fault"
    (home / "backups" / "daily-2026-01-01.db").unlink()
    left = home / ".copy-1234"
    left.write_bytes(b"left behind")
    left.chmod(0o600)
    os.utime(left, (1, 1))
    assert run("doctor").code == 0, "advice is no fault"
    assert "mended" in run("doctor", "--fix").out
    assert not left.exists()


def killed(script: str, *arguments: str, after: float = 0, once: Path | None = None) -> None:
    """Start a command with an editor that is `script`, and kill both without warning.

    That is `once` a file is there, or `after` some seconds: for what may be killed anywhere, also after its end.
    """
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "EDITOR": script},
        start_new_session=True,
    ) as process:
        until = time.monotonic() + PATIENCE_SECONDS
        while once is not None and not once.exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        time.sleep(after)
        os.killpg(process.pid, signal.SIGKILL)


def test_no_plain_text_anywhere(
    call: Call, opened: Locked, terminal: OpenTerminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A canary in every field, every command, some killed; then every byte under home and the temporary folders."""
    folder, outside = tmp_path / "searched", tmp_path / "outside"
    outside.mkdir()
    everything.temporary(folder, monkeypatch)
    monkeypatch.setenv("RECOVERY_DEBUG", "1")
    (tmp_path / "editor.sh").write_text(f'printf "%s\\n" "{everything.word("edited")}" >> "$1"\n')
    (tmp_path / "slow.sh").write_text(f'echo "{everything.word("killed")}" >> "$1"; echo > "{outside}/in"; sleep 60\n')
    monkeypatch.setenv("EDITOR", f"sh {tmp_path / 'editor.sh'}")
    assert opened.run("unlock", env=GIVEN).code == 0  # the session's place may have been the other temporary folder
    do = everything.Tried(call, opened, outside)
    everything.conversations(do, terminal)
    everything.journal(do)
    everything.plan(do)
    everything.treatment(do)
    everything.living(do)
    everything.sharing(do)
    everything.syncing(do, tmp_path / "server", monkeypatch)
    note = do.id_of("note", everything.word("stays"))
    for number in range(1, 5):
        killed("true", "note", everything.word("killed"), after=number / 10)
    killed("true", "backup", after=0.3)
    for line in (["edit", note], ["plan", "edit", "--fresh"]):
        killed(f"sh {tmp_path / 'slow.sh'}", *line, once=outside / "in")
        (outside / "in").unlink()
    assert "last edit" in do("plan", "edit", code=4).err, "what was killed under the editor is kept, in the journal"
    everything.locked(do, monkeypatch)
    inside = everything.fields(do("export", "data").out)
    do("lock")
    left = bytes_under(opened.home, folder).lower()
    at = left.find(everything.CANARY.encode())
    assert at < 0, left[max(0, at - 200) : at + 100]
    assert opened.words.split()[0].encode() + b" " not in left
    assert b"sqlite format 3" not in left
    assert len(inside) > 60, "the canaries are in the journal"
    changed = {everything.word("good")}  # by the check-in that was sealed
    assert everything.fields((outside / "all.jsonl").read_text()) - inside == changed
    do("wipe", "--yes")
    assert not opened.home.exists()
    assert do.names == everything.NAMES, "a new command must be tried here too"
