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
        _pass_over_word(read, pressed)
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
            pressed = _next(read, None)
            if pressed is not None and (pressed.lower() in LEAVING or pressed.lower() in allowed):
                key = ENTER if pressed.lower() in LEAVING else pressed.lower()
                _pass_over_word(read, pressed)
                _write(f"{key}\n")
                return key


def within(seconds: float | None) -> str | None:
    """The next key in small letters within so many seconds (`None`: however long); `None` where none came."""
    with system.single_keys() as read:
        key = _next(read, seconds)
        if key is not None:
            _pass_over_word(read, key)
    return key if key is None else ENTER if key == END else key.lower()


def _pass_over_word(read: Callable[[float | None], str | None] | None, pressed: str) -> None:
    """Drop what comes right after a key: "yes" and Enter are one answer, and no part of it is the next one's."""
    if read is None or pressed in (ENTER, END):
        return
    while _next(read, SAME_WORD_SECONDS) not in (None, END):
        pass


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
