"""Findings go on the page as counts, without private names, and only where all they tell of was chosen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recovery.diary import Diary
from recovery.exchange.counselor.choice import Choice
from recovery.exchange.counselor.document import NAMES, Lines, Name
from recovery.exchange.counselor.material import Material, gather
from recovery.exchange.counselor.worth_checking import NOTHING, TELLS, WAITS, patterns
from recovery.exchange.people import Names
from recovery.insights.patterns import KINDS, Pattern
from recovery.insights.periods import Period
from recovery.outlets import words
from tests.exchange.counselor.conftest import FIRST, LAST, SECRET


@pytest.fixture
def material(diary: Diary) -> Material:
    return gather(diary, Period(FIRST, LAST), LAST)


def shown(material: Material, kinds: tuple[str, ...], *sections: Name) -> tuple[list[str], list[str]]:
    """The lines of the section and the texts of its data."""
    claim = f"With argument with {SECRET}: 9 of 20 cravings rated 7 or more; at the rate of the others it would be 3."
    all_patterns = tuple(Pattern(kind, claim, 9, 20, 3.0, 0.01) for kind in kinds)
    looked = replace(material, report=replace(material.report, patterns=all_patterns))
    section = patterns(looked, Choice(Names([(SECRET, "sister")]), sections=frozenset(sections or NAMES)))
    lines = [item for block in section.blocks if isinstance(block, Lines) for item in block.items]
    return lines, [item["text"] for item in section.data]


def test_a_finding_is_a_count_with_its_base_and_names_nobody(material: Material) -> None:
    lines, data = shown(material, ("trigger",))
    assert lines[0].startswith("With argument with sister: 9 of 20 cravings")
    assert "The true share: about 3 to 7 in 10." in lines[0]
    assert lines[1].startswith(f"Looked for over the 8 weeks up to {words.day(LAST)}. ")
    assert lines[1].endswith("It names no cause.")
    assert data == [lines[0]]


@pytest.mark.parametrize("kind", [text for text in KINDS if text != "silence"])
def test_a_finding_stands_only_where_every_section_it_tells_of_is_chosen(material: Material, kind: str) -> None:
    needed = TELLS[kind]
    assert len(shown(material, (kind,), *needed)[1]) == len(shown(material, (kind,), "patterns", *needed)[1]) == 1
    for left_out in needed:
        chosen = [item for item in NAMES if item != left_out]
        assert shown(material, (kind,), *chosen) == ([NOTHING], [])


def test_what_comes_before_a_lapse_is_said_to_wait_right_after_one(material: Material) -> None:
    waiting = replace(material, report=replace(material.report, run_up_waits=True))
    needed = TELLS["before_lapse"]
    assert shown(waiting, (), *needed) == ([WAITS], [])
    assert shown(waiting, ("hour",), *needed)[0][1] == WAITS
    for left_out in needed:
        chosen = [item for item in NAMES if item != left_out]
        assert shown(waiting, (), *chosen) == ([NOTHING], [])


def test_a_question_after_silence_stays_with_the_person(material: Material) -> None:
    assert set(TELLS) == set(KINDS) - {"silence"}
    assert shown(material, ("silence",)) == ([NOTHING], [])
