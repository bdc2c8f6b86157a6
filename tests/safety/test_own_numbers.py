"""The numbers as a person changes them: each change alone, and nothing else of the settings with it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from recovery.errors import NotFound, Refused
from recovery.safety import numbers, own_numbers
from recovery.store import home as homes

DAY = date(2026, 3, 7)
SISTER = {"name": "Ana", "number": "555-0101", "for": "my sister", "added_on": DAY}


@pytest.fixture
def kept(home: Path) -> Path:
    """Settings with a country and something that is not about numbers."""
    home.mkdir(mode=0o700)
    homes.save_settings({"country": "US", "quiet": True})
    return home


def shown() -> list[str]:
    return [line.number for line in numbers.crisis_lines()]


@pytest.mark.parametrize(("text", "code"), [("us", "US"), ("De", "DE"), ("FR", "FR")])
def test_a_country_is_two_letters_in_capitals(text: str, code: str) -> None:
    assert own_numbers.country_code(text) == code


@pytest.mark.parametrize("text", ["", "u", "usa", "1x", "x1", "éé", "  "])
def test_what_is_no_country_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="two-letter"):
        own_numbers.country_code(text)


def test_a_country_is_kept_beside_what_is_there_and_none_changes_nothing(kept: Path) -> None:
    own_numbers.keep_country(None)
    assert homes.settings() == {"country": "US", "quiet": True}
    own_numbers.keep_country("GB")
    assert homes.settings() == {"country": "GB", "quiet": True}


def test_a_line_is_unchecked_after_a_year_and_not_on_its_last_day(kept: Path) -> None:
    own_numbers.add("Ana", "555-0101", "my sister", DAY)
    assert own_numbers.CHECKED_DAYS == 365
    year = DAY + timedelta(days=365)
    assert "555-0101" not in [line.number for line in own_numbers.unchecked(year)]
    assert "555-0101" in [line.number for line in own_numbers.unchecked(year + timedelta(days=1))]


def test_an_own_line_stands_first_with_its_day_and_a_second_after_it(kept: Path) -> None:
    given = shown()
    own_numbers.add("Ana", "555-0101", "my sister", DAY)
    own_numbers.add("Ben", "555-0102", "", DAY)
    assert shown() == ["555-0101", "555-0102", *given]
    second = {"name": "Ben", "number": "555-0102", "for": "", "added_on": DAY}
    assert homes.settings() == {"country": "US", "quiet": True, "lines": [SISTER, second]}


def test_long_words_of_a_line_are_cut_where_the_screen_ends(kept: Path) -> None:
    own_numbers.add("n" * 90, "5" * 90, "f" * 90, DAY)
    (line,) = numbers.added(homes.settings())
    assert [(len(line[name]), line[name][0]) for name in ("name", "number", "for")] == [(60, "n"), (40, "5"), (60, "f")]


@pytest.mark.parametrize("words", [("", "5", "x"), ("Ana", " ", "x"), ("Ana", "5", "x" * 101), ("a\0", "5", "")])
def test_a_line_without_a_name_or_number_is_refused_and_nothing_is_kept(kept: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        own_numbers.add(words[0], words[1], words[2], DAY)
    assert refused.value.sentence == own_numbers.NOT_A_NUMBER
    assert "lines" not in homes.settings()


def test_a_number_that_is_shown_is_not_added_again(kept: Path) -> None:
    own_numbers.add("Ana", "555-0101", "my sister", DAY)
    for number in ("555-0101", "988"):
        with pytest.raises(Refused) as refused:
            own_numbers.add("Ben", number, "", DAY)
        assert refused.value.sentence == own_numbers.ALREADY
    assert numbers.added(homes.settings()) == [SISTER]


def test_an_own_line_is_deleted_and_a_given_one_hidden_and_shown_again(kept: Path) -> None:
    given = shown()
    own_numbers.add("Ana", "555-0101", "my sister", DAY)
    own_numbers.add("Ben", "555-0102", "", DAY)
    own_numbers.hide("555-0102")
    assert homes.settings() == {"country": "US", "quiet": True, "lines": [SISTER]}
    own_numbers.hide("988")
    own_numbers.hide(given[-1])
    assert homes.settings()["hidden_lines"] == ["988", given[-1]]
    own_numbers.hide("555-0101")
    assert homes.settings() == {"country": "US", "quiet": True, "lines": [], "hidden_lines": ["988", given[-1]]}
    assert shown() == [number for number in given[:-1] if number != "988"]
    own_numbers.show("988")
    assert homes.settings() == {"country": "US", "quiet": True, "lines": [], "hidden_lines": [given[-1]]}
    assert shown() == given[:-1]


def test_what_is_not_shown_cannot_be_hidden_nor_what_is_not_hidden_be_shown(kept: Path) -> None:
    with pytest.raises(NotFound) as not_found:
        own_numbers.hide("555-0101")
    assert not_found.value.sentence == own_numbers.NO_SUCH_NUMBER
    with pytest.raises(NotFound, match="not hidden"):
        own_numbers.show("988")
    assert homes.settings() == {"country": "US", "quiet": True}
