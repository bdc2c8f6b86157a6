"""The clocks of edits: they only go forward, past everything seen, whatever the clock on the wall does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.sync import hybrid_clock
from recovery.sync.hybrid_clock import HybridClock, Timestamp
from recovery.wire import strict_json

moments = st.integers(0, 10)
readings = st.builds(Timestamp, st.integers(0, 10), st.integers(0, 3), st.sampled_from("abc"))


@given(st.lists(moments | readings))
def test_each_reading_is_greater_than_all_given_and_seen(steps: list[int | Timestamp]) -> None:
    clock, met = HybridClock("b"), [Timestamp(0, 0, "")]
    for step in steps:
        if isinstance(step, Timestamp):
            clock.see(step)
            met.append(step)
        else:
            given_ = clock.tick(step)
            assert all((given_.ms, given_.counter) > (stamp.ms, stamp.counter) for stamp in met)
            met.append(given_)


@given(st.lists(moments, min_size=1))
def test_without_others_it_is_the_clock_on_the_wall(steps: list[int]) -> None:
    clock = HybridClock("b")
    for step in sorted({1 + index for index in steps}):
        assert clock.tick(step) == Timestamp(step, 0, "b")


def test_a_clock_that_stands_still_is_counted_on() -> None:
    clock = HybridClock("b", 5, 7)
    assert [clock.tick(5), clock.tick(4), clock.tick(6)] == [
        Timestamp(5, 8, "b"),
        Timestamp(5, 9, "b"),
        Timestamp(6, 0, "b"),
    ]


def test_a_device_years_ahead_is_followed_and_time_goes_on() -> None:
    clock = HybridClock("b", 1_000, 0)
    clock.see(Timestamp(10**12, 3, "z"))
    assert clock.tick(2_000) == Timestamp(10**12, 4, "b")


@pytest.mark.parametrize(
    "wrong", [None, [], [1, 2], [1, 2, "a", 4], [1.0, 2, "a"], [1, 2, "\u00e9"], [1, -2, "a"], "abc"]
)
def test_what_is_no_reading_is_refused(wrong: object) -> None:
    assert hybrid_clock.read([1, 2, "a"]) == Timestamp(1, 2, "a")
    with pytest.raises(strict_json.Malformed):
        hybrid_clock.read(wrong)


def test_no_reading_is_given_that_nobody_may_read() -> None:
    """Neither a counter that runs over, nor a device that stands at the end of all readings, takes them away."""
    clock = HybridClock("b", 1_000, hybrid_clock.COUNTER_LIMIT - 2)
    given = [clock.tick(1_000) for _ in range(3)]
    assert given == [Timestamp(1_000, 2**32 - 1, "b"), Timestamp(1_001, 0, "b"), Timestamp(1_001, 1, "b")]
    clock.see(Timestamp(hybrid_clock.FOLLOWED - 1, 2**32 - 1, "z"))
    followed = clock.tick(1_000)
    clock.see(Timestamp(hybrid_clock.MS_LIMIT - 1, 2**32 - 1, "z"))
    for stamp in (followed, clock.tick(1_000)):
        assert hybrid_clock.read(list(stamp)) == stamp > Timestamp(hybrid_clock.FOLLOWED - 1, 2**32 - 1, "z")
    for wrong in ([hybrid_clock.MS_LIMIT, 0, "a"], [0, hybrid_clock.COUNTER_LIMIT, "a"]):
        with pytest.raises(strict_json.Malformed):
            hybrid_clock.read(wrong)
