"""What a command costs does not grow with the journal: counted in steps of the engine, not in seconds."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import time_machine

from recovery.journal import listing_queries, offered, queries, writing
from recovery.journal.listing_queries import Filter, listed
from recovery.store import connection, engine, kinds, rows, rules

if TYPE_CHECKING:
    from recovery.diary import Diary
    from tests.conftest import Call

SMALL, LARGE = 200, 3_000
NOW = datetime(2026, 3, 18, 19, 30, tzinfo=UTC)
GROWING = (
    "craving",
    "lapse",
    "checkin",
    "note",
    "timeline",
    "changes",
    "commands",
    "craving_trigger",
    "craving_coping",
)


def fill(count: int, skip: int = 0) -> None:
    """That many cravings over the last eight weeks or, for more, over the years before; a check-in each day."""
    chance = random.Random(count)

    def craving(number: int) -> tuple[Any, ...]:
        at = NOW - timedelta(hours=4.5 * number + 2)
        names = json.dumps(chance.sample(["payday", "old corner", "bored", "argument", "pain"], 2))
        skills = json.dumps(chance.sample(["walk", "call Maria", "shower"], 1))
        text = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        return str(UUID(int=chance.getrandbits(128), version=4)), text, text[:10], chance.randrange(11), names, skills

    def checkin(number: int) -> tuple[Any, ...]:
        day = (NOW.date() - timedelta(days=number + 1)).isoformat()
        return str(UUID(int=chance.getrandbits(128), version=4)), day, 0, f"good {number}"

    with connection.existing() as journal, journal.command("fill"):
        journal.executemany(
            "INSERT INTO craving (id, at, timezone, day, intensity, triggers, coping, outcome)"
            " VALUES (?, ?, 'America/New_York', ?, ?, ?, ?, 'passed')",
            map(craving, range(skip, skip + count)),
        )
        journal.executemany(
            "INSERT INTO checkin (id, day, used, good) VALUES (?, ?, ?, ?)",
            map(checkin, range(skip // 5, (skip + count) // 5)),
        )


class Meter:
    """Counts what the engine does on every connection that the program opens."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps = 0
        self.statements: list[str] = []
        self._counting = False
        opens: Callable[[Path, bytes | None], Any] = engine.connect

        def connect(path: Path, key: bytes | None = None) -> Any:
            opened = opens(path, key)
            if self._counting:
                opened.set_progress_handler(self._step, 1)
                opened.set_trace_callback(self.statements.append)
            return opened

        monkeypatch.setattr(engine, "connect", connect)

    def _step(self) -> int:
        self.steps += 1
        return 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        self.steps, self._counting = 0, True
        self.statements.clear()
        yield
        self._counting = False


def cost(call: Call, meter: Meter, line: list[str]) -> tuple[int, int]:
    """Steps of the engine and statements of the program that a command line takes; its doing is taken back."""
    entry = call("log", "7", "fresh", "--json").json["id"]
    line = [entry if text == "ID" else text for text in line]
    with meter.counting():
        assert call(*line).code == 0
        steps = meter.steps
        statements = [statement for statement in meter.statements if not statement.startswith("--")]
    for _ in range(1 if line[0] in ("show", "sos", "search", "today", "streak", "undo") else 2):
        assert call("undo").code == 0
    return steps, len(statements)


LINES = [
    ["log", "7"],
    ["log", "7", "payday", "-c", "walk", "--outcome", "used"],
    ["after", "passed"],
    ["lapse", "-t", "payday"],
    ["checkin", "--no-use", "--mood", "5"],
    ["checkin", "--used"],
    ["intend", "walk"],
    ["note", "words"],
    ["show"],
    ["show", "ID"],
    ["show", "ID", "--history"],
    ["show", "--last", "7d"],
    ["show", "--kind", "note"],
    ["show", "--kind", "lapse", "--all"],
    ["show", "--kind", "craving"],
    ["show", "--kind", "checkin"],
    ["show", "--trigger", "fresh"],
    ["show", "--trigger", "fresh", "--kind", "craving", "--all"],
    ["show", "--trigger", "payday"],
    ["show", "--trigger", "payday", "--last", "7d"],
    ["search", "--trigger", "fresh"],
    ["search", "fresh"],
    ["search", "payday", "--last", "7d"],
    ["edit", "ID", "--intensity", "4"],
    ["remove", "ID", "--yes"],
    ["undo"],
]
# A whole pass, over tables that grow with days or are narrow: what helped before is one pass over a derived table of
# names (about a millisecond for 3,000 cravings) and one that counts how cravings ended, by how strong they began; and a
# day has one check-in. None of it is part of a daily command.
WHOLE_PASSES = {"lapse": {"craving_coping", "craving", "checkin"}, "sos": {"craving_coping"}}


def whole_passes(line: Sequence[str]) -> set[str]:
    """The tables that a line may read whole: whoever says a use, in whatever way, hears what helped before."""
    says_a_use = not {"used", "--used"}.isdisjoint(line)
    return WHOLE_PASSES.get("lapse" if says_a_use else line[0], set())


def test_no_daily_command_costs_more_on_a_journal_fifteen_times_as_long(
    heroin: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the steps a full-text index takes now and then to merge, which are few and far from one a row."""
    meter = Meter(monkeypatch)
    lines = [line for line in LINES if not whole_passes(line)]
    with time_machine.travel(NOW, tick=False):
        fill(SMALL)
        small = {" ".join(line): cost(heroin, meter, line) for line in lines}
        fill(LARGE - SMALL, SMALL)
        large = {" ".join(line): cost(heroin, meter, line) for line in lines}
    grown = {
        line: (small[line], large[line])
        for line in small
        if large[line][0] > 1.3 * small[line][0] + 2000 or large[line][1] > small[line][1] + 3
    }
    assert not grown


@pytest.mark.parametrize("line", [*LINES, ["sos"]], ids=" ".join)
def test_every_statement_is_answered_from_an_index_or_stops_early(
    line: list[str], heroin: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    meter = Meter(monkeypatch)
    with time_machine.travel(NOW, tick=False):
        fill(50)
        cost(heroin, meter, line)
        statements = [
            statement for statement in meter.statements if statement.startswith(("SELECT", "UPDATE", "DELETE"))
        ]
        scanned = set()
        with connection.existing() as journal:
            for made in {
                made for made in meter.statements if made.startswith("CREATE VIRTUAL TABLE IF NOT EXISTS temp.")
            }:
                journal.execute(made)
            for statement in statements:
                for *_, detail in journal.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall():
                    match = re.match(r"SCAN (\w+)", detail)
                    own = re.search(
                        r"COVERING INDEX \w+_triggers", detail
                    )  # it holds nothing but what carries a trigger
                    if match and match[1] in GROWING and "LIMIT" not in statement and not own:
                        scanned.add(match[1])
    assert statements
    assert scanned <= whole_passes(line)


def test_a_kind_and_a_trigger_are_found_as_if_everything_was_read(diary: Diary, heroin: Call) -> None:
    """Each question beside the same one put to the whole journal, which the answer may not depend on."""
    for number, names in enumerate((["Pay day"], ["pay DAY", "rain"], ["rain"], [])):
        at = ("--at", f"{number + 1} days ago")
        assert heroin("log", str(number), *names, *at).code == 0
        assert heroin("note", f"words {number}", *at, *(part for name in names for part in ("-t", name))).code == 0
        assert heroin("lapse", *at, *(part for name in names for part in ("-t", name))).code == 0
        assert heroin("checkin", "--mood", "5", "--day", f"{number + 1} days ago").code == 0
        assert heroin("goal", "add", f"goal {number}").code == 0
    whole = list(listed(diary.journal, Filter()))
    assert len(whole) == 20
    day = whole[5].day
    for kind, trigger, first in product((None, *kinds.NAMES), (None, "pay  day", "RAIN", "none"), (None, day)):
        expected = [
            entry
            for entry in whole
            if (kind is None or entry.kind == kind)
            and (first is None or entry.day >= first)
            and (
                trigger is None
                or " ".join(trigger.split()).casefold() in map(str.casefold, getattr(entry, "triggers", ()))
            )
        ]
        for last in (None, 2):
            results = list(listed(diary.journal, Filter(first, None, kind, trigger, last)))
            assert results == (expected if last is None else expected[-last:]), (kind, trigger, first, last)


def test_what_is_read_day_by_day_is_what_is_read_by_name(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a trigger that many entries carry, and of words within some days, whichever way is the shorter."""
    fill(300)
    with diary.journal.command("fill"):
        for number, kind in enumerate(("lapse", "note") * 3):
            at = NOW - timedelta(days=number)
            told = {"id": rules.new_id(), "at": at, "timezone": "UTC", "day": at.date(), "triggers": ("payday",)}
            rows.add(
                diary.journal, kinds.record_of(kind).checked(told | ({"text": "payday"} if kind == "note" else {}))
            )
    whole = list(listed(diary.journal, Filter()))
    days = [None, NOW.date() - timedelta(days=40), NOW.date() - timedelta(days=3), NOW.date() + timedelta(days=1)]
    for first, until, only in product(days, days, (None, "craving", "note")):
        expected = [
            entry
            for entry in whole
            if "payday" in getattr(entry, "triggers", ())
            and (only is None or entry.kind == only)
            and (first is None or entry.day >= first)
            and (until is None or entry.day <= until)
        ]
        wanted = Filter(first, until, only)
        for last in (3, 40):
            assert list(listed(diary.journal, wanted._replace(trigger="payday", last=last))) == expected[-last:]
        assert list(listed(diary.journal, wanted._replace(trigger="payday"))) == expected
        for gap, spans in ((1_000, 8), (1, 8), (1, 10_000), (0, 10_000)):
            monkeypatch.setattr(listing_queries, "_GAP", gap)
            monkeypatch.setattr(listing_queries, "_MOST_SPANS", spans)
            assert listing_queries.matching(diary.journal, "payday", wanted) == expected, (first, until, gap, spans)


def test_every_kind_with_triggers_is_looked_through() -> None:
    carrying = [
        name for name in kinds.NAMES if "triggers" in {column.name for column in kinds.record_of(name).columns()}
    ]
    assert carrying == ["craving", "lapse", "note", "moment"]


def test_favourites_are_what_is_frequent_and_recent(diary: Diary, heroin: Call) -> None:
    for names in (["old"], ["old"], ["old"], ["rare"], ["Often"], ["often", "new"], ["OFTEN"]):
        heroin("log", "3", ",".join(names))
    assert queries.favourites(diary.journal, "triggers") == ["Often", "old", "new", "rare"]
    for _ in range(offered.LATEST):
        writing.craving(diary, diary.when(None), {"intensity": 1, "triggers": ["today"]})
    assert queries.favourites(diary.journal, "triggers") == ["today"]


def test_of_favourites_as_frequent_the_one_used_of_late_stands_first(diary: Diary, heroin: Call) -> None:
    """The alphabet would have it the other way round."""
    for name in ("argument", "argument", "payday", "payday"):
        heroin("log", "3", name, "-c", f"{name} skill")
    assert queries.favourites(diary.journal, "triggers") == ["payday", "argument"]
    assert queries.favourites(diary.journal, "coping") == ["payday skill", "argument skill"]
