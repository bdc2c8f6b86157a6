"""Which names look like one thing, and which do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.aliases.near import near, nearest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mum's house", "mums house"),
        ("pay day", "payday"),
        ("café", "cafe"),
        ("boared", "bored"),
        ("argumant with Ana", "argument with Ana"),
        ("bored", "bored as hell"),
        ("my mum", "my mum calling again"),
        ("bored", "boredom"),
        ("bored", "boring"),
        ("lonely", "loneliness"),
        ("run", "running"),
        ("party", "parties"),
        ("stress", "stressed"),
        ("cold shower", "cold showers"),
        ("lonely", "lonley"),
        ("fihgt with mum", "fight with mum"),
        ("bored as hell", "im bored"),
        ("I’m so bored", "feeling really bored"),  # noqa: RUF001
        ("i am lonley", "lonely as hell"),
    ],
)
def test_near(one: str, other: str) -> None:
    assert near(one, other)
    assert near(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fight", "night"),
        ("mum", "mom"),
        ("payday", "Sunday"),
        ("room 101", "room 102"),
        ("no", "no money"),
        ("corner", "corners shop of Ana"),
        ("bed", "bored"),
        ("ring", "king"),
        ("", "payday"),
        ("'", "payday"),
        ("alone", "lonely"),
        ("work", "walk"),
        ("form", "from"),
        ("im bored", "im tired"),
        ("bored as hell", "lonely as hell"),
        ("feeling", "feeling bored"),
        ("so sad", "so mad"),
        ("so", "so bored"),
        ("flat 21001", "flat 12001"),
        ("abced", "abdec"),
    ],
)
def test_not_near(one: str, other: str) -> None:
    assert not near(one, other)
    assert not near(other, one)


@given(
    st.lists(st.sampled_from("im so feeling bored borde lonely lonley lo nely run running tiredst tired 12".split()))
)
@settings(max_examples=50)
def test_near_is_the_same_both_ways_and_never_between_equal_names(words: list[str]) -> None:
    for place in range(len(words)):
        one, other = " ".join(words[:place]), " ".join(words[place:])
        assert near(one, other) == near(other, one)
        assert not near(one, f" {one.upper()}  ")


def test_the_nearest_of_several_is_asked_about() -> None:
    assert nearest("boared", ["payday", "bored as hell", "bored"]) == "bored"
    assert nearest("payday", ["bored", "argument"]) is None
