"""The recovery phrase: 256 random bits as 24 words, with a checksum that catches a word written down wrongly.

Words and checksum are those of BIP 39 (English list, MIT licence, bitcoin/bips), so that paper forms, metal plates
and other programs' checkers fit. The bits serve as key material through HKDF alone: they are random, not chosen.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

from recovery.errors import Locked
from recovery.language import tr

WORDS = 24
BITS = 11
ENTROPY_BYTES = 32
NOT_A_PHRASE = tr(
    "Those are not the 24 words of a recovery phrase. Check their number, order and spelling; "
    "the first four letters of each word are enough."
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
    places = {word[:4]: place for place, word in enumerate(_words())}
    parts = unicodedata.normalize("NFKD", text).lower().replace(",", " ").split()
    typed = [word for part in parts if (word := part.strip("0123456789.):"))]
    word_places = [_place(places, word) for word in typed]
    if len(word_places) != count:
        raise Locked(NOT_A_PHRASE)
    number = 0
    for place in word_places:
        number = number << BITS | place
    return number.to_bytes(count * BITS // 8)


def _place(places: dict[str, int], word: str) -> int:
    """Where a word stands in the list; raises `Locked`."""
    place = places.get(word[:4])
    if place is None or not _words()[place].startswith(word):
        raise Locked(NOT_A_PHRASE)
    return place


def _checksum(entropy: bytes) -> bytes:
    from hashlib import sha256

    return sha256(entropy).digest()[:1]
