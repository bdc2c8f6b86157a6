"""What pairing and devices look like: the QR code in a terminal, the list, the state of things."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from recovery import console
from recovery.console import one_line
from recovery.sync.ring import Device, alike

_BLACK_ON_WHITE, _PLAIN = "\x1b[30;107m", "\x1b[0m"
_HALVES = {(True, True): "\N{FULL BLOCK}", (True, False): "\N{UPPER HALF BLOCK}", (False, True): "\N{LOWER HALF BLOCK}"}
NAME_WIDTH = 40


def qr_code(text: str) -> list[str]:
    """A QR code as lines for this terminal, two of its rows in each; empty where it cannot be drawn.

    With colour it brings its own black and white. Without, what is light is drawn, for a dark terminal, or what is
    dark where the terminal says that it is light (`COLORFGBG`).
    """
    from shutil import get_terminal_size

    import segno

    rows = [[bool(each) for each in row] for row in segno.make(text, error="l", micro=False).matrix_iter(border=4)]
    if not sys.stdout.isatty() or len(rows[0]) > get_terminal_size().columns or not _can_draw():
        return []
    coloured = console.coloured()
    drawn = coloured or _light_terminal()
    pairs = zip(rows[::2], [*rows[1::2], [not drawn] * len(rows[0])], strict=False)
    lines = [
        "".join(_HALVES.get((up == drawn, low == drawn), " ") for up, low in zip(*pair, strict=True)) for pair in pairs
    ]
    return [f"{_BLACK_ON_WHITE}{line}{_PLAIN}" for line in lines] if coloured else lines


def _can_draw() -> bool:
    try:
        "".join(_HALVES.values()).encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _light_terminal() -> bool:
    """Whether the terminal says that it shows dark letters on light: colours 7 and 9 to 15 but 8 are light."""
    behind = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return behind.isdigit() and (int(behind) == 7 or 9 <= int(behind) <= 15)


def words(spoken: str) -> list[str]:
    """Eight words in two lines, large enough to read across a table."""
    each = spoken.split()
    return [f"   {console.style('  '.join(half), 'bold')}" for half in (each[:4], each[4:])]


def digits(shown: str) -> str:
    """Six digits in two groups."""
    return f"   {console.style(f'{shown[:3]} {shown[3:]}', 'bold')}"


def device_lines(devices: Sequence[Device], mine: bytes, seen: dict[bytes, str | None]) -> list[str]:
    """A line for each device: its number and name, since when, last seen, which one is this; ids of names alike."""
    names = [one_line(each.name, NAME_WIDTH) for each in devices]
    width = max((len(name) for name in names), default=0)
    unclear, lines = alike(devices), []
    for number, (name, each) in enumerate(zip(names, devices, strict=True), 1):
        here = "this device" if each.device == mine else ""
        last = f"synced {seen[each.device]}" if seen.get(each.device) else ""
        since = f"since {each.added}" if each.added else ""
        word = f"id {each.word}" if each in unclear else ""
        parts = (f"{number:>{len(str(len(names)))}}", f"{name:<{width}}", since, last, here, word)
        lines.append("  ".join(part for part in parts if part).rstrip())
    return lines
