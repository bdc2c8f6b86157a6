"""What is written while the journal is locked: sealed at once, in the journal once, whatever happens in between."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from recovery.store import keyfile, keys
from tests.commands.conftest import GIVEN, Locked
from tests.conftest import OpenTerminal


def test_sealed_entries_come_in_once_in_order_as_what_they_are(locked: Locked) -> None:
    run = locked.run
    first = run("log", "9", "payday", "--outcome", "used", "--json")
    document = first.json
    assert (document["kind"], document["intensity"], document["triggers"]) == ("craving", 9, ["payday"])
    assert (document["day"], document["substance"], document["timezone"]) == (None, None, "America/New_York")
    assert "Your old dose can kill now" in first.err
    assert run("note", "-", "--json", piped="from the pipe").json["text"] == "from the pipe"
    assert run("log", "3", "bored", "--at", "3h ago").out.startswith("Kept, sealed.")
    assert run("after", "passed").code == 0
    lapse = run("lapse", "--at", "yesterday 11pm")
    assert lapse.out.startswith("Your old dose can kill now")
    assert run("checkin", "--mood", "6").code == 0
    assert run("log", "15").code == 0
    assert run("log").code == 2, "a line that is not whole needs no key to be refused"
    assert run("log", "high").code == 2
    assert run("checkin").code == 2
    assert run("note", "-", piped="").code == 2
    files = sorted((locked.home / "inbox").iterdir())
    assert len(files) == 7
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert len({path.stat().st_size for path in files}) == 1, "the size tells nothing"
    kept = shutil.copytree(locked.home / "inbox", locked.home.parent / "kept")
    opened = run("unlock", env=GIVEN)
    assert opened.out.count("Kept") == 7
    assert "written while it was locked:" in opened.out
    assert opened.err.count("24 recovery words") == 1, "they are spoken of once"
    assert not list((locked.home / "inbox").iterdir())
    entries = run("show", "--all", "--json").json
    cravings = [entry for entry in entries if entry["kind"] == "craving"]
    assert [entry["id"] for entry in entries if entry["kind"] == "craving" and entry["intensity"] == 9] == [
        document["id"]
    ]
    assert [craving["outcome"] for craving in cravings] == ["passed", "used"]
    assert cravings[1]["substance"] == "heroin"
    assert sum(entry["kind"] == "lapse" for entry in entries) == 2
    (lost,) = [entry for entry in entries if entry["kind"] == "note" and "15" in entry["text"]]
    assert "not accepted as it was" in lost["text"]
    assert run("show", document["id"], "--json").json[0]["source"] == "inbox"
    before = run("export", "data").out
    for path in kept.iterdir():
        shutil.copy(path, locked.home / "inbox" / f"again-{path.name}")
    assert run("export", "data").out == before, "a replay dies"
    assert not list((locked.home / "inbox").glob("*.sealed"))
    assert run("undo").code == 0
    for path in kept.iterdir():
        shutil.copy(path, locked.home / "inbox")
    after = run("export", "data").out
    assert after != before, "what was taken back stays so"


def test_one_use_told_twice_while_locked_is_one_lapse_and_the_second_telling_is_kept(locked: Locked) -> None:
    run = locked.run
    for line in (("checkin", "--used"), ("used", "--note", "after the call"), ("checkin", "--used")):
        assert run(*line).code == 0
    assert run("lapse", "--at", "3 days ago 21:00").code == 0
    assert "recovery lapse --at" in run("unlock", env=GIVEN).err
    entries = run("show", "--all", "--json", env=GIVEN).json
    assert [entry["kind"] for entry in entries].count("lapse") == 2
    (note,) = [entry["text"] for entry in entries if entry["kind"] == "note"]
    assert "after the call" in note


def test_what_is_foreign_is_set_aside_and_named_and_the_rest_taken_in(locked: Locked, tmp_path: Path) -> None:
    run, inbox = locked.run, locked.home / "inbox"
    assert run("log", "5").code == 0
    (inbox / "000000-text.sealed").write_text("hello")
    (inbox / "999999999999999999-empty.sealed").write_bytes(b"")
    (inbox / "big.sealed").write_bytes(bytes(2 << 20))
    (inbox / "\x1b[31mred").write_bytes(
        keys.suite().encrypt(b"{}", keys.inbox_private(bytes(32)).public_key(), info=b"")
    )
    (inbox / "link.sealed").symlink_to("/dev/zero")
    os.mkfifo(inbox / "pipe.sealed")
    opened = run("unlock", env=GIVEN)
    assert opened.code == 0
    assert opened.err.count(".sealed") == 5
    assert "\x1b" not in opened.err
    assert len(list((inbox / "aside").iterdir())) == 6
    assert [entry["intensity"] for entry in run("show", "--json").json] == [5]
    assert "Set aside" in run("doctor").out


def test_taken_in_once_each_when_killed_half_way(locked: Locked) -> None:
    lives, lived = 2, 4
    for life in range(lives):
        for number in range(lived):
            assert locked.run("log", "7", f"{life} {number}").code == 0
        process = subprocess.Popen(
            [sys.executable, "-m", "recovery", "streak"], env=os.environ | GIVEN, stdout=subprocess.DEVNULL
        )
        while len(list((locked.home / "inbox").glob("*.sealed"))) == lived and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert locked.run("show", env=GIVEN).code == 0
    names = [entry["triggers"][0] for entry in locked.run("show", "--all", "--json", env=GIVEN).json]
    assert sorted(names) == [f"{life} {number}" for life in range(lives) for number in range(lived)]


def test_in_sos_the_card_of_a_use_comes_before_any_passphrase(locked: Locked, terminal: OpenTerminal) -> None:
    window = terminal("sos")
    window.see("Enter leaves.")
    window.child.send("u")
    window.see("Your old dose can kill now")
    window.see("Write a lapse down?")
    window.child.send("n")
    window.see("Nothing was written down.")
    assert "Passphrase" not in window.raw
    window.type("")
    assert window.end() == 0
    assert not list((locked.home / "inbox").glob("*.sealed"))


def test_in_sos_its_keys_write_down_while_locked_and_need_no_passphrase(locked: Locked, terminal: OpenTerminal) -> None:
    window = terminal("sos")
    window.see("Your journal is locked; none of this needs it.")
    window.see("Enter leaves.")
    window.child.send("l")
    window.see("How strong, 0 to 10?")
    window.type("9")
    window.see("What set it off?")
    window.type("brother shouting")
    window.see("Kept, sealed.")
    window.see("Your old dose can kill now")
    window.see("WHAT HELPS NOW")
    window.child.send("u")
    window.see("Write a lapse down?")
    window.child.send("y")
    window.see("Kept, sealed.")
    window.see("Enter leaves.")
    assert "assphrase" not in window.raw
    window.type("")
    assert window.end() == 0
    entries = locked.run("show", "--all", "--json", env=GIVEN).json
    assert {entry["kind"] for entry in entries} == {"craving", "lapse"}
    craving = next(entry for entry in entries if entry["kind"] == "craving")
    assert (craving["intensity"], craving["triggers"]) == (9, ["brother shouting"])


def test_in_sos_breathing_needs_no_passphrase_and_leads_back(locked: Locked, terminal: OpenTerminal) -> None:
    window = terminal("sos", env={"TERM": "dumb"})
    window.see("Enter leaves.")
    window.child.send("s")
    window.see("Breathing needs no passphrase")
    window.see("breathe in")
    window.child.send("\r")
    window.see("Press a key; Enter leaves.")
    assert "Passphrase" not in window.raw
    window.type("")
    assert window.end() == 0
    assert not list((locked.home / "inbox").glob("*.sealed"))


def test_surf_alone_breathes_while_locked_and_then_offers_to_seal(locked: Locked, terminal: OpenTerminal) -> None:
    for rating in ("", "9"):
        window = terminal("surf", "-t", "bus", env={"TERM": "dumb"})
        window.see("Breathing needs no passphrase")
        window.see("breathe in")
        window.child.send("\r")
        window.see("how strong was it, 0 to 10?")
        window.type(rating)
        assert window.end() == 0
        assert "Passphrase" not in window.raw
        assert ("Your old dose can kill now" in window.raw) == bool(rating)
    (entry,) = locked.run("show", "--json", env=GIVEN).json
    assert (entry["intensity"], entry["triggers"], entry["coping"]) == (9, ["bus"], ["urge surfing"])


def test_on_a_terminal_enter_seals_and_the_lapse_card_stands_there(locked: Locked, terminal: OpenTerminal) -> None:
    screen = terminal("lapse")
    assert screen.end() == 0, "nobody is asked for a passphrase in that minute"
    assert "Your old dose can kill now" in screen.screen
    assert "Kept, sealed." in screen.screen
    for key, kept in (("n", "Nothing was written down."), ("y", "Kept, sealed.")):
        screen = terminal("used")
        screen.see("Write a lapse down? recovery undo can take it back. [y/n]")
        screen.child.send(key)
        assert screen.end() == 0
        assert screen.screen.startswith("Your old dose can kill now")
        assert kept in screen.screen
    screen = terminal("log", "5")
    screen.see("Press Enter and this is kept, sealed until you unlock.")
    screen.see("Or the passphrase: ")
    screen.type("")
    assert screen.end() == 0
    assert "Kept, sealed." in screen.screen
    screen = terminal("log", "my", "brother", "called", "9", columns=40)
    screen.see("Or the passphrase: ")
    screen.type("")
    screen.see("How strong, 0 to 10? [9]")
    screen.type("")
    assert screen.end() == 0
    assert "Your old dose can kill now" in screen.raw
    taken = locked.run("show", "--kind", "craving", "--json", env=GIVEN).json
    in_one_minute = sorted((entry["intensity"], entry["triggers"]) for entry in taken)
    assert in_one_minute == [(5, []), (9, ["my brother called"])]
    screen = terminal("note", "words on the line")
    screen.see("history")
    screen.see("Or the passphrase: ")
    screen.type(GIVEN["RECOVERY_PASSPHRASE"])
    assert screen.end() == 0
    assert "Kept: note" in screen.screen


def test_a_check_in_asks_and_seals_whatever_is_answered(locked: Locked, terminal: OpenTerminal) -> None:
    for name in ("sleep", "halt", "confidence", "doses", "signs", "exchanges"):
        assert locked.run("config", f"checkin-{name}", "on", env=GIVEN).code == 0
    assert locked.run("med", "add", "methadone", "--since", "2026-02-01", env=GIVEN).code == 0
    screen = terminal("checkin", "--day", "today")
    screen.see("Or the passphrase: ")
    screen.type("")
    for question, answer in [
        ("Did you use", "idk"),
        ("Type y for yes", "y"),
        ("Your old dose can kill now", None),
        ("doses?", "m"),
        ("Mood", "3"),
        ("slept?", "7.5"),
        ("tired?", "ha"),
        ("Confidence", "4"),
        ("warning signs?", "not eating"),
        ("Thoughts of suicide?", "y"),
        ("988", None),
        ("How many good moments", "1"),
        ("How many hard ones?", "2"),
    ]:
        screen.see(question)
        if answer is not None:
            screen.child.send(answer if question == "doses?" else f"{answer}\r")
    assert screen.end() == 0
    assert screen.raw.count("Your old dose") == screen.raw.count("988 Lifeline") == 1
    assert "Kept, sealed." in screen.raw
    assert locked.run("checkin", "--from", "2026-03-02", "--to", "2026-03-04", "--no-use").code == 0
    taken = locked.run("unlock", env=GIVEN).out
    assert "3 days answered, without use: Mon 2 Mar 2026 to Wed 4 Mar 2026." in taken
    *filled, kept = locked.run("show", "--all", "--kind", "checkin", "--json", env=GIVEN).json
    assert [(entry["day"], entry["filled_in"]) for entry in filled] == [(f"2026-03-0{day}", True) for day in (2, 3, 4)]
    facts = ("used", "mood", "sleep_hours", "confidence", "hungry", "lonely", "good", "signs")
    assert [kept[name] for name in facts] == [True, 3, 7.5, 4, True, False, None, ["not eating"]]
    for kind in ("lapse", "dose"):
        assert len(locked.run("show", "--all", "--kind", kind, "--json", env=GIVEN).json) == 1
    (within,) = locked.run("show", "--all", "--kind", "wellbeing", "--json", env=GIVEN).json
    assert (within["thoughts_of_suicide"], within["good_exchanges"], within["hard_exchanges"]) == (True, 1, 2)


@pytest.mark.parametrize(
    "line", [("lapse", "--note", "words"), ("log", "8", "--outcome", "used"), ("after", "used"), ("checkin", "--used")]
)
def test_the_safety_card_of_a_use_comes_first_locked_as_open(
    locked: Locked, terminal: OpenTerminal, line: tuple[str, ...]
) -> None:
    """On one screen, where both streams meet: nothing stands before it, no warning and no question."""
    if line[0] == "after":
        assert locked.run("log", "7", env=GIVEN).code == 0
    command_fails = {"RECOVERY_PASSPHRASE_COMMAND": "false"}
    for environment, kept in ((GIVEN, "Kept: "), ({}, "Kept, sealed."), (command_fails, "Kept, sealed.")):
        screen = terminal(*line, env=environment)
        assert screen.end() == 0
        assert screen.screen.startswith("Your old dose can kill now"), screen.screen
        assert kept in screen.screen


def test_the_card_of_a_use_stands_there_also_where_nothing_can_be_sealed(locked: Locked) -> None:
    (locked.home / "inbox").write_text("in the way of the folder")
    for line in (("checkin", "--used"), ("log", "8")):
        ran = locked.run(*line)
        assert ran.code == 5
        assert ran.out.startswith("Your old dose can kill now")
        assert "Kept" not in ran.out


def test_a_sealed_high_craving_and_thoughts_of_suicide_are_answered_after_what_was_kept(locked: Locked) -> None:
    high = locked.run("log", "8").out
    assert high.index("Kept, sealed.") < high.index("Your old dose can kill now")
    assert "Your old dose" not in locked.run("log", "3").out
    thoughts = locked.run("checkin", "--suicide-thoughts").out
    assert thoughts.startswith("Kept, sealed.")
    assert "988" in thoughts
    assert "988" not in locked.run("checkin", "--no-suicide-thoughts").out


def test_the_shells_prompt_asks_nobody_for_a_passphrase(locked: Locked, terminal: OpenTerminal) -> None:
    screen = terminal("today", "--prompt")
    assert screen.end() == 0
    assert screen.raw == ""
    assert locked.run("unlock", env=GIVEN).code == 0
    assert locked.run("today", "--prompt").out.endswith("d?\n")


@pytest.mark.parametrize("damage", ["none", "journal", "key", "both gone"])
def test_sos_answers_locked_and_damaged(locked: Locked, damage: str) -> None:
    if damage == "journal":
        (locked.home / "journal.db").write_bytes(os.urandom(9000))
    elif damage == "key":
        (locked.home / "key.json").write_text("{")
    elif damage == "both gone":
        shutil.rmtree(locked.home)
    for line in (["sos"], ["sos", "overdose"], ["sos", "--json"]):
        for env in ({}, GIVEN):
            ran = locked.run(*line, env=env)
            assert ran.code == 0, ran
            assert "911" in ran.out
    if damage == "key":
        ran = locked.run("lapse")
        assert (ran.code, "Your old dose can kill now" in ran.out) == (5, True)


def test_completion_neither_asks_nor_tells_while_locked(locked: Locked) -> None:
    assert locked.run("log", "5", "secretplace", env=GIVEN).code == 0
    words = {"_RECOVERY_COMPLETE": "bash", "COMP_WORDS": "recovery\nlog\n5\nsec", "COMP_CWORD": "3"}
    asking = words | {"RECOVERY_PASSPHRASE_COMMAND": f"touch {locked.home.parent / 'asked'}"}
    assert locked.run(env=asking).out == ""
    assert not (locked.home.parent / "asked").exists()
    assert locked.run("unlock", env=GIVEN).code == 0
    assert locked.run(env=words).out == "secretplace\n"


def test_a_session_of_one_journal_never_opens_another(locked: Locked, tmp_path: Path) -> None:
    assert locked.run("unlock", env=GIVEN).code == 0
    other = {"RECOVERY_HOME": str(tmp_path / "other")}
    assert locked.run("init", "--passphrase", env=GIVEN | other).code == 0
    assert locked.run("show", env=other).code == 7
    shutil.copy(locked.home / "key.json", tmp_path / "other" / "key.json")
    assert locked.run("show", env=other).code == 7
    assert locked.run("show", env=other | GIVEN).code == 5, "a key file of another journal"
    assert locked.run("show").code == 0
    assert keyfile.load(locked.home / "key.json").journal


def test_what_is_refused_beside_a_locked_journal_is_sealed_and_becomes_a_note(
    opened: Locked, editor: Callable[[str], Path]
) -> None:
    entry = opened.run("log", "7", "--json").json["id"]
    editor("text = text.replace('at: ', 'at: last nite ') + 'words to keep'")
    refused = opened.run("edit", entry)
    assert refused.code == 4
    assert "sealed" in refused.err
    assert [*opened.home.glob(".unread-*")] == []
    (note,) = opened.run("show", "--kind", "note", "--json").json
    assert note["text"].endswith("words to keep")
    piped = opened.run("note", "-", piped=b"caf\xe9 too")
    assert (piped.code, "sealed" in piped.err) == (4, True)
    assert "caf\u00e9 too" in [note["text"] for note in opened.run("show", "--kind", "note", "--json").json]
    assert [*opened.home.glob(".unread-*")] == []
