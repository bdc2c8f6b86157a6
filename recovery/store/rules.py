"""What one field may hold: the rule that checks a value and carries it between the object, the row and JSON.

A rule checks a value once, on the way in, so that a flag, an imported line and a row can never disagree about what is
allowed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeGuard
from zoneinfo import ZoneInfo

from recovery.errors import Refused
from recovery.language import tr

TEXT_LIMIT = 20_000
_UUID_LETTERS = dict.fromkeys(map(ord, "0123456789abcdef-"))  # none is left of an id
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200  # what is reckoned from there stays in the calendar


def same(value: Any) -> Any:
    """The value as it is, in any of its shapes."""
    return value


class Rule(NamedTuple):
    """What a field may hold and how it travels.

    `check` turns JSON (or a flag's value) into the Python value or raises `Refused`;
    `dump` makes the JSON value; `store` and `load` go to and from the row.
    `wants` says in JSON Schema's words what stands in the row, for whoever writes another program (docs/records.json).
    """

    check: Callable[[Any], Any]
    dump: Callable[[Any], Any] = same
    store: Callable[[Any], Any] = same
    load: Callable[[Any], Any] = same
    wants: Mapping[str, Any] | None = None


def refuse(needed: str) -> Refused:
    """An error that names what was needed, never what was given."""
    return Refused(tr("must be {needed}", needed=needed))


@cache
def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone of that name; raises `Refused` when there is none."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise refuse(tr("an IANA time zone such as America/New_York")) from error


def keepable(value: Any) -> TypeGuard[str]:
    """Whether it is text that UTF-8 and SQLite can both hold."""
    try:
        return isinstance(value, str) and "\0" not in value and bool(value.isascii() or value.encode())
    except UnicodeEncodeError:
        return False


def _text(value: Any) -> str:
    if not keepable(value):
        raise refuse("text")
    if not value.strip() or len(value) > TEXT_LIMIT:
        raise refuse(tr("text of 1 to {text_limit:,} characters", text_limit=TEXT_LIMIT))
    return value


def new_id() -> str:
    """A random UUID. The module `uuid` is not asked for it: it takes longer to load than an entry to be written."""
    return uuid_text(os.urandom(16))


def uuid_text(content: bytes) -> str:
    """16 bytes in the form of a UUID of version 4."""
    digits = content.hex()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def _uuid(value: Any) -> str:
    dashed = isinstance(value, str) and len(value) == 36 and value.count("-") == 4 and value[8:24:5] == "----"
    if dashed and not value.translate(_UUID_LETTERS):
        return str(value)
    raise refuse(tr("an id in the form of a UUID in small letters"))


def _flag(value: Any) -> bool:
    if value is not True and value is not False:
        raise refuse(tr("true or false"))
    return bool(value)


def _day(value: Any) -> date:
    day = value if type(value) is date else _iso_day(value)
    if day.year < EARLIEST_YEAR:
        raise refuse(tr("in {earliest_year} or later", earliest_year=EARLIEST_YEAR))
    if day.year > LATEST_YEAR:
        raise refuse(tr("in {latest_year} or earlier", latest_year=LATEST_YEAR))
    return day


def _iso_day(value: Any) -> date:
    try:
        if len(value) == 10 and value[4] == "-":
            return date.fromisoformat(value)
    except (TypeError, ValueError):
        pass
    raise refuse(tr("a day in the form 2026-03-07"))


def _instant(value: Any) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise refuse(tr("a date and time"))
    if value.year <= EARLIEST_YEAR:  # not in it: its first hours lie in the year before in another zone
        raise refuse(tr("after the year {earliest_year}", earliest_year=EARLIEST_YEAR))
    if value.year >= LATEST_YEAR:
        raise refuse(tr("before the year {latest_year}", latest_year=LATEST_YEAR))
    return value


def _timezone(value: Any) -> str:
    return zone_of(value if isinstance(value, str) else "").key


def _utc_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()[:19] + "Z"


def whole(low: int, high: int) -> Rule:
    """A whole number from `low` to `high`."""

    def check(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise refuse(tr("a whole number from {low} to {high}", low=low, high=high))
        return value

    return Rule(check, wants={"type": "integer", "minimum": low, "maximum": high})


def number(low: float, high: float) -> Rule:
    """A number from `low` to `high`."""

    def check(value: Any) -> float:
        if type(value) not in (int, float) or not low <= value <= high:
            raise refuse(tr("a number from {low:g} to {high:g}", low=low, high=high))
        return float(value)

    return Rule(check, wants={"type": "number", "minimum": low, "maximum": high})


def choice(*words: str) -> Rule:
    """One of the words given."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise refuse(tr("one of: ") + ", ".join(words))
        return value

    return Rule(check, wants={"enum": words})


def line(limit: int) -> dict[str, Any]:
    """What `wants` says of a name or a sentence on one line, of up to `limit` characters."""
    return {"type": "string", "format": "line", "minLength": 1, "maxLength": limit}


def listed(limit: int, items: Mapping[str, Any], *, least: int = 0) -> dict[str, Any]:
    """What `wants` says of a list, which a row holds as JSON text."""
    array = {"type": "array", "minItems": least, "maxItems": limit, "items": items}
    return {"type": "string", "contentMediaType": "application/json", "contentSchema": array}


ID = Rule(_uuid, wants={"type": "string", "format": "uuid"})
INSTANT = Rule(
    _instant,
    dump=lambda at: at.isoformat(),
    store=_utc_text,
    load=datetime.fromisoformat,
    wants={"type": "string", "format": "instant"},
)
TIMEZONE = Rule(_timezone, wants={"type": "string", "format": "zone"})
DAY = Rule(
    _day,
    dump=date.isoformat,
    store=date.isoformat,
    load=date.fromisoformat,
    wants={"type": "string", "format": "date"},
)
RATING = whole(0, 10)
FLAG = Rule(_flag, store=int, load=bool, wants={"enum": (0, 1)})
TEXT = Rule(_text, wants={"type": "string", "minLength": 1, "maxLength": TEXT_LIMIT})
