"""Cards and numbers in another language: what is the file's is translated, what is the person's own stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from recovery import language
from recovery.safety import numbers, safety_cards

OTHER = {
    "": ("the head of a catalogue",),
    "Crisis Text Line": ("Krisenzeile",),
    "text HOME to 741741": ("HOME an 741741",),
    "crisis": ("Krise",),
    "Translated text: no clinician whose first language this is has read it yet.": ("Ungelesen.",),
}


@pytest.fixture(autouse=True)
def translated() -> Iterator[None]:
    """A language of a few sentences, which nobody who treats people has read."""
    before = language.spoken()
    language.speak(language.Spoken("xx", OTHER, int, read_by_clinician=False))
    yield
    language.speak(before)


def test_a_line_of_the_file_is_shown_translated_and_ones_own_as_it_was_written() -> None:
    line = numbers.CrisisLine(
        "Crisis Text Line", "text HOME to 741741", "crisis", "US", date(2026, 1, 1), "", "suicide"
    )
    assert numbers.shown(line)[:3] == ("Krisenzeile", "HOME an 741741", "Krise")
    assert numbers.shown(line)[3:] == line[3:]
    own = line._replace(serves="person")
    assert numbers.shown(own) is own


def test_that_no_clinician_has_read_it_stands_below_a_card_and_not_where_there_is_none() -> None:
    assert safety_cards.lapse_card("opioid")[-1] == "Ungelesen."
    assert safety_cards.lapse_card("nicotine") == []


def test_an_overdose_part_without_a_label_gets_none_in_any_language() -> None:
    assert safety_cards.overdose_parts()[-1][0].startswith("The aim is")
