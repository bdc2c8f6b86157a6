"""One line of the person's own, typed or through a pipe: it never has to stand in a shell's history."""

from __future__ import annotations

from recovery.circle.records import LINE_LIMIT
from recovery.errors import Refused
from recovery.language import tr


def line_of(given: str, question: str) -> str:
    """The line; `-` reads it from the terminal or a pipe. Raises `Refused` for an empty or a long one."""
    if given == "-":
        from recovery import console, typed

        given = typed.line(question) if console.interactive() else typed.text(question)
    flat = " ".join(given.split())
    if not 0 < len(flat) <= LINE_LIMIT:
        raise Refused(tr("One line has 1 to {limit} characters.", limit=LINE_LIMIT))
    return flat
