"""What a command takes, said once beside the parameters of its function, and a line that was read by it.

`plain_line` reads it as it stands; `typer_line` hands it to typer, whose words for it are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Parameter:
    """How a parameter is typed: its `names`, such as `--at`, and what else `typer.Option` or `typer.Argument` takes.

    Without names an option is called like the parameter; a flag then has its opposite, `--no-…`.
    """

    __slots__ = ("names", "settings")

    def __init__(self, *names: str, **settings: Any) -> None:
        self.names = names
        self.settings = settings


class Option(Parameter):
    """A parameter that is named on the line."""

    __slots__ = ()


class Argument(Parameter):
    """A parameter that is told by its place on the line."""

    __slots__ = ()


class Line(NamedTuple):
    """A line that was read: the command's parameters by name, which may still change, and what runs it with them."""

    params: dict[str, Any]
    run: Callable[[], None]
