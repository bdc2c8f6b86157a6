"""A check-in's line as it is typed: of one thing used, of another not."""

from __future__ import annotations

from collections.abc import Sequence

USED, NO_USE, FREE = "--used", "--no-use", "--free"


def in_one_answer(arguments: Sequence[str]) -> list[str]:
    """`--used heroin --no-use wine` with `--free wine`: a name after `--no-use` is free of use beside the first answer.

    Typer reads one answer of a line and loses which name stood after which; without a name nothing is changed.
    """
    line, answered = [*arguments], USED in arguments
    for place, word in enumerate(arguments[:-1]):
        if word == NO_USE and not arguments[place + 1].startswith("-"):
            line[place] = FREE if answered else NO_USE
            answered = True
    return line
