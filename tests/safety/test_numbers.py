"""The numbers: those of the country and of no other, one's own first, each with its source, whatever is broken."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery.safety import numbers, shown_while_locked

if TYPE_CHECKING:
    from tests.conftest import Call

OF_US = [line for line in numbers.all_lines() if line.country == "US"]
COUNTRIES = {
    "US": ("911", "988"),
    "GB": ("999", "116 123"),
    "CA": ("911", "988"),
    "AU": ("000", "13 11 14"),
    "NZ": ("111", "1737"),
    "IE": ("112", "116 123"),
    "DE": ("112", "0800 111 0 111"),
    "FR": ("112", "3114"),
    "ES": ("112", "024"),
    "IT": ("112", None),
    "JP": (None, None),
    "BR": (None, None),
}


def settings(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(text)


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_lines_are_those_of_the_country_emergency_first(home: Path, country: str) -> None:
    emergency, suicide = COUNTRIES[country]
    settings(home, f'country = "{country}"')
    lines = numbers.crisis_lines()
    assert numbers.emergency_number() == emergency
    assert numbers.emergency() == numbers.emergency_short() == (emergency or "your local emergency number")
    assert [line.number for line in lines[:1]] == [emergency] * bool(lines)
    line = numbers.suicide_line()
    assert (line.number if line else None) == suicide
    assert all(line.country in (country, "EU") for line in lines)
    assert [numbers.called(line) for line in lines] == [line.name for line in lines]


def test_settings_of_another_kind_name_no_country_and_no_line(home: Path) -> None:
    settings(home, "country = 5\nlines = 5\nhidden_lines = 5")
    assert numbers.country() is None
    assert numbers.emergency_short() == numbers.emergency_anywhere() == "911 US, 112 EU, 999 UK"
    assert numbers.added({"lines": 5}) == numbers.added({"lines": ["a", {}]})[1:] == []
    assert [line.country for line in numbers.crisis_lines() if line.serves == numbers.EMERGENCY] == ["US", "EU", "GB"]


def test_who_stays_on_the_line_is_named_where_there_is_such_a_line(home: Path) -> None:
    settings(home, 'country = "US"')
    assert numbers.stays_on_the_line() == "SafeSpot 1-800-972-0590"
    settings(home, 'country = "DE"')
    assert numbers.stays_on_the_line() is None


@pytest.mark.parametrize("country", [text for text in COUNTRIES if text != "US"])
def test_nobody_outside_the_us_reads_a_number_of_the_us(country: str, heroin: Call, tmp_path: Path) -> None:
    assert heroin("config", "country", country).code == 0
    heroin("lapse", "--overdose", "yes")
    own = {line.number for line in numbers.crisis_lines()}
    said = [
        heroin(*line.split()).out + heroin(*line.split()).err
        for line in (
            *("sos", "sos overdose", "sos --card", "sos --json", "log 9", "lapse", "lapse --overdose near --naloxone"),
            *("checkin --used --suicide-thoughts", "numbers list", "today", "med card methadone", "doctor"),
            "assess phq9 --answers 0,0,0,0,0,0,0,0,1",
            *(f"learn {item['name']}" for item in heroin("learn", "--json").json),
        )
    ]
    for line in OF_US:
        number = line.number.removeprefix("text HOME to ")
        if line.number not in own:
            assert not [text for text in said if re.search(rf"(?<![\w-]){number}(?![\w-])", text)], number
        assert line.name == "Emergency" or not [text for text in said if line.name in text], line.name


@pytest.mark.parametrize(
    ("zone", "country", "emergency"),
    [
        ("America/Chicago", "US", "911"),
        ("Europe/Berlin", "DE", "112"),
        ("Asia/Tokyo", "JP", "your local emergency number"),
        ("UTC", None, "your emergency number (911 US, 112 EU, 999 UK)"),
    ],
)
@pytest.mark.parametrize("made_by", ["log", "import"])
def test_a_journal_made_without_init_shows_the_numbers_of_its_zone(
    made_by: str, zone: str, country: str | None, emergency: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", zone)
    if made_by == "log":
        assert call("log", "9").code == 0
    else:
        assert call("import", "-", piped='{"kind": "note", "at": "2026-01-05T10:00:00", "text": "words"}').code == 0
    assert numbers.country() == country
    said = " ".join((call("log", "10").out + call("sos").out).split())
    assert f"call {emergency} at once" in said
    assert ("SafeSpot" in said) is (country in ("US", None))


def test_without_a_country_the_best_known_are_shown_with_theirs(home: Path) -> None:
    best_known = ["911", "988", "1-800-662-4357", "text HOME to 741741", "1-800-972-0590", "112", "999"]
    assert [line.number for line in numbers.crisis_lines()] == best_known
    assert numbers.emergency() == "your emergency number (911 US, 112 EU, 999 UK)"
    assert numbers.emergency_number() is None
    assert [numbers.called(line) for line in numbers.crisis_lines()][::5] == ["Emergency (US)", "Emergency (EU)"]
    own = numbers.all_lines()[0]._replace(country="")
    assert numbers.called(own) == "Emergency"


def test_with_thoughts_of_suicide_the_line_for_it_is_first_and_safespot_is_not_there(home: Path) -> None:
    settings(home, 'country = "US"\n[[lines]]\nname = "Ana"\nnumber = "555-0101"\n')
    assert [line.number for line in numbers.suicide_lines()] == ["988", "text HOME to 741741", "555-0101", "911"]


def test_every_line_has_its_source_and_date() -> None:
    lines = numbers.all_lines()
    for line in lines:
        assert line.source.startswith("https://")
        assert date(2025, 1, 1) < line.verified_on
        assert line.country in (*COUNTRIES, "EU")
        assert line.name
        assert line.what_for
        assert line.serves in ("emergency", "suicide", "use", "help")
    assert len({(line.country, line.number) for line in lines}) == len(lines)
    assert {line.country for line in lines if line.serves == "use"} == {"US"}


@pytest.mark.parametrize(
    "settings",
    [
        "not toml at all [",
        "country = 5",
        'lines = "x"',
        "lines = [1, 2]",
        "hidden_lines = 3",
        "[[lines]]\nname = 1",
        "\x00",
    ],
)
def test_broken_settings_never_stand_between_a_person_and_a_number(settings: str, heroin: Call, home: Path) -> None:
    (home / "config.toml").write_text(settings)
    for line in (["sos"], ["sos", "overdose"], ["sos", "--json"], ["lapse"], ["log", "9"]):
        ran = heroin(*line)
        assert ran.code == 0, (line, ran.err)
        assert "911" in ran.out


def test_three_emergency_numbers_are_told_apart_where_no_country_is_known(heroin: Call) -> None:
    card = heroin("sos", "--card").out
    assert ("- Emergency (EU): 112" in card) == (numbers.country() is None)
    assert "- SIGNS no response" in card
    assert "gurgling; pinpoint pupils" in card
    heroin("config", "country", "gb")
    assert "- Emergency: 999" in heroin("sos", "--card").out


@pytest.mark.parametrize("line", ["log 9", "log 3 --outcome used", "checkin --used", "lapse"])
def test_safety_is_said_once_where_the_journal_is_damaged(line: str, home: Path, heroin: Call) -> None:
    (home / "journal.db").write_bytes(b"no journal at all" * 500)
    ran = heroin(*line.split())
    assert ran.code == 5
    assert ran.out.count("Your old dose can kill now") == 1


def test_ones_own_lines_stand_first_and_hidden_ones_are_gone(home: Path) -> None:
    settings(
        home,
        'country = "US"\nhidden_lines = ["988", "1-800-662-4357"]\n'
        '[[lines]]\nname = "Ana"\nnumber = "555-0101"\nfor = "any hour"\nadded_on = 2026-02-03\n'
        '[[lines]]\nnumber = "555-0102"\n',
    )
    lines = numbers.crisis_lines()
    assert [line.number for line in lines] == ["555-0101", "555-0102", "911", "text HOME to 741741", "1-800-972-0590"]
    assert numbers.line_json(lines[0]) == {
        "name": "Ana",
        "number": "555-0101",
        "for": "any hour",
        "country": "US",
        "verified_on": "2026-02-03",
        "source": numbers.OWN,
    }
    assert (lines[1].name, lines[1].what_for, lines[1].verified_on) == ("", "", date(2026, 11, 22))
    settings(home, '[[lines]]\nname = "Ana"\n')
    assert (lines[1].number, numbers.crisis_lines()[-1].number, numbers.crisis_lines()[-1].country) == (
        "555-0102",
        "",
        "",
    )


TWICE = '{"steps": ["x"], "name": "a", "number": "b", "number": "c"}'


def test_the_card_for_a_locked_journal_has_two_steps_a_name_and_a_number(home: Path) -> None:
    assert shown_while_locked.locked_card() is None
    shown_while_locked.keep_locked_card(
        shown_while_locked.LockedCard(["call Maria", "go home", "and more"], "Maria \N{GREEK SMALL LETTER MU}", "555")
    )
    assert (home / "card.json").stat().st_mode & 0o777 == 0o600
    assert shown_while_locked.locked_card() == (["call Maria", "go home"], "Maria \N{GREEK SMALL LETTER MU}", "555")
    for damaged in ("", "[]", '{"steps": ["x"]}', '{"steps": 5, "name": "a", "number": "b"}', TWICE):
        (home / "card.json").write_text(damaged)
        assert shown_while_locked.locked_card() is None


def test_who_stays_on_the_line_is_said_with_the_country_where_that_is_unsure(home: Path) -> None:
    line = next(line for line in OF_US if line.serves == numbers.USE)
    assert numbers.stays_on_the_line() == f"In the US, {line.name} {line.number}"
    settings(home, 'country = "US"')
    assert numbers.stays_on_the_line() == f"{line.name} {line.number}"
    settings(home, 'country = "DE"')
    assert numbers.stays_on_the_line() is None
