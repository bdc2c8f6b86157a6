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


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("J", "J and jam, ajj", "friend and jam, ajj"),
        ("J Smith", "j or Smith", "j or friend"),
        ("Al Li", "al, li", "friend, friend"),
        ("Neil, Ana", "Neil came", "friend came"),
        ("Jo.", "Jo. and jo", "friend and jo"),
        ("_xy", "a_xy _xy", "a_xy friend"),
        ("xy_", "xy_a xy_", "xy_a friend"),
        ("(ana", "x(ana y", "xfriend y"),
        ("ana)", "y ana)x", "y friendx"),
        ("玛a", "和玛a b 玛ab", "和friend b 玛ab"),
        ("a玛", "a玛和 ba玛", "friend和 ba玛"),
        ("Lài", "Lai", "friend"),
        ("Ana the Baker", "the Baker and Ana", "the friend and friend"),
    ],
)
def test_where_a_name_begins_and_ends(name: str, text: str, hidden: str) -> None:
    assert Names([(name, "friend")]).hide(text) == hidden


def test_what_was_hidden_is_counted_over_all_texts() -> None:
    names = Names(CONTACTS)
    assert names.hidden == 0
    names.hide("Maria and Ana")
    names.hide("Maria")
    names.hide("nobody")
    assert names.hidden == 3


def test_a_text_without_names_stays_as_it_was_written() -> None:
    decomposed = normalize("NFD", "é")
    assert Names(CONTACTS).hide(decomposed) == decomposed
    assert Names([]).hide("Ana") == "Ana"


def test_what_somebody_is_called_that_names_nobody_stays() -> None:
    names = Names([("mum", None), ("My sponsor", None), ("Maria", None), ("dad", "someone")])
    assert names.hide("mum calling, my sponsor, Maria, dad") == "mum calling, my sponsor, someone, someone"
    assert names.person("mum", None) == "mum"


def test_somebody_without_a_role_is_someone() -> None:
    assert Names(CONTACTS).person("Hale", None) == SOMEONE
    assert Names(CONTACTS).person("Maria", "sponsor") == "sponsor"
    assert Names(CONTACTS, shown=True).person("Hale", None) == "Hale"


letters = st.text(st.characters(categories=["L"]), min_size=3, max_size=12)


@given(letters, st.lists(st.text(max_size=20), max_size=3), st.sampled_from([str.lower, str.upper, str.title, str]))
def test_no_word_of_the_name_is_left(name: str, around: list[str], spelt: type[str]) -> None:
    text = f" {spelt(name)} ".join(["", *around, ""])
    assert name.casefold() not in Names([(name, "1234")]).hide(text).casefold().split()
