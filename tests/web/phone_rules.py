"""The phone's rules in one long-lived Node process: `Phone.ask` has one answer, `canonical` compares answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.web.node import Node


class Phone:
    """The rules as TypeScript has them."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def ask(self, rule: str, *given: Any) -> Any:
        """What a rule such as `abstinence.streaks` gives for these arguments."""
        return self._node.ask(rule, given)


@contextmanager
def running() -> Iterator[Phone]:
    """The process, as long as it is needed."""
    node = Node("rules.mjs")
    yield Phone(node)
    node.close()


def canonical(value: Any) -> str:
    """A value as both languages write it: JavaScript has one kind of number, and keys have no order."""
    return json.dumps(_numbers(value), sort_keys=True, indent=1)


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _numbers(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(item) for item in value]
    return float(value) if type(value) is int else value
