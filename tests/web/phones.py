"""Phones in Node beside real terminals: what both are asked, and what both then say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from recovery.store import kinds
from recovery.store.connection import existing
from recovery.sync.queries.rows import columns
from tests.conftest import PATIENCE_SECONDS
from tests.sync.devices import living_in
from tests.web.node import Node

Row = dict[str, Any]
_NUMBERS = iter(range(1, 1_000_000))


def new_id() -> str:
    """An id that no other entry of the session has."""
    return str(UUID(int=0x3F9A_0000_0000_4000_8000_0000_0000_0000 + next(_NUMBERS)))


def craving(day: str = "2026-03-07", **columns: Any) -> Row:
    """A craving at noon of that day."""
    timed = {"at": f"{day}T12:00:00Z", "timezone": "UTC", "day": day, "intensity": 7}
    return {"kind": "craving", "id": new_id(), **timed, **columns}


def checkin(day: str = "2026-03-07", **columns: Any) -> Row:
    return {"kind": "checkin", "id": new_id(), "day": day, **columns}


class Phone:
    """One phone in that process."""

    def __init__(self, node: Node, name: str) -> None:
        self._node, self.name = node, name

    def ask(self, ask: str, **given: Any) -> Any:
        return self._node.ask(ask, {"phone": self.name, **given})

    def put(self, *rows: Row, command: str = "log") -> None:
        self.ask("write", command=command, edits=[{"put": row} for row in rows])

    def remove(self, kind: str, local: str) -> None:
        self.ask("write", command="remove", edits=[{"remove": {"kind": kind, "local": local}}])

    def rows(self, *wanted: str) -> list[Row]:
        """Its rows, in an order of their own."""
        query = {"kinds": wanted} if wanted else {}
        return in_order(self.ask("rows", query=query))

    def pairing(self, *wanted: str) -> dict[str, Any]:
        """How far its pairing is, once it has these."""
        ends = monotonic() + PATIENCE_SECONDS
        while True:
            state: dict[str, Any] = self.ask("pairing")
            if "failed" in state or all(name in state for name in wanted):
                return state
            assert monotonic() < ends, state
            sleep(0.05)


def in_order(rows: list[Row]) -> list[Row]:
    return sorted((dict(sorted(row.items())) for row in rows), key=repr)


def terminal_rows(folder: Path) -> list[Row]:
    """Every row of a terminal's open journal that its devices share, as a phone has it."""
    found = []
    with living_in(folder), existing() as journal:
        for kind in kinds.SYNCED:
            names = columns(journal, kind)
            lines = journal.execute(f"SELECT {', '.join(names)} FROM {kind}").fetchall()
            found += [{"kind": kind, **dict(zip(names, line, strict=True))} for line in lines]
    return in_order(found)


def until(holds: Callable[[], bool]) -> None:
    """Wait for what happens beside the test."""
    ends = monotonic() + PATIENCE_SECONDS
    while not holds():
        assert monotonic() < ends
        sleep(0.05)
