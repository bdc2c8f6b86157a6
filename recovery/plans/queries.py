"""The plan's SQL: items in and out, revisions read from the journal's one history, the text of an edit put aside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from recovery.aliases.alias import Aliases
from recovery.aliases.queries import aliases, as_shown
from recovery.errors import NotFound, Refused
from recovery.language import tr
from recovery.plans.plan import Plan, PlanItem, Review, Use, ordered
from recovery.store import searching
from recovery.store.connection import Journal
from recovery.store.rows import add, change, names_of
from recovery.wire import strict_json

if TYPE_CHECKING:
    from recovery.plans.changes import Revision

NO_SUCH_ITEM = tr("The plan has no item with that id. recovery plan show lists them with theirs.")
SEVERAL_ITEMS = tr("More than one item of the plan has an id that begins like that. Give one or two characters more.")
NO_SUCH_REVISION = tr("The plan has no such revision. recovery plan history lists them.")
ITEMS = f"SELECT {names_of(PlanItem)} FROM plan_item"
KEYED = f"SELECT key, {names_of(PlanItem)} FROM plan_item"

# Rows of the table by their key; `None` is a row that was not there.
_Rows = dict[int, dict[str, Any] | None]


def plan(journal: Journal) -> Plan:
    """The plan as it stands."""
    items = map(PlanItem.from_row, journal.execute(ITEMS).fetchall())
    return Plan(ordered(items), revision(journal), review(journal).reviewed_on, aliases(journal, "trigger"))


def situations(journal: Journal) -> Plan:
    """The high-risk situations alone, for the minute in which a craving has just been written down."""
    rows = journal.execute(f"{ITEMS} WHERE section = 'situations'").fetchall()
    return Plan(ordered(map(PlanItem.from_row, rows)), names=aliases(journal, "trigger"))


def lapse_steps(journal: Journal) -> list[PlanItem]:
    """What the person wants to do after a lapse, in order."""
    rows = journal.execute(f"{ITEMS} WHERE section = 'lapse_steps'").fetchall()
    return list(ordered(map(PlanItem.from_row, rows)))


def contacts(journal: Journal) -> list[PlanItem]:
    """The people to call, in order."""
    rows = journal.execute(f"{ITEMS} WHERE section = 'contacts'").fetchall()
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
    return Review.from_row(row) if row else Review(reviewed_on=None)


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
    from recovery.plans.changes import changed_fields

    old, new = before.by_id(), after.by_id()
    journal.executemany("DELETE FROM plan_item WHERE id = ?", [(name,) for name in old if name not in new])
    for item in after.items:
        present = old.get(item.id)
        if present is None:
            add(journal, item)
        elif present != item:
            row = journal.execute("SELECT key FROM plan_item WHERE id = ?", (item.id,)).fetchone()
            change(journal, row[0], present, changed_fields(present, item))


def revisions(journal: Journal) -> list[Revision]:
    """Every change of the plan with what it did, the oldest first."""
    from recovery.plans.changes import Difference, Revision

    told = {
        number: (datetime.fromisoformat(at), name, origin)
        for number, at, name, origin in journal.execute(
            "SELECT r.key, c.at, c.name, c.origin FROM plan_revision r JOIN commands c ON c.key = r.command"
        ).fetchall()
    }
    revisions = []
    for number, before, after in _played_back(journal, 0):
        pairs = (Difference(_item(before[key]), _item(after[key])) for key in after)
        revisions.append(
            Revision(
                number,
                *told[number],
                tuple(difference for difference in pairs if difference.before != difference.after),
            )
        )
    return revisions[::-1]


def at_revision(journal: Journal, number: int) -> Plan:
    """The plan as it stood after that revision, played back from the history; raises `NotFound`.

    An item that was erased for good is in no revision any more.
    """
    if not 0 <= number <= revision(journal):
        raise NotFound(NO_SUCH_REVISION)
    rows: dict[int, PlanItem] = {key: PlanItem.from_row(row) for key, *row in journal.execute(KEYED).fetchall()}
    for _, before, _ in _played_back(journal, number):
        for key, values in before.items():
            item = _item(values)
            if item is None:
                rows.pop(key, None)
            else:
                rows[key] = item
    return Plan(ordered(rows.values()), number, review(journal).reviewed_on)


def _played_back(journal: Journal, down_to: int) -> Iterator[tuple[int, _Rows, _Rows]]:
    """Each revision above `down_to`, the newest first, with the rows that it touched as they were before and after."""
    names = [column.name for column in PlanItem.columns()]
    rows: _Rows = {key: dict(zip(names, row, strict=True)) for key, *row in journal.execute(KEYED).fetchall()}
    cursor = journal.execute(
        """SELECT r.key, h.row, h.action, h.data FROM plan_revision r
           LEFT JOIN changes h ON h.command = r.command AND h."table" = 'plan_item'
           WHERE r.key > ? ORDER BY r.key DESC, h.key DESC""",
        (down_to,),
    )
    for number, changes in groupby(cursor.fetchall(), key=itemgetter(0)):
        after: _Rows = {}
        for _, key, action, data in changes:
            if key is None:  # all that this revision did was erased
                continue
            after.setdefault(key, rows.get(key))
            _reverse(rows, key, action, strict_json.read(data))
        yield number, {key: rows.get(key) for key in after}, after


def _reverse(rows: _Rows, key: int, action: str, data: dict[str, Any]) -> None:
    present = rows.get(key)
    if action == "insert":
        rows[key] = None
    elif action == "delete":
        rows[key] = data
    elif present is not None:
        rows[key] = {**present, **{name: pair[0] for name, pair in data.items()}}


def _item(values: dict[str, Any] | None) -> PlanItem | None:
    return None if values is None else PlanItem.from_row([values[column.name] for column in PlanItem.columns()])


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
    """The items that hold every word, each as the beginning of a word, accents and case folded, and that trigger.

    A word may also stand in the name that one of the item's names counts under.
    """
    terms, names, skills = searching.terms(words), aliases(journal, "trigger"), aliases(journal, "skill")
    uses = []
    for item in plan(journal).items:
        merged = (*map(names.shown, item.triggers), *map(skills.shown, (item.text, *item.responses)))
        held = " ".join(
            [item.text, *item.triggers, *item.responses, item.role or "", item.what_for or "", *dict.fromkeys(merged)]
        )
        named = trigger is None or any(names.same(named, trigger) for named in item.triggers)
        if named and searching.holds(held, terms):
            uses.append(item)
    return uses


def prefix_length(ids: Iterable[str]) -> int:
    """How many characters tell each of these ids from the others, at least 4."""
    known = list(ids)
    return next(n for n in range(4, 37) if n == 36 or len({item_id[:n] for item_id in known}) == len(known))


_USES = """SELECT name, count(*), sum(outcome = 'passed'), sum(outcome <> ''), min(craving) FROM {source}
    {where} GROUP BY name ORDER BY 5, 1"""
# Of those, the cravings that were written down before their end was known; the first goes by the index of these.
_AHEAD = """SELECT value, sum(outcome = 'passed'), count(*) FROM craving, json_each(coping)
    WHERE day > '' AND ended > written AND outcome IS NOT NULL GROUP BY value"""
_AHEAD_OF = """SELECT name, sum(craving.outcome = 'passed'), count(*) FROM craving_coping
    JOIN craving ON craving.key = craving_coping.craving WHERE name IN (SELECT value FROM json_each(:wanted))
    AND ended > written AND craving.outcome IS NOT NULL GROUP BY name"""
# The same under the names shown: a craving that carries two names of one skill counts once.
_AHEAD_SHOWN = """WITH shown AS MATERIALIZED (SELECT key AS spelled, value AS name FROM json_each(:shown))
    SELECT name, sum(outcome = 'passed'), count(*) FROM (
        SELECT DISTINCT craving.key, coalesce(shown.name, tried.value) AS name, outcome
        FROM craving, json_each(coping) AS tried LEFT JOIN shown ON shown.spelled = tried.value
        WHERE day > '' AND ended > written AND outcome IS NOT NULL) GROUP BY name"""


class Uses:
    """How often coping skills were tried, found by any of the names that are said to be one.

    `rows` have a name, how often it was tried, passed and ended, and its first craving; `ahead` a name, and how often
    cravings that were written down before their end passed and ended.
    """

    def __init__(
        self, names: Aliases, rows: Iterable[tuple[str, int, int, int, int]], ahead: Iterable[tuple[str, int, int]]
    ) -> None:
        self._names = names
        self._uses: dict[str, tuple[str, Use]] = {}
        for name, tried, passed, ended, _ in rows:
            spelled, use = self._uses.get(names.key(name), (name, Use()))
            self._uses[names.key(name)] = (spelled, Use(use.tried + tried, use.passed + passed, use.known + ended))
        for name, passed, ended in ahead:
            if names.key(name) in self._uses:
                spelled, use = self._uses[names.key(name)]
                use = use._replace(ahead=(use.ahead[0] + passed, use.ahead[1] + ended))
                self._uses[names.key(name)] = (spelled, use)

    def of(self, name: str) -> Use:
        """The use of a skill."""
        return self._uses.get(self._names.key(name), (name, Use()))[1]

    def ranked(self, planned: Iterable[str]) -> tuple[tuple[str, Use], ...]:
        """The skills of a plan, and those after which a craving passed, by how often; then in the plan's order."""
        spelled = {self._names.key(name): name for name in planned}
        spelled |= {key: name for key, (name, use) in self._uses.items() if use.passed and key not in spelled}
        shown = [(name, self.of(name)) for name in spelled.values()]
        return tuple(sorted(shown, key=lambda pair: (-pair[1].said[0], pair[1].said[1])))


def skill_uses(journal: Journal) -> Uses:
    """Every coping skill ever tried."""
    return _uses(journal, {})


def skill_uses_of(journal: Journal, wanted: Iterable[str]) -> Uses:
    """The same for a few names, as they are spelled; answered from the index."""
    return _uses(journal, {"wanted": json.dumps(list(wanted))})


def _uses(journal: Journal, wanted: dict[str, str]) -> Uses:
    names = aliases(journal, "skill")
    source, shown = as_shown(journal, "skill", names)
    if wanted and names:
        wanted = {"wanted": json.dumps([names.shown(name) for name in strict_json.read(wanted["wanted"])])}
    where = "WHERE name IN (SELECT value FROM json_each(:wanted))" if wanted else ""
    rows = journal.execute(_USES.format(source=source, where=where), {**wanted, **shown}).fetchall()
    ahead = _AHEAD_SHOWN if shown else _AHEAD_OF if wanted else _AHEAD
    return Uses(names, rows, journal.execute(ahead, shown or wanted).fetchall())
