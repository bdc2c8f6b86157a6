"""The flags that choose the days to look back on, described once for every command that takes them."""

from __future__ import annotations

from typing import Annotated

import typer

Week = Annotated[str | None, typer.Option("--week", metavar="WEEK", help="A week, Monday to Sunday: 2026-W12.")]
Month = Annotated[str | None, typer.Option("--month", metavar="MONTH", help="A month: 2026-03.")]
Last = Annotated[str | None, typer.Option("--last", metavar="LENGTH", help="The last days or weeks: 28d, 8w.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help="The first day (to today unless --to is given).")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="DAY", help="The last day, included (alone: the days that end there).")
]
