"""Dates through the real command line: `init`, `purge`, `appointment`, `--at`, `edit`, `plan edit`, `config`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from tests.conftest import Call, OpenTerminal, first_id

PRESENT = datetime(2026, 11, 29, 9, 30, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def present() -> Iterator[None]:
    with time_machine.travel(PRESENT, tick=False):
        yield


def test_init_takes_dots_day_first_and_says_the_day_whole(call: Call) -> None:
    made = call("init", "--last-use", "5.11.2026", "--substance", "heroin", "--timezone", "Europe/Berlin")
    assert "Tomorrow is day 25 without heroin (the first: Fri 6 Nov 2026)." in made.out
    assert call("streak", "--json").json["substances"][0]["since"] == "2026-11-06"


def test_init_refuses_two_readings_and_makes_nothing(call: Call, home: Path) -> None:
    refused = call("init", "--last-use", "05/11/2026", "--substance", "heroin")
    assert refused.code == 2
    assert "Thu 5 Nov 2026" in refused.err
    assert "Mon 11 May 2026" in refused.err
    assert not (home / "journal.db").exists()


def test_purge_erases_before_the_day_that_was_meant(berlin: Call) -> None:
    for month in ("1", "2"):
        berlin("note", f"of {month}", "--at", f"10.{month}.2026 12:00")
    done = berlin("purge", "--before", "3.2.2026", "--yes")
    assert "1 entry before Tue 3 Feb 2026" in done.out
    assert [entry["text"] for entry in berlin("show", "--json").json] == ["of 2"]
    refused = berlin("purge", "--before", "3/2/2026", "--yes")
    assert refused.code == 2
    assert "Tue 3 Feb 2026" in refused.err
    assert len(berlin("show", "--json").json) == 1


def test_purge_names_the_day_in_its_question(berlin: Call, terminal: OpenTerminal) -> None:
    berlin("note", "old", "--at", "10.1.2026")
    screen = terminal("purge", "--before", "3.2.2026")
    screen.see("Erase 1 entry before Tue 3 Feb 2026 for good? [y/N]")
    screen.type("n")
    assert screen.end() == 0
    assert len(berlin("show", "--json").json) == 1


def test_what_is_to_come_may_lie_ahead(berlin: Call) -> None:
    assert "Fri 4 Dec 2026" in berlin("appointment", "add", "Dr K", "--on", "4.12.2026").out
    assert berlin("appointment", "add", "Dr L", "--on", "4 dec", "--json").json["due"] == "2026-12-04"
    assert berlin("naloxone", "add", "hall", "--until", "3.4.2027", "--json").json["until"] == "2027-04-03"
    made = berlin("episode", "add", "detox", "--from", "1.11.2026", "--to", "5.11.2026", "--json").json
    assert (made["since"], made["until"]) == ("2026-11-01", "2026-11-05")
    assert berlin("plan", "add", "surroundings", "spray", "--until", "3 april", "--json").json["until"] == "2027-04-03"


def test_what_has_happened_may_not(berlin: Call) -> None:
    assert berlin("log", "5", "--at", "4.12.2026").code == 4
    assert berlin("checkin", "--no-use", "--day", "4.12.2026").code == 4
    assert berlin("purge", "--before", "4.12.2026", "--yes").code == 4
    assert berlin("report", "--from", "1.11.2026", "--json").json["period"]["from"] == "2026-11-01"


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("last night", "2026-11-28T22:00:00+01:00"),
        ("7.3.2026 21:40", "2026-03-07T21:40:00+01:00"),
        ("Nov 28 at 9", "2026-11-28T09:00:00+01:00"),
        ("1h30m ago", "2026-11-29T09:00:20+01:00"),
        ("midnight", "2026-11-29T00:00:00+01:00"),
    ],
)
def test_the_time_of_a_craving(typed: str, at: str, berlin: Call) -> None:
    assert berlin("log", "5", "--at", typed, "--json").json["at"] == at


def test_what_was_loose_is_said_beside_the_kept_line(berlin: Call) -> None:
    kept = berlin("log", "5", "--at", "last night")
    assert "Sat 28 Nov 2026 22:00" in kept.out
    assert "Sat 28 Nov 2026, about 22:00" in kept.err
    for typed, taken in [
        ("on friday", "Fri 27 Nov 2026, about 12:00"),
        ("28 Nov", "Sat 28 Nov 2026, about 12:00"),
        ("yesterday", "Sat 28 Nov 2026, about 12:00"),
        ("3 days ago", "Thu 26 Nov 2026, about 10:30"),
        ("24 dec", "Wed 24 Dec 2025, about 12:00"),
        ("quarter to eleven", "Sat 28 Nov 2026 22:45"),
        ("21:40", "Sat 28 Nov 2026 21:40"),
        ("fri 9", "Fri 27 Nov 2026 09:00"),
    ]:
        assert f"Taken as {taken}." in berlin("log", "5", "--at", typed).err
    for exact in ("9am yesterday", "today", "now", "3h ago", "fri 21:00", "28 Nov 9am", "2026-11-28 21:40"):
        assert "Taken as" not in berlin("log", "5", "--at", exact).err


def test_last_payday_is_asked_on_a_terminal_and_refused_elsewhere(heroin: Call, terminal: OpenTerminal) -> None:
    refused = heroin("log", "5", "--at", "last payday")
    assert refused.code == 2
    assert "payday" not in refused.err
    screen = terminal("log", "5", "--at", "last payday")
    screen.see("When was it?")
    screen.type("05/11/2020")
    screen.see("can be read as")
    screen.type("5.11.2020 21:00")
    screen.see("Thu 5 Nov 2020 21:00")
    assert screen.end() == 0


def test_a_question_about_a_time_or_a_day_can_be_left(heroin: Call, terminal: OpenTerminal) -> None:
    """With Enter: a craving is kept as now and never lost, and where no day is named nothing is written down."""
    screen = terminal("log", "4", "boredom", "--at", "1h")
    screen.see("Enter: now)")
    screen.type("")
    screen.see("Kept: craving 4")
    assert screen.end() == 0
    entries = heroin("show", "--json").json
    assert [(entry["intensity"], entry["triggers"]) for entry in entries] == [(4, ["boredom"])]
    screen = terminal("checkin", "--no-use", "--day", "05/11/2020")
    screen.see("Which day?")
    screen.type("")
    screen.see("It was left open, so nothing was done.")
    assert screen.end() == 2
    assert heroin("show", "--json", "--kind", "checkin").json == []


def test_the_chosen_order_decides(berlin: Call) -> None:
    assert berlin("config", "date-order", "dmy").code == 0
    assert berlin("checkin", "--no-use", "--day", "05/11/2026", "--json").json["day"] == "2026-11-05"
    assert berlin("config", "date-order", "mdy").out == "date-order = mdy\n"
    assert berlin("checkin", "--no-use", "--day", "05/11/2026", "--json").json["day"] == "2026-05-11"
    assert berlin("config", "date-order", "ask").code == 0
    assert berlin("checkin", "--no-use", "--day", "05/11/2026").code == 2
    assert berlin("config", "date-order", "ymd").code == 2


def test_edit_reads_the_same_dates(berlin: Call, editor: Callable[[str], Path]) -> None:
    made = first_id(berlin("log", "5"))
    assert berlin("edit", made, "--at", "yesterday evening", "--json").json["at"] == "2026-11-28T20:00:00+01:00"
    editor("text = text.replace('at: 2026-11-28 20:00:00', 'at: 7.3.2026 21:40').replace('minutes: ', 'minutes: 1h30')")
    changed = berlin("edit", made, "--json").json
    assert (changed["at"], changed["minutes"]) == ("2026-03-07T21:40:00+01:00", 90)
    editor("text = text.replace('at: 2026', 'at: last payday 2026')")
    refused = berlin("edit", made)
    assert refused.code == 4
    assert "Line" in refused.err


def test_plan_edit_reads_the_same_dates(berlin: Call, editor: Callable[[str], Path]) -> None:
    berlin("plan", "add", "surroundings", "spray", "--until", "2027-01-01")
    editor("text = text.replace('until: 2027-01-01', 'until: 3.4.2027')")
    assert berlin("plan", "edit").code == 0
    assert berlin("plan", "show", "--json").json["sections"]["surroundings"][0]["until"] == "2027-04-03"


@pytest.mark.parametrize("sleep", ["7,5", "7:30", "7h30", "7.5"])
def test_hours_slept(sleep: str, berlin: Call) -> None:
    assert berlin("checkin", "--sleep", sleep, "--json").json["sleep_hours"] == 7.5


def test_a_rating_out_of_ten_and_words(berlin: Call) -> None:
    made = berlin("log", "7/10", "payday,bored", "--minutes", "1h30", "--json").json
    assert (made["intensity"], made["minutes"], made["triggers"]) == (7, 90, ["payday", "bored"])
    assert berlin("log", "7", "my", "mum", "calling", "--json").json["triggers"] == ["my mum calling"]
    assert berlin("log", "7", "bored", "my", "mum", "calling", "--json").json["triggers"] == ["bored", "my mum calling"]
    assert berlin("log", "11/10").code == 4
    assert berlin("checkin", "--sleep", "soon").code == 2


def test_last_night_is_the_day_being_lived_until_the_morning(call: Call) -> None:
    with time_machine.travel(datetime(2026, 11, 30, 2, 36, tzinfo=UTC), tick=False):
        assert call("init", "--since", "2026-01-01", "--substance", "heroin", "--timezone", "Europe/Berlin").code == 0
        assert call("checkin", "--day", "last night", "--mood", "5", "--json").json["day"] == "2026-11-29"
        assert call("log", "5", "--at", "last night", "--json").json["day"] == "2026-11-29"
        assert [entry["day"] for entry in call("show", "--from", "last night", "--json").json] == ["2026-11-29"] * 2
