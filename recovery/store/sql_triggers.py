"""What follows every table of the person's own: history for all of them, and for entries a timeline and a search index.

`changes` is for undo, `timeline` says when, for lists and prefixes, `search` holds the words, for full text. The SQL
triggers that keep them are made from the column lists, anew after each migration, since a rebuilt table has none.
"""

from __future__ import annotations

from recovery.store import kinds
from recovery.store.engine import Connection


def _columns(connection: Connection, table: str) -> list[str]:
    rows = connection.execute(f"PRAGMA table_info({table})")
    return [str(row[1]) for row in rows if row[1] != "key"]


def _history(connection: Connection, table: str) -> tuple[str, ...]:
    columns = _columns(connection, table)
    command = "(SELECT command FROM context)"
    natural = "id" if "id" in columns else columns[0]
    # A name in other letters is another name, though the table takes only one of the two.
    changed = " UNION ALL ".join(
        f"SELECT '{name}', json_array(OLD.{name}, NEW.{name}) WHERE OLD.{name} IS NOT NEW.{name} COLLATE BINARY"
        for name in columns
    )
    whole = ", ".join(f"'{name}', OLD.{name}" for name in columns)
    into = 'INSERT INTO changes (command, "table", row, action, data)'
    return (
        f"""CREATE TRIGGER {table}_history_insert AFTER INSERT ON {table} BEGIN {into}
            VALUES ({command}, '{table}', NEW.key, 'insert', json_object('{natural}', NEW.{natural})); END""",
        f"""CREATE TRIGGER {table}_history_update AFTER UPDATE ON {table} BEGIN {into}
            SELECT {command}, '{table}', NEW.key, 'update', json_group_object(name, json(pair))
            FROM (SELECT NULL AS name, NULL AS pair WHERE 0 UNION ALL {changed}) HAVING count(*) > 0; END""",
        f"""CREATE TRIGGER {table}_history_delete AFTER DELETE ON {table} BEGIN {into}
            VALUES ({command}, '{table}', OLD.key, 'delete', json_object({whole})); END""",
    )


def _companions(connection: Connection, table: str) -> tuple[str, ...]:
    at = "NEW.at" if "at" in _columns(connection, table) else "'~'"
    searched = kinds.record_of(table).searched
    new_text = " || ' ' || ".join(f"coalesce(NEW.{name}, '')" for name in searched)
    mine = f"row = OLD.key AND kind = '{table}'"
    words = ", ".join(searched)
    return (
        f"""CREATE TRIGGER {table}_timeline_insert AFTER INSERT ON {table} BEGIN
            INSERT INTO timeline (kind, row, id, day, at) VALUES ('{table}', NEW.key, NEW.id, NEW.day, {at});
            INSERT INTO search (rowid, text) VALUES (last_insert_rowid(), {new_text}); END""",
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
    statements = [text for table in kinds.KEPT for text in _history(connection, table)]
    statements += [text for table in kinds.ENTRIES for text in _companions(connection, table)]
    return {text.split()[2]: text for text in statements}


def renew(connection: Connection) -> None:
    """Make the generated triggers anew, after a migration changed or rebuilt a table."""
    for name, text in generated(connection).items():
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
        connection.execute(text)
