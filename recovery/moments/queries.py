"""What a moment reads from the journal beyond the journal's own queries: how often each skill was used and helped."""

from __future__ import annotations

import json
from collections.abc import Iterable

from recovery.plans.plan import Use
from recovery.store.connection import Journal

_USES = """SELECT name, count(*), sum(outcome = 'passed'), sum(outcome <> ''), min(craving) FROM craving_coping
    {0} GROUP BY name ORDER BY 5"""


def uses(journal: Journal) -> dict[str, tuple[str, Use]]:
    """Every coping skill ever tried, under its folded name: its spelling first written, and its use."""
    return _folded(journal.execute(_USES.format("")).fetchall())


def uses_of(journal: Journal, names: Iterable[str]) -> dict[str, tuple[str, Use]]:
    """The same for a few names, as they are spelled; answered from the index."""
    wanted = json.dumps(list(names))
    return _folded(
        journal.execute(_USES.format("WHERE name IN (SELECT value FROM json_each(?))"), (wanted,)).fetchall()
    )


def _folded(rows: Iterable[tuple[str, int, int, int, int]]) -> dict[str, tuple[str, Use]]:
    found: dict[str, tuple[str, Use]] = {}
    for name, tried, passed, ended, _ in rows:
        spelled, use = found.get(name.casefold(), (name, Use()))
        found[name.casefold()] = (spelled, Use(use.tried + tried, use.passed + passed, use.known + ended))
    return found
