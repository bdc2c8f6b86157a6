"""What two devices changed at once, said after a sync: on a terminal with both values, elsewhere the entries alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from recovery.console import joined, one_line
from recovery.language import tr, trn
from recovery.outlets.entries import LABELS, WORDS_SHOWN
from recovery.store import connection, kinds, rows
from recovery.sync.conflicts import Conflict

ENTRIES_SHOWN = 10
UNSAID = ("id", "written", "ended", "timezone")  # what follows from another field, or says nothing to a person
LATER_STAYS = tr("Changed on two devices; the later change stays.")
SEE_BOTH = tr("To see both: recovery show ID --history")
ON_TWO = f"{LATER_STAYS} {SEE_BOTH}"


HERE_STAYS = tr("{label}: {stays} from here, not {gave_way} from {there}")
THERE_STAYS = tr("{label}: {stays} from {there}, not {gave_way} from here")


def lines(conflicts: tuple[Conflict, ...]) -> Iterator[str]:
    """One line for each entry; nothing of an entry where this is no terminal, since that may be a log."""
    said = sorted(conflict for conflict in conflicts if conflict.name not in UNSAID)
    if not said:
        return
    ids = sorted({conflict.id for conflict in said if conflict.id and conflict.kind in kinds.ENTRIES})
    with connection.existing(connection.SESSION) as journal:
        length = rows.prefix_length(journal, ids)
    if not sys.stdout.isatty():
        yield f"{ON_TWO} ({', '.join(id[:length] for id in ids)})" if ids else ON_TWO
        return
    yield ON_TWO
    entries = [[*group] for _, group in groupby(said, lambda conflict: (conflict.kind, conflict.id))]
    for entry in entries[:ENTRIES_SHOWN]:
        kind, id = entry[0].kind, entry[0].id
        what = id[:length] if kind in kinds.ENTRIES else kinds.record_class(kind).called()
        yield f"  {what}  {'; '.join(map(_line, entry))}"
    if len(entries) > ENTRIES_SHOWN:
        yield trn("  and one more", "  and {count} more", len(entries) - ENTRIES_SHOWN)


def _line(conflict: Conflict) -> str:
    there = one_line(conflict.device) or tr("another device")
    label = LABELS.get(conflict.name, conflict.name.replace("_", " "))
    stays, gave_way = (_said(conflict.kind, conflict.name, value) for value in (conflict.stays, conflict.gave_way))
    sentence = HERE_STAYS if conflict.here else THERE_STAYS
    return sentence.format(label=label, stays=stays, gave_way=gave_way, there=there)


def _said(kind: str, name: str, stored: Any) -> str:
    """A value as a person reads it; of a text its beginning."""
    if stored is None:
        return tr("nothing")
    rule = next((column.rule for column in kinds.record_class(kind).columns() if column.name == name), None)
    try:
        value = stored if rule is None else rule.load(stored)
    except (ValueError, TypeError):
        value = stored
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if isinstance(value, tuple):
        return joined(value) or tr("nothing")
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return f'"{one_line(value, WORDS_SHOWN)}"' if isinstance(value, str) else str(value)
