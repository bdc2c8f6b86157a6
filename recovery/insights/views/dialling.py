"""A number to call, large, with a code that a phone's camera dials; everything is also there in plain text."""

from __future__ import annotations

import re
from itertools import zip_longest

from recovery.console import columns, one_line, style
from recovery.folding import fold
from recovery.language import tr
from recovery.outlets.qr_code import Code, can_draw, qr_code
from recovery.safety.dialling import dialled, spoken
from recovery.theme import STRONG

GAP = 3
BELOW = 10  # lines under a code that has nothing beside it: number, name, hint and the keys
MIN_WIDTH = 80
# Each digit as three columns and five rows of a pixel font; two rows stand in one line.
_DIGITS = {
    "0": "111101101101111", "1": "010110010010111", "2": "111001111100111", "3": "111001111001111",
    "4": "101101111001001", "5": "111100111001111", "6": "111100111101111", "7": "111001001001001",
    "8": "111101111101111", "9": "111101111001111", "+": "000010111010000",
}  # fmt: skip
_HALVES = {"11": "\N{FULL BLOCK}", "10": "\N{UPPER HALF BLOCK}", "01": "\N{LOWER HALF BLOCK}", "00": " "}
_LARGEST = 8  # characters that are drawn beside each other


def lines(who: str, number: str) -> list[str]:
    """Number and name, the code, and the digits large: side by side where there is room, else as much as fits."""
    width = columns_here()
    digits = dialled(number)
    code = qr_code(f"tel:{digits}") if digits else Code([], 0)
    large = _large(number) if digits and can_draw() else []
    room = width - code.width - GAP
    said = [style(one_line(number), STRONG), *fold(one_line(who), max(20, room) if code.lines else width - 2)]
    hint = tr("Point a phone's camera at the code to call.") if code.lines else ""
    widest = max((len(line) for line in large), default=0)
    if not code.lines:
        drawn = [*large, ""] if large and widest <= width - 2 else []
        return ["", *(f"  {line}".rstrip() for line in (*drawn, *said)), ""]
    if room < max(widest, 20):
        return [
            *qr_code(f"tel:{digits}", below=BELOW).lines,
            *(f"  {line}" for line in said),
            *fold(f"  {hint}", width),
        ]
    beside = ["", *said, "", *large, "", *fold(hint, room)]
    pairs = zip_longest(code.lines, beside, fillvalue="")
    return ["", *(f"{line or ' ' * code.width}{' ' * GAP}{text}".rstrip() for line, text in pairs), ""]


def columns_here() -> int:
    """The columns of the terminal that the lines go to."""
    import sys

    return columns(sys.stdout) or MIN_WIDTH


def _large(number: str) -> list[str]:
    """The groups of a number below each other, three lines each; nothing where a group is too long to draw."""
    groups = re.findall(r"[+*]?\d+", spoken(number))
    drawn: list[str] = []
    joined: list[str] = []
    for group in groups:  # 1-800 on one line
        if joined and len(joined[-1]) + len(group) + 1 <= _LARGEST:
            joined[-1] += f" {group}"
        else:
            joined.append(group)
    if any(len(group) > _LARGEST + 4 for group in joined) or len(joined) > 3:
        return []
    for group in joined:
        drawn += ["", *_drawn(group)] if drawn else _drawn(group)
    return drawn


def _drawn(group: str) -> list[str]:
    """One group as three lines of half blocks."""
    rows = [
        "".join(f"{_DIGITS[sign][start : start + 3] if sign in _DIGITS else '00'}0" for sign in group)
        for start in range(0, 15, 3)
    ]
    rows.append("0" * len(rows[0]))
    return [
        "".join(_HALVES[up + low] for up, low in zip(above, below, strict=True)).rstrip()
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    ]
