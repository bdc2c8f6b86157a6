"""Parts of a summary line, word for word."""

from __future__ import annotations

from datetime import date

import pytest

from recovery.treatment import phrases


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, None, ""),
        (None, 0, "mood 0 after"),
        (4, None, "mood 4 before"),
        (0, 0, "mood 0 \N{RIGHTWARDS ARROW} 0"),
        (4, 7, "mood 4 \N{RIGHTWARDS ARROW} 7"),
    ],
)
def test_a_change_says_what_is_there(before: int | None, after: int | None, said: str) -> None:
    assert phrases.change("mood", before, after) == said


def test_a_number_and_a_stretch_of_days() -> None:
    assert (phrases.rated("pulse", 72), phrases.rated("pulse", 0), phrases.rated("pulse", None)) == (
        "pulse 72",
        "pulse 0",
        "",
    )
    first, last = date(2026, 3, 1), date(2026, 3, 14)
    assert phrases.span(first, None) == "since Sun 1 Mar 2026"
    assert phrases.span(first, last) == "Sun 1 Mar 2026 to Sat 14 Mar 2026"
