"""`recovery import` as it is typed: what it says, what it keeps, and that it keeps all or nothing."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from recovery.exchange.preview import HERE
from tests.exchange.conftest import CRAVING, NOTE, Program, jsonl, many, started

PROFILE = {"kind": "profile", "timezone": "Europe/Berlin", "day_starts": "05:00"}


HEROIN = {"kind": "substance", "name": "heroin", "since": "2026-01-01"}


CHECKIN = {"kind": "checkin", "day": "2026-03-07", "mood": 3}


def test_a_journal_is_made_for_a_first_import(program: Program, export: Callable[[], bytes]) -> None:
    done = program("import", "-", stdin=jsonl(CRAVING, NOTE, CHECKIN, HEROIN, PROFILE))
    assert b"A new journal was made" in done.stderr
    assert done.stdout.decode().splitlines() == [
        "Imported: 1 substance, 1 craving, 1 note, 1 check-in.",
        "Already here: 1 profile.",
        "recovery undo takes all of it back.",
    ]
    lines = [json.loads(line) for line in export().splitlines()]
    assert lines[:2] == [PROFILE, HEROIN]
    # The file's profile fills the gaps: a craving at 03:40 in Berlin and a note at 04:30 belong to the day before.
    assert [(exported["kind"], exported.get("at"), exported["day"]) for exported in lines[2:]] == [
        ("craving", "2026-03-08T03:40:00+01:00", "2026-03-07"),
        ("note", "2026-03-08T04:30:00+01:00", "2026-03-07"),
        ("checkin", None, "2026-03-07"),
    ]


def test_a_file_imported_twice_adds_nothing(program: Program, export: Callable[[], bytes]) -> None:
    content = jsonl(PROFILE, HEROIN, CRAVING, CRAVING, CHECKIN, {**CHECKIN, "mood": 6}, NOTE)
    first = json.loads(program("import", "-", "--json", stdin=content).stdout)
    assert (first["added"], first["changed"], first["skipped"]) == (4, 1, 2)
    assert first["kinds"]["checkin"] == {"added": 1, "changed": 1, "skipped": 0}
    before = export()
    again = json.loads(program("import", "-", "--json", stdin=content).stdout)
    assert (again["added"], again["changed"], again["skipped"]) == (0, 0, 7)
    assert export() == before
    said = program("import", "-", stdin=content).stdout.decode()
    assert said.endswith("There was nothing new in the file.\n")
    # What changed nothing is no step: undo takes the first import back.
    program("undo")
    assert export().count(b"\n") == 1


def test_an_import_is_one_step_of_undo(program: Program, tracked: None, export: Callable[[], bytes]) -> None:
    before = export()
    program(
        "import", "-", stdin=jsonl(CRAVING, CHECKIN, {**CHECKIN, "mood": 6}, PROFILE, {**HEROIN, "name": "alcohol"})
    )
    assert b"alcohol" in export()
    program("undo")
    assert export() == before


def test_a_bad_line_keeps_everything_out(program: Program, tracked: None, export: Callable[[], bytes]) -> None:
    before = export()
    bad = [{**NOTE, "canary": number} for number in range(25)]
    done = program("import", "-", stdin=jsonl(PROFILE, CRAVING) + b"canary\n" + jsonl(*bad, NOTE), code=4)
    said = done.stderr.decode().splitlines()
    assert said[:2] == ["line 3: is not JSON", "line 4: 1 field(s) this program does not know for a note"]
    assert said[20:] == [
        "and 6 more",
        "Nothing was imported: 26 lines of the file cannot be read. Fix the file, then import it again.",
    ]
    assert done.stdout == b""
    assert b"canary" not in done.stderr
    assert export() == before


def test_no_journal_is_made_for_a_bad_file(program: Program, home: Path) -> None:
    program("import", "-", stdin=jsonl(CRAVING), code=4)
    assert not home.exists()


def test_a_dry_run_says_what_would_be_taken(program: Program, home: Path, export: Callable[[], bytes]) -> None:
    content = jsonl(PROFILE, HEROIN, CRAVING, CHECKIN, {**CHECKIN, "mood": 6})
    done = program("import", "-", "--dry-run", stdin=content)
    assert done.stdout.decode().splitlines() == [
        "Would be imported: 1 profile, 1 substance, 1 craving, 1 check-in.",
        "Would be changed: 1 check-in.",
        "The first ones:",
        "  line 3: craving on 2026-03-07, intensity 7",
        "  line 4: check-in on 2026-03-07, mood 3",
        "  line 5: check-in on 2026-03-07, mood 6, changes the one that is there",
        "Nothing was written.",
    ]
    assert not home.exists()
    program("init", "--timezone", "UTC")
    before = export()
    report = json.loads(program("import", "-", "--dry-run", "--json", stdin=content).stdout)
    assert (report["added"], report["changed"], report["dry_run"]) == (3, 2, True)
    shown = [
        (entry["line"], entry["kind"], entry["rating"], entry["outcome"]) for entry in report["preview"]["entries"]
    ]
    assert shown == [(3, "craving", 7, "added"), (4, "checkin", 3, "added"), (5, "checkin", 6, "changed")]
    assert export() == before
    program("undo", code=3)


def test_a_dry_run_says_what_would_be_left_out_and_why(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "jrnl.txt"
    file.write_text("[2026-03-07 21:40] told Maria\n[2026-03-08 08:00]\n[2026-03-09 08:00] walked\n", "utf-8")
    program("init", "--timezone", "UTC")
    first = program("import", str(file), "--from", "jrnl", "--dry-run").stdout.decode()
    assert "line 2: entries without words" in first
    assert "Maria" not in first
    assert json.loads(program("import", str(file), "--from", "jrnl", "--json").stdout)["preview"] is None
    again = json.loads(program("import", str(file), "--from", "jrnl", "--dry-run", "--json").stdout)["preview"]
    assert again["entries"] == []
    assert [(line["line"], line["reason"]) for line in again["left_out"]] == [
        (1, HERE),
        (3, HERE),
        (2, "entries without words"),
    ]


def test_settings_replace_those_of_a_journal_without_entries(program: Program, export: Callable[[], bytes]) -> None:
    program("init", "--since", "2026-01-01", "--substance", "alcohol", "--timezone", "UTC")
    content = jsonl(PROFILE, {**HEROIN, "since": "2026-02-01", "closed": "2026-03-01"}, HEROIN)
    program("import", "-", stdin=content)
    assert export() == b"".join(content.splitlines(keepends=True)[:2])


def test_a_replaced_substance_stays_where_an_entry_names_it(program: Program, export: Callable[[], bytes]) -> None:
    program("init", "--since", "2026-01-01", "--substance", "alcohol", "--substance", "nicotine", "--timezone", "UTC")
    program("import", "-", stdin=jsonl({**CRAVING, "substance": "ALCOHOL"}, HEROIN))
    lines = [json.loads(line) for line in export().splitlines()]
    assert [exported["name"] for exported in lines if exported["kind"] == "substance"] == ["heroin", "alcohol"]
    assert lines[-1]["substance"] == "alcohol"


def test_settings_only_add_to_a_journal_with_entries(
    program: Program, tracked: None, export: Callable[[], bytes]
) -> None:
    program("note", "first")
    before = export().splitlines()
    added = {"kind": "substance", "name": "alcohol", "since": "2026-02-01"}
    content = jsonl(PROFILE, {**HEROIN, "since": "2020-01-01"}, added, {**CRAVING, "substance": "hEROIN"})
    program("import", "-", stdin=content)
    after = export().splitlines()
    assert after[:2] == before[:2]
    assert json.loads(after[2]) == added
    assert json.loads(after[3])["substance"] == "Heroin"
    # The journal's profile stays, yet the file's applies to all its lines.
    assert json.loads(after[3])["timezone"] == "Europe/Berlin"


def test_a_file_has_one_profile(program: Program, tracked: None) -> None:
    done = program("import", "-", stdin=jsonl(NOTE, PROFILE, PROFILE, {**PROFILE, "day_starts": "06:00"}), code=4)
    assert done.stderr.decode().splitlines()[0] == "line 4: is a second profile that differs from the first"


def test_use_in_an_import_makes_no_lapse(program: Program, tracked: None, export: Callable[[], bytes]) -> None:
    program("import", "-", stdin=jsonl({**CRAVING, "outcome": "used"}, {**CHECKIN, "used": True}))
    assert b'"lapse"' not in export()


def test_an_import_is_marked_as_one_in_history(program: Program, tracked: None, home: Path) -> None:
    program("import", "-", stdin=jsonl(CRAVING))
    with sqlite3.connect(home / "journal.db") as journal:
        rows = journal.execute(
            """SELECT c.name, c.origin, h.action FROM changes h JOIN commands c ON c.key = h.command
               WHERE h."table" = 'craving'"""
        ).fetchall()
    journal.close()
    assert rows == [("import", "import", "insert")]


def test_a_file_that_is_not_there(program: Program, tmp_path: Path) -> None:
    for name, code in ((str(tmp_path / "canary"), 3), (str(tmp_path), 4)):
        done = program("import", name, code=code)
        assert done.stdout == b""
        assert b"canary" not in done.stderr
    program("import", code=2)


def test_two_imports_at_once_keep_both(
    program: Program, tracked: None, export: Callable[[], bytes], tmp_path: Path
) -> None:
    common = many(300, seed=9)
    running = []
    for seed in range(3):
        path = tmp_path / f"{seed}.jsonl"
        path.write_bytes(common + many(2000, seed))
        running.append(started("import", str(path), "--json", stdout=subprocess.PIPE))
    results = [json.loads(process.communicate()[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sum(result["added"] for result in results) == 300 + 3 * 2000
    ids = [json.loads(line)["id"] for line in export().splitlines()[2:]]
    assert len(ids) == len(set(ids)) == 300 + 3 * 2000


def test_an_import_killed_half_way_leaves_the_old_journal(
    program: Program, tracked: None, export: Callable[[], bytes], home: Path, tmp_path: Path
) -> None:
    program("note", "first")
    before = export()
    path = tmp_path / "in.jsonl"
    path.write_bytes(many(20_000))
    chance = random.Random(3)
    for _ in range(4):
        with started("import", str(path), stdout=subprocess.DEVNULL) as running:
            while not writing(home / "journal.db"):
                assert running.poll() is None
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.5))
            running.kill()
        assert running.returncode == -9
        assert export() == before
    done = program("import", str(path), "--json")
    assert json.loads(done.stdout)["added"] == 20_000
    checked = sqlite3.connect(home / "journal.db")
    assert checked.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    checked.close()


def writing(journal: Path) -> bool:
    """Whether another process is in the middle of a command."""
    probe = sqlite3.connect(journal, timeout=0, isolation_level=None)
    try:
        probe.execute("BEGIN IMMEDIATE")
        probe.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False  # a probe may meet a log that another process is just writing; the journal itself is read below
    finally:
        probe.close()
    return False
