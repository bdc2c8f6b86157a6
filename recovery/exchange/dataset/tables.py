"""The journal as tables: one for the days, one for each kind of entry, each column with its type, unit and range.

What a column may hold comes from the rule of the record's field, so the dictionary follows from the records themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from typing import Any, NamedTuple

from recovery.aliases.alias import Aliases
from recovery.aliases.queries import aliases
from recovery.diary import Diary
from recovery.exchange import queries
from recovery.exchange.people import Names
from recovery.insights import gather
from recovery.insights import queries as insights
from recovery.insights.periods import Period
from recovery.language import tr
from recovery.store import kinds
from recovery.store.connection import Journal
from recovery.store.names import NAME, NAMES, alike
from recovery.store.records import Column, EntryRecord, Record
from recovery.store.rules import TEXT, Rule

NOT_TO_PASS_ON = tr(
    "A diary kept by one person about themselves, not a medical record. Do not pass it on without asking that person."
)
UNITS = {
    "sleep_hours": tr("hours"),
    "minutes": tr("minutes"),
    "pulse": tr("beats a minute"),
    "temperature": tr("degrees Celsius"),
    "systolic": tr("mmHg"),
    "diastolic": tr("mmHg"),
    "every_days": tr("days"),
    "times": tr("doses a day"),
}
_FORMATS = {"date": "date", "instant": "datetime", "time": "time"}
# What a name of a trigger or skill is counted under; other lists keep what was written.
_COUNTED = {"triggers": "trigger", "coping": "skill"}


class Field(NamedTuple):
    """One column: `type` as Frictionless names it, `unit` where it has one, the least and most it may be, its words."""

    name: str
    type: str
    unit: str | None = None
    least: float | None = None
    most: float | None = None
    words: Sequence[str] = ()
    means: str = ""


class Table(NamedTuple):
    """Rows under fields; a value is text, a number, a truth, a list, or `None` where nothing was said."""

    name: str
    means: str
    fields: Sequence[Field]
    rows: Sequence[Sequence[Any]]
    key: str


def build(diary: Diary, names: Names, period: Period, *, notes: bool) -> list[Table]:
    """The days of a period and the entries of it, substances, and what follows from them (see `derived`).

    `names` hides other people's; without `notes` no column of free text is there.
    """
    from recovery.exchange.dataset import derived

    journal = diary.journal
    of_kind: dict[str, list[Record]] = {}
    with closing(queries.everything(journal)) as records:
        for record in records:
            if not isinstance(record, EntryRecord) or record.day in period:
                of_kind.setdefault(record.kind, []).append(record)
    counted = {word: aliases(journal, word) for word in ("trigger", "skill")}
    written = Written(names, counted, notes=notes)
    kept = ["substance", *kinds.NAMES]
    tables = [_table(kinds.record_class(kind), of_kind[kind], written) for kind in kept if kind in of_kind]
    return [_days(journal, period), *tables, *derived.tables(diary, of_kind, written, period)]


class Written:
    """How values are written: names as they are counted, in one spelling, and hidden where they are somebody's."""

    def __init__(self, names: Names, counted: Mapping[str, Aliases], *, notes: bool) -> None:
        self._names = names
        self._counted = counted
        self._spelling: dict[tuple[str, str], str] = {}
        self._notes = notes

    def columns(self, record: type[Record]) -> list[Column]:
        """The columns that are written: no free text without notes, and never what moments are drawn by."""
        columns = [column for column in record.columns() if column.name != "seed"]
        return [column for column in columns if self._notes or column.rule is not TEXT]

    def value(self, column: Column, value: Any) -> Any:
        """One value, ready for JSON."""
        if value is None:
            return None
        if column.name in _COUNTED:
            return [self.hidden(name) for name in self.counted(_COUNTED[column.name], value)]
        if column.rule is NAMES:
            return [self.hidden(name) for name in value]
        if column.rule in (NAME, TEXT):
            return self.hidden(value)
        return column.rule.dump(value)

    def hidden(self, text: str) -> str:
        """Text with other people's names hidden."""
        return self._names.hide(text)

    def counted(self, of: str, names: Iterable[str]) -> list[str]:
        """Names as a report counts them: merged ones as one, each in the spelling that comes first."""
        shown = self._counted[of].all_shown(names)
        return [self._spelling.setdefault((of, alike(name)), name.strip()) for name in shown]


def _table(record: type[Record], entries: Sequence[Record], written: Written) -> Table:
    columns = written.columns(record)
    rows = [[written.value(column, getattr(entry, column.name)) for column in columns] for entry in entries]
    key = "id" if any(column.name == "id" for column in columns) else columns[0].name
    means = " ".join((record.__doc__ or "").partition("\n\n")[0].split())
    return Table(record.kind, means, [_field(column.name, column.rule) for column in columns], rows, key)


def _field(name: str, rule: Rule) -> Field:
    wants: Mapping[str, Any] = rule.wants or {}
    unit, words = UNITS.get(name), wants.get("enum", ())
    if words == (0, 1):
        return Field(name, "boolean")
    if words:
        kind = "integer" if all(isinstance(word, int) for word in words) else "string"
        return Field(name, kind, unit, words=[str(word) for word in words])
    if "contentSchema" in wants:
        return Field(name, "array")
    if wants.get("type") in ("integer", "number"):
        return Field(name, wants["type"], unit, wants.get("minimum"), wants.get("maximum"))
    return Field(name, _FORMATS.get(wants.get("format", ""), "string"), unit)


def _days(journal: Journal, period: Period) -> Table:
    """A row a day, also of days without an entry."""
    use, logged = gather.use_of_all(journal, period), insights.logged_days(journal, period)
    cravings = insights.craving_days(journal, period)
    fields = [
        Field("day", "date", means=tr("as it was lived: it begins when your day begins")),
        Field("weekday", "integer", least=1, most=7, means=tr("1 is Monday")),
        Field("status", "string", words=("abstinent", "used", "unknown"), means=tr("unknown: nothing says either")),
        Field("logged", "boolean", means=tr("something was written while it was lived")),
        Field("cravings", "integer", least=0, means=tr("written down with that day")),
        Field("peak", "integer", least=0, most=10, means=tr("the highest rating; empty without a craving")),
    ]
    rows = [
        [day.isoformat(), day.isoweekday(), use.status(day), day in logged, *cravings.get(day, (0, None))]
        for day in period
    ]
    return Table("day", tr("Each day of the period, even without an entry."), fields, rows, "day")


def whole_journal(journal: Journal, today: date) -> Period:
    """All days there are, from the first of which the journal could know anything."""
    return Period(min(insights.begun(journal) or today, today), today)
