"""What pairing and devices look like: the QR code in a terminal, the list, the state of things."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from recovery import console
from recovery.console import one_line
from recovery.language import tr
from recovery.sync.ring import Device, alike
from recovery.theme import STRONG

_LIGHT, _DARK, _PLAIN = "\x1b[107m", "\x1b[97;40m", "\x1b[0m"  # what is drawn on the dark is light
_LETTERS = {
    (True, True): "\N{FULL BLOCK}",
    (True, False): "\N{UPPER HALF BLOCK}",
    (False, True): "\N{LOWER HALF BLOCK}",
    (False, False): " ",
}
_MARGINS = (4, 3, 2)  # of a code, in modules: four by its standard, two are enough for a camera
_GAP = 2  # columns between a code and what stands beside it
_WORDS = 22  # columns that two words take at most
NAME_WIDTH = 26  # with it a line of the list has at most 79 columns


class Code(NamedTuple):
    """A QR code as lines of so many columns; no lines where this terminal cannot show it."""

    lines: list[str]
    width: int


def qr_code(text: str) -> Code:
    """A QR code for this terminal, two of its rows in each line, with as much margin as fits on one screen.

    With colour it brings its own black and white, and whatever is of one colour is a blank on it: letters leave
    hairlines between cells, which cut the code up. Without, what is light is drawn, for a dark terminal, or what is
    dark where the terminal says that it is light (`COLORFGBG`).
    """
    from shutil import get_terminal_size

    import segno

    code, (columns, height) = segno.make(text, error="l", micro=False), get_terminal_size()
    modules = code.symbol_size(border=0)[0]
    margin = next((each for each in _MARGINS if (modules + 2 * each + 1) // 2 < height), _MARGINS[0])
    light = [[not each for each in row] for row in code.matrix_iter(border=margin)]
    if not sys.stdout.isatty() or len(light) > columns or not _can_draw():
        return Code([], 0)
    coloured, drawn = console.coloured(), not _light_terminal()
    below = [coloured or not drawn] * len(light)
    pairs = (list(zip(*pair, strict=True)) for pair in zip(light[::2], [*light[1::2], below], strict=False))
    if coloured:
        return Code([_in_colour(pair) for pair in pairs], len(light))
    return Code(["".join(_LETTERS[up == drawn, low == drawn] for up, low in pair) for pair in pairs], len(light))


def _in_colour(cells: Iterable[tuple[bool, bool]]) -> str:
    """One line, from what is light of each cell's halves."""
    line = ""
    for light, run in groupby(cells, key=all):
        line += _LIGHT if light else _DARK
        line += "".join(" " if light else _LETTERS[each] for each in run)
    return line + _PLAIN


def invitation(heading: str, code: Code, spoken: str, origin: str, ending: str) -> list[str]:
    """Code and words of a pairing: side by side, so that both are on one small screen, else one below the other."""
    from shutil import get_terminal_size
    from textwrap import wrap

    room = get_terminal_size().columns - code.width - _GAP
    if not code.lines or room < _WORDS:
        drawn = [*code.lines, ""] if code.lines else []
        said = [*words(spoken, 4), "", f"   --server {origin}", "", ending]
        return [*console.folded(heading, sys.stdout), "", *drawn, *said]
    where = [f"--server {origin}"] if len(f"--server {origin}") <= room else ["--server", *wrap(origin, room)]
    said = ["", *wrap(heading, room), "", *words(spoken, 2), "", *where, "", *wrap(ending, room)]
    lines = zip_longest(code.lines, said, fillvalue="")
    return [f"{line or ' ' * code.width}{' ' * _GAP}{text}".rstrip() for line, text in lines]


def _can_draw() -> bool:
    try:
        "".join(_LETTERS.values()).encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _light_terminal() -> bool:
    """Whether the terminal says that it shows dark letters on light: colours 7 and 9 to 15 but 8 are light."""
    behind = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return behind.isdigit() and (int(behind) == 7 or 9 <= int(behind) <= 15)


def words(spoken: str, in_line: int) -> list[str]:
    """Eight words, so many in a line, large enough to read across a table."""
    each = spoken.split()
    lines = [each[start : start + in_line] for start in range(0, len(each), in_line)]
    return [f"   {console.style('  '.join(line), STRONG)}" for line in lines]


def digits(shown: str) -> str:
    """Six digits in two groups."""
    return f"   {console.style(f'{shown[:3]} {shown[3:]}', STRONG)}"


def device_lines(devices: Sequence[Device], mine: bytes, seen: dict[bytes, str | None]) -> list[str]:
    """A line for each device: its number and name, since when, last seen, which one is this; ids of names alike."""
    names = [one_line(each.name, NAME_WIDTH) for each in devices]
    width = max((len(name) for name in names), default=0)
    unclear, lines = alike(devices), []
    for number, (name, each) in enumerate(zip(names, devices, strict=True), 1):
        here = tr("this device") if each.device == mine else ""
        last = f"synced {seen[each.device]}" if seen.get(each.device) else ""
        since = f"since {each.added}" if each.added else ""
        word = f"id {each.clock_id}" if each in unclear else ""
        parts = (f"{number:>{len(str(len(names)))}}", f"{name:<{width}}", since, last, here, word)
        lines.append("  ".join(part for part in parts if part).rstrip())
    return lines
