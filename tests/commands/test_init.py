"""`init` as a conversation and by flags, and the settings."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine

from recovery import clock
from recovery.commands import first_questions
from recovery.commands.first_questions import SHARED
from recovery.errors import Refused
from recovery.journal import substance_words

if TYPE_CHECKING:
    from tests.conftest import Call, OpenTerminal

NOW = datetime(2026, 3, 18, 19, 30, tzinfo=UTC)


def test_the_first_evening_understands_or_asks_again_and_loses_nothing(terminal: OpenTerminal, call: Call) -> None:
    screen = terminal("init", "--timezone", "new york")
    for question, answer in [
        ("What do you want to stay free of?", "heroin, and some benzos"),
        ("Two things: heroin \u00b7 benzos. [Enter] yes", "e"),
        ("With commas between", "heroin, benzos, wine"),
        ("last use heroin? [today]", "idk"),
        ("A guess is enough", "about 11 days"),
        ("last use benzos? [about 11 days]", ""),
        ("last use wine? [about 11 days]", "3 days ago"),
        ("Mark the 2 days up to yesterday as days without use? [y/N]", "most of them"),
        ("Type y for yes or n for no.", "y"),
        ("Does anybody else use this device?", "idk"),
        ("even now and then?", "my brother sometimes"),
        ("Set one now? [Y/n]", "y"),
        ("New passphrase:", "one"),
        ("The same once more:", "two"),
        ("do not match", None),
        ("New passphrase:", ""),  # typed before it is asked, it would be thrown away
        ("[p]lan now, three lines", ""),
    ]:
        screen.see(question)
        if answer is not None:
            screen.type(answer)
    assert screen.end() == 0
    for said in ("No passphrase for now", "Tomorrow is day 12 without heroin and benzos", "day 4 without wine"):
        assert said in screen.raw
    assert "Your clock: New York, days begin at 04:00. To change it: recovery config" in screen.screen
    assert "stopping suddenly can kill" in screen.screen, "benzos, eleven days ago"
    settings = call("config", "--json").json
    assert (settings["timezone"], settings["day-starts"], settings["country"]) == ("America/New_York", "04:00", "US")
    assert [substance["name"] for substance in call("substance", "list", "--json").json] == ["heroin", "benzos", "wine"]
    days = call("streak", "--json").json["substances"]
    assert [(day["current_days"], day["confirmed_days"]) for day in days] == [(10, 2), (10, 2), (2, 2)]
    assert call("undo", "--yes").code == 0
    assert call("streak", "--json").json["substances"][0]["confirmed_days"] == 0


def test_enter_leaves_everything_as_it_is(terminal: OpenTerminal, call: Call) -> None:
    screen = terminal("init", columns=40)
    for question in ("stay free of?", "anybody else"):
        screen.see(question)
        screen.type("")
    assert screen.end() == 0
    assert call("config", "--json").json["timezone"] == "America/New_York"
    assert call("substance", "list", "--json").json == []
    assert SHARED not in screen.raw


def test_enter_at_the_last_use_is_said_to_be_today(terminal: OpenTerminal) -> None:
    screen = terminal("init", columns=40)
    for question, answer in (
        ("stay free of?", "heroin, wine"),
        ("[e] edit", ""),
        ("heroin? [today]", ""),
        ("wine? [today]", ""),
        ("anybody else", ""),
        ("Enter: later", ""),
    ):
        screen.see(question)
        screen.type(answer)
    assert screen.end() == 0
    assert screen.raw.count("Taken as today") == 1
    assert "recovery substance since" in screen.raw


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("heroin", ["heroin"]),
        ("heroin, and some benzos", ["heroin", "benzos"]),
        ("crack & smack + my pills too", ["crack", "smack", "pills"]),
        ("Heroin; heroin", ["Heroin"]),
        ("some", ["some"]),
        ("brandy", ["brandy"]),
        (" , ", []),
    ],
)
def test_several_substances_in_a_sentence_are_several(said: str, names: list[str]) -> None:
    assert substance_words.names(said) == names


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", False),
        ("n", False),
        ("just me", False),
        ("yes", True),
        ("my brother sometimes", True),
        ("Mum, now and then", True),
        ("my roommates", True),
        ("idk", None),
        ("not my brother", None),
        ("only my brother", None),
        ("no, but my partner does", None),
        ("it's a phone", None),
    ],
)
def test_who_else_uses_the_device_is_never_no_by_mistake(said: str, meant: bool | None) -> None:
    if meant is not None:
        assert first_questions.others(said) is meant
        return
    with pytest.raises(Refused):
        first_questions.others(said)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("new york", "America/New_York"),
        ("NYC", "America/New_York"),
        ("St. Louis", "America/Chicago"),
        ("buenos aires", "America/Argentina/Buenos_Aires"),
        ("europe/vienna", "Europe/Vienna"),
        ("Pacific", "America/Los_Angeles"),
        ("US/Eastern", "US/Eastern"),
        ("utc", "UTC"),
    ],
)
def test_cities_are_zones(said: str, zone: str) -> None:
    assert clock.parse_zone(said).key == zone


def test_leaving_the_conversation_makes_nothing(terminal: OpenTerminal, home: Path) -> None:
    screen = terminal("init")
    screen.see("stay free of?")
    screen.type("heroin")
    screen.see("last use")
    screen.interrupt()
    assert screen.end() == 130
    assert not home.exists()


def test_flags_answer_on_a_terminal_too(terminal: OpenTerminal) -> None:
    screen = terminal("init", "--since", "2026-01-01", "-s", "heroin")
    assert screen.end() == 0
    assert "[y/N]" not in screen.raw
    assert "Tomorrow is day" in screen.raw


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
        line = ["init", *flags, "-s", "heroin, tea", "-s", "HEROIN", "--timezone", "America/New_York"]
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
    settings |= {f"checkin-{name}": "auto" for name in ("sleep", "halt", "confidence", "signs")}
    settings |= {f"checkin-{name}": "off" for name in ("doses", "exchanges")}
    settings["checkin-order"] = "used,doses,mood,sleep,halt,confidence,signs,exchanges,good,kept"
    settings |= {"lock-after": "off", "date-order": "ask", "language": "en"}
    assert heroin("config", "--json").json == settings
    assert dict(line.split() for line in heroin("config").out.splitlines()) == settings
    for setting, given, kept in [
        ("timezone", "Kathmandu", "Asia/Kathmandu"),
        ("day-starts", "5am", "05:00"),
        ("quiet", "on", "on"),
        ("checkin-order", "mood, used", "mood,used"),
        ("country", "gb", "GB"),
        ("lock-after", "15m", "15m"),
        ("checkin-confidence", "on", "on"),
        ("checkin-confidence", "auto", "auto"),
        ("checkin-doses", "on", "on"),
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
