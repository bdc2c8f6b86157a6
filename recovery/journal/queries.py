"""The journal's SQL: entries in and out, found by id, read in the order of the days they were lived."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

from recovery.aliases import queries as alias_queries
from recovery.aliases.queries import COLUMNS
from recovery.errors import Refused
from recovery.journal import offered
from recovery.journal.entries import OUTCOMES, CheckIn, Craving, Lapse, Substance
from recovery.language import tr
from recovery.safety.classes import guess
from recovery.safety.safety_cards import CURRENT_DAYS
from recovery.store import home
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.store.rows import Located, names_of
from recovery.store.rules import INSTANT, zone_of
from recovery.wire import strict_json

NOT_TRACKED = tr(
    "Nothing was written down: that substance is not one you track. Add it first: recovery substance add NAME"
)
SAME_USE = timedelta(hours=1)  # a use written within it may be the one that is written already


def substances(journal: Journal, *, closed: bool = False) -> list[Substance]:
    """What is tracked, the first one first; with `closed` also what no longer is."""
    rows = journal.execute(f"SELECT {names_of(Substance)} FROM substance ORDER BY key").fetchall()
    return [substance for substance in map(Substance.from_row, rows) if closed or substance.closed is None]


def tracked(journal: Journal, name: str | None) -> str | None:
    """The tracked spelling of a substance; none named means the first tracked. Raises `Refused` for an unknown one."""
    known = [substance.name for substance in substances(journal)]
    if name is None:
        return known[0] if known else None
    wanted = alike(name)
    for spelled in known:
        if alike(spelled) == wanted:
            return spelled
    raise Refused(NOT_TRACKED)


def class_of(journal: Journal, name: str | None) -> str | None:
    """The class of a substance, tracked or not any more; of the first tracked one where none is named, if any is."""
    wanted = None if name is None else alike(name)
    for substance in substances(journal, closed=True):
        if alike(substance.name) == wanted or (wanted is None and substance.closed is None):
            return substance.guess.kind
    return None if name is None else guess(name).kind


def in_use(journal: Journal, name: str | None, day: date) -> bool:
    """Whether use of a substance is current: a lapse, a `used` check-in or its first day without, within 14 days.

    Where nothing is tracked there is no `name`: then use of what nobody named counts.
    """
    first = day - timedelta(days=CURRENT_DAYS - 1)
    row = journal.execute(
        """SELECT EXISTS (SELECT 1 FROM lapse WHERE day BETWEEN ?1 AND ?2 AND (substance = ?3 OR substance IS NULL))
           OR EXISTS (SELECT 1 FROM checkin WHERE day BETWEEN ?1 AND ?2 AND used = 1
                      AND (substance = ?3 OR substance IS NULL))
           OR EXISTS (SELECT 1 FROM substance WHERE name = ?3 AND since >= ?1)""",
        (first.isoformat(), day.isoformat(), name),
    ).fetchone()
    return bool(row[0])


def open_craving(journal: Journal) -> tuple[Located, Craving] | None:
    """The latest craving without an outcome."""
    row = journal.execute(
        f"SELECT key, {names_of(Craving)} FROM craving WHERE outcome IS NULL ORDER BY at DESC, id DESC LIMIT 1"
    ).fetchone()
    return (Located("craving", row[0]), Craving.from_row(row[1:])) if row else None


def unasked(journal: Journal, since: datetime) -> Craving | None:
    """The latest craving without an outcome, from an instant on, of which this device has not asked how it ended."""
    row = journal.execute(
        f"""SELECT {names_of(Craving)} FROM craving WHERE outcome IS NULL AND at >= ?
            AND id NOT IN (SELECT craving FROM asked) ORDER BY at DESC, id DESC LIMIT 1""",
        (INSTANT.store(since),),
    ).fetchone()
    return Craving.from_row(row) if row else None


def note_asked(journal: Journal, id: str) -> None:
    """Remember that a craving was asked about, as long as it stays open; no step of history."""
    with journal.transaction():
        journal.execute("DELETE FROM asked WHERE craving NOT IN (SELECT id FROM craving WHERE outcome IS NULL)")
        journal.execute("INSERT OR IGNORE INTO asked (craving) VALUES (?)", (id,))


def asked(journal: Journal) -> set[str]:
    """The ids of the open cravings of which this device has asked how they ended."""
    return {str(row[0]) for row in journal.execute("SELECT craving FROM asked")}


def written_here(journal: Journal, since: datetime, rating: int) -> list[Craving]:
    """The cravings of the last days that this device wrote since an instant, rated so or more and never re-rated."""
    first = since.astimezone(UTC).date() - timedelta(days=1)  # a lived day may begin on the day before, in UTC
    rows = journal.execute(
        f"""SELECT {names_of(Craving)} FROM craving WHERE day >= ? AND intensity >= ? AND written >= ?
            AND EXISTS (SELECT 1 FROM changes h JOIN commands c ON c.key = h.command
                        WHERE h."table" = 'craving' AND h.row = craving.key AND h.action = 'insert'
                          AND c.device = ? AND c.origin IN ('local', 'inbox'))
            AND NOT EXISTS (SELECT 1 FROM changes h WHERE h."table" = 'craving' AND h.row = craving.key
                            AND h.action = 'update' AND json_type(h.data, '$.intensity') IS NOT NULL)""",
        (first.isoformat(), rating, INSTANT.store(since), home.device()),
    )
    return [Craving.from_row(row) for row in rows.fetchall()]


def any_since(journal: Journal, day: date, at: datetime) -> bool:
    """Whether a craving was written down for that instant or later; `day` is the lived day before it."""
    sql = "SELECT 1 FROM timeline WHERE day >= ? AND at >= ? AND kind = 'craving' LIMIT 1"
    return journal.execute(sql, (day.isoformat(), INSTANT.store(at))).fetchone() is not None


def checkin_of(journal: Journal, day: date) -> tuple[Located, CheckIn] | None:
    """The check-in of a day."""
    row = journal.execute(f"SELECT key, {names_of(CheckIn)} FROM checkin WHERE day = ?", (day.isoformat(),)).fetchone()
    return (Located("checkin", row[0]), CheckIn.from_row(row[1:])) if row else None


def waits_for_yesterday(journal: Journal, today: date) -> bool:
    """Whether the day before could have an answer and has none, while today has none either."""
    yesterday = today - timedelta(days=1)
    if any(_answered(journal, day) for day in (yesterday, today)):
        return False
    tracked_then = any(substance.since <= yesterday for substance in substances(journal))
    written = "SELECT EXISTS (SELECT 1 FROM timeline WHERE day BETWEEN '' AND ?)"
    return tracked_then or bool(journal.execute(written, (yesterday.isoformat(),)).fetchone()[0])


def _answered(journal: Journal, day: date) -> bool:
    checkin = checkin_of(journal, day)
    said = checkin is not None and (checkin[1].used is not None or bool(checkin[1].free_of))
    return said or bool(lapses_on(journal, day))


def questions_answered(journal: Journal) -> frozenset[str]:
    """The optional questions of the check-in that were ever answered."""
    asked = {"sleep": "sleep_hours IS NOT NULL", "halt": "hungry IS NOT NULL", "signs": "signs <> '[]'"}
    asked["confidence"] = "confidence IS NOT NULL"
    sql = "SELECT EXISTS (SELECT 1 FROM checkin WHERE {})"
    return frozenset(name for name, said in asked.items() if journal.execute(sql.format(said)).fetchone()[0])


def lapses_on(journal: Journal, day: date) -> list[Lapse]:
    """The lapses of a day."""
    rows = journal.execute(f"SELECT {names_of(Lapse)} FROM lapse WHERE day = ?", (day.isoformat(),))
    return [Lapse.from_row(row) for row in rows.fetchall()]


def lapse_near(journal: Journal, substance: str | None, at: datetime) -> Lapse | None:
    """The lapse of a substance that lies nearest to a moment, no farther from it than an hour."""
    days = {(at + shift).date() + timedelta(days=day) for shift in (-SAME_USE, SAME_USE) for day in (-1, 0, 1)}
    near = [
        lapse
        for day in days
        for lapse in lapses_on(journal, day)
        if lapse.substance == substance and abs(lapse.at - at) <= SAME_USE
    ]
    return min(near, key=lambda lapse: (abs(lapse.at - at), lapse.at, lapse.id), default=None)


def last_overdose(journal: Journal, first: date, last: date) -> Lapse | None:
    """The latest lapse of some days with an overdose, a near one, or naloxone given."""
    row = journal.execute(
        f"""SELECT {names_of(Lapse)} FROM lapse WHERE day BETWEEN ? AND ? AND (overdose IS NOT NULL OR naloxone = 1)
            ORDER BY at DESC, id DESC LIMIT 1""",
        (first.isoformat(), last.isoformat()),
    ).fetchone()
    return Lapse.from_row(row) if row else None


def favourites(journal: Journal, column: str, hour: int | None = None) -> list[str]:
    """The person's own `triggers` or `coping` skills in the order in which to offer them, at that hour of the day."""
    rows = journal.execute(
        f"SELECT {column}, at, timezone FROM craving ORDER BY key DESC LIMIT {offered.LATEST}"
    ).fetchall()
    load = next(shown.rule.load for shown in Craving.columns() if shown.name == column)
    names = alias_queries.aliases(journal, "trigger" if column == COLUMNS["trigger"] else "skill")
    return offered.ordered(
        ((names.all_shown(load(written)), None if hour is None else _hour(at, zone)) for written, at, zone in rows),
        hour,
    )


def _hour(at: str, timezone: str) -> int:
    """The hour of an instant on the clock of a zone."""
    return datetime.fromisoformat(at).astimezone(zone_of(timezone)).hour


def ended_ahead(journal: Journal, column: str) -> dict[tuple[str, int, str], int]:
    """By name in `triggers` or `coping`, rating and outcome: the cravings written before their end was known."""
    rows = journal.execute(
        f"""SELECT value, intensity, outcome, count(*) FROM craving, json_each({column})
            WHERE day > '' AND ended > written AND outcome IS NOT NULL GROUP BY 1, 2, 3"""
    )
    return {(name, intensity, outcome): count for name, intensity, outcome, count in rows}


def ended(journal: Journal) -> tuple[int, int]:
    """How many cravings passed as written down, of those whose end is known."""
    passed, used = (
        int(journal.execute("SELECT count(*) FROM craving WHERE outcome = ?", (outcome,)).fetchone()[0])
        for outcome in OUTCOMES
    )
    return passed, passed + used


def open_before(journal: Journal, substance: str | None, at: datetime, hours: int) -> tuple[Located, Craving] | None:
    """The latest craving of a substance without an outcome, at most that many hours before an instant."""
    span = [INSTANT.store(at) for at in (at - timedelta(hours=hours), at)]
    rows = journal.execute(
        f"""SELECT key, {names_of(Craving)} FROM craving WHERE outcome IS NULL AND at BETWEEN ? AND ?
            ORDER BY at DESC, id DESC""",
        span,
    )
    first = tracked(journal, None)
    wanted = substance or first
    for key, *row in rows.fetchall():
        craving = Craving.from_row(row)
        if alike(craving.substance or first or "") == alike(wanted or ""):
            return Located("craving", key), craving
    return None


def good_things(journal: Journal, limit: int) -> list[str]:
    """The latest good things from check-ins."""
    rows = journal.execute("SELECT good FROM checkin WHERE good IS NOT NULL ORDER BY day DESC LIMIT ?", (limit,))
    return [str(row[0]) for row in rows]


def substance_row(journal: Journal, name: str) -> tuple[int, Substance] | None:
    """A substance and its row by name, without regard to case, closed ones too."""
    wanted = alike(name)
    for key, *row in journal.execute(f"SELECT key, {names_of(Substance)} FROM substance").fetchall():
        record = Substance.from_row(row)
        if alike(record.name) == wanted:
            return int(key), record
    return None


def rename_substance(journal: Journal, old: str, new: str) -> None:
    """Write a substance's new name into its entries, inside a command."""
    for table in ("craving", "lapse", "checkin"):
        journal.execute(f"UPDATE {table} SET substance = ? WHERE substance = ?", (new, old))
    for key, names in journal.execute("SELECT key, free_of FROM checkin WHERE free_of <> '[]'").fetchall():
        renamed = [new if alike(name) == alike(old) else name for name in strict_json.read(names)]
        text = json.dumps(renamed, ensure_ascii=False, separators=(",", ":"))
        if text != names:
            journal.execute("UPDATE checkin SET free_of = ? WHERE key = ?", (text, key))
