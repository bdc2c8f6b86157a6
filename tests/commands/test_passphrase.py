"""Locking, opening, changing: who gets in, who does not, and that nothing is lost on the way."""

from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pexpect
import pytest

from recovery import errors
from recovery.store import keyfile, keys, phrase, strength
from recovery.store.keyfile import COST, Cost
from tests.commands.conftest import GIVEN, PASSPHRASE, Locked, phrase_in
from tests.conftest import PATIENCE_SECONDS, PROGRAM, Call, OpenTerminal, Run

NEW = {"RECOVERY_NEW_PASSPHRASE": "five other random little words"}
READS = (["show"], ["search", "x"], ["today"], ["streak"], ["report"], ["triggers"], ["calendar"], ["export", "data"],
         ["config"], ["backup"], ["undo"], ["doctor"], ["purge", "--before", "2026-01-01", "--yes"])  # fmt: skip


def test_a_journal_locked_from_the_start_opens_with_passphrase_words_and_session_alone(locked: Locked) -> None:
    run = locked.run
    assert len(locked.words.split()) == 24
    assert run("log", "7", "payday", env=GIVEN).code == 0
    assert b"payday" not in (locked.home / "journal.db").read_bytes()
    for line in READS:
        ran = run(*line)
        assert (ran.code, "unlock" in ran.err) == (7, True), (line, ran)
    assert run("unlock", "--recovery-phrase", "-", piped=locked.words).code == 0
    assert run("show", "--json").json[0]["triggers"] == ["payday"]
    assert run("lock").code == 0
    assert run("show").code == 7
    assert run("show", env={"RECOVERY_PASSPHRASE": "wrong"}).code == 7
    command = f"printf '%s\\nsecond line' '{PASSPHRASE}'"
    assert run("show", env={"RECOVERY_PASSPHRASE_COMMAND": command}).code == 0
    assert run("init").code == 7


def test_a_locked_sos_is_offered_somebody_of_the_plan_once_with_what_will_be_readable(
    locked: Locked, terminal: OpenTerminal
) -> None:
    for line, key, shown in (
        ("plan start", "\r", False),
        ("plan start --all", "q\r", False),
        ("passphrase set", "k", True),
    ):
        if line == "passphrase set":
            assert locked.run("passphrase", "remove", "--yes", env=GIVEN).code == 0
        screen = terminal(*line.split(), env=GIVEN)
        questions = {
            "plan start": (("a reason >", "my kid"), (" >", "Maria, 555-0100"), ("right", ""), ("if >", "")),
            "plan start --all": (),
            "passphrase set": (("(Enter to do it later)", ""), ("are on paper.", "")),
        }[line]
        for question, answer in questions:
            screen.see(question)
            screen.type(answer)
        if questions:
            screen.see("without the passphrase:")
            screen.see("Maria 555-0100")
            screen.see("[k]eep that readable, Enter: no")
        screen.child.send(key)
        if line == "plan start":
            screen.see("[c]heck in")
            screen.child.send("\r")
        assert screen.end() == 0
        assert ("Maria" in locked.run("sos").out) is shown, line


@pytest.mark.usefixtures("heroin")
def test_locking_names_a_journal_put_aside_that_stays_in_plain_text(run: Run, home: Path) -> None:
    aside = home / "aside-2026-03-01-120000"
    aside.mkdir()
    shutil.copy(home / "journal.db", aside / "journal.db")
    assert str(aside / "journal.db") in run("passphrase", "set", env=GIVEN).err


def test_locking_an_open_journal_takes_everything_along_and_removing_brings_it_back(heroin: Call, run: Run) -> None:
    heroin("log", "7", "payday", "--note", "words to find")
    heroin("edit", heroin("log", "3", "--json").json["id"], "--intensity", "4")
    before = heroin("export", "data").out
    history = heroin("undo", "--list").out
    set_ = run("passphrase", "set", env=GIVEN)
    words = phrase_in(set_.out)
    assert (phrase.read(words), set_.code) == (phrase.read(words), 0)
    assert run("export", "data").code == 7
    assert run("unlock", env=GIVEN).code == 0
    assert heroin("export", "data").out == before
    assert heroin("undo", "--list").out == history
    assert len(heroin("search", "find", "--json").json) == 1
    assert heroin("doctor").code == 0
    assert run("passphrase", "set", env=GIVEN).code == 4
    assert run("passphrase", "remove").code == 2
    assert run("passphrase", "remove", "--yes").code == 0
    assert heroin("export", "data").out == before


def test_another_passphrase_opens_and_the_old_one_does_not(locked: Locked) -> None:
    run = locked.run
    run("log", "7", "payday", env=GIVEN)
    run("backup", "-o", "old.zip", env=GIVEN)
    assert run("passphrase", "change", env=GIVEN).code == 2
    assert run("passphrase", "change", env=GIVEN | NEW).code == 0
    now = {"RECOVERY_PASSPHRASE": NEW["RECOVERY_NEW_PASSPHRASE"]}
    assert run("show", env=GIVEN).code == 7
    assert run("show", env=now).code == 0
    before = (locked.home / "journal.db").read_bytes()[:16]
    key_file = keyfile.load(locked.home / "key.json")
    assert run("passphrase", "change", "--new-key", env=now | {"RECOVERY_NEW_PASSPHRASE": "third"}).code == 0
    third = {"RECOVERY_PASSPHRASE": "third"}
    assert (locked.home / "journal.db").read_bytes()[:16] != before
    assert keyfile.load(locked.home / "key.json").public != key_file.public
    assert run("show", env=now).code == 7
    assert len(run("show", "--json", env=third).json) == 1
    assert run("unlock", "--recovery-phrase", "-", piped=locked.words).code == 0, "the words stay"
    old = str(locked.home.parent / "old.zip")
    assert run("restore", old, env=third).code == 0, "after two changes the present passphrase opens an old backup"
    assert len(run("show", "--json", env=third).json) == 1


def test_new_words_replace_the_old_ones(locked: Locked) -> None:
    ran = locked.run("passphrase", "change", "--new-phrase", "--json", env=GIVEN | NEW)
    words = ran.json["recovery_phrase"]
    assert locked.run("unlock", "--recovery-phrase", "-", piped=locked.words).code == 7
    assert locked.run("unlock", "--recovery-phrase", "-", piped=words).code == 0
    assert locked.run("passphrase", "check", piped=words).code == 0
    assert keyfile.load(locked.home / "key.json").phrase_checked


def test_words_are_asked_back_on_a_terminal(heroin: Call, terminal: object, home: Path) -> None:
    screen = terminal("passphrase", "set")  # type: ignore[operator]
    for _ in range(2):
        screen.see(": ")
        screen.type(PASSPHRASE)
    screen.see("(Enter to do it later) ")
    words = phrase_in(screen.screen)
    asked = [int(word) for word in screen.raw.rpartition("words ")[2].partition("?")[0].replace("and", ",").split(",")]
    screen.type("not these words")
    screen.see("Those are not the words")
    screen.see("later) ")
    screen.type(" ".join(words.split()[place - 1] for place in asked))
    screen.see("[y/N] ")
    assert "\x1b[3J" in screen.raw
    numbered = [f"{place}. {word}" for place, word in enumerate(words.split(), start=1)]
    assert not [word for word in numbered if word in screen.screen], "nobody reads them there after that"
    screen.type("y")
    for answer in ("put shoes on", "go to the porch", "Maria", "555-0100"):
        screen.see("? ")
        screen.type(answer)
    assert screen.end() == 0
    assert keyfile.load(home / "key.json").phrase_checked
    assert max(map(len, screen.screen.splitlines())) <= 80
    shown = heroin("sos").out
    assert "put shoes on" in shown
    assert "555-0100" in shown


def test_a_forgotten_passphrase_is_replaced_by_the_words_and_none_of_them_reaches_the_shell(
    locked: Locked, terminal: OpenTerminal
) -> None:
    words = locked.words.split()
    shell = pexpect.spawn(
        "/bin/sh", env={**os.environ, "TERM": "xterm", "PS1": "ready$ "}, encoding="utf-8", timeout=240
    )
    shell.expect_exact("ready$ ")
    shell.sendline(f"{shlex.join(PROGRAM)} streak")
    for _ in range(3):
        shell.expect_exact("Passphrase: ")
        shell.sendline("not this one")
    shell.expect_exact("alone stops):")
    shell.expect_exact("\x1b[?2004h")
    pasted = [*words[:6], "zebrra", *words[7:19], "appple", *words[20:]]
    shell.send("\x1b[200~" + "\n".join(" ".join(pasted[at : at + 8]) for at in (0, 8, 16)) + "\n\x1b[201~\rleft over")
    shell.expect_exact("Word 7 is not on the list. Type word 7 again, or all of them:")
    shell.expect_exact("\x1b[?2004h")
    shell.sendline(words[6])
    shell.expect_exact("Word 20 is not on the list. Type word 20 again, or all of them:")
    shell.expect_exact("\x1b[?2004h")
    for at in (0, 8, 16):
        shell.sendline(" ".join(words[at : at + 8]))
    shell.expect_exact("heroin")
    shell.expect_exact("Choose a new passphrase now? [Y/n]")
    shell.sendline("")
    for _ in range(2):
        shell.expect_exact(": ")
        shell.sendline(NEW["RECOVERY_NEW_PASSPHRASE"])
    shell.expect_exact("Your 24 words stay")
    shell.expect_exact("ready$ ")
    shell.sendline("echo the end")
    shell.expect_exact("echo the end")
    assert "left" not in str(shell.before)
    shell.close(force=True)
    new = {"RECOVERY_PASSPHRASE": NEW["RECOVERY_NEW_PASSPHRASE"]}
    assert locked.run("show", env=new).code == 0
    assert locked.run("show", env=GIVEN).code == 7
    # Enter alone seals what was to be written.
    screen = terminal("log", "5")
    screen.see("Press Enter and this is kept")
    for _ in range(3):
        screen.see("assphrase: ")
        screen.type("not this one")
    screen.see("alone stops):")
    screen.type("")
    assert screen.end() == 0
    assert "Kept, sealed." in screen.raw


@pytest.mark.parametrize("line", [("unlock",), ("streak",)])
def test_without_passphrase_and_words_it_says_what_is_left(
    locked: Locked, terminal: OpenTerminal, line: tuple[str, ...]
) -> None:
    screen = terminal(*line, columns=40)
    for _ in range(3):
        screen.see("assphrase: ")
        screen.type("not this one")
    screen.see("alone stops")
    assert "\nmore, or Enter to stop." in screen.screen
    screen.type("I don\u2019t have the words")
    assert screen.end() == 7
    said = " ".join(screen.raw.split())
    for way in ("recovery sos still works", "recovery restore FILE", "recovery pair", "recovery wipe, then"):
        assert way in said, way
    assert "recovery unlock" not in said, "that was just tried"
    assert max(map(len, screen.screen.splitlines())) <= 80


def changed(key_file: bytes) -> Iterator[tuple[str, bytes]]:
    """A key file that somebody meddled with, in each way."""
    for change in ("passphrase", "public", "phrase", "cost", "newer"):
        document = json.loads(key_file)
        if change == "passphrase":
            document["passphrase"]["sealed"] = document["passphrase"]["sealed"][:-2] + "00"
        elif change == "public":
            document["public"] = bytes(32).hex()
        elif change == "phrase":
            document["phrase"]["public"] = bytes(32).hex()
        elif change == "cost":
            document["passphrase"] |= {"iterations": 1, "memory_kib": 64}
        else:
            document["version"] = 99
        yield change, json.dumps(document).encode()
    yield "swapped", keys.make("ab" * 16, keys.new_key(), PASSPHRASE, os.urandom(32)).content()
    yield from (("cut", key_file[:200]), ("empty", b""), ("text", b"hello"))


def test_a_key_file_that_was_changed_opens_nothing_and_changes_nothing(opened: Locked) -> None:
    path = opened.home / "key.json"
    good = path.read_bytes()
    for change, content in changed(good):
        path.write_bytes(content)
        before = {file.name: file.read_bytes() for file in opened.home.iterdir() if file.is_file()}
        for line, env in ((["show"], {}), (["unlock"], GIVEN)):
            ran = opened.run(*line, env=env)
            assert ran.code in (5, 7), (change, line, ran)
            assert ran.err.strip().endswith((".", "-", "FILE"))
            assert "Traceback" not in ran.err
        assert {file.name: file.read_bytes() for file in opened.home.iterdir() if file.is_file()} == before, change
    path.write_bytes(good)
    assert opened.run("show").code == 0


def test_a_cheap_wrap_that_is_still_accepted_is_renewed_at_the_next_unlock(locked: Locked) -> None:
    path = locked.home / "key.json"
    key_file = keyfile.load(path)
    key = keys.by_passphrase(key_file, PASSPHRASE)
    assert COST.accepted()
    assert not Cost(1, 65_536, 1).accepted()
    assert not Cost(3, 19_455, 1).accepted()
    assert key_file.cost == Cost(2, 19_456, 1) == keyfile.FLOOR
    as_a_person = {**GIVEN, "PYTHONUTF8": "1"}  # the program is started anew, and spends what it is to spend
    assert locked.run("unlock", env=as_a_person).code == 0
    assert keyfile.load(path).cost == COST
    assert keys.by_passphrase(keyfile.load(path), PASSPHRASE) == key


def test_a_journal_that_is_not_the_key_files_is_refused(opened: Locked, heroin_elsewhere: Path) -> None:
    journal = opened.home / "journal.db"
    good = journal.read_bytes()
    for content in (heroin_elsewhere.read_bytes(), b"", good[: len(good) // 2], os.urandom(8192)):
        journal.write_bytes(content)
        for line in (["show"], ["log", "5"]):
            ran = opened.run(*line)
            assert ran.code == 5, ran
            assert "restore" in ran.err
        assert journal.read_bytes() == content
        assert opened.run("sos").code == 0
    journal.write_bytes(good)
    assert opened.run("show").code == 0


@pytest.fixture
def heroin_elsewhere(tmp_path: Path, run: Run) -> Path:
    """The file of another journal, open."""
    assert run("log", "3", env={"RECOVERY_HOME": str(tmp_path / "elsewhere")}).code == 0
    return tmp_path / "elsewhere" / "journal.db"


KILLED = (
    (["passphrase", "set"], GIVEN),
    (["passphrase", "change"], GIVEN | NEW),
    (["passphrase", "change", "--new-key"], GIVEN | NEW),
    (["passphrase", "remove", "--yes"], GIVEN),
)


@pytest.mark.parametrize(
    ("line", "env"), KILLED, ids=lambda argument: "-".join(argument) if isinstance(argument, list) else ""
)
def test_killed_at_any_instant_the_old_or_the_new_opens_it_whole(
    line: list[str], env: dict[str, str], run: Run, home: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("heroin" if line[1] == "set" else "locked")
    for number in range(3):
        assert run("log", str(number), f"trigger {number}", env=GIVEN).code == 0
    whole = run("export", "data", env=GIVEN).out
    assert whole.count("\n") == 5
    kept = tmp_path / "kept"
    shutil.copytree(home, kept)
    with beginning(line, env, home) as process:
        began = time.monotonic()
        assert process.wait(PATIENCE_SECONDS) == 0
        took = time.monotonic() - began
    chance = random.Random(len(line))
    ways = [{}, GIVEN, {"RECOVERY_PASSPHRASE": NEW["RECOVERY_NEW_PASSPHRASE"]}]
    for life in range(3):
        shutil.rmtree(home)
        shutil.copytree(kept, home)
        with beginning(line, env, home) as process:
            time.sleep(took * chance.random())
            process.send_signal(signal.SIGKILL)
        opens = [next(way for way in ways if run("export", "data", env=way).out == whole)]
        assert not (home / "key.next.json").exists()
        if not life:
            assert run("log", "5", env=opens[0]).code == 0
            assert run("undo", env=opens[0]).code == 0


def beginning(line: list[str], env: dict[str, str], home: Path) -> subprocess.Popen[bytes]:
    """Start a command; it has begun to change something in the folder, so that a kill meets its work and no loading."""
    before = stamps(home)
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(
        [*PROGRAM, *line], env={**os.environ, **env}, stdin=nowhere, stdout=nowhere, stderr=nowhere
    )
    while stamps(home) == before and process.poll() is None:
        time.sleep(0.001)
    return process


def stamps(home: Path) -> dict[str, int]:
    """When each file of the folder was last written."""
    try:
        return {entry.name: entry.stat().st_mtime_ns for entry in os.scandir(home)}
    except FileNotFoundError:  # one that went meanwhile
        return {}


def test_every_guess_costs_the_whole_work_and_is_answered_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """No way out before or inside the stretching: a near guess, a far one and a damaged wrap are one to who watches."""
    key = keys.new_key()
    whole = keys.make("journal", key, PASSPHRASE, os.urandom(32))
    damaged = whole._replace(passphrase=bytes(len(whole.passphrase)))
    work: list[object] = []
    stretched, opened = keys.stretched, keys._open

    def watched_stretching(passphrase: str, salt: bytes, cost: Cost) -> bytes:
        work.append(cost)
        return stretched(passphrase, salt, cost)

    def watched_opening(*given: Any) -> bytes | None:
        work.append("opened")
        return opened(*given)

    monkeypatch.setattr(keys, "stretched", watched_stretching)
    monkeypatch.setattr(keys, "_open", watched_opening)
    sentences = set()
    for key_file, guess in ((whole, PASSPHRASE[:-1] + "z"), (whole, "x"), (whole, "y" * 999), (damaged, PASSPHRASE)):
        with pytest.raises(errors.Locked) as refused:
            keys.by_passphrase(key_file, guess)
        sentences.add(refused.value.sentence)
    assert sentences == {keys.WRONG}
    assert keys.by_passphrase(whole, PASSPHRASE) == key
    assert work == [keyfile.FLOOR, "opened"] * 5


def test_advice_on_weak_passphrases() -> None:
    assert strength.advice("Password123!") == [strength.WEAK]
    assert strength.advice("aaaaaaaaaaaaaaaa") == [strength.WEAK]
    assert strength.advice("0451998877") == [strength.WEAK]
    assert strength.advice("x7$kQ") == [strength.SHORT]
    assert strength.advice(PASSPHRASE) == []
