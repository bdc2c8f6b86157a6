"""The plan's SQL: items in and out, its revisions read from the journal's one history, the text of an edit put aside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from unicodedata import combining, normalize

from recovery.errors import NotFound, Refused
from recovery.plans.changes import Revision, changed_fields
from recovery.plans.plan import Plan, PlanItem, Review, ordered
from recovery.store.connection import Journal
from recovery.store.rows import add, change, names_of

NO_SUCH_ITEM = "The plan has no item with that id. recovery plan show lists them with theirs."
SEVERAL_ITEMS = "More than one item of the plan has an id that begins like that. Give one or two characters more."
NO_SUCH_REVISION = "The plan has no such revision. recovery plan history lists them."
ITEMS = f"SELECT {names_of(PlanItem)} FROM plan_item"


def plan(journal: Journal) -> Plan:
    """The plan as it stands."""
    items = map(PlanItem.from_row, journal.execute(ITEMS).fetchall())
    return Plan(ordered(items), revision(journal), review(journal).reviewed_on)


def situations(journal: Journal) -> Plan:
    """The high-risk situations alone, for the minute in which a craving has just been written down."""
    rows = journal.execute(f"{ITEMS} WHERE section = 'situations'").fetchall()
    return Plan(ordered(map(PlanItem.from_row, rows)))


def lapse_steps(journal: Journal) -> list[PlanItem]:
    """What the person wants to do after a lapse, in order."""
    rows = journal.execute(f"{ITEMS} WHERE section = 'lapse_steps'").fetchall()
    return list(ordered(map(PlanItem.from_row, rows)))


def signs(journal: Journal) -> list[PlanItem]:
    """The warning signs, in order."""
    rows = journal.execute(f"{ITEMS} WHERE section = 'warning_signs'").fetchall()
    return list(ordered(map(PlanItem.from_row, rows)))


def revision(journal: Journal) -> int:
    """The number of the last change, 0 before the first."""
    return int(journal.execute("SELECT coalesce(max(key), 0) FROM plan_revision").fetchone()[0])


def begun_at(journal: Journal) -> datetime | None:
    """When the first item was written, in UTC."""
    row = journal.execute(
        "SELECT c.at FROM plan_revision r JOIN commands c ON c.key = r.command ORDER BY r.key LIMIT 1"
    ).fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def review(journal: Journal) -> Review:
    """When the plan was last gone through."""
    row = journal.execute("SELECT reviewed_on FROM plan").fetchone()
    return Review.from_row(row) if row else Review()


def put_review(journal: Journal, day: date) -> None:
    """Note the day of a review, inside a command."""
    if journal.execute("SELECT 1 FROM plan").fetchone():
        journal.execute("UPDATE plan SET reviewed_on = ?", (day.isoformat(),))
    else:
        journal.execute("INSERT INTO plan (key, reviewed_on) VALUES (1, ?)", (day.isoformat(),))


def find(journal: Journal, prefix: str) -> PlanItem:
    """The item whose id begins like that; raises `NotFound`, or `Refused` when there are several."""
    wanted = prefix.strip().lower().removeprefix("#")
    if not re.fullmatch(r"[0-9a-f-]{1,36}", wanted):
        raise NotFound(NO_SUCH_ITEM)
    rows = journal.execute(f"{ITEMS} WHERE id >= ? AND id < ? LIMIT 2", (wanted, wanted + "g")).fetchall()
    if not rows:
        raise NotFound(NO_SUCH_ITEM)
    if len(rows) > 1:
        raise Refused(SEVERAL_ITEMS)
    return PlanItem.from_row(rows[0])


def put(journal: Journal, before: Plan, after: Plan) -> None:
    """Turn one plan into another, inside a command: only the rows and fields that differ are written."""
    old, new = before.by_id(), after.by_id()
    journal.executemany("DELETE FROM plan_item WHERE id = ?", [(each,) for each in old if each not in new])
    for item in after.items:
        present = old.get(item.id)
        if present is None:
            add(journal, item)
        elif present != item:
            row = journal.execute("SELECT key FROM plan_item WHERE id = ?", (item.id,)).fetchone()
            change(journal, row[0], present, changed_fields(present, item))


def erase_history(journal: Journal, item: str) -> None:
    """Erase all that the history knows of an item, inside a command; `item` is its whole id."""
    rows = journal.execute(
        """SELECT DISTINCT row FROM changes WHERE "table" = 'plan_item' AND json_extract(data, '$.id') = ?""", (item,)
    ).fetchall()
    journal.executemany("""DELETE FROM changes WHERE "table" = 'plan_item' AND row = ?""", rows)


def revisions(journal: Journal) -> list[Revision]:
    """Every change of the plan, the oldest first."""
    rows = journal.execute(
        """SELECT r.key, c.at, c.name, c.origin, count(DISTINCT h.row) FILTER (WHERE h.action = 'insert'),
               count(DISTINCT h.row) FILTER (WHERE h.action = 'update'),
               count(DISTINCT h.row) FILTER (WHERE h.action = 'delete')
           FROM plan_revision r JOIN commands c ON c.key = r.command
           LEFT JOIN changes h ON h.command = r.command AND h."table" = 'plan_item'
           GROUP BY r.key ORDER BY r.key"""
    )
    return [
        Revision(number, datetime.fromisoformat(at), name, origin, added, changed, removed)
        for number, at, name, origin, added, changed, removed in rows
    ]


def at_revision(journal: Journal, number: int) -> Plan:
    """The plan as it stood after that revision, played back from the history; raises `NotFound`.

    An item that was erased for good is in no revision any more.
    """
    newest = revision(journal)
    if not 0 <= number <= newest:
        raise NotFound(NO_SUCH_REVISION)
    names = [column.name for column in PlanItem.columns()]
    cursor = journal.execute(f"SELECT key, {names_of(PlanItem)} FROM plan_item")
    rows: dict[int, dict[str, Any]] = {key: dict(zip(names, row, strict=True)) for key, *row in cursor.fetchall()}
    undone = journal.execute(
        """SELECT h.row, h.action, h.data FROM changes h JOIN plan_revision r ON r.command = h.command
           WHERE h."table" = 'plan_item' AND r.key > ? ORDER BY h.key DESC""",
        (number,),
    )
    for key, action, data in undone:
        values = json.loads(data)
        if action == "insert":
            rows.pop(key, None)
        elif action == "delete":
            rows[key] = values
        elif key in rows:
            rows[key].update({name: pair[0] for name, pair in values.items()})
    items = [PlanItem.from_row([row[name] for name in names]) for row in rows.values()]
    return Plan(ordered(items), number, review(journal).reviewed_on)


def draft(journal: Journal) -> str | None:
    """The text of an edit that could not be taken."""
    row = journal.execute("SELECT text FROM plan_draft").fetchone()
    return str(row[0]) if row else None


def keep_draft(journal: Journal, text: str) -> None:
    """Put the text of an edit aside, inside a command. It is no part of the history."""
    drop_draft(journal)
    journal.execute("INSERT INTO plan_draft (key, text) VALUES (1, ?)", (text,))


def drop_draft(journal: Journal) -> None:
    """Forget the text that was put aside, inside a command."""
    journal.execute("DELETE FROM plan_draft")


def matching(journal: Journal, words: str, trigger: str | None) -> list[PlanItem]:
    """The items that hold every word, each as the beginning of a word, accents and case folded, and that trigger."""
    terms = _folded(words)
    found = []
    for item in plan(journal).items:
        held = _folded(" ".join([item.text, *item.triggers, *item.responses, item.role or "", item.what_for or ""]))
        named = trigger is None or any(each.casefold() == trigger.casefold() for each in item.triggers)
        if named and all(any(word.startswith(term) for word in held) for term in terms):
            found.append(item)
    return found


def _folded(text: str) -> list[str]:
    plain = "".join(each for each in normalize("NFKD", text) if not combining(each))
    return re.findall(r"\w+", plain.casefold())


def prefix_length(ids: Iterable[str]) -> int:
    """How many characters tell each of these ids from the others, at least 4."""
    known = list(ids)
    return next(n for n in range(4, 37) if n == 36 or len({each[:n] for each in known}) == len(known))
