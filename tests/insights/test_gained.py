"""What a person gains by coming back: a line of their own and counts of what was written, no prize for a free day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from recovery.insights.gained import GoodLine, good_line

if TYPE_CHECKING:
    from tests.conftest import Call

DAY = date(2026, 3, 22)


def line(ago: int, text: str, mood: int | None = None, *, used: bool = False) -> GoodLine:
    return GoodLine(DAY - timedelta(days=ago), text, mood, used)


def texts(lines: list[GoodLine], *private: str) -> set[str]:
    """What is shown on the days to come."""
    shown = [good_line(lines, DAY + timedelta(days=ahead), private) for ahead in range(1, 30)]
    return {line[1] for line in shown if line}


def test_a_line_is_from_a_better_day_and_none_that_the_person_keeps_private() -> None:
    lines = [
        line(1, "tea", 2),
        line(2, "sun", 7),
        line(3, "Ana's cake", 7),
        line(4, "slept", 9, used=True),
        line(5, "sea"),
    ]
    assert texts(lines) == {"sun", "Ana's cake", "sea"}
    assert texts(lines, "ana") == {"sun", "sea"}
    assert texts(lines, "Ana Maria Lopez", "sun", "SEA") == set(), "rather none than a hard day's"
    assert texts([]) == set()
    assert texts([line(1, "tea", 0), line(2, "sun", 0)]) == {"tea", "sun"}, "no mood is below the middle of the moods"


def test_todays_own_line_waits_for_tomorrow_unless_it_is_the_only_one() -> None:
    assert good_line([line(0, "new"), line(3, "old")], DAY, ()) == (DAY - timedelta(days=3), "old")
    assert good_line([line(0, "new")], DAY, ()) == (DAY, "new")


@given(
    st.lists(st.tuples(st.integers(1, 90), st.none() | st.integers(0, 10)), unique_by=lambda pair: pair[0], min_size=1)
)
def test_it_is_the_same_all_day_whatever_the_order_and_each_comes_round(
    given_days: list[tuple[int, int | None]],
) -> None:
    lines = [line(ago, f"good {ago}", mood) for ago, mood in given_days]
    assert good_line(lines, DAY, ()) == good_line(lines[::-1], DAY, ())
    shown = {good_line(lines, DAY + timedelta(days=ahead), ()) for ahead in range(1, len(lines) + 1)}
    moods = sorted(mood for _, mood in given_days if mood is not None)
    best = {gained.day for gained in lines if gained.mood is None or gained.mood == moods[-1]}
    assert best <= {told[0] for told in shown if told}


def test_the_counts_are_of_what_was_written_and_no_lapse_takes_from_them(heroin: Call) -> None:
    for ago in range(1, 10):
        heroin("note", "words", "--at", f"{ago} days ago")
    heroin("log", "7", "--outcome", "passed")
    heroin("log", "5", "--at", "8 days ago", "--outcome", "passed")
    before = heroin("today", "--json").json
    assert before["week"] == {"days_logged": 7, "cravings": 1, "passed": 1}
    assert before["in_all"] == {"days_logged": 10, "cravings": 2, "passed": 2}
    out = heroin("today").out
    assert "written on 7 of 7 days, 1 craving, 1 passed" in out
    assert "10 days with something written down, 2 cravings passed" in out
    heroin("lapse")
    heroin("checkin", "--used")
    after = heroin("today", "--json").json
    assert (after["week"], after["in_all"]) == (before["week"], before["in_all"])
    past = heroin("today", "--as-of", "yesterday", "--json").json
    assert past["in_all"] == {"days_logged": 9, "cravings": 1, "passed": 1}
