"""The SQL that lists entries in the order they were lived: by period, kind and trigger, or by their words."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import pairwise
from math import isqrt
from typing import Any, NamedTuple

from recovery.aliases import queries as alias_queries
from recovery.aliases.alias import Aliases, Of
from recovery.aliases.queries import TABLES
from recovery.errors import Refused
from recovery.language import tr
from recovery.store import searching
from recovery.store.connection import Journal
from recovery.store.kinds import record_of
from recovery.store.records import EntryRecord
from recovery.store.rows import Located, read
from recovery.wire import strict_json


class Filter(NamedTuple):
    """Which entries to read; both days are included, `last` keeps the newest only."""

    first_day: date | None = None
    last_day: date | None = None
    kind: str | None = None
    trigger: str | None = None
    last: int | None = None


def listed(journal: Journal, wanted: Filter) -> Iterator[EntryRecord]:
    """Entries in the order they were lived, oldest first; a check-in closes its day. It reads no entry beside them."""
    conditions, values = _conditions(wanted)
    order: tuple[str, ...] = ("day", "at", "id")
    if wanted.trigger is not None:
        names, trigger = alias_queries.aliases(journal, "trigger"), wanted.trigger
        source, condition, parameters = _with_trigger(journal, wanted, lambda name: names.same(name, trigger))
        conditions, values = [condition, *conditions], [*parameters, *values]
        columns = "kind, row"
    elif wanted.kind is not None:  # its own table has an index by day; the timeline is read whole for a rare kind
        source, values = wanted.kind, values[:-1]
        conditions = ["day > ''", *conditions[:-1]]  # without a bound SQLite sorts the whole table instead
        columns = f"'{wanted.kind}', key"
        order = order if record_of(wanted.kind).timed() else ("day", "id")
    else:
        source, columns = "timeline", "kind, row"
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    sql = f"SELECT {columns} FROM {source} {where} ORDER BY "
    if wanted.last is None:
        rows = journal.execute(sql + ", ".join(order), values).fetchall()
    else:
        latest = ", ".join(f"{name} DESC" for name in order)
        rows = journal.execute(f"{sql}{latest} LIMIT ?", (*values, wanted.last)).fetchall()[::-1]
    return (read(journal, Located(kind, row)) for kind, row in rows)


def _with_trigger(journal: Journal, wanted: Filter, same: Callable[[str], bool]) -> tuple[str, str, tuple[str, ...]]:
    """Where to read entries with a trigger from, on which condition, and its parameters.

    From the entries that carry it, or day by day, each entry looked at: whichever is to read fewer.
    """
    by_day = _read_by_day(journal, wanted)
    spelled = _spelled(journal, "trigger", same)
    sql = f"SELECT count(*) FROM (SELECT 1 FROM craving_trigger WHERE name IN ({_LISTED}) LIMIT ?)"
    if by_day is not None and journal.execute(sql, (spelled, by_day + 1)).fetchone()[0] > by_day:
        return "timeline", _CARRIES, (spelled, _as_list(_beside_cravings(journal, "trigger", same)))
    carrying = _as_list(_carrying(journal, "trigger", same))
    return _CARRYING, "timeline.kind = wanted AND timeline.row = number", (carrying,)


def _read_by_day(journal: Journal, wanted: Filter) -> int | None:
    """How many entries are looked at day by day; `None` for all of them.

    Where n of N entries have what is wanted, the `last` of them are met among some last * N / n: fewer than n where n
    is above the square root of last * N.
    """
    conditions, values = _conditions(wanted._replace(kind=None))
    if conditions:
        sql = f"SELECT count(*) FROM timeline WHERE {' AND '.join(conditions)}"
        return int(journal.execute(sql, values).fetchone()[0])
    if wanted.last is None:
        return None
    return isqrt(wanted.last * int(journal.execute("SELECT max(key) FROM timeline").fetchone()[0] or 0))


_LISTED = "SELECT value FROM json_each(?)"
_CARRYING = "(SELECT value ->> 0 AS wanted, value ->> 1 AS number FROM json_each(?)) CROSS JOIN timeline"
_CARRIES = f"""CASE kind WHEN 'craving' THEN EXISTS (
        SELECT 1 FROM craving CROSS JOIN json_each(craving.triggers) AS named
        WHERE craving.key = timeline.row AND named.value IN ({_LISTED}))
    ELSE json_array(kind, row) IN ({_LISTED}) END"""


def _as_list(located: list[tuple[str, int]]) -> str:
    return json.dumps(located, separators=(",", ":"))  # as SQLite itself writes an array


def _spelled(journal: Journal, of: Of, wanted: Callable[[str], bool]) -> str:
    return json.dumps([name for name in alias_queries.spellings(journal, of) if wanted(name)])


def _carrying(journal: Journal, of: Of, wanted: Callable[[str], bool]) -> list[tuple[str, int]]:
    """Kind and row of every entry that carries a wanted trigger, or coping skill."""
    sql = f"SELECT craving FROM {TABLES[of]} WHERE name IN ({_LISTED})"
    rows = dict.fromkeys(row for (row,) in journal.execute(sql, (_spelled(journal, of, wanted),)))
    return [*(("craving", int(row)) for row in rows), *_beside_cravings(journal, of, wanted)]


def _beside_cravings(journal: Journal, of: Of, wanted: Callable[[str], bool]) -> list[tuple[str, int]]:
    """The same of the kinds of which there are few."""
    located = []
    for kind in ("lapse", "note", "moment") if of == "trigger" else ():
        for row, carried in journal.execute(f"SELECT key, triggers FROM {kind} WHERE triggers <> '[]'"):
            if any(map(wanted, strict_json.read(carried))):
                located.append((kind, int(row)))
    return located


def _conditions(wanted: Filter) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []
    if wanted.first_day:
        conditions.append("day >= ?")
        values.append(wanted.first_day.isoformat())
    if wanted.last_day:
        conditions.append("day <= ?")
        values.append(wanted.last_day.isoformat())
    if wanted.kind:
        conditions.append("kind = ?")
        values.append(wanted.kind)
    return conditions, values


def matching(journal: Journal, words: str, wanted: Filter) -> list[EntryRecord]:
    """Entries that hold every word, each as the beginning of a word, accents and case folded; of one trigger too.

    A word may also stand in the name that one of the entry's names counts under.
    """
    terms = searching.terms(words)
    if not terms:
        raise Refused(tr("Search for a word, a number or an emoji; other characters are not searched for."))
    merged = _merged(journal, terms)
    beyond = [term for term in terms if not searching.indexed(term)]
    said, asked = _said(journal, terms, merged)
    text = "text" if beyond else "''"
    spans = _spans(journal, wanted)
    holding = " UNION ALL ".join(
        f"SELECT rowid AS number, {text} AS held FROM search WHERE {' AND '.join([*said, 'rowid BETWEEN ? AND ?'])}"
        for _ in spans
    )
    conditions, values = _conditions(wanted)
    where = " AND ".join(["timeline.key = number", *conditions])
    rows = journal.execute(
        f"SELECT timeline.key, kind, row, held FROM ({holding}) CROSS JOIN timeline WHERE {where} ORDER BY day, at, id",
        [*(value for span in spans for value in (*asked, *span)), *values],
    )
    entries = [
        read(journal, Located(kind, row))
        for key, kind, row, held in rows
        if all(searching.holds(held, [term]) or key in merged.get(term, ()) for term in beyond)
    ]
    if wanted.trigger is None:
        return entries
    names, trigger = alias_queries.aliases(journal, "trigger"), wanted.trigger
    return [entry for entry in entries if any(names.same(named, trigger) for named in getattr(entry, "triggers", ()))]


_HOLDING = "SELECT rowid FROM search WHERE search MATCH ?"
_MOST_KEYS, _MOST_SPANS, _GAP = 10_000, 8, 1_000
_WHOLE, _NONE = [(0, sys.maxsize)], [(0, 0)]  # of the keys of the timeline, which begin at 1


def _said(journal: Journal, terms: Iterable[str], merged: Mapping[str, list[int]]) -> tuple[list[str], list[Any]]:
    """What the index is asked for, with its parameters: every one of the words."""
    conditions: list[str] = []
    values: list[Any] = []
    for term in merged:
        if query := searching.query([term], lambda word: _longer_words(journal, word)):
            conditions.append(f"rowid IN ({_HOLDING} UNION SELECT value FROM json_each(?))")
            values += [query, json.dumps(merged[term])]
    written = [term for term in terms if term not in merged]
    if query := searching.query(written, lambda word: _longer_words(journal, word)):
        conditions.append("search MATCH ?")
        values.append(query)
    return conditions, values


def _spans(journal: Journal, wanted: Filter) -> list[tuple[int, int]]:
    """Between which keys of the timeline the wanted days lie, so that the index is not read whole for a few of them.

    Keys are given as entries are written or come in, so that those of some days are few stretches.
    """
    conditions, values = _conditions(wanted._replace(kind=None))
    if not conditions:
        return _WHOLE
    sql = f"SELECT key FROM timeline WHERE {' AND '.join(conditions)} LIMIT ?"
    keys = sorted(int(key) for (key,) in journal.execute(sql, (*values, _MOST_KEYS)))
    starts = [place for place, key in enumerate(keys) if not place or key - keys[place - 1] > _GAP]
    if len(keys) == _MOST_KEYS or len(starts) > _MOST_SPANS:
        return _WHOLE
    return [(keys[start], keys[end - 1]) for start, end in pairwise([*starts, len(keys)])] or _NONE


def _merged(journal: Journal, terms: Iterable[str]) -> dict[str, list[int]]:
    """Of the words that stand in a name which others count under: keys of the timeline, of entries with the others."""
    said = {of: names for of in TABLES if (names := alias_queries.aliases(journal, of))}
    keys: dict[str, list[int]] = {}
    for term in terms if said else ():
        located = [
            entry
            for of, names in said.items()
            for entry in _carrying(journal, of, partial(_is_counted_under, names, term))
        ]
        if located:
            sql = """SELECT timeline.key FROM json_each(?) AS entry CROSS JOIN timeline
                WHERE timeline.kind = entry.value ->> 0 AND timeline.row = entry.value ->> 1"""
            keys[term] = [int(key) for (key,) in journal.execute(sql, (json.dumps(located),))]
    return keys


def _is_counted_under(names: Aliases, term: str, name: str) -> bool:
    shown = names.shown(name)
    return shown != name and searching.holds(shown, [term])


def _longer_words(journal: Journal, part: str) -> list[str]:
    """The words of the search index that hold that part, of those that begin in a script without blanks."""
    journal.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_word USING fts5vocab(main, search, row)")
    sql = "SELECT term FROM temp.search_word WHERE term >= ? AND instr(term, ?)"
    return [str(term) for (term,) in journal.execute(sql, (searching.FIRST_WITHOUT_BLANKS, part))]
