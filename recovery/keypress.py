"""One key, without Enter: in the worst minute nobody should have to finish a line, and a daily answer is quick.

Everything that reads single keys reads them here. Where a terminal cannot give them, the first letter of a line counts.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ENTER, END, ESCAPE = "", "\x04", "\x1b"
TYPED_AHEAD_END = "\0"  # what Linux makes of a Ctrl-D that came before keys were read one by one
LEAVING = (ENTER, END, ESCAPE, "q")
_REST_SECONDS = 0.02  # within these the rest of an arrow's sequence has come


def asked(question: str) -> str:
    """The key pressed at a question, as it was pressed; `ENTER` for Enter. Raises `EOFError` at the end of input."""
    with _single_keys() as descriptor:  # before the question: what is pressed at once must not be lost
        _write(f"{question} ")
        pressed = None
        while pressed is None:
            pressed = _next(descriptor, None)
    if pressed == END:
        raise EOFError
    shown = pressed if pressed.isprintable() else ""
    _write(f"{shown}\n")
    return shown


def chosen(question: str, allowed: str) -> str:
    """The key pressed, in small letters, once it is one of `allowed`; Enter, q and the end of input give `ENTER`."""
    with _single_keys() as descriptor:
        _write(question)
        while True:
            key = _next(descriptor, None)
            if key is not None and (key.lower() in LEAVING or key.lower() in allowed):
                key = ENTER if key.lower() in LEAVING else key.lower()
                _write(f"{key}\n")
                return key


def within(seconds: float | None) -> str | None:
    """The next key in small letters within so many seconds (`None`: however long); `None` where none came."""
    with _single_keys() as descriptor:
        key = _next(descriptor, seconds)
    return key if key is None else ENTER if key == END else key.lower()


@contextmanager
def _single_keys() -> Iterator[int | None]:
    """The terminal giving each key as it is pressed; `None` where it cannot."""
    try:
        import termios
        import tty
    except ImportError:
        yield None
        return
    try:
        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (OSError, ValueError, termios.error):
        yield None
        return
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        yield descriptor
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


def _next(descriptor: int | None, seconds: float | None) -> str | None:
    """One key; what is pressed after it stays for the next question. `None` after the time, or for an arrow."""
    if descriptor is None:
        line = sys.stdin.readline()
        return line.strip()[:1] if line else END
    if not select.select([descriptor], [], [], seconds)[0]:
        return None
    read = os.read(descriptor, 1)
    if read == ESCAPE.encode():
        rest = b""
        while select.select([descriptor], [], [], _REST_SECONDS)[0] and (more := os.read(descriptor, 1)):
            rest += more
        return None if rest else ESCAPE
    if read[:1] >= b"\xc0":  # the first byte of a letter of several
        length = 2 + (read >= b"\xe0") + (read >= b"\xf0")
        while len(read) < length and (more := os.read(descriptor, 1)):
            read += more
    key = read.decode("utf-8", "replace")
    return END if key in ("", END, TYPED_AHEAD_END) else ENTER if key in "\r\n" else key


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
