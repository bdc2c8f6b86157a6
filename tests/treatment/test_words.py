"""What the cards and questionnaires say, against the care page: no dose, no protocol, nobody shamed, no false claim."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import recovery.treatment
from recovery.treatment import learn_cards

FOLDER = Path(recovery.treatment.__file__).parent
FILES = sorted([*FOLDER.glob("learn/*.toml"), *FOLDER.glob("instruments/*.toml")])
SHAMING = re.compile(
    r"\b(addict\w*|abus\w*|junk(ie|y)\w*|relaps\w*|clean|dirty|fail(ed|ure)s?|back to (day )?(zero|one|0)"
    r"|start(ing)? over)\b",
    re.IGNORECASE,
)
NAMES_OF_FORMS = (
    "Brief Addiction Monitor",
    "relapse-prevention",
    "J Subst Abuse Treat",
    "Am J Drug Alcohol Abuse",
    "Drug Abuse Screening Test",
    "Subst Abuse Rehabil",
    "Addict Behav",
)
DOSE = re.compile(r"\b\d+([.,]\d+)?\s?(mg|mcg|µg|ml|milligrams?|tablets?|films?)\b", re.IGNORECASE)
NUMBERS = {"1-800-662-4357", "1-800-487-4889"}
FALSE = (
    "no overdose risk",
    "no risk of overdose",
    "does not cause dependence",
    "necessary first step",
    "weaker than",
    "replaces heroin",
    "always passes",
    "without the time or expense",
    "cure",
)


def said(path: Path) -> str:
    text = path.read_text("utf-8")
    for name in NAMES_OF_FORMS:
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_words_are_those_of_the_care_page(path: Path) -> None:
    text = said(path)
    assert not SHAMING.findall(text)
    assert not DOSE.findall(text)
    assert not [claim for claim in FALSE if claim in text.casefold()]
    assert set(re.findall(r"\b1-8\d\d-\d{3}-\d{4}\b", text)) <= NUMBERS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_everything_names_its_source(path: Path) -> None:
    assert tomllib.loads(path.read_text("utf-8"))["source"].strip()


def test_every_card_fits_on_one_screen() -> None:
    from recovery.treatment.views import pages

    for card in learn_cards.cards():
        assert len(list(pages.card(card))) <= 24, card.name


def test_a_missed_dose_is_never_answered_with_a_dose_or_a_schedule() -> None:
    for name in ("methadone", "Suboxone", "Vivitrol", "sertraline"):
        text = " ".join(learn_cards.missed_dose([name], pregnant=True))
        assert re.search(r"[Aa]sk your prescriber|call the clinic", text)
        assert learn_cards.PREGNANCY in text
        assert not DOSE.search(text)
        assert not re.search(r"\b\d+ (hours?|days?)\b", text)
    methadone = learn_cards.missed_dose(["methadone"])
    never_double = "Methadone: after missed days, call the clinic before the next dose. Never take a double dose."
    assert methadone[0] == never_double
    assert not any("Methadone" in line for line in learn_cards.missed_dose(["naltrexone"]))


def test_a_pattern_that_should_be_caught_is_caught() -> None:
    assert SHAMING.search("you failed")
    assert DOSE.search("take 8 mg")
