"""One key, without Enter: in the worst minute nobody should have to finish a line, and a daily answer is quick.

Everything that reads single keys reads them here. Where a terminal cannot give them, the first letter of a line counts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from recovery import system

ENTER, END, ESCAPE = "", "\x04", "\x1b"
TYPED_AHEAD_END = "\0"  # what Linux makes of a Ctrl-D that came before keys were read one by one
SAME_WORD_SECONDS = 0.4  # slower than a hand at its slowest inside a word
LEAVING = (ENTER, END, ESCAPE, "q")


def asked(question: str) -> str:
    """The key pressed at a question, as it was pressed; `ENTER` for Enter. Raises `EOFError` at the end of input."""
    with system.single_keys() as read:  # before the question: what is pressed at once must not be lost
        _write(f"{question} ")
        pressed = None
        while pressed is None:
            pressed = _next(read, None)
    if pressed == END:
        raise EOFError
    shown = pressed if pressed.isprintable() else ""
    _write(f"{shown}\n")
    return shown


def chosen(question: str, allowed: str) -> str:
    """The key pressed, in small letters, once it is one of `allowed`; Enter, q and the end of input give `ENTER`."""
    with system.single_keys() as read:
        _write(question)
        while True:
            key = _next(read, None)
            if key is not None and (key.lower() in LEAVING or key.lower() in allowed):
                key = ENTER if key.lower() in LEAVING else key.lower()
                _write(f"{key}\n")
                return key


def pass_over_word() -> None:
    """Drop what comes right after a key that was no answer: one letter of a word typed in passing answers nothing."""
    with system.single_keys() as read:
        while read is not None and _next(read, SAME_WORD_SECONDS) not in (None, END):
            pass


def within(seconds: float | None) -> str | None:
    """The next key in small letters within so many seconds (`None`: however long); `None` where none came."""
    with system.single_keys() as read:
        key = _next(read, seconds)
    return key if key is None else ENTER if key == END else key.lower()


def _next(read: Callable[[float | None], str | None] | None, seconds: float | None) -> str | None:
    """One key; what is pressed after it stays for the next question. `None` after the time, or for an arrow."""
    if read is None:
        line = sys.stdin.readline()
        return line.strip()[:1] if line else END
    key = read(seconds)
    if key is None:
        return None
    return END if key in ("", END, TYPED_AHEAD_END) else ENTER if key in "\r\n" else key


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
