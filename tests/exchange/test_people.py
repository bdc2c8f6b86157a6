"""Names become roles wherever they stand, however they are written."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.exchange.people import SOMEONE, Names

CONTACTS = [
    ("Ana López", "sister"),
    ("Maria", "sponsor"),
    ("Dr. Hale", None),
    ("玛丽", "friend"),
    ("old corner", "a place"),
]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("argument with Ana", "argument with sister"),
        ("ANA LOPEZ's flat", "sister's flat"),
        (normalize("NFD", "López called"), "sister called"),
        ("text Maria first, then MARIA", "text sponsor first, then sponsor"),
        ("M\N{ZERO WIDTH SPACE}aria", "sponsor"),
        ("saw Hale", "saw someone"),
        ("和玛丽在一起", "和friend在一起"),
        ("the  Old\tCorner again", "the  a place again"),
        ("Mariana and banana", "Mariana and banana"),
        ("nothing", "nothing"),
    ],
)
def test_a_name_becomes_its_role(text: str, hidden: str) -> None:
    assert Names(CONTACTS).hide(text) == hidden


def test_names_stay_where_the_person_wants_them() -> None:
    shown = Names(CONTACTS, shown=True)
    assert shown.hide("argument with Ana") == "argument with Ana"
    assert shown.person("Maria", "sponsor") == "Maria (sponsor)"


def test_a_role_that_holds_a_name_is_no_role() -> None:
    names = Names([("Ana", "mother of Ben"), ("Ben", "child")])
    assert names.hide("Ana and Ben") == f"{SOMEONE} and child"
    assert names.person("Ana", "mother of Ben") == "mother of child"


def test_somebody_known_by_the_role_alone_is_not_hidden() -> None:
    assert Names([("my sponsor", "my sponsor")]).hide("call my sponsor") == "call my sponsor"


letters = st.text(st.characters(categories=["L"]), min_size=3, max_size=12)


@given(letters, st.lists(st.text(max_size=20), max_size=3), st.sampled_from([str.lower, str.upper, str.title, str]))
def test_no_word_of_the_name_is_left(name: str, around: list[str], spelt: type[str]) -> None:
    text = f" {spelt(name)} ".join(["", *around, ""])
    assert name.casefold() not in Names([(name, "1234")]).hide(text).casefold().split()
