"""The recovery phrase: 256 random bits as 24 words, with a checksum that catches a word written down wrongly.

Words and checksum are those of BIP 39 (English list, MIT licence, bitcoin/bips), so that paper forms, metal plates
and other programs' checkers fit. The bits serve as key material through HKDF alone: they are random, not chosen.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from recovery.errors import Locked
from recovery.language import tr, trn

WORDS = 24
BITS = 11
ENTROPY_BYTES = 32
NOT_A_PHRASE = tr(
    "Each of those words is on the list, but together they are not your recovery words: one of them is the wrong "
    "word, or two have been swapped."
)


@cache
def _words() -> tuple[str, ...]:
    return tuple(files("recovery.store").joinpath("words.txt").read_text("ascii").split())


def written(entropy: bytes) -> str:
    """The 24 words of 32 random bytes."""
    return spelled(entropy + _checksum(entropy), WORDS)


def spelled(content: bytes, count: int) -> str:
    """Bytes of exactly `count` times 11 bits as words."""
    number = int.from_bytes(content)
    return " ".join(_words()[number >> BITS * index & 2**BITS - 1] for index in reversed(range(count)))


def read(text: str) -> bytes:
    """The 32 bytes that the words stand for; raises `Locked`. Case, blanks and numbers between the words do not matter."""
    content = read_words(text, WORDS)
    entropy = content[:ENTROPY_BYTES]
    if _checksum(entropy) != content[ENTROPY_BYTES:]:
        raise Locked(NOT_A_PHRASE)
    return entropy


def read_words(text: str, count: int) -> bytes:
    """The bytes that exactly `count` words stand for, read as forgivingly; raises `Locked`."""
    typed = words_in(text)
    wrong = wrong_words(typed)
    if wrong:
        raise Locked(tr("Word {number} is not on the list of recovery words. Check its spelling.", number=wrong[0]))
    if len(typed) != count:
        raise Locked(
            trn(
                "That is 1 word, and {wanted} are needed.",
                "Those are {count} words, and {wanted} are needed.",
                len(typed),
                wanted=count,
            )
        )
    number = 0
    for word in typed:
        number = number << BITS | (_place(word) or 0)
    return number.to_bytes(count * BITS // 8)


def words_in(text: str) -> list[str]:
    """The words of a text, without the numbers, commas and line ends between them."""
    parts = unicodedata.normalize("NFKD", text).lower().replace(",", " ").split()
    return [word for part in parts if (word := part.strip("0123456789.):"))]


def wrong_words(typed: Sequence[str]) -> list[int]:
    """The numbers, from 1 on, of the words that are none of the list."""
    return [number for number, word in enumerate(typed, start=1) if _place(word) is None]


@cache
def _places() -> dict[str, int]:
    return {word[:4]: place for place, word in enumerate(_words())}


def _place(word: str) -> int | None:
    """Where a word stands in the list; its first four letters are enough."""
    place = _places().get(word[:4])
    return place if place is not None and _words()[place].startswith(word) else None


def _checksum(entropy: bytes) -> bytes:
    from hashlib import sha256

    return sha256(entropy).digest()[:1]
