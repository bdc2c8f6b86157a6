"""A command on a pseudo-terminal, forked from the loaded program, or started anew where its language differs."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import pexpect
import pyte
from pexpect.fdpexpect import fdspawn

from tests.loaded import Loaded, at_start, echo

PATIENCE_SECONDS = 240  # nothing takes that long, however busy the machine is
PROGRAM = [sys.executable, "-m", "recovery"]


class Forked(fdspawn):  # type: ignore[type-arg]
    """A forked process on its terminal, with what tests use of `pexpect.spawn`."""

    def __init__(self, terminal: int, pid: int, answers: BinaryIO) -> None:
        super().__init__(terminal, encoding="utf-8", timeout=PATIENCE_SECONDS)
        self.pid: int = pid
        self._answers = answers

    def sendcontrol(self, letter: str) -> None:
        """Press Ctrl and that letter."""
        self.send(chr(ord(letter) - ord("a") + 1))

    def sendintr(self) -> None:
        """Press Ctrl-C."""
        self.sendcontrol("c")

    def sendeof(self) -> None:
        """Press Ctrl-D."""
        self.sendcontrol("d")

    def setecho(self, state: bool) -> None:
        """Let what is typed be shown, or not."""
        echo(self.child_fd, on=state)

    def close(self, force: bool = False) -> None:
        """Close the terminal and wait for the end of the process; with `force` that is now."""
        if self.closed:
            return
        super().close()
        if force and not select.select([self._answers], [], [], 0)[0]:  # its number is its own until it is answered for
            with suppress(ProcessLookupError):  # it may end in this moment
                os.kill(self.pid, signal.SIGKILL)
        code = int(self._answers.readline())
        self._answers.close()
        self.exitstatus, self.signalstatus = (code, None) if code >= 0 else (None, -code)


def started(command: list[str], env: Mapping[str, str], columns: int, rows: int) -> Any:
    """A process started anew, on a terminal of its own."""
    child = pexpect.spawn(
        command[0],
        command[1:],
        env=dict(env),
        dimensions=(rows, columns),
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        echo=False,
    )
    child.delaybeforesend = None
    return child


class Terminal:
    """A command on a pseudo-terminal; `screen` shows what a person sees."""

    def __init__(
        self, loaded: Loaded, arguments: tuple[str, ...], env: Mapping[str, str], columns: int, rows: int
    ) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.Stream(self._screen)
        self.raw = ""
        forks = at_start(env) == loaded.env
        self.child = (
            Forked(*loaded.on_terminal(arguments, env, Path.cwd(), columns, rows))
            if forks
            else started([*PROGRAM, *arguments], env, columns, rows)
        )

    def _feed(self, text: str) -> None:
        self.raw += text
        self._stream.feed(text)

    def see(self, text: str) -> None:
        """Wait until that text comes."""
        self.child.expect_exact(text)
        self._feed(f"{self.child.before}{self.child.after}")

    def type(self, line: str) -> None:
        """Type a line and press Enter."""
        self.child.sendline(line)

    def interrupt(self) -> None:
        """Press Ctrl-C, once the program waits: Python misses one that comes between a question and its waiting."""
        until = time.monotonic() + PATIENCE_SECONDS
        asleep = 0
        while asleep < 3:  # a program that wants to run and gets no turn does not count as asleep
            assert time.monotonic() < until
            time.sleep(0.05)
            state = subprocess.check_output(["ps", "-o", "stat=", "-p", str(self.child.pid)], text=True)
            asleep = asleep + 1 if state.startswith("S") else 0
        self.child.sendintr()

    def end(self) -> int:
        """Wait for the end; returns the exit code."""
        self.child.expect(pexpect.EOF)
        self._feed(str(self.child.before))
        self.child.close()
        assert self.child.exitstatus is not None, f"ended by signal {self.child.signalstatus}"
        return int(self.child.exitstatus)

    @property
    def screen(self) -> str:
        """The lines on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()
