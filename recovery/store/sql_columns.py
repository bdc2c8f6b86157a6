"""The columns of the journal's tables in SQL: each with the CHECK that repeats the rule of its field.

Released migrations are made of them, so none may ever give another text.
"""

from __future__ import annotations

# A key is never given twice, so that history cannot take a new row for one that was removed.
KEY = "key INTEGER PRIMARY KEY AUTOINCREMENT"
ID = f"id TEXT NOT NULL UNIQUE CHECK (id GLOB '{'-'.join('[0-9a-f]' * count for count in (8, 4, 4, 4, 12))}')"
# The added nothing makes SQLite reckon: what it only reads it gives back, 30 February too.
AT = "at TEXT NOT NULL CHECK (at IS strftime('%Y-%m-%dT%H:%M:%SZ', at, '+0 days'))"
ZONE = "timezone TEXT NOT NULL CHECK (timezone <> '')"


def day(name: str, *, required: bool = True) -> str:
    """A lived day, 1900 or later."""
    return f"{name} TEXT {'NOT NULL ' if required else ''}CHECK ({name} IS date({name}, '+0 days') AND coalesce({name}, '9') >= '1900')"


def instant(name: str) -> str:
    """An instant in UTC, or nothing."""
    return f"{name} TEXT CHECK ({name} IS strftime('%Y-%m-%dT%H:%M:%SZ', {name}, '+0 days'))"


def rating(name: str, *, required: bool = False) -> str:
    """A rating from 0 to 10."""
    return f"{name} INTEGER {'NOT NULL ' if required else ''}CHECK ({name} BETWEEN 0 AND 10)"


def flag(name: str) -> str:
    """0 or 1, or nothing."""
    return f"{name} INTEGER CHECK ({name} IN (0, 1))"


def text(name: str, limit: int = 20_000) -> str:
    """A text of up to `limit` characters, or nothing."""
    return f"{name} TEXT CHECK (length({name}) BETWEEN 1 AND {limit})"


def name(name: str) -> str:
    """A name of up to 100 characters, or nothing."""
    return text(name, 100)


def names(name: str) -> str:
    """A JSON list of up to 50 names, empty where there are none."""
    return f"{name} TEXT NOT NULL DEFAULT '[]' CHECK (json_type({name}) = 'array' AND json_array_length({name}) <= 50)"


DAILY = f"{KEY}, {ID}, {day('day')}"
TIMED = f"{KEY}, {ID}, {AT}, {ZONE}, {day('day')}"


def whole(name: str, low: int, high: int, *, required: bool = False) -> str:
    """A whole number from `low` to `high`."""
    return f"{name} INTEGER {'NOT NULL ' if required else ''}CHECK ({name} BETWEEN {low} AND {high})"


def word(name: str, *words: str, required: bool = True) -> str:
    """One of the words given."""
    allowed = ", ".join(f"'{word}'" for word in words)
    return f"{name} TEXT {'NOT NULL ' if required else ''}CHECK ({name} IN ({allowed}))"
