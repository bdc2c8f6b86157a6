"""What the times of a craving say of how it was written down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from recovery.insights.facts import CravingFact

AT = datetime(2026, 3, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "moment"), [(0, True), (900, True), (901, False), (-900, True), (-901, False)])
def test_within_a_quarter_of_an_hour_it_was_written_in_the_moment(seconds: int, moment: bool) -> None:
    assert CravingFact(AT.date(), AT, 5, written=AT + timedelta(seconds=seconds)).in_the_moment is moment


def test_what_is_not_known_of_its_writing_is_not_guessed() -> None:
    assert CravingFact(AT.date(), AT, 5).in_the_moment is None
    later = AT + timedelta(seconds=1)
    for outcome, written, ended, ahead in (
        ("passed", AT, later, True),
        ("passed", AT, AT, False),
        (None, AT, later, False),
        ("passed", None, later, False),
        ("passed", AT, None, False),
    ):
        assert CravingFact(AT.date(), AT, 5, outcome=outcome, written=written, ended=ended).ahead is ahead
