"""One key, without Enter: in the worst minute nobody should have to finish a line."""

from __future__ import annotations

import os
import select
import sys

ENTER = ""


def pressed(question: str, allowed: str) -> str:
    """The key pressed, in small letters, once it is one of `allowed`; Enter, q and the end of input give `ENTER`.

    A terminal that cannot give single keys is asked for a line instead. Raises `KeyboardInterrupt`.
    """
    sys.stdout.write(question)
    sys.stdout.flush()
    while True:
        key = wait(None)
        if key is not None and (key in ("", "q", "\x1b") or key in allowed):
            chosen = ENTER if key in ("", "q", "\x1b") else key
            sys.stdout.write(f"{chosen}\n")
            sys.stdout.flush()
            return chosen


def wait(seconds: float | None) -> str | None:
    """The next key within so many seconds (`None`: however long); `None` when there was none, `""` for Enter."""
    try:
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
    except (ImportError, OSError, ValueError):
        return _line()
    except termios.error:
        return _line()
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        ready, _, _ = select.select([descriptor], [], [], seconds)
        if not ready:
            return None
        read = os.read(descriptor, 64)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
    if read[:1] == b"\x1b" and len(read) > 1:
        return None  # an arrow or another key that says nothing here
    return read[:1].decode("utf-8", "ignore").lower().strip("\r\n\x04") if read else ""


def _line() -> str:
    line = sys.stdin.readline()
    return line.strip()[:1].lower()
