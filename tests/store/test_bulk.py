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
from recovery.sync.queries.rows import attempt
from tests.rehearsal import rehearsing
from tests.web.drawn_journals import WHOLE, Row, table

CRAVING = ("id", "at", "timezone", "day", "intensity", "triggers", "coping", "note")
MANY = [kind for kind in kinds.SYNCED if kinds.local_key(kind) is not None and kind not in kinds.NOT_EXPORTED]


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


def inserted(inserting: bulk.Inserting, kind: str, drawn: Sequence[Row]) -> None:
    names = [name for name in drawn[0] if name != "kind"]
    rows = [(key, *(row[name] for name in names)) for key, row in enumerate(drawn, inserting.next_key(kind))]
    inserting.insert(kind, names, rows)


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
                    inserting = bulk.Inserting(journal.connection)
                    for _, alike in groupby(rows, key=lambda row: [*row]):
                        several = [*alike]
                        inserted(inserting, str(several[0]["kind"]), several)
                    inserting.finish()
            found.append(content(journal))
    assert found[0] == found[1]


def test_a_part_takes_a_statement_for_its_rows_and_one_for_each_thing_that_follows(journal: Journal) -> None:
    """Without a word about the schema, after which the engine would prepare every statement anew, until the end."""
    said: list[list[str]] = []
    with journal.command("import"):
        inserting = bulk.Inserting(journal.connection)
        for first, number in ((1, 256), (257, 1024), (1281, 1024), (2305, 1)):
            said.append([])
            journal.connection.set_trace_callback(said[-1].append)
            inserting.insert("craving", CRAVING, cravings(number, first))
            journal.connection.set_trace_callback(None)
        assert inserting.next_key("craving") == 2306
        inserting.finish()
    ours = [[one for one in part if "search_" not in one and "data_version" not in one] for part in said]
    assert not [one for part in ours for one in part if one.startswith("--")], "a trigger did something"
    assert [len(part) for part in ours[1:]] == [6, 6, 6]
    assert len(ours[0]) < 20
    assert journal.execute("SELECT count(*) FROM changes").fetchone() == (2305,)


def test_triggers_come_back_for_keys_that_do_not_rise_and_after_what_was_taken_back(journal: Journal) -> None:
    """Each row is followed once, whichever way it came."""
    wrong = cravings(256, 2000)
    wrong[-1] = (*wrong[-1][:5], 11, *wrong[-1][6:])
    with journal.command("import"):
        inserting = bulk.Inserting(journal.connection)
        for first, number in ((1, 256), (300, 5), (290, 2), (400, 256)):
            for rows in (wrong, wrong[::-1]):  # by which the triggers would go, and by which they would come back
                with pytest.raises(NotAllowed), attempt(journal):
                    inserting.insert("craving", CRAVING, rows)
            inserting.insert("craving", CRAVING, cravings(number, first))
        inserting.finish()
    for name in ("craving", "timeline", "changes", "craving_trigger", "search"):
        assert journal.execute(f"SELECT count(*) FROM {name}").fetchone() == (519,), name
    with rehearsing() as other:
        assert content(journal)["triggers"] == content(other)["triggers"]


def test_statements_are_few_whatever_the_number_of_rows(journal: Journal) -> None:
    """Each is kept to be used again, with room for all its values."""
    with journal.command("import"):
        texts, inserting, free = set[int](), bulk.Inserting(journal.connection), 1
        for number in (300, 299, 301, 1500, 3333, 7):
            lengths = [len(part) for part in bulk._parts(cravings(number), bulk.VALUES_AT_ONCE // 9)]
            assert sum(lengths) == number
            texts.update(lengths)
            inserting.insert("craving", CRAVING, cravings(number, free))
            free += number
        inserting.finish()
    assert texts <= {1 << power for power in range(12)}
    assert journal.execute("SELECT count(*), max(key) FROM craving").fetchone() == (free - 1, free - 1)


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
