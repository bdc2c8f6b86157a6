"""Which names look like one thing, and which do not."""

from __future__ import annotations

import pytest

from recovery.aliases.near import near, nearest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mum's house", "mums house"),
        ("mum’s house", "MUM'S HOUSE"),  # noqa: RUF001
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
    ],
)
def test_near(one: str, other: str) -> None:
    assert near(one, other)
    assert near(other, one)
    assert near(one, one)


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
    ],
)
def test_not_near(one: str, other: str) -> None:
    assert not near(one, other)
    assert not near(other, one)


def test_the_nearest_of_several_is_asked_about() -> None:
    assert nearest("boared", ["payday", "bored as hell", "bored"]) == "bored"
    assert nearest("payday", ["bored", "argument"]) is None
