"""What an import shows while it runs and when it is done."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from recovery import console
from recovery.store import kinds


@contextmanager
def progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on standard error that follows the bytes read, where that is a terminal; yields what moves it."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reading"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console.rich_console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda position: bar.update(task, completed=position)


def counted(numbers: dict[str, int]) -> str:
    """`3 cravings, 1 check-in`, from numbers by kind."""
    return ", ".join(f"{number:,} {kinds.called(kind, number)}" for kind, number in numbers.items())


def named(kind: str) -> str:
    """One of that kind in words."""
    return kinds.record_class(kind).called()
