"""Whether the time of a wrong passphrase tells how near it was: processor time, in this process, as ratios near 1.

Each guess is tried in turn with the others, so that whatever else the machine does falls on all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from time import process_time
from typing import NamedTuple

from benchmarks.measure import Times, alone, figures, heading
from recovery.errors import Locked
from recovery.store import keys
from recovery.store.keyfile import KeyFile
from recovery.store.phrase import ENTROPY_BYTES

ROUNDS = 11
WORDS = "four random little words"


class Guess(NamedTuple):
    """One way of being wrong or right: the key file, what is tried on it, and whether it opens."""

    name: str
    key_file: KeyFile
    passphrase: str
    opens: bool = False


def guesses() -> list[Guess]:
    """The guess that all others are compared with comes first."""
    key = keys.new_key()
    whole = keys.make("benchmark", key, WORDS, os.urandom(ENTROPY_BYTES))
    damaged = whole._replace(passphrase=whole.passphrase[:-1] + bytes([whole.passphrase[-1] ^ 1])).signed(key)
    return [
        Guess("wrong from the first letter", whole, WORDS[::-1]),
        Guess("wrong in the last letter alone", whole, WORDS[:-1] + "z"),
        Guess("wrong, its first letter alone", whole, WORDS[0]),
        Guess("wrong, 1,000 letters that begin like it", whole, WORDS.ljust(1_000, "x")),
        Guess("right, on a damaged wrap", damaged, WORDS),
        Guess("right", whole, WORDS, opens=True),
    ]


def once(guess: Guess) -> float:
    """Seconds of processor time of one try."""
    start = process_time()
    try:
        keys.by_passphrase(guess.key_file, guess.passphrase)
        opened = True
    except Locked:
        opened = False
    seconds = process_time() - start
    assert opened == guess.opens, guess.name
    return seconds


def sections(*, quick: bool) -> Iterator[list[str]]:
    """A row for each guess, with its ratio to the first."""
    rounds = 5 if quick else ROUNDS
    tried = guesses()
    runs = [[once(guess) for guess in tried] for _ in range(rounds + 1)][1:]  # the first warms up
    rows = [Times(guess.name, tuple(item)) for guess, item in zip(tried, zip(*runs, strict=True), strict=True)]
    yield heading("A passphrase tried, processor time")
    for row in rows:
        yield [f"  {row.name:<42}{figures(row)}{row.median / rows[0].median:>7.3f} x"]


if __name__ == "__main__":
    alone("passphrases", __doc__, sections)
