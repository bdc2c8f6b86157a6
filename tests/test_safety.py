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
