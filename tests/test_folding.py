"""Lines folded to the columns of a terminal: nothing is lost, and what belongs together stays together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.folding import cells, fold

KEYS = " [s]urf 10 min  [l]og it  [u] I used  [o]verdose  [w]ant to die  [c]all list"
PARTS = st.sampled_from(
    ["[w]ant to die", "recovery checkin --no-use", "recovery med add NAME --since DAY", "bored", "a"]
)


@pytest.mark.parametrize(
    ("line", "columns", "rows"),
    [
        (KEYS, 40, [" [s]urf 10 min  [l]og it  [u] I used", " [o]verdose  [w]ant to die  [c]all list"]),
        ("To say that it was without: recovery checkin --no-use.", 40, ["To say that it was without:"]),
        ("Add one with: recovery med add NAME --since DAY.", 40, ["Add one with:"]),
        (
            "Yesterday 21:10. Did it pass? [p]assed [u]sed [s]kip >",
            52,
            ["Yesterday 21:10. Did it pass? [p]assed [u]sed"],
        ),
        ("Where: recovery checkin --no-use", 24, ["Where: recovery checkin"]),
    ],
)
def test_a_key_with_its_words_and_a_command_stay_whole(line: str, columns: int, rows: list[str]) -> None:
    folded = list(fold(line, columns))
    assert folded[: len(rows)] == rows
    assert len(folded) == max(2, len(rows))


def test_sentences_far_apart_stand_below_each_other_where_there_is_no_room() -> None:
    ready = "Hard right now?  recovery sos        A craving?  recovery log 7"
    assert list(fold(ready, 80)) == [ready]
    assert list(fold(ready, 40)) == ["Hard right now?  recovery sos", "A craving?  recovery log 7"]
    label = "Today      Dose 08:00 taken, and the check-in waits"
    assert list(fold(label, 40)) == ["Today      Dose 08:00 taken, and the", "           check-in waits"]


@given(st.lists(PARTS, min_size=1, max_size=12), st.integers(30, 80), st.sampled_from([" ", "  "]))
def test_no_word_is_lost_and_none_is_too_wide(parts: list[str], columns: int, between: str) -> None:
    line = between.join(parts)
    folded = list(fold(line, columns))
    assert " ".join(folded).split() == line.split()
    assert all(cells(row) <= columns for row in folded)
