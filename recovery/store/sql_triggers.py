"""What follows every table of the person's own: history for all of them, and for entries a timeline and a search index.

`changes` is for undo, `timeline` says when, for lists and prefixes, `search` holds the words, for full text. The SQL
triggers that keep them are made from the column lists, anew after each migration, since a rebuilt table has none.
"""

from __future__ import annotations

from recovery.store import kinds
from recovery.store.engine import Connection

_COMMAND = "(SELECT command FROM context)"
_INTO_HISTORY = 'INSERT INTO changes (command, "table", row, action, data)'
_INTO_TIMELINE = "INSERT INTO timeline (kind, row, id, day, at)"
_INTO_SEARCH = "INSERT INTO search (rowid, text)"


def _columns(connection: Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA table_info({table})")
    return [str(row[1]) for row in rows if row[1] != "key"]


def _inserted(table: str, columns: list[str]) -> str:
    """What history says of a new row."""
    natural = "id" if "id" in columns else columns[0]
    return f"{_COMMAND}, '{table}', NEW.key, 'insert', json_object('{natural}', NEW.{natural})"


def _history(connection: Connection, table: str) -> tuple[str, ...]:
    columns = _columns(connection, table)
    # A name in other letters is another name, though the table takes only one of the two.
    changed = " UNION ALL ".join(
        f"SELECT '{name}', json_array(OLD.{name}, NEW.{name}) WHERE OLD.{name} IS NOT NEW.{name} COLLATE BINARY"
        for name in columns
    )
    whole = ", ".join(f"'{name}', OLD.{name}" for name in columns)
    return (
        f"""CREATE TRIGGER {table}_history_insert AFTER INSERT ON {table} BEGIN {_INTO_HISTORY}
            VALUES ({_inserted(table, columns)}); END""",
        f"""CREATE TRIGGER {table}_history_update AFTER UPDATE ON {table} BEGIN {_INTO_HISTORY}
            SELECT {_COMMAND}, '{table}', NEW.key, 'update', json_group_object(name, json(pair))
            FROM (SELECT NULL AS name, NULL AS pair WHERE 0 UNION ALL {changed}) HAVING count(*) > 0; END""",
        f"""CREATE TRIGGER {table}_history_delete AFTER DELETE ON {table} BEGIN {_INTO_HISTORY}
            VALUES ({_COMMAND}, '{table}', OLD.key, 'delete', json_object({whole})); END""",
    )


def _moment(columns: list[str]) -> str:
    """By what a new row is placed within its day; what has no hour comes last."""
    return "NEW.at" if "at" in columns else "'~'"


def _text(table: str) -> str:
    """The words of a new row, for the index."""
    return " || ' ' || ".join(f"coalesce(NEW.{name}, '')" for name in kinds.record_of(table).searched)


def _companions(connection: Connection, table: str) -> tuple[str, ...]:
    at, new_text = _moment(_columns(connection, table)), _text(table)
    searched = kinds.record_of(table).searched
    mine = f"row = OLD.key AND kind = '{table}'"
    words = ", ".join(searched)
    return (
        f"""CREATE TRIGGER {table}_timeline_insert AFTER INSERT ON {table} BEGIN
            {_INTO_TIMELINE} VALUES ('{table}', NEW.key, NEW.id, NEW.day, {at});
            {_INTO_SEARCH} VALUES (last_insert_rowid(), {new_text}); END""",
        f"""CREATE TRIGGER {table}_timeline_update AFTER UPDATE OF id, day{", at" if at != "'~'" else ""} ON {table} BEGIN
            UPDATE timeline SET id = NEW.id, day = NEW.day, at = {at} WHERE {mine}; END""",
        f"""CREATE TRIGGER {table}_search_update AFTER UPDATE OF {words} ON {table} BEGIN
            UPDATE search SET text = {new_text} WHERE rowid = (SELECT key FROM timeline WHERE {mine}); END""",
        f"""CREATE TRIGGER {table}_timeline_delete AFTER DELETE ON {table} BEGIN
            DELETE FROM search WHERE rowid = (SELECT key FROM timeline WHERE {mine});
            DELETE FROM timeline WHERE {mine}; END""",
    )


def generated(connection: Connection) -> dict[str, str]:
    """Name and text of every trigger that is made from the column lists, as the tables stand now."""
    statements = [text for table in kinds.WITH_HISTORY for text in _history(connection, table)]
    statements += [text for table in kinds.ENTRIES for text in _companions(connection, table)]
    return {text.split()[2]: text for text in statements}


def at_once(connection: Connection, table: str) -> dict[str, tuple[str, ...]]:
    """What the triggers write for each new row, for all rows from one key to another, by the trigger's name."""
    columns, rows = _columns(connection, table), f"FROM {table} AS NEW WHERE NEW.key BETWEEN ? AND ?"
    statements: dict[str, tuple[str, ...]] = {
        f"{table}_history_insert": (f"{_INTO_HISTORY} SELECT {_inserted(table, columns)} {rows} ORDER BY NEW.key",)
    }
    if table in kinds.ENTRIES:
        statements[f"{table}_timeline_insert"] = (
            f"{_INTO_TIMELINE} SELECT '{table}', NEW.key, NEW.id, NEW.day, {_moment(columns)} {rows} ORDER BY NEW.key",
            f"""{_INTO_SEARCH} SELECT of.key, {_text(table)} FROM {table} AS NEW CROSS JOIN timeline of
                ON of.row = NEW.key AND of.kind = '{table}' WHERE NEW.key BETWEEN ? AND ? ORDER BY NEW.key""",
        )
    if table == "craving":
        for name, column in (("craving_trigger", "triggers"), ("craving_coping", "coping")):
            statements[f"{name}_insert"] = (
                f"""INSERT OR IGNORE INTO {name} SELECT value, NEW.intensity, coalesce(NEW.outcome, ''), NEW.key
                    FROM craving AS NEW, json_each(NEW.{column}) WHERE NEW.key BETWEEN ? AND ?""",
            )
    return statements


def renew(connection: Connection) -> None:
    """Make the generated triggers anew, after a migration changed or rebuilt a table."""
    for name, text in generated(connection).items():
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(text)
