"""The smallest typer program that keeps one row with the journal's own engine: what `recovery log` is measured against.

It has no rules, no history, no search and no day; what `log` costs more than this is the price of those.
"""

from __future__ import annotations

import os
from typing import Any

import typer

try:
    import sqlcipher3.dbapi2 as engine
except ImportError:  # as in the program itself, where the engine has no wheel
    import sqlite3 as engine


def _open() -> Any:
    connection = engine.connect(os.environ["SMALLEST"], isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def make() -> None:
    """The table, in a file that writes ahead as the journal does."""
    connection = _open()
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE craving (key INTEGER PRIMARY KEY, at TEXT, intensity INTEGER, trigger TEXT)")
    connection.close()


def log(intensity: int, trigger: str) -> None:
    """Keep one row."""
    connection = _open()
    connection.execute(
        "INSERT INTO craving (at, intensity, trigger) VALUES (datetime(), ?, ?)",
        (intensity, trigger),
    )
    connection.close()


def main() -> None:
    """The program's entry."""
    typer.run(log)
