"""The words after `log NUMBER`: names between commas, names the journal knows, else one phrase."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.journal.trigger_words import is_new_phrase, names

KNOWN = ["payday", "Old Corner", "my mum", "my mum calling", "bored"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", []),
        ("payday", ["payday"]),
        ("payday, bored", ["payday", "bored"]),
        ("payday,bored", ["payday", "bored"]),
        ("payday bored", ["payday", "bored"]),
        ("PAYDAY old corner", ["PAYDAY", "old corner"]),
        ("my mum calling again", ["my mum calling again"]),
        ("my mum calling payday", ["my mum calling", "payday"]),
        ("my mum bored", ["my mum", "bored"]),
        ("new words, my mum", ["new words", "my mum"]),
        (",, payday ,", ["payday"]),
    ],
)
def test_words(line: str, words: list[str]) -> None:
    assert names(line.split(), lambda: KNOWN) == words


def test_what_was_quoted_is_a_name_by_itself() -> None:
    assert names(["old corner", "payday"], list) == ["old corner", "payday"]


def test_the_journal_is_asked_only_where_it_decides() -> None:
    def never() -> list[str]:
        raise AssertionError

    for line in ("", "payday", "payday, bored"):
        names(line.split(), never)


@given(
    st.lists(st.sampled_from(["a", "b", "c d", "e,"]), max_size=40), st.lists(st.sampled_from(["a", "a b", "b", "a a"]))
)
def test_no_word_is_lost(words: list[str], known: list[str]) -> None:
    taken = " ".join(names(words, lambda: known)).split()
    assert taken == " ".join(words).replace(",", " ").split()


def test_only_several_words_that_nobody_wrote_before_may_have_been_meant_otherwise() -> None:
    def new(*words: str) -> bool:
        return is_new_phrase(words, names(words, lambda: KNOWN), lambda: KNOWN)

    assert new("my", "mum", "calling", "again")
    assert not new("OLD", "corner")
    assert not new("my", "mum", "bored")
    assert not new("a,", "b")
    assert not new("quoted words")
    assert not new("payday")
