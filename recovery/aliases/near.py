"""Whether two names look like one thing: the same but for spelling, one inside the other, of the same stem.

Words that say only that, or how much, somebody feels a thing count for nothing: "im bored" is "bored as hell".

Pure, and no more than a reason to ask: what two names are, the person says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import combining, normalize

from recovery.store.names import alike

LEAST_LETTERS = 3  # a shorter word inside another name says nothing: "no" in "no money"
LEAST_ALIKE = 0.84  # difflib's ratio: one letter of six, not one of five ("fight", "night")
# Endings of one word in its forms, the longest first: bored, boredom, boring; lonely, loneliness.
_ENDINGS = ("ness", "less", "ful", "ing", "ies", "dom", "ed", "er", "es", "ly", "li", "s", "e", "y", "i")
# Words of a feeling beside the one that names it. They are names where nothing else is written.
_FILLING = frozenset("i im am a bit feel feeling so very really just too as hell".split())
LEAST_SWAPPED = (
    5  # letters of a word from which on two neighbours in the wrong order look like a slip: not "form", "from"
)


def near(one: str, other: str) -> bool:
    """Whether two different names look like one thing, without regard to case, accents, apostrophes and blanks."""
    first, second = _words(one), _words(other)
    if not first or not second or alike(one) == alike(other):
        return False
    if "".join(first) == "".join(second) or _inside(first, second) or _inside(second, first):
        return True
    same = len(first) == len(second) and all(map(_same_word, first, second))
    return same or _spelled_alike(*sorted((" ".join(first), " ".join(second))))


def nearest(name: str, names: Sequence[str]) -> str | None:
    """The name among these that looks most like it, of those near; `None` without one."""
    from difflib import SequenceMatcher

    like = [other for other in names if near(name, other)]
    return max(
        like,
        key=lambda spelling: SequenceMatcher(None, name.casefold(), spelling.casefold()).ratio(),
        default=None,
    )


@lru_cache(4096)
def _words(name: str) -> tuple[str, ...]:
    plain = "".join(letter for letter in normalize("NFKD", name.casefold()) if not combining(letter))
    words = re.findall(r"\w+", re.sub("['`\u2019\u02bc]", "", plain))
    return tuple([word for word in words if word not in _FILLING] or words)


def _inside(short: Sequence[str], long: Sequence[str]) -> bool:
    """Whether the words of one stand side by side in the other."""
    if len(short) >= len(long) or len("".join(short)) < LEAST_LETTERS:
        return False
    return any(tuple(long[at : at + len(short)]) == tuple(short) for at in range(len(long) - len(short) + 1))


@lru_cache(4096)
def _stem(word: str) -> str:
    """A word without its endings, as long as three letters stay; a doubled last letter is one: run, running."""
    while ending := next(
        (ending for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= 3), None
    ):
        word = word[: -len(ending)]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def _same_word(one: str, other: str) -> bool:
    return _stem(one) == _stem(other) or _swapped(one, other)


def _swapped(one: str, other: str) -> bool:
    """Whether two neighbouring letters stand in the other order, as in "lonely" and "lonley"; no digits, as ever."""
    if len(one) != len(other) or len(one) < LEAST_SWAPPED or _digits(one) != _digits(other):
        return False
    at = next((at for at, letter in enumerate(one) if letter != other[at]), len(one))
    return one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]


def _spelled_alike(one: str, other: str) -> bool:
    """Whether few letters differ; numbers must be the same, since room 101 is not room 102."""
    most = 2 * min(len(one), len(other)) / (len(one) + len(other))
    if most < LEAST_ALIKE or _digits(one) != _digits(other):
        return False
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= LEAST_ALIKE and matcher.ratio() >= LEAST_ALIKE


def _digits(text: str) -> str:
    return "".join(digit for digit in text if digit.isdigit())
