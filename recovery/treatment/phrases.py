"""Parts of a summary line that several kinds of entry share."""

from __future__ import annotations

from datetime import date

from recovery.language import tr
from recovery.outlets import words


def change(what: str, before: int | None, after: int | None) -> str:
    """`mood 4 -> 7`, with the one that is there where the other is missing."""
    if before is None and after is None:
        return ""
    if before is None:
        return tr("{what} {rating} after", what=what, rating=after)
    if after is None:
        return tr("{what} {rating} before", what=what, rating=before)
    return f"{what} {before} \N{RIGHTWARDS ARROW} {after}"


def rated(what: str, value: int | None) -> str:
    """`pulse 72`; nothing where there is no number."""
    return "" if value is None else f"{what} {value}"


def span(since: date, until: date | None) -> str:
    """`2026-03-01 to 2026-03-14`, or `since 2026-03-01`."""
    if until is None:
        return tr("since {day}", day=words.day(since))
    return tr("{first} to {last}", first=words.day(since), last=words.day(until))
