"""The SQL that lists entries in the order they were lived: by period, kind and trigger, or by their words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
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
        source = "(SELECT value ->> 0 AS wanted, value ->> 1 AS number FROM json_each(?)) CROSS JOIN timeline"
        conditions += ["timeline.kind = wanted", "timeline.row = number"]
        names, trigger = alias_queries.aliases(journal, "trigger"), wanted.trigger
        values.insert(0, json.dumps(_carrying(journal, "trigger", lambda name: names.same(name, trigger))))
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


def _carrying(journal: Journal, of: Of, wanted: Callable[[str], bool]) -> list[tuple[str, int]]:
    """Kind and row of every entry that carries a wanted trigger, or coping skill."""
    spelled = json.dumps([name for name in alias_queries.spellings(journal, of) if wanted(name)])
    sql = f"SELECT craving FROM {TABLES[of]} WHERE name IN (SELECT value FROM json_each(?))"
    located = [("craving", int(row)) for row in dict.fromkeys(row for (row,) in journal.execute(sql, (spelled,)))]
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
        raise Refused(tr("Search for a word, a number or an emoji; other signs are not looked for."))
    merged = _merged(journal, terms)
    beyond = [term for term in terms if not searching.indexed(term)]
    conditions, values = _conditions(wanted)
    for term in merged:
        if query := searching.query([term], lambda word: _longer_words(journal, word)):
            conditions.append(f"search.rowid IN ({_HOLDING} UNION SELECT value FROM json_each(?))")
            values += [query, json.dumps(merged[term])]
    written = [term for term in terms if term not in merged]
    if query := searching.query(written, lambda word: _longer_words(journal, word)):
        conditions.append("search MATCH ?")
        values.append(query)
    extra = "".join(f" AND {condition}" for condition in conditions)
    text = "text" if beyond else "''"
    rows = journal.execute(
        f"""SELECT timeline.key, kind, row, {text} FROM search CROSS JOIN timeline
            WHERE timeline.key = search.rowid{extra} ORDER BY day, at, id""",
        values,
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
