"""The looks of the terminal: one table for every screen, each legible on black and on white.

Colour only repeats what a sign or a word says. The colours are of the 256 that look the same in every terminal; the
first sixteen are whatever its owner made of them, so a terminal that has no others gets bold and underline alone. A
look is written as Rich writes it; `codes` says it to a terminal directly, for lines that are drawn without Rich.
"""

from __future__ import annotations

import re

STRONG = "bold"  # what is read first
QUIET = "color(243)"  # what is beside it: labels, dates, notes
ASKED = "bold"  # a question; what is answered stands plain after it
TYPED = "color(31)"  # a command that was run for the reader
FREE = "bold color(29)"  # a day without use: the bright one
USED = "bold color(131)"  # a day with use: a calm colour, no alarm
UNKNOWN = QUIET
CRAVING = "color(31)"  # its bars and shades
HERE = "bold underline"  # today among other days
ADDED, TAKEN_OUT = "color(29)", "color(131)"

_CODES = {"bold": "1", "underline": "4"}
_COLOUR = re.compile(r"color\((\d+)\)")
# What `codes` and Rich tell a terminal for these looks, and the black and white of a QR code; none could hide a letter.
SAID = re.compile(r"(\x1b\[(?:30;107|97;40|(?:[0-4]|38;5;(?:29|31|131|243))(?:;(?:[0-4]|38;5;(?:29|31|131|243)))*)m)")
_MANY = ("256color", "direct", "kitty", "ghostty", "alacritty", "foot", "wezterm")


def codes(look: str, *, colours: bool) -> str:
    """What a terminal is told for a look, such as `1;38;5;29`; without colours what is left of it, perhaps nothing."""
    said = []
    for part in look.split():
        colour = _COLOUR.fullmatch(part)
        if colour is None:
            said.append(_CODES[part])
        elif colours:
            said.append(f"38;5;{colour[1]}")
    return ";".join(said)


def has_colours(term: str, others: bool) -> bool:
    """Whether a terminal of that name has 256 colours; `others`: it says so in another way, as `COLORTERM` does."""
    return others or any(name in term for name in _MANY)
