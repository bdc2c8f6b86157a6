"""A journal out, into an empty one, and out again: the same byte for byte, whatever is in it, wherever it was lived."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery import clock
from recovery.exchange import files, importing, lines
from recovery.exchange.importing import Tally, taken_in
from recovery.exchange.queries import chunks, everything
from recovery.journal.entries import HALT, OUTCOMES, OVERDOSES, CheckIn, Craving, Lapse, Note, Substance
from recovery.safety.classes import CLASSES
from recovery.store import bulk, history, home, rows
from recovery.store.connection import Journal
from recovery.store.names import NAME_LIMIT
from recovery.store.profile import Profile
from recovery.store.records import Record
from tests.rehearsal import rehearsing

HOSTILE = (
    "\x1b[31mred", "a\r\nb", "\u2028\u2029\x85", "\u202egnirts", "\ufeff", '"},{"kind": "note"', "\\u0000\\",
    "\x7f\x9b", "👩‍👩‍👧", "I\u0307", "\x01\x1f", "' OR 1=1 --", "﷽" * 50,
)  # fmt: skip
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=60)
WORDS = (TEXT | st.sampled_from(HOSTILE)).filter(str.strip)
CLASS = st.sampled_from(CLASSES)
NAMES = (TEXT | st.sampled_from(HOSTILE)).map(lambda text: " ".join(text.split())[:NAME_LIMIT].strip()).filter(bool)
ZONES = st.sampled_from(
    ["America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Monrovia", "UTC"]
) | st.sampled_from(sorted(available_timezones() - {"localtime"}))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# Hours around clock changes: New York's and Berlin's autumn, Lord Howe's half hour, the day that Apia left out.
TURNS = [
    datetime(2025, 11, 2, 6, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2025, 4, 5, 15, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
    datetime(1972, 1, 7, 0, 44, 30, tzinfo=UTC),
]
INSTANTS = st.datetimes(datetime(1901, 1, 2), NOW.replace(tzinfo=None)).map(
    lambda at: at.replace(tzinfo=UTC, microsecond=0)
) | st.builds(lambda turn, by: turn + timedelta(seconds=by), st.sampled_from(TURNS), st.integers(-7200, 7200))
LATER = ("written", "ended")
RATINGS = st.none() | st.integers(0, 10)
FLAGS = st.none() | st.booleans()
LISTS = st.lists(NAMES, max_size=3)
NOTES = st.none() | WORDS
IDS = st.uuids().map(str)


def timed(kind: type[Craving | Lapse | Note], own: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Record]:
    def place(values: dict[str, Any], at: datetime, zone: str, starts: time) -> Record:
        wall = at.astimezone(ZoneInfo(zone))
        later = {name: values[name] and values[name].astimezone(ZoneInfo(zone)) for name in LATER if name in values}
        return kind.checked({**values, **later, "at": wall, "timezone": zone, "day": clock.day_of(wall, starts)})

    return st.builds(place, st.fixed_dictionaries({"id": IDS, **own}), INSTANTS, ZONES, st.times())


def entries(substances: list[str]) -> st.SearchStrategy[list[Record]]:
    substance = st.none() | st.sampled_from(substances) if substances else st.none()
    craving = timed(
        Craving,
        {
            "substance": substance,
            "intensity": st.integers(0, 10),
            "triggers": LISTS,
            "coping": LISTS,
            "outcome": st.sampled_from([None, *OUTCOMES]),
            "intensity_after": RATINGS,
            "minutes": st.none() | st.integers(0, 1440),
            "note": NOTES,
            **dict.fromkeys(LATER, st.none() | INSTANTS),
        },
    )
    lapse = timed(
        Lapse,
        {
            "substance": substance,
            "triggers": LISTS,
            "amount": st.none() | NAMES,
            "overdose": st.sampled_from([None, *OVERDOSES]),
            "naloxone": FLAGS,
            "note": NOTES,
        },
    )
    checkin = st.fixed_dictionaries(
        {
            "id": IDS,
            "day": st.dates(date(1900, 1, 1), NOW.date()),
            "used": FLAGS,
            "substance": substance,
            "free_of": st.lists(st.sampled_from(substances), max_size=2) if substances else st.just([]),
            "sleep_hours": st.none() | st.floats(0, 24),
            **dict.fromkeys(("mood", "confidence"), RATINGS),
            **dict.fromkeys(HALT, FLAGS),
            **dict.fromkeys(("good", "intention", "note"), NOTES),
            "intention_kept": FLAGS,
        }
    ).map(CheckIn.checked)
    note = timed(Note, {"triggers": LISTS, "text": WORDS})
    one: st.SearchStrategy[Record] = craving | lapse | checkin | note
    return st.lists(one, max_size=8)


@st.composite
def journals(draw: st.DrawFn) -> list[Record]:
    """Everything a journal may hold, each check-in on a day of its own."""
    profile = Profile(timezone=draw(ZONES), day_starts=draw(st.times()).replace(second=0, microsecond=0))
    names = draw(st.lists(NAMES, max_size=3, unique_by=str.casefold))
    days = st.dates(date(1900, 1, 1), NOW.date())
    tracked = [
        Substance.checked(
            {"name": name, "since": draw(days), "closed": draw(st.none() | days), "class": draw(st.none() | CLASS)}
        )
        for name in names
    ]
    records: dict[Any, Record] = {}
    for record in draw(entries(names)):
        records.setdefault(record.day if isinstance(record, CheckIn) else record.id, record)  # type: ignore[attr-defined]
    return [profile, *tracked, *records.values()]


def fill(journal: Journal, records: Iterable[Record]) -> None:
    with journal.command("test"):
        for record in records:
            rows.add(journal, record)


def exported(journal: Journal) -> bytes:
    return b"".join(chunk for _, chunk in chunks(journal))


def imported(journal: Journal, content: bytes) -> Tally:
    source = files.Source(io.BytesIO(content), len(content))
    return taken_in(journal, source, lines.settings_in(source.lines()), dry_run=False)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(journals())
def test_out_in_and_out_again_is_the_same_byte_for_byte(records: list[Record]) -> None:
    with rehearsing() as journal, rehearsing() as other:
        fill(journal, records)
        first = exported(journal)
        assert first.count(b"\n") == len(records)
        imported(other, first)
        assert exported(other) == first
        assert list(everything(other)) == list(everything(journal))
        again = imported(other, first)
        assert again.total("added") == again.total("changed") == 0
        assert again.total("skipped") == len(records)
        assert exported(other) == first


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(journals(), journals(), st.randoms(use_true_random=False))
def test_many_at_once_and_one_by_one_are_one_journal_and_one_undo(
    there: list[Record], records: list[Record], chance: Any
) -> None:
    """With lines twice, days that are there, and what was there before; history is the same for each row."""
    found: list[list[Any]] = []
    drawn = [lines.written(record) for record in records if not isinstance(record, Profile)]
    given_lines = chance.choices(drawn, k=2 * len(drawn)) if drawn else []
    for at_once, fewest in ((1, 1000), (3, 2)):
        with pytest.MonkeyPatch.context() as patch, rehearsing() as journal:
            patch.setattr(bulk, "FEWEST", fewest)
            patch.setattr(importing, "RECORDS_AT_ONCE", at_once)
            patch.setattr(home, "device", lambda: "rehearsal")
            fill(journal, there)
            before = all_that_is(journal)
            try:
                tally = imported(journal, "".join(f"{line}\n" for line in given_lines).encode())
            except importing.BadFile as error:  # a substance that no line of it tracks
                assert all_that_is(journal) == before
                found.append([error.bad.count, error.bad.shown])
                continue
            states = [tally.counts, all_that_is(journal)]
            if tally.total("added") + tally.total("changed"):
                history.undo(journal)
                states.append(all_that_is(journal))
            found.append(states)
    assert found[0] == found[1]


def all_that_is(journal: Journal) -> list[Any]:
    """What the tables say, but for the numbers that rows got."""
    journal.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    kept = [
        journal.execute(
            f"SELECT {', '.join(column.name for column in record.columns())} FROM {kind} ORDER BY 1, 2"
        ).fetchall()
        for kind, record in lines.KINDS.items()
        if kind not in ("plan", "profile")
    ]
    beside = (
        "SELECT kind, id, day, at, (SELECT text FROM search WHERE rowid = t.key) FROM timeline t ORDER BY id",
        "SELECT name, t.intensity, t.outcome, id FROM craving_trigger t JOIN craving ON key = craving ORDER BY 1, 4",
        "SELECT name, t.intensity, t.outcome, id FROM craving_coping t JOIN craving ON key = craving ORDER BY 1, 4",
        "SELECT id FROM taken ORDER BY id",
        """SELECT "table", group_concat(told, ' ') FROM (SELECT "table", row, command || action || data told
           FROM changes ORDER BY key) GROUP BY "table", row ORDER BY 1, 2""",
    )
    return [*kept, *(journal.execute(sql).fetchall() for sql in beside)]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(journals(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter_to_the_entries(records: list[Record], chance: Any) -> None:
    with rehearsing() as journal, rehearsing() as other:
        fill(journal, records)
        first = exported(journal)
        shuffled = [line + b"\n" for line in first.split(b"\n") if line]
        chance.shuffle(shuffled)
        imported(other, b"\xef\xbb\xbf" + b"\r\n\n".join(shuffled))
        assert sorted(exported(other).split(b"\n")) == sorted(first.split(b"\n"))
