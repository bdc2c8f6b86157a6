"""The 24 words: against BIP 39's own vectors, and against every slip of a pen."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recovery.errors import Locked
from recovery.store import phrase

# From the vectors published with BIP 39.
VECTORS = {
    "00" * 32: "abandon " * 23 + "art",
    "7f" * 32: "legal winner thank year wave sausage worth useful " * 2
    + "legal winner thank year wave sausage worth title",
    "ff" * 32: "zoo " * 23 + "vote",
}


def test_the_words_are_those_of_bip39() -> None:
    content = (Path(phrase.__file__).parent / "words.txt").read_bytes()
    assert hashlib.sha256(content).hexdigest() == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"


@pytest.mark.parametrize(("entropy", "words"), VECTORS.items())
def test_vectors(entropy: str, words: str) -> None:
    assert phrase.written(bytes.fromhex(entropy)) == words
    assert phrase.read(words).hex() == entropy


@given(st.binary(min_size=32, max_size=32))
def test_round_trip_as_people_write(entropy: bytes) -> None:
    words = phrase.written(entropy).split()
    assert phrase.read(" ".join(words)) == entropy
    assert phrase.read("\n".join(f"{number}. {word.upper()}" for number, word in enumerate(words, 1))) == entropy
    assert phrase.read(",".join(word[:4] for word in words)) == entropy


@given(st.binary(min_size=32, max_size=32), st.integers(0, 22))
def test_missing_words_and_strange_ones_are_refused(entropy: bytes, place: int) -> None:
    words = phrase.written(entropy).split()
    for wrong in (
        [*words[:place], *words[place + 1 :]],
        [*words, "zoo"],
        [*words[:place], "zzzz", *words[place + 1 :]],
        [],
    ):
        with pytest.raises(Locked):
            phrase.read(" ".join(wrong))


def test_two_words_changed_about_are_nearly_always_caught() -> None:
    words = phrase.written(hashlib.sha256(b"x").digest()).split()
    caught = 0
    for place in range(23):
        wrong = [*words]
        wrong[place], wrong[place + 1] = wrong[place + 1], wrong[place]
        try:
            phrase.read(" ".join(wrong))
        except Locked:
            caught += 1
    assert caught >= 22


def test_a_wrong_word_is_named_by_its_number_and_never_repeated() -> None:
    words = VECTORS["ff" * 32].split()
    for wrong, said in (
        ([*words[:6], "zzzz", *words[7:]], "Word 7 is not on the list"),
        (words[:-1], "Those are 23 words, and 24 are needed."),
        ([*words[:-1], "zoo"], "together they are not your recovery words"),
    ):
        with pytest.raises(Locked, match=said) as refused:
            phrase.read(" ".join(wrong))
        assert "zz" not in refused.value.sentence
    assert phrase.wrong_words(["zoo", "x", "zoom", "abandon"]) == [2, 3]
