"""An older or another file in the place of one of the folder's: it is not used in silence, and the way on is said."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from recovery.store import keyfile, keys
from tests.commands.conftest import GIVEN, Locked
from tests.conftest import Call, Run

OTHER = "five other random little words"
CHANGING = {**GIVEN, "RECOVERY_NEW_PASSPHRASE": OTHER}
CHANGED = {"RECOVERY_PASSPHRASE": OTHER}


def test_an_old_key_file_put_back_is_refused_and_a_backup_or_its_person_leads_on(
    locked: Locked, tmp_path: Path
) -> None:
    run, path = locked.run, locked.home / "key.json"
    assert run("log", "7", "payday", env=GIVEN).code == 0
    old = path.read_bytes()
    assert run("backup", "-o", str(tmp_path / "old.zip"), env=GIVEN).code == 0
    assert run("passphrase", "change", env=CHANGING).code == 0
    new = path.read_bytes()
    assert keyfile.KeyFile.from_json(new).generation > keyfile.KeyFile.from_json(old).generation
    path.write_bytes(old)
    for line in (["show"], ["log", "3"], ["doctor"], ["passphrase", "change"]):
        ran = run(*line, env=CHANGING)
        assert (ran.code, "recovery restore" in ran.err + ran.out) == (5, True), (line, ran)
    assert run("sos").code == 0
    path.write_bytes(new)
    assert "payday" in run("show", env=CHANGED).out
    # A backup of the time before opens with the passphrase of today or of its time, and is no downgrade.
    for given in (CHANGED, GIVEN):
        assert run("restore", str(tmp_path / "old.zip"), "--yes", env=given).code == 0
        assert "payday" in run("show", env=CHANGED).out
        assert run("show", env=GIVEN).code == 7
    assert not [*locked.home.glob("aside-*")]
    for given in ({"RECOVERY_PASSPHRASE": "neither of the two"}, {}):
        ran = run("restore", str(tmp_path / "old.zip"), "--yes", env=given)
        assert (ran.code, "--recovery-phrase -" in ran.err) == (7, True), ran
    path.write_bytes(old)
    assert run("doctor", "--take-as-it-is", env=GIVEN).code == 0
    assert "payday" in run("show", env=GIVEN).out
    assert run("show", env=CHANGED).code == 7


def test_an_open_journal_in_place_of_a_locked_one_is_not_used_in_silence(opened: Locked, tmp_path: Path) -> None:
    run, home = opened.run, opened.home
    assert run("log", "7", "payday").code == 0
    other = {"RECOVERY_HOME": str(tmp_path / "other")}
    assert run("log", "2", "planted", env=other).code == 0
    shutil.copytree(home, tmp_path / "kept")
    (home / "key.json").unlink()
    for left in home.glob("journal.db*"):
        left.unlink()
    shutil.copy(tmp_path / "other/journal.db", home / "journal.db")
    for line in (["show"], ["log", "3"], ["today"], ["doctor"], ["lock"], ["unlock"], ["passphrase", "set"]):
        ran = run(*line)
        assert (ran.code, "recovery restore" in ran.err + ran.out) == (5, True), (line, ran)
        assert "planted" not in ran.out
    assert run("sos").code == 0
    assert run("doctor", "--take-as-it-is").code == 0
    assert "planted" in run("show").out
    # Without its key file a locked journal is no open one.
    shutil.rmtree(home)
    (tmp_path / "kept").rename(home)
    (home / "key.json").rename(tmp_path / "key.json")
    assert run("show").code == run("lock").code == run("passphrase", "check").code == 5
    (tmp_path / "key.json").rename(home / "key.json")
    assert "payday" in run("show").out


def test_who_takes_the_passphrase_off_or_locks_again_is_not_stopped(locked: Locked, tmp_path: Path) -> None:
    run = locked.run
    assert run("log", "7", "payday", env=GIVEN).code == 0
    same = {**GIVEN, "RECOVERY_NEW_PASSPHRASE": GIVEN["RECOVERY_PASSPHRASE"]}
    assert run("passphrase", "change", env=same).code == 0
    assert run("backup", "-o", str(tmp_path / "b.zip"), env=GIVEN).code == 0
    assert run("passphrase", "remove", "--yes", env=GIVEN).code == 0
    assert "payday" in run("show").out
    assert run("passphrase", "set", env=GIVEN).code == 0
    assert "payday" in run("show", env=GIVEN).out
    assert run("restore", str(tmp_path / "b.zip"), "--yes", env=GIVEN).code == 0
    assert "payday" in run("show", env=GIVEN).out
    assert run("doctor", env=GIVEN).code == 0


def test_a_folder_of_an_older_program_is_taken_as_it_is(locked: Locked) -> None:
    """Its key file counts no generations and has no checksum; nothing remembers that it was locked."""
    path = locked.home / "key.json"
    assert locked.run("log", "7", "payday", env=GIVEN).code == 0
    (locked.home / "locked").unlink()
    key_file = keyfile.load(path)
    key = keys.by_passphrase(key_file, GIVEN["RECOVERY_PASSPHRASE"])
    older = key_file._replace(generation=0)
    document = json.loads(older._replace(mac=older.mac_under(key)).content())
    del document["sum"]
    assert document["version"] == 1
    path.write_text(json.dumps(document))
    assert locked.run("show", env=GIVEN).code == 5  # this journal has seen a newer one
    assert locked.run("doctor", "--take-as-it-is", env=GIVEN).code == 0
    assert "payday" in locked.run("show", env=GIVEN).out
    assert (locked.home / "locked").exists()
    assert locked.run("passphrase", "change", env=CHANGING).code == 0
    assert "payday" in locked.run("show", env=CHANGED).out


def test_a_backup_of_another_journal_is_named_and_asked_about(
    heroin: Call, run: Run, home: Path, tmp_path: Path
) -> None:
    heroin("log", "7", "payday")
    assert heroin("backup", "-o", str(tmp_path / "mine.db")).code == 0
    other = {"RECOVERY_HOME": str(tmp_path / "other")}
    assert run("log", "2", "planted", env=other).code == 0
    assert run("backup", "-o", str(tmp_path / "other.db"), env=other).code == 0
    assert run("log", "9", "later").code == 0
    for more in ([], ["--json"]):
        ran = run("restore", str(tmp_path / "other.db"), *more)
        assert (ran.code, "another one" in ran.err) == (2, True), ran
    assert "later" in run("show").out
    assert run("restore", str(tmp_path / "mine.db")).code == 0  # one's own, as ever
    assert "later" not in run("show").out
    ran = run("restore", str(tmp_path / "other.db"), "--yes")
    assert (ran.code, "another one" in ran.err) == (0, True)
    assert "planted" in run("show").out
    assert run("restore", str(tmp_path / "mine.db"), env={"RECOVERY_HOME": str(tmp_path / "empty")}).code == 0
