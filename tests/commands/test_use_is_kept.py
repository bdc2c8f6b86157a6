"""A use that was said is kept, however the terminal ends after it; and whoever said it reads the same kind lines."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.commands.conftest import GIVEN, Locked

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal
    from tests.terminal import Terminal

KIND = (
    "free days stay counted.",
    "One lapse is one event; it does not undo the days before it.",
    "Next: tell one person you trust.",
    "recovery learn lapse",
    "recovery undo takes both back.",
)


def entries(call: Call, kind: str) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = call("show", "--all", "--json", "--kind", kind).json
    return written


def cut_off(screen: Terminal, how: str) -> None:
    """Ctrl-C, the end of the input, a signal, or the window closed; until the command has ended."""
    if how == "closed":
        screen.child.close(force=False)
    elif how == "Ctrl-C":
        screen.interrupt()
    elif how == "Ctrl-D":
        screen.child.sendeof()
    else:
        os.kill(screen.child.pid, getattr(signal, how))
    if how not in ("closed", "SIGHUP"):
        screen.end()


def come(call: Call, kind: str, *, seconds: float = 60) -> list[dict[str, Any]]:
    """The entries once one is there; what was closed writes it after its window is gone."""
    until = time.monotonic() + seconds
    while not (written := entries(call, kind)) and time.monotonic() < until:
        time.sleep(0.1)
    return written


@pytest.mark.parametrize("how", ["Ctrl-C", "SIGTERM", "SIGHUP", "closed"])
def test_a_use_said_in_a_check_in_is_kept(how: str, heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "9", "payday", "--at", "1h ago")
    screen = terminal("checkin", "--day", "today")
    screen.see("[y/n]")
    screen.child.send("y")
    screen.see("Your old dose can kill now")
    screen.see("Mood")
    cut_off(screen, how)
    assert len(come(heroin, "lapse")) == 1
    assert [(one["used"], one["mood"]) for one in entries(heroin, "checkin")] == [(True, None)]
    assert entries(heroin, "craving")[-1]["outcome"] is None  # nobody was asked any more
    if how in ("Ctrl-C", "SIGTERM"):
        assert "Stopped. What you said is kept: used heroin." in screen.raw
        assert all(line in screen.raw for line in KIND)
    assert heroin("undo").code == 0
    assert entries(heroin, "lapse") == entries(heroin, "checkin") == []


@pytest.mark.parametrize("how", ["SIGHUP", "SIGTERM"])
def test_a_lapse_is_kept_whatever_becomes_of_its_question(how: str, heroin: Call, terminal: OpenTerminal) -> None:
    heroin("log", "9", "payday", "--at", "1h ago")
    screen = terminal("lapse", "-t", "payday")
    screen.see("[y/n]")
    cut_off(screen, how)
    assert [one["triggers"] for one in come(heroin, "lapse")] == [["payday"]]


def test_a_craving_that_ended_in_use_is_a_lapse_where_its_number_is_not_said(
    heroin: Call, terminal: OpenTerminal
) -> None:
    screen = terminal("log", "--outcome", "used")
    screen.see("How strong")
    cut_off(screen, "Ctrl-C")
    assert "Stopped. What you said is kept" in screen.raw
    assert len(entries(heroin, "lapse")) == 1
    screen = terminal("log")
    screen.see("How strong")
    cut_off(screen, "Ctrl-C")
    assert entries(heroin, "craving") == []


def test_a_use_said_beside_a_locked_journal_is_sealed_where_its_number_is_not_said(
    locked: Locked, terminal: OpenTerminal
) -> None:
    for how in ("Ctrl-C", "SIGHUP"):
        screen = terminal("log", "--outcome", "used", "-t", "payday")
        screen.see("How strong")
        assert screen.screen.startswith("Your old dose can kill now")
        cut_off(screen, how)
        if how == "Ctrl-C":
            assert "Kept, sealed." in screen.raw
            assert screen.raw.count("Your old dose") == 1
        sealed = locked.home / "inbox"
        until = time.monotonic() + 60
        while not list(sealed.glob("*.sealed")) and time.monotonic() < until:
            time.sleep(0.1)
        (lapse,) = locked.run("show", "--kind", "lapse", "--json", env=GIVEN).json
        assert lapse["triggers"] == ["payday"]
        assert locked.run("show", "--kind", "craving", "--json", env=GIVEN).json == []
        assert locked.run("undo", env=GIVEN).code == 0
    screen = terminal("log")
    screen.see("Or the passphrase: ")
    screen.type("")
    screen.see("How strong")
    cut_off(screen, "Ctrl-C")
    assert not list((locked.home / "inbox").glob("*.sealed"))


def test_thoughts_of_suicide_are_kept_once_they_are_said(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("config", "checkin-signs", "on")
    heroin("config", "checkin-exchanges", "on")
    screen = terminal("checkin", "--day", "today")
    for question, reply in (("[y/n]", ""), ("Mood", ""), ("warning signs", "")):
        screen.see(question)
        screen.type(reply)
    screen.see("Thoughts of suicide?")
    screen.child.send("y")
    screen.see("988")
    screen.see("good moments with others")
    cut_off(screen, "SIGHUP")
    assert come(heroin, "wellbeing")[0]["thoughts_of_suicide"] is True


def test_nothing_said_is_nothing_kept(heroin: Call, terminal: OpenTerminal) -> None:
    screen = terminal("checkin", "--day", "today")
    screen.see("[y/n]")
    cut_off(screen, "SIGTERM")
    assert "What you said is kept" not in screen.raw
    assert entries(heroin, "checkin") == []


def test_every_way_of_saying_it_says_the_same_kind_lines(heroin: Call) -> None:
    heroin("checkin", "--from", "10 days ago", "--to", "2 days ago", "--no-use")
    said = [heroin("log", "6", "payday", "--outcome", "used").out]
    heroin("undo")
    heroin("log", "6", "payday")
    said.append(heroin("after", "used").out)
    heroin("undo")
    said += [heroin("checkin", "--used").out, heroin("checkin", "--day", "yesterday", "--used").out]
    for answer in said:
        assert all(line in answer for line in KIND), answer
        assert max(map(len, answer.splitlines())) <= 80


def test_right_after_a_use_no_good_thing_and_no_intention_is_asked_for(heroin: Call, terminal: OpenTerminal) -> None:
    heroin("intend", "meeting at 6")
    screen = terminal("checkin", "--day", "today")
    screen.see("[y/n]")
    screen.child.send("y")
    screen.see("Mood")
    screen.type("3")
    assert screen.end() == 0
    assert "good thing" not in screen.raw
    assert "work out" not in screen.raw


def test_the_days_after_a_lapse_have_one_next_step_and_one_open_craving(heroin: Call) -> None:
    for hours in (7, 6, 5):
        heroin("log", "5", "--at", f"{hours}h ago")
    heroin("lapse", "--at", "2 days ago")
    said = heroin("today").out
    assert "tell one person \N{MIDDLE DOT} what helps now: recovery learn lapse" in said
    assert said.count("Open  ") == 1
    assert "recovery after passed (or used)" in said
    assert len(heroin("today", "--json").json["open_cravings"]) == 3
    heroin("plan", "add", "lapse-steps", "call my sister")
    assert "call my sister \N{MIDDLE DOT} what helps now: recovery learn lapse" in heroin("today").out
    heroin("undo")
    heroin("undo")
    heroin("lapse", "--at", "5 days ago")
    assert "learn lapse" not in heroin("today").out
