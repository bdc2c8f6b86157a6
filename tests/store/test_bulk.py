"""Many rows at once leave what the triggers would have left, and leave the triggers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recovery.store import bulk, kinds
from recovery.store.connection import Journal
from recovery.store.engine import NotAllowed
from tests.rehearsal import rehearsing
from tests.web.drawn_journals import WHOLE, Row, table

CRAVING = ("id", "at", "timezone", "day", "intensity", "triggers", "coping", "note")
MANY = [kind for kind in kinds.CARRIED if kinds.local_key(kind) is not None and kind not in kinds.NOT_EXPORTED]


def cravings(count: int, first: int = 1) -> list[tuple[Any, ...]]:
    """Rows as `bulk.insert` takes them."""
    return [
        (
            *(key, f"00000000-0000-4000-8000-{key:012}", "2026-03-07T12:00:00Z", "UTC", "2026-03-07", key % 11),
            *('["payday"]', "[]", f"word{key}"),
        )
        for key in range(first, first + count)
    ]


def content(journal: Journal) -> dict[str, list[tuple[Any, ...]]]:
    """All that the tables hold, and that the index finds it."""
    journal.execute("INSERT INTO search (search) VALUES ('integrity-check')")
    names = [
        name
        for (name,) in journal.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        if name not in ("search", "search_data", "search_idx", "journal", "commands", "context")
    ]
    rows = {name: sorted(journal.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in names}
    return rows | {"triggers": sorted(journal.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))}


def inserted(journal: Journal, kind: str, drawn: Sequence[Row]) -> None:
    names = [name for name in drawn[0] if name != "kind"]
    free = bulk.next_key(journal.connection, kind)
    bulk.insert(
        journal.connection, kind, names, [(key, *(row[name] for name in names)) for key, row in enumerate(drawn, free)]
    )


@pytest.fixture
def journal() -> Iterator[Journal]:
    with rehearsing() as opened:
        yield opened


@settings(max_examples=60 if WHOLE else 12, deadline=None, suppress_health_check=[*HealthCheck])
@given(drawn=st.sampled_from(MANY).flatmap(lambda kind: st.tuples(table(kind, 5), table("craving", 3))))
def test_rows_at_once_leave_what_rows_one_by_one_leave(drawn: tuple[list[Row], list[Row]]) -> None:
    found = []
    for fewest in (2, 1000):
        with pytest.MonkeyPatch.context() as patch, rehearsing() as journal:
            patch.setattr(bulk, "FEWEST", fewest)
            with journal.command("import"):
                for rows in drawn:
                    for _, alike in groupby(rows, key=lambda row: [*row]):
                        several = [*alike]
                        inserted(journal, str(several[0]["kind"]), several)
            found.append(content(journal))
    assert found[0] == found[1]


def test_as_many_statements_for_a_thousand_rows_as_for_three_hundred(journal: Journal) -> None:
    counts = []
    for first, number in ((1, 300), (301, 1300)):
        said: list[str] = []
        with journal.command("import"):
            rows = cravings(number, first)
            journal.connection.set_trace_callback(said.append)
            bulk.insert(journal.connection, "craving", CRAVING, rows)
            journal.connection.set_trace_callback(None)
        ours = [one for one in said if "search_" not in one and "data_version" not in one]  # else the index's own
        assert not [one for one in ours if one.startswith("--")], "a trigger did something"
        counts.append(len(ours))
    assert counts[0] == counts[1] < 20
    assert journal.execute("SELECT count(*) FROM changes").fetchone() == (1600,)


def test_one_row_that_is_refused_takes_all_of_them_back(journal: Journal) -> None:
    before = content(journal)
    rows = cravings(bulk.FEWEST)
    rows[-1] = (*rows[-1][:5], 11, *rows[-1][6:])
    with pytest.raises(NotAllowed), journal.command("import"):
        bulk.insert(journal.connection, "craving", CRAVING, rows)
    assert content(journal) == before


def test_keys_that_were_given_before_are_taken_one_by_one(journal: Journal) -> None:
    """Their history is of rows that were there once."""
    with journal.command("import"):
        bulk.insert(journal.connection, "craving", CRAVING, cravings(bulk.FEWEST + 1))
        journal.execute("DELETE FROM craving")
        bulk.insert(journal.connection, "craving", CRAVING, cravings(bulk.FEWEST))
    assert journal.execute("SELECT count(*) FROM changes").fetchone() == (3 * bulk.FEWEST + 2,)
    assert journal.execute("SELECT count(*) FROM timeline").fetchone() == (bulk.FEWEST,)
