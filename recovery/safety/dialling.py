"""Which numbers can be dialled, and what a phone dials of what a person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator

FEWEST_DIGITS = 2  # of an emergency number, such as 15 in France
FEWEST_BESIDE_WORDS = 3
_DIGITS_AND_SIGNS = re.compile(r"[+*#]?\d[\d\s().\-*#]*")
_EXTENSION = re.compile(r"\s[*#]")
# Of these numbers alone letters are dialled: 1-800-RECOVER. Seven signs follow; what is beyond them nobody need dial.
_TOLL_FREE = re.compile(
    r"(?<![0-9])((?:\+?1[-. ]?)?\(?8(?:00|33|44|55|66|77|88)\)?[-. ]?)([A-Z0-9](?:[-. ]?[A-Z0-9])*)"
)
_SIGNS = 7
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


def can_be_dialled(number: str) -> bool:
    """Whether a text holds a number that a phone can dial, or a code with * or # that a person can press."""
    return any(True for _ in _runs(number))


def spoken(number: str) -> str:
    """The first number of a text as it is written, its letters as digits; empty where there is none.

    A code with * or # inside is none: as a link it could change what the phone does.
    """
    toll_free = _TOLL_FREE.search(number)
    if toll_free:
        signs = re.sub("[-. ]", "", toll_free[2])[:_SIGNS]
        if len(signs) == _SIGNS and not signs.isdigit():
            return toll_free[1] + signs.translate(_KEYPAD)
    runs = [run for run in _runs(number) if "#" not in run and "*" not in run[1:]]
    return next((run for run in runs if _digits(run) >= FEWEST_BESIDE_WORDS), runs[0] if runs else "")


def dialled(number: str) -> str:
    """What a phone dials: ASCII digits behind a plus or a star at most; empty where there is no number."""
    return "".join(
        sign if sign in "+*" else str(int(sign)) for sign in spoken(number) if sign in "+*" or sign.isdecimal()
    )


def _runs(number: str) -> Iterator[str]:
    """The runs of digits that are long enough for a number, as they are written, without an extension."""
    fewest = FEWEST_BESIDE_WORDS if any(map(str.isalpha, number)) else FEWEST_DIGITS
    for match in _DIGITS_AND_SIGNS.finditer(number):
        run = _EXTENSION.split(match[0])[0].strip()
        if _digits(run) >= fewest:
            yield run


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))
