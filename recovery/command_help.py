"""The help of one command, on a terminal of any width: typer's, with the names of what it takes as they are typed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from recovery.console import layout_width
from recovery.folding import wrap

WIDEST = 80
BESIDE_FROM = 60  # columns; on a narrower terminal an option stands above what it does


def explain(built: Any) -> Any:
    """The command that typer built, whose `--help` is ours; gives it back."""
    usual = built.get_help

    def told(context: Any) -> str:
        context.terminal_width = context.terminal_width or layout_width(WIDEST)
        context.formatter_class = _narrow(context.formatter_class)
        return re.sub(r"\{(\w+)\}", r"\1", usual(context))

    built.get_help = told
    return built


def _narrow(formatter: type) -> type:
    """The same formatter, which has no columns where they would have no room."""

    class Narrow(formatter):  # type: ignore[misc]
        def write_dl(self, rows: Sequence[tuple[str, str]], *layout: int, **more: int) -> None:
            if self.width >= BESIDE_FROM:
                super().write_dl(rows, *layout, **more)
                return
            for name, said in rows:
                for line in (*wrap(name, self.width, "    ", "  "), *wrap(said, self.width, "    ")):
                    self.write(f"{line}\n")

    return Narrow
