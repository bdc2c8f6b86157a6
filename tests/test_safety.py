"""The cards and numbers that keep a person alive: what must be said is said, first, for every name of the thing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recovery import safety

if TYPE_CHECKING:
    from tests.conftest import Call


@pytest.mark.parametrize(
    "substance",
    [None, "heroin", "Heroin", "black-tar heroin", "heroin/cocaine", "fentanyl, pressed", "FENTANYL", "oxycodone 30",
     "buprenorphine-naloxone", "pain_pills", "pills", "opioids", "nicotine and heroin", "heroin and xanax"],
)  # fmt: skip
def test_an_opioid_by_any_name_has_the_whole_card_its_first_line_first(substance: str | None, home: Path) -> None:
    card = safety.lapse_card(substance)
    assert card[0].startswith("Your old dose can kill now")
    said = " ".join(card)
    for part in ("Do not use alone", "naloxone within reach", "call ", "911", "recovery sos overdose"):
        assert part in said
    assert max(map(len, card)) <= 80


def test_what_is_mixed_is_said(home: Path) -> None:
    assert "Together with alcohol or benzodiazepines" in " ".join(safety.lapse_card("heroin and xanax"))
    assert "Together with opioids" in " ".join(safety.lapse_card("alcohol"))


@pytest.mark.parametrize("substance", ["alcohol", "Xanax", "street benzos"])
def test_stopping_alcohol_or_benzodiazepines_can_kill(substance: str, home: Path) -> None:
    assert "suddenly can kill" in safety.lapse_card(substance)[0]


@pytest.mark.parametrize("substance", ["cocaine", "meth", "something new"])
def test_street_drugs_may_hold_fentanyl(substance: str, home: Path) -> None:
    card = " ".join(safety.lapse_card(substance))
    assert card.startswith("Street drugs may contain fentanyl")
    assert "naloxone" in card


@pytest.mark.parametrize("substance", ["nicotine", "cigarettes", "gambling"])
def test_nothing_is_claimed_of_what_does_not_kill_at_once(substance: str, home: Path) -> None:
    assert safety.lapse_card(substance) == []


@pytest.mark.parametrize(
    ("substance", "matters"),
    [
        ("heroin", True),
        ("Fentanyl", True),
        ("cocaine", True),
        ("something new", True),
        ("heroin and alcohol", True),
        ("alcohol", False),
        ("Alcohol", False),
        ("nicotine", False),
        ("gambling", False),
    ],
)
def test_naloxone_is_named_where_it_can_help_and_never_for_alcohol(
    substance: str, matters: bool, call: Call, home: Path
) -> None:
    assert safety.naloxone_matters(substance) is matters
    assert ("naloxone" in " ".join(safety.lapse_card(substance)).casefold()) is matters
    assert call("init", "--since", "2026-01-01", "--substance", substance, "--timezone", "UTC").code == 0
    kinds = [each["kind"] for each in call("plan", "check", "--json").json]
    assert ("no_naloxone" in kinds) is matters


def test_the_overdose_steps(home: Path) -> None:
    card = "\n".join(safety.overdose_card())
    order = [
        card.index(step)
        for step in ("CALL", "NALOXONE", "NOT BREATHING", "another device", "recovery position", "STAY")
    ]
    assert order == sorted(order)
    for fact in ("5 seconds", "2-3 minutes", "30-90 minutes", "breathing, not waking", "xylazine", "911"):
        assert fact in card
    assert max(map(len, card.splitlines())) <= 88


@pytest.mark.parametrize(
    ("country", "number", "others"),
    [
        ("US", "911", ["988"]),
        ("DE", "112", []),
        ("GB", "999", []),
        ("JP", "911 US, 112 EU, 999 UK", ["911", "112", "999"]),
    ],
)
def test_numbers_are_those_of_the_country(country: str, number: str, others: list[str], heroin: Call) -> None:
    assert heroin("config", "country", country.lower()).code == 0
    assert number in safety.emergency()
    shown = [line.number for line in safety.crisis_lines()]
    assert set(others) <= set(shown)
    assert ("988" in shown) == (country == "US")
    assert number in heroin("sos", "overdose").out.replace("(", "").replace(")", "")


def test_without_a_country_every_number_is_shown(home: Path) -> None:
    assert set(safety.crisis_lines()) == set(safety.CRISIS_LINES)


def test_every_line_has_its_source_and_date() -> None:
    for line in safety.CRISIS_LINES:
        assert line.source.startswith("https://")
        assert date(2025, 1, 1) < line.verified_on
        assert line.country in ("US", "EU", "GB")
        assert line.name
        assert line.what_for
    assert {"911", "988", "1-800-662-4357", "text HOME to 741741", "1-800-972-0590", "112", "999"} == {
        line.number for line in safety.CRISIS_LINES
    }


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
    assert ("- Emergency (EU): 112" in card) == (safety.country() is None)
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


def settings(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(text)


@pytest.mark.parametrize(
    ("country", "numbers", "emergency"),
    [
        ("", [line.number for line in safety.CRISIS_LINES], "your emergency number (911 US, 112 EU, 999 UK)"),
        ("US", ["911", "988", "1-800-662-4357", "text HOME to 741741", "1-800-972-0590"], "911"),
        ("DE", ["112"], "112"),
        ("GB", ["999"], "999"),
        ("JP", ["911", "112", "999"], "your emergency number (911 US, 112 EU, 999 UK)"),
    ],
)
def test_the_lines_are_those_of_the_country(home: Path, country: str, numbers: list[str], emergency: str) -> None:
    settings(home, f'country = "{country}"' if country else "")
    assert [line.number for line in safety.crisis_lines()] == numbers
    assert safety.emergency() == emergency
    assert safety.country() == (country or None)


def test_ones_own_lines_stand_first_and_hidden_ones_are_gone(home: Path) -> None:
    settings(
        home,
        'country = "US"\nhidden_lines = ["988", "1-800-662-4357"]\n'
        '[[lines]]\nname = "Ana"\nnumber = "555-0101"\nfor = "any hour"\nadded_on = 2026-02-03\n'
        '[[lines]]\nnumber = "555-0102"\n',
    )
    lines = safety.crisis_lines()
    assert [line.number for line in lines] == ["555-0101", "555-0102", "911", "text HOME to 741741", "1-800-972-0590"]
    assert safety.line_json(lines[0]) == {
        "name": "Ana",
        "number": "555-0101",
        "for": "any hour",
        "country": "US",
        "verified_on": "2026-02-03",
        "source": safety.OWN,
    }
    assert (lines[1].name, lines[1].what_for, lines[1].verified_on) == ("", "", date(2026, 11, 22))
    settings(home, '[[lines]]\nname = "Ana"\n')
    assert (lines[1].number, safety.crisis_lines()[0].number, safety.crisis_lines()[0].country) == ("555-0102", "", "")


@pytest.mark.parametrize(
    ("country", "name"),
    [("", "Emergency (US)"), ("US", "Emergency"), ("DE", "Emergency"), ("GB", "Emergency"), ("JP", "Emergency (US)")],
)
def test_a_line_is_called_with_its_country_where_it_cannot_be_told(home: Path, country: str, name: str) -> None:
    settings(home, f'country = "{country}"' if country else "")
    line = safety.CRISIS_LINES[0]
    assert safety.called(line) == name
    assert safety.called(line._replace(country="")) == "Emergency"


def test_the_card_for_a_locked_journal_has_two_steps_a_name_and_a_number(home: Path) -> None:
    assert safety.locked_card() is None
    safety.keep_locked_card(
        safety.Card(["call Maria", "go home", "and more"], "Maria \N{GREEK SMALL LETTER MU}", "555")
    )
    assert (home / "card.json").stat().st_mode & 0o777 == 0o600
    assert safety.locked_card() == (["call Maria", "go home"], "Maria \N{GREEK SMALL LETTER MU}", "555")
    for damaged in ("", "[]", '{"steps": ["x"]}', '{"steps": 5, "name": "a", "number": "b"}'):
        (home / "card.json").write_text(damaged)
        assert safety.locked_card() is None


@pytest.mark.parametrize(
    ("substance", "opioid", "sedative"),
    [
        (None, True, False),
        ("Heroin", True, False),
        ("ALCOHOL", False, True),
        ("beans", False, False),
        ("", False, False),
    ],
)
def test_what_a_substance_is(substance: str | None, opioid: bool, sedative: bool) -> None:
    assert (safety.is_opioid(substance), safety.is_sedative(substance)) == (opioid, sedative)


def test_lines_are_wrapped_at_eighty_columns_and_no_number_is_broken(home: Path) -> None:
    settings(home, 'country = "US"')
    card = safety.lapse_card("heroin")
    assert card[1] == "Do not use alone. In the US, SafeSpot 1-800-972-0590 stays on the line with you."
    assert len(card[1]) == 80
    assert "CALL 911 NOW" in "\n".join(safety.overdose_card())
    settings(home, "")
    assert "CALL 911 (US), 112 (EU), 999 (UK) NOW" in "\n".join(safety.overdose_card())
