"""Single bits that flip on the disk: what comes out is what was written, or exit 5 and the way to mend it."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from recovery.errors import Unreadable
from recovery.store import backups, connection, engine, keyfile, kinds, opening, page_sums
from tests.commands.conftest import GIVEN, Locked
from tests.conftest import Call, Run

FLIPS = 200
SEED = 17
WRITTEN = (
    ["log", "7", "payday", "--note", "words that must stay what they are"],
    ["after", "passed", "--minutes", "20"],
    ["log", "3", "stress", "--at", "2026-01-20 21:00"],
    ["checkin", "--no-use", "--mood", "6", "--note", "slept well"],
    ["note", "the river was high"],
    ["plan", "add", "reasons", "my daughter"],
    ["lapse", "--at", "2026-01-10 20:00", "--amount", "little"],
    ["goal", "add", "walks", "--counts", "told", "--target", "5"],
)


def flips(path: Path) -> Iterator[int]:
    """The file with one bit another, again and again; each time its place. At the end it is as it was."""
    good = path.read_bytes()
    chance = random.Random(SEED)
    for _ in range(FLIPS):
        place, bit = chance.randrange(len(good)), chance.randrange(8)
        path.write_bytes(good[:place] + bytes([good[place] ^ 1 << bit]) + good[place + 1 :])
        yield place
    path.write_bytes(good)


@pytest.fixture
def written(heroin: Call) -> Call:
    """A journal with a little of most kinds."""
    for line in WRITTEN:
        assert heroin(*line).code == 0, line
    return heroin


def test_a_flipped_bit_in_an_open_journal_is_never_another_answer(written: Call, home: Path) -> None:
    path, sums = home / "journal.db", home / "journal.db-sums"
    kept = sums.read_bytes()
    lines = (["export", "data"], ["show", "--json"], ["plan", "show"], ["streak", "--json"])
    good = [written(*line).out for line in lines]
    assert all(good)
    refused = 0
    for number, place in enumerate(flips(path)):
        chosen = number % len(lines)
        ran = written(*lines[chosen])
        assert (ran.code, ran.out) == (0, good[chosen]) or (ran.code == 5 and "recovery doctor" in ran.err), (
            place,
            ran,
        )
        refused += ran.code == 5
        if number % 2:
            continue
        # As with a journal of an older program, which has no checksums: never a fault of the program.
        sums.unlink()
        ran = written(*lines[chosen])
        assert ran.code in (0, 4, 5), (place, ran)
        assert "in the program itself" not in ran.err, (place, ran)
        if number % 4 == 0:
            ran = written("sos")
            assert ran.code == 0, (place, ran)
            assert "911" in ran.out, (place, ran)
        for left in home.glob("journal.db-*"):
            left.unlink()
        sums.write_bytes(kept)
    assert refused > FLIPS * 0.9
    assert [written(*line).out for line in lines] == good


def test_the_prompt_compares_no_pages_and_never_fails(
    written: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands before each line of a shell, and shows at most a wrong number: the next command refuses."""
    path = home / "journal.db"
    whole = written("today", "--prompt").out
    compared: list[object] = []
    with monkeypatch.context() as once:
        once.setattr(page_sums, "check", lambda *given: compared.append(given))
        assert written("today", "--prompt") == (0, whole, "")
        assert not compared
        assert written("streak").code == 0
        assert compared
    content = path.read_bytes()
    for place in islice(flips(path), 40):
        ran = written("today", "--prompt")
        assert (ran.code, ran.err) == (0, ""), place
    for place, bit in ((18, 3), (19, 3), (63, 1), (63, 2), (63, 4)):  # how it is written, and its schema's version
        damaged = content[:place] + bytes([content[place] ^ bit]) + content[place + 1 :]
        path.write_bytes(damaged)
        assert (written("today", "--prompt").err, path.read_bytes()) == ("", damaged), place  # nothing is brought up
    path.write_bytes(content.replace(b"my daughter", b"my laughter"))
    assert written("today", "--prompt") == (0, whole, "")
    assert written("log", "5").code == 5


def test_a_flipped_bit_in_a_long_journal_is_seen_by_every_command(written: Call, home: Path) -> None:
    """As after many years: what a command reads is a small part of the file, and all of it is compared."""
    path = home / "journal.db"
    with connection.existing() as journal, journal.command("edit") as number:
        journal.execute(
            """INSERT INTO changes (command, "table", row, action, data)
               SELECT ?, "table", row, 'update', json_set(data, '$.text', ?) FROM changes WHERE "table" = 'note' """,
            (number, "years " * (2 << 20)),
        )
    good = written("plan", "show").out
    content = path.read_bytes()
    assert len(content) > 12 << 20
    path.write_bytes(content.replace(b"my daughter", b"my laughter"))
    assert written("plan", "show").code == written("log", "2").code == 5
    path.write_bytes(content)
    assert written("plan", "show").out == good
    chance = random.Random(SEED)
    with path.open("r+b") as file:
        for place in (chance.randrange(len(content)) for _ in range(FLIPS // 10)):
            for byte in (content[place] ^ 1 << chance.randrange(8), content[place]):
                file.seek(place)
                file.write(bytes([byte]))
                file.flush()
                ran = written("plan", "show")
                assert ran.code == 5 if byte != content[place] else (ran.code, ran.out) == (0, good), place


def test_doctor_finds_a_word_that_was_changed_on_the_disk_and_the_way_on(written: Call, home: Path) -> None:
    path = home / "journal.db"
    assert written("doctor").code == 0
    content = path.read_bytes()
    assert content.count(b"my daughter") == 1
    path.write_bytes(content.replace(b"my daughter", b"my laughter"))
    assert written("plan", "show").code == written("log", "2").code == 5
    ran = written("doctor")
    assert (ran.code, "journal" in ran.out, "backup" in ran.out) == (5, True, True)
    assert written("sos").code == 0
    # A backup has the words; or the person goes on with what is there.
    assert written("doctor", "--take-as-it-is").code == 0
    assert "my laughter" in written("plan", "show").out
    assert written("log", "2").code == 0
    path.write_bytes(path.read_bytes().replace(b"my laughter", b"my daughter"))
    assert written("plan", "show").code == 5


def test_what_another_program_writes_or_a_kill_leaves_is_no_damage(written: Call, home: Path) -> None:
    import sqlite3

    with sqlite3.connect(home / "journal.db") as other:
        other.execute("UPDATE note SET text = 'the river was low'")
    other.close()
    assert "low" in written("show", "--json").out
    assert written("doctor").code == 0
    with sqlite3.connect(home / "journal.db", isolation_level=None) as other:
        other.execute("VACUUM")
    other.close()
    assert written("show").code == 0
    # What leaves no trace of itself cannot be told from rot: the way on is named, not a backup alone.
    assert written("log", "1").code == 0
    with sqlite3.connect(home / "journal.db", isolation_level=None) as other:
        other.execute("INSERT INTO search (search) VALUES ('rebuild')")
    other.close()
    ran = written("show")
    assert (ran.code, "--take-as-it-is" in ran.err) == (5, True)
    assert written("doctor", "--take-as-it-is").code == 0
    assert written("show").code == 0
    # A log that waits is another's work under way.
    shutil.copytree(home, home.parent / "before")
    with sqlite3.connect(home / "journal.db") as other:
        other.execute("UPDATE note SET text = 'the river was dry'")
        other.commit()
        shutil.copy(home / "journal.db-wal", home.parent / "wal")
    other.close()
    shutil.rmtree(home)
    (home.parent / "before").rename(home)
    shutil.copy(home.parent / "wal", home / "journal.db-wal")
    assert "dry" in written("show", "--json").out
    assert written("log", "2").code == 0
    assert (home / "journal.db-sums").exists()
    assert written("doctor").code == 0


def test_what_another_command_writes_meanwhile_is_no_damage(
    written: Call, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two commands at once: the second writes and is killed while the first works out which pages it wrote itself."""
    read_log = page_sums._pages_in_log

    def overtaken(path: Path) -> set[int] | None:
        pages = read_log(path)
        other = engine.connect(home / "journal.db")
        other.execute("UPDATE note SET text = 'the river was low'")
        other.execute(connection.MARK)
        other.close()
        return pages

    with monkeypatch.context() as once:
        once.setattr(page_sums, "_pages_in_log", overtaken)
        assert written("log", "2").code == 0
    assert (home / "journal.db-sums").exists()
    assert "low" in written("show", "--json").out
    assert written("doctor").code == 0


def test_reading_the_file_for_its_checksums_gives_up_no_lock(written: Call, home: Path) -> None:
    """A process that closes any descriptor of a file loses its POSIX locks on it; another would take the log away."""
    other = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM note').fetchall(); c.close()"
    )
    with connection.existing() as journal:
        journal.execute("SELECT count(*) FROM note").fetchone()
        with connection.existing():
            pass  # a second one that ends takes no lock of the first along
        subprocess.run([sys.executable, "-c", other, str(home / "journal.db")], check=True)
        assert (home / "journal.db-shm").exists(), "the other process took itself for the last one"
        assert journal.execute("PRAGMA quick_check").fetchone() == ("ok",)


def test_a_flipped_bit_in_a_locked_journal_is_never_another_answer(opened: Locked, call: Call) -> None:
    for line in WRITTEN:
        assert call(*line).code == 0
    assert not (opened.home / "journal.db-sums").exists()
    good = call("export", "data").out
    assert "river" in good
    for place in flips(opened.home / "journal.db"):
        ran = call("export", "data")
        assert (ran.code, ran.out) == (0, good) or (ran.code == 5 and "recovery doctor" in ran.err), (place, ran)
    assert call("export", "data").out == good


def test_a_flipped_bit_in_a_key_file_is_damage_and_no_wrong_passphrase(opened: Locked, call: Call) -> None:
    path = opened.home / "key.json"
    good = keyfile.load(path)
    shown = call("show", "--json").out
    for number, place in enumerate(flips(path)):
        try:
            assert keyfile.load(path) == good, place
        except Unreadable as error:
            assert "recovery" in error.sentence, place  # noqa: PT017 - either is right
        if number % 10 == 0:
            ran = call("show", "--json")
            assert (ran.code, ran.out) == (0, shown) or (ran.code == 5 and "recovery" in ran.err), (place, ran)
    assert keyfile.load(path) == good
    # A damaged salt is not said to be a wrong passphrase.
    document = json.loads(path.read_text())
    salt = document["passphrase"]["salt"]
    document["passphrase"]["salt"] = f"{int(salt, 16) ^ 1:032x}"
    path.write_text(json.dumps(document))
    ran = opened.run("unlock", env=GIVEN)
    assert (ran.code, "recovery doctor" in ran.err) == (5, True)


def read(backup: Path, key: bytes | None) -> list[object]:
    """What a restored journal would hold."""
    with backups.apart(backup) as copy, backups.opened(copy, key) as connection:
        return [
            connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in (*kinds.WITH_HISTORY, "changes", "timeline")
        ]


@pytest.mark.parametrize("kind", ["open", "locked"])
def test_a_flipped_bit_in_a_backup_is_refused(
    kind: str, request: pytest.FixtureRequest, call: Call, home: Path
) -> None:
    request.getfixturevalue("heroin" if kind == "open" else "opened")
    for line in WRITTEN:
        assert call(*line).code == 0
    backup = home.parent / "copy"
    assert call("backup", "-o", str(backup)).code == 0
    key = None if kind == "open" else opening.key_of(keyfile.load())
    good = read(backup, key)
    for number, place in enumerate(flips(backup)):
        try:
            assert read(backup, key) == good, place
        except Unreadable as error:
            assert "recovery doctor" in error.sentence, (place, error)  # noqa: PT017 - either is right
        if number % 40 == 0:
            assert call("restore", str(backup), "--yes").code in (0, 5), place
    assert read(backup, key) == good
    assert call("restore", str(backup), "--yes").code == 0


def test_a_backup_of_an_older_program_has_no_checksum_and_is_taken(written: Call, home: Path, run: Run) -> None:
    backup = home.parent / "old.db"
    assert written("backup", "-o", str(backup)).code == 0
    backup.write_bytes(backup.read_bytes()[:-32])
    assert written("restore", str(backup), "--yes").code == 0
    backup.write_bytes(backup.read_bytes() + bytes(16))
    assert written("restore", str(backup), "--yes").code == 5
