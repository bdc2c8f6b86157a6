"""A shell in which a test types what a person types: each `recovery` line runs in a process of its own.

The program is loaded once and every line is a fork of it, which takes a tenth of the time. `at 2026-11-29 21:00` sets
the clock of the lines that follow, `home PATH` the journal's folder; the window's title tells how the last line ended.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from datetime import datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pexpect
import pyte
import time_machine

from recovery import cli, table

ZONE = ZoneInfo("America/New_York")
PROMPT = "\x1b]2;{number} {code}\x07$ "
ROWS, COLUMNS = 24, 80
NOT_FOUND = 127


class Key(str):
    """A single key, pressed without Enter."""

    __slots__ = ()


class Person:
    """Somebody at a terminal of 24 lines: what they type is counted, what they see is on `screen`."""

    def __init__(self, home: Path, environment: dict[str, str], patience: float) -> None:
        self._screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.Stream(self._screen)
        self.pressed, self.said, self._prompts = 0, "", 0
        self._child = pexpect.spawn(
            sys.executable,
            [__file__],
            env={**environment, "RECOVERY_HOME": str(home), "TERM": "xterm", "PAGER": ""},
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            timeout=patience,
        )
        self._child.delaybeforesend = None
        self._prompt()

    @property
    def screen(self) -> str:
        """The lines on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def at(self, moment: str) -> None:
        """Come back at that moment."""
        self._tell(f"at {moment}")

    def living_in(self, home: Path) -> None:
        """Keep the journal in that folder from now on."""
        self._tell(f"home {home}")

    def types(self, line: str, *answers: tuple[str, str], code: int = 0) -> str:
        """Type a line on a clean screen, answer each question once it waits, see how it ends; gives back the screen."""
        self._tell("clear")
        self.said = ""
        self._press(f"{line}\r")
        for question, answer in answers:
            self._see(question)
            if not question.endswith(" "):
                self._see("> ")  # the sign before an answer
            self._press(answer if isinstance(answer, Key) else f"{answer}\r")
        assert self._prompt() == code, f"{line}\n{self.said}"
        assert "Traceback" not in self.said
        return self.screen

    def leaves(self) -> None:
        """Close the terminal."""
        self._child.close(force=True)

    def _press(self, keys: str) -> None:
        self.pressed += len(keys)
        self._child.send(keys)

    def _tell(self, line: str) -> None:
        self._child.send(f"{line}\r")
        self._prompt()

    def _see(self, text: str) -> None:
        try:
            self._child.expect_exact(text)
        except (pexpect.TIMEOUT, pexpect.EOF):
            raise AssertionError(f"{text!r} never came:\n{self.said}{self._child.before}") from None
        self._feed()

    def _prompt(self) -> int:
        try:
            self._child.expect("\x1b\\]2;(\\d+) (\\d+)\x07\\$ ")
        except (pexpect.TIMEOUT, pexpect.EOF):
            raise AssertionError(f"It still waits:\n{self.said}{self._child.before}") from None
        self._feed()
        match = self._child.match
        assert isinstance(match, re.Match)
        assert int(match[1]) == self._prompts, f"an answer too many was left for the shell:\n{self.said}"
        self._prompts += 1
        return int(match[2])

    def _feed(self) -> None:
        text = f"{self._child.before}{self._child.after}"
        self.said += text
        self._stream.feed(text)


def run(arguments: list[str], moment: datetime) -> int:
    """Run the program at that moment as its own entry does; returns its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        sys.argv = ["recovery", *arguments]
        with time_machine.travel(moment):
            cli.main()
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    finally:
        os._exit(code)


def main() -> None:
    """Read lines until the terminal is closed."""
    for command in table.COMMANDS:
        table.function_of(command)
    moment, code = datetime(2026, 1, 1, tzinfo=ZONE), 0
    for number in count():
        os.write(1, PROMPT.format(number=number, code=code).encode())
        word, *rest = shlex.split(os.read(0, 4096).decode()) or [""]
        code = 0
        if word == "at":
            moment = datetime.fromisoformat(" ".join(rest)).replace(tzinfo=ZONE)
        elif word == "home":
            (os.environ["RECOVERY_HOME"],) = rest
        elif word == "clear":
            os.write(1, b"\x1b[2J\x1b[H")
        else:
            code = run(rest, moment) if word == "recovery" else NOT_FOUND


if __name__ == "__main__":
    main()
