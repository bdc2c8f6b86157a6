"""The cards of `learn` as they are read: their order, the lines of a country, and what a missed dose leads to."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from recovery.errors import NotFound
from recovery.safety import numbers, safety_cards
from recovery.treatment import learn_cards
from recovery.treatment.learn_cards import PREGNANCY, card, missed_dose

FILES = sorted(Path(learn_cards.__file__).parent.glob("learn/*.toml"))
METHADONE = [
    "Methadone: after missed days, call the clinic before the next dose. Never take a double dose.",
    "Tolerance falls within days. Your old dose can kill now. With alcohol or benzodiazepines, breathing can stop.",
]
ASK = "Ask your prescriber, clinic or pharmacist how to go on. This program knows no doses and no schedules."


@pytest.fixture
def lives_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of somebody who has told no country yet."""
    monkeypatch.setenv("RECOVERY_HOME", str(tmp_path))
    return tmp_path / "config.toml"


def test_every_file_is_a_card_and_they_stand_by_their_own_numbers(lives_in: Path) -> None:
    told = learn_cards.cards()
    assert sorted(item.name for item in told) == [path.stem for path in FILES]
    assert [(item.order, item.name) for item in told] == sorted((item.order, item.name) for item in told)
    assert told[0].order < told[-1].order


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_card_holds_what_its_file_says(path: Path, lives_in: Path) -> None:
    lives_in.write_text('country = "JP"')
    values = tomllib.loads(path.read_text("utf-8"))
    read = card(path.stem)
    assert (read.name, read.title, read.source, read.order) == (
        path.stem,
        values["title"],
        values["source"],
        values["order"],
    )
    assert read.lines == tuple(values["lines"])
    assert read.see == tuple(values.get("see", []))
    assert read.families == values.get("families", {})
    assert read.to_json() == {
        "name": path.stem,
        "title": values["title"],
        "lines": values["lines"],
        "see": values.get("see", []),
        "source": values["source"],
    }


def test_lines_of_a_country_stand_last_and_those_of_the_us_where_nobody_knows_it(lives_in: Path) -> None:
    lives_in.write_text('country = "DE"')
    elsewhere = card("finding-treatment").lines
    lives_in.write_text('country = "US"')
    us = card("finding-treatment").lines
    lives_in.unlink()
    assert numbers.country() is None
    assert card("finding-treatment").lines == us
    assert us[: len(elsewhere)] == elsewhere
    assert us[len(elsewhere)].startswith("In the US: SAMHSA helpline 1-800-662-4357")
    assert len(us) > len(elsewhere)


@pytest.mark.parametrize("name", ["nothing", "", "../learn/lapse", "lapse.toml", "LAPSE"])
def test_what_is_no_card_is_not_found(name: str) -> None:
    with pytest.raises(NotFound) as caught:
        card(name)
    assert caught.value.sentence == "There is no such card. recovery learn lists them."


def test_a_missed_dose_leads_to_the_lines_of_each_family_once(lives_in: Path) -> None:
    last = safety_cards.not_breathing()
    assert missed_dose(["Methadone", "sertraline", "Dolophine"]) == [*METHADONE, ASK, last]
    assert missed_dose(["sertraline"], pregnant=True) == [ASK, PREGNANCY, last]
    assert missed_dose([]) == [ASK, last]
    both = missed_dose(["Vivitrol", "methadone"], pregnant=True)
    assert both[:2] == card("missed-dose").families["naltrexone"]
    assert both[2:] == [*METHADONE, ASK, PREGNANCY, last]
