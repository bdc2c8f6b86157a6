"""The symbols of the look back. They carry the meaning; colour only repeats it, so a pipe loses nothing."""

from __future__ import annotations

import sys
from typing import NamedTuple

from recovery import theme
from recovery.insights.use_record import Status

LOOK: dict[Status, str] = {"abstinent": theme.FREE, "used": theme.USED, "unknown": theme.UNKNOWN}
EIGHTHS = "▁▂▃▄▅▆▇█"
SHADES = "░▒▓█"


class Symbols(NamedTuple):
    """One set of symbols; `eighths` and `shades` rise from little to much."""

    free: str
    used: str
    unknown: str
    dot: str
    dash: str
    eighths: str
    shades: str

    def status(self, status: Status) -> str:
        """The symbol of a day."""
        return {"abstinent": self.free, "used": self.used, "unknown": self.unknown}[status]

    def level(self, value: int, highest: int = 10) -> str:
        """A bar's height for a value 0..highest."""
        return self.eighths[min(len(self.eighths) - 1, value * len(self.eighths) // (highest + 1))]

    def mark(self, value: int, highest: int = 10) -> str:
        """A lower bar for the same, where it stands beside something that matters more."""
        low = self.eighths[: len(self.eighths) // 2 + 1]
        return low[min(len(low) - 1, value * len(low) // (highest + 1))]

    def shade(self, value: int, highest: int) -> str:
        """A shade for 1..highest; nothing for 0."""
        if value <= 0 or highest <= 0:
            return " "
        return self.shades[min(len(self.shades) - 1, (value * len(self.shades) - 1) // highest)]

    def bar(self, value: int, highest: int, width: int) -> str:
        """A bar of up to `width` columns, at least one where there is anything."""
        return self.shades[-1] * (max(1, round(value / highest * width)) if value else 0)


FULL = Symbols("●", "u", "?", "·", "-", EIGHTHS, SHADES)
PLAIN = Symbols("o", "u", "?", "|", "-", ".:-=+*%#", ".:+#")


def output_symbols() -> Symbols:
    """The symbols that standard output can write; a terminal without Unicode gets ASCII ones with the same meaning."""
    try:
        (FULL.free + EIGHTHS + SHADES).encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return FULL
