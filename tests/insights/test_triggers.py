"""Names are grouped without regard to case, keep the spelling first written, and are ordered by count."""

from __future__ import annotations

import statistics
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.shares import wilson
from recovery.insights.triggers import Ended, NameCount, helps, ranked, tally

NAMES = st.sampled_from(["payday", "Payday", "PAYDAY", "Straße", "STRASSE", "bored", "alone"])
COUNTS = st.lists(
    st.builds(
        NameCount,
        NAMES,
        st.integers(0, 10),
        st.sampled_from(["passed", "used", None]),
        st.integers(1, 4),
        st.integers(1, 99),
    ),
    max_size=40,
)


def met(name: str, rating: int, outcome: str | None, key: int) -> NameCount:
    return NameCount(name, rating, outcome, 1, key)


def test_one_name_in_two_cases_is_one_trigger_in_the_spelling_first_written() -> None:
    rows = [met("payday", 8, "passed", 7), met("Payday", 5, None, 2), met("PAYDAY", 6, "used", 9)]
    assert [met.to_json() for met in tally(rows)] == [
        {"name": "Payday", "count": 3, "median": 6.0, "peak": 8, "passed": 1, "known": 2, "passed_interval": None}
        | {"ahead": {"passed": 0, "known": 0}}
    ]


def test_order_is_by_count_then_by_name_without_regard_to_case() -> None:
    rows = [met("Bored", 5, None, 1), met("alone", 5, None, 2), met("zest", 5, None, 3), met("zest", 5, None, 4)]
    assert [met.name for met in tally(rows)] == ["zest", "alone", "Bored"]


def test_an_interval_from_five_known_outcomes() -> None:
    row = NameCount("called sponsor", 6, "passed", 5, 1)
    low, high = tally([row])[0].to_json()["passed_interval"]
    assert (round(low, 4), high) == (0.5655, 1.0)


@given(COUNTS)
def test_nothing_is_lost_and_medians_are_those_of_the_raw_ratings(rows: list[NameCount]) -> None:
    raw: dict[str, list[int]] = {}
    for row in rows:
        raw.setdefault(row.name.casefold(), []).extend([row.intensity] * row.times)
    tallied = tally(rows)
    assert Counter({met.name.casefold(): met.count for met in tallied}) == Counter({k: len(v) for k, v in raw.items()})
    for met in tallied:
        assert met.ratings.median == statistics.median(raw[met.name.casefold()])
    assert [met.count for met in tallied] == sorted((met.count for met in tallied), reverse=True)


def test_two_of_two_does_not_outrank_eighteen_of_twenty() -> None:
    def met(name: str, passed: int, known: int) -> list[NameCount]:
        return [NameCount(name, 5, "passed", passed, 1), NameCount(name, 5, "used", known - passed, 2)]

    names = tally([*met("new", 2, 2), *met("Ana", 18, 20), *met("never", 0, 4), NameCount("unsaid", 5, None, 3, 9)])
    assert [met.name for met in ranked(names)] == ["Ana", "new", "unsaid", "never"]


@pytest.mark.parametrize(("ahead", "said"), [(9, Ended(20, 30)), (10, Ended(4, 10)), (11, Ended(4, 11))])
def test_what_was_written_ahead_is_said_from_ten_on(ahead: int, said: Ended) -> None:
    (walk,) = tally([
        NameCount("walk", 5, "passed", 20, 1, ahead=4),
        NameCount("walk", 5, "used", 10, 2, ahead=ahead - 4),
        NameCount("walk", 9, None, 3, 3, ahead=0),
    ])  # fmt: skip
    assert (walk.passed, walk.known, walk.ahead) == (20, 30, Ended(4, ahead))
    assert walk.said == said
    assert walk.said_interval == wilson(*said)
    assert walk.interval == wilson(20, 30)
    assert walk.to_json()["ahead"] == {"passed": 4, "known": ahead}
    assert (walk.count, walk.ratings.peak) == (33, 9)


def test_names_are_one_without_the_blanks_around_them() -> None:
    assert [met.name for met in tally([met(" Payday ", 5, None, 2), met("payday", 5, None, 3)])] == ["Payday"]


def test_skills_alike_in_their_share_stand_by_count_and_then_by_name() -> None:
    rows = [met("zest", 5, None, 1), met("Bath", 5, None, 2), met("alone", 5, None, 3), met("alone", 5, None, 4)]
    assert [met.name for met in ranked(tally([*rows, met("call", 5, None, 5)]))] == ["alone", "Bath", "call", "zest"]


def test_a_skill_after_which_half_passed_did_not_help_nor_one_after_which_fewer_passed_than_without_it() -> None:
    assert not helps(Ended(5, 10), Ended(0, 10)), "half is not more than half"
    assert helps(Ended(6, 11), Ended(0, 11))
    assert helps(Ended(6, 10), Ended(3, 5)), "as large a share"
    assert not helps(Ended(6, 10), Ended(61, 100))
