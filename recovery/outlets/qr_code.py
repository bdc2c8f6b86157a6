"""A QR code drawn on the terminal, for a phone's camera."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from recovery import console

_LIGHT, _DARK, _PLAIN = "\x1b[30;107m", "\x1b[97;40m", "\x1b[0m"  # what is drawn on the dark is light
_LETTERS = {
    (True, True): "\N{FULL BLOCK}",
    (True, False): "\N{UPPER HALF BLOCK}",
    (False, True): "\N{LOWER HALF BLOCK}",
    (False, False): " ",
}
_MARGINS = (4, 3, 2)  # of a code, in modules: four by its standard, two are enough for a camera


class Code(NamedTuple):
    """A QR code as lines that fit the columns; no lines if this terminal cannot show it."""

    lines: list[str]
    width: int


def qr_code(text: str, *, below: int = 0) -> Code:
    """A QR code for this terminal, two of its rows in each line, with as much margin as fits on one screen.

    `below`: how many lines of that screen are needed for what stands under the code.

    With colour it brings its own black and white, and whatever is of one colour is a blank on it: letters leave
    hairlines between cells, which cut the code up. Without, what is light is drawn, for a dark terminal, or what is
    dark where the terminal says that it is light (`COLORFGBG`).
    """
    from shutil import get_terminal_size

    import segno

    code, (columns, height) = segno.make(text, error="l", micro=False), get_terminal_size()
    modules = code.symbol_size(border=0)[0]
    margin = next((margin for margin in _MARGINS if (modules + 2 * margin + 1) // 2 < height - below), _MARGINS[0])
    light = [[not dark for dark in row] for row in code.matrix_iter(border=margin)]
    if not sys.stdout.isatty() or len(light) > columns or not can_draw():
        return Code([], 0)
    coloured, drawn = console.coloured(), not _light_terminal()
    lacking = [coloured or not drawn] * len(light)
    pairs = (list(zip(*pair, strict=True)) for pair in zip(light[::2], [*light[1::2], lacking], strict=False))
    if coloured:
        return Code([_in_colour(pair) for pair in pairs], len(light))
    return Code(["".join(_LETTERS[up == drawn, low == drawn] for up, low in pair) for pair in pairs], len(light))


def _in_colour(cells: Iterable[tuple[bool, bool]]) -> str:
    """One line, from what is light of each cell's halves."""
    line = ""
    for light, run in groupby(cells, key=all):
        line += _LIGHT if light else _DARK
        line += "".join(" " if light else _LETTERS[halves] for halves in run)
    return line + _PLAIN


def can_draw() -> bool:
    """Whether the terminal's letters have blocks to draw with."""
    try:
        "".join(_LETTERS.values()).encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _light_terminal() -> bool:
    """Whether the terminal says that it shows dark letters on light: colours 7 and 9 to 15 but 8 are light."""
    behind = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return behind.isdigit() and (int(behind) == 7 or 9 <= int(behind) <= 15)
