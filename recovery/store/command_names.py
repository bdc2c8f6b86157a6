"""The names of commands that history gives a meaning to. Every journal holds them: none is ever changed."""

from __future__ import annotations

INIT = "init"  # makes the journal; never taken back
UNDO, REDO = "undo", "redo"
ERASE, PURGE = "erase", "purge"
ERASING = (ERASE, PURGE)  # they leave no change behind, so that nothing can take them back
CIRCLE = "circle"  # of the circle: what was sent to somebody cannot be taken back
