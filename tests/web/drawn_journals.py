"""Journals drawn by hypothesis, as rows: what docs/records.json allows in a column is drawn for it, near one day.

A row goes into a real journal as it stands, and to the phone as a synced document carries it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from docs import described
from recovery.aliases.alias import alias_id
from recovery.diary import Diary
from recovery.plans.plan import BY_NAME, OWN_FIELDS, PARTS
from recovery.store import kinds, rows
from recovery.store.connection import Journal
from recovery.store.names import alike
from recovery.treatment.questionnaires import instrument

TODAY = date(2026, 3, 22)
WHOLE = bool(os.environ.get("TESTS_ALL"))  # then as many are drawn as `make check` has time for
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/St_Johns",
)
WORDS = (
    *("payday", "Payday", "old corner", "mom's kitchen", "Mom\N{RIGHT SINGLE QUOTATION MARK}s kitchen", "STRASSE"),
    *("Straße", "café", "cafe\N{COMBINING ACUTE ACCENT}", "bored", "boredom", "running", "run", "給料日", "駅前の角"),
    *("İstanbul", "ŉ 1", "room 101", "room 102", "Σίσυφος", "σισυφοσ", "heroin", "wine", "benzos", "weed", "xyzzy"),
)
Row = dict[str, Any]
CATALOGUE = described.catalog()["kinds"]
INSTRUMENTS = ("phq9", "gad7", "bam", "craving3", "pcptsd5")


def days(before: int = 120, after: int = 20) -> st.SearchStrategy[str]:
    """Days around the one that everything is drawn near."""
    return st.integers(-before, after).map(lambda number: (TODAY + timedelta(days=number)).isoformat())


def instants(before: int = 40) -> st.SearchStrategy[str]:
    """Instants of the last days, to the minute, often close to each other, and some the same."""
    start = datetime(TODAY.year, TODAY.month, TODAY.day, 22, tzinfo=UTC)
    minutes = st.one_of(st.sampled_from((0, 60)), st.integers(0, 180), st.integers(0, before * 1440))
    return minutes.map(lambda ago: (start - timedelta(minutes=ago)).strftime("%Y-%m-%dT%H:%M:%SZ"))


@cache
def changes(zone: str) -> list[int]:
    """The seconds since 1970 of the days on which the clock of a zone changes, up to 2037, each at its beginning."""
    days = range(0, 2_145_916_800, 86_400)
    offsets = [datetime.fromtimestamp(second, ZoneInfo(zone)).utcoffset() for second in days]
    return [second for second, one, other in zip(days, offsets, offsets[1:], strict=False) if one != other]


@st.composite
def zoned_seconds(draw: st.DrawFn) -> tuple[str, int]:
    """A zone and a second since 1970, mostly within two days of a change of that zone's clock."""
    zone = draw(st.sampled_from(ZONES))
    near = st.builds(lambda day, second: day + second, st.sampled_from([0, *changes(zone)]), st.integers(0, 172_800))
    return zone, draw(near | near | st.integers(0, 4_000_000_000))


def names() -> st.SearchStrategy[str]:
    """Names that are alike, near or nothing to each other."""
    return st.sampled_from(WORDS)


def texts() -> st.SearchStrategy[str]:
    """Short texts with those names in them."""
    return st.lists(names(), min_size=1, max_size=4).map(" ".join)


def _named_list(limit: int) -> st.SearchStrategy[str]:
    unique = st.lists(names(), max_size=min(3, limit), unique_by=alike)
    return unique.map(lambda listed: json.dumps(listed, ensure_ascii=False, separators=(",", ":")))


def _value(name: str, schema: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """What a column may hold, by its schema."""
    forms: dict[str, Callable[[], st.SearchStrategy[Any]]] = {
        "uuid": lambda: st.uuids(version=4).map(str),
        "instant": instants,
        "zone": lambda: st.sampled_from(ZONES),
        "date": days,
        "time": lambda: st.sampled_from(("00:00", "04:00", "08:30", "20:00")),
        "awake": lambda: st.sampled_from(("any hour", "08-23", "22-06")),
        "line": names,
        "key": lambda: st.binary(min_size=32, max_size=32).map(bytes.hex),
        "seed": lambda: st.binary(min_size=64, max_size=64).map(bytes.hex),
    }
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "contentSchema" in schema:
        if name in ("ratings", "answers"):
            return st.just("[[0,7],[5,4]]" if name == "ratings" else "[1]")
        return st.just('["08:00","20:00"]') if name == "hours" else _named_list(schema["contentSchema"]["maxItems"])
    if schema["type"] == "string":
        return forms[schema["format"]]() if "format" in schema else texts()
    if schema["type"] == "number":
        return st.sampled_from(
            [schema["minimum"], (schema["minimum"] + schema["maximum"]) / 2 + 0.5, schema["maximum"]]
        )
    return st.integers(schema["minimum"], min(schema["maximum"], schema["minimum"] + 40))


@cache
def _columns(kind: str) -> st.SearchStrategy[Row]:
    """All columns of a kind, each by itself; made once, since drawing is most of what such a test costs."""
    columns = CATALOGUE[kind]["columns"]
    values = {column["name"]: _value(column["name"], column["schema"]) for column in columns}
    return st.fixed_dictionaries(
        {
            column["name"]: st.none() | values[column["name"]] if column["null"] else values[column["name"]]
            for column in columns
        }
    )


@st.composite
def row(draw: st.DrawFn, kind: str) -> Row:
    """One row of a kind, its columns drawn one by one."""
    return _fitting(draw, {"kind": kind} | draw(_columns(kind)))


def _fitting(draw: st.DrawFn, made: Row) -> Row:
    """The same with columns that fit each other."""
    if made.get("until") and "since" in made and made["until"] < made["since"]:
        made["until"] = made["since"]
    if made["kind"] == "plan_item":
        fit_section(made)
    if made.get("filled_in") and draw(st.booleans()):
        made = fill_in(made)
    if made.get("ended") and draw(st.booleans()):
        made["ended"] = made["written"]
    if made["kind"] == "alias":
        made["id"] = alias_id(made["of"], made["name"])
    if made["kind"] in ("assessment", "rhythm"):
        made["instrument"] = draw(st.sampled_from(INSTRUMENTS))
    if made["kind"] == "assessment":
        items = instrument(made["instrument"]).items
        made["answers"] = json.dumps([draw(st.none() | st.integers(item.low, item.high)) for item in items])
        made["answers"] = made["answers"].replace(" ", "")
    return made


def fill_in(checkin: Row) -> Row:
    """A check-in of a day of which nothing else was said."""
    kept = ("kind", "id", "day", "used", "substance", "free_of", "filled_in")
    return checkin | {name: "[]" if name == "signs" else None for name in checkin if name not in kept}


def fit_section(item: Row) -> Row:
    """The item with nothing but what its section has, and a part of the day where that is its moment."""
    for name in {*OWN_FIELDS}.difference(BY_NAME[item["section"]].fields):
        item[name] = "[]" if name in ("triggers", "responses") else None
    if item["moment"] and item["section"] in ("skills", "situations"):
        item["moment"] = [*PARTS][len(item["moment"]) % len(PARTS)]
    return item


def table(kind: str, most: int) -> st.SearchStrategy[list[Row]]:
    """Some rows of a kind; those that would be one row are drawn once."""
    key = kinds.local_key(kind)
    return st.lists(row(kind), max_size=most, unique_by=lambda made: str(made[key or "kind"]).lower())


def journals(**most: int) -> st.SearchStrategy[list[Row]]:
    """A profile, and up to so many rows of each kind that is named."""
    tables = [row("profile").map(lambda made: [made]), *(table(kind, number) for kind, number in most.items())]
    drawn: st.SearchStrategy[list[Row]] = st.tuples(*tables).map(
        lambda parts: [made for part in parts for made in part]
    )
    return drawn


@contextmanager
def kept(journal: Journal, drawn: list[Row]) -> Iterator[Diary]:
    """The journal with these rows and no others; when it is left they are gone again."""
    journal.execute("BEGIN IMMEDIATE")
    try:
        journal.note_command("import", "local")
        for made in drawn:
            columns = {name: value for name, value in made.items() if name != "kind"}
            marks = ", ".join("?" * len(columns))
            journal.execute(f"INSERT INTO {made['kind']} ({', '.join(columns)}) VALUES ({marks})", [*columns.values()])
        profile = rows.profile(journal)
        assert profile is not None
        yield Diary(journal, profile)
    finally:
        journal.execute("ROLLBACK")
