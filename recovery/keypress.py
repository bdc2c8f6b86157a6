"""One key, without Enter: in the worst minute nobody should have to finish a line, and a daily answer is quick.

Everything that reads single keys reads them here. Where a terminal cannot give them, a line is read instead.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from recovery import system

ENTER, END, ESCAPE = "", "\x04", "\x1b"
TYPED_AHEAD_END = "\0"  # what Linux makes of a Ctrl-D that came before keys were read one by one
SAME_WORD_SECONDS = 0.4  # slower than a hand at its slowest inside a word
LEAVING = (ENTER, END, ESCAPE, "q")
ERASE, ERASE_ALL = ("\x7f", "\b"), "\x15"


def asked(question: str, keys: str) -> str:
    """One of `keys` at once, without Enter; anything else as a line up to Enter, so that no word's letter answers.

    A key with more letters right behind it begins a word. `ENTER` for an empty line; raises `EOFError` at the end of
    input.
    """
    with system.single_keys() as read:  # before the question: what is pressed at once must not be lost
        if read is None:
            return input(f"{question} ").strip()
        _write(f"{question} ")
        answer = _key_or_line(question, read, keys)
        _write("\n")
    return answer.strip()


def _key_or_line(question: str, read: Callable[[float | None], str | None], keys: str) -> str:
    typed, a_line = "", False
    while True:
        a_line = bool(typed) and (a_line or len(typed) > 1 or typed.lower() not in keys)
        alone = bool(typed) and not a_line
        key = _next(read, SAME_WORD_SECONDS if alone else None)
        if key == ENTER or (key is None and alone) or (key == ESCAPE and not typed):
            return typed
        if key == END and not typed:
            raise EOFError
        if key == ERASE_ALL or key in ERASE:
            typed = "" if key == ERASE_ALL else typed[:-1]
            _write(f"\r\x1b[J{question} {typed}")
        elif key is not None and key.isprintable():
            _write(key)
            typed += key


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
