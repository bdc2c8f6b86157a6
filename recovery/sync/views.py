"""What pairing and devices look like: code and words, the list, the state of things."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from recovery import console
from recovery.console import one_line
from recovery.language import tr
from recovery.outlets.qr_code import Code
from recovery.sync.ring import Device, alike
from recovery.theme import STRONG

_GAP = 2  # columns between a code and what stands beside it
_WORDS = 22  # columns that two words take at most
NAME_WIDTH = 26  # with it a line of the list has at most 79 columns


def invitation(heading: str, code: Code, spoken: str, origin: str, ending: str) -> list[str]:
    """Code and words of a pairing: side by side, so that both are on one small screen, else one below the other."""
    from shutil import get_terminal_size
    from textwrap import wrap

    room = get_terminal_size().columns - code.width - _GAP
    if not code.lines or room < _WORDS:
        drawn = [*code.lines, ""] if code.lines else []
        said = [*words(spoken, 4), "", f"   --server {origin}", "", ending]
        return [heading, "", *drawn, *said]
    where = [f"--server {origin}"] if len(f"--server {origin}") <= room else ["--server", *wrap(origin, room)]
    said = ["", *wrap(heading, room), "", *words(spoken, 2), "", *where, "", *wrap(ending, room)]
    lines = zip_longest(code.lines, said, fillvalue="")
    return [f"{line or ' ' * code.width}{' ' * _GAP}{text}".rstrip() for line, text in lines]


def words(spoken: str, in_line: int) -> list[str]:
    """Eight words, so many in a line, large enough to read across a table."""
    words = spoken.split()
    lines = [words[start : start + in_line] for start in range(0, len(words), in_line)]
    return [f"   {console.style('  '.join(line), STRONG)}" for line in lines]


def digits(shown: str) -> str:
    """Six digits in two groups."""
    return f"   {console.style(f'{shown[:3]} {shown[3:]}', STRONG)}"


def device_lines(devices: Sequence[Device], mine: bytes, seen: dict[bytes, str | None]) -> list[str]:
    """A line for each device: its number and name, since when, last seen, which one is this; ids of names alike."""
    names = [one_line(device.name, NAME_WIDTH) for device in devices]
    width = max((len(name) for name in names), default=0)
    unclear, lines = alike(devices), []
    for number, (name, device) in enumerate(zip(names, devices, strict=True), 1):
        here = tr("this device") if device.device == mine else ""
        last = f"synced {seen[device.device]}" if seen.get(device.device) else ""
        since = f"since {device.added}" if device.added else ""
        word = f"id {device.clock_id}" if device in unclear else ""
        parts = (f"{number:>{len(str(len(names)))}}", f"{name:<{width}}", since, last, here, word)
        lines.append("  ".join(part for part in parts if part).rstrip())
    return lines
