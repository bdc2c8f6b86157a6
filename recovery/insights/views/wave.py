"""The moving line of an urge that is surfed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from recovery import console
from recovery.console import say
from recovery.journal.wave import Wave, breath
from recovery.language import tr
from recovery.outlets import words

BREATH_WIDTH = 8


def swell(full: float) -> str:
    """The breath as a bar that fills and empties, `full` from 0 to 1; it reads without colour."""
    filled = round(full * BREATH_WIDTH)
    return "\N{BLACK CIRCLE}" * filled + "\N{MIDDLE DOT}" * (BREATH_WIDTH - filled)


@contextmanager
def timer(*, plain: bool) -> Iterator[Callable[[Wave, float], None]]:
    """A calm moving line on the terminal; `plain` writes a line each minute instead. Yields what shows the time."""
    if plain:
        said: list[int] = []

        def word(wave: Wave, passed: float) -> None:
            minute = int(passed // 60)
            if minute not in said:
                said.append(minute)
                say(
                    tr(
                        "   {passed} of {minutes} min   {passed_other}",
                        passed=words.timer(passed),
                        minutes=wave.minutes,
                        passed_other=breath(passed)[0],
                    )
                )

        yield word
        return
    from rich.console import Group
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    with Live(console=console.rich_console(), auto_refresh=False, transient=True) as live:

        def move(wave: Wave, passed: float) -> None:
            row = Table.grid(padding=(0, 2))
            bar = ProgressBar(total=wave.minutes * 60, completed=passed, width=20)
            row.add_row(f" {words.timer(passed)}", bar, f"{wave.minutes} min")
            said, full = breath(passed)
            live.update(Group(row, Text(f" {swell(full)}  {said}")), refresh=True)

        yield move
