"""Whether the journal can hold what came: the record's own rules, before the table's. Nothing is believed unread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from recovery.errors import Refused
from recovery.store import kinds
from recovery.store.records import Record

NOT_READABLE = "a value cannot be read"
TWICE = "{} names something twice"


def refusal(kind: str, values: Mapping[str, Any]) -> str | None:
    """Why a row of that kind cannot be taken, naming a field and never a value; `None` where it can."""
    record: type[Record] = kinds.carried(kind)
    made: dict[str, Any] = {}
    try:
        for column in record.columns():
            value = values.get(column.name)
            given = None if value is None else column.rule.load(value)
            made[column.name] = column.check(given)
            if isinstance(given, tuple) and len(made[column.name]) != len(given):
                return TWICE.format(column.name)
        record(**made).check_whole()
    except Refused as error:
        return error.sentence
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError):
        return NOT_READABLE
    return None
