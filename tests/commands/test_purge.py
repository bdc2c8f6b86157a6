"""Erasing: what was erased stands in no decrypted byte of the journal, of its own backups, of a journal put aside."""

from __future__ import annotations

import json
import os
import shutil
import signal
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from recovery import system
from recovery.aliases import merging
from recovery.store import backups, connection, database, engine, erasing, history, home, keyfile, session, switching
from tests.commands.conftest import GIVEN, Locked
from tests.conftest import Call, OpenTerminal

WORD = "Zanzibarite"


def decrypted(folder: Path, *, swept: bool = False) -> dict[str, bytes]:
    """The journal and each own backup without the key, in small letters; once `swept` none has a page out of use."""
    key_file = keyfile.load()
    key = session.held(key_file)
    assert key is not None
    texts = {"journal.db": _plain(home.journal_path(), key, folder / "journal", swept=swept)}
    for path in backups.own():
        with backups.apart(path) as copy:
            assert copy.key_file == key_file, "as locked as the journal"
            texts[path.name] = _plain(copy.path, key, folder / path.stem, swept=swept)
    return texts


def _plain(path: Path, key: bytes, target: Path, *, swept: bool) -> bytes:
    with closing(engine.connect(path, key)) as source:
        assert source.execute("PRAGMA freelist_count").fetchone() == (0,) or not swept, "a free page may hold anything"
        switching.convert(source, target, None)
        # The export copies rows, and of the full-text index its inner tables too: whatever it keeps is among them.
        tables = [str(row[0]) for row in source.execute("SELECT name FROM sqlite_schema WHERE rootpage > 0")]
        assert {"search_data", "search_content", "changes"} <= set(tables)
    content = target.read_bytes()
    target.unlink()
    assert content.startswith(database.PLAIN_HEADER)
    return content.lower()


def fill(call: Call, day: str, note: str) -> str:
    """An entry of each early kind with the word in it, one of them edited; returns the note's id."""
    at = ("--at", f"{day} 12:00")
    long = f"{WORD} " * 300
    assert call("log", "7", f"{WORD} trigger", "-c", f"{WORD} skill", *at, "--note", long).code == 0
    assert call("lapse", *at, "--amount", f"{WORD} amount").code == 0
    assert call("attend", "group", f"{WORD} group", "--takeaway", long, *at).code == 0
    assert call("thought", "--situation", f"{WORD} situation", *at).code == 0
    id = str(call("note", *at, note, "--json").json["id"])
    assert call("edit", id, "--text", f"other {WORD}").code == 0
    return id


def back_up(opened: Locked) -> None:
    """Make each kind of own backup anew, with what is in the journal now."""
    for path in backups.own():
        path.unlink()
    for line in (["log", "2", "today"], ["backup"]):
        assert opened.run(*line).code == 0
    assert len(backups.own()) == 3


def holding(texts: dict[str, bytes], *words: str) -> list[str]:
    """Which files hold one of the words."""
    return [name for name, text in texts.items() for word in words if word.lower().encode() in text]


def test_purge_leaves_no_byte_in_a_locked_journal_and_its_backups(opened: Locked, call: Call, tmp_path: Path) -> None:
    note = fill(call, "2026-01-06", f"{WORD} note")
    assert call("note", "--at", "2026-02-01 12:00", "this remains").code == 0
    back_up(opened)
    full = decrypted(tmp_path)
    assert holding(full, WORD) == list(full), "the search finds what is there"
    assert call("purge", "--before", "2026-02-01", "--yes", "--json").json == {"erased": 5, "not_reached": []}
    left = decrypted(tmp_path, swept=True)
    assert list(left) == list(full)
    assert holding(left, WORD, note) == []
    assert holding(left, "this remains") == list(left)
    assert call("doctor").code == 0


def test_forever_leaves_no_byte_in_a_locked_journal_and_its_backups(opened: Locked, call: Call, tmp_path: Path) -> None:
    note = str(call("note", f"{WORD} " * 300, "-t", f"{WORD} trigger", "--json").json["id"])
    assert call("edit", note, "--text", f"other {WORD}").code == 0
    assert call("note", "this remains").code == 0
    item = call("plan", "add", "reason", f"{WORD} reason", "--json").json["id"]
    back_up(opened)
    assert holding(full := decrypted(tmp_path), WORD) == list(full)
    for line in (("remove", note), ("plan", "remove", item)):
        ran = call(*line, "--forever", "--yes")
        assert (ran.code, ran.err) == (0, "")
    left = decrypted(tmp_path, swept=True)
    assert holding(left, WORD, note, item) == []
    assert holding(left, "this remains") == list(left)


def test_names_that_were_made_one_go_with_the_last_entry_that_carries_them(
    opened: Locked, call: Call, tmp_path: Path
) -> None:
    """Each under which another is still counted stays, and so does what undo could bring back."""
    spelled = f"{WORD} corner"
    for day, trigger in (("2026-01-06", spelled), ("2026-01-07", "the corner"), ("2026-02-03", "old bridge")):
        assert call("log", "7", "-t", trigger, "-c", f"{WORD} skill", "--at", f"{day} 12:00").code == 0
    assert call("log", "7", "-t", "bridge", "--at", "2026-02-04 12:00").code == 0
    kept = call("log", "6", "-t", "removed one", "--at", "2026-02-05 12:00", "--json").json["id"]
    assert call("skill", "rename", f"{WORD} skill", "cold shower").code == 0
    for old, new in ((spelled, "the corner"), ("old bridge", "bridge"), ("removed one", "bridge")):
        assert call("trigger", "merge", old, new).code == 0
    assert call("remove", kept, "--yes").code == 0
    back_up(opened)
    assert call("purge", "--before", "2026-02-01", "--yes", "--json").json == {"erased": 2, "not_reached": []}
    lines = [line for line in call("export", "data", "-o", "-").out.splitlines() if '"alias"' in line]
    assert sorted(json.loads(line)["name"] for line in lines) == [f"{WORD} skill", "old bridge", "removed one"]
    corner = f"{WORD} corner".lower().encode()
    assert not [name for name, text in decrypted(tmp_path, swept=True).items() if corner in text]
    last = call("show", "--kind", "craving", "--json").json[0]["id"]
    assert call("remove", last, "--forever", "--yes").code == 0
    assert holding(decrypted(tmp_path, swept=True), WORD, "cold shower", "old bridge") == []
    with connection.existing() as journal:  # `undo` stops at what was erased; the step before it is there all the same
        history.undo(journal)  # the removal of the one that is counted under "bridge"
    assert call("triggers", "--as-of", "2026-02-10", "--json").json[0]["name"] == "bridge"


def put_aside(locked: Locked) -> Path:
    """Restore a backup by the words while nobody has the key, so that the journal here goes aside as it is."""
    backup = locked.home.parent / f"kept-{len(home.asides())}.zip"
    assert locked.run("backup", "-o", str(backup)).code == 0
    assert locked.run("lock").code == 0
    restored = locked.run("restore", str(backup), "--recovery-phrase", "-", "--json", piped=locked.words)
    return Path(restored.json["aside"])


def aside_text(folder: Path, key: bytes, target: Path) -> bytes:
    """A journal put aside, without the key."""
    return _plain(folder / "journal.db", key, target, swept=False)


@pytest.mark.parametrize("another_key", [False, True])
def test_forever_reaches_a_journal_put_aside(opened: Locked, call: Call, tmp_path: Path, *, another_key: bool) -> None:
    """By the key it has in common with the journal, and by a key that the journal had before."""
    note = str(call("note", f"{WORD} " * 300, "--json").json["id"])
    assert call("note", "this remains").code == 0
    folder = put_aside(opened)
    assert opened.run("unlock", env=GIVEN).code == 0
    key = session.held(keyfile.load())
    assert key is not None
    assert WORD.lower().encode() in aside_text(folder, key, tmp_path / "before")
    if another_key:
        environment = GIVEN | {"RECOVERY_NEW_PASSPHRASE": "five other random little words"}
        assert opened.run("passphrase", "change", "--new-key", env=environment).code == 0
        assert opened.run("unlock", env={"RECOVERY_PASSPHRASE": "five other random little words"}).code == 0
    ran = call("remove", note, "--forever", "--yes")
    assert (ran.code, ran.err) == (0, "")
    left = aside_text(folder, key, tmp_path / "after")
    assert not [word for word in (WORD.lower(), note) if word.encode() in left]
    assert b"this remains" in left
    assert sorted(path.name for path in folder.iterdir()) == ["journal.db", "key.json"], "no log is left of it"


def test_forever_reaches_a_journal_put_aside_whose_key_file_is_damaged(
    opened: Locked, call: Call, tmp_path: Path
) -> None:
    note = str(call("note", f"{WORD} " * 300, "--json").json["id"])
    folder = put_aside(opened)
    (folder / "key.json").write_text("{}")
    assert opened.run("unlock", env=GIVEN).code == 0
    assert (ran := call("remove", note, "--forever", "--yes")).err == "", ran
    key = session.held(keyfile.load())
    assert key is not None
    assert WORD.lower().encode() not in aside_text(folder, key, tmp_path / "after")


def test_purge_reaches_an_open_journal_put_aside_and_its_log(heroin: Call, home: Path) -> None:
    aside = home / "aside-2026-03-01-120000"
    aside.mkdir()
    with closing(engine.connect(home / "journal.db")) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM note").fetchone()  # so that the log stays
        assert heroin("note", f"{WORD} " * 300, "--at", "2026-01-06 12:00").code == 0
        assert heroin("note", "this remains", "--at", "2026-02-01 12:00").code == 0
        for path in home.glob("journal.db*"):
            (aside / path.name).write_bytes(path.read_bytes())
    assert WORD.encode() in (aside / "journal.db-wal").read_bytes()
    assert heroin("purge", "--before", "2026-02-01", "--yes", "--json").json == {"erased": 1, "not_reached": []}
    assert [file.name for file in aside.iterdir()] == ["journal.db"]
    content = (aside / "journal.db").read_bytes()
    assert WORD.encode() not in content
    assert WORD.lower().encode() not in content
    assert b"this remains" in content


def test_a_damaged_journal_put_aside_is_named_and_left_as_it_is(heroin: Call, home: Path) -> None:
    """The journal breaks, a backup takes its place: nothing but deleting reaches what was put aside."""
    note = str(heroin("note", f"{WORD} " * 300, "--json").json["id"])
    assert heroin("backup", "-o", str(home.parent / "kept.db")).code == 0
    journal = home / "journal.db"
    content = journal.read_bytes()
    journal.write_bytes(content[:4096] + bytes(8192) + content[12288:])
    aside = Path(heroin("restore", str(home.parent / "kept.db"), "--json").json["aside"])
    before = (aside / "journal.db").read_bytes()
    assert WORD.encode() in before
    ran = heroin("remove", note, "--forever", "--yes")
    assert ran.code == 0
    assert "may still hold" in ran.err
    assert f"rm -r {aside}" in ran.err
    assert (aside / "journal.db").read_bytes() == before
    named = heroin("purge", "--before", "2026-01-02", "--yes", "--json").json["not_reached"]
    assert [f"rm -r {aside}" in path for path in named] == [True]


@pytest.mark.parametrize("locked_now", [False, True])
def test_wipe_after_the_typed_words(opened: Locked, terminal: OpenTerminal, home: Path, locked_now: bool) -> None:
    """Any other answer changes nothing; the words erase all, also where nobody has the key."""
    run = opened.run
    assert run("log", "7", "payday").code == 0
    assert run("lock" if locked_now else "backup").code == 0
    (home / "mine.txt").write_text("not the program's")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    key_file = keyfile.load()
    for answer in ("yes", "erase everything now", ""):
        refused = terminal("wipe")
        refused.see('Type "erase everything" to go on:')
        assert "solid-state" in " ".join(refused.screen.split())
        refused.type(answer)
        if not answer:
            refused.child.sendeof()
        assert refused.end() in (0, 130)
        assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before, answer
    agreed = terminal("wipe")
    agreed.see('Type "erase everything" to go on:')
    agreed.type("  Erase  everything ")
    assert agreed.end() == 0
    assert "Erased." in agreed.screen
    assert "mine.txt" in agreed.screen
    assert [path.name for path in home.iterdir()] == ["mine.txt"]
    assert session.held(key_file) is None
    assert run("show").code == 3


@pytest.mark.skipif(not system.FORKS, reason="a process is killed in the middle of its work")
def test_a_purge_that_is_killed_at_any_step_leaves_no_byte_once_it_is_said_again(heroin: Call, tmp_path: Path) -> None:
    """Also no name that only a backup knows any more, and no copy that was being made."""
    at = ("--at", "2026-01-06 12:00")
    assert heroin("log", "7", f"{WORD} trigger", "-c", f"{WORD} skill", *at, "--note", f"{WORD} " * 300).code == 0
    assert heroin("skill", "rename", f"{WORD} skill", "cold shower").code == 0
    assert heroin("note", "this remains").code == heroin("backup").code == 0
    folder = home.folder()
    shutil.copytree(folder, tmp_path / "whole")
    steps: list[tuple[Any, str]] = [
        (erasing, "in_copies"), (backups, "opened"), (backups, "read_back"), (backups, "_keep"),
        (merging, "erase_unused"), (connection.Journal, "end_command"), (erasing, "finish"), (erasing, "scrub"),
    ]  # fmt: skip
    for owner, name in steps:
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "whole", folder)
        child = os.fork()
        if not child:
            setattr(owner, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
            heroin("purge", "--before", "2026-02-01", "--yes")
            os._exit(0)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL, name
        assert "this remains" in heroin("show").out, name
        assert heroin("purge", "--before", "2026-02-01", "--yes").code == 0, name
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert [path for path in files if WORD.encode() in path.read_bytes()] == [], name
        assert heroin("doctor").code == 0, name
