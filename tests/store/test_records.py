"""A record survives every shape unchanged, whatever was written into it, and takes nothing its rules refuse."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recovery.clock import day_of
from recovery.errors import Refused
from recovery.journal.entries import CheckIn, Craving, Lapse, Note, Substance
from recovery.store import rows
from recovery.store.names import NAME_LIMIT, NAMES_LIMIT, clean_names
from recovery.store.profile import Profile
from recovery.store.records import MISSING, Record
from recovery.store.rules import TEXT_LIMIT
from tests.rehearsal import rehearsing

ZONES = ["America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "UTC", "Africa/Monrovia"]
HOSTILE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60)
TEXTS = HOSTILE.filter(str.strip) | st.sampled_from(
    ["'; DROP TABLE craving; --", '"}\n{"kind": "note"}', "\x1b[2J", "\u202eevil", "a\r\nb", "\\n", "\U0001fae0" * 40]
)
NAMES = TEXTS.filter(lambda text: 0 < len(" ".join(text.split())) <= NAME_LIMIT)
RATINGS = st.integers(0, 10)
IDS = st.uuids(version=4).map(str)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@st.composite
def instants(draw: st.DrawFn) -> dict[str, Any]:
    zone = draw(st.sampled_from(ZONES))
    at = draw(st.datetimes(datetime(1973, 1, 1), datetime(2100, 1, 1))).replace(microsecond=0, tzinfo=UTC)
    wall = at.astimezone(ZoneInfo(zone))
    return {"at": wall, "timezone": zone, "day": day_of(wall, time(4))}


def values_of(kind: type[Record]) -> st.SearchStrategy[dict[str, Any]]:
    """What a record of that kind may hold, field by field."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        "id": IDS,
        "day": DAYS,
        "since": DAYS,
        "closed": DAYS,
        "name": NAMES,
        "substance": NAMES,
        "amount": NAMES,
        "triggers": st.lists(NAMES, max_size=4),
        "coping": st.lists(NAMES, max_size=4),
        "outcome": st.sampled_from(["passed", "used"]),
        "overdose": st.sampled_from(["near", "yes"]),
        "minutes": st.integers(0, 1440),
        "sleep_hours": st.floats(0, 24) | st.integers(0, 24),
        "timezone": st.sampled_from(ZONES),
        "day_starts": st.times().map(lambda at: at.replace(second=0, microsecond=0)),
        **dict.fromkeys(("text", "note", "good", "intention"), TEXTS),
        **dict.fromkeys(("intensity", "intensity_after", "mood", "confidence"), RATINGS),
        **dict.fromkeys(("naloxone", "used", "hungry", "angry", "lonely", "tired", "intention_kept"), st.booleans()),
    }
    mine = {
        column.name: fields[column.name] | st.none() if column.optional else fields[column.name]
        for column in kind.columns()
        if column.name in fields and column.name != "at"
    }
    if kind in (Craving, Lapse, Note):
        return st.builds(lambda one, other: {**one, **other}, st.fixed_dictionaries(mine), instants())
    return st.fixed_dictionaries(mine)


KINDS: list[type[Record]] = [Craving, Lapse, CheckIn, Note, Substance, Profile]
RECORDS = st.sampled_from(KINDS).flatmap(lambda kind: values_of(kind).map(kind.checked))


@given(RECORDS)
def test_record_row_json_record(record: Record) -> None:
    kind = type(record)
    assert kind.from_row(record.to_row()) == record
    document = json.loads(json.dumps(record.to_json(), allow_nan=False))
    assert document.pop("kind") == kind.kind
    if "at" in document:
        document["at"] = datetime.fromisoformat(document["at"])
    again = kind.checked(document)
    assert again == record
    assert hash(again) == hash(record)
    assert again.to_json() == record.to_json()


@settings(max_examples=40, deadline=None)
@given(st.lists(RECORDS, max_size=6, unique_by=lambda record: record.kind))
def test_a_table_gives_back_what_was_put_in(records: list[Record]) -> None:
    with rehearsing() as journal:
        for record in records:
            row = rows.add(journal, record)
            saved = journal.execute(
                f"SELECT {rows.names_of(type(record))} FROM {record.kind} WHERE key = ?", (row,)
            ).fetchone()
            assert type(record).from_row(saved) == record
            assert type(record).from_row(saved).to_json() == record.to_json()


@given(RECORDS)
def test_a_record_shows_nothing_of_what_is_in_it(record: Record) -> None:
    assert repr(record) == str(record) == f"<{record.kind}>"


NOON = datetime(2026, 3, 7, 12, tzinfo=ZoneInfo("America/New_York"))
ID = str(UUID(int=0xABCDEF, version=4))
GOOD: dict[type[Record], dict[str, Any]] = {
    Craving: {"id": ID, "at": NOON, "timezone": "America/New_York", "day": NOON.date(), "intensity": 7},
    Lapse: {"id": ID, "at": NOON, "timezone": "America/New_York", "day": NOON.date()},
    CheckIn: {"id": ID, "day": NOON.date()},
    Note: {"id": ID, "at": NOON, "timezone": "America/New_York", "day": NOON.date(), "text": "x"},
    Substance: {"name": "heroin", "since": "2026-01-01"},
    Profile: {"timezone": "UTC", "day_starts": "04:00"},
}
CANARY = "zq7canary"
WRONG = [
    *((Craving, "intensity", value) for value in (-1, 11, 7.0, "7", True, None, CANARY)),
    *((Craving, "minutes", value) for value in (-1, 1441, 1.5, "1", False)),
    *((Craving, "outcome", value) for value in ("", "Passed", "maybe", 1)),
    *((Craving, "at", value) for value in (NOON.replace(tzinfo=None), "2026-03-07", 0)),
    *((Craving, "at", NOON.replace(year=year)) for year in (1900, 2200)),
    *((Craving, "day", value) for value in ("2026-02-29", "20260307", "1899-12-31", "2201-01-01", 5, "2026-3-7")),
    *((Craving, "id", value) for value in ("", ID.upper(), ID[:-1], ID.replace("-", ""), 5, None)),
    *((Craving, "timezone", value) for value in ("", "Mars", 5, None)),
    *((Craving, "triggers", value) for value in (CANARY, [""], [" \n"], [5], ["x" * 101], [f"{n}" for n in range(51)])),
    *((Craving, "triggers", value) for value in (["a\0b"], ["\udc80"], {"a": 1})),
    *((Craving, "note", value) for value in ("", " \n ", "x" * 20_001, "a\0", "\udfff", 5)),
    *((Lapse, "overdose", value) for value in ("no", True)),
    *((Lapse, "naloxone", value) for value in (0, 1, "yes")),
    *((CheckIn, "sleep_hours", value) for value in (-0.1, 24.1, float("nan"), float("inf"), "7", True)),
    *((CheckIn, "used", value) for value in (0, 1, "no")),
    *((Note, "text", value) for value in (None, "", "\t")),
    *((Substance, "name", value) for value in ("", " ", "x" * 101)),
    *((Substance, "since", value) for value in ("soon", None, "1899-01-01")),
    *((Profile, "day_starts", value) for value in ("4:00", "24:00", "04:60", 4)),
]


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_ones_are_good(kind: type[Record]) -> None:
    assert isinstance(kind.checked(GOOD[kind]), kind)


@pytest.mark.parametrize(("kind", "field", "value"), WRONG, ids=lambda part: ascii(getattr(part, "kind", part))[:30])
def test_what_a_rule_refuses_is_named_by_its_field_and_not_repeated(kind: type[Record], field: str, value: Any) -> None:
    with pytest.raises(Refused) as error:
        kind.checked({**GOOD[kind], field: value})
    assert error.value.sentence.startswith(f"{field} must be ")
    assert CANARY not in error.value.sentence


def test_a_field_nobody_knows_is_refused_and_not_repeated() -> None:
    with pytest.raises(Refused) as error:
        Note.checked({**GOOD[Note], CANARY: CANARY})
    assert "1 field" in error.value.sentence
    assert CANARY not in error.value.sentence


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_needed_must_be_there(kind: type[Record]) -> None:
    for column in kind.columns():
        values = {name: value for name, value in GOOD[kind].items() if name != column.name}
        if column.optional or column.default is not MISSING:
            kind.checked(values)
        else:
            with pytest.raises(Refused, match=column.name):
                kind.checked(values)


def test_names_are_one_however_they_are_spelt() -> None:
    assert clean_names([" Pay  day", "PAY DAY", "pay\tday\n", "Straße", "STRASSE"]) == ("Pay day", "Straße")
    assert len(clean_names([str(number) for number in range(NAMES_LIMIT)])) == NAMES_LIMIT


def test_limits_are_inclusive() -> None:
    Craving.checked({**GOOD[Craving], "note": "x" * TEXT_LIMIT, "triggers": ["x" * NAME_LIMIT], "minutes": 1440})
    CheckIn.checked({**GOOD[CheckIn], "sleep_hours": 24, "mood": 0, "confidence": 10})
