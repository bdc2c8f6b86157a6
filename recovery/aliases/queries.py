"""The SQL of aliases: what was said of names, what is said now, and cravings' names counted under the name shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from recovery.aliases.alias import Alias, Aliases, Of, alias_id, folded
from recovery.store import rows
from recovery.store.connection import Journal
from recovery.wire import strict_json

COLUMNS = {"trigger": "triggers", "skill": "coping"}
TABLES: dict[Of, str] = {"trigger": "craving_trigger", "skill": "craving_coping"}
# The names alone, each found from the one before: the table has a row for every craving that a name came with.
_NAMES = """WITH RECURSIVE names (name) AS (SELECT min(name) FROM {table} UNION ALL
    SELECT (SELECT min(name) FROM {table} WHERE name > names.name) FROM names WHERE name IS NOT NULL)
    SELECT name FROM names WHERE name IS NOT NULL"""
# The table as it would be had each name been written as it is shown: a craving has a name once.
_SHOWN = """(SELECT name, intensity, outcome, craving FROM {table}
        WHERE name NOT IN (SELECT key FROM json_each(:shown))
    UNION ALL
    SELECT DISTINCT shown.value, intensity, outcome, craving
        FROM json_each(:shown) AS shown CROSS JOIN {table} ON {table}.name = shown.key)"""


def aliases(journal: Journal, of: Of) -> Aliases:
    """What the person has said of the names of triggers, or of coping skills."""
    return Aliases(journal.execute("SELECT name, same_as FROM alias WHERE of = ? ORDER BY id", (of,)).fetchall())


def every(journal: Journal) -> list[Alias]:
    """All that was said of names, in an order that follows from the content alone."""
    aliases = map(Alias.from_row, journal.execute(f"SELECT {rows.names_of(Alias)} FROM alias").fetchall())
    return sorted(aliases, key=lambda alias: (alias.of, folded(alias.name)))


def say(journal: Journal, of: Of, name: str, same_as: str | None) -> None:
    """Keep what a name is, inside a command."""
    new = Alias.checked({"of": of, "name": name, "is": same_as})
    columns = rows.names_of(Alias)
    row = journal.execute(f"SELECT key, {columns} FROM alias WHERE id = ?", (alias_id(of, name),)).fetchone()
    if row is None:
        rows.add(journal, new)
    else:
        rows.change(journal, row[0], Alias.from_row(row[1:]), {"same_as": new.same_as})


def spellings(journal: Journal, of: Of) -> list[str]:
    """Every name that a craving carries, in each way it is spelled."""
    return [str(name) for (name,) in journal.execute(_NAMES.format(table=TABLES[of]))]


def as_shown(journal: Journal, of: Of, names: Aliases | None = None) -> tuple[str, dict[str, Any]]:
    """What stands for the table of a craving's names in a FROM, with its parameters: counted under the names shown."""
    names = aliases(journal, of) if names is None else names
    if not names:
        return TABLES[of], {}
    shown = {spelling: names.shown(spelling) for spelling in spellings(journal, of) if spelling in names}
    return _SHOWN.format(table=TABLES[of]), {"shown": json.dumps(shown)}


def known(journal: Journal, of: Of) -> list[str]:
    """Every name in the journal, in each way it is spelled: of cravings, of other entries, and of the plan."""
    return list(dict.fromkeys([*spellings(journal, of), *elsewhere(journal, of)]))


def elsewhere(journal: Journal, of: Of) -> list[str]:
    """The names that stand in other entries than cravings, and in the plan, each once and in order."""
    columns = {
        "trigger": ("lapse.triggers", "note.triggers", "moment.triggers", "plan_item.triggers"),
        "skill": ("plan_item.responses",),
    }[of]
    several = [column.split(".") for column in columns]
    parts = [f"SELECT value FROM {table}, json_each({table}.{column})" for table, column in several]
    if of == "skill":
        parts.append("SELECT text FROM plan_item WHERE section = 'skills'")
    return list(_texts(journal, f"{' UNION '.join(parts)} ORDER BY 1"))


def carried_only_by(journal: Journal, of: Of, cravings: Iterable[str]) -> list[str]:
    """The names that these cravings carry, given by their ids, and no other craving."""
    table = TABLES[of]
    sql = f"""WITH given AS (SELECT key FROM craving WHERE id IN (SELECT value FROM json_each(?)))
        SELECT DISTINCT name FROM {table} AS here WHERE craving IN given
            AND NOT EXISTS (SELECT 1 FROM {table} WHERE name = here.name AND craving NOT IN given) ORDER BY name"""
    return [str(name) for (name,) in journal.execute(sql, (json.dumps(list(cravings)),))]


def unused(journal: Journal, of: Of) -> list[str]:
    """The ids of what was said of names that nothing carries: no entry, no line of the plan, nothing to be undone.

    A name on the way from one that is carried to the one shown is needed too.
    """
    said = journal.execute("SELECT id, name, same_as FROM alias WHERE of = ?", (of,)).fetchall()
    if not said:
        return []
    leads_to = {folded(name): folded(same_as) for _, name, same_as in said if same_as is not None}
    needed: set[str] = set()
    for carried in (*known(journal, of), *_in_history(journal, of)):
        name = folded(carried)
        while name not in needed:
            needed.add(name)
            name = leads_to.get(name, name)
    return [str(id) for id, name, _ in said if folded(name) not in needed]


def _in_history(journal: Journal, of: Of) -> Iterator[str]:
    """The names in values that history keeps: of what was changed before and after, of what was removed."""
    columns = {"trigger": ("triggers",), "skill": ("coping", "responses", "text")}[of]
    tables = ("plan_item", "craving") if of == "skill" else ("plan_item", "craving", "lapse", "note", "moment")
    marks = ", ".join("?" * len(tables))
    rows = journal.execute(f"""SELECT data FROM changes WHERE action <> 'insert' AND "table" IN ({marks})""", tables)
    for (data,) in rows:
        change = strict_json.read(data)
        for value in (change[column] for column in columns if column in change):
            for stored in value if isinstance(value, list) else [value]:
                yield from _names_of(stored)


def _names_of(stored: str | None) -> list[str]:
    """The names in a column's text: a JSON list, or a single name."""
    if stored is None or not stored.startswith("["):
        return [] if stored is None else [stored]
    return [str(name) for name in strict_json.read(stored)]


def _texts(journal: Journal, sql: str) -> Iterable[str]:
    return (str(text) for (text,) in journal.execute(sql))


def is_written(journal: Journal, of: Of, name: str) -> bool:
    """Whether a craving carries the name, spelled exactly so."""
    return journal.execute(f"SELECT 1 FROM {TABLES[of]} WHERE name = ? LIMIT 1", (name,)).fetchone() is not None
