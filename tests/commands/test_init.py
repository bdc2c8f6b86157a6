"""`init` as a conversation and by flags, and the settings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine

from recovery.commands.init import SHARED

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

NOW = datetime(2026, 3, 18, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize("columns", [80, 120])
def test_the_conversation(columns: int, terminal: OpenTerminal, call: Call) -> None:
    screen = terminal("init", columns=columns)
    screen.see("Your time zone? [America/New_York]")
    screen.type("Mars/Olympus")
    screen.see("not a time zone")
    screen.see("Your time zone?")
    screen.type("Europe/Vienna")
    screen.see("[04:00]")
    screen.type("5am")
    screen.see("What do you want to stay free of? (Enter to skip)")
    screen.type("heroin")
    screen.see("When did you last use it?")
    screen.type("someday")
    screen.see("That is not a day I can read.")
    screen.see("When did you last use it?")
    screen.type("3 days ago")
    screen.see("Does anybody else use this device? [y/N]")
    screen.type("y")
    screen.see("Whoever can use your login")
    screen.see("Set a passphrase now? [Y/n]")
    screen.type("n")
    screen.see("Day 3 without heroin.")
    screen.see("Write down a first craving now? [y/N]")
    screen.type("y")
    screen.see("How strong, 0 to 10?")
    screen.type("4")
    screen.see("What set it off?")
    screen.type("")
    screen.see("What did you do")
    screen.type("")
    assert screen.end() == 0
    assert all(len(line) <= columns for line in screen.screen.splitlines())
    settings = call("config", "--json").json
    assert (settings["timezone"], settings["day-starts"], settings["country"]) == ("Europe/Vienna", "05:00", "AT")
    assert call("substance", "list", "--json").json[0]["name"] == "heroin"
    assert [each["intensity"] for each in call("show", "--json").json] == [4]


def test_enter_takes_what_stands_in_brackets(terminal: OpenTerminal, call: Call) -> None:
    screen = terminal("init")
    for question in ("Your time zone?", "[04:00]", "stay free of?", "anybody else", "first craving now?"):
        screen.see(question)
        screen.type("")
    assert screen.end() == 0
    assert call("config", "--json").json["timezone"] == "America/New_York"
    assert call("substance", "list", "--json").json == []
    assert SHARED not in screen.raw


def test_leaving_the_conversation_makes_nothing(terminal: OpenTerminal, home: Path) -> None:
    screen = terminal("init")
    screen.see("Your time zone?")
    screen.type("")
    screen.interrupt()
    assert screen.end() == 130
    assert not home.exists()


def test_flags_answer_on_a_terminal_too(terminal: OpenTerminal) -> None:
    screen = terminal("init", "--since", "2026-01-01", "-s", "heroin")
    assert screen.end() == 0
    assert "?" not in screen.raw


@pytest.mark.parametrize(
    ("flags", "since"),
    [
        (["--since", "2026-01-01"], "2026-01-01"),
        (["--last-use", "2026-01-01"], "2026-01-02"),
        (["--last-use", "yesterday"], "2026-03-18"),
        (["--last-use", "today"], "2026-03-19"),
        (["--since", "today"], "2026-03-18"),
    ],
)
def test_by_flags(flags: list[str], since: str, call: Call) -> None:
    with time_machine.travel(NOW, tick=False):
        line = ["init", *flags, "-s", "heroin", "-s", "tea", "-s", "HEROIN", "--timezone", "America/New_York"]
        made = call(*line, "--day-starts", "05:30", "--country", "us", "--json").json
    assert made == [
        {"kind": "profile", "timezone": "America/New_York", "day_starts": "05:30"},
        {"kind": "substance", "name": "heroin", "since": since},
        {"kind": "substance", "name": "tea", "since": since},
    ]
    assert call("config", "--json").json["country"] == "US"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--since 2026-01-01", 2),
        ("-s heroin", 2),
        ("--since today --last-use today -s heroin", 2),
        ("--since 2999-01-01 -s heroin", 4),
        ("--since 1800-01-01 -s heroin", 4),
        ("--timezone Mars", 4),
        ("--day-starts late", 2),
        ("--country USA", 4),
        ("--since soon -s heroin", 2),
    ],
)
def test_what_is_refused_makes_no_journal(line: str, code: int, call: Call, home: Path) -> None:
    ran = call("init", *line.split())
    assert ran.code == code
    assert not (home / "journal.db").exists()
    assert call("init", "--since", "2026-01-01", "-s", "heroin").code == 0


def test_a_second_init_is_refused_and_changes_nothing(heroin: Call) -> None:
    before = heroin("config").out + heroin("substance", "list").out
    for line in (["init"], ["init", "--since", "today", "-s", "tea"], ["init", "--bogus"]):
        assert heroin(*line).code in (2, 4)
    assert heroin("init").code == 4
    assert heroin("config").out + heroin("substance", "list").out == before


def test_settings_are_read_and_changed(heroin: Call) -> None:
    settings = {"timezone": "America/New_York", "day-starts": "04:00", "country": "US", "quiet": "off"}
    settings |= {f"checkin-{name}": "off" for name in ("confidence", "doses", "signs", "exchanges")}
    settings["checkin-order"] = "used,doses,mood,sleep,halt,confidence,signs,exchanges,good,kept"
    settings |= {"lock-after": "off", "date-order": "ask"}
    assert heroin("config", "--json").json == settings
    assert dict(line.split() for line in heroin("config").out.splitlines()) == settings
    for setting, given, kept in [
        ("timezone", "Asia/Kathmandu", "Asia/Kathmandu"),
        ("day-starts", "5am", "05:00"),
        ("quiet", "on", "on"),
        ("checkin-order", "mood, used", "mood,used"),
        ("country", "gb", "GB"),
        ("lock-after", "15m", "15m"),
        ("checkin-confidence", "on", "on"),
    ]:
        assert heroin("config", setting, given).out == f"{setting} = {kept}\n"
        assert heroin("config", setting).out == f"{setting} = {kept}\n"
        assert heroin("config", "--json").json[setting] == kept
    assert heroin("log", "3", "--at", "2026-03-01 12:00", "--json").json["at"] == "2026-03-01T12:00:00+05:45"


@pytest.mark.parametrize(
    ("zone", "country"), [("Europe/Berlin", "DE"), ("America/Chicago", "US"), ("Asia/Tokyo", "JP"), ("UTC", "")]
)
def test_the_country_is_that_of_the_clock(zone: str, country: str, call: Call) -> None:
    assert call("init", "--timezone", zone).code == 0
    assert call("config", "--json").json["country"] == (country or None)
