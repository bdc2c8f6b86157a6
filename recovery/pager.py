"""What is longer than the screen, through the person's own pager; nothing of it is left behind.

`PAGER` names another one, and an empty `PAGER` none. The text goes through a pipe, never into a file, and `less` is
told to keep no history and to open nothing on it: no shell, no editor, no log.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import PurePath

from recovery import system
from recovery.language import tr

USUAL = "less"
LESS = {"LESSHISTFILE": "-", "LESSSECURE": "1"}
LEAVES = tr("q goes back, the space bar goes on")
SPECIAL = "?:.%\\"  # in the prompt of less


def show(text: Callable[[bool], str]) -> bool:
    """Show a text, made with or without looks, until the pager is left; `False` where there is none to show it."""
    program = _program() if sys.stdout.isatty() else []
    if not program:
        return False
    content = text(PurePath(program[0]).stem == USUAL).encode("utf-8", "replace")
    sys.stdout.flush()
    try:
        system.feed_program(program, content, {"LESS": os.environ.get("LESS") or _options(), **LESS})
    except OSError:
        return False
    return True


def _options() -> str:
    """What `less` is told where the person tells it nothing: to keep looks, and to say how it is left."""
    prompt = "".join(f"\\{sign}" if sign in SPECIAL else sign for sign in LEAVES)
    return f"-R -Ps{prompt}$"


def _program() -> list[str]:
    """The words of the pager's line; empty if there is no line, or none is wanted."""
    named = os.environ.get("PAGER")
    words = [USUAL] if named is None else system.split_command(named)
    return words if words and words[0] != "cat" and shutil.which(words[0]) else []
